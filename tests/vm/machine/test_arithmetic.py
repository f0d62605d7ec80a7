"""Numbers."""

from __future__ import annotations

import math

import pytest

from vm.errors import DivisionByZero, IntegerOverflow, NixError, TypeMismatch
from vm.machine.arithmetic import add, divide, multiply, negate, subtract, to_integer
from vm.values import INT_MAX, INT_MIN


@pytest.mark.parametrize(
    ("left", "right", "quotient"),
    [(7, 2, 3), (-7, 2, -3), (7, -2, -3), (-7, -2, 3), (7, 2.0, 3.5), (1.0, 4, 0.25), (0, 5, 0)],
)
def test_integer_division_is_cut_towards_zero(left: float, right: float, quotient: float) -> None:
    found = divide(left, right)
    assert (found, type(found)) == (quotient, type(quotient))


@pytest.mark.parametrize("zero", [0, 0.0, -0.0])
def test_division_by_any_zero_fails(zero: float) -> None:
    with pytest.raises(DivisionByZero):
        divide(1, zero)


@pytest.mark.parametrize(
    ("operation", "left", "right"),
    [
        (add, INT_MAX, 1), (add, INT_MIN, -1), (subtract, INT_MIN, 1), (subtract, INT_MAX, -1),
        (multiply, INT_MAX, 2), (divide, INT_MIN, -1),
    ],
)  # fmt: skip
def test_results_that_do_not_fit_64_bits_are_refused(operation, left: int, right: int) -> None:
    with pytest.raises(IntegerOverflow, match="integer overflow in"):
        operation(left, right)


def test_the_extremes_themselves_fit() -> None:
    assert add(INT_MAX - 1, 1) == INT_MAX
    assert subtract(INT_MIN + 1, 1) == INT_MIN
    assert negate(INT_MAX) == -INT_MAX
    with pytest.raises(IntegerOverflow):
        negate(INT_MIN)


@pytest.mark.parametrize("operation", [add, subtract, multiply, divide])
@pytest.mark.parametrize(("left", "right"), [(1, "a"), ("a", 1), (True, 1), (1, None), (1.5, False)])
def test_only_numbers_are_numbers(operation, left: object, right: object) -> None:
    with pytest.raises(TypeMismatch, match="expected a number but found"):
        operation(left, right)


def test_mixtures_are_floats_and_integers_stay_integers() -> None:
    assert type(add(1, 2)) is int
    assert type(add(1, 2.0)) is float
    assert type(multiply(2, 0.5)) is float
    assert math.copysign(1, negate(0.0)) == 1


@pytest.mark.parametrize(
    ("value", "rounding", "expected"),
    [
        (1.5, math.ceil, 2),
        (1.5, math.floor, 1),
        (-1.5, math.ceil, -1),
        (-1.5, math.floor, -2),
        (3, math.ceil, 3),
    ],
)
def test_floats_are_rounded_to_integers(value: float, rounding, expected: int) -> None:
    assert to_integer(value, rounding) == expected


@pytest.mark.parametrize("value", [float("inf"), float("nan"), 1e30, True, "1"])
def test_what_no_integer_can_hold_is_refused(value: object) -> None:
    with pytest.raises(NixError):
        to_integer(value, math.floor)
