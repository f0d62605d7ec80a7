"""Writes `vm/ops/dispatch.py` from the opcode table: `python -m vm.ops.dispatch_text > vm/ops/dispatch.py`.

A compiled run loop must call the bodies directly: a list of callables would cost it more than most bodies
do. A test compares the file with what is written here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vm.opcodes import HANDLERS, OPCODES

HEAD = '''"""From an opcode's number to its body. Written by vm.ops.dispatch_text: do not edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vm.machine.frames import Frame
{imports}

if TYPE_CHECKING:
    from mypy_extensions import i64

    from vm.machine.machine import Machine


def execute(vm: Machine, frame: Frame, op: i64, operand: i64) -> bool:
    """Run the body of opcode number `op`; True if it began something that goes on before its own frame."""
{arms}
    raise AssertionError("a data instruction was executed")
'''


def dispatch_text() -> str:
    """The whole file."""
    bodies = [(op, body) for op, body in zip(OPCODES, HANDLERS, strict=True) if not op.is_data]
    families: dict[str, set[str]] = {}
    for _, body in bodies:
        families.setdefault(body.__module__, set()).add(body.__name__)
    imports = "\n".join(imported(name, names) for name, names in sorted(families.items()))
    arms = "\n".join(arm(op.number, body) for op, body in bodies)
    return HEAD.format(imports=imports, arms=arms)


def imported(module: str, names: set[str]) -> str:
    """An import statement as the formatter would have it."""
    line = f"from {module} import {', '.join(sorted(names))}"
    if len(line) <= 110:
        return line
    return "\n".join([f"from {module} import (", *(f"    {name}," for name in sorted(names)), ")"])


def arm(number: int, body: Callable[..., Any]) -> str:
    """What is done for one opcode: a body that begins nothing says so by its type."""
    name = body.__name__
    if body.__annotations__["return"] == "None":
        return f"    if op == {number}:\n        {name}(vm, frame, operand)\n        return False"
    return f"    if op == {number}:\n        return {name}(vm, frame, operand)"


if __name__ == "__main__":
    print(dispatch_text(), end="")  # noqa: T201
