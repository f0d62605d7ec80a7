"""The Frames panel: the activations, innermost first; the selected one is what the other panels show.

Frames that repeat are one row, which opens.
"""

from __future__ import annotations

from collections.abc import Sequence

from debugger.tui.drawing.lines import Line, Part, clip, grouped, spread
from debugger.tui.panels.drawn import Said
from debugger.tui.panels.folding import Gap, Row, gap_line, rows_of
from debugger.tui.panels.panel import Panel, stretch
from debugger.tui.panels.values import change_mark, ground, is_loud
from debugger.views.snapshot import FrameView, Snapshot


def rows_shown(snapshot: Snapshot, opened: frozenset[int] = frozenset()) -> list[Row]:
    """The frames by their places in the snapshot, and one row for those between that are not shown."""
    numbers = [frame.number for frame in snapshot.frames]
    return rows_of(numbers, 1, snapshot.frame_repeats, opened, snapshot.selected)


def lines(
    snapshot: Snapshot, width: int, top: int = 0, height: int = 20, opened: frozenset[int] = frozenset()
) -> list[Line]:
    """One row a frame, and one for those that are not shown."""
    shown = rows_shown(snapshot, opened)
    return drawn([shown[row] for row in stretch(shown, top, height)], snapshot, width)


def drawn(rows: Sequence[Row], snapshot: Snapshot, width: int) -> list[Line]:
    digits = len(str(snapshot.frame_count))
    marks_own = any(not frame.own for frame in snapshot.frames)
    loud = is_loud(snapshot.frames)
    return [
        gap_line(row)
        if isinstance(row, Gap)
        else frame_line(snapshot.frames[row], snapshot, digits, width, loud, marks_own)
        for row in rows
    ]


def frame_line(
    frame: FrameView, snapshot: Snapshot, digits: int, width: int, loud: bool, marks_own: bool = False
) -> Line:
    """`marks_own` where there is library code too: it steps back behind the person's own."""
    selected = frame.number == snapshot.selected
    role = "strong" if selected else "text" if frame.own else "dim"
    parts = (
        ("▶" if selected else " ", "focus-strong"),
        change_mark(frame.changed),
        (f"{frame.number:>{digits}} ", "focus-strong" if selected else "faint"),
        *([("▪ " if frame.own else "  ", "focus")] if marks_own else []),
        *named(frame, role, width),
    )
    return spread(
        parts, ((f"{shown_place(frame, snapshot, width)} ", "dim"),), width, ground(frame.changed, loud)
    )


def shown_place(frame: FrameView, snapshot: Snapshot, width: int) -> str:
    """`file.nix:12`, or `:12` where it is narrow and the file is the same as the top frame's."""
    name, _, number = frame.place.rpartition(":")
    same = name == snapshot.frames[0].place.rpartition(":")[0]
    if width >= 44:
        return frame.place
    return f":{number}" if same else f"{clip(name, max(width * 36 // 100 - len(number), 3))}:{number}"


def named(frame: FrameView, role: str, width: int) -> tuple[Part, ...]:
    """The title; where it says too little, the source text too, or instead of it where it is narrow."""
    if frame.title not in ("thunk", "lambda"):
        return ((frame.title, role),)
    if width < 44:
        return ((f"{'λ ' if frame.title == 'lambda' else ''}{frame.text}", role),)
    return ((frame.title, role), (f" {frame.text}", "dim"))


class FramesPanel(Panel):
    """Moving the cursor selects the frame."""

    class Chosen(Said):
        """The person wants to go to a frame that is not listed."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    empty = "Calls and forces that are under way are listed here, the innermost first."
    margin = 1

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.opened: frozenset[int] = frozenset()
        self.shown: list[Row] = []

    def count(self) -> int:
        return len(self.shown)

    def about(self) -> str:
        return (
            grouped(self.snapshot.frame_count)
            if self.snapshot is not None and self.snapshot.frame_count
            else ""
        )

    @property
    def frame(self) -> FrameView | None:
        """The frame under the cursor."""
        row = self.row
        return self.snapshot.frames[row] if self.snapshot is not None and isinstance(row, int) else None

    @property
    def row(self) -> Row | None:
        return self.shown[self.cursor] if self.cursor < len(self.shown) else None

    def can_open(self) -> bool:
        return isinstance(self.row, Gap)

    def opening(self) -> str:
        return "Enter shows them"

    def activate(self) -> None:
        """What is not shown is shown; from a gap in the middle of what is listed, one goes into it."""
        row = self.row
        if not isinstance(row, Gap):
            super().activate()
        elif row.repeat is not None and row.repeat.low not in self.opened:
            self.opened |= {row.repeat.low}
            self.show_rows()
        else:
            self.post_message(self.Chosen(row.high))

    def show_rows(self) -> None:
        """Bring the rows up to date."""
        self.shown = rows_shown(self.snapshot, self.opened) if self.snapshot is not None else []
        self.keep_visible()
        self.redraw()

    def tally(self) -> str:
        row = self.row
        number = row.high if isinstance(row, Gap) else self.frame.number if self.frame else 1
        return f"{number} of {self.snapshot.frame_count if self.snapshot else 0}"

    def updated(self, before: Snapshot | None) -> None:
        assert self.snapshot is not None
        self.opened &= {each.low for each in self.snapshot.frame_repeats}
        self.shown = rows_shown(self.snapshot, self.opened)
        numbers = [frame.number for frame in self.snapshot.frames]
        place = numbers.index(self.snapshot.selected) if self.snapshot.selected in numbers else -1
        self.cursor = self.shown.index(place) if place in self.shown else 0

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        if self.snapshot is None:
            return []
        return drawn([self.shown[row] for row in stretch(self.shown, top, height)], self.snapshot, width)

    def clicked(self, column: int, again: bool) -> None:
        self.post_message(self.Moved(self))
