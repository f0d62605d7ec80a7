"""Changes: what a step did to what is shown. The marks of step N tell what lies between N-1 and N.

A `Before` holds just enough of an earlier moment to say so, and is made from any state: the record's where
there is one, so that the marks are the same however one came to a step; else the one that was shown last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from debugger.history.timeline import AnyFrame, State
from debugger.provenance.demanders import shown_ip
from debugger.views.listed import WINDOW, shown_numbers
from debugger.views.snapshot import ContinuationView, StackView, UpvalueView, WithView
from vm.chunk import Lambda
from vm.thunks import Cells, Thunk
from vm.values import Value


@dataclass(frozen=True, slots=True)
class Before:
    """How a state was, as far as a picture of it reaches; `selected` is the frame whose captures it shows."""

    depth: int
    frames: dict[int, tuple[Lambda, int]]
    stack: dict[int, int]
    height: int
    selected: int
    activation: int
    """Of the selected frame."""
    upvalues: tuple[int, ...]
    withs: frozenset[int]
    continuations: dict[int, str]
    continuation_count: int
    top: tuple[Lambda, int] | None
    """What ran in the frame on top, and its activation."""

    def stacks_changed(
        self,
        state: State,
        stack: Sequence[StackView],
        withs: Sequence[WithView],
        upvalues: Sequence[UpvalueView],
        continuations: Sequence[ContinuationView],
    ) -> frozenset[str]:
        """Which stacks are other than before, by the names of their panels; of frames, which there are: where
        the top one stands changes with every step."""
        changed = {
            "frames": state.depth != self.depth or top_of(state) != self.top,
            "stack": len(state.stack) != self.height or any(each.changed for each in stack),
            "withs": self.withs != frozenset(each.value.identity for each in withs),
            "upvalues": self.upvalues != tuple(each.value.identity for each in upvalues),
            "continuations": len(state.continuations) != self.continuation_count
            or any(each.changed for each in continuations),
        }
        return frozenset(name for name, is_other in changed.items() if is_other)

    def frame_changed(self, number: int, code: Lambda, ip: int) -> bool:
        """Whether a frame is new, or stands elsewhere."""
        is_known = number > self.depth or number in self.frames
        return is_known and self.frames.get(number) != (code, ip)

    def entry_changed(self, index: int, found: int) -> bool:
        """Whether an entry of the value stack, by its identity, is another than before."""
        is_known = index >= self.height or index in self.stack
        return is_known and self.stack.get(index) != found

    def upvalue_changed(self, activation: int, index: int, found: int) -> bool:
        """Whether a capture of the selected frame is another; a frame that is new has only its own."""
        if activation != self.activation:
            return False
        return index >= len(self.upvalues) or self.upvalues[index] != found

    def continuation_changed(self, index: int, text: str) -> bool:
        is_known = index >= self.continuation_count or index in self.continuations
        return is_known and self.continuations.get(index) != text


def selected_number(state: State, selected: int | None) -> int:
    """The frame that is looked at, by its number from 1; None selects the top one. 0 if there is none."""
    depth = state.depth
    if selected is None or not depth:
        return depth
    return max(1, min(selected, depth))


def before(state: State, selected: int) -> Before:
    """What to compare a picture with that shows the frame of that number; 0 for none."""
    number = min(selected, state.depth)
    frame = state.frames[number - 1] if number else None
    height, waiting = len(state.stack), len(state.continuations)
    cells = state.cells
    return Before(
        state.depth,
        dict(frames_of(state, number)),
        {at: identity(state.stack[at], cells) for at in range(max(height - WINDOW, 0), height)},
        height,
        number,
        frame.activation if frame is not None else 0,
        tuple(identity(value, cells) for value in frame.upvalues[:WINDOW]) if frame is not None else (),
        frozenset(identity(value, cells) for value, _ in open_sets(state, frame, number)),
        {at: state.continuations[at].describe() for at in range(max(waiting - WINDOW, 0), waiting)},
        waiting,
        top_of(state),
    )


def top_of(state: State) -> tuple[Lambda, int] | None:
    """The code of the frame on top, and its activation."""
    frame = state.frames[state.depth - 1] if state.depth else None
    return (frame.code, frame.activation) if frame is not None else None


def frames_of(state: State, selected: int) -> Iterator[tuple[int, tuple[Lambda, int]]]:
    for number in shown_numbers(state.depth, selected, -1):
        frame = state.frames[number - 1]
        yield number, (frame.code, shown_ip(state, frame, number))


def open_sets(state: State, frame: AnyFrame | None, number: int) -> list[tuple[Value, str]]:
    """The with-stack as a frame sees it, the outermost first, and whether each is `captured` or its `own`."""
    if frame is None:
        return []
    captured = frame.upvalues[-1] if frame.code.captures_with and frame.upvalues else ()
    own = [state.stack[index] for index in state.own_withs(number) if index < len(state.stack)]
    return [(value, "captured") for value in captured] + [(value, "own") for value in own]


def identity(value: Value, cells: Cells) -> int:
    """Equal for the same value in the same state."""
    state = cells.state(value) if type(value) is Thunk else 0
    return hash((id(value), state))
