"""The ending: what a program's value leaves open. Looking never forces anything."""

from __future__ import annotations

from vm.thunks import EVALUATED, Cells, Thunk
from vm.values import AttrSet, Value

MOST = 10_000
"""Places looked at: of a huge value the beginning has to do."""

Way = tuple["str | int", ...]
"""Attribute names and list indices that lead into a value."""


def never_needed(result: Value, cells: Cells) -> tuple[int, int]:
    """How many cells in a value were never forced, and how many of them are its own attributes."""
    own = inside = 0
    for path, _ in open_cells(result, cells):
        inside += 1
        own += len(path) == 1
    return inside, own


def path_to(result: Value, wanted: Value, cells: Cells) -> Way | None:
    """The way into a value to one of its cells; None if it is not found there."""
    return next((path for path, cell in open_cells(result, cells) if cell is wanted), None)


def open_cells(result: Value, cells: Cells) -> list[tuple[Way, Thunk]]:
    """The cells in a value that are not evaluated, those nearest to it first."""
    found: list[tuple[Way, Thunk]] = []
    waiting: list[tuple[Way, Value]] = [((), result)]
    seen: set[int] = set()
    for looked_at, (path, place) in enumerate(waiting):
        if looked_at >= MOST:
            break
        if type(place) is Thunk and cells.state(place) != EVALUATED:
            found.append((path, place))
            continue
        plain = cells.peek(place)
        if type(plain) not in (tuple, AttrSet) or id(plain) in seen or len(waiting) > MOST:
            continue
        seen.add(id(plain))
        entries = enumerate(plain) if type(plain) is tuple else sorted(plain.items())
        waiting.extend(((*path, name), inner) for name, inner in entries)
    return found
