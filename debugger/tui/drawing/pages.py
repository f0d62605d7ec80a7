"""Pages: a long text as rows of some width, made only around where one looks.

Lines are the text's own, folded where they are too long. A line is worked on in blocks, so that one of
50 MB costs no more than a short one. The text has one character per byte; what is shown of it is decoded,
and what could steer a terminal is escaped.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from debugger.text import STEERS, TABLE
from debugger.tui.drawing.lines import Part, take
from debugger.views.values.reading import folds_case
from vm.spans import to_display

BLOCK = 8192
"""Bytes of a line that are folded at a time."""
STRIDE = 1 << 20
"""Bytes whose line ends are counted at a time."""
KEPT = 64
"""Blocks that are remembered."""
TAB = "    "

Place: TypeAlias = "tuple[int, int]"
"""A row: where its block begins in the text, and its number in the block."""
Stretch: TypeAlias = "tuple[int, int, str]"
"""From where to where in what is shown, and the role."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the screen; `line` is the 1-based number of the line that begins with it, else 0."""

    place: Place
    line: int
    parts: tuple[Part, ...]


@dataclass(slots=True)
class Block:
    """A part of one line, folded."""

    start: int
    end: int
    """Before the line end, if that is where it ends."""
    shown: str
    roles: list[Stretch] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    """Where each row begins in what is shown."""

    def parts(self, row: int) -> tuple[Part, ...]:
        start = self.rows[row]
        end = self.rows[row + 1] if row + 1 < len(self.rows) else len(self.shown)
        return tuple(coloured(self.shown, self.roles, start, end))


class Pages:
    """The rows of a text at one width, with what is looked for marked."""

    def __init__(self, text: str, width: int, needle: str = "") -> None:
        self.text = text
        self.width = max(width, 1)
        self.needle = needle
        self.blocks: dict[int, Block] = {}
        self.known = (0, 1)
        """A place in the text and the number of its line: others are counted from here."""

    # Blocks.

    def line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def start_of(self, offset: int) -> int:
        """Where the block begins that has this byte, or the byte before it at the end of a line."""
        first = self.line_start(offset)
        if offset > first and self.text[offset : offset + 1] in ("", "\n"):
            offset -= 1
        number = (offset - first) // BLOCK
        start = self.edge(first, number)
        return start if start <= offset else self.edge(first, number - 1)

    def edge(self, first: int, number: int) -> int:
        """Where a block of the line that begins at `first` begins itself: it cuts no character."""
        at = first + number * BLOCK
        end = min(at + 3, len(self.text)) if number else at
        while at < end and 0x80 <= ord(self.text[at]) < 0xC0:
            at += 1
        return at

    def block(self, start: int) -> Block:
        found = self.blocks.get(start)
        if found is None:
            if len(self.blocks) >= KEPT:
                self.blocks.clear()
            found = self.blocks[start] = self.made(start)
        return found

    def made(self, start: int) -> Block:
        first = self.line_start(start)
        end = min(self.edge(first, (start - first) // BLOCK + 1), len(self.text))
        line_end = self.text.find("\n", start, end)
        end = line_end if line_end >= 0 else end
        block = Block(start, end, *shown(self.text[start:end], self.needle))
        block.rows = list(folded(block.shown, self.width))
        return block

    # Places.

    def next(self, place: Place) -> Place | None:
        block = self.block(place[0])
        if place[1] + 1 < len(block.rows):
            return place[0], place[1] + 1
        after = block.end + self.text.startswith("\n", block.end)
        return (after, 0) if after < len(self.text) else None

    def previous(self, place: Place) -> Place | None:
        start, row = place
        if row:
            return start, row - 1
        if not start:
            return None
        before = self.start_of(start - 1)
        return before, len(self.block(before).rows) - 1

    def moved(self, place: Place, rows: int) -> Place:
        """So many rows further down, or up; at the ends it stops."""
        step = self.next if rows > 0 else self.previous
        for _ in range(abs(rows)):
            found = step(place)
            if found is None:
                break
            place = found
        return place

    def last(self) -> Place:
        """The last row."""
        end = len(self.text)
        start = self.start_of(end - self.text.endswith("\n"))
        return start, len(self.block(start).rows) - 1

    def place_of(self, offset: int) -> Place:
        """The row that shows this byte."""
        start = self.start_of(offset)
        block = self.block(start)
        at = len(shown(self.text[start:offset])[0])
        return start, max(bisect_right(block.rows, at) - 1, 0)

    def offset_of(self, place: Place) -> int:
        """About which byte a row begins with: exactly, where each character is a byte."""
        block = self.block(place[0])
        raw, at = block.end - block.start, block.rows[min(place[1], len(block.rows) - 1)]
        return block.start + (at * raw // len(block.shown) if block.shown else 0)

    def line_of(self, offset: int) -> int:
        """The 1-based number of the line that a byte stands in."""
        at, line = self.known
        if offset >= at:
            line += self.text.count("\n", at, offset)
        else:
            line -= self.text.count("\n", offset, at)
        self.known = (offset, line)
        return line

    def line_place(self, line: int) -> Place | None:
        """Where a line begins; None if there are not so many."""
        offset, left = 0, line - 1
        while left > 0 and (ends := self.text.count("\n", offset, offset + STRIDE)) < left:
            offset, left = offset + STRIDE, left - ends
            if offset >= len(self.text):
                return None
        for _ in range(left):
            offset = self.text.find("\n", offset) + 1
            if not offset:
                return None
        return (offset, 0) if offset < len(self.text) or not offset else None

    def rows(self, place: Place, height: int) -> list[Row]:
        """The rows from one on, at most so many."""
        found: list[Row] = []
        at: Place | None = place
        while at is not None and len(found) < height:
            begins = not at[1] and (not at[0] or self.text[at[0] - 1] == "\n")
            line = self.line_of(at[0]) if begins else 0
            found.append(Row(at, line, self.block(at[0]).parts(at[1])))
            at = self.next(at)
        return found


def shown(raw: str, needle: str = "") -> tuple[str, list[Stretch]]:
    """What is shown of a part of a line, and what of it is escaped (`escaped`) or looked for (`span`)."""
    pieces: list[str] = []
    roles: list[Stretch] = []
    size = at = 0
    for hit in occurrences(raw, needle):
        size += escape(raw[at:hit], pieces, roles, size)
        found = escape(raw[hit : hit + len(needle)], pieces, [], size)
        roles.append((size, size + found, "span"))
        size, at = size + found, hit + len(needle)
    escape(raw[at:], pieces, roles, size)
    return "".join(pieces), roles


def occurrences(raw: str, needle: str) -> Iterator[int]:
    """Where a text is found, without overlaps."""
    if not needle:
        return
    if folds_case(needle):
        raw = raw.lower()
    at = raw.find(needle)
    while at >= 0:
        yield at
        at = raw.find(needle, at + len(needle))


def escape(raw: str, pieces: list[str], roles: list[Stretch], at: int) -> int:
    """Add what is shown of some bytes; how many characters that is."""
    text = to_display(raw).replace("\t", TAB)
    size = last = 0
    for found in STEERS.finditer(text):
        before, code = text[last : found.start()], TABLE[ord(found[0])]
        pieces += (before, code)
        size += len(before) + len(code)
        roles.append((at + size - len(code), at + size, "escaped"))
        last = found.end()
    pieces.append(text[last:])
    return size + len(text) - last


def folded(text: str, width: int) -> Iterator[int]:
    """Where rows of at most so many cells begin, behind a blank if there is one near the edge."""
    plain = text.isascii()
    at = 0
    yield at
    while True:
        part = text[at : at + width + 1]
        end = at + (min(len(part), width) if plain else max(len(take(part, width)), 1))
        if end >= len(text):
            return
        blank = text.rfind(" ", at + max(width * 2 // 3, 1), end) + 1
        at = blank or end
        yield at


def coloured(text: str, roles: list[Stretch], start: int, end: int) -> Iterator[Part]:
    """A part of what is shown, with its roles."""
    at = start
    for first, last, role in roles[max(bisect_right(roles, (start, 0, "")) - 1, 0) :]:
        if first >= end:
            break
        if last <= at:
            continue
        if first > at:
            yield text[at:first], "text"
        yield text[max(first, at) : min(last, end)], role
        at = min(last, end)
    if at < end:
        yield text[at:end], "text"
