"""Jumps and assertions. Offsets count from the next instruction, and only forward."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vm.errors import AssertionFailed, TypeMismatch
from vm.machine.frames import Frame
from vm.opcodes import Operand, opcode
from vm.text.messages import expected
from vm.values import AttrNotFound, Value

if TYPE_CHECKING:
    from mypy_extensions import i64

    from vm.machine.machine import Machine


def no_boolean(frame: Frame, value: Value) -> TypeMismatch:
    """The error for a condition, shown where that stands."""
    return TypeMismatch(expected("a Boolean", value), frame.code.chunk.site(frame.ip - 1, 0))


def jump(vm: Machine, frame: Frame, operand: i64) -> None:
    frame.ip += operand


opcode(
    "OpJump",
    "--",
    jump,
    "Skips instructions.",
    Operand.OFFSET,
    emitted="At the end of a branch, to get past the other one.",
    example="if 1 == 1 then 2 else 3",
)


def jump_if_true(vm: Machine, frame: Frame, operand: i64) -> None:
    condition = vm.stack[-1]
    if condition is True:
        frame.ip += operand
    elif condition is not False:
        raise no_boolean(frame, condition)


opcode(
    "OpJumpIfTrue",
    "b -- b",
    jump_if_true,
    "Skips if the top is true, and leaves it there.",
    Operand.OFFSET,
    emitted="In `a || b` and `a -> b`: if the left side decides, the right one is not looked at.",
    example="1 == 2 || 2 == 2",
)


def jump_if_false(vm: Machine, frame: Frame, operand: i64) -> None:
    condition = vm.stack[-1]
    if condition is False:
        frame.ip += operand
    elif condition is not True:
        raise no_boolean(frame, condition)


opcode(
    "OpJumpIfFalse",
    "b -- b",
    jump_if_false,
    "Skips if the top is false, and leaves it there.",
    Operand.OFFSET,
    emitted="In `if`, `assert` and `a && b`: where to go on if the condition does not hold.",
    example="1 == 1 && 2 == 2",
)


def jump_if_not_found(vm: Machine, frame: Frame, operand: i64) -> None:
    if vm.stack[-1] is AttrNotFound:
        vm.stack.pop()
        frame.ip += operand


opcode(
    "OpJumpIfNotFound",
    "v -- v?",
    jump_if_not_found,
    "If the attribute was not there, drops that mark and skips; else goes on with the value.",
    Operand.OFFSET,
    emitted="After OpAttrsTrySelect, in `a.b or c` and in arguments with defaults: to the "
    "default, if nothing "
    "was there.",
    example="{ }.a or 1",
)


def assert_bool(vm: Machine, frame: Frame, operand: i64) -> None:
    if type(vm.stack[-1]) is not bool:
        raise no_boolean(frame, vm.stack[-1])


opcode(
    "OpAssertBool",
    "v -- v",
    assert_bool,
    "Insists that the top is true or false.",
    emitted="At the end of `&&`, `||` and `->`, whose result is the right side: that must be a Boolean too.",
    example="1 == 1 && 2 == 2",
)


def assert_fail(vm: Machine, frame: Frame, operand: i64) -> None:
    span = frame.code.chunk.span(frame.ip - 1)
    # The operand, which no listing shows, says that the condition is an `==`: nothing came after it.
    difference, vm.difference = (vm.difference if operand else None), None
    raise AssertionFailed(
        f"assertion '{span.source.text[span.start : span.end]}' failed",
        why=difference.explain if difference is not None else None,
    )


opcode(
    "OpAssertFail",
    "--",
    assert_fail,
    "The asserted condition was false: evaluation fails.",
    emitted="Behind the body of an `assert`, where one arrives only if the condition does not hold.",
    example="assert 1 == 2; 3",
)
