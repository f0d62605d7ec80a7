"""Pushing constants and dropping values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vm.machine.frames import Frame
from vm.opcodes import Operand, opcode
from vm.values import Closure, ReadyClosure, ReadyThunk

if TYPE_CHECKING:
    from vm.machine.machine import Machine


@opcode(
    "OpConstant",
    "-- v",
    "Pushes a constant of this chunk. A suspended thunk or a function is copied afresh each time.",
    Operand.CONSTANT,
)
def constant(vm: Machine, frame: Frame, operand: int) -> None:
    value = frame.code.constants[operand]
    if type(value) is ReadyThunk:
        value = vm.new_thunk(value.code, [])
    elif type(value) is ReadyClosure:
        value = Closure(value.code, [])
    vm.stack.append(value)


@opcode("OpPop", "v --", "Drops the top value.")
def pop(vm: Machine, frame: Frame, operand: int) -> None:
    vm.stack.pop()


@opcode("OpNull", "-- v", "Pushes null.")
def null(vm: Machine, frame: Frame, operand: int) -> None:
    vm.stack.append(None)


@opcode("OpTrue", "-- v", "Pushes true.")
def true(vm: Machine, frame: Frame, operand: int) -> None:
    vm.stack.append(True)


@opcode("OpFalse", "-- v", "Pushes false.")
def false(vm: Machine, frame: Frame, operand: int) -> None:
    vm.stack.append(False)
