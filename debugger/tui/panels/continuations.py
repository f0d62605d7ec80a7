"""The Continuations panel: what happens with each result that is awaited, the next one first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from debugger.tui.drawing.lines import Line, cells, spread
from debugger.tui.panels.folding import Gap, Row, gap_line, rows_of
from debugger.tui.panels.panel import Panel, stretch
from debugger.tui.panels.values import change_mark, ground, is_loud
from debugger.views.snapshot import ContinuationView, Snapshot


def rows_shown(snapshot: Snapshot, opened: frozenset[int] = frozenset()) -> list[Row]:
    """The continuations by their places in the snapshot, and one row for those between that are not shown."""
    indices = [each.index for each in snapshot.continuations]
    return rows_of(indices, 0, snapshot.continuation_repeats, opened)


def lines(
    snapshot: Snapshot, width: int, top: int = 0, height: int = 20, opened: frozenset[int] = frozenset()
) -> list[Line]:
    shown = rows_shown(snapshot, opened)
    return drawn([shown[row] for row in stretch(shown, top, height)], snapshot, width)


def drawn(rows: Sequence[Row], snapshot: Snapshot, width: int) -> list[Line]:
    digits = len(str(snapshot.frame_count))
    waiting = snapshot.continuations
    loud = is_loud(waiting)
    return [
        gap_line(row) if isinstance(row, Gap) else continuation_line(waiting[row], digits, width, loud)
        for row in rows
    ]


def continuation_line(each: ContinuationView, digits: int, width: int, loud: bool) -> Line:
    """The number of the frame that it waits above, what it does and, with room, where."""
    text = each.text if cells(each.text) + digits + 2 <= width else each.text.removeprefix("write the ")
    parts = (change_mark(each.changed), (f"{each.frame:>{digits}} ", "faint"), (text, "text"))
    end = (f"{each.place} " if width >= 44 else "", "dim")
    return spread(parts, (end,) if end[0] else (), width, ground(each.changed, loud))


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

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.opened: frozenset[int] = frozenset()
        self.shown: list[Row] = []

    def count(self) -> int:
        return len(self.shown)

    @property
    def row(self) -> Row | None:
        return self.shown[self.cursor] if self.cursor < len(self.shown) else None

    def counted(self) -> int | None:
        return self.snapshot.continuation_count if self.snapshot is not None else 0

    def about(self) -> str:
        return "the next to run first"

    def about_in(self, room: int) -> str:
        return self.about() if cells(self.about()) <= room else ""

    @property
    def waiting(self) -> ContinuationView | None:
        """The continuation under the cursor."""
        row = self.row
        return (
            self.snapshot.continuations[row] if self.snapshot is not None and isinstance(row, int) else None
        )

    @property
    def frame_number(self) -> int:
        each, count = self.waiting, self.snapshot.frame_count if self.snapshot is not None else 0
        return each.frame if each is not None and each.frame <= count else 0

    def can_open(self) -> bool:
        row = self.row
        return isinstance(row, int) or (row is not None and row.repeat is not None)

    def activate(self) -> None:
        """What repeats is shown as far as it is listed."""
        row = self.row
        if isinstance(row, Gap) and row.repeat is not None and self.snapshot is not None:
            self.opened |= {row.repeat.low}
            self.shown = rows_shown(self.snapshot, self.opened)
            self.keep_visible()
            self.redraw()
        else:
            super().activate()

    def updated(self, before: Snapshot | None) -> None:
        assert self.snapshot is not None
        was = before.continuations[self.row] if before is not None and isinstance(self.row, int) else None
        self.opened &= {each.low for each in self.snapshot.continuation_repeats}
        self.shown = rows_shown(self.snapshot, self.opened)
        if before is None or before.moment != self.snapshot.moment:
            self.cursor = self.top = 0
        elif was is not None and was.frame == self.snapshot.selected:
            self.cursor = self.row_that(lambda each: each.index <= was.index)
        elif before.selected != self.snapshot.selected:
            self.cursor = self.top = self.row_of_frame(self.snapshot.selected)

    def row_of_frame(self, number: int) -> int:
        """Where that begins which waits for the frame of that number; the top if it is not listed."""
        return self.row_that(lambda each: each.frame <= number)

    def row_that(self, fits: Callable[[ContinuationView], bool]) -> int:
        """The first row whose continuation is so; the top if none is."""
        waiting = self.snapshot.continuations if self.snapshot is not None else ()
        rows = enumerate(self.shown)
        return next((at for at, row in rows if isinstance(row, int) and fits(waiting[row])), 0)

    def page(self) -> tuple[str, list[Line]] | None:
        each = self.waiting
        return ("Continuation", page_of(each)) if each is not None else None

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        if self.snapshot is None:
            return []
        return drawn([self.shown[row] for row in stretch(self.shown, top, height)], self.snapshot, width)
