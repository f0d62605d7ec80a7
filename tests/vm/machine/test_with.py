"""The with-stack: which sets a dynamic name sees, and which of them are forced."""

from __future__ import annotations

import pytest

from tests.evaluation import error, error_at, printed
from tests.vm.test_thunks import Traces


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("with { a = 1; }; a", "1"),
        ("with { a = 1; }; with { a = 2; }; a", "2"),
        ("with { a = 1; }; with { b = 2; }; a + b", "3"),
        ("let a = 1; in with { a = 2; }; a", "1"),
        ("(a: with { a = 2; }; a) 1", "1"),
        ("with { a = 1; }; let a = 2; in a", "2"),
        ("with { map = 1; }; builtins.isFunction map", "true"),
        ("with { true = 1; }; true", "true"),
        ("with { f = x: y; y = 3; }; f 1", None),
        ("let f = with { a = 1; }; x: a + x; in with { a = 10; x = 20; }; f 2", "3"),
        ("let f = (x: with { a = x; }; y: [ a y ]); in (f 1 2) ++ (f 3 4)", "[ 1 2 3 4 ]"),
        ("with { a = 1; }; rec { b = a; a = 2; }.b", "2"),
        ("with { a = 1; }; { inherit a; }.a", "1"),
        ("with { a = 1; }; let inherit a; in a", "1"),
        ("with rec { a = b; b = 1; }; a", "1"),
        ("with { a = 1; }; builtins.head (map (x: a + x) [ 1 ])", "2"),
        ("with { a = { b = 1; }; }; with a; b", "1"),
        ("builtins.length [ (with { a = 1; }; a) (with { b = 1; }; b) ]", "2"),
        ('with throw "x"; 1', "1"),
        ("with 1; 2", "2"),
        ("with { a = 1; }; (x: with x; a) { }", "1"),
        ("with { a = 1; }; (x: with x; a) { a = 2; }", "2"),
    ],
)
def test_names_mean_what_the_innermost_set_says(text: str, expected: str | None) -> None:
    if expected is None:
        assert error(text).message == "undefined variable 'y'"
    else:
        assert printed(text) == expected


def test_a_called_function_does_not_see_its_caller_s_sets() -> None:
    assert error_at("let f = with { }; x: a; in with { a = 1; }; f 1") == ("UnboundName", "a")
    text = "let g = with { b = 1; }; y: b + y; f = with { }; x: g x; in with { b = 100; }; f 1"
    assert printed(text) == "2"


def test_only_the_sets_that_are_looked_into_are_forced_the_innermost_first() -> None:
    said = Traces()
    text = 'let t = builtins.trace; in with t "1" { a = 1; }; with t "2" { b = 2; }; with t "3" { }; b'
    assert printed(text, said) == "2"
    assert said.lines == ["3", "2"]


def test_what_is_not_a_set_is_refused_when_a_name_is_looked_up() -> None:
    assert error_at("with 1; a") == ("TypeMismatch", "a")
    assert error_at("with { b = 1; }; with [ ]; b") == ("TypeMismatch", "b")
    assert printed("with 1; with { a = 2; }; a") == "2"


def test_a_name_that_no_set_has_is_unbound() -> None:
    assert error_at("with { }; with { b = 1; }; a") == ("UnboundName", "a")


def test_an_error_while_a_with_is_open_closes_it() -> None:
    text = 'with { a = 1; }; [ (builtins.tryEval (with { a = throw "x"; }; a)).success a ]'
    assert printed(text) == "[ false 1 ]"
