"""Numbers: 64-bit integers that refuse to overflow, doubles, and their mixtures."""

from __future__ import annotations

import math
from collections.abc import Callable

from vm.errors import DivisionByZero, IntegerOverflow, TypeMismatch
from vm.text.messages import expected
from vm.text.printer import print_float
from vm.values import INT_MAX, INT_MIN, NEAR_MAX, NEAR_MIN, Value


def checked(result: int, action: str, left: int, sign: str, right: int) -> int:
    """`result` if it fits 64 bits."""
    if INT_MIN <= result <= INT_MAX:
        return result
    raise IntegerOverflow(f"integer overflow in {action} {left} {sign} {right}")


def numbers(left: Value, right: Value) -> bool:
    """Whether both are integers; TypeMismatch unless both are numbers."""
    for value in (left, right):
        if type(value) is not int and type(value) is not float:
            raise TypeMismatch(expected("a number", value))
    return type(left) is int and type(right) is int


def add(left: Value, right: Value) -> Value:
    """`left right -- sum`. IntegerOverflow beyond 64 bits, never a float instead; one float makes a float."""
    if numbers(left, right):
        return checked(left + right, "adding", left, "+", right)
    return float(left) + float(right)


def subtract(left: Value, right: Value) -> Value:
    """`left right -- difference`. IntegerOverflow beyond 64 bits."""
    if type(left) is int and type(right) is int:
        difference = left - right
        if NEAR_MIN <= difference <= NEAR_MAX:
            return difference
    if numbers(left, right):
        return checked(left - right, "subtracting", left, "-", right)
    return float(left) - float(right)


def multiply(left: Value, right: Value) -> Value:
    """`left right -- product`. IntegerOverflow beyond 64 bits."""
    if type(left) is int and type(right) is int:
        product = left * right
        if NEAR_MIN <= product <= NEAR_MAX:
            return product
    if numbers(left, right):
        return checked(left * right, "multiplying", left, "*", right)
    return float(left) * float(right)


def divide(left: Value, right: Value) -> Value:
    """Truncates towards zero for integers; division by zero of either kind is an error."""
    integers = numbers(left, right)
    if right == 0:
        raise DivisionByZero
    if not integers:
        return float(left) / float(right)
    quotient = abs(left) // abs(right)
    return checked(quotient if (left < 0) == (right < 0) else -quotient, "dividing", left, "/", right)


def negate(value: Value) -> Value:
    """`value -- -value`. -0.0 does not come out of 0.0: Nix subtracts from zero."""
    if type(value) is int:
        if value == INT_MIN:
            raise IntegerOverflow(f"integer overflow in negating {value}")
        return -value
    if type(value) is float:
        return 0.0 - value
    raise TypeMismatch(expected("a number", value))


def to_integer(value: Value, rounding: Callable[[float], int]) -> int:
    """`ceil` and `floor`: a float that fits an integer, rounded.

    They are functions of floats. An integer stays as it is, but one that no float is equal to is refused, as
    in current Nix: earlier ones rounded it to a neighbour.
    """
    if type(value) is int:
        if int(float(value)) != value:
            raise IntegerOverflow(f"no float is equal to the integer {value}")
        return value
    if type(value) is not float:
        raise TypeMismatch(expected("a number", value))
    if not math.isfinite(value) or not INT_MIN <= rounding(value) <= INT_MAX:
        raise IntegerOverflow(f"the float {print_float(value)} does not fit a 64-bit integer")
    return rounding(value)
