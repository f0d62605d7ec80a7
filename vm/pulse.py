"""The pulse: where long work asks whether it may go on, and whether there is room for its result.

There is one process with one memory and one clock, so there is one pulse, and whoever drives an evaluation
is its judge while that runs (debugger.loading.limits). Between ticks the driver looks itself; whatever is
done within one tick, or without a machine, asks here: the lexer, the emitter, reading files, printing. With
no judge everything may go on.

What is going to be large is refused before it is made, while the memory is still there to say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

LARGE: Final = 1 << 16
"""Bytes of a result from which on there must be room for it; smaller ones are noticed between two ticks."""
REFERENCE: Final = 8
"""Bytes of an element of a list."""
MANY: Final = LARGE // REFERENCE
CELL: Final = 200
"""Bytes that an element takes at the least if it is a thunk of its own."""
STRETCH: Final = 4096
"""Bounded pieces of work done between two questions."""


class Judge(Protocol):
    """Whoever knows the limits. Both raise LimitExceeded."""

    def ask(self) -> None:
        """May it go on?"""

    def find_room(self, size: int) -> int:
        """Is there room for so many bytes? Answers how many more need not be asked about."""


class Pulse:
    """The one that all work asks."""

    def __init__(self) -> None:
        self.judge: Judge | None = None
        self.room = 0
        """Bytes that may be made before the memory is measured again."""

    def ask(self) -> None:
        """LimitExceeded if the time is over or the memory is used up."""
        if self.judge is not None:
            self.judge.ask()

    def need(self, size: int) -> None:
        """LimitExceeded if something of so many bytes, which is about to be made, has no room."""
        self.room -= size
        if self.room < 0 and self.judge is not None:
            self.room = self.judge.find_room(size)


PULSE = Pulse()


def joined(pieces: Sequence[str], separator: str = "") -> str:
    """The pieces in one string; LimitExceeded if there is no room for it."""
    size = sum(map(len, pieces)) + len(separator) * len(pieces)
    if size > LARGE:
        PULSE.need(size)
    return separator.join(pieces)


def need_for(text: str) -> str:
    """The same text, of which something as long is going to be made."""
    if len(text) > LARGE:
        PULSE.need(len(text))
    return text


def need_elements(count: int, size: int = REFERENCE) -> None:
    """LimitExceeded if there is no room for a list of so many elements, of so many bytes each."""
    if count * size > LARGE:
        PULSE.need(count * size)
