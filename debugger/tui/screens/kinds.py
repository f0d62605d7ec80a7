"""The kinds of events to choose from, each with its count; long records are counted as one looks."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence

from debugger.history.happenings import Happenings
from debugger.numerals import grouped
from debugger.tui.drawing.lines import Line, line, pad, right
from debugger.tui.windows.picker import PickerScreen

SLICE = 0.010
PAUSE = 0.015
DESCRIBED = {
    "call": "a function begins to run",
    "tail call": "a function takes over its caller's frame",
    "force": "a thunk's code begins to run",
    "return": "a call or a force ends",
    "evaluated": "a thunk gets its value",
    "blackhole": "a thunk needs itself: infinite recursion",
    "with": "a `with` is entered or left",
    "error": "an error is raised",
    "break": "builtins.break is called",
    "builtin": "a builtin is called",
    "caught": "tryEval catches an error",
    "import": "a file is imported",
    "trace": "builtins.trace says something",
    "warning": "a warning is given",
    "breakpoint": "an instruction with a breakpoint is due",
}


def rows_of(kinds: Sequence[str], counts: Mapping[str, int], complete: Mapping[str, bool]) -> list[Line]:
    """A row for each kind; `…` stands behind a count that still grows."""
    width = max(map(len, kinds))
    numbers = {kind: grouped(count) + ("" if complete.get(kind) else " …") for kind, count in counts.items()}
    digits = max(map(len, numbers.values()), default=1)
    return [
        line(
            (f" {pad(kind, width)}  ", "text" if counts.get(kind) or not complete.get(kind) else "dim"),
            (right(numbers.get(kind, "…"), digits) + "  ", "strong" if counts.get(kind) else "faint"),
            (DESCRIBED.get(kind, ""), "dim"),
        )
        for kind in kinds
    ]


class KindsScreen(PickerScreen):
    """Fills in the counts in slices, so that it opens at once."""

    def __init__(self, happenings: Happenings, kinds: Sequence[str], chosen: str) -> None:
        self.kinds = kinds
        self.counts: dict[str, int] = {}
        self.complete: dict[str, bool] = {}
        self.counting = counted(happenings, kinds, self.counts, self.complete)
        self.advance()
        rows = rows_of(kinds, self.counts, self.complete)
        super().__init__("Events that [ and ] go to", rows, kinds.index(chosen) if chosen in kinds else 0)

    def on_mount(self) -> None:
        super().on_mount()
        if self.is_working:
            self.timer = self.set_interval(PAUSE, self.count_on)

    def count_on(self) -> None:
        """One slice more; the timer stops when all kinds are counted."""
        self.advance()
        self.sheet.lines = rows_of(self.kinds, self.counts, self.complete)
        self.sheet.redraw()
        if not self.is_working:
            self.timer.stop()

    @property
    def is_working(self) -> bool:
        return len(self.complete) < len(self.kinds)

    def advance(self) -> None:
        """Count for at most SLICE seconds."""
        deadline = time.monotonic() + SLICE
        while time.monotonic() < deadline and next(self.counting, None) is not None:
            pass


def counted(
    happenings: Happenings, kinds: Sequence[str], counts: dict[str, int], complete: dict[str, bool]
) -> Iterator[str]:
    """Counts a segment of one kind at a time."""
    for kind in sorted(
        kinds, key=lambda kind: not happenings.is_searched(happenings.timeline.segments[-1], kind)
    ):
        counts[kind] = 0
        for segment in list(happenings.timeline.segments):
            counts[kind] += len(happenings.steps(segment, kind))
            yield kind
        complete[kind] = True
