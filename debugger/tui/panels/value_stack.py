"""The Value stack panel: top first, separated by frames."""

from __future__ import annotations

from typing import TypeAlias

from debugger.tui.drawing.lines import Line, Part, cells, clip, fit, grouped, pad
from debugger.tui.panels.holding import HoldingPanel
from debugger.tui.panels.panel import stretch
from debugger.tui.panels.values import change_mark, ground, is_loud, value_parts
from debugger.views.snapshot import Snapshot, StackView, ValueView

NAME_WIDTH = 10

Row: TypeAlias = "StackView | int"
"""An entry, or the number of the frame that begins below."""


def rows_of(snapshot: Snapshot) -> list[Row]:
    """The entries with a separator above those of each frame but the top one."""
    rows: list[Row] = []
    frame = snapshot.depth
    for entry in snapshot.stack:
        if entry.frame != frame:
            frame = entry.frame
            rows.append(frame)
        rows.append(entry)
    return rows


def lines(snapshot: Snapshot, width: int, top: int = 0, height: int = 20) -> list[Line]:
    """`height` rows from row `top` on, top of the stack first; the last one counts what is left out."""
    rows = rows_of(snapshot)
    digits = len(str(max(snapshot.stack_height - 1, 0)))
    names = [cells(entry.name) for entry in snapshot.stack if entry.name]
    name_width = min(max(names, default=0), NAME_WIDTH, width // 4)
    loud = is_loud(snapshot.stack)
    shown = [
        separator(row, snapshot, width)
        if isinstance(row, int)
        else entry_line(row, digits, name_width, width, loud)
        for row in (rows[index] for index in stretch(rows, top, height))
    ]
    hidden = left_out(snapshot)
    if hidden and len(shown) < height:
        shown.append(Line(((f"  {hidden}", "faint"),)))
    return shown


def entry_line(entry: StackView, digits: int, name_width: int, width: int, loud: bool) -> Line:
    """Index from the bottom, the slot's name if any here has one, value."""
    parts: list[Part] = [change_mark(entry.changed), (f"{entry.index:>{digits}} ", "faint")]
    if name_width:
        parts.append((pad(entry.name, name_width) + " ", "dim"))
    return Line(fit([*parts, *value_parts(entry.value)], width), ground(entry.changed, loud))


def separator(number: int, snapshot: Snapshot, width: int) -> Line:
    """The row above the values of frame `number`; 0 is what lies below all frames."""
    title = next((frame.title for frame in snapshot.frames if frame.number == number), "")
    text = clip(f"── {number} {title} ", max(width - 2, 1)) if number else "── outside any frame "
    role = "focus" if number == snapshot.selected else "faint"
    return Line(((text, role), ("─" * max(width - cells(text), 0), role)))


def left_out(snapshot: Snapshot) -> str:
    """ "" if nothing is."""
    below = snapshot.stack[-1].index if snapshot.stack else 0
    return f"… {grouped(below)} more below" if below else ""


class ValueStackPanel(HoldingPanel):
    """The cursor goes to the top with every step."""

    empty = "Values that instructions work on lie here, the top one first. There are none now."

    def count(self) -> int:
        if self.snapshot is None:
            return 0
        return len(rows_of(self.snapshot)) + bool(left_out(self.snapshot))

    def counted(self) -> int | None:
        return self.snapshot.stack_height if self.snapshot is not None else 0

    @property
    def index(self) -> int | None:
        """The place on the value stack that the cursor is on."""
        rows = rows_of(self.snapshot) if self.snapshot is not None else []
        row = rows[self.cursor] if self.cursor < len(rows) else 0
        return row.index if isinstance(row, StackView) else None

    def value(self) -> tuple[str, ValueView] | None:
        rows = rows_of(self.snapshot) if self.snapshot is not None else []
        row = rows[self.cursor] if self.cursor < len(rows) else 0
        return (row.name or f"stack[{row.index}]", row.value) if isinstance(row, StackView) else None

    def updated(self, before: Snapshot | None) -> None:
        assert self.snapshot is not None
        if before is None or before.step != self.snapshot.step or before.status != self.snapshot.status:
            self.cursor = self.top = 0
        elif before.selected != self.snapshot.selected:
            self.cursor = self.top = self.row_of_frame(self.snapshot.selected)

    def row_of_frame(self, number: int) -> int:
        """Where the values of a frame begin."""
        rows = rows_of(self.snapshot) if self.snapshot is not None else []
        return rows.index(number) if number in rows else 0

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        return lines(self.snapshot, width, top, height) if self.snapshot is not None else []
