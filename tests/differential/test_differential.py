"""We and C++ Nix agree about written and about random programs."""

from __future__ import annotations

import tempfile

import pytest
from hypothesis import HealthCheck, given, settings

from tests.differential import generator
from tests.differential.comparison import (
    Answer,
    agree,
    compared,
    mismatches,
    our_answer,
    their_answer,
    written_expressions,
)
from tests.differential.oracle import Outcome
from vm.chunk import NATIVE

SEED = 20_230_115
SLICES = range(24)
EACH = 2_000 if NATIVE else 800
"""Programs of a slice; interpreted, where each takes several times as long, only the first of them."""
WRITTEN_SLICE = 500
OVERFLOW = "IntegerOverflow: integer overflow in adding 9223372036854775807 + 1"
FILE = f"{tempfile.gettempdir()}/e.nix"
"""What our answers are evaluated in."""

pytestmark = pytest.mark.usefixtures("empty_search_path")


@pytest.fixture
def empty_search_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIX_PATH", "")


def report(expressions: list[str]) -> str:
    return "\n".join(map(str, mismatches(expressions)[:10]))


def test_there_are_many_written_expressions() -> None:
    assert len(written_expressions()) > 1_500


@pytest.mark.needs_nix
@pytest.mark.parametrize("start", range(0, 2_500, WRITTEN_SLICE))
def test_written_expressions_are_answered_as_by_nix(start: int) -> None:
    assert report(written_expressions()[start : start + WRITTEN_SLICE]) == ""


def test_the_slices_cover_all_written_expressions() -> None:
    assert len(written_expressions()) <= 2_500


@pytest.mark.needs_nix
@pytest.mark.parametrize("index", SLICES)
def test_random_expressions_are_answered_as_by_nix(index: int) -> None:
    assert report(generator.generate(SEED + index, EACH)) == ""


@pytest.mark.needs_nix
@settings(
    max_examples=200,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)
@given(generator.expressions())
def test_shrinkable_expressions_are_answered_as_by_nix(expression: str) -> None:
    assert compared(expression) is None


@pytest.mark.parametrize(
    ("theirs", "ours", "same"),
    [
        (Outcome(True, "1"), Answer(True, "1"), True),
        (Outcome(True, "1"), Answer(True, "2"), False),
        (Outcome(True, "ä"), Answer(True, "\xc3\xa4"), True),
        (Outcome(False, "error: x"), Answer(False, "Thrown: y"), True),
        (Outcome(False, "error: x"), Answer(True, "1"), False),
        (Outcome(True, "1"), Answer(False, "Thrown: y"), False),
        (Outcome(True, "1"), Answer(False, "IntegerOverflow: y", deliberate=True), True),
        (Outcome(True, "1", ("a", "b")), Answer(True, "1", ("b", "a")), False),
        (Outcome(True, "1", ("<CODE>", "b")), Answer(True, "1", ("1", "b")), True),
        (Outcome(True, "1", ("b",)), Answer(True, "1"), False),
        (Outcome(False, f"error: getting status of '/nix/store/{'a' * 32}-x': No"), Answer(True, "1"), True),
        (Outcome(False, "error: getting status of '/a': No"), Answer(True, "1"), False),
        (Outcome(False, "error: x"), Answer(False, "crashed: KeyError()", crashed=True), False),
        (Outcome(True, r'{ "\$" = "\${"; }'), Answer(True, r'{ "$" = "\${"; }'), True),
    ],
)
def test_values_agree_by_their_text_and_failures_by_failing(
    theirs: Outcome, ours: Answer, same: bool
) -> None:
    assert agree(their_answer(theirs), ours) is same


def test_what_a_set_holds_may_be_traced_in_another_order() -> None:
    theirs, ours = Answer(True, "1", ("a", "b")), Answer(True, "1", ("b", "a"))
    assert agree(theirs, ours, "{ }")
    assert not agree(theirs, ours, "[ ]")


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("1 + 1", Answer(True, "2")),
        ('"ä"', Answer(True, '"\xc3\xa4"')),
        ('throw "x"', Answer(False, f"Thrown: x at {FILE}:1:1")),
        ('builtins.trace "t" 1', Answer(True, "1", ("t",))),
        ("9223372036854775807 + 1", Answer(False, f"{OVERFLOW} at {FILE}:1:1", deliberate=True)),
        ("{ a = b; }", Answer(False, f"UndefinedVariable: undefined variable 'b' at {FILE}:1:7")),
    ],
)
def test_our_answer_is_the_value_or_the_failure(expression: str, answer: Answer) -> None:
    assert our_answer(expression) == answer
