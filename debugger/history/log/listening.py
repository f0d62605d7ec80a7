"""Writing the log as any observer could: the reference for `direct`, and what costs least where nothing is
compiled.
"""

from __future__ import annotations

from collections.abc import Callable

from debugger.history.log.record import Record
from debugger.history.segments import (
    BEGUN,
    DONE,
    MOST_TICKS,
    PACE,
    SCENE_BYTES,
    UNTOUCHED,
    Node,
    Scene,
    Segment,
    lowest_ended,
    plan_of,
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
    start, oldest, ips = segment.start, segment.first_thunk, segment.ips
    add, add_step = segment.created.append, segment.created_at.append
    add_change, add_stamp = segment.changes.append, segment.change_stamps.append
    stories, forced_again, older_evaluated = recorder.stories, recorder.forced_again, recorder.older_evaluated

    def thunk_created(thunk: Thunk) -> None:
        add(thunk)
        add_step(len(ips))

    def thunk_forced(thunk: Thunk) -> None:
        """Stamp the step. What was forced before, or made before the window, takes the long way."""
        step = start + len(ips)
        add_change(thunk)
        add_stamp(step << 2 | BEGUN)
        if thunk.forced_at or thunk.number < oldest or stories:
            forced_again(thunk, BLACKHOLE, None)
        else:
            thunk.forced_at = step

    def thunk_evaluated(thunk: Thunk) -> None:
        """Stamp the step in which it got its value."""
        step = start + len(ips)
        add_change(thunk)
        add_stamp(step << 2 | DONE)
        thunk.evaluated_at = step
        if thunk.number < oldest:
            older_evaluated(thunk)
        if stories:
            story = stories.get(thunk.number)
            if story is not None:
                story.append((step - 1, EVALUATED, None))

    def renew(segment: Segment) -> None:
        nonlocal start, oldest, ips, add, add_step, add_change, add_stamp
        start, oldest, ips = segment.start, recorder.segments[0].first_thunk, segment.ips
        add, add_step = segment.created.append, segment.created_at.append
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
    node_for = recorder.node_for
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
        elif node.below is last:  # entered from the frame that was on top
            if node.base < low or low < 0:
                low = node.base
        elif last.below is node:  # the frame on top has ended
            low = last.base
        elif last.below is node.below:  # ended or taken over, and another one entered
            low = min(node.base, last.base)
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
        recorder.floor = min(recorder.floor, node.base)
        add_ip(ip)
        top, last = frame, node
        pops = plan_of(frame.code).pops
        low = height - pops[ip]

    def continuation_run(continuation: Continuation) -> None:
        nonlocal ticked, last_height, last_pending
        if top is None or last is None:
            return
        offset, height, pending = len(ips) - 1, len(stack), len(continuations)
        if offset == ticked:
            if len(ticks) >= MOST_TICKS and ticks[-MOST_TICKS] == offset:
                return
            is_plain = pending == last_pending - 1 and height == last_height
        else:
            ticked = offset
            is_plain = pending == top.continuations and height == last.base + 1 and machine.frame is not top
        if is_plain and machine.lowest >= height:
            add_scene(stack[-1])
        else:
            frame = machine.frame
            base = min(low if low >= 0 else last.base, machine.lowest, height)
            node, ip = (frame.node, frame.ip) if frame is not None else (None, 0)
            add_scene(Scene(base, stack[base:], node, ip, recorder.follow(pending), pending))
            segment.kept += SCENE_BYTES
        last_height, last_pending = height, pending
        add_tick(offset)
        add_thunks(machine.thunks)

    return execute_op, continuation_run
