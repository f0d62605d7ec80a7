"""The timeline: the machine's state before any recorded step, rebuilt from the recorder's logs.

A state looks like a machine to those who only look. Its stacks are the real references, so nothing may be
changed through it; how thunks looked then is told by its `cells`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import TypeAlias, TypeVar, overload

from debugger.recorder import ContinuationNode, FrameNode, Recorder, Segment
from vm.chunk import Lambda
from vm.errors import NixError
from vm.frames import Frame
from vm.machine import Machine
from vm.opcodes import number_of
from vm.thunks import ALIAS, BLACKHOLE, EVALUATED, SUSPENDED, Cells, Thunk
from vm.trampoline import Continuation, Site
from vm.values import AttrNotFound, Value

PUSH_WITH, POP_WITH = number_of("OpPushWith"), number_of("OpPopWith")

T = TypeVar("T")


class PastFrame:
    """A frame as it was."""

    __slots__ = ("ip", "node")

    def __init__(self, node: FrameNode, ip: int) -> None:
        self.node = node
        self.ip = ip

    @property
    def code(self) -> Lambda:
        return self.node.code

    @property
    def upvalues(self) -> list[Value]:
        return self.node.upvalues

    @property
    def base(self) -> int:
        return self.node.base

    @property
    def continuations(self) -> int:
        return self.node.continuations

    @property
    def activation(self) -> int:
        return self.node.activation

    @property
    def site(self) -> Site:
        return self.node.site


class Downwards(Sequence[T]):
    """A stack kept as linked nodes, made into items from the top as far down as somebody looks."""

    def __init__(self, length: int, items: Iterator[T]) -> None:
        self.length = length
        self.items = items
        self.known: list[T] = []

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(self.length))]
        if index < 0:
            index += self.length
        if not 0 <= index < self.length:
            raise IndexError(index)
        wanted = self.length - index
        while len(self.known) < wanted:
            self.known.append(next(self.items))
        return self.known[wanted - 1]


def frames_down(node: FrameNode | None, ip: int) -> Iterator[PastFrame]:
    while node is not None:
        yield PastFrame(node, ip)
        ip = node.below_ip
        node = node.below


def continuations_down(node: ContinuationNode | None) -> Iterator[Continuation]:
    while node is not None:
        yield node.continuation
        node = node.below


class PastCells(Cells):
    """How thunks looked before step `step`."""

    def __init__(self, step: int) -> None:
        self.step = step

    def state(self, thunk: Thunk) -> int:
        story = getattr(thunk, "story", None)
        if story is not None:
            return self.told(story)
        now = thunk.state
        if now == SUSPENDED:
            return SUSPENDED
        if now == ALIAS:  # taken over before recording began
            return self.state(thunk.value.thunk)
        if now == EVALUATED and getattr(thunk, "evaluated", -2) < self.step:
            return EVALUATED
        return BLACKHOLE if getattr(thunk, "forced", -2) < self.step else SUSPENDED

    def told(self, story: list[tuple[int, int, Thunk | None]]) -> int:
        for step, state, target in reversed(story):
            if step >= self.step:
                continue
            if target is None:
                return state
            return SUSPENDED if self.failed_since(target, step) else self.state(target)
        return SUSPENDED

    def failed_since(self, target: Thunk, since: int) -> bool:
        """Whether the cell that took over failed between that step and the one that is looked at."""
        story = getattr(target, "story", None) or ()
        return any(since <= step < self.step and state == SUSPENDED for step, state, _ in story)

    def peek(self, value: Value) -> Value:
        while type(value) is Thunk:
            if self.state(value) != EVALUATED:
                return value
            if value.state == EVALUATED:
                return value.value
            value = self.target(value)
        return value

    def target(self, thunk: Thunk) -> Value:
        """The cell that stands for one that handed its code over."""
        for step, _, target in reversed(getattr(thunk, "story", None) or ()):
            if step < self.step and target is not None:
                return target
        return thunk.value.thunk


class PastState:
    """The machine before one step. Only for looking."""

    error: NixError | None = None
    failure: NixError | None = None
    retaken = 0
    op_due = True
    finished = False
    returned = None

    def __init__(
        self,
        step: int,
        stack: list[Value],
        node: FrameNode,
        ip: int,
        pending: ContinuationNode | None,
        thunks: int,
    ) -> None:
        self.steps = step
        self.ticks = 0
        self.stack = stack
        self.node = node
        self.frames = Downwards(node.depth, frames_down(node, ip))
        self.continuations = Downwards(
            pending.height if pending is not None else 0, continuations_down(pending)
        )
        self.cells = PastCells(step)
        self.thunks = thunks

    @property
    def depth(self) -> int:
        return self.node.depth

    @property
    def frame(self) -> PastFrame:
        return self.frames[-1]

    @property
    def result(self) -> Value:
        return self.stack[-1]

    def own_withs(self, number: int) -> list[int]:
        """The value stack indices of the `with` sets that the frame of that number has open."""
        frame = self.frames[number - 1]
        return [frame.base + slot for slot in open_withs(frame.code, frame.ip)]


State: TypeAlias = "Machine | PastState"
"""What can be looked at: the machine itself, or how it was."""
AnyFrame: TypeAlias = "Frame | PastFrame"


def open_withs(code: Lambda, ip: int) -> list[int]:
    """The slots of the `with`s that are open before an instruction: nothing jumps into or out of one."""
    slots: list[int] = []
    for at in range(ip):
        op = code.ops[at]
        if op == PUSH_WITH:
            slots.append(code.operands[at])
        elif op == POP_WITH:
            slots.pop()
    return slots


class Timeline:
    """Answers questions about what a recorder wrote down."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder

    @property
    def segments(self) -> list[Segment]:
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

    def state_at(self, step: int) -> PastState:
        """The machine before a step; IndexError for one that is not recorded."""
        segment = self.segment_of(step)
        offset = step - segment.start
        stack = self.stack_before(segment, offset)
        turn = segment.turn_at(offset)
        return PastState(
            step,
            stack,
            segment.nodes[turn],
            segment.ips[offset],
            segment.conts[turn],
            self.thunks_before(step),
        )

    def stack_before(self, segment: Segment, offset: int) -> list[Value]:
        """The value stack: the keyframe before, and every delta since."""
        keyframe = segment.keyframes[bisect_right(segment.keyframes, offset, key=offset_of) - 1]
        stack = keyframe.stack()
        values, ips, turns = segment.values, segment.ips, segment.turns
        turn, value, last = keyframe.turn, keyframe.value, len(turns)
        plan = self.recorder.plans[segment.nodes[turn].code]
        pops, pushes = plan.pops, plan.pushes
        next_turn = turns[turn + 1] if turn + 1 < last else -1
        for at in range(keyframe.offset + 1, offset + 1):
            if at == next_turn:
                turn += 1
                count = segment.counts[turn]
                del stack[segment.lows[turn] :]
                plan = self.recorder.plans[segment.nodes[turn].code]
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
        return stack

    def thunks_before(self, step: int) -> int:
        """How many thunks there were."""
        segment = self.segment_of(step)
        created = segment.created
        later = bisect_right(created, step - 1, key=created_at)
        if later < len(created):
            return created[later].number
        following = next(
            (each for each in self.segments if each.start > segment.start and each.created), None
        )
        return following.created[0].number if following is not None else self.recorder.machine.thunks


def start_of(segment: Segment) -> int:
    return segment.start


def offset_of(keyframe: object) -> int:
    return keyframe.offset  # type: ignore[attr-defined,no-any-return]


def created_at(thunk: Thunk) -> int:
    return thunk.created
