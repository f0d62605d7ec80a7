"""The Continuations panel: what happens with each result that is awaited, the next one first."""

from __future__ import annotations

from debugger.tui.drawing.lines import Line, cells, grouped, spread
from debugger.tui.panels.panel import Panel, stretch
from debugger.tui.panels.values import change_mark, ground, is_loud
from debugger.views.snapshot import ContinuationView, Snapshot


def lines(snapshot: Snapshot, width: int, top: int = 0, height: int = 20) -> list[Line]:
    """`height` rows from row `top` on, `width` cells wide; the last one counts what is left out."""
    digits = len(str(snapshot.frame_count))
    waiting = snapshot.continuations
    loud = is_loud(waiting)
    rows = [continuation_line(waiting[row], digits, width, loud) for row in stretch(waiting, top, height)]
    hidden = left_out(snapshot)
    if hidden and len(rows) < height:
        rows.append(Line(((f"  {hidden}", "faint"),)))
    return rows


def continuation_line(each: ContinuationView, digits: int, width: int, loud: bool) -> Line:
    """The number of the frame that it waits above, what it does and, with room, where."""
    text = each.text if cells(each.text) + digits + 2 <= width else each.text.removeprefix("write the ")
    parts = (change_mark(each.changed), (f"{each.frame:>{digits}} ", "faint"), (text, "text"))
    end = (f"{each.place} " if width >= 44 else "", "dim")
    return spread(parts, (end,) if end[0] else (), width, ground(each.changed, loud))


def left_out(snapshot: Snapshot) -> str:
    """ "" if nothing is."""
    hidden = snapshot.continuation_count - len(snapshot.continuations)
    return f"… {grouped(hidden)} more below" if hidden > 0 else ""


def page_of(each: ContinuationView) -> list[Line]:
    """Everything that is known of one continuation."""
    facts = (("does", each.text), ("for", each.owner), ("waits for", each.waits), ("at", each.place))
    below = f"runs when frame {each.frame} and everything above it has ended"
    return [
        *(Line(((f"  {name:<10}", "dim"), (text, "text"))) for name, text in facts if text),
        Line(((f"  {'when':<10}", "dim"), (below, "text"))),
    ]


class ContinuationsPanel(Panel):
    empty = "What is to happen with a result, once it is there, waits here: force a thunk to see one."

    def count(self) -> int:
        if self.snapshot is None:
            return 0
        return len(self.snapshot.continuations) + bool(left_out(self.snapshot))

    def about(self) -> str:
        count = self.snapshot.continuation_count if self.snapshot is not None else 0
        return grouped(count) if count else ""

    def can_open(self) -> bool:
        return self.count() > 0

    def updated(self, before: Snapshot | None) -> None:
        assert self.snapshot is not None
        if before is None or before.step != self.snapshot.step:
            self.cursor = self.top = 0
        elif before.selected != self.snapshot.selected:
            self.cursor = self.top = self.row_of_frame(self.snapshot.selected)

    def row_of_frame(self, number: int) -> int:
        """Where that begins which the frame of that number waits for; the top if it is not listed."""
        waiting = self.snapshot.continuations if self.snapshot is not None else ()
        return next((row for row, each in enumerate(waiting) if each.frame <= number + 1), 0)

    def page(self) -> tuple[str, list[Line]] | None:
        if self.snapshot is None or self.cursor >= len(self.snapshot.continuations):
            return None
        return "Continuation", page_of(self.snapshot.continuations[self.cursor])

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        return lines(self.snapshot, width, top, height) if self.snapshot is not None else []
