"""Happenings: the events of a run by kind, each at the step that brought it about.

Most leave their trace in the record anyway and are found there when somebody asks. What was found is kept by
segment, and looked for only from where the last search of that segment ended.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from debugger.history.past import POP_WITH, PUSH_WITH, Point
from debugger.history.rules import Hits
from debugger.history.segments import DONE, MARKED, Node, Segment
from debugger.history.timeline import Timeline
from vm.chunk import ChunkKind, Lambda
from vm.errors import InfiniteRecursion, NixError
from vm.thunks import ALIAS, alias_target

QUICK = 2000
"""Steps that can be looked through without anybody noticing."""

Turn = Callable[[Node, Node], bool]
"""Whether the change from one frame on top to another is an event of some kind."""


def is_tail_call(before: Node, after: Node) -> bool:
    """Whether between two turns a function took over the frame on top."""
    return (
        after.activation == before.activation
        and after.depth == before.depth
        and code_kind(after) is ChunkKind.LAMBDA
        and after is not before
    )


def is_call(before: Node, after: Node) -> bool:
    """A function begins to run; most are called as the last thing that a frame does."""
    entered = is_new(before, after) and code_kind(after) is ChunkKind.LAMBDA
    return entered or is_tail_call(before, after)


def is_force(before: Node, after: Node) -> bool:
    """Whether between two turns a thunk's frame was entered."""
    return is_new(before, after) and code_kind(after) is not ChunkKind.LAMBDA


def is_return(before: Node, after: Node) -> bool:
    """Some frame ended: its activation is not the one on top, nor below it."""
    return after.below is not before and after.activation != before.activation


def is_new(before: Node, after: Node) -> bool:
    """Whether between two turns a frame was entered: activations are numbered as they begin."""
    return after.activation > before.activation


def code_kind(node: Node) -> ChunkKind:
    return node.code.kind


TURNS: dict[str, Turn] = {"call": is_call, "tail call": is_tail_call, "force": is_force, "return": is_return}
ENTERING = ("call", "tail call", "force")
"""What ends with another op: whatever ran last before it brought it about."""
WITHS = frozenset((PUSH_WITH, POP_WITH))
KINDS = (*TURNS, "evaluated", "blackhole", "with", "error", *MARKED, "breakpoint")
"""Everything that `[` and `]` can look for."""


class Found:
    """The events of one kind in one segment, as far as it has been looked through."""

    __slots__ = ("offset", "steps")

    def __init__(self) -> None:
        self.offset = 0
        self.steps = array("Q")


class Happenings:
    """The events of one timeline."""

    def __init__(self, timeline: Timeline, breakpoints: Hits) -> None:
        self.timeline = timeline
        self.breakpoints = breakpoints
        self.kept: dict[tuple[str, int], Found] = {}
        """What was found, by kind and first step of the segment."""
        self.places: tuple[str, ...] = ()
        """Where the breakpoints stood when they were looked for."""

    def further(self, kind: str, point: Point, backwards: bool, count: int) -> Point | None:
        """So many events of a kind on from a moment, or as far as there are any; None if there is none."""
        found = None
        for _ in range(count):
            step = self.previous(kind, point) if backwards else self.next(kind, point)
            if step is None:
                break
            found = point = step
        return found

    def next(self, kind: str, point: Point) -> Point | None:
        """The first event of a kind after a moment."""
        timeline = self.timeline
        for segment in timeline.segments[timeline.index_of(point[0]) :]:
            found = self.steps(segment, kind)
            for at in range(bisect_left(found, point[0]), len(found)):
                points = self.points(segment, kind, found[at])
                later = next((each for each in points if each > point), None)
                if later is not None:
                    return later
        return None

    def previous(self, kind: str, point: Point) -> Point | None:
        """The last event of a kind before a moment."""
        timeline = self.timeline
        for segment in reversed(timeline.segments[: timeline.index_of(point[0]) + 1]):
            found = self.steps(segment, kind)
            for at in range(bisect_right(found, point[0]) - 1, -1, -1):
                points = self.points(segment, kind, found[at])
                earlier = next((each for each in reversed(points) if each < point), None)
                if earlier is not None:
                    return earlier
        return None

    def events(self, thunks: Iterable[int]) -> Iterator[tuple[str, int | NixError | None, int]]:
        """Errors, messages, and what became of some thunks: what, which error or thunk, and the step at which
        one sees it first. An error is seen before it is unwound, all else one op later."""
        for segment in self.timeline.segments:
            for step, error in segment.errors:
                yield "error", error, step
            for kind in ("trace", "warning", "break"):
                for step in segment.marks[kind]:
                    yield kind, None, step + 1
        recorder = self.timeline.recorder
        for number in thunks:
            thunk = self.timeline.thunk(number)
            if thunk is None:
                continue
            cell = alias_target(thunk) if thunk.state == ALIAS else thunk
            evaluated = recorder.evaluated_step(cell) if cell is not None else -1
            for kind, step in (("force", recorder.forced_step(thunk)), ("evaluated", evaluated)):
                if step >= 0:
                    yield kind, number, step + 1

    def points(self, segment: Segment, kind: str, step: int) -> list[Point]:
        """The moments of a step at which such a thing happens, in order: its op, or what ran after it."""
        if kind in MARKED:
            steps = segment.marks[kind]
            first, end = bisect_left(steps, step), bisect_right(steps, step)
            return [(step, tick) for tick in segment.mark_ticks[kind][first:end]]
        if kind in ENTERING:
            return [(step, segment.tick_count(step - segment.start))]
        if kind == "evaluated":
            return [(step, tick) for tick, _ in self.timeline.ticks_of(step).evaluations()] or [(step, 0)]
        return [(step, 0)]

    def steps(self, segment: Segment, kind: str) -> Sequence[int]:
        """The steps of a segment at which there was an event, in order."""
        if kind in MARKED:
            return segment.marks[kind]
        if kind == "error":
            return [step for step, _ in segment.errors]
        if kind == "blackhole":
            return [step for step, error in segment.errors if isinstance(error, InfiniteRecursion)]
        if kind == "evaluated":
            return sorted({(stamp >> 2) - 1 for stamp in segment.change_stamps if stamp & 3 == DONE})
        return self.searched(segment, kind)

    def searched(self, segment: Segment, kind: str) -> Sequence[int]:
        """The same for kinds that are found by looking through the whole segment."""
        if kind == "breakpoint":
            self.notice_breakpoints()
        found = self.found(segment, kind)
        if found.offset < len(segment.ips):
            since, found.offset = found.offset, len(segment.ips)
            found.steps.extend(self.search(segment, kind, since))
        return found.steps

    def search(self, segment: Segment, kind: str, since: int) -> Iterator[int]:
        """The steps of a segment, from offset `since` on, at which such a thing happened."""
        if kind in TURNS:
            return self.turns(segment, TURNS[kind], since)
        if kind == "with":
            return at_ips(segment, with_ips, since)
        return at_ips(segment, self.breakpoints.certain_ips, since) if self.breakpoints else iter(())

    def found(self, segment: Segment, kind: str) -> Found:
        """What is known of a kind in a segment. What has left the window is forgotten here."""
        key = (kind, segment.start)
        if key not in self.kept:
            start = self.timeline.start
            for gone in [each for each in self.kept if each[1] < start]:
                del self.kept[gone]
            self.kept[key] = Found()
        return self.kept[key]

    def notice_breakpoints(self) -> None:
        """What was found of breakpoints counts only as long as they are the same."""
        places = self.breakpoints.enabled_places
        if places != self.places:
            self.places = places
            for gone in [each for each in self.kept if each[0] == "breakpoint"]:
                del self.kept[gone]

    def is_searched(self, segment: Segment, kind: str) -> bool:
        """Whether asking for the events of a segment costs next to nothing."""
        if kind not in TURNS and kind not in ("with", "breakpoint"):
            return True
        if kind == "breakpoint":
            self.notice_breakpoints()
        found = self.kept.get((kind, segment.start))
        return found is not None and found.offset > len(segment.ips) - QUICK

    def turns(self, segment: Segment, wanted: Turn, since: int) -> Iterator[int]:
        """The steps right before those turns that `wanted` says yes to."""
        turns, nodes = segment.turns, segment.nodes
        first = bisect_left(turns, since)
        before = nodes[first - 1] if first else self.last_before(segment)
        for number in range(first, len(turns)):
            node = nodes[number]
            if before is not None and wanted(before, node):
                yield segment.start + turns[number] - 1
            before = node

    def last_before(self, segment: Segment) -> Node | None:
        """The frame on top when a segment began."""
        index = self.timeline.segments.index(segment)
        return self.timeline.segments[index - 1].nodes[-1] if index else None


def with_ips(code: Lambda) -> Sequence[int]:
    """The instructions of a chunk that open or close a `with`."""
    return [ip for ip, op in enumerate(code.ops) if op in WITHS] if not WITHS.isdisjoint(code.ops) else ()


def at_ips(segment: Segment, wanted: Callable[[Lambda], Collection[int]], since: int) -> Iterator[int]:
    """The steps from offset `since` on at which a wanted instruction of the running code was due."""
    turns, nodes, ips = segment.turns, segment.nodes, segment.ips
    places: dict[Lambda, Collection[int]] = {}
    for number in range(max(segment.turn_at(since), 0), min(len(turns), len(nodes))):
        code = nodes[number].code
        if code not in places:
            places[code] = wanted(code)
        if not places[code]:
            continue
        end = turns[number + 1] if number + 1 < len(turns) else len(ips)
        for at in range(max(turns[number], since), end):
            if ips[at] in places[code]:
                yield segment.start + at
