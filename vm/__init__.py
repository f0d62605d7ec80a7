"""The machine and its world: values, code, opcodes, builtins. Knows neither the compiler nor the debugger.

The words that all rooms speak stand here: errors, spans, values, chunks, thunks, the opcode table, steps that
pause, and the pulse that long work asks. They know no room.
"""

from vm import native as native
