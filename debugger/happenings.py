"""Happenings: the events of a run by kind, each at the step that brought it about.

Most leave their trace in the record anyway and are found there when somebody asks; nothing is kept for them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence

from debugger.breakpoints import Breakpoints
from debugger.recorder import ACTIVATION, BELOW, CODE, DEPTH, Node, Segment
from debugger.timeline import POP_WITH, PUSH_WITH, Timeline
from vm.chunk import ChunkKind
from vm.errors import InfiniteRecursion

Turn = Callable[[Node, Node], bool]
"""Whether the change from one frame on top to another is an event of some kind."""


def is_tail_call(before: Node, after: Node) -> bool:
    return (
        after[ACTIVATION] == before[ACTIVATION]
        and after[DEPTH] == before[DEPTH]
        and code_kind(after) is ChunkKind.LAMBDA
        and after is not before
    )


def is_call(before: Node, after: Node) -> bool:
    """A function begins to run; most are called as the last thing that a frame does."""
    entered = is_new(before, after) and code_kind(after) is ChunkKind.LAMBDA
    return entered or is_tail_call(before, after)


def is_force(before: Node, after: Node) -> bool:
    return is_new(before, after) and code_kind(after) is not ChunkKind.LAMBDA


def is_return(before: Node, after: Node) -> bool:
    """Some frame ended: its activation is not the one on top, nor below it."""
    return after[BELOW] is not before and after[ACTIVATION] != before[ACTIVATION]


def is_new(before: Node, after: Node) -> bool:
    return bool(after[ACTIVATION] > before[ACTIVATION])


def code_kind(node: Node) -> ChunkKind:
    kind: ChunkKind = node[CODE].kind
    return kind


TURNS: dict[str, Turn] = {"call": is_call, "tail call": is_tail_call, "force": is_force, "return": is_return}
MARKS = ("builtin", "caught", "import", "trace", "warning")
KINDS = (*TURNS, "evaluated", "blackhole", "with", "error", *MARKS, "breakpoint")
"""Everything that `[` and `]` can look for."""


class Happenings:
    """The events of one timeline."""

    def __init__(self, timeline: Timeline, breakpoints: Breakpoints) -> None:
        self.timeline = timeline
        self.breakpoints = breakpoints

    def next(self, kind: str, step: int) -> int | None:
        """The first event of a kind after a step."""
        timeline = self.timeline
        for segment in timeline.segments[timeline.index_of(step) :]:
            found = self.steps(segment, kind)
            at = bisect_right(found, step)
            if at < len(found):
                return found[at]
        return None

    def previous(self, kind: str, step: int) -> int | None:
        """The last event of a kind before a step."""
        timeline = self.timeline
        for segment in reversed(timeline.segments[: timeline.index_of(step) + 1]):
            found = self.steps(segment, kind)
            at = bisect_left(found, step)
            if at:
                return found[at - 1]
        return None

    def steps(self, segment: Segment, kind: str) -> Sequence[int]:
        """The steps of a segment at which there was an event, in order."""
        if kind in TURNS:
            return list(self.turns(segment, TURNS[kind]))
        if kind in MARKS:
            return segment.marks[kind]
        if kind == "error":
            return [step for step, _ in segment.errors]
        if kind == "blackhole":
            return [step for step, error in segment.errors if isinstance(error, InfiniteRecursion)]
        if kind == "evaluated":
            recorder = self.timeline.recorder
            return sorted({recorder.evaluated_step(thunk) for thunk in segment.evaluated})
        if kind == "with":
            return list(self.at_ops(segment, (PUSH_WITH, POP_WITH)))
        return list(self.hits(segment))

    def turns(self, segment: Segment, wanted: Turn) -> Iterator[int]:
        before = self.last_before(segment)
        for turn, node in zip(segment.turns, segment.nodes, strict=True):
            if before is not None and wanted(before, node):
                yield segment.start + turn - 1
            before = node

    def last_before(self, segment: Segment) -> Node | None:
        """The frame on top when a segment began."""
        index = self.timeline.segments.index(segment)
        return self.timeline.segments[index - 1].nodes[-1] if index else None

    def at_ops(self, segment: Segment, wanted: tuple[int, ...]) -> Iterator[int]:
        for step, ip, node in instructions(segment):
            if node[CODE].ops[ip] in wanted:
                yield step

    def hits(self, segment: Segment) -> Iterator[int]:
        if not self.breakpoints:
            return
        for step, ip, node in instructions(segment):
            if ip in self.breakpoints.ips(node[CODE]):
                yield step


def instructions(segment: Segment) -> Iterator[tuple[int, int, Node]]:
    """Step, instruction and frame of every step."""
    turns = segment.turns
    for number, node in enumerate(segment.nodes):
        end = turns[number + 1] if number + 1 < len(turns) else len(segment.ips)
        for at in range(turns[number], end):
            yield segment.start + at, segment.ips[at], node
