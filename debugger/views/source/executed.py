"""Executed lines: which lines of the sources ran before a moment, and which of them for one activation.

The record is looked through once, a slice at a time when nobody waits, for the step in which each line ran
first. Code has no way back, so an activation runs each of its instructions once at the most.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

from debugger.history.history import History
from debugger.history.segments import Segment
from debugger.history.timeline import Timeline
from vm.chunk import Lambda
from vm.spans import Source

PORTION: Final = 500
"""Turns between two looks at the clock."""


class Executed:
    """Those of one history."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.first: dict[Source, dict[int, int]] = {}
        """For each line that ran, the first step of it that is recorded."""
        self.seen: dict[Lambda, set[int]] = {}
        """The instructions of a chunk that have run."""
        self.lines: dict[Lambda, list[int]] = {}
        """The line of each instruction."""
        self.looked_at = 0
        """The step before which everything was looked at."""
        self.asked: tuple[object, ...] = ()
        self.found: dict[Source, set[int]] = {}
        self.search: Iterator[None] | None = None
        """Looks for the lines of the activation that was asked about last."""

    def advance(self, seconds: float) -> bool:
        """Look through the record for about that long; True when all is known."""
        if self.history.recorder is None:
            return True
        deadline = time.monotonic() + seconds
        timeline = self.history.window
        if self.search is not None:
            for _ in self.search:
                if time.monotonic() >= deadline:
                    return False
            self.search = None
        for segment in timeline.segments[timeline.index_of(self.looked_at) :]:
            turn = max(segment.turn_at(max(self.looked_at - segment.start, 0)), 0)
            while turn < len(segment.turns):
                turn = self.take(segment, turn)
                if time.monotonic() >= deadline:
                    return self.looked_at >= timeline.end
        return True

    def take(self, segment: Segment, turn: int) -> int:
        """Look at some turns of a segment; answers the next one."""
        turns, nodes, ips = segment.turns, segment.nodes, segment.ips
        end = min(turn + PORTION, len(turns))
        for number in range(turn, end):
            code = nodes[number].code
            seen = self.seen.get(code)
            if seen is None:
                seen = self.seen[code] = set()
            if len(seen) == code.end:
                continue
            begin = turns[number]
            until = turns[number + 1] if number + 1 < len(turns) else len(ips)
            for at in range(begin, until):
                ip = ips[at]
                if ip not in seen:
                    seen.add(ip)
                    known = self.first.setdefault(code.chunk.source, {})
                    known.setdefault(self.line_of(code, ip), segment.start + at)
        self.looked_at = segment.start + (turns[end] if end < len(turns) else len(ips))
        return end

    def line_of(self, code: Lambda, ip: int) -> int:
        known = self.lines.get(code)
        if known is None:
            source = code.chunk.source
            known = self.lines[code] = [source.line_of(start) for start in code.chunk.starts]
        return known[ip]

    def before(self, source: Source, step: int) -> frozenset[int]:
        """The lines that ran before a step, as far as is known by now."""
        return frozenset(line for line, first in self.first.get(source, {}).items() if first < step)

    def of_activation(self, source: Source, activation: int, step: int) -> frozenset[int]:
        """The lines that an activation ran before a step, as far as is known by now; `advance` finds more."""
        if self.history.recorder is None:
            return frozenset()
        asked = (activation, step)
        if self.asked != asked:
            self.asked, self.found = asked, {}
            self.search = self.looked_for(self.history.timeline, activation, step)
        return frozenset(self.found.get(source, ()))

    def looked_for(self, timeline: Timeline, activation: int, step: int) -> Iterator[None]:
        """Go back to where an activation began; nothing of it ran before one that is older was on top."""
        count = 0
        for segment in reversed(timeline.segments[: timeline.index_of(step - 1) + 1]):
            turns, nodes, ips = segment.turns, segment.nodes, segment.ips
            until = min(step - segment.start, len(ips))
            if until <= 0:
                continue
            for number in range(segment.turn_at(until - 1), -1, -1):
                node = nodes[number]
                if node.activation < activation:
                    return
                if node.activation == activation:
                    lines = self.found.setdefault(node.code.chunk.source, set())
                    lines.update(self.line_of(node.code, ips[at]) for at in range(turns[number], until))
                until = turns[number]
                count += 1
                if count % PORTION == 0:
                    yield
