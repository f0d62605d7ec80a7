"""The recorder's part that is compiled together with the machine and called by it directly.

It writes what `listening.listener` and `listening.thunk_listeners` write, which listen as any observer does;
a test compares the two. Those are for reading, and for where nothing is compiled: there a call of a plain
function is what costs least, and here a method of a typed class. Numbers go into vectors of machine words and
are handed out to the segment when somebody reads them.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, final

from librt.vecs import append, vec
from mypy_extensions import i32, i64

from debugger.history.segments import (
    BEGUN,
    DONE,
    HANDED,
    MOST_TICKS,
    PACE,
    SCENE_BYTES,
    UNTOUCHED,
    Node,
    Numbers,
    Scene,
    Segment,
    Writer,
    lowest_ended,
    plan_of,
)
from vm.machine.observer import StepLog
from vm.thunks import BLACKHOLE, EVALUATED, Thunk

if TYPE_CHECKING:
    from debugger.history.log.record import Record
    from vm.machine.frames import Frame
    from vm.machine.trampoline import Continuation


@final
class DirectLog(StepLog, Writer):
    """Writes the log of one recorder. What belongs to the open segment is at hand: see `renew`."""

    def __init__(self, recorder: Record) -> None:
        machine = recorder.machine
        self.steps_of_segment: i64 = PACE.segment
        self.steps_of_keyframe: i64 = PACE.keyframe
        self.recorder = recorder
        self.machine = machine
        self.stack = machine.stack
        self.frames = machine.frames
        self.continuations = machine.continuations
        self.stories = recorder.stories
        self.top: Frame | None = None
        self.last: Node | None = None
        """The frame on top at the latest step, and its node."""
        self.pops: list[int] = []
        self.low: i64 = -1
        """How low the step under way takes the value stack; negative if all that its frame has is taken."""
        self.ticked: i64 = -1
        """The offset of the step after which a continuation ran last."""
        self.first_tick: i64 = 0
        """How many had run before that."""
        self.last_height: i64 = 0
        self.last_pending: i64 = 0
        self.renew(Segment(0, 0, self))

    def renew(self, segment: Segment) -> None:
        """Another segment has begun."""
        segments = self.recorder.segments
        self.segment = segment
        self.start: i64 = segment.start
        self.oldest: i64 = segments[0].first_thunk if segments else 0
        self.values = segment.values
        self.nodes = segment.nodes
        self.created = segment.created
        self.changes = segment.changes
        self.scenes: list[Any] = segment.scenes
        self.ips: vec[i32] = vec[i32](capacity=self.steps_of_segment)
        self.turns: vec[i32] = vec[i32]()
        self.lows: vec[i32] = vec[i32]()
        self.counts: vec[i32] = vec[i32]()
        self.created_at: vec[i32] = vec[i32]()
        self.change_stamps: vec[i64] = vec[i64]()
        self.ticks: vec[i32] = vec[i32]()
        self.thunks: vec[i64] = vec[i64]()
        self.builtins: vec[i64] = vec[i64]()
        self.builtin_ticks: vec[i32] = vec[i32]()
        self.ticked = -1
        self.first_tick = 0

    # For who reads.

    def hand_out(self) -> None:
        """Write down in the segment what is not there yet."""
        logs = self.segment.logs
        extend(logs.ips, self.ips)
        extend(logs.turns, self.turns)
        extend(logs.lows, self.lows)
        extend(logs.counts, self.counts)
        extend(logs.created_at, self.created_at)
        extend_long(logs.change_stamps, self.change_stamps)
        extend(logs.ticks, self.ticks)
        extend_long(logs.thunks, self.thunks)
        extend_long(logs.marks["builtin"], self.builtins)
        extend(logs.mark_ticks["builtin"], self.builtin_ticks)

    def step_count(self) -> int:
        """How many steps the segment has."""
        return len(self.ips)

    def tick_count(self) -> int:
        """How many continuations have run since the op of its last step."""
        return len(self.ticks) - self.first_tick if self.ticked == len(self.ips) - 1 else 0

    def change(self, thunk: Thunk, stamp: i64) -> None:
        """Note what happens to a thunk."""
        self.changes.append(thunk)
        self.change_stamps = append(self.change_stamps, stamp)

    # Steps.

    def step(self, frame: Frame, ip: i64) -> None:
        """What the step before this one left, and which instruction is due now."""
        stack = self.stack
        low = self.low
        if frame is not self.top or low < 0:
            self.turn(frame, ip)
            return
        height: i64 = len(stack)
        if height == low + 1:
            self.values.append(stack[-1])
        elif height > low:
            self.values.extend(stack[low:])
        self.ips = append(self.ips, i32(ip))
        self.low = height - self.pops[ip]

    def turn(self, frame: Frame, ip: i64) -> None:
        """Another frame is on top, or the same one anew: how low the stack had been by now, and what lies on
        top of that."""
        stack, machine, recorder = self.stack, self.machine, self.recorder
        last = self.last
        low = self.low
        height: i64 = len(stack)
        known: Node | None = frame.node
        if known is None or frame is self.top:  # new, or taken over by a tail call
            depth: i64 = len(self.frames)
            node = recorder.node_for(frame, self.frames[-2] if depth > 1 else None, depth)
            frame.node = node
        else:
            node = known
        base = i64(node.base)
        if last is None:
            low = 0
        elif node.below is last:  # entered from the frame that was on top
            if base < low or low < 0:
                low = base
        elif last.below is node:  # the frame on top has ended
            low = i64(last.base)
        elif last.below is node.below:  # ended or taken over, and another one entered
            low = min(base, i64(last.base))
        else:
            low = lowest_ended(last, node, low)
        low = min(low, machine.lowest)
        machine.lowest = UNTOUCHED
        offset: i64 = len(self.ips)
        if offset >= self.steps_of_segment:
            recorder.begin_segment(self.start + offset)
            offset = 0
        self.turns = append(self.turns, i32(offset))
        self.nodes.append(node)
        self.lows = append(self.lows, i32(low))
        count = height - low
        self.counts = append(self.counts, i32(count))
        if count == 1:
            self.values.append(stack[-1])
        elif count > 0:
            self.values.extend(stack[low:])
        recorder.floor = min(recorder.floor, low)
        framed = recorder.framed
        if offset == 0 or offset - framed >= self.steps_of_keyframe:
            if offset == 0 or offset - framed >= height - recorder.floor:
                recorder.keyframe(self.segment, offset, height)
        recorder.floor = min(recorder.floor, base)
        self.ips = append(self.ips, i32(ip))
        self.top, self.last = frame, node
        self.pops = pops = plan_of(frame.code).pops
        self.low = height - pops[ip]

    def continuation_run(self, continuation: Continuation) -> None:
        """How it looks before a continuation runs, if that does not follow from what was before."""
        top, last = self.top, self.last
        if top is None or last is None:
            return
        machine, stack = self.machine, self.stack
        offset: i64 = len(self.ips) - 1
        height: i64 = len(stack)
        pending: i64 = len(self.continuations)
        if offset == self.ticked:
            if len(self.ticks) - self.first_tick >= MOST_TICKS:
                return
            is_plain = pending == self.last_pending - 1 and height == self.last_height
        else:
            self.ticked = offset
            self.first_tick = len(self.ticks)
            is_plain = (
                pending == top.continuations and height == i64(last.base) + 1 and machine.frame is not top
            )
        if is_plain and machine.lowest >= height:
            self.scenes.append(stack[-1])
        else:
            self.add_scene(last, height, pending)
        self.last_height, self.last_pending = height, pending
        self.ticks = append(self.ticks, i32(offset))
        self.thunks = append(self.thunks, machine.thunks)

    def add_scene(self, last: Node, height: i64, pending: i64) -> None:
        """Write down how it looks now."""
        machine, stack = self.machine, self.stack
        frame = machine.frame
        below = self.low if self.low >= 0 else i64(last.base)
        base = min(below, machine.lowest, height)
        node: Node | None = frame.node if frame is not None else None
        ip = frame.ip if frame is not None else 0
        self.scenes.append(Scene(base, stack[base:], node, ip, self.recorder.follow(pending), pending))
        self.segment.kept += SCENE_BYTES

    def builtin_entered(self) -> None:
        """Note the step that calls a builtin."""
        self.builtins = append(self.builtins, max(self.start + len(self.ips) - 1, 0))
        self.builtin_ticks = append(self.builtin_ticks, i32(self.tick_count()))

    # Thunks.

    def thunk_created(self, thunk: Thunk) -> None:
        self.created.append(thunk)
        self.created_at = append(self.created_at, i32(len(self.ips)))

    def thunk_forced(self, thunk: Thunk) -> None:
        """Stamp the step. What was forced before, or made before the window, takes the long way."""
        step = self.start + len(self.ips)
        self.change(thunk, step << 2 | BEGUN)
        if thunk.forced_at != 0 or thunk.number < self.oldest or self.stories:
            self.recorder.forced_again(thunk, BLACKHOLE, None)
        else:
            thunk.forced_at = step

    def thunk_evaluated(self, thunk: Thunk) -> None:
        """Stamp the step in which it got its value."""
        step = self.start + len(self.ips)
        self.change(thunk, step << 2 | DONE)
        thunk.evaluated_at = step
        if thunk.number < self.oldest:
            self.recorder.older_evaluated(thunk)
        if self.stories:
            story = self.stories.get(thunk.number)
            if story is not None:
                story.append((step - 1, EVALUATED, None))

    def thunk_aliased(self, thunk: Thunk, cell: Thunk) -> None:
        """The thunk handed its code over to `cell`."""
        if thunk.forced_at != 0 or thunk.number < self.oldest or self.stories:
            self.recorder.handed_over(thunk, cell)
            return
        step = self.start + len(self.ips)
        self.change(thunk, step << 2 | HANDED)
        self.change(cell, step << 2 | HANDED)
        thunk.forced_at = step


def extend(log: Numbers, written: vec[i32]) -> None:
    """Add what a log lacks yet."""
    known: i64 = len(log)
    if known < len(written):
        assert isinstance(log, array)
        log.frombytes(memoryview(written).cast("B")[known * 4 :])


def extend_long(log: Numbers, written: vec[i64]) -> None:
    """The same for numbers of 64 bits."""
    known: i64 = len(log)
    if known < len(written):
        assert isinstance(log, array)
        log.frombytes(memoryview(written).cast("B")[known * 8 :])
