"""The Upvalues panel: what the selected frame's code captured when it was made."""

from __future__ import annotations

from debugger.tui.drawing.lines import Line, cells, fit, pad
from debugger.tui.panels.holding import HoldingPanel
from debugger.tui.panels.panel import stretch
from debugger.tui.panels.values import change_mark, ground, is_loud, left_out, value_parts
from debugger.views.snapshot import Snapshot, ValueView

NAME_WIDTH = 14


def lines(snapshot: Snapshot, width: int, top: int = 0, height: int = 20) -> list[Line]:
    """`height` rows from row `top` on, `width` cells wide."""
    digits = len(str(max(len(snapshot.upvalues) - 1, 0)))
    longest = max((cells(each.name) for each in snapshot.upvalues), default=0)
    name_width = min(longest, NAME_WIDTH, max(width // 2 - 2, 4))
    loud = is_loud(snapshot.upvalues)
    result = []
    for row in stretch(snapshot.upvalues, top, height):
        each = snapshot.upvalues[row]
        parts = (
            change_mark(each.changed),
            (f"{each.index:>{digits}} ", "faint"),
            (pad(each.name, name_width) + " ", "text"),
            *value_parts(each.value),
        )
        result.append(Line(fit(parts, width), ground(each.changed, loud)))
    return (result + hidden(snapshot))[:height]


def hidden(snapshot: Snapshot) -> list[Line]:
    return left_out(max(snapshot.upvalue_count - len(snapshot.upvalues), 0), "after these")


class UpvaluesPanel(HoldingPanel):
    empty = "Variables that the running code captured from around it stand here. It captured none."

    def counted(self) -> int | None:
        return self.snapshot.upvalue_count if self.snapshot is not None else 0

    def count(self) -> int:
        snapshot = self.snapshot
        return len(snapshot.upvalues) + len(hidden(snapshot)) if snapshot is not None else 0

    def value(self) -> tuple[str, ValueView] | None:
        if self.snapshot is None or self.cursor >= len(self.snapshot.upvalues):
            return None
        found = self.snapshot.upvalues[self.cursor]
        return found.name, found.value

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        return lines(self.snapshot, width, top, height) if self.snapshot is not None else []
