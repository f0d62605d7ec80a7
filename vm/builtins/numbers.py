"""Arithmetic, bits and comparison as functions."""

from __future__ import annotations

import math

from vm.builtins.registry import Forced, Int, builtin
from vm.machine import arithmetic
from vm.machine.equality import less_than, simply_less
from vm.steps import StepsOf
from vm.values import Value


@builtin("add", lesson="The sum of two numbers; unlike +, it does not take strings.")
def add(e1: Forced, e2: Forced) -> Value:
    return arithmetic.add(e1, e2)


@builtin("sub", lesson="The difference of two numbers.")
def sub(e1: Forced, e2: Forced) -> Value:
    return arithmetic.subtract(e1, e2)


@builtin("mul", lesson="The product of two numbers.")
def mul(e1: Forced, e2: Forced) -> Value:
    return arithmetic.multiply(e1, e2)


@builtin("div", lesson="The quotient of two numbers; integers are cut towards zero.")
def div(e1: Forced, e2: Forced) -> Value:
    return arithmetic.divide(e1, e2)


@builtin("bitAnd", lesson="Bits set in both integers.")
def bit_and(e1: Int, e2: Int) -> int:
    return e1 & e2


@builtin("bitOr", lesson="Bits set in either integer.")
def bit_or(e1: Int, e2: Int) -> int:
    return e1 | e2


@builtin("bitXor", lesson="Bits set in exactly one of two integers.")
def bit_xor(e1: Int, e2: Int) -> int:
    return e1 ^ e2


@builtin("ceil", lesson="The smallest integer that is not less than a number.")
def ceil(double: Forced) -> int:
    return arithmetic.to_integer(double, math.ceil)


@builtin("floor", lesson="The largest integer that is not more than a number.")
def floor(double: Forced) -> int:
    return arithmetic.to_integer(double, math.floor)


@builtin("lessThan", lesson="What < means: numbers, strings, paths, and lists element by element.")
def less(e1: Forced, e2: Forced) -> StepsOf:
    answer = simply_less(e1, e2)
    if answer is None:
        answer = yield from less_than(e1, e2)
    return answer
