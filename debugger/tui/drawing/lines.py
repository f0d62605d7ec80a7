"""Lines: what panels draw, as text with roles.

A role is a word such as `suspended` or `dim`; the theme says what it looks like. Program text is only
ever a part of a line, never markup, so nothing in it can be obeyed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from rich.cells import cell_len

from debugger.numerals import grouped

Part: TypeAlias = "tuple[str, str]"
"""(text, role)."""

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the screen; `ground` is the role of the whole row's background."""

    parts: tuple[Part, ...] = ()
    ground: str = ""

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.parts)

    @property
    def width(self) -> int:
        """Terminal cells; wide characters take two."""
        return sum(cells(text) for text, _ in self.parts)

    def on(self, ground: str) -> Line:
        """The same line on another ground."""
        return Line(self.parts, ground)


def line(*parts: Part | str, ground: str = "") -> Line:
    """A line of parts; a bare text has no role."""
    return Line(tuple((part, "") if isinstance(part, str) else part for part in parts), ground)


def cells(text: str) -> int:
    """Width in terminal cells."""
    return len(text) if text.isascii() else cell_len(text)


def clip(text: str, width: int) -> str:
    """At most `width` cells, ending in an ellipsis if cut."""
    if width <= 0:
        return ""
    if cells(text) <= width:
        return text
    return take(text, width - 1) + ELLIPSIS


def take(text: str, width: int) -> str:
    """The longest beginning of `text` that is at most `width` cells wide."""
    if text.isascii():
        return text[:width]
    end = used = 0
    for char in text:
        used += cell_len(char)
        if used > width:
            break
        end += 1
    return text[:end]


def pad(text: str, width: int) -> str:
    """Exactly `width` cells, left-aligned, cut with an ellipsis."""
    text = clip(text, width)
    return text + " " * (width - cells(text))


def right(text: str, width: int) -> str:
    """Exactly `width` cells, right-aligned."""
    text = clip(text, width)
    return " " * (width - cells(text)) + text


def fit(parts: Iterable[Part], width: int) -> tuple[Part, ...]:
    """The parts in at most `width` cells, the last one that is cut ending in an ellipsis."""
    parts = list(parts)
    if sum(cells(text) for text, _ in parts) <= width:
        return tuple(parts)
    kept: list[Part] = []
    left = width
    for text, role in parts:
        size = cells(text)
        if size >= left:
            kept.append((clip(text + " ", left), role))
            break
        kept.append((text, role))
        left -= size
    return tuple(kept)


def spread(parts: Iterable[Part], end: Iterable[Part], width: int, ground: str = "") -> Line:
    """`parts` at the left and `end` at the right edge; the left side gives way."""
    ending = tuple(end)
    size = sum(cells(text) for text, _ in ending)
    if size + 4 > width:
        return Line(fit(parts, width), ground)
    shown = fit(parts, width - size - 1 if size else width)
    gap = width - size - sum(cells(text) for text, _ in shown)
    return Line((*shown, (" " * gap, ""), *ending), ground)


def wrap(text: str, width: int, height: int) -> list[str]:
    """Words folded into at most `height` rows; the last ends in an ellipsis if there is more."""
    rows: list[str] = []
    current = ""
    for word in text.split(" "):
        candidate = f"{current} {word}" if current else word
        if cells(candidate) <= width:
            current = candidate
            continue
        if current:
            rows.append(current)
        while cells(word) > width > 0 and len(rows) <= height:
            head = take(word, width) or word[:1]
            rows.append(head)
            word = word[len(head) :]
        current = word
    rows.append(current)
    if len(rows) > height > 0:
        rows = rows[:height]
        rows[-1] = take(rows[-1], width - 1) + ELLIPSIS
    return rows


def counter(words: str, reached: int = 0, goal: int = 0) -> str:
    """What work that goes on says everywhere: what it is, how far it has come, and how to end it."""
    of = f" of {grouped(goal)}" if goal else ""
    return f"{words} … {grouped(reached) + of + '  ' if reached else ' '}Esc ends it"


def hint(text: str, width: int, height: int) -> list[Line]:
    """What an empty panel says."""
    return [line((f" {row}", "faint")) for row in wrap(text, max(width - 2, 1), max(height, 1))]
