"""Motions: the rules by which stepping stops, each a predicate over the op that is due.

Every op between start and end is asked about, in order of time or, going backwards, in the opposite order.
Exactly as the debugger's reference says: `over` and `finish` follow an activation, which a tail call and a
thunk that hands its frame over keep; `n` and `o` act as `finish` at a tail call.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from debugger.history.past import PastFrame
from debugger.history.timeline import AnyFrame, State
from debugger.skipping import matches_any
from debugger.text import safe_shown, source_name
from vm.opcodes import number_of

TAIL_CALL = number_of("OpTailCall")


class Motion(ABC):
    """One way to move. `name` is what the status line says when it is done."""

    name = "step"
    is_backwards = False
    lands_after = False
    """Whether it ends at the op after the one (in time) at which it stops."""

    def begin(self, state: State) -> None:  # noqa: B027  (most motions need not look)
        """Look at where the motion starts."""

    @property
    def rule(self) -> Motion:
        """The motion itself; of a reversed one, that which it reverses."""
        return self

    @abstractmethod
    def stops(self, frame: AnyFrame, ip: int, op: int, depth: int) -> bool:
        """Whether it ends before this op, for which `depth` frames are there."""

    def stops_back(self, frame: AnyFrame, ip: int, op: int, depth: int) -> bool:
        """The same rule with time reversed."""
        return self.stops(frame, ip, op, depth)

    def stopped_before(self, frames: Sequence[AnyFrame], ip: int, op: int) -> bool:
        """The same, asked in order of time with all frames at hand: the last yes is what counts."""
        return self.stops_back(frames[-1], ip, op, len(frames))


class Into(Motion):
    """The next op."""

    name = "step"

    def stops(self, frame: AnyFrame, ip: int, op: int, depth: int) -> bool:
        return True


class Continue(Motion):
    """On until a breakpoint, an error or the end."""

    name = "continue"

    def stops(self, frame: AnyFrame, ip: int, op: int, depth: int) -> bool:
        return False


class Activation(Motion):
    """A motion that follows one activation, by default the top one.

    Activations are numbered as they begin: while one lasts, none with a smaller number is on top.
    """

    def __init__(self, selected: int | None = None) -> None:
        self.selected = selected
        self.number = 0
        self.activation = 0

    def begin(self, state: State) -> None:
        self.number = min(self.selected or state.depth, state.depth)
        self.selected = None  # when repeated, it goes on with the frame that is on top by then
        if self.number:
            self.activation = state.frames[self.number - 1].activation

    def ended(self, frame: AnyFrame, depth: int) -> bool:
        """Whether the activation is no longer on the stack: whatever took its place has begun with an op."""
        return depth < self.number or (depth == self.number and frame.activation != self.activation)


class Finish(Activation):
    """The first op after the activation ended; backwards, its own first op."""

    name = "finish"

    def stops(self, frame: AnyFrame, ip: int, op: int, depth: int) -> bool:
        return self.ended(frame, depth)

    def stops_back(self, frame: AnyFrame, ip: int, op: int, depth: int) -> bool:
        return frame.activation < self.activation


class Over(Activation):
    """The next op with this activation on top, or the first after it ended."""

    name = "over"

    def __init__(self) -> None:
        super().__init__()
        self.finishes = False
        self.is_below: bool | None = None
        """Going backwards, whether the activation lies below the frames looked at; None: not yet known."""

    def begin(self, state: State) -> None:
        super().begin(state)
        frame = state.frame
        due = frame is not None and state.op_due
        self.finishes = due and frame is not None and frame.code.ops[frame.ip] == TAIL_CALL

    def stops(self, frame: AnyFrame, ip: int, op: int, depth: int) -> bool:
        if frame.activation == self.activation and depth == self.number:
            return not self.finishes and self.wanted(frame, ip)
        return self.ended(frame, depth)

    def stops_back(self, frame: AnyFrame, ip: int, op: int, depth: int) -> bool:
        if not self.number:  # from the end, where no activation is left: into the outermost one
            return depth == 1 and self.wanted(frame, ip)
        if depth <= self.number:
            self.is_below = None
            return depth < self.number or frame.activation != self.activation or self.wanted(frame, ip)
        if self.is_below is None:
            self.is_below = activation_at(frame, depth, self.number) == self.activation
        return not self.is_below

    def stopped_before(self, frames: Sequence[AnyFrame], ip: int, op: int) -> bool:
        depth = len(frames)
        if depth > self.number:
            return frames[self.number - 1].activation != self.activation
        return depth < self.number or frames[-1].activation != self.activation or self.wanted(frames[-1], ip)

    def wanted(self, frame: AnyFrame, ip: int) -> bool:
        """Whether an op at which it could stop is one to stop at."""
        return True


def activation_at(frame: AnyFrame, depth: int, number: int) -> int:
    """The activation of the frame of that number, below one of the past."""
    assert isinstance(frame, PastFrame)
    node = frame.node
    for _ in range(depth - number):
        assert node.below is not None
        node = node.below
    return node.activation


class SourceOver(Over):
    """Over, but only where an expression begins evaluating, outside skipped files."""

    name = "over"

    def __init__(self, skipped: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.skipped = skipped

    def wanted(self, frame: AnyFrame, ip: int) -> bool:
        return begins_expression(frame, ip, self.skipped)


class SourceStep(Motion):
    """The next place at which an expression begins evaluating, outside skipped files."""

    name = "source step"

    def __init__(self, skipped: tuple[str, ...] = ()) -> None:
        self.skipped = skipped

    def stops(self, frame: AnyFrame, ip: int, op: int, depth: int) -> bool:
        return begins_expression(frame, ip, self.skipped)


class ToInstruction(Motion):
    """One instruction of one chunk."""

    name = "run to cursor"

    def __init__(self, chunk: str, ip: int) -> None:
        self.chunk = chunk
        self.ip = ip

    def stops(self, frame: AnyFrame, ip: int, op: int, depth: int) -> bool:
        return ip == self.ip and self.chunk in (frame.code.name, safe_shown(frame.code.name))


class ToLine(Motion):
    """The first expression that begins evaluating on a line."""

    name = "run to cursor"

    def __init__(self, path: str, line: int) -> None:
        self.path = path
        self.line = line

    def stops(self, frame: AnyFrame, ip: int, op: int, depth: int) -> bool:
        chunk = frame.code.chunk
        if ip not in chunk.marks:
            return False
        source = chunk.source
        return source.line_of(chunk.starts[ip]) == self.line and source_name(source) == self.path


class ToStep(Motion):
    """A step number ahead."""

    name = "goto"

    def __init__(self, step: int) -> None:
        self.step = step
        self.machine: State | None = None

    def begin(self, state: State) -> None:
        self.machine = state

    def stops(self, frame: AnyFrame, ip: int, op: int, depth: int) -> bool:
        return self.machine is not None and self.machine.steps >= self.step


class Backwards(Motion):
    """Another motion with time reversed."""

    is_backwards = True

    def __init__(self, motion: Motion) -> None:
        self.motion = motion
        self.name = BACK_NAMES.get(motion.name, f"back: {motion.name}")
        self.lands_after = isinstance(motion, Finish)

    @property
    def rule(self) -> Motion:
        return self.motion

    def begin(self, state: State) -> None:
        self.motion.begin(state)

    def stops(self, frame: AnyFrame, ip: int, op: int, depth: int) -> bool:
        return self.motion.stops_back(frame, ip, op, depth)

    def stopped_before(self, frames: Sequence[AnyFrame], ip: int, op: int) -> bool:
        return self.motion.stopped_before(frames, ip, op)


BACK_NAMES = {
    "step": "step back",
    "continue": "reverse continue",
    "finish": "the start of the frame",
    "over": "back over",
    "source step": "source step back",
    "run to cursor": "back to the cursor",
}


def begins_expression(frame: AnyFrame, ip: int, skipped: tuple[str, ...]) -> bool:
    """Whether the instruction begins to evaluate an expression, in a file that is not skipped."""
    chunk = frame.code.chunk
    return ip in chunk.marks and not matches_any(chunk.source, skipped)
