"""The opcode table: the one place that the machine, disassembler, help, reference and tests read.

Importing this module imports every family under vm.ops, each of which declares its opcodes with
`opcode(...)` right behind the code that runs it: name, stack effect, body, one sentence for learners, and
operand kind. (Behind it and not as a decorator, because a decorated function cannot be called natively.)
Bodies are written in a plain dialect: straight-line Python over the stack, the frame and the machine's
named moves; they raise before they change anything, so that a failed step can be looked at as it was,
and answer True when they began something that must go on before their own frame does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from mypy_extensions import i64


class Operand(Enum):
    """What an instruction's operand counts or points to."""

    NONE = "none"
    CONSTANT = "constant"
    SLOT = "slot"
    UPVALUE = "upvalue"
    OFFSET = "offset"
    COUNT = "count"


Handler: TypeAlias = "Callable[[Any, Any, int], bool | None]"
"""A body: it gets the machine, the top frame and the operand. The table itself knows neither."""


@dataclass(frozen=True, slots=True)
class Opcode:
    """One declared opcode."""

    number: int
    name: str
    effect: str
    """`a b -- c`, top at the right; `(key value)*n` repeats by the operand."""
    operand: Operand
    lesson: str
    """What it does, in a sentence or two for learners."""
    emitted: str
    """Why the compiler writes it: what in a program it comes from."""
    example: str = ""
    """A small program in whose code it stands; empty for one that the compiler does not write."""
    is_data: bool = False

    def pops(self, operand: int) -> int:
        """How many values it takes off the stack."""
        return _count(self.effect.split("--")[0], operand)

    def pushes(self, operand: int) -> int:
        """How many values it leaves in their place (for `v?`, at the least)."""
        return _count(self.effect.split("--")[1], operand)


def _count(side: str, operand: int) -> int:
    total = 0
    for group in re.findall(r"\(([^)]*)\)\*n", side):
        total += len(group.split()) * operand
    rest = re.sub(r"\([^)]*\)\*n", "", side)
    for word in rest.split():
        if word.endswith("*n"):
            total += operand
        elif not word.endswith("?"):
            total += 1
    return total


OPCODES: list[Opcode] = []
HANDLERS: list[Handler] = []
BY_NAME: dict[str, Opcode] = {}


def never_executed(vm: object, frame: object, operand: i64) -> None:
    """The body of data instructions: the op before them skips them."""
    raise AssertionError("a data instruction was executed")


def opcode(
    name: str,
    effect: str,
    body: Handler,
    lesson: str,
    operand: Operand = Operand.NONE,
    is_data: bool = False,
    *,
    emitted: str,
    example: str = "",
) -> Opcode:
    """Add an opcode to the table; numbers follow the order of declaration."""
    op = Opcode(len(OPCODES), name, effect, operand, lesson, emitted, example, is_data)
    OPCODES.append(op)
    HANDLERS.append(body)
    BY_NAME[name] = op
    return op


FAMILIES = (
    "constants",
    "arithmetic",
    "comparison",
    "control",
    "sets",
    "scope",
    "strings",
    "calls",
    "closures",
    "overrides",
)


def load_families() -> None:
    """Fill the table: each module of vm.ops declares its opcodes as it is imported."""
    for family in FAMILIES:
        import_module(f"vm.ops.{family}")


load_families()


def number_of(name: str) -> int:
    """The opcode number by name; KeyError for an unknown one."""
    return BY_NAME[name].number
