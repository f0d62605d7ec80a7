"""Equality and order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vm.machine.equality import begin_asserted, begin_equality, ordered, simply_less
from vm.machine.frames import Frame
from vm.opcodes import opcode

if TYPE_CHECKING:
    from mypy_extensions import i64

    from vm.machine.machine import Machine


def equal(vm: Machine, frame: Frame, operand: i64) -> bool:
    stack = vm.stack
    right = stack.pop()
    left = stack.pop()
    if operand:  # set, and shown by no listing, where an assertion will say why they differ
        return not begin_asserted(vm, left, right)
    return not begin_equality(vm, left, right, by_identity=False)


opcode(
    "OpEqual",
    "a b -- bool",
    equal,
    "Compares two values; lists and sets are forced and compared pair by pair.",
    emitted="`a == b`, and with OpInvert behind it `a != b`.",
    example="1 == 2",
)


def compare(vm: Machine, swapped: bool, inverted: bool, name: str) -> bool:
    """`a b -- bool` of forced values; lists go on in steps. `swapped` is b < a, `inverted` is not (a < b)."""
    stack = vm.stack
    left, right = (stack[-1], stack[-2]) if swapped else (stack[-2], stack[-1])
    less = simply_less(left, right)
    if less is None:
        del stack[-2:]
        vm.push_steps(name, ordered(left, right, inverted))
        return True
    stack.pop()
    stack[-1] = less is not inverted
    return False


def less(vm: Machine, frame: Frame, operand: i64) -> bool:
    return compare(vm, False, False, "OpLess")


opcode(
    "OpLess",
    "a b -- bool",
    less,
    "Is the lower value less than the top one? Numbers, strings, paths and lists.",
    emitted="`a < b`.",
    example="1 < 2",
)


def less_or_equal(vm: Machine, frame: Frame, operand: i64) -> bool:
    return compare(vm, True, True, "OpLessOrEq")


opcode(
    "OpLessOrEq",
    "a b -- bool",
    less_or_equal,
    "`a <= b`, which Nix means as `!(b < a)`.",
    emitted="`a <= b`.",
    example="1 <= 2",
)


def more(vm: Machine, frame: Frame, operand: i64) -> bool:
    return compare(vm, True, False, "OpMore")


opcode(
    "OpMore",
    "a b -- bool",
    more,
    "`a > b`, which Nix means as `b < a`.",
    emitted="`a > b`.",
    example="1 > 2",
)


def more_or_equal(vm: Machine, frame: Frame, operand: i64) -> bool:
    return compare(vm, False, True, "OpMoreOrEq")


opcode(
    "OpMoreOrEq",
    "a b -- bool",
    more_or_equal,
    "`a >= b`, which Nix means as `!(a < b)`.",
    emitted="`a >= b`.",
    example="1 >= 2",
)
