"""`==` and `<`: what is the same reference, what is forced, and in which order."""

from __future__ import annotations

import pytest

from tests.evaluation import error, error_at, machine, printed, program
from tests.vm.test_thunks import Traces
from vm.chunk import NATIVE
from vm.machine.trampoline import BUDGET, Continuation


class Pushed:
    """Whose continuations were pushed."""

    def __init__(self) -> None:
        self.owners: list[str] = []

    def continuation_pushed(self, continuation: Continuation) -> None:
        self.owners.append(continuation.owner)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("let f = x: x; in f == f", "false"),
        ("let f = x: x; in [ f ] == [ f ]", "true"),
        ("let id = x: x; f = x: x; in [ f ] == [ (id f) ]", "false"),
        ("let f = x: x; in { a = f; } == { a = f; }", "true"),
        ("[ map ] == [ map ]", "true"),
        ("map == map", "false"),
        ("builtins == builtins", "true"),
        ("[ builtins ] == [ builtins ]", "true"),
        ('let x = { a = throw "x"; }; in [ x ] == [ x ]', "true"),
        ('[ 1 (throw "x") ] == [ 2 3 ]', "false"),
        ('[ 1 (throw "x") ] == [ 1 ]', "false"),
        ('{ a = 1; b = throw "x"; } == { a = 2; b = 1; }', "false"),
        ('{ a = throw "x"; } == { a = 1; b = 1; }', "false"),
        ("1 == 1.0", "true"),
        ('1 == "1"', "false"),
        ("null == false", "false"),
        ("true == 1", "false"),
        ("[ true ] == [ 1 ]", "false"),
        ("{ } == [ ]", "false"),
        ("/a == /a", "true"),
        ('/a == "/a"', "false"),
        ("[ 1 [ 2 { a = [ ]; } ] ] == [ 1.0 [ 2 { a = [ ]; } ] ]", "true"),
        ('{ type = "derivation"; outPath = "a"; x = 1; } == { type = "derivation"; outPath = "a"; }', "true"),
        ('{ type = "derivation"; outPath = "a"; } == { type = "derivation"; outPath = "b"; }', "false"),
        ('{ type = "other"; outPath = "a"; x = 1; } == { type = "other"; outPath = "a"; }', "false"),
        ('{ type = "derivation"; } == { type = "derivation"; }', "true"),
        ("let a = { x = f; }; f = y: y; in a == a", "true"),
        ("let a = { x = [ a ]; }; in [ a ] == [ a ]", "true"),
    ],
)
def test_values_are_equal_as_in_nix(text: str, expected: str) -> None:
    assert printed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        'let x = { a = throw "x"; }; in x == x',
        '[ (throw "x") ] == [ 1 ]',
        '[ 1 ] == [ (throw "x") ]',
        'let t = throw "x"; in [ t ] == [ t ]',
        '{ a = throw "x"; b = 1; } == { a = 1; b = 2; }',
        '{ a = throw "x"; b = 1; } == { a = 1; c = 1; }',
    ],
)
def test_what_must_be_looked_at_first_is_forced(text: str) -> None:
    assert error(text).message == "x"


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("[ 1 [ 2 { a = [ ]; } ] ]", "[ 1.0 [ 2 { a = [ ]; } ] ]", "true"),
        ('{ a = "x"; b = { c = null; }; }', '{ b = { c = null; }; a = "x"; }', "true"),
        ("{ a = 1; b = 2; }", "{ a = 1; c = 2; }", "false"),
        ("{ a = 1; }", "{ a = 1; b = 2; }", "false"),
        ("[ 1 2 ]", "[ 1 2 3 ]", "false"),
        ("[ { a = x: x; } ]", "[ { a = x: x; } ]", "false"),
        ("[ 1 { } ]", "[ 1 [ ] ]", "false"),
        ("builtins.genList (n: [ n ]) 300", "builtins.genList (n: [ n ]) 300", "true"),
    ],
)
def test_what_is_evaluated_is_compared_at_once_if_nobody_looks(
    left: str, right: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"let a = {left}; b = {right}; in builtins.deepSeq [ a b ] (a == b)"
    looking = Pushed()
    assert printed(text, looking) == expected
    assert "OpEqual" in looking.owners
    if not NATIVE:
        monkeypatch.setattr("vm.machine.equality.Equality", None)
    assert printed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "let d = n: if n == 0 then 1 else [ (d (n - 1)) ]; a = d 200; b = d 200; in a == b",
        "let xs = builtins.genList (n: n); a = xs 150000; b = xs 150000; in a == b",
        'let d = { type = "derivation"; outPath = "x"; n = 1; }; a = d; b = d // { n = 2; }; in a == b',
    ],
)
def test_what_is_too_much_at_once_is_compared_in_steps(text: str) -> None:
    assert printed(text.replace(" in ", " in builtins.deepSeq [ a b ] (") + ")") == "true"


def test_left_is_forced_before_right_and_pairs_from_first_to_last() -> None:
    said = Traces()
    text = 'let t = builtins.trace; in [ (t "a" 1) (t "b" 2) (t "e" 3) ] == [ (t "c" 1) (t "d" 3) (t "f" 3) ]'
    assert printed(text, said) == "false"
    assert said.lines == ["a", "c", "b", "d"]


def test_attributes_are_compared_in_the_order_of_their_names() -> None:
    said = Traces()
    text = 'let t = builtins.trace; in { b = t "b" 1; a = t "a" 1; } == { a = t "a2" 1; b = t "b2" 1; }'
    assert printed(text, said) == "true"
    assert said.lines == ["a", "a2", "b", "b2"]


def test_pairs_wait_on_the_value_stack_and_are_gone_when_an_answer_is_known() -> None:
    vm = machine(program('[ (1 + 1) 2 3 4 5 6 7 8 9 ] == [ 2 2 3 4 5 6 7 8 (throw "x") ]'))
    highest = 0
    while vm.error is None and not vm.finished:
        vm.tick()
        highest = max(highest, len(vm.stack))
    assert highest >= 18
    assert vm.error is not None
    while not vm.finished:
        vm.tick()
    assert vm.stack == []


def test_a_long_comparison_lets_the_machine_breathe() -> None:
    vm = machine(
        program("let l = builtins.genList (x: 1) 20000; in builtins.deepSeq l (l ++ [ 1 ] == l ++ [ 1 ])")
    )
    runs = []

    class Count:
        def continuation_run(self, continuation: object) -> None:
            if type(continuation).__name__ == "Equality":
                runs.append(continuation)

    vm.attach(Count())
    assert vm.finish() is True
    assert len(runs) >= 20_001 / BUDGET


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 < 1.5", "true"),
        ("[ 1 2 ] < [ 1 3 ]", "true"),
        ("[ ] < [ 1 ]", "true"),
        ("[ 1 ] < [ ]", "false"),
        ("[ [ 1 ] 5 ] < [ [ 2 ] 1 ]", "true"),
        ('[ 1 (throw "x") ] < [ 2 (throw "y") ]', "true"),
        ("[ 1 ] >= [ 1 ]", "true"),
        ("[ 1 ] > [ 1 ]", "false"),
        ("/a < /b", "true"),
        ('"a" <= "a"', "true"),
        ("[ null 1 ] < [ null 2 ]", "true"),
    ],
)
def test_order_is_that_of_numbers_strings_paths_and_lists(text: str, expected: str) -> None:
    assert printed(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("null < null", "cannot compare null with null"),
        ('1 < "a"', "cannot compare an integer with a string"),
        ("{ } < { }", "cannot compare a set with a set"),
        ("[ 1 ] < 1", "cannot compare a list with an integer"),
        ("[ true ] < [ false ]", "cannot compare a Boolean with a Boolean"),
        ("(x: x) < (x: x)", "cannot compare a function with a function"),
    ],
)
def test_what_has_no_order_is_refused_by_naming_both(text: str, message: str) -> None:
    found = error(text)
    assert found.message == message
    assert found.span is not None


@pytest.mark.parametrize("text", ["let x = [ x ] == [ 1 ]; in x", "let x = { a = x; } == { a = 1; }; in x"])
def test_an_error_met_by_a_comparison_is_placed_at_it(text: str) -> None:
    kind, span = error_at(text)
    assert kind == "InfiniteRecursion"
    assert f"let x = {span}; in x" == text
