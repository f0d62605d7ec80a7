"""The past: what stands for the machine, its frames and its cells as they were at an earlier moment.

A state looks like a machine to those who only look. Its stacks are the real references, so nothing may be
changed through it; how thunks looked then is told by its `cells`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias, TypeVar, overload

from debugger.history.recorder import Recorder
from debugger.history.segments import Link, Node
from vm.chunk import Lambda
from vm.errors import NixError
from vm.machine.trampoline import Continuation, WriteBack
from vm.opcodes import number_of
from vm.thunks import ALIAS, BLACKHOLE, EVALUATED, SUSPENDED, Cells, Thunk
from vm.values import Value

PUSH_WITH, POP_WITH = number_of("OpPushWith"), number_of("OpPopWith")

T = TypeVar("T")

Point: TypeAlias = "tuple[int, int]"
"""A moment: a step, and 0 for its op or which run of a continuation after it, from 1."""


class PastFrame:
    """A frame as it was."""

    __slots__ = ("activation", "base", "code", "continuations", "ip", "node", "site", "upvalues")

    def __init__(self, node: Node, ip: int) -> None:
        self.node = node
        self.ip = ip
        self.code = node.code
        self.upvalues = node.upvalues
        self.base: int = node.base
        self.continuations: int = node.height
        self.activation: int = node.activation
        self.site = node.site


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
            return self.items_at(range(*index.indices(self.length)))
        from_top = self.length - index if index >= 0 else -index
        if 0 < from_top <= len(self.known):
            return self.known[from_top - 1]
        if index < 0:
            index += self.length
        if not 0 <= index < self.length:
            raise IndexError(index)
        wanted = self.length - index
        while len(self.known) < wanted:
            self.known.append(next(self.items))
        return self.known[wanted - 1]

    def items_at(self, indices: range) -> list[T]:
        """Those at some indices, made as far down as the lowest of them."""
        if not indices:
            return []
        self[min(indices[0], indices[-1])]
        known, length = self.known, self.length
        return [known[length - 1 - index] for index in indices]


def frames_down(node: Node | None, ip: int) -> Iterator[PastFrame]:
    """From the top frame down; `ip` is where the top one is."""
    while node is not None:
        yield PastFrame(node, ip)
        ip = node.below_ip
        node = node.below


def continuations_down(node: Node | None) -> Iterator[Continuation]:
    """All that were pending, from the top down. A write-back that was noted by its thunk is made anew."""
    while node is not None:
        between = node.between
        if isinstance(between, Link):
            yield from links_down(between)
            return
        if between is not None:
            yield write_back(between, node.taken or between, node.activation)
        node = node.below


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
    finished = False
    returned = None

    def __init__(
        self,
        step: int,
        tick: int,
        stack: list[Value],
        top: tuple[Node | None, int],
        continuations: Sequence[Continuation],
        cells: Cells,
        thunks: int,
    ) -> None:
        self.steps = step
        self.tick = tick
        """0 before the op of the step; else which run of a continuation is due that came after it, from 1."""
        self.ticks = 0
        self.stack = stack
        node, ip = top
        self.depth = node.depth if node is not None else 0
        self.frames = Downwards(self.depth, frames_down(node, ip))
        self.continuations = continuations
        self.cells = cells
        self.thunks = thunks

    @property
    def op_due(self) -> bool:
        return not self.tick

    @property
    def frame(self) -> PastFrame | None:
        return self.frames[-1] if self.depth else None

    @property
    def result(self) -> Value:
        return self.stack[-1]

    def own_withs(self, number: int) -> list[int]:
        """The value stack indices of the `with` sets that the frame of that number has open."""
        frame = self.frames[number - 1]
        return [frame.base + slot for slot in open_withs(frame.code, frame.ip)]


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
