"""Pushing constants and dropping values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vm.machine.frames import Frame
from vm.opcodes import Operand, opcode
from vm.values import Closure, ReadyClosure, ReadyThunk

if TYPE_CHECKING:
    from mypy_extensions import i64

    from vm.machine.machine import Machine


def constant(vm: Machine, frame: Frame, operand: i64) -> None:
    value = frame.code.constants[operand]
    if type(value) is ReadyThunk:
        value = vm.new_thunk(value.code, [])
    elif type(value) is ReadyClosure:
        value = Closure(value.code, [])
    vm.stack.append(value)


opcode(
    "OpConstant",
    "-- v",
    constant,
    "Pushes a constant of this chunk. A suspended thunk or a function is copied afresh each time.",
    Operand.CONSTANT,
    emitted="A literal, a name of an attribute, or code that captures nothing and so can lie ready among the "
    "constants.",
    example="5",
)


def pop(vm: Machine, frame: Frame, operand: i64) -> None:
    vm.stack.pop()


opcode(
    "OpPop",
    "v --",
    pop,
    "Drops the top value.",
    emitted="Before a branch of `if`, `assert`, `&&`, `||` or `->`: the condition has been looked at and is "
    "in the way.",
    example="if 1 == 1 then 2 else 3",
)


def null(vm: Machine, frame: Frame, operand: i64) -> None:
    vm.stack.append(None)


opcode(
    "OpNull",
    "-- v",
    null,
    "Pushes null.",
    emitted="The name `null`, where nothing in the program binds it.",
    example="null",
)


def true(vm: Machine, frame: Frame, operand: i64) -> None:
    vm.stack.append(True)


opcode(
    "OpTrue",
    "-- v",
    true,
    "Pushes true.",
    emitted="The name `true`, or a condition that is known to be true whatever its other side is.",
    example="true",
)


def false(vm: Machine, frame: Frame, operand: i64) -> None:
    vm.stack.append(False)


opcode(
    "OpFalse",
    "-- v",
    false,
    "Pushes false.",
    emitted="The name `false`, a condition that is known to be false, or a `?` whose path ends too early.",
    example="false",
)
