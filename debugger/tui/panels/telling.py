"""Telling: what the record knows of a source line, beside its text: a mark in the gutter, a value at the end.

Code wins: a value only ever takes the blank behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

from debugger.numerals import grouped
from debugger.tui.drawing.lines import Line, Part, cells, clip, fit
from debugger.tui.panels.values import KINDS, MARKS
from debugger.views.snapshot import ValueView
from debugger.views.source.lines import LineView

APART = 2
"""Blanks between code and what is told of it, at the least."""
LEAST = 6
"""Cells below which the beginning of a value would say nothing."""
WHOLE = ("dim", "number", "suspended", "blackhole")
"""Roles of what is never shortened at the end of a line: counts, numbers, the numbers of thunks."""
WIDEST = 24
"""Cells of a value, however much room there is: the text is what one has come to read."""
SHORT = 16
"""Cells of a value among several."""
LINE_MARKS = {**MARKS, "failed": "✗"}
STATE_ROLES = {"failed": "error"}
LEGEND = f"{MARKS['suspended']} not yet  {MARKS['blackhole']} running  {MARKS['evaluated']} done"
UNCOUNTED = f"{LEGEND}, in this frame"
SHORT_LEGEND = f"{MARKS['suspended']} not yet {MARKS['blackhole']} running {MARKS['evaluated']} done"


def mark(told: LineView | None) -> Part:
    """One cell for the gutter."""
    if told is None or not told.state:
        return (" ", "")
    return (LINE_MARKS[told.state], STATE_ROLES.get(told.state, told.state))


def ending(told: LineView | None) -> tuple[Part, ...]:
    """What stands at the end of a line; nothing where nothing is known."""
    if told is None:
        return ()
    if told.made:
        return ((f"{grouped(told.evaluated)} of {grouped(told.made)}", "dim"),)
    return (value_part(told.value, WIDEST),) if told.value is not None else ()


def value_part(value: ValueView, width: int) -> Part:
    """A value in a few cells; what is not evaluated by its number."""
    if value.state in ("suspended", "blackhole"):
        return (f"#{value.label.rpartition('#')[2]}", value.state)
    return (clip(value.text, width), KINDS.get(value.kind, "dim"))


def naming(names: Sequence[tuple[str, ValueView]]) -> tuple[Part, ...]:
    """`number = 3   total = #17`."""
    parts: list[Part] = []
    width = WIDEST if len(names) == 1 else SHORT
    for name, value in names:
        parts += [("   " if parts else "", ""), (f"{name} = ", "dim"), value_part(value, width)]
    return tuple(parts)


def size(parts: Sequence[Part]) -> int:
    """How many cells they take."""
    return sum(cells(text) for text, _ in parts)


def ended(body: Sequence[Part], end: Sequence[Part], room: int) -> list[Part]:
    """Code with what is told of it at the right edge. A value is shortened to the blank that there is, but no
    number: half of one would be another."""
    left = room - size(body) - APART
    if not end or left < least(end):
        return list(body)
    shown = fit(end, left)
    return [*body, (" " * (room - size(body) - size(shown)), ""), *shown]


def least(end: Sequence[Part]) -> int:
    """How many cells there must be for it to say anything."""
    text, role = end[-1]
    return size(end) if len(end) > 1 or role in WHOLE else min(cells(text), LEAST)


def note(
    names: Sequence[tuple[str, ValueView]], gutter: Sequence[Part], room: int, ground: str = "current"
) -> Line:
    """The row below a line whose own end has no room for its names."""
    shown = fit(naming(names), room - 1)
    return Line((*gutter, (" " * (room - size(shown)), ""), *shown), ground)


def legend(room: int, is_counted: bool) -> str:
    """What the marks mean, as long as there is room for it; "" if there is none."""
    texts = (LEGEND, SHORT_LEGEND) if is_counted else (UNCOUNTED, "in this frame")
    return next((text for text in texts if cells(text) <= room), "")


# Below the line whose names are told there may be a row more.


def is_note(row: int, noted: int) -> bool:
    """Whether a 0-based row is the one below the noted line."""
    return noted > 0 and row == noted


def line_at(row: int, noted: int) -> int:
    """The 1-based line of a row; the row below the noted line belongs to that."""
    return row + 1 if not noted or row < noted else row


def row_of(line: int, noted: int) -> int:
    """The row of a 1-based line."""
    return line - 1 if not noted or line <= noted else line
