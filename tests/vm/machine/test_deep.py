"""Deep forcing."""

from __future__ import annotations

import pytest

from tests.evaluation import error, machine, printed, program
from tests.vm.test_thunks import Traces


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("let a = { b = a; c = [ a ]; }; in builtins.deepSeq a 1", "1"),
        ("let l = [ l ]; in builtins.deepSeq l 1", "1"),
        ("let a = { x = 1; inherit b; }; b = { inherit a; }; in builtins.deepSeq [ a b ] 2", "2"),
        ('builtins.deepSeq (x: throw "x") 1', "1"),
        ('builtins.seq { a = throw "x"; } 1', "1"),
        ("builtins.deepSeq { } 1", "1"),
    ],
)
def test_everything_is_looked_into_once_even_through_cycles(text: str, expected: str) -> None:
    assert printed(text) == expected


@pytest.mark.parametrize(
    "text", ['{ a = [ 1 { b = throw "x"; } ]; }', '[ [ [ (throw "x") ] ] ]', 'throw "x"']
)
def test_an_error_anywhere_inside_is_found(text: str) -> None:
    assert error(f"builtins.deepSeq ({text}) 1").message == "x"


def test_elements_are_forced_in_order_and_attributes_by_name() -> None:
    said = Traces()
    text = 'let t = x: builtins.trace x 1; in builtins.deepSeq { b = t "3"; a = [ (t "1") (t "2") ]; } 1'
    assert printed(text, said) == "1"
    assert said.lines == ["1", "2", "3"]


def test_without_strict_the_result_is_forced_only_outside() -> None:
    vm = machine(program('{ a = throw "x"; }'))
    assert set(vm.finish()) == {"a"}


def test_wide_values_are_forced_in_bounded_ticks() -> None:
    vm = machine(
        program("let l = builtins.genList (x: 1) 10000; in builtins.deepSeq l (builtins.deepSeq l 1)")
    )
    vm.finish()
    assert vm.ticks >= 20_000 + 10
