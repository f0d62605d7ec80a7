"""Readings: texts that are read to their end, whatever their size. They come in pieces, as far as one reads.

A text stays as the machine has it, one character per byte; a face decodes what it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from vm.spans import from_host
from vm.text.printer import Printer
from vm.thunks import peek_value
from vm.values import Path, Value, is_string

PIECES = 500
"""Pieces that are asked for at a time, at the most."""
STEP = 1 << 18
"""Bytes that are asked for at a time; a piece may be longer."""
WINDOW = 1 << 21
"""Bytes that are searched at a time."""
FIRST = 1 << 16
"""Bytes that are joined at once; then always half as much again, so that joining costs little."""


class Reading:
    """A text as far as it is known."""

    def __init__(self, kind: str, pieces: Iterator[str]) -> None:
        self.kind = kind
        """`string` or `path` for the text itself, `printed` for how Nix prints a value."""
        self.text = ""
        self.is_complete = False
        self.pieces = pieces
        self.waiting: list[str] = []
        self.known = 0
        """Bytes of the text and of what waits to be joined to it."""
        self.lines = 0
        """Line ends in the text."""

    def advance(self) -> None:
        """Take some more; the text becomes longer now and then."""
        if self.is_complete:
            return
        wanted = max(FIRST, len(self.text) * 3 // 2)
        taken = 0
        for _ in range(PIECES):
            piece = next(self.pieces, None)
            if piece is None:
                self.is_complete = True
                break
            self.waiting.append(piece)
            self.known += len(piece)
            taken += len(piece)
            if self.known >= wanted or taken >= STEP:
                break
        if self.is_complete or self.known >= wanted:
            self.join()

    def finish(self) -> None:
        """Take all that is left."""
        while not self.is_complete:
            self.advance()

    def join(self) -> None:
        """Make what has come a part of the text."""
        added = "".join(self.waiting)
        self.lines += added.count("\n")
        self.text = self.text + added if self.text else added
        self.waiting = []

    @property
    def line_count(self) -> int:
        """Lines of the text; what stands behind the last line end is one if it is not empty."""
        return self.lines + (not self.text.endswith("\n"))

    def search(self, needle: str, start: int, backwards: bool = False) -> Iterator[int | None]:
        """Where a text is found next, going round at the end; -1 if nowhere. Yields None as it works.

        Forwards from a byte on, backwards before it.
        """
        if not needle:
            yield -1
            return
        yield from self.upwards(needle, start) if backwards else self.downwards(needle, start)

    def downwards(self, needle: str, start: int) -> Iterator[int | None]:
        at, size = start, len(needle)
        while not self.is_complete or at < len(self.text):
            if not self.is_complete and at + WINDOW > len(self.text):
                self.advance()
            end = min(at + WINDOW, len(self.text))
            found = find(self.text, needle, at, end)
            if found >= 0:
                yield found
                return
            at = max(at, end - size + 1) if end < len(self.text) or not self.is_complete else end
            yield None
        for first in range(0, min(start + size, len(self.text)), WINDOW):
            found = find(self.text, needle, first, min(first + WINDOW, start) + size - 1)
            yield found if found >= 0 else None
            if found >= 0:
                return
        yield -1

    def upwards(self, needle: str, start: int) -> Iterator[int | None]:
        for first in range(start - WINDOW, -WINDOW, -WINDOW):
            found = find(self.text, needle, max(first, 0), first + WINDOW + len(needle) - 1, last=True)
            yield found if 0 <= found < start else None
            if 0 <= found < start:
                return
        while not self.is_complete:
            self.advance()
            yield None
        for first in range(len(self.text) - WINDOW, start - WINDOW, -WINDOW):
            found = find(self.text, needle, max(first, start), first + WINDOW + len(needle) - 1, last=True)
            yield found if found >= 0 else None
            if found >= 0:
                return
        yield -1


def needle_of(text: str) -> str:
    """What a person looks for, as texts have it."""
    return from_host(text)


def folds_case(needle: str) -> bool:
    """A text in lower case is looked for in either case."""
    return needle.isascii() and needle == needle.lower()


def find(text: str, needle: str, start: int, end: int, last: bool = False) -> int:
    """The first or the last place in a stretch of a text; -1 for none."""
    if folds_case(needle):
        part = text[start:end].lower()
        found = part.rfind(needle) if last else part.find(needle)
        return found + start if found >= 0 else -1
    return text.rfind(needle, start, end) if last else text.find(needle, start, end)


def read(value: Value, peek: Callable[[Value], Value]) -> Reading:
    """A string or a path itself; any other value as it is printed."""
    if is_string(value):
        return whole("string", str(value))
    if type(value) is Path:
        return whole("path", value.text)
    return printed(value, peek)


def whole(kind: str, text: str) -> Reading:
    reading = Reading(kind, iter((text,)))
    reading.finish()
    return reading


def printed(value: Value, peek: Callable[[Value], Value] = peek_value) -> Reading:
    """As Nix prints it; thunks that were not evaluated are `<CODE>`."""
    return Reading("printed", Printer(peek=peek).pieces(value))
