"""Where an expression stands in the chunk around it: what decides whether it becomes a thunk.

At level 0 every composite expression is LAZY: a thunk, whoever wants its value. At level 1 what is forced
at once is written in place. Such a position is a number, whose size says how deep it lies in its chunk:
positive for an operand, negative for the end of a path through the chunk, where the value stack holds the
chunk's slots and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mypy_extensions import i64

LAZY: Final = 0
TAIL: Final = -1
"""What a chunk as a whole stands for."""
OPERAND: Final = 1
DEEPEST: Final = 40
"""How deep a chunk may nest; what lies deeper is a thunk, so that nothing recurses without end."""


def operand(how: i64) -> i64:
    """The position of what an expression at `how` forces at once."""
    if how == LAZY:
        return LAZY
    depth = (how if how > 0 else -how) + 1
    return depth if depth <= DEEPEST else LAZY


def outcome(how: i64) -> i64:
    """The position of what gives an expression at `how` its value: a branch, a body."""
    if how > 0:
        return how + 1 if how < DEEPEST else LAZY
    if how < 0:
        return how - 1 if -how < DEEPEST else LAZY
    return LAZY
