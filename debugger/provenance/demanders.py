"""Demanders: who waits for what is being done, from the innermost frame down to the program.

The bare chain, as frames and continuations have it; `demand` puts it into words, `findings` looks for its
shape. Read off one moment, live or past.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from debugger.history.segments import Still
from debugger.history.timeline import AnyFrame, State
from vm.machine.traces import cell_span
from vm.machine.trampoline import Continuation, Steps, WriteBack
from vm.opcodes import OPCODES
from vm.spans import Span
from vm.thunks import Thunk


@dataclass(frozen=True, slots=True)
class Demander:
    """A frame, or a continuation that waits without one."""

    frame: AnyFrame | None = None
    number: int = 0
    """Of the frame, from 1 at the bottom; 0 for a continuation."""
    ip: int = 0
    """The instruction of the frame that is under way."""
    cell: Thunk | None = None
    """The cell whose evaluation this is, if it is one's."""
    continuation: Continuation | None = None
    """What waits; of a frame that runs a cell's code, the write-back below it."""

    @property
    def span(self) -> Span | None:
        """Where in the source it waits."""
        if self.frame is not None:
            return self.frame.code.chunk.span(self.ip)
        if isinstance(self.continuation, WriteBack):
            return cell_span(self.continuation.working_on)
        return self.continuation.span if self.continuation is not None else None

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where in the source it waits, and what is evaluated for it if that is elsewhere: a cell that took
        over another one's code stands for both."""
        places = (self.span, cell_span(self.cell) if self.cell is not None and self.frame is None else None)
        return tuple(span for span in places if span is not None)

    @property
    def is_builtin(self) -> bool:
        """Whether it is a builtin that waits, not a thunk or the slow path of an op."""
        return getattr(self.continuation, "builtin", None) is not None

    @property
    def needing(self) -> Thunk | None:
        """The cell by whose code it is known: the one that was taken over last, if any was."""
        if isinstance(self.continuation, WriteBack):
            return self.continuation.working_on
        return self.cell


def demanders(state: State) -> Iterator[Demander]:
    """Everybody who waits, the innermost first."""
    return (demander_at(state, position) for position in positions(state))


def positions(state: State) -> Iterator[int]:
    """Where everybody who waits stands: the number of a frame, or of a continuation what its index leaves
    of -1. They say enough to get at one of very many."""
    above = len(state.continuations)
    for number in range(state.depth, 0, -1):
        frame = state.frames[number - 1]
        yield from waiting(state, frame.continuations, above)
        yield number
        above = frame.continuations - (own_write_back(state, frame) is not None)
    yield from waiting(state, 0, above)


def waiting(state: State, low: int, high: int) -> Iterator[int]:
    """The positions of the continuations between two heights that demand something, the topmost first."""
    due = len(state.continuations) - 1 if is_between(state) else -1
    for index in range(high - 1, low - 1, -1):
        continuation = state.continuations[index]
        if index == due or demands(continuation):
            yield -1 - index


def demands(continuation: Continuation) -> bool:
    """Whether it waits on its own account: a cell, a builtin, or what the program's value is forced by; not
    the slow path of an op, which its frame stands for."""
    if isinstance(continuation, WriteBack) or getattr(continuation, "builtin", None) is not None:
        return True
    return isinstance(continuation, Steps | Still) and continuation.site is None


def demander_at(state: State, position: int) -> Demander:
    if position < 0:
        continuation = state.continuations[-1 - position]
        cell = continuation.thunk if isinstance(continuation, WriteBack) else None
        return Demander(cell=cell, continuation=continuation)
    frame = state.frames[position - 1]
    below = own_write_back(state, frame)
    cell = below.thunk if below is not None else None
    return Demander(frame, position, shown_ip(state, frame, position), cell, below)


def own_write_back(state: State, frame: AnyFrame) -> WriteBack | None:
    """What waits for the cell whose code a frame runs, if it lies directly below."""
    below = state.continuations[frame.continuations - 1] if frame.continuations else None
    return below if isinstance(below, WriteBack) else None


def is_op_shown(state: State) -> bool:
    """Whether the top frame's next instruction is due or has just failed, and no continuation is at work."""
    frame = state.frame
    return frame is not None and (state.retaken > 0 or len(state.continuations) <= frame.continuations)


def is_between(state: State) -> bool:
    """Whether the run of a continuation is due, between two steps."""
    return (
        state.error is None and state.failure is None and not is_op_shown(state) and bool(state.continuations)
    )


def shown_ip(state: State, frame: AnyFrame, number: int) -> int:
    """The instruction that is due in the top frame; in the others the one that is under way."""
    due = number == state.depth and is_op_shown(state)
    ip = frame.ip if due else frame.ip - 1
    while ip > 0 and OPCODES[frame.code.ops[min(ip, frame.code.end - 1)]].is_data:
        ip -= 1
    return max(0, min(ip, frame.code.end - 1))
