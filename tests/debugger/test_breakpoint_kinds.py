"""The kinds of breakpoints: what each stops at, forwards, and at the same steps backwards."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from debugger.breakpoints.grammar import KINDS, parse
from debugger.errors import DebuggerError
from debugger.loading.program import Program
from debugger.motions import Backwards, Continue
from debugger.session import Session

HISTORY = 100_000


@dataclass(frozen=True)
class Case:
    """A program, a breakpoint, and an expression with what it gives at each stop."""

    program: str
    where: str
    expression: str
    values: tuple[str, ...]


FAC = "let fac = n: if n == 0 then 1 else n * fac (n - 1); in fac 3"
POWER = "let power = base: e: if e == 0 then 1 else base * power base (e - 1); in power 2 3"
MERGE = """let
  mergeDefinitions = loc: type: defs: { value = builtins.foldl' (a: b: a + b) 0 (assert loc != [ ]; defs); };
  config = {
    a.port = (mergeDefinitions [ "a" "port" ] null [ 1 2 ]).value;
    b.port = (mergeDefinitions [ "b" "port" ] null [ 3 4 ]).value;
  };
in config.a.port + config.b.port"""

CASES = {
    "function": Case(FAC, "fn fac", "n", ("3", "2", "1", "0")),
    "function with a condition": Case(FAC, "fn fac if n < 2", "n", ("1", "0")),
    "function of two arguments": Case(POWER, "fn power", "base * 100 + e", ("203", "202", "201", "200")),
    "function of a set": Case(
        "let f = { x, y ? x + 1 }: x + y; in f { x = 1; } + f { x = 2; y = 9; }", "fn f", "y", ("2", "9")
    ),
    "function in a set": Case("let s = { f = x: x + 1; }; in s.f 1 + s.f 2", "fn f", "x", ("1", "2")),
    "builtin": Case("map (x: x + 1) [ 1 ] ++ map (x: x) [ 2 ]", "builtin map", "1", ("1", "1")),
    "builtin by its path": Case("builtins.length [ 1 2 ]", "builtin builtins.length", "1", ("1",)),
    "attribute": Case(
        "let s = { a = 1 + 1; b = 2; }; in s.a + s.b + s.a", "attr a", "__depth > 0", ("true",) * 3
    ),
    "attribute path": Case(
        "let s.t.a = 1; q.a = 2; in s.t.a + q.a", "attr t.a", "builtins.isAttrs __stack", ("false",)
    ),
    "path from a variable": Case("let s.a = 1; q.a = 2; in s.a + q.a", "attr s.a", "1", ("1",)),
    "option": Case(MERGE, "option b.port", "defs", ("[ 3 4 ]",)),
    "depth": Case(FAC, "depth > 4", "n", ("2", "0")),
    "thunks under evaluation": Case(
        "let a = 1 + b; b = 1 + c; c = 1 + 1; in a", "force-depth > 2", "__depth", ("3",)
    ),
    "with that misses": Case("with { a = 1; }; with { b = 2; }; a + b", "with-miss", "__top", ('"a"',)),
    "with of a set that is not evaluated": Case(
        "with { a = 1; }; with (x: x) { b = 2; }; b + a", "with-miss", "__top", ('"a"',)
    ),
    "when": Case(FAC, 'when __top == "never" || __depth == 99', "n", ()),
    "when on a value": Case(
        'let s = "ab" + "c"; in s + "d"',
        'when builtins.isString __top && builtins.match "ab." __top != null',
        "__top",
        ('"abc"',) * 3,
    ),
    "tail call": Case("let f = n: if n == 0 then 0 else f (n - 1); in f 2", "tailcall", "1", ("1",) * 3),
}


def stops(subject: Session, expression: str) -> tuple[list[int], list[str]]:
    """Every step at which the run stops, and what an expression gives there."""
    steps, values = [], []
    while subject.run(Continue()) == "stopped":
        steps.append(subject.step)
        values.append(shown(subject, expression))
        assert subject.message.startswith("breakpoint 1: "), subject.message
    return steps, values


def shown(subject: Session, expression: str) -> str:
    here = subject.here(subject.state, subject.step)
    assert here is not None
    return here.shown(expression)


def backwards(subject: Session) -> list[int]:
    """Every step at which the run stops on its way back, in order of time."""
    steps: list[int] = []
    while True:
        subject.run(Backwards(Continue()))
        if not subject.message.startswith("breakpoint"):
            return steps[::-1]
        steps.append(subject.step)


@pytest.mark.parametrize("name", CASES)
def test_it_stops_where_it_should_in_both_directions(name: str) -> None:
    case = CASES[name]
    subject = Session(Program(expression=case.program, strict=True), history=HISTORY)
    subject.breakpoints.add(case.where)
    steps, values = stops(subject, case.expression)
    assert subject.status == "finished"
    assert tuple(f'"{each}"' if case.expression == "__top" else each for each in values) == case.values
    assert backwards(subject) == steps
    subject.travel(0)
    again = []
    while subject.run(Continue()) == "stopped" and subject.message.startswith("breakpoint"):
        again.append(subject.step)
    assert again == steps


EVENTS = {
    "trace": ('builtins.trace "a" 1 + builtins.trace "b" 2', "trace", 2),
    "warning": ('builtins.warn "a" 1 + 2', "warning", 1),
    "a caught error": ('(builtins.tryEval (throw "x")).success || true', "error caught", 1),
    "any error": ('(builtins.tryEval (throw "x")).success || true', "error", 1),
    "an uncaught error": ('(builtins.tryEval (throw "x")).success || true', "error uncaught", 0),
    "a code": ("(builtins.tryEval (assert false; 1)).success || true", "error E042", 1),
    "another code": ("(builtins.tryEval (assert false; 1)).success || true", "error E013", 0),
    "a thunk forced": ("let a = b + 1; b = 2 + 3; in a", "force thunk#1", 1),
    "a thunk evaluated": ("let a = b + 1; b = 2 + 3; in a + 1", "evaluated thunk#2", 1),
    "no such thunk": ("let a = b + 1; b = 2 + 3; in a", "evaluated #99", 0),
}


@pytest.mark.parametrize("name", EVENTS)
def test_it_stops_after_what_an_op_brings_about(name: str) -> None:
    program, where, count = EVENTS[name]
    subject = Session(Program(expression=program, strict=True), history=HISTORY)
    subject.breakpoints.add(where)
    steps = []
    while subject.run(Continue()) in ("stopped", "error"):
        assert subject.message == f"breakpoint 1: {where}"
        steps.append(subject.step)
    assert subject.status == "finished"
    assert len(steps) == count
    assert backwards(subject) == steps


def test_a_blackhole_stops_although_nothing_catches_it() -> None:
    subject = Session(Program(expression="let a = a + 1; in a"), history=HISTORY)
    subject.breakpoints.add("blackhole")
    assert subject.run(Continue()) == "error"
    assert subject.message == "breakpoint 1: blackhole"


def test_hits_are_counted_and_some_may_be_ignored() -> None:
    subject = Session(Program(expression=FAC), history=HISTORY)
    made = subject.breakpoints.add("fn fac ignore 2")
    _, values = stops(subject, "n")
    assert values == ["1", "0"]
    assert made.hits == 4
    assert made.ignore == 0
    assert len(backwards(subject)) == 4
    assert made.hits == 4


def test_once_is_once() -> None:
    subject = Session(Program(expression=FAC), history=HISTORY)
    subject.breakpoints.add("fn fac once")
    _, values = stops(subject, "n")
    assert values == ["3"]
    assert not subject.breakpoints


def test_a_message_is_said_instead_of_stopping_and_only_the_first_time() -> None:
    subject = Session(Program(expression=FAC), history=HISTORY)
    made = subject.breakpoints.add('fn fac log "n is ${n}, ${n + no}, ${toString (n * 2)} }"')
    assert subject.run(Continue()) == "finished"
    first = "n is 3, <undefined variable 'no'>, 6 }"
    assert [each.text for each in subject.output][:2] == [first, "n is 2, <undefined variable 'no'>, 4 }"]
    assert {each.kind for each in subject.output} == {"log"}
    assert made.hits == 4
    assert backwards(subject) == []
    subject.travel(0)
    subject.run(Continue())
    assert len(subject.output) == 4


def test_a_condition_that_fails_stops_and_says_why() -> None:
    subject = Session(Program(expression=FAC), history=HISTORY)
    subject.breakpoints.add("fn fac if m > 1")
    assert subject.run(Continue()) == "stopped"
    assert subject.message == "breakpoint 1: fn fac if m > 1: undefined variable 'm'"
    subject.breakpoints.change(1, "fn fac if n")
    assert subject.run(Continue()) == "stopped"
    assert subject.message.endswith(": the condition is an integer, not a Boolean")


def test_a_disabled_one_is_passed_over() -> None:
    subject = Session(Program(expression=FAC), history=HISTORY)
    subject.breakpoints.add("fn fac")
    subject.breakpoints.switch(1, False)
    assert subject.run(Continue()) == "finished"
    assert backwards(subject) == []


@pytest.mark.parametrize(
    "text",
    [
        "OpForce",
        "a.nix:1",
        "a.nix:1:2 if x == 1 ignore 3 once",
        'fn f if x.log == "a" log "x is ${x}"',
        "when a || b",
        'trace log "it says something"',
        "depth > 10 if true once",
    ],
)
def test_what_is_written_can_be_written_again(text: str) -> None:
    assert parse(text).text == text
    assert parse(f"  {text} ").text == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("fn", "break fn needs a name: break fn NAME"),
        ("builtin mop", "there is no builtin mop; did you mean map?"),
        ("op OpForze", "there is no opcode OpForze; did you mean OpForce?"),
        ("error E999", "there is no error E999"),
        ("error sometimes", "which one? caught, uncaught, or a code"),
        ("force", "break force needs a thunk: break force thunk#12"),
        ("depth 12", "break depth needs a limit: break depth > 1000"),
        ("trace now", "nothing comes after break trace, except `if` and the like"),
        ("when", "break when needs an expression"),
        ("bultin map", "did you mean builtin?"),
    ],
)
def test_what_is_no_breakpoint_is_refused_with_what_to_try(text: str, words: str) -> None:
    with pytest.raises(DebuggerError) as refused:
        parse(text)
    assert words in str(refused.value)


def test_every_kind_is_tested() -> None:
    tested = {each.where for each in CASES.values()} | {where for _, where, _ in EVENTS.values()}
    words = {where.split(" ")[0] for where in tested} | {"blackhole", "op", "break"}
    assert words >= KINDS.keys()
