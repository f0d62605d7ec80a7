"""Naming: the names in a line of a source, and the cells in which they stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from debugger.text import safe_shown
from debugger.tui.drawing.highlight import highlighter
from debugger.tui.drawing.lines import cells
from debugger.views.snapshot import SourceText


@dataclass(frozen=True, slots=True)
class Name:
    """One name; `start` counts characters of the line from 0, `begin` and `end` cells of what is shown."""

    text: str
    start: int
    begin: int
    end: int


Names: TypeAlias = "tuple[Name, ...]"
NO_NAMES: Names = ()


@lru_cache(maxsize=64)
def names_of(text: SourceText, number: int) -> Names:
    """Those of a 1-based line, in order."""
    line = text.line_text(number)
    found: list[Name] = []
    for start, name in highlighter(text).names(number):
        begin = cells(safe_shown(line[:start]))
        found.append(Name(name, start, begin, begin + cells(name)))
    return tuple(found)
