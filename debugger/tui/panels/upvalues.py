"""The Upvalues panel: what the selected frame's code captured when it was made."""

from __future__ import annotations

from debugger.tui.drawing.lines import Line, Part, cells, fit, pad
from debugger.tui.panels.holding import HoldingPanel
from debugger.tui.panels.panel import stretch
from debugger.tui.panels.values import KINDS, change_mark, ground, is_loud, left_out, value_parts
from debugger.views.snapshot import Snapshot, ValueView, WatchView

NAME_WIDTH = 14


def lines(snapshot: Snapshot, width: int, top: int = 0, height: int = 20) -> list[Line]:
    """`height` rows from row `top` on, `width` cells wide: what is watched, then the captures."""
    watched = len(snapshot.watches)
    result = [watch_line(each, width) for each in snapshot.watches[top : top + height]]
    first = max(top - watched, 0)
    digits = len(str(max(len(snapshot.upvalues) - 1, 0)))
    longest = max((cells(each.name) for each in snapshot.upvalues), default=0)
    name_width = min(longest, NAME_WIDTH, max(width // 2 - 2, 4))
    loud = is_loud(snapshot.upvalues)
    for row in stretch(snapshot.upvalues, first, height - len(result)):
        each = snapshot.upvalues[row]
        parts = (
            change_mark(each.changed),
            (f"{each.index:>{digits}} ", "faint"),
            (pad(each.name, name_width) + " ", "text"),
            *value_parts(each.value),
        )
        result.append(Line(fit(parts, width), ground(each.changed, loud)))
    return (result + hidden(snapshot))[:height]


def watch_line(each: WatchView, width: int) -> Line:
    """One watched expression: its number, itself, its value, and what that was."""
    shown = each.value
    value = value_parts(shown) if shown.state in ("suspended", "blackhole") else None
    parts: tuple[Part, ...] = (
        change_mark(each.changed),
        (f"w{each.number} ", "faint"),
        (f"{each.text} = ", "title"),
        *(value or [(shown.text, "error" if shown.kind == "error" else KINDS.get(shown.kind, ""))]),
        (f"  was {each.before}" if each.before else "", "faint"),
    )
    return Line(fit(parts, width), ground(each.changed))


def hidden(snapshot: Snapshot) -> list[Line]:
    return left_out(max(snapshot.upvalue_count - len(snapshot.upvalues), 0), "after these")


class UpvaluesPanel(HoldingPanel):
    empty = "Variables that the running code captured from around it stand here. It captured none."

    def counted(self) -> int | None:
        return self.snapshot.upvalue_count if self.snapshot is not None else 0

    def count(self) -> int:
        snapshot = self.snapshot
        if snapshot is None:
            return 0
        return len(snapshot.watches) + len(snapshot.upvalues) + len(hidden(snapshot))

    def value(self) -> tuple[str, ValueView] | None:
        if self.snapshot is None:
            return None
        watched = self.snapshot.watches
        if self.cursor < len(watched):
            return watched[self.cursor].text, watched[self.cursor].value
        at = self.cursor - len(watched)
        if at >= len(self.snapshot.upvalues):
            return None
        found = self.snapshot.upvalues[at]
        return found.name, found.value

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        return lines(self.snapshot, width, top, height) if self.snapshot is not None else []
