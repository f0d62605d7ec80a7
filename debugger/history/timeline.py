"""The timeline: the machine's state before any recorded step, rebuilt from the recorder's logs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import TypeAlias

from debugger.history.between import Ticks, changes_between
from debugger.history.lives import Until, changed_after
from debugger.history.past import Downwards, PastCells, PastFrame, PastState, continuations_down
from debugger.history.recorder import Recorder
from debugger.history.segments import Keyframe, Node, Segment, plan_of, start_of
from vm.chunk import CAPTURE_DEFERRED, Lambda
from vm.errors import NixError
from vm.machine.frames import Frame
from vm.machine.machine import Machine
from vm.opcodes import number_of
from vm.thunks import Thunk
from vm.values import AttrNotFound, Closure, DeferredUpvalue, Value

FINALISE = number_of("OpFinalise")

State: TypeAlias = "Machine | PastState"
"""What can be looked at: the machine itself, or how it was."""
AnyFrame: TypeAlias = "Frame | PastFrame"


def unbound_captures(node: Node, ip: int, stack: list[Value]) -> dict[int, list[Value]]:
    """For the cells that the frame on top still has to finalise: what they had captured so far.

    Nothing else runs between the making of such a cell and its OpFinalise, so no other frame has any.
    """
    found: dict[int, list[Value]] = {}
    code = node.code
    for at in range(ip, code.end) if FINALISE in code.ops else ():
        slot = node.base + code.operands[at]
        if code.ops[at] != FINALISE or slot >= len(stack) or type(stack[slot]) is not Thunk:
            continue
        cell = stack[slot]
        plain = cell.value if cell.code is None else cell
        upvalues = plain.upvalues if type(plain) is Closure else cell.arguments
        plan = capture_plan(code, plain.code)
        if len(plan) == len(upvalues):
            found[id(upvalues)] = [
                DeferredUpvalue(index) if kind == CAPTURE_DEFERRED else value
                for (kind, index), value in zip(plan, upvalues, strict=True)
            ]
    return found


def capture_plan(code: Lambda, inner: object) -> Sequence[tuple[int, int]]:
    """How a chunk fills the captures of the code of a thunk or function that it makes."""
    return capture_plans(code).get(id(inner), ())


@lru_cache(maxsize=256)
def capture_plans(code: Lambda) -> dict[int, Sequence[tuple[int, int]]]:
    """The same by the identity of that code, which the chunk keeps."""
    found = reversed(code.captures.items())
    return {id(code.constants[code.operands[at]].code): plan for at, plan in found}


Moment: TypeAlias = "tuple[int, PastFrame, int, int]"
"""A step, the frame on top (the same object for neighbouring steps, its ip not kept up to date), the
instruction, and the depth."""


class Timeline:
    """Answers questions about what a recorder wrote down."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder

    @property
    def segments(self) -> list[Segment]:
        """Oldest first; the last one may still grow."""
        return self.recorder.segments

    @property
    def start(self) -> int:
        """The first step that can be looked at."""
        return self.segments[0].start

    @property
    def end(self) -> int:
        """One more than the last: the live edge."""
        return self.segments[-1].end

    def __contains__(self, step: int) -> bool:
        return self.start <= step < self.end

    def segment_of(self, step: int) -> Segment:
        """The segment that holds a step; IndexError for one that is not recorded."""
        if step not in self:
            raise IndexError(f"step {step} is not recorded")
        return self.segments[bisect_right(self.segments, step, key=start_of) - 1]

    def state_at(self, step: int, tick: int = 0) -> PastState:
        """The machine before a step, or before one of the runs of continuations that followed its op, from 1;
        IndexError for what is not recorded."""
        segment = self.segment_of(step)
        if tick:
            return self.ticks_of(step).state(tick)
        offset = step - segment.start
        stack = self.stack_before(segment, offset)
        node, ip = segment.nodes[segment.turn_at(offset)], segment.ips[offset]
        cells = PastCells(self.recorder, step, unbound_captures(node, ip, stack))
        continuations = Downwards(node.height, continuations_down(node))
        return PastState(step, 0, stack, (node, ip), continuations, cells, self.thunks_before(step))

    def until(self, state: PastState) -> Until:
        """The moment of one of these states, by what had happened to thunks."""
        step = state.steps
        if not state.tick:
            return Until(state.thunks, changed_after(step + 1))
        return Until(state.thunks, changed_after(step + 1, changes_between(self.segment_of(step), state)))

    def ticks_of(self, step: int) -> Ticks:
        """What ran after the op of a step."""
        segment = self.segment_of(step)
        offset = step - segment.start
        node = segment.nodes[segment.turn_at(offset)]
        return Ticks(self.recorder, segment, step, node, self.stack_before(segment, offset))

    def tick_count(self, step: int) -> int:
        """How many continuations ran between the op of a step and the next one."""
        segment = self.segment_of(step)
        return segment.tick_count(step - segment.start)

    def stacks(self, segment: Segment) -> Iterator[tuple[int, list[Value]]]:
        """Every step of a segment with the value stack before it: one list, changed from step to step."""
        for offset, stack in self.replayed(segment, segment.keyframes[0]):
            yield segment.start + offset, stack

    def stack_before(self, segment: Segment, offset: int) -> list[Value]:
        """The value stack: the keyframe before, and every delta since."""
        keyframe = segment.keyframes[bisect_right(segment.keyframes, offset, key=offset_of) - 1]
        for at, stack in self.replayed(segment, keyframe):
            if at == offset:
                return stack
        raise IndexError(offset)

    def replayed(self, segment: Segment, keyframe: Keyframe) -> Iterator[tuple[int, list[Value]]]:
        """Every offset from a keyframe on, with the value stack then: one list, changed by each delta."""
        nodes = segment.nodes
        values, ips, turns = segment.values, segment.ips, segment.turns
        turn, value, last = keyframe.turn, keyframe.value, len(turns)
        stack = keyframe.stack()
        yield keyframe.offset, stack
        plan = plan_of(nodes[turn].code)
        pops, pushes = plan.pops, plan.pushes
        next_turn = turns[turn + 1] if turn + 1 < last else -1
        for at in range(keyframe.offset + 1, len(ips)):
            if at == next_turn:
                turn += 1
                count = segment.counts[turn]
                del stack[segment.lows[turn] :]
                plan = plan_of(nodes[turn].code)
                pops, pushes = plan.pops, plan.pushes
                next_turn = turns[turn + 1] if turn + 1 < last else -1
            else:
                ip = ips[at - 1]
                count = pushes[ip]
                if count < 0:
                    count = 0 if stack[-1] is AttrNotFound else 1
                gone = pops[ip]
                if gone == 1:
                    stack.pop()
                elif gone:
                    del stack[-gone:]
            if count == 1:
                stack.append(values[value])
                value += 1
            elif count:
                stack += values[value : value + count]
                value += count
            yield at, stack

    def walk(self, step: int) -> Iterator[Moment]:
        """Every recorded step from `step` on."""
        for segment, first, last, node in self.turns_from(step):
            frame, depth, ips, start = PastFrame(node, 0), node.depth, segment.ips, segment.start
            for at in range(first, last + 1):
                yield start + at, frame, ips[at], depth

    def walk_back(self, step: int) -> Iterator[Moment]:
        """Every recorded step from `step` down."""
        for segment, first, last, node in self.turns_back(step):
            frame, depth, ips, start = PastFrame(node, 0), node.depth, segment.ips, segment.start
            for at in range(last, first - 1, -1):
                yield start + at, frame, ips[at], depth

    def turns_back(self, step: int) -> Iterator[tuple[Segment, int, int, Node]]:
        """The recorded steps from `step` down in stretches of one frame: segment, first and last offset in
        it, and the node of the frame."""
        for segment in reversed(self.segments[: self.index_of(step) + 1]):
            turns = segment.turns
            offset = min(step - segment.start, len(segment.ips) - 1)
            for turn in range(segment.turn_at(offset), -1, -1):
                yield segment, turns[turn], offset, segment.nodes[turn]
                offset = turns[turn] - 1

    def turns_from(self, step: int) -> Iterator[tuple[Segment, int, int, Node]]:
        """The same from `step` on."""
        for segment in self.segments[self.index_of(step) :]:
            turns, nodes, count = segment.turns, segment.nodes, len(segment.turns)
            offset = max(step - segment.start, 0)
            for turn in range(segment.turn_at(offset), count):
                end = turns[turn + 1] if turn + 1 < count else len(segment.ips)
                yield segment, max(offset, turns[turn]), end - 1, nodes[turn]

    def index_of(self, step: int) -> int:
        """The number of the segment that has the step; the first one for what is older."""
        return max(bisect_right(self.segments, step, key=start_of) - 1, 0)

    def pushed(self, step: int, index: int) -> int | None:
        """The step that put what lies at `index` of the value stack before `step`; None if it is older."""
        segments = self.segments[: self.index_of(step) + 1]
        for segment in reversed(segments):
            end = min(step - segment.start, len(segment.ips))
            for number in range(len(segment.keyframes) - 1, -1, -1):
                keyframe = segment.keyframes[number]
                if keyframe.offset > end:
                    continue
                found = self.pushed_after(segment, keyframe, end, index)
                if found is not None:
                    return segment.start + found
                end = keyframe.offset
            if segment.lows[0] <= index and segment is not self.segments[0]:
                return segment.start - 1
        return None

    def pushed_after(self, segment: Segment, keyframe: Keyframe, end: int, index: int) -> int | None:
        """The last step from a keyframe to an offset that took the stack down to `index` or lower."""
        found: int | None = None
        turn = keyframe.turn
        ips, turns = segment.ips, segment.turns
        plan = plan_of(segment.nodes[turn].code)
        height = keyframe.height
        for at in range(keyframe.offset + 1, end + 1):
            if turn + 1 < len(turns) and turns[turn + 1] == at:
                turn += 1
                low = segment.lows[turn]
                height = low + segment.counts[turn]
                plan = plan_of(segment.nodes[turn].code)
            else:
                ip = ips[at - 1]
                low = height - plan.pops[ip]
                pushes = plan.pushes[ip]
                if pushes < 0:  # OpJumpIfNotFound leaves its value, unless it jumped
                    pushes = 1 if ips[at] == ip + 1 else 0
                height = low + pushes
            if low <= index < height:
                found = at - 1
        return found

    def thunk(self, number: int) -> Thunk | None:
        """A thunk by number, if it was made in the window."""
        segment = self.recorder.segment_of_thunk(number)
        if segment is None or number - segment.first_thunk >= len(segment.created):
            return None
        return segment.created[number - segment.first_thunk]

    def error_at(self, step: int) -> NixError | None:
        """The error that was raised in a step, if any."""
        segment = self.segment_of(step)
        return next((error for at, error in segment.errors if at == step), None)

    def thunks_before(self, step: int) -> int:
        """How many thunks there were."""
        segment = self.segment_of(step)
        return segment.first_thunk + bisect_right(segment.created_at, step - segment.start)


offset_of = attrgetter("offset")
