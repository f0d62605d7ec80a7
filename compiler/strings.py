"""What the text of a string means: escapes, line ends and indentation, as C++ Nix 2.8 reads them.

Line ends: `"..."` turns CRLF and CR into LF unless a backslash stands before; an indented string keeps them.

Indentation is a matter of pieces. The text of an indented string is cut into *raw* pieces and *escaped*
ones (`''$`, `'''`, `''\\x`, a lone `$` or `'`). Only raw text is measured, and whatever is not raw ends the
blanks at the start of a line. Yet escaped pieces are stripped like all others: `''\\n` begins a line whose
blanks are dropped although nobody measured them. A last line of blanks is dropped if all of it is in the
last piece. Only the blank is indentation, a tab is text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

_ESCAPE = re.compile(r"\\((?s:.))|\r\n?")
_MEANINGS = {"n": "\n", "r": "\r", "t": "\t"}

WIDEST = 1_000_000
"""Where no line has any text, Nix strips up to this many blanks."""

Other = TypeVar("Other")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an indented string's text; `raw` is False for what an escape means."""

    text: str
    raw: bool


def unescape(text: str) -> str:
    """The meaning of a stretch of text inside `"..."`."""
    if "\\" not in text and "\r" not in text:
        return text
    return _ESCAPE.sub(_meaning, text)


def _meaning(found: re.Match[str]) -> str:
    escaped = found[1]
    return "\n" if escaped is None else _MEANINGS.get(escaped, escaped)


def strip_indentation(parts: Sequence[Piece | Other]) -> list[str | Other]:
    """Drop the common indentation of an indented string; text that touches is joined, never empty.

    Anything but a Piece is an interpolation and passes through.
    """
    stripper = _Stripper(_indentation(parts))
    found: list[str | Other] = []
    for index, part in enumerate(parts):
        if not isinstance(part, Piece):
            stripper.interpolation()
            found.append(part)
            continue
        text = stripper.strip(part.text)
        if index == len(parts) - 1:
            text = _without_last_blanks(text)
        found.append(text)
    return merged(found)


def merged(parts: Sequence[str | Other]) -> list[str | Other]:
    """Parts with touching texts joined and empty ones gone."""
    found: list[str | Other] = []
    texts: list[str] = []
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
            continue
        found += _joined(texts)
        found.append(part)
        texts.clear()
    return found + _joined(texts)


def _joined(texts: list[str]) -> list[str]:
    text = "".join(texts)
    return [text] if text else []


def _indentation(parts: Sequence[Piece | Other]) -> int:
    """The fewest blanks before the first text of a line."""
    least, blanks, at_start = WIDEST, 0, True
    for part in parts:
        if not isinstance(part, Piece) or not part.raw:
            if at_start:
                least, at_start = min(least, blanks), False
            continue
        first = True
        for line in part.text.split("\n"):
            if not first:
                blanks, at_start = 0, True
            first = False
            if not at_start:
                continue
            text = line.lstrip(" ")
            blanks += len(line) - len(text)
            if text:
                least, at_start = min(least, blanks), False
    return least


class _Stripper:
    """Drops up to `width` blanks from the start of each line, across pieces."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.at_start = True
        self.dropped = 0

    def interpolation(self) -> None:
        self.at_start, self.dropped = False, 0

    def strip(self, text: str) -> str:
        first, *others = text.split("\n")
        lines = [self.line(first)]
        for line in others:
            self.at_start, self.dropped = True, 0
            lines.append(self.line(line))
        return "\n".join(lines)

    def line(self, line: str) -> str:
        """One line of a piece, or what an earlier piece left of it."""
        if not self.at_start:
            return line
        text = line.lstrip(" ")
        blanks = len(line) - len(text)
        dropped = min(blanks, max(0, self.width - self.dropped))
        self.dropped += blanks
        if text:
            self.interpolation()
        return line[dropped:]


def _without_last_blanks(text: str) -> str:
    line = text.rfind("\n") + 1
    return text[:line] if line and not text[line:].strip(" ") else text
