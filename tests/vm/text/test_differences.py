"""A failed `assert a == b` says where the two differ first, and forces nothing to find out."""

from __future__ import annotations

import re
from random import Random

import pytest

from tests.evaluation import error, machine, printed, program
from vm.errors import AssertionFailed
from vm.thunks import Thunk
from vm.values import Value

LONG, LATER = "a" * 100 + "b" * 50, "a" * 100 + "c" * 50


def reason(condition: str) -> list[str]:
    """The notes of the error when a condition is asserted."""
    failed = error(f"assert {condition}; 1")
    assert isinstance(failed, AssertionFailed)
    assert failed.code == "E042"
    return failed.notes


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("1 == 2", "the two sides differ: 1 and 2"),
        ("(1 == 2)", "the two sides differ: 1 and 2"),
        ('1 == "1"', 'the two sides differ: an integer: 1 and a string: "1"'),
        ("1 == 1.5", "the two sides differ: an integer: 1 and a float: 1.5"),
        ("0.1 + 0.2 == 0.3", "the two sides differ: 0.30000000000000004 and 0.3"),
        ("null == false", "the two sides differ: null and a Boolean: false"),
        ("/a == /b", "the two sides differ: /a and /b"),
        ('"a" == "b"', 'the two sides differ: "a" and "b"'),
        ("(x: x) == (x: x)", "the two sides differ: functions are never equal"),
        ("{ f = x: x; } == { f = x: x; }", "attribute 'f' differs: functions are never equal"),
        ("[ ] == { }", "the two sides differ: a list: [ ] and a set: { }"),
        ("{ x.y = 1; } == { x.y = 2; }", "attribute 'x.y' differs: 1 and 2"),
        ("{ a = 1; } == { a.b = 1; }", "attribute 'a' differs: an integer: 1 and a set: { b = 1; }"),
        ('{ "a b".c = 1; } == { "a b".c = 2; }', "attribute '\"a b\".c' differs: 1 and 2"),
        ("{ x = 1; z = 2; } == { x = 1; }", "only the left side has attribute 'z'"),
        ("{ x = 1; } == { x = 1; z = 2; }", "only the right side has attribute 'z'"),
        ("{ x = 1; z = 2; } == { q = 1; x = 1; }", "only the left side has attribute 'z'"),
        ("{ a.b = { }; } == { a.b.c = 1; }", "only the right side has attribute 'a.b.c'"),
        ("{ a.c = 1; } == { a.b = 1; }", "only the left side has attribute 'a.c'"),
        ("[ { a = 1; } ] == [ { } ]", "only the left side has attribute 'a' of element 1"),
        ("[ 1 2 ] == [ 1 2 3 ]", "the two sides differ: lists of 2 and 3 elements"),
        ("{ a.b = [ ]; } == { a.b = [ 1 ]; }", "attribute 'a.b' differs: lists of 0 and 1 element"),
        ("[ 1 2 3 ] == [ 1 4 5 ]", "element 2 differs: 2 and 4"),
        ("[ [ [ 1 ] ] 2 ] == [ [ [ 1 ] ] 3 ]", "element 2 differs: 2 and 3"),
        ("[ [ ] [ { } ] { } [ 5 ] ] == [ [ ] [ { } ] { } [ 6 ] ]", "element 1 of element 4 differs: 5 and 6"),
        (
            "{ a = [ 1 [ 2 ] ]; } == { a = [ 1 [ 3 ] ]; }",
            "element 1 of element 2 of attribute 'a' differs: 2 and 3",
        ),
        (
            "[ 1 { a.b = [ ]; c = 2; } ] == [ 1 { a.b = [ ]; c = 4; } ]",
            "attribute 'c' of element 2 differs: 2 and 4",
        ),
    ],
)
def test_the_first_place_and_both_values_are_named(condition: str, said: str) -> None:
    assert reason(condition) == [said]


@pytest.mark.parametrize("around", ["{}", "[ {} ]", "{{ d = {}; }}"])
def test_derivations_differ_by_their_outputs(around: str) -> None:
    sides = ('{ type = "derivation"; outPath = "/a"; }', '{ type = "derivation"; outPath = "/b"; n = 1; }')
    (said,) = reason(" == ".join(around.format(side) for side in sides))
    assert re.search(r' differs?: derivations with the outputs "/a" and "/b"$', said)


def test_of_long_strings_the_part_is_shown_in_which_they_differ() -> None:
    shown = f'..."{"a" * 20}{"b" * 40}"... and ..."{"a" * 20}{"c" * 40}"..., from byte 101 on'
    assert reason(f'"{LONG}" == "{LATER}"') == [f"the two sides differ: {shown}"]
    (said,) = reason(f'"{LONG}" == "b"')
    assert said == f'the two sides differ: "{"a" * 60}"... and "b"'


@pytest.mark.parametrize("text", ["ä" * 80, "aä€𝄞" * 40])
def test_characters_are_not_cut_in_two(text: str) -> None:
    for length in range(55, 62):
        (said,) = reason(f'"{text}{"x" * length}1" == "{text}{"x" * length}2"')
        assert "�" not in said.encode("latin-1").decode("utf-8", "replace")


@pytest.mark.parametrize(
    "condition", ["1 != 1", "1 == 2 && true", "!(1 == 1)", "let b = 1 == 2; in b", "(x: x == 1) 2", "false"]
)
def test_only_a_condition_that_is_an_equality_itself_is_explained(condition: str) -> None:
    assert reason(condition) == []


def test_what_an_assertion_inside_of_a_side_says_is_its_own() -> None:
    assert reason("(assert 3 == 4; 1) == 2") == ["the two sides differ: 3 and 4"]
    inner = "(builtins.tryEval (assert { a = 3; } == { a = 4; }; 1)).success"
    assert reason(f"{inner} == true") == ["the two sides differ: false and true"]
    assert reason(f"[ {inner} 1 ] == [ false 2 ]") == ["element 2 differs: 1 and 2"]
    assert error(f"let c = {inner}; in builtins.seq c (assert c; 1)").notes == []


class Forced:
    """An observer that counts forces."""

    def __init__(self) -> None:
        self.count = 0

    def thunk_forced(self, thunk: Thunk) -> None:
        self.count += 1


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ('[ (1 + 1) (2 + 2) (throw "x") ]', '[ (1 + 1) (2 + 3) (throw "y") ]'),
        ('{ a = 1 + 1; b.c = 2 + 2; d = throw "x"; }', '{ a = 1 + 1; b.c = 3 + 3; d = throw "y"; }'),
        ('{ a = throw "x"; }', '{ a = throw "y"; b = 1; }'),
        ('[ (throw "x") ]', '[ (throw "y") 1 ]'),
        ('{ type = "a" + "b"; z = 1; y = throw "x"; }', '{ type = "a" + "c"; z = 1; y = throw "x"; }'),
    ],
)
def test_nothing_is_forced_that_the_comparison_did_not_force(left: str, right: str) -> None:
    plain, asserted = Forced(), Forced()
    printed(f"{left} == {right}", plain)
    failed = error(f"assert {left} == {right}; 1", asserted)
    assert type(failed) is AssertionFailed
    assert len(failed.notes) == 1
    # The assertion is a thunk more.
    assert asserted.count == plain.count + 1


def test_words_are_made_only_when_somebody_reads_them() -> None:
    asked = []

    def why() -> str:
        asked.append(1)
        return "because"

    failed = AssertionFailed("a", why=why)
    assert asked == []
    failed.notes.append("b")
    assert failed.notes == ["because", "b"]
    assert asked == [1]


def test_an_error_context_comes_after_the_reason() -> None:
    failed = error('builtins.addErrorContext "while testing" (assert 1 == 2; 3)')
    assert failed.notes[0] == "the two sides differ: 1 and 2"
    assert "while testing" in failed.notes[1]


def test_a_caught_assertion_is_forgotten() -> None:
    text = "builtins.tryEval (assert { a = 1; } == { a = 2; }; 1)"
    vm = machine(program(text), strict=True)
    vm.finish()
    assert vm.difference is None
    assert printed(text) == "{ success = false; value = false; }"


def test_a_difference_may_lie_deep() -> None:
    nested = "let f = n: x: if n == 0 then x else f (n - 1) [ { a = x; } ]; in assert f 5000 1 == f 5000 2; 1"
    (said,) = error(nested).notes
    assert said.startswith(
        "attribute 'a' of element 1 of attribute 'a' of element 1 of attribute 'a' of ... of "
    )
    assert said.endswith(" of element 1 differs: 1 and 2")


def some_value(random: Random, depth: int) -> Value:
    """Lists and dicts of small integers."""
    kind = random.randrange(4) if depth else 0
    if kind in (1, 2):
        return [some_value(random, depth - 1) for _ in range(random.randrange(4))]
    if kind == 3:
        return {name: some_value(random, depth - 1) for name in random.sample("abcd", random.randrange(4))}
    return random.randrange(4)


def changed(random: Random, value: Value) -> Value:
    """Nearly the same value."""
    if isinstance(value, list) and value and random.random() < 0.9:
        at = random.randrange(len(value))
        return [*value[:at], changed(random, value[at]), *value[at + 1 :]]
    if isinstance(value, dict) and value and random.random() < 0.9:
        name = random.choice(sorted(value))
        if random.random() < 0.2:
            return {key: each for key, each in value.items() if key != name} | {"b": 9}
        return {**value, name: changed(random, value[name])}
    return some_value(random, 2)


def written(value: Value) -> str:
    if isinstance(value, list):
        return f"[ {''.join(written(each) + ' ' for each in value)}]"
    if isinstance(value, dict):
        return f"{{ {''.join(f'{name} = {written(each)}; ' for name, each in value.items())}}}"
    return str(value)


def first_difference(left: Value, right: Value) -> tuple[str, ...] | None:
    """The parts of what should be said, innermost first; None if there is no difference."""
    if type(left) is not type(right):
        return ("differ",)
    if isinstance(left, list):
        if len(left) != len(right):
            return (f"lists of {len(left)} and {len(right)} element",)
        rows = [(f"element {at}", *pair) for at, pair in enumerate(zip(left, right, strict=True), 1)]
    elif isinstance(left, dict):
        if len(left) != len(right):
            missing = min(left.keys() - right.keys(), default="")
            side = ("left", missing) if missing else ("right", min(right.keys() - left.keys()))
            return (f"only the {side[0]} side has attribute", side[1])
        rows = []
        for name in sorted(left):
            if name not in right:
                rows.append(("", 1, 2))
                break
            rows.append((name, left[name], right[name]))
        absent = [name for name in sorted(left) if name not in right][:1]
        for name, one, other in rows:
            if not name:
                return ("only the left side has attribute", *absent)
            found = first_difference(one, other)
            if found is not None:
                return (*found, name)
        return None
    else:
        return None if left == right else (f"{left} and {right}",)
    for name, one, other in rows:
        found = first_difference(one, other)
        if found is not None:
            return (*found, name)
    return None


def test_random_values_differ_where_a_plain_comparison_says() -> None:
    random, told = Random(42), 0
    for _ in range(400):
        left = some_value(random, 4)
        right = changed(random, left)
        parts = first_difference(left, right)
        if parts is None:
            continue
        (said,) = reason(f"{written(left)} == {written(right)}")
        told += 1
        assert parts[0] in said, (left, right, said)
        steps = re.findall(r"element \d+(?= of|$| differs)|'([a-d.]+)'", said)
        found = [name for match in steps for name in reversed(match.split(".")) if name]
        assert found == [part for part in parts[1:] if len(part) == 1], (left, right, said)
        counted = re.findall(r"element \d+", said.partition(" differs")[0])
        assert counted == [part for part in parts[1:] if len(part) > 1], (left, right, said)
    assert told > 200
