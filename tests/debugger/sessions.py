"""Sessions for tests: made from a text, walked step by step, and what the walk saw."""

from __future__ import annotations

from dataclasses import dataclass, replace

from debugger.loading.limits import Limits
from debugger.loading.program import Program
from debugger.motions import Into
from debugger.session import Session
from debugger.views.snapshot import Snapshot
from vm.opcodes import OPCODES
from vm.spans import to_display
from vm.text.printer import print_value

PROGRAM = Program()


def session(
    text: str, *breakpoints: str, limits: Limits | None = None, program: Program = PROGRAM
) -> Session:
    """A session at the first step of an expression."""
    made = Session(replace(program, expression=text), limits)
    for place in breakpoints:
        made.breakpoints.add(place)
    return made


def result(subject: Session) -> str:
    """The value the session ended with, as Nix prints it."""
    assert subject.status == "finished", subject.message
    return to_display(print_value(subject.machine.result))


@dataclass(frozen=True, slots=True)
class Step:
    """What was due at one step."""

    step: int
    op: str
    chunk: str
    ip: int
    marked: bool
    activations: tuple[int, ...]
    """Of all frames, the top one last."""

    @property
    def top(self) -> int:
        return self.activations[-1]


def here(subject: Session) -> Step:
    """The step that is due."""
    vm = subject.machine
    frame = vm.frame
    assert frame is not None
    assert vm.op_due
    return Step(
        vm.steps,
        OPCODES[frame.code.ops[frame.ip]].name,
        frame.code.name,
        frame.ip,
        frame.ip in frame.code.chunk.marks,
        tuple(each.activation for each in vm.frames),
    )


def walk(subject: Session) -> list[Step]:
    """Every step to the end, one opcode at a time; errors are passed over."""
    seen = [here(subject)]
    while not subject.ended:
        if subject.run(Into()) == "stopped":
            seen.append(here(subject))
    return seen


def at_step(text: str, step: int, *breakpoints: str) -> Session:
    """A session that has gone to one step."""
    made = session(text)
    made.run_until(step)
    for place in breakpoints:
        made.breakpoints.add(place)
    return made


def stack_texts(snapshot: Snapshot) -> list[str]:
    return [entry.value.text for entry in snapshot.stack]


def every_text(view: object) -> list[str]:
    """All strings anywhere in a view, whatever its type."""
    if isinstance(view, str):
        return [view]
    if isinstance(view, tuple | list):
        return [text for item in view for text in every_text(item)]
    slots = getattr(type(view), "__dataclass_fields__", {})
    return [text for name in slots for text in every_text(getattr(view, name))]
