"""Applications: functors, several arguments, partial builtins, and what cannot be called."""

from __future__ import annotations

import pytest

from tests.evaluation import error, error_at, printed
from tests.vm.test_thunks import Traces


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ __functor = self: x: x + self.a; a = 1; } 2", "3"),
        ("{ __functor = { __functor = self: other: x: [ x ]; }; } 2", "[ 2 ]"),
        ("map { __functor = self: x: x + 1; } [ 1 2 ]", "[ 2 3 ]"),
        ("builtins.filter { __functor = self: x: x > 1; } [ 1 2 ]", "[ 2 ]"),
        ("{ __functor = 1; } 1", None),
        ("{ __functor = self: builtins.add 1; } 2", "3"),
        ("builtins.foldl' builtins.add 0 [ 1 2 3 ]", "6"),
        ("builtins.foldl' (a: b: c: c) 0 [ 1 ] 5", "5"),
        ("let f = builtins.sub; g = f 5; in [ (g 1) (g 2) ]", "[ 4 3 ]"),
        ("(x: y: z: [ x y z ]) 1 2 3", "[ 1 2 3 ]"),
        ("(builtins.seq 1 builtins.add) 1 2", "3"),
        ("builtins.seq 1 (x: x) 2", "2"),
        ("(if true then x: x + 1 else null) 1", "2"),
    ],
)
def test_what_can_be_called_is_called(text: str, expected: str | None) -> None:
    if expected is None:
        assert type(error(text)).__name__ == "TypeMismatch"
    else:
        assert printed(text) == expected


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("1 2", "1 2"),
        ("(x: x) 1 2", "(x: x) 1 2"),
        ("{ a = 1; } 2", "{ a = 1; } 2"),
        ("null null", "null null"),
        ("[ ] 1", "[ ] 1"),
        ("builtins.add 1 2 3", "builtins.add 1 2 3"),
    ],
)
def test_what_cannot_be_called_is_refused_at_the_call(text: str, at: str) -> None:
    assert error_at(text) == ("TypeMismatch", at)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("({ a }: a) { }", "MissingArgument"),
        ("({ a, ... }: a) { b = 1; }", "MissingArgument"),
        ("({ a ? 1 }: a) { b = 1; }", "UnexpectedArgument"),
        ("({ }: 1) { b = 1; }", "UnexpectedArgument"),
        ("({ a }: a) [ ]", "TypeMismatch"),
        ("({ ... }: 1) 1", "TypeMismatch"),
        ("({ a, b }: a) { b = 1; }.c or { }", "MissingArgument"),
    ],
)
def test_patterns_refuse_what_they_do_not_name(text: str, kind: str) -> None:
    found = error(text)
    assert type(found).__name__ == kind
    assert found.span is not None


def test_a_missing_argument_names_the_function_and_an_unexpected_one_what_it_takes() -> None:
    assert error("let f = { a }: a; in f { }").message == "function 'f' called without required argument 'a'"
    found = error("let f = { a ? 1, b ? 2 }: a; in f { c = 1; }")
    assert found.message == "function 'f' called with unexpected argument 'c'"
    assert found.notes == ["it takes a, b"]


def test_the_argument_of_a_function_is_not_forced_by_the_call() -> None:
    assert printed('(x: 1) (throw "x")') == "1"
    assert printed('({ a, b ? a }: 1) { a = throw "x"; }') == "1"


def test_a_default_is_used_only_when_needed_and_may_use_later_names() -> None:
    said = Traces()
    text = '({ a ? builtins.trace "a" b, b ? 2 }: [ a a ]) { }'
    assert printed(text, said) == "[ 2 2 ]"
    assert said.lines == ["a"]


def test_a_functor_is_forced_first_and_called_with_itself() -> None:
    said = Traces()
    text = (
        'builtins.trace "set" { __functor = builtins.trace "functor" (self: x: x); } (builtins.trace "x" 1)'
    )
    assert printed(text, said) == "1"
    assert said.lines == ["set", "functor", "x"]
