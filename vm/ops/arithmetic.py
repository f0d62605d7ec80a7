"""Numbers, and the many meanings of `+`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vm.errors import TypeMismatch
from vm.machine.arithmetic import add, divide, multiply, negate, subtract
from vm.machine.coercion import added, append_path
from vm.machine.frames import Frame
from vm.opcodes import opcode
from vm.pulse import LARGE, PULSE, joined
from vm.text.messages import describe, expected
from vm.values import NEAR_MAX, NEAR_MIN, Path, context_of, is_string, with_context

if TYPE_CHECKING:
    from mypy_extensions import i64

    from vm.machine.machine import Machine


def invert(vm: Machine, frame: Frame, operand: i64) -> None:
    value = vm.stack[-1]
    if type(value) is not bool:
        raise TypeMismatch(expected("a Boolean", value))
    vm.stack[-1] = not value


opcode(
    "OpInvert",
    "a -- b",
    invert,
    "Turns true into false and false into true; anything else is a type error.",
    emitted="`!e`, the second half of `!=`, and the first of `a -> b`, which means `!a || b`.",
    example="1 != 2",
)


def negation(vm: Machine, frame: Frame, operand: i64) -> None:
    vm.stack[-1] = negate(vm.stack[-1])


opcode(
    "OpNegate",
    "a -- b",
    negation,
    "Changes the sign of a number.",
    emitted="Minus before an expression.",
    example="let x = 1; in -x",
)


def addition(vm: Machine, frame: Frame, operand: i64) -> bool:
    stack = vm.stack
    left, right = stack[-2], stack[-1]
    kind = type(left)
    if kind is int and type(right) is int:
        result = left + right
        if not NEAR_MIN <= result <= NEAR_MAX:
            add(left, right)
    elif kind is str and type(right) is str:
        if len(left) + len(right) > LARGE:
            PULSE.need(len(left) + len(right))
        result = left + right
    elif kind is int or kind is float:
        if type(right) is not int and type(right) is not float:
            raise TypeMismatch(f"cannot add {describe(right)} to {describe(left)}")
        result = add(left, right)
    elif is_string(left) and is_string(right):
        result = with_context(joined((left, right)), context_of(left) | context_of(right))
    elif kind is Path and type(right) is Path:
        result = append_path(left, right.text)
    else:
        del stack[-2:]
        vm.push_steps("OpAdd", added(left, right))
        return True
    stack.pop()
    stack[-1] = result
    return False


opcode(
    "OpAdd",
    "a b -- c",
    addition,
    "Adds numbers, joins strings, or extends a path; a set may turn itself into a string.",
    emitted="`a + b`; and a path with `${...}` in it, which is put together from its pieces.",
    example="1 + 2",
)


def subtraction(vm: Machine, frame: Frame, operand: i64) -> None:
    stack = vm.stack
    result = subtract(stack[-2], stack[-1])
    stack.pop()
    stack[-1] = result


opcode(
    "OpSub",
    "a b -- c",
    subtraction,
    "Subtracts the top number from the one below it.",
    emitted="`a - b`.",
    example="3 - 2",
)


def multiplication(vm: Machine, frame: Frame, operand: i64) -> None:
    stack = vm.stack
    result = multiply(stack[-2], stack[-1])
    stack.pop()
    stack[-1] = result


opcode(
    "OpMul",
    "a b -- c",
    multiplication,
    "Multiplies two numbers.",
    emitted="`a * b`.",
    example="2 * 3",
)


def division(vm: Machine, frame: Frame, operand: i64) -> None:
    stack = vm.stack
    result = divide(stack[-2], stack[-1])
    stack.pop()
    stack[-1] = result


opcode(
    "OpDiv",
    "a b -- c",
    division,
    "Divides; integers are cut towards zero, and division by zero is an error.",
    emitted="`a / b`; without blanks that would be a path.",
    example="6 / 3",
)
