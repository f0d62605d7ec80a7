"""Sources and spans: where in which text something stands.

Source text is kept the way every Nix string is kept here: Python text with one character per byte
(latin-1). Offsets are therefore byte offsets; only a `Position` made for a person counts characters.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import TypeAlias

LINE_SHOWN = 4096
"""Longest stretch of one line, in bytes, that is decoded for display."""
MARK_EVERY = 4096
"""Bytes between two places up to which the characters of a text are counted beforehand."""
ASCII_CHARACTER = re.compile("[\x00-\x7f]")


def to_display(text: str) -> str:
    """Byte-per-character text as real characters; bytes that are not UTF-8 become U+FFFD."""
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "replace")


def from_host(text: str) -> str:
    """Host text (arguments, file names) as byte-per-character text."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("latin-1")


def to_host(text: str) -> str:
    """Byte-per-character text as a host string usable for file names."""
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "surrogateescape")


@dataclass(frozen=True, slots=True)
class Position:
    """A place for a person: 1-based line, 1-based column in characters."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


class Source:
    """One text that was compiled: a file, an expression from the command line, or standard input."""

    def __init__(self, name: str, text: str, path: str | None = None, base_dir: str = "/") -> None:
        self.name = name
        """What a person reads in positions: the file's base name, or `<expr>`, `<stdin>`."""
        self.text = text
        """One character per byte."""
        self.path = path
        """Absolute path of the file (byte-per-character), or None where there is no file."""
        self.base_dir = base_dir
        """Directory that relative paths in this text start from."""

    @classmethod
    def of_bytes(cls, name: str, data: bytes, path: str | None = None, base_dir: str = "/") -> Source:
        """`path` is None for what is no file; relative paths in it start from `base_dir`."""
        return cls(name, data.decode("latin-1"), path, base_dir)

    @classmethod
    def of_expression(cls, expression: str, base_dir: str = "/") -> Source:
        """Source for text typed by a person (`-E`)."""
        return cls("<expr>", from_host(expression), None, base_dir)

    @classmethod
    def of_file(cls, path: str, data: bytes) -> Source:
        """Relative paths in it start from its directory."""
        pure = PurePosixPath(path)
        return cls(pure.name, data.decode("latin-1"), path, str(pure.parent))

    @cached_property
    def line_starts(self) -> list[int]:
        """Offsets at which lines begin; LF, CRLF and a lone CR each end a line, as in Nix."""
        text, starts = self.text, [0]
        if "\r" not in text:
            at = text.find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = text.find("\n", at + 1)
            return starts
        at, size = 0, len(text)
        while at < size:
            char = text[at]
            at += 1
            if char == "\r" and at < size and text[at] == "\n":
                at += 1
            if char in "\r\n":
                starts.append(at)
        return starts

    def line_of(self, offset: int) -> int:
        """1-based line of a byte offset."""
        return bisect_right(self.line_starts, offset)

    def byte_column(self, offset: int) -> int:
        """1-based column in bytes, as `__curPos` counts."""
        return offset - self.line_starts[self.line_of(offset) - 1] + 1

    def position(self, offset: int) -> Position:
        """1-based line and column in characters of the byte at `offset`."""
        line = self.line_of(offset)
        start = self.line_starts[line - 1]
        if self.is_plain:
            return Position(line, offset - start + 1)
        if offset - start <= MARK_EVERY:
            return Position(line, len(to_display(self.text[start:offset])) + 1)
        return Position(line, self.characters_before(offset) - self.characters_before(start) + 1)

    @cached_property
    def is_plain(self) -> bool:
        """Whether every character is one byte, so that columns need no counting."""
        return self.text.isascii()

    @cached_property
    def counted(self) -> tuple[list[int], list[int]]:
        """Offsets of ASCII characters every few thousand bytes, and how many characters stand before each.

        Only there may a text be cut before it is decoded: bytes that are not UTF-8 never reach past one.
        """
        offsets, counts = [0], [0]
        while mark := ASCII_CHARACTER.search(self.text, offsets[-1] + MARK_EVERY):
            counts.append(counts[-1] + len(to_display(self.text[offsets[-1] : mark.start()])))
            offsets.append(mark.start())
        return offsets, counts

    def characters_before(self, offset: int) -> int:
        """Characters from the beginning up to the byte at `offset`; counted from a mark nearby."""
        offsets, counts = self.counted
        at = bisect_right(offsets, offset) - 1
        return counts[at] + len(to_display(self.text[offsets[at] : offset]))

    def surroundings(self, offset: int, reach: int) -> tuple[str, str]:
        """What stands before and after a place in its line, up to `reach` bytes each, decoded for display."""
        start = self.line_starts[self.line_of(offset) - 1]
        end = start + len(self.raw_line(self.line_of(offset)))
        offset = min(offset, end)
        first, last = max(start, offset - reach), min(end, offset + reach)
        first, last = self.boundary(first, offset), self.boundary(last, end)
        return to_display(self.text[first:offset]), to_display(self.text[offset:last])

    def boundary(self, offset: int, limit: int) -> int:
        """The first place from `offset` on, at most three bytes away, that is not inside a character."""
        for at in range(offset, min(offset + 4, limit)):
            if not 0x80 <= ord(self.text[at]) < 0xC0:
                return at
        return min(offset, limit)

    def line_text(self, line: int) -> str:
        """One line (1-based) decoded for display, without its line end, cut at `LINE_SHOWN` bytes."""
        return to_display(self.raw_line(line)[:LINE_SHOWN])

    def raw_line(self, line: int) -> str:
        """A 1-based line in bytes, without its end."""
        starts = self.line_starts
        start = starts[line - 1]
        end = starts[line] if line < len(starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def offset_of(self, line: int, column: int) -> int:
        """The byte at a 1-based line and column in characters, of a line that is decoded for display."""
        shown = self.line_text(line)[: column - 1]
        return self.line_starts[line - 1] + len(shown if self.is_plain else from_host(shown))

    @property
    def line_count(self) -> int:
        return len(self.line_starts)

    def __repr__(self) -> str:
        return f"Source({self.name!r})"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one source; `end` is exclusive. Offsets are bytes."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """The source text covered, decoded for display."""
        return to_display(self.source.text[self.start : self.end])

    def beginning(self, limit: int) -> str:
        """The first `limit` bytes or so of the text covered, however much there is, decoded for display."""
        if self.end - self.start <= limit:
            return self.text
        return to_display(self.source.text[self.start : self.source.boundary(self.start + limit, self.end)])

    @property
    def position(self) -> Position:
        return self.source.position(self.start)

    @property
    def end_position(self) -> Position:
        """Behind the last character."""
        return self.source.position(self.end)

    def __str__(self) -> str:
        return f"{to_display(self.source.path or self.source.name)}:{self.position}"


Place: TypeAlias = "tuple[Source, int]"
"""Where an attribute was written: a source and an offset in it."""
