"""From arguments to a machine: the program, its limits, flakes, and which code is the person's own.

May know the words of the debugger (errors, text, skipping, repeats). Knows no history and no face.
"""
