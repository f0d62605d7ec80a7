"""Motions: the rules by which stepping stops, each a predicate over the op that is due.

Exactly as the debugger's reference says: `over` and `finish` follow an activation, which a tail call and a
thunk that hands its frame over keep; `n` and `o` act as `finish` at a tail call.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from debugger.skipping import matches_any
from debugger.text import safe_shown, source_name
from vm.frames import Frame
from vm.machine import Machine
from vm.opcodes import number_of

TAIL_CALL = number_of("OpTailCall")


class Motion(ABC):
    """One way to move forward. `name` is what the status line says when it is done."""

    name = "step"
    stops_at_breakpoints = True

    def begin(self, machine: Machine) -> None:  # noqa: B027  (most motions need not look)
        """Look at where the motion starts."""

    @abstractmethod
    def stops(self, frame: Frame, ip: int, op: int) -> bool:
        """Whether it ends before this op."""


class Into(Motion):
    """The next op."""

    name = "step"

    def stops(self, frame: Frame, ip: int, op: int) -> bool:
        return True


class Continue(Motion):
    """On until a breakpoint, an error or the end."""

    name = "continue"

    def stops(self, frame: Frame, ip: int, op: int) -> bool:
        return False


class Activation(Motion):
    """A motion that follows one activation, by default the top one."""

    def __init__(self, selected: int | None = None) -> None:
        self.selected = selected
        self.number = 0
        self.activation = 0
        self.frames: list[Frame] = []

    def begin(self, machine: Machine) -> None:
        self.frames = machine.frames
        self.number = min(self.selected or machine.depth, machine.depth)
        self.selected = None  # when repeated, it goes on with the frame that is on top by then
        if self.number:
            self.activation = machine.frames[self.number - 1].activation

    @property
    def ended(self) -> bool:
        """Whether the activation is no longer on the stack."""
        return len(self.frames) < self.number or self.frames[self.number - 1].activation != self.activation


class Finish(Activation):
    """The first op after the activation ended."""

    name = "finish"

    def stops(self, frame: Frame, ip: int, op: int) -> bool:
        return self.ended


class Over(Activation):
    """The next op with this activation on top, or the first after it ended."""

    name = "over"

    def __init__(self) -> None:
        super().__init__()
        self.finishes = False

    def begin(self, machine: Machine) -> None:
        super().begin(machine)
        frame = machine.frame
        due = frame is not None and machine.op_due
        self.finishes = due and frame is not None and frame.code.ops[frame.ip] == TAIL_CALL

    def stops(self, frame: Frame, ip: int, op: int) -> bool:
        if frame.activation == self.activation and len(self.frames) == self.number:
            return not self.finishes and self.wanted(frame, ip)
        return self.ended

    def wanted(self, frame: Frame, ip: int) -> bool:
        return True


class SourceOver(Over):
    """Over, but only where an expression begins evaluating, outside skipped files."""

    name = "over"

    def __init__(self, skipped: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.skipped = skipped

    def wanted(self, frame: Frame, ip: int) -> bool:
        return begins_expression(frame, ip, self.skipped)


class SourceStep(Motion):
    """The next place at which an expression begins evaluating, outside skipped files."""

    name = "source step"

    def __init__(self, skipped: tuple[str, ...] = ()) -> None:
        self.skipped = skipped

    def stops(self, frame: Frame, ip: int, op: int) -> bool:
        return begins_expression(frame, ip, self.skipped)


class ToInstruction(Motion):
    """One instruction of one chunk."""

    name = "run to cursor"

    def __init__(self, chunk: str, ip: int) -> None:
        self.chunk = chunk
        self.ip = ip

    def stops(self, frame: Frame, ip: int, op: int) -> bool:
        return ip == self.ip and self.chunk in (frame.code.name, safe_shown(frame.code.name))


class ToLine(Motion):
    """The first expression that begins evaluating on a line."""

    name = "run to cursor"

    def __init__(self, path: str, line: int) -> None:
        self.path = path
        self.line = line

    def stops(self, frame: Frame, ip: int, op: int) -> bool:
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
        self.machine: Machine | None = None

    def begin(self, machine: Machine) -> None:
        self.machine = machine

    def stops(self, frame: Frame, ip: int, op: int) -> bool:
        return self.machine is not None and self.machine.steps >= self.step


def begins_expression(frame: Frame, ip: int, skipped: tuple[str, ...]) -> bool:
    chunk = frame.code.chunk
    return ip in chunk.marks and not matches_any(chunk.source, skipped)
