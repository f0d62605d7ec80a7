"""Ticks: which event stands in which cell of the timeline.

A cell shows the most important of its events. Finding them costs a look-up per cell and segment, not one
per step; what has to be searched for, the hits of breakpoints, is searched for in slices.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from debugger.history.history import History
from debugger.tui.drawing.depths import Depths
from debugger.tui.drawing.scale import Scale, Tick, leaders

KINDS = ("error", "breakpoint", "warning", "trace", "caught", "import")
"""The most important first; marks come before all of them."""
SEARCHED = "breakpoint"


class Ticks:
    """Finds the events of one history."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.depths = Depths(history)

    def advance(self, seconds: float) -> bool:
        """Look through the record for about that long; True when all is found."""
        known = self.depths.advance(seconds)
        return self.find_hits(seconds) and known

    def find_hits(self, seconds: float) -> bool:
        """Search for hits of breakpoints for about that long; True when all are found."""
        history = self.history
        if history.recorder is None or not history.breakpoints:
            return True
        happenings = history.happenings
        deadline = time.monotonic() + seconds
        for segment in reversed(history.timeline.segments):
            if happenings.is_searched(segment, SEARCHED):
                continue
            if time.monotonic() >= deadline:
                return False
            happenings.steps(segment, SEARCHED)
        return True

    def steps(self, kind: str) -> Iterator[Sequence[int]]:
        """The known events of a kind, a segment at a time."""
        history = self.history
        if history.recorder is None:
            return
        happenings, final = history.happenings, history.failed_step
        for segment in history.timeline.segments:
            if kind in ("error", "caught"):
                yield [
                    step
                    for step in happenings.steps(segment, "error")
                    if (step == final) == (kind == "error")
                ]
            elif kind != SEARCHED or (history.breakpoints and happenings.is_searched(segment, kind)):
                yield happenings.steps(segment, kind)

    def count(self, kind: str) -> int:
        """How many events of a kind there are, as far as they have been looked for."""
        return sum(map(len, self.steps(kind)))

    def at(self, scale: Scale) -> dict[int, Tick]:
        """What each cell shows."""
        found: dict[int, Tick] = {}
        for kind in reversed(KINDS):
            for steps in self.steps(kind):
                for step in leaders(steps, scale):
                    found[scale.cell_of(step)] = Tick(kind, step)
        for name, step in self.history.marks.items():
            if scale.first <= step <= scale.last:
                found[scale.cell_of(step)] = Tick("mark", step, name)
        return found
