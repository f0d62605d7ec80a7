"""The record: what is written down of a run, and how its parts hang together. Who writes each step: see
`listening` and `direct`.
"""

from __future__ import annotations

import gc
from bisect import bisect_right
from collections.abc import Callable, Iterable

from debugger.history.lives import Lives
from debugger.history.segments import (
    BLOCK,
    FAILED,
    HANDED,
    LINK_BYTES,
    Between,
    Keyframe,
    Link,
    Node,
    Segment,
    Writer,
    first_thunk_of,
    has_changed,
)
from debugger.history.site_counts import SiteCount, count_thunk, site_of
from vm.errors import NixError
from vm.machine.frames import Frame
from vm.machine.machine import Machine
from vm.machine.trampoline import NO_ARGUMENTS, Continuation, WriteBack
from vm.spans import Span
from vm.thunks import ALIAS, BLACKHOLE, EVALUATED, SUSPENDED, Thunk
from vm.values import Value


class Record:
    """Segments of one machine's run. `window` is in steps, `most_bytes` an estimate."""

    renew: Callable[[Segment], None]
    """Tells what writes the logs that another segment has begun."""

    def __init__(
        self,
        machine: Machine,
        window: int,
        most_bytes: int,
        begun: Callable[[], None] | None,
        lives: Lives | None,
    ) -> None:
        self.machine = machine
        self.begun = begun
        """Called when a new segment begins, before its first step."""
        self.window = window
        self.most_bytes = most_bytes
        self.segments: list[Segment] = []
        self.stories: dict[int, list[tuple[int, int, Thunk | None]]] = {}
        """For cells that failed, by number: each step at which the state changed, the new state, and for
        ALIAS the cell that took over. For all others the last steps tell all."""
        self.writer: Writer | None = None
        """What writes the logs of each step, if it hands them out when they are read."""
        self.floor = 0
        """Below this height the value stack is as it was at the last keyframe."""
        self.framed = 0
        """The offset of that keyframe in the last segment."""
        self.blocks: list[list[Value]] = []
        self.known: list[Continuation] = []
        self.links: list[Link] = []
        self.totals: dict[object, SiteCount] = {}
        """What became of the thunks that were made before the window, by what made them."""
        self.lives = lives or Lives()
        """What becomes of thunks, by what makes them; sorted when somebody asks. Whoever begins to record in
        the midst of a run has what became of them before."""

    # Frames and continuations.

    def node_for(self, frame: Frame, below: Frame | None, depth: int) -> Node:
        """The node of a frame that is new, or has other code since a tail call."""
        base: int = frame.base
        height: int = frame.continuations
        below_node: Node | None = None
        below_ip, count = 0, height
        if below is not None:
            below_node = below.node
            below_ip = below.ip
            count = height - below.continuations
        between: Between = None
        taken: Thunk | None = None
        if count > 0:
            top = self.machine.continuations[height - 1]
            if count == 1 and type(top) is WriteBack:
                between = top.thunk
                if top.taken is not between:
                    taken = top.taken
            else:
                between = self.follow(height)
        return Node(
            below_node,
            below_ip,
            frame.code,
            frame.upvalues,
            base,
            height,
            frame.activation,
            frame.site,
            between,
            taken,
            depth,
        )

    def follow(self, height: int) -> Link:
        """Bring the links up to date with the machine's continuations up to a height; the topmost one."""
        pending, known, links = self.machine.continuations, self.known, self.links
        same = min(len(known), height)
        while same and known[same - 1] is not pending[same - 1]:
            same -= 1
        if same and has_changed(links[same - 1], pending[same - 1]):
            same -= 1  # it has run since
        del known[same:], links[same:]
        for continuation in pending[same:height]:
            known.append(continuation)
            links.append(Link(continuation, links[-1] if links else None))
        self.segments[-1].kept += LINK_BYTES * (height - same)
        return links[-1]

    # Segments.

    def begin_segment(self, start: int) -> Segment:
        """A new segment from step `start` on. What then is more than the window is dropped."""
        segment = Segment(start, self.machine.thunks, self.writer)
        if self.segments:
            self.segments[-1].close()
        self.segments.append(segment)
        self.trim()
        self.renew(segment)
        if self.begun is not None:
            self.begun()
        return segment

    def keyframe(self, segment: Segment, offset: int, height: int) -> None:
        """Keep the value stack as it is now, just after this turn was written down.

        What has been made by now is kept by the record: the collector need not look at it (a third of the
        time of recording, when it did).
        """
        gc.freeze()
        blocks = self.blocks[: min(self.floor, height) // BLOCK]
        stack = self.machine.stack
        for start in range(len(blocks) * BLOCK, height, BLOCK):
            blocks.append(stack[start : start + BLOCK])
        segment.kept += 150 + 8 * len(blocks) + 8 * max(height - self.floor, 0)
        segment.keyframes.append(Keyframe(offset, len(segment.nodes) - 1, len(segment.values), blocks))
        self.blocks = blocks
        self.framed = offset
        self.floor = height

    def trim(self) -> None:
        """Drop the oldest segments while there is more than the window allows; two always stay."""
        while len(self.segments) > 2 and (
            self.segments[-1].start - self.segments[1].start >= self.window or self.size > self.most_bytes
        ):
            self.drop()

    def drop(self) -> None:
        """Forget the oldest segment; thunks evaluated in it lose their code."""
        gone = self.segments.pop(0)
        start = self.segments[0].start
        self.lives.drop(gone, start)
        for thunk in gone.created:
            count_thunk(self.totals, thunk)
        for number in [number for number, story in self.stories.items() if story[-1][0] < start]:
            del self.stories[number]
        for thunk in gone.changes:
            if thunk.state == EVALUATED and thunk.evaluated_at <= start:
                thunk.code = None
                thunk.arguments = NO_ARGUMENTS

    def take_apart(self) -> None:
        """Free all at once when nobody will look at it again. Cells and what they wait for stand in circles,
        which Python finds only by looking at every object there is.
        """
        machine = self.machine
        gc.unfreeze()
        self.lives.empty()
        while self.segments:
            gone = self.segments.pop(0)
            for thunk in gone.created:
                thunk.code = thunk.value = None
                thunk.arguments = NO_ARGUMENTS
            gone.empty()
        for pile in (machine.stack, machine.frames, machine.continuations, machine.taken):
            pile.clear()
        for kept in (self.links, self.known, self.blocks):
            kept.clear()

    @property
    def size(self) -> int:
        """Bytes of everything kept, estimated."""
        return sum(segment.size for segment in self.segments)

    @property
    def now(self) -> int:
        """The step that is under way."""
        return self.segments[-1].end - 1

    @property
    def tick(self) -> int:
        """How many continuations have run since the op of the step that is under way."""
        return self.segments[-1].last_tick

    # Thunks.

    def segment_of_thunk(self, number: int) -> Segment | None:
        """The segment in which a thunk was made; None for one that is older."""
        at = bisect_right(self.segments, number, key=first_thunk_of) - 1
        return self.segments[at] if at >= 0 else None

    def forced_again(self, thunk: Thunk, state: int, cell: Thunk | None) -> None:
        """For a thunk that was forced before, or is older than the record; also while any has a story."""
        number, step = thunk.number, self.now + 1
        story = self.stories.get(number)
        before = self.forced_step(thunk)
        if story is None and before >= 0:  # it handed its code over to a cell that failed
            story = self.stories[number] = [(before, ALIAS, thunk.value.thunk)]
        if story is not None:
            story.append((step - 1, state, cell))
        thunk.forced_at = step
        count = self.count_of_older(thunk)
        if count is not None:
            count.first_forces += 1

    def older_evaluated(self, thunk: Thunk) -> None:
        """A thunk from before the window has got its value."""
        count = self.count_of_older(thunk)
        if count is not None:
            count.evaluated += 1
            count.cost += thunk.evaluated_at - (thunk.forced_at or thunk.evaluated_at)

    def count_of_older(self, thunk: Thunk) -> SiteCount | None:
        """Where a thunk is counted that was made before the window."""
        if thunk.number >= self.segments[0].first_thunk:
            return None
        return self.totals.get(site_of(thunk.code))

    def sites(self) -> Iterable[SiteCount]:
        """What became of the thunks of the whole run, by what made them."""
        totals = {key: count.copy() for key, count in self.totals.items()}
        for segment in self.segments:
            for thunk in segment.created:
                count_thunk(totals, thunk)
        return totals.values()

    def thunk_failed(self, thunk: Thunk) -> None:
        """From here on the thunk has a story: it was suspended again, and may be forced anew."""
        story = self.stories.get(thunk.number)
        if story is None:
            story = self.stories[thunk.number] = [(self.forced_step(thunk), BLACKHOLE, None)]
        story.append((self.now, SUSPENDED, None))
        self.log(FAILED, thunk)

    def handed_over(self, thunk: Thunk, cell: Thunk) -> None:
        """The thunk handed its code over to `cell`."""
        self.log(HANDED, thunk, cell)
        self.forced_again(thunk, ALIAS, cell)

    def log(self, kind: int, *thunks: Thunk) -> None:
        """Note what happens to a thunk at the present step."""
        segment, writer = self.segments[-1], self.writer
        stamp = (self.now + 1) << 2 | kind
        for thunk in thunks:
            if writer is not None:
                writer.change(thunk, stamp)
            else:
                segment.changes.append(thunk)
                segment.change_stamps.append(stamp)

    def created_step(self, thunk: Thunk) -> int | None:
        """The step that made a thunk, -1 if that was before the first; None if it was before the window."""
        segment = self.segment_of_thunk(thunk.number)
        if segment is None:
            return None
        return segment.start + segment.created_at[thunk.number - segment.first_thunk] - 1

    def forced_step(self, thunk: Thunk) -> int:
        """The step that forced a thunk last; -1 if that is not known, or was before the window."""
        return self.in_window(thunk.forced_at - 1)

    def evaluated_step(self, thunk: Thunk) -> int:
        """The step in which a thunk got its value; -1 if that is not known, or was before the window."""
        return self.in_window(thunk.evaluated_at - 1)

    def in_window(self, step: int) -> int:
        """The step, or -1 for an earlier one than are kept."""
        return step if step >= self.segments[0].start else -1

    # What else happened.

    def error_raised(self, error: NixError) -> None:
        """Kept with its step, to find it again; nothing is formatted."""
        self.segments[-1].errors.append((self.now, error))

    def error_caught(self, error: NixError, continuation: Continuation) -> None:
        self.mark("caught")

    def warning(self, message: str, span: Span | None) -> None:
        self.mark("warning")

    def trace_output(self, message: str) -> None:
        self.mark("trace")

    def break_reached(self) -> None:
        self.mark("break")

    def file_imported(self, path: str) -> None:
        self.mark("import")

    def mark(self, kind: str) -> None:
        """Note that a thing of this kind happens at the present step."""
        segment = self.segments[-1]
        segment.marks[kind].append(max(self.now, 0))
        segment.mark_ticks[kind].append(self.tick)
