"""The step trace: every step as a line of text or of JSON."""

from __future__ import annotations

from collections.abc import Callable

from debugger.text import json_line, safe, safe_shown, shorten
from vm.machine.frames import Frame
from vm.machine.machine import Machine
from vm.opcodes import OPCODES
from vm.text.disassembler import has_operand
from vm.text.printer import print_short
from vm.thunks import peek_value
from vm.values import TYPE_NAMES, AttrNotFound, AttrSet, Value

FORMAT = "nixstep-trace"
VERSION = 1
SHOWN = 4
TEXT_WIDTH, JSON_WIDTH = 40, 200
LARGE = 200


def value_text(value: Value, width: int) -> str:
    """A value as Nix prints it, shortened."""
    plain = peek_value(value)
    if type(plain) is AttrSet and len(plain) > LARGE:
        return f"{{ {len(plain)} attributes }}"
    if plain is AttrNotFound:
        return "<AttrNotFound>"
    if type(plain) not in TYPE_NAMES and plain is value:
        return "<CODE>" if hasattr(value, "state") else f"<{type(value).__name__}>"
    return shorten(safe(print_short(plain, width)), width)


class StepTrace:
    """An observer that writes each step between two step numbers, inclusive, as a line."""

    def __init__(
        self,
        write: Callable[[str], object],
        first: int = 0,
        last: int | None = None,
        opcodes: frozenset[str] = frozenset(),
        as_json: bool = False,
    ) -> None:
        self.write = write
        self.first = first
        self.last = last
        self.opcodes = opcodes
        self.as_json = as_json
        self.machine: Machine | None = None
        """Set once the machine is there; before that no step can happen."""

    def header(self, program: str) -> None:
        """The first line of JSON; nothing in text."""
        if self.as_json:
            self.write(json_line({"format": FORMAT, "version": VERSION, "program": program}) + "\n")

    def execute_op(self, frame: Frame, ip: int, op: int) -> None:
        vm = self.machine
        if vm is None or vm.steps < self.first or (self.last is not None and vm.steps > self.last):
            return
        name = OPCODES[op].name
        if self.opcodes and name not in self.opcodes:
            return
        operand = frame.code.operands[ip] if has_operand(frame.code, ip) else None
        self.write((self.json_step if self.as_json else self.text_step)(vm, frame, ip, name, operand) + "\n")

    def text_step(self, vm: Machine, frame: Frame, ip: int, name: str, operand: int | None) -> str:
        """Step, depth, CHUNK@IP, op and operand, then the top of the stack, its top at the right."""
        shown = [value_text(value, TEXT_WIDTH) for value in vm.stack[-SHOWN:]]
        if len(vm.stack) > SHOWN:
            shown.insert(0, f"+{len(vm.stack) - SHOWN}")
        instruction = name if operand is None else f"{name} {operand}"
        place = f"{safe_shown(frame.code.name)}@{ip}"
        return f"{vm.steps} {vm.depth} {place} {instruction} | {' '.join(shown)}".rstrip()

    def json_step(self, vm: Machine, frame: Frame, ip: int, name: str, operand: int | None) -> str:
        """The same as an object; `below` counts the values that are not shown."""
        return json_line(
            {
                "step": vm.steps,
                "depth": vm.depth,
                "chunk": frame.code.name,
                "ip": ip,
                "op": name,
                "operand": operand,
                "stack": [value_text(value, JSON_WIDTH) for value in vm.stack[-SHOWN:]],
                "below": max(0, len(vm.stack) - SHOWN),
            }
        )
