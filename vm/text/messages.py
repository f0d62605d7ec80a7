"""How error messages speak of values: both sides named, the value shown short."""

from __future__ import annotations

from vm.text.printer import print_short
from vm.values import TYPE_NAMES, Value, is_function, with_article


def describe(value: Value) -> str:
    """`an integer: 1`, `a function: <LAMBDA>`, `null`."""
    return with_article(value) + shown_after(value)


def shown_after(value: Value) -> str:
    """`: 1`, or nothing where the value would say no more than its type."""
    if type(value) not in TYPE_NAMES or value is None or is_function(value):
        return ""
    return f": {print_short(value)}"


def expected(what: str, value: Value) -> str:
    """`expected a set but found an integer: 1`."""
    return f"expected {what} but found {describe(value)}"
