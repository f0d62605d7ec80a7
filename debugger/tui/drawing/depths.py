"""Depths: how deep the machine was in each cell of the timeline, which makes it a map of the run.

What is shown is exact, and found without looking at every step: the record has the depth at each change of
the frame on top, and the greatest one of any stretch of them is kept in rows of ever longer stretches. Each
segment of the record is looked through once, in slices; the last one goes on as it grows.
"""

from __future__ import annotations

import time
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from debugger.history.history import History
from debugger.history.segments import Segment, start_of
from debugger.tui.drawing.scale import Scale

FAN = 32
"""How many numbers of a row one number of the next row stands for."""
SLICE = 4096
"""Turns that are looked at between two looks at the clock."""
QUICK = 0.002
"""Seconds for what is new whenever the line is drawn."""
BARS = "▁▂▃▄▅▆▇█"


class Tops:
    """A row of numbers that grows, and the greatest of any stretch of it."""

    def __init__(self) -> None:
        self.rows = [array("I")]
        """The numbers; then the greatest of each FAN of the row before that are complete."""

    def __len__(self) -> int:
        return len(self.rows[0])

    def extend(self, numbers: Iterable[int]) -> None:
        """Add numbers at the end."""
        self.rows[0].extend(numbers)
        for level, row in enumerate(self.rows):
            complete = len(row) // FAN
            if complete and level + 1 == len(self.rows):
                self.rows.append(array("I"))
            for at in range(len(self.rows[level + 1]) if complete else 0, complete):
                self.rows[level + 1].append(max(row[at * FAN : at * FAN + FAN]))

    def greatest(self, first: int, end: int, level: int = 0) -> int:
        """The greatest from one place of a row to another, `end` excluded; 0 if nothing is there."""
        row = self.rows[level]
        inner, outer = -(-first // FAN), end // FAN
        if inner >= outer or level + 1 == len(self.rows):
            return max(row[first:end], default=0)
        return max(
            max(row[first : inner * FAN], default=0),
            self.greatest(inner, outer, level + 1),
            max(row[outer * FAN : end], default=0),
        )


class Depths:
    """The depths of one history."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.known: dict[int, Tops] = {}
        """By the first step of a segment: the depth at each of its turns, as far as it was looked through."""
        self.drawn: tuple[Scale, int, int] | None = None
        self.found: tuple[int, ...] = ()

    def advance(self, seconds: float) -> bool:
        """Look through the record for about that long, the latest first; True when all is known."""
        if self.history.recorder is None:
            return True
        segments = self.history.window.segments
        for gone in [start for start in self.known if start < segments[0].start]:
            del self.known[gone]
        deadline = time.monotonic() + seconds
        return all(self.look_through(segment, deadline) for segment in reversed(segments))

    def look_through(self, segment: Segment, deadline: float) -> bool:
        """Take the depths of a segment; False if there was no time for all of them."""
        tops = self.known.get(segment.start)
        if tops is None:
            tops = self.known[segment.start] = Tops()
        while len(tops) < len(segment.nodes):
            if time.monotonic() >= deadline:
                return False
            at = len(tops)
            tops.extend([node.depth for node in segment.nodes[at : at + SLICE]])
        return True

    def at(self, scale: Scale) -> tuple[int, ...]:
        """The greatest depth of the steps of each cell; 0 where it is not known, or there are no frames."""
        if self.history.recorder is None:
            return ()
        self.advance(QUICK)
        drawn = (scale, self.history.edge, sum(map(len, self.known.values())))
        if drawn != self.drawn:
            self.drawn = drawn
            self.found = tuple(self.greatest(*scale.stretch_of(cell)) for cell in range(scale.width))
        return self.found

    def greatest(self, first: int, end: int) -> int:
        """The greatest depth from one step to another, `end` excluded."""
        history = self.history
        segments = history.window.segments
        most = history.machine.depth if end > history.edge >= first else 0
        for at in range(max(bisect_right(segments, first, key=start_of) - 1, 0), len(segments)):
            segment = segments[at]
            if segment.start >= end:
                break
            tops, turns = self.known.get(segment.start), segment.turns
            if tops is not None and first < segment.end:
                begin = max(bisect_right(turns, first - segment.start) - 1, 0)
                most = max(most, tops.greatest(begin, bisect_left(turns, end - segment.start)))
        return most


def bar_of(depth: int, greatest: int) -> str:
    """One cell of the line: as high as the depth is to the greatest one, or to BARS where that is less."""
    if not depth:
        return " "
    most = max(greatest, len(BARS))
    return BARS[-(-depth * len(BARS) // most) - 1]
