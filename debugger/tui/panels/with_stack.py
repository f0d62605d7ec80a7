"""The With-stack panel: the sets that free names are looked up in, the innermost first."""

from __future__ import annotations

from debugger.tui.drawing.lines import Line, spread
from debugger.tui.panels.holding import HoldingPanel
from debugger.tui.panels.panel import stretch
from debugger.tui.panels.values import change_mark, ground, left_out, value_parts
from debugger.views.snapshot import Snapshot, ValueView


def lines(snapshot: Snapshot, width: int, top: int = 0, height: int = 20) -> list[Line]:
    """`height` rows from row `top` on, the innermost set first."""
    digits = len(str(max(len(snapshot.withs) - 1, 0)))
    result = []
    for row in stretch(snapshot.withs, top, height):
        each = snapshot.withs[row]
        parts = (change_mark(each.changed), (f"{each.index:>{digits}} ", "faint"), *value_parts(each.value))
        origin = ((f"{each.origin} ", "faint"),) if width >= 30 else ()
        result.append(spread(parts, origin, width, ground(each.changed)))
    return (result + hidden(snapshot))[:height]


def hidden(snapshot: Snapshot) -> list[Line]:
    return left_out(snapshot.withs[-1].index if snapshot.withs else 0, "outside these")


class WithStackPanel(HoldingPanel):
    empty = "`with SET;` puts its set here while its body runs."

    def counted(self) -> int | None:
        snapshot = self.snapshot
        return snapshot.withs[0].index + 1 if snapshot is not None and snapshot.withs else 0

    def count(self) -> int:
        return len(self.snapshot.withs) + len(hidden(self.snapshot)) if self.snapshot is not None else 0

    def value(self) -> tuple[str, ValueView] | None:
        if self.snapshot is None or self.cursor >= len(self.snapshot.withs):
            return None
        found = self.snapshot.withs[self.cursor]
        return f"with {found.index}", found.value

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        return lines(self.snapshot, width, top, height) if self.snapshot is not None else []
