"""The recorder's part that is compiled together with the machine and called by it directly.

It writes what `listening.listener` and `listening.thunk_listeners` write, which listen as any observer does;
a test compares the two. Those are for reading, and for where nothing is compiled: there a call of a plain
function is what costs least, and here a method of a typed class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, final

from debugger.history.segments import (
    BASE,
    BEGUN,
    BELOW,
    DONE,
    HANDED,
    MOST_TICKS,
    PACE,
    SCENE_BYTES,
    UNTOUCHED,
    Plan,
    Scene,
    Segment,
    lowest_ended,
)
from vm.machine.observer import StepLog
from vm.thunks import BLACKHOLE, EVALUATED, Thunk

if TYPE_CHECKING:
    from mypy_extensions import i64

    from debugger.history.log.record import Record
    from vm.chunk import Lambda
    from vm.machine.frames import Frame
    from vm.machine.trampoline import Continuation


@final
class DirectLog(StepLog):
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
        self.plans: dict[Lambda, Plan] = recorder.plans
        self.stories = recorder.stories
        self.top: Frame | None = None
        self.last: tuple[Any, ...] | None = None
        """The frame on top at the latest step, and its node."""
        self.pops: list[int] = []
        self.low: i64 = -1
        """How low the step under way takes the value stack; negative if all that its frame has is taken."""
        self.ticked: i64 = -1
        """The offset of the step after which a continuation ran last."""
        self.last_height: i64 = 0
        self.last_pending: i64 = 0
        self.renew(Segment(0, 0))

    def renew(self, segment: Segment) -> None:
        """Another segment has begun."""
        self.segment = segment
        self.start: i64 = segment.start
        self.first: i64 = segment.first_thunk
        self.ips: list[int] = segment.ips  # type: ignore[assignment]
        self.values: list[Any] = segment.values
        self.turns: list[int] = segment.turns  # type: ignore[assignment]
        self.nodes: list[Any] = segment.nodes
        self.lows: list[int] = segment.lows  # type: ignore[assignment]
        self.counts: list[int] = segment.counts  # type: ignore[assignment]
        self.created = segment.created
        self.created_at: list[int] = segment.created_at  # type: ignore[assignment]
        self.forced_at: list[int] = segment.forced_at  # type: ignore[assignment]
        self.evaluated_at: list[int] = segment.evaluated_at  # type: ignore[assignment]
        self.changes = segment.changes
        self.change_stamps: list[int] = segment.change_stamps  # type: ignore[assignment]
        self.ticks: list[int] = segment.ticks  # type: ignore[assignment]
        self.thunks: list[int] = segment.thunks  # type: ignore[assignment]
        self.scenes: list[Any] = segment.scenes
        self.ticked = -1

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
        self.ips.append(ip)
        self.low = height - self.pops[ip]

    def turn(self, frame: Frame, ip: i64) -> None:
        """Another frame is on top, or the same one anew: how low the stack had been by now, and what lies on
        top of that."""
        stack, machine, recorder = self.stack, self.machine, self.recorder
        last = self.last
        low = self.low
        height: i64 = len(stack)
        node: tuple[Any, ...] | None = frame.node
        if node is None or frame is self.top:  # new, or taken over by a tail call
            depth = len(self.frames)
            below = self.frames[-2] if depth > 1 else None
            node = recorder.node_for(frame, below, depth)
            frame.node = node
        base: i64 = node[BASE]
        if last is None:
            low = 0
        elif node[BELOW] is last:  # entered from the frame that was on top
            if base < low or low < 0:
                low = base
        elif last[BELOW] is node:  # the frame on top has ended
            low = last[BASE]
        elif last[BELOW] is node[BELOW]:  # ended or taken over, and another one entered
            low = min(base, last[BASE])
        else:
            low = lowest_ended(last, node, low)
        low = min(low, machine.lowest)
        machine.lowest = UNTOUCHED
        offset: i64 = len(self.ips)
        if offset >= self.steps_of_segment:
            recorder.begin_segment(self.start + offset)
            offset = 0
        self.turns.append(offset)
        self.nodes.append(node)
        self.lows.append(low)
        count = height - low
        self.counts.append(count)
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
        self.ips.append(ip)
        self.top, self.last = frame, node
        plan = self.plans.get(frame.code)
        if plan is None:
            plan = self.plans[frame.code] = Plan(frame.code)
        self.pops = plan.pops
        self.low = height - plan.pops[ip]

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
            if len(self.ticks) > MOST_TICKS and self.ticks[-MOST_TICKS] == offset:
                return
            is_plain = pending == self.last_pending - 1 and height == self.last_height
        else:
            self.ticked = offset
            base: i64 = last[BASE]
            is_plain = pending == top.continuations and height == base + 1 and machine.frame is not top
        if is_plain and machine.lowest >= height:
            self.scenes.append(stack[-1])
        else:
            self.add_scene(last, height, pending)
        self.last_height, self.last_pending = height, pending
        self.ticks.append(offset)
        self.thunks.append(machine.thunks)

    def add_scene(self, last: tuple[Any, ...], height: i64, pending: i64) -> None:
        """Write down how it looks now."""
        machine, stack = self.machine, self.stack
        frame = machine.frame
        below: i64 = self.low if self.low >= 0 else last[BASE]
        base = min(below, machine.lowest, height)
        node: Any = frame.node if frame is not None else None
        ip = frame.ip if frame is not None else 0
        self.scenes.append(Scene(base, stack[base:], node, ip, self.recorder.follow(pending), pending))
        self.segment.kept += SCENE_BYTES

    # Thunks.

    def thunk_created(self, thunk: Thunk) -> None:
        self.created.append(thunk)
        self.created_at.append(len(self.ips))
        self.forced_at.append(0)
        self.evaluated_at.append(0)

    def thunk_forced(self, thunk: Thunk) -> None:
        """Stamp the step. What was forced before, or made in an earlier segment, takes the long way."""
        step = self.start + len(self.ips)
        self.changes.append(thunk)
        self.change_stamps.append(step << 2 | BEGUN)
        index = thunk.number - self.first
        if index < 0 or self.forced_at[index] != 0:
            self.recorder.forced_again(thunk, BLACKHOLE, None)
        else:
            self.forced_at[index] = step

    def thunk_evaluated(self, thunk: Thunk) -> None:
        """Stamp the step in which it got its value."""
        step = self.start + len(self.ips)
        self.changes.append(thunk)
        self.change_stamps.append(step << 2 | DONE)
        index = thunk.number - self.first
        if index >= 0:
            self.evaluated_at[index] = step
        else:
            self.recorder.stamp(thunk, step, forced=False)
        if self.stories:
            story = self.stories.get(thunk.number)
            if story is not None:
                story.append((step - 1, EVALUATED, None))

    def thunk_aliased(self, thunk: Thunk, cell: Thunk) -> None:
        """The thunk handed its code over to `cell`."""
        index = thunk.number - self.first
        if index < 0 or self.forced_at[index] != 0 or self.stories:
            self.recorder.handed_over(thunk, cell)
            return
        step = self.start + len(self.ips)
        stamp = step << 2 | HANDED
        self.changes.append(thunk)
        self.change_stamps.append(stamp)
        self.changes.append(cell)
        self.change_stamps.append(stamp)
        self.forced_at[index] = step
