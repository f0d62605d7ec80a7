"""The timeline: the machine's state before any recorded step, rebuilt from the recorder's logs.

A state looks like a machine to those who only look. Its stacks are the real references, so nothing may be
changed through it; how thunks looked then is told by its `cells`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import TypeAlias, TypeVar, overload

from debugger.history.recorder import Recorder
from debugger.history.segments import (
    ACTIVATION,
    BASE,
    BELOW,
    BELOW_IP,
    BETWEEN,
    CODE,
    DEPTH,
    HEIGHT,
    Keyframe,
    Link,
    Node,
    Segment,
    start_of,
)
from vm.chunk import CAPTURE_DEFERRED, Lambda
from vm.errors import NixError
from vm.machine.frames import Frame
from vm.machine.machine import Machine
from vm.machine.trampoline import Continuation, WriteBack
from vm.opcodes import number_of
from vm.thunks import ALIAS, BLACKHOLE, EVALUATED, SUSPENDED, Cells, Thunk
from vm.values import AttrNotFound, Closure, DeferredUpvalue, Value

FINALISE = number_of("OpFinalise")
PUSH_WITH, POP_WITH = number_of("OpPushWith"), number_of("OpPopWith")

T = TypeVar("T")


class PastFrame:
    """A frame as it was."""

    __slots__ = ("activation", "base", "code", "continuations", "ip", "node", "site", "upvalues")

    def __init__(self, node: Node, ip: int) -> None:
        self.node = node
        self.ip = ip
        _, _, self.code, self.upvalues, self.base, self.continuations, self.activation, self.site, *_ = node


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


def frames_down(node: Node | None, ip: int) -> Iterator[PastFrame]:
    """From the top frame down; `ip` is where the top one is."""
    while node is not None:
        yield PastFrame(node, ip)
        ip = node[BELOW_IP]
        node = node[BELOW]


def continuations_down(node: Node | None) -> Iterator[Continuation]:
    """All that were pending, from the top down. A write-back that was noted by its thunk is made anew."""
    while node is not None:
        between = node[BETWEEN]
        if isinstance(between, Link):
            yield from links_down(between)
            return
        if isinstance(between, tuple):
            yield write_back(*between, node[ACTIVATION])
        elif between is not None:
            yield WriteBack(between, node[ACTIVATION])
        node = node[BELOW]


def write_back(cell: Thunk, taken: Thunk, activation: int) -> WriteBack:
    """One that had taken over another cell's code."""
    made = WriteBack(cell, activation)
    made.taken = taken
    return made


def links_down(link: Link | None) -> Iterator[Continuation]:
    """The continuations of a link and of all below it."""
    while link is not None:
        continuation = link.continuation
        if isinstance(continuation, WriteBack):
            taken = link.taken or continuation.thunk
            yield write_back(continuation.thunk, taken, continuation.activation)
        else:
            yield continuation
        link = link.below


class PastCells(Cells):
    """How thunks looked before step `step`."""

    def __init__(self, recorder: Recorder, step: int, unbound: dict[int, list[Value]]) -> None:
        self.recorder = recorder
        self.step = step
        self.unbound = unbound
        """Captures that still had to wait for a name of their scope, by the identity of their list."""

    def captured(self, upvalues: list[Value]) -> list[Value]:
        return self.unbound.get(id(upvalues), upvalues)

    def state(self, thunk: Thunk) -> int:
        recorder = self.recorder
        story = recorder.stories.get(thunk.number)
        if story is not None:
            return self.told(story)
        now = thunk.state
        if now == SUSPENDED:
            return SUSPENDED
        if now == ALIAS:
            since = recorder.forced_step(thunk)
            return SUSPENDED if since >= self.step else self.after_handing_over(thunk.value.thunk, since)
        if now == EVALUATED and recorder.evaluated_step(thunk) < self.step:
            return EVALUATED
        return BLACKHOLE if recorder.forced_step(thunk) < self.step else SUSPENDED

    def told(self, story: list[tuple[int, int, Thunk | None]]) -> int:
        """The state according to a story: the last change before this step."""
        for step, state, target in reversed(story):
            if step < self.step:
                return state if target is None else self.after_handing_over(target, step)
        return SUSPENDED

    def after_handing_over(self, target: Thunk, since: int) -> int:
        """The state of a cell whose code `target` took over: that cell's, unless it has failed since."""
        story = self.recorder.stories.get(target.number, ())
        if any(since <= step < self.step and state == SUSPENDED for step, state, _ in story):
            return SUSPENDED
        return self.state(target)

    def stand_in(self, thunk: Thunk) -> Thunk:
        story = self.recorder.stories.get(thunk.number)
        for step, _, target in reversed(story or ()):
            if step < self.step:
                return thunk if target is None else target
        is_alias = thunk.state == ALIAS and story is None and self.recorder.forced_step(thunk) < self.step
        return thunk.value.thunk if is_alias else thunk

    def peek(self, value: Value) -> Value:
        while type(value) is Thunk:
            if self.state(value) != EVALUATED:
                return value
            value = value.value if value.state == EVALUATED else self.stand_in(value)
        return value


class PastState:
    """The machine before one step. Only for looking."""

    error: NixError | None = None
    failure: NixError | None = None
    retaken = 0
    op_due = True
    finished = False
    returned = None

    def __init__(self, step: int, stack: list[Value], node: Node, ip: int, cells: Cells, thunks: int) -> None:
        self.steps = step
        self.ticks = 0
        self.stack = stack
        self.depth = node[DEPTH]
        self.frames = Downwards(self.depth, frames_down(node, ip))
        self.continuations = Downwards(node[HEIGHT], continuations_down(node))
        self.cells = cells
        self.thunks = thunks

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


def unbound_captures(node: Node, ip: int, stack: list[Value]) -> dict[int, list[Value]]:
    """For the cells that the frame on top still has to finalise: what they had captured so far.

    Nothing else runs between the making of such a cell and its OpFinalise, so no other frame has any.
    """
    found: dict[int, list[Value]] = {}
    code: Lambda = node[CODE]
    for at in range(ip, code.end) if FINALISE in code.ops else ():
        slot = node[BASE] + code.operands[at]
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
    for at, plan in code.captures.items():
        if code.constants[code.operands[at]].code is inner:
            return plan
    return ()


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

    def state_at(self, step: int) -> PastState:
        """The machine before a step; IndexError for one that is not recorded."""
        segment = self.segment_of(step)
        offset = step - segment.start
        stack = self.stack_before(segment, offset)
        turn = segment.turn_at(offset)
        thunks = self.thunks_before(step)
        node, ip = segment.nodes[turn], segment.ips[offset]
        cells = PastCells(self.recorder, step, unbound_captures(node, ip, stack))
        return PastState(step, stack, node, ip, cells, thunks)

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
        plans, nodes = self.recorder.plans, segment.nodes
        values, ips, turns = segment.values, segment.ips, segment.turns
        turn, value, last = keyframe.turn, keyframe.value, len(turns)
        stack = keyframe.stack()
        yield keyframe.offset, stack
        plan = plans[nodes[turn][CODE]]
        pops, pushes = plan.pops, plan.pushes
        next_turn = turns[turn + 1] if turn + 1 < last else -1
        for at in range(keyframe.offset + 1, len(ips)):
            if at == next_turn:
                turn += 1
                count = segment.counts[turn]
                del stack[segment.lows[turn] :]
                plan = plans[nodes[turn][CODE]]
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
        for segment in self.segments[self.index_of(step) :]:
            offset = max(step - segment.start, 0)
            turn, turns = segment.turn_at(offset), segment.turns
            while turn < len(turns):
                node = segment.nodes[turn]
                frame, depth = PastFrame(node, 0), node[DEPTH]
                end = turns[turn + 1] if turn + 1 < len(turns) else len(segment.ips)
                for at in range(max(offset, turns[turn]), end):
                    yield segment.start + at, frame, segment.ips[at], depth
                turn += 1

    def walk_back(self, step: int) -> Iterator[Moment]:
        """Every recorded step from `step` down."""
        for segment in reversed(self.segments[: self.index_of(step) + 1]):
            offset = min(step - segment.start, len(segment.ips) - 1)
            for turn in range(segment.turn_at(offset), -1, -1):
                node = segment.nodes[turn]
                frame, depth = PastFrame(node, 0), node[DEPTH]
                for at in range(offset, segment.turns[turn] - 1, -1):
                    yield segment.start + at, frame, segment.ips[at], depth
                offset = segment.turns[turn] - 1

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
        plan = self.recorder.plans[segment.nodes[turn][CODE]]
        height = keyframe.height
        for at in range(keyframe.offset + 1, end + 1):
            if turn + 1 < len(segment.turns) and segment.turns[turn + 1] == at:
                turn += 1
                low = segment.lows[turn]
                height = low + segment.counts[turn]
                plan = self.recorder.plans[segment.nodes[turn][CODE]]
            else:
                ip = segment.ips[at - 1]
                low = height - plan.pops[ip]
                pushes = plan.pushes[ip]
                height = low + (pushes if pushes >= 0 else self.kept_by_jump(segment, at))
            if low <= index < height:
                found = at - 1
        return found

    def kept_by_jump(self, segment: Segment, at: int) -> int:
        """What OpJumpIfNotFound before offset `at` left: one value, unless it jumped."""
        return 1 if segment.ips[at] == segment.ips[at - 1] + 1 else 0

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
