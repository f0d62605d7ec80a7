"""Values on one line: the same marks and colours in every panel.

`○` suspended, `◐` being evaluated (a blackhole), `●` evaluated; plain values have no mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from debugger.numerals import grouped
from debugger.tui.drawing.lines import Line, Part
from debugger.views.snapshot import ValueView

MARKS = {"suspended": "○", "blackhole": "◐", "evaluated": "●"}
MANY = 6
STATE_WORDS = {"suspended": "suspended", "blackhole": "being evaluated", "evaluated": "evaluated"}
KINDS = {
    "string": "string",
    "path": "string",
    "int": "number",
    "float": "number",
    "bool": "number",
    "null": "number",
    "lambda": "keyword",
    "internal": "dim",
    "fact": "dim",
}


class Changed(Protocol):
    """Any view that knows whether the last motion changed it."""

    @property
    def changed(self) -> bool: ...


def value_parts(value: ValueView) -> tuple[Part, ...]:
    """A mark, and the value; a thunk with its number."""
    if not value.state:
        return (("  ", ""), (value.text, KINDS.get(value.kind, "")))
    mark = (f"{MARKS.get(value.state, '○')} ", value.state)
    label = value.called or "thunk"
    if value.state == "evaluated":
        return (mark, (value.text, KINDS.get(value.kind, "")), (f"  {label}", "evaluated"))
    return (mark, (label, value.state), (f"  {value.text}", "dim"))


def left_out(count: int, where: str) -> list[Line]:
    """The row that says how many there are that no row stands for."""
    return [Line(((f"  … {grouped(count)} more {where}", "faint"),))] if count else []


def change_mark(changed: bool) -> Part:
    """One cell."""
    return ("+" if changed else " ", "changed-strong")


def ground(changed: bool, loud: bool = True) -> str:
    """The ground of a changed row, unless so much has changed that it would say nothing."""
    return "changed" if changed and loud else ""


def is_loud(rows: Sequence[Changed]) -> bool:
    """Whether so little has changed that its ground may be coloured: after a long run everything has."""
    return sum(row.changed for row in rows[: MANY * 2]) <= MANY
