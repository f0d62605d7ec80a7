"""Writing the log as any observer could: the reference for `direct`, and what costs least where nothing is
compiled.
"""

from __future__ import annotations

from collections.abc import Callable

from debugger.history.log.record import Record
from debugger.history.segments import (
    BASE,
    BEGUN,
    BELOW,
    DONE,
    MOST_TICKS,
    PACE,
    SCENE_BYTES,
    UNTOUCHED,
    Node,
    Plan,
    Scene,
    Segment,
    lowest_ended,
)
from vm.machine.frames import Frame
from vm.machine.trampoline import Continuation
from vm.thunks import BLACKHOLE, EVALUATED, Thunk


def thunk_listeners(
    recorder: Record,
) -> tuple[
    Callable[[Thunk], None], Callable[[Thunk], None], Callable[[Thunk], None], Callable[[Segment], None]
]:
    """What listens to the making, forcing and evaluation of thunks, and what tells it of each new segment;
    made by one function, so that what they need are plain variables."""
    segment = Segment(0, 0)
    start, first, ips = segment.start, segment.first_thunk, segment.ips
    add, add_step = segment.created.append, segment.created_at.append
    add_forced, add_evaluated = segment.forced_at.append, segment.evaluated_at.append
    forced_at, evaluated_at = segment.forced_at, segment.evaluated_at
    add_change, add_stamp = segment.changes.append, segment.change_stamps.append
    stories, forced_again, stamp = recorder.stories, recorder.forced_again, recorder.stamp

    def thunk_created(thunk: Thunk) -> None:
        add(thunk)
        add_step(len(ips))
        add_forced(0)
        add_evaluated(0)

    def thunk_forced(thunk: Thunk) -> None:
        """Stamp the step. What was forced before, or made in an earlier segment, takes the long way."""
        step = start + len(ips)
        add_change(thunk)
        add_stamp(step << 2 | BEGUN)
        index = thunk.number - first
        if index < 0 or forced_at[index]:
            forced_again(thunk, BLACKHOLE, None)
        else:
            forced_at[index] = step

    def thunk_evaluated(thunk: Thunk) -> None:
        """Stamp the step in which it got its value."""
        step = start + len(ips)
        add_change(thunk)
        add_stamp(step << 2 | DONE)
        number = thunk.number
        if number >= first:
            evaluated_at[number - first] = step
        else:
            stamp(thunk, step, forced=False)
        if stories:
            story = stories.get(number)
            if story is not None:
                story.append((step - 1, EVALUATED, None))

    def renew(segment: Segment) -> None:
        nonlocal start, first, ips, add, add_step, add_forced, add_evaluated
        nonlocal forced_at, evaluated_at, add_change, add_stamp
        start, first, ips = segment.start, segment.first_thunk, segment.ips
        add, add_step = segment.created.append, segment.created_at.append
        add_forced, add_evaluated = segment.forced_at.append, segment.evaluated_at.append
        forced_at, evaluated_at = segment.forced_at, segment.evaluated_at
        add_change, add_stamp = segment.changes.append, segment.change_stamps.append

    return thunk_created, thunk_forced, thunk_evaluated, renew


def listener(
    recorder: Record,
) -> tuple[Callable[[Frame, int, int], None], Callable[[Continuation], None]]:
    """What listens to every step, and to every run of a continuation between two steps. Made by one function,
    so that what they need are plain variables.
    """
    machine = recorder.machine
    steps_of_segment, steps_of_keyframe = PACE.segment, PACE.keyframe
    stack, frames = machine.stack, machine.frames
    plans, node_for = recorder.plans, recorder.node_for
    top: Frame | None = None
    last: Node | None = None
    pops: list[int] = []
    low = -1
    """How low the step under way takes the value stack; negative if all that its frame has is taken."""
    segment = recorder.segments[-1]
    add_ip, add_value, add_values = segment.ips.append, segment.values.append, segment.values.extend
    add_turn, add_node = segment.turns.append, segment.nodes.append
    add_low, add_count = segment.lows.append, segment.counts.append
    add_tick, add_thunks, add_scene = segment.ticks.append, segment.thunks.append, segment.scenes.append
    ticks, continuations = segment.ticks, machine.continuations
    last_height = last_pending = 0
    ticked = -1
    """The offset of the step after which a continuation ran last."""
    ips = segment.ips

    def execute_op(frame: Frame, ip: int, op: int) -> None:
        nonlocal top, last, pops, low, segment
        nonlocal add_ip, add_value, add_values, add_turn, add_node, add_low, add_count
        nonlocal ips, ticks, ticked, add_tick, add_thunks, add_scene
        height = len(stack)
        if frame is top and low >= 0:
            count = height - low
            if count == 1:
                add_value(stack[-1])
            elif count:
                add_values(stack[low:])
            add_ip(ip)
            low = height - pops[ip]
            return
        node: Node | None = frame.node
        if node is None or frame is top:  # new, or taken over by a tail call
            depth = len(frames)
            frame.node = node = node_for(frame, frames[-2] if depth > 1 else None, depth)
        if last is None:
            low = 0
        elif node[BELOW] is last:  # entered from the frame that was on top
            if node[BASE] < low or low < 0:
                low = node[BASE]
        elif last[BELOW] is node:  # the frame on top has ended
            low = last[BASE]
        elif last[BELOW] is node[BELOW]:  # ended or taken over, and another one entered
            low = min(node[BASE], last[BASE])
        else:
            low = lowest_ended(last, node, low)
        low = min(low, machine.lowest)
        machine.lowest = UNTOUCHED
        offset = len(segment.ips)
        if offset >= steps_of_segment:
            segment = recorder.begin_segment(segment.end)
            add_ip, add_value, add_values = segment.ips.append, segment.values.append, segment.values.extend
            add_turn, add_node = segment.turns.append, segment.nodes.append
            add_low, add_count = segment.lows.append, segment.counts.append
            ips, ticks, ticked = segment.ips, segment.ticks, -1
            add_tick, add_thunks, add_scene = ticks.append, segment.thunks.append, segment.scenes.append
            offset = 0
        add_turn(offset)
        add_node(node)
        add_low(low)
        count = height - low
        add_count(count)
        if count == 1:
            add_value(stack[-1])
        elif count:
            add_values(stack[low:])
        recorder.floor = min(recorder.floor, low)
        if not offset or offset - recorder.framed >= steps_of_keyframe:
            if not offset or offset - recorder.framed >= height - recorder.floor:
                recorder.keyframe(segment, offset, height)
        recorder.floor = min(recorder.floor, node[BASE])
        add_ip(ip)
        top, last = frame, node
        plan = plans.get(frame.code)
        if plan is None:
            plan = plans[frame.code] = Plan(frame.code)
        pops = plan.pops
        low = height - pops[ip]

    def continuation_run(continuation: Continuation) -> None:
        nonlocal ticked, last_height, last_pending
        if top is None or last is None:
            return
        offset, height, pending = len(ips) - 1, len(stack), len(continuations)
        if offset == ticked:
            if len(ticks) > MOST_TICKS and ticks[-MOST_TICKS] == offset:
                return
            is_plain = pending == last_pending - 1 and height == last_height
        else:
            ticked = offset
            is_plain = pending == top.continuations and height == last[BASE] + 1 and machine.frame is not top
        if is_plain and machine.lowest >= height:
            add_scene(stack[-1])
        else:
            frame = machine.frame
            base = min(low if low >= 0 else last[BASE], machine.lowest, height)
            node, ip = (frame.node, frame.ip) if frame is not None else (None, 0)
            add_scene(Scene(base, stack[base:], node, ip, recorder.follow(pending), pending))
            segment.kept += SCENE_BYTES
        last_height, last_pending = height, pending
        add_tick(offset)
        add_thunks(machine.thunks)

    return execute_op, continuation_run
