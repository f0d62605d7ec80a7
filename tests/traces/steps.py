"""The steps of a run as text, one a line: chunk, instruction, and the value stack before it."""

from __future__ import annotations

from tests.evaluation import Program, machine
from vm.machine.frames import Frame
from vm.machine.machine import Machine
from vm.spans import to_display
from vm.text.disassembler import instruction_text
from vm.text.printer import print_short
from vm.thunks import EVALUATED, Thunk
from vm.values import AttrNotFound, AttrSet, Closure, Value

WIDTH = 200


def shown(value: Value) -> str:
    """`<T>` is a thunk that is not evaluated, `<T!>` one that is."""
    if type(value) is Thunk:
        return "<T!>" if value.state == EVALUATED else "<T>"
    if type(value) is Closure:
        return "lambda"
    if value is AttrNotFound:
        return "internal[not found]"
    if type(value) is AttrSet and "builtins" in value:
        return "<builtins>"
    return to_display(print_short(value, WIDTH)).replace("<CODE>", "internal[thunk]")


class StepLog:
    """An observer that writes down every step of one machine."""

    def __init__(self) -> None:
        self.vm: Machine | None = None
        self.lines: list[str] = []

    def execute_op(self, frame: Frame, ip: int, op: int) -> None:
        vm = self.vm
        assert vm is not None
        instruction = instruction_text(frame.code, ip).split(" ->")[0]
        stack = " | ".join(map(shown, vm.stack))
        depth = f"   (frame depth {vm.depth})" if vm.depth > 1 else ""
        self.lines.append(f"{frame.code.name:<12} {ip:>3}  {instruction:<22} [{stack}]{depth}")


def trace(subject: Program, strict: bool) -> str:
    """The whole run; the last line is the result."""
    log = StepLog()
    log.vm = vm = machine(subject, strict=strict, observers=[log])
    result = vm.finish()
    assert len(log.lines) == vm.steps
    return "\n".join([*log.lines, f"result: {shown(result)}"]) + "\n"
