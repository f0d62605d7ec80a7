"""What is told of an op before it runs is what happens then, and telling it changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from debugger.history.timeline import AnyFrame
from debugger.loading.program import Program
from debugger.motions import Continue, Into
from debugger.session import Session
from debugger.views.words.effect import Effect, effect_of
from debugger.views.words.outcome import MOST_ELEMENTS
from tests.debugger.test_motions import PROGRAMS
from vm.text.printer import print_short
from vm.values import Value

OPERATORS = {
    "numbers": "[ (1 + 2) (7 - 2.5) (2 * 3) (7 / 2) (-3) (1 + 0.5) ]",
    "strings": '[ ("a" + "b") "x${"y"}z${"a" + "b"}" ("a" < "b") ("a${./c}" == "") ]',
    "comparisons": "[ (1 == 1.0) (2 < 1) (2 >= 1) (1 <= 1) (3 > 2) ([ 1 2 ] < [ 1 3 ]) (null == null) ]",
    "nested": "[ ([ 1 ] == [ 1 ]) ({ a = 1; } == { a = 2; }) ([ 1 ] == [ ]) ({ a = [ ]; } == { a = [ ]; }) ]",
    "nested with thunks": "let x = 1 + 1; in [ ([ x ] == [ x ]) ([ x ] == [ x ]) ([ 1 x ] == [ 2 x ]) ]",
    "sets": "let a = { b = 1; } // { c = { d = 2; }; }; in [ a.b a.c.d (a ? b) (a ? c.e) (a.x or 3) a.c ]",
    "lists": '[ ([ 1 ] ++ [ ]) ([ ] ++ [ 2 3 ]) ] ++ [ (if "a" == "b" then 1 else [ ]) ]',
    "booleans": "[ (true && false) (false || !false) (true -> 1 == 1) (assert true; 1) ]",
    "withs": "with { a = 1; }; with { b = a; }; [ (a + b) (a + b) ]",
    "a set that is a string": '"a${{ outPath = "b"; }}" + "c${{ __toString = self: "d"; }}"',
    "partial builtins": "let f = builtins.foldl' (a: b: a + b); in f 0 [ 1 2 ]",
}
FAILING = {
    "a missing attribute": "{ a = 1; }.b",
    "no set": "let a = 1; in a.b",
    "adding": '1 + "a"',
    "coercing": '"a" + 1',
    "dividing": "1 / 0",
    "overflow": "9223372036854775807 + 1",
    "no boolean": "if 1 then 2 else 3",
    "no boolean operand": "true && 1",
    "no function": "1 2",
    "incomparable": "{ } < { }",
    "unexpected argument": "({ a }: a) { a = 1; b = 2; }",
    "missing argument": "({ a }: a) { }",
    "duplicate": '{ a = 1; ${"a" + ""} = 2; }',
    "recursion": "rec { a = a + 1; }.a",
    "assertion": "assert 1 == 2; 3",
    "unbound": "with { b = 1; }; b + a",
    "no list": "[ 1 ] ++ 2",
}


def session(text: str) -> Session:
    return Session(Program(expression=text, strict=True), history=100_000)


def same(ours: Value, theirs: Value) -> bool:
    return ours is theirs or (type(ours) is type(theirs) and print_short(ours) == print_short(theirs))


def check_step(subject: Session) -> None:
    """Take one step, and compare what came of it with what was told."""
    vm = subject.machine
    effect, frame, height = effect_of(vm), vm.frame, len(vm.stack)
    failed_before = vm.error is not None
    subject.run(Into())
    if effect is None or failed_before:
        return
    outcome = effect.outcome
    if outcome.failure:
        assert subject.status == "error", (effect.name, outcome.failure)
    elif outcome.values is not None and not effect.ends:
        assert subject.status != "error", effect.name
        assert vm.frame is frame
        left = vm.stack[height - effect.taken :]
        assert len(left) == len(outcome.values)
        assert all(map(same, left, outcome.values)), (effect.name, left, outcome.values)
        assert_jumped(frame, effect)


def assert_jumped(frame: AnyFrame | None, effect: Effect) -> None:
    assert frame is not None
    if effect.outcome.target >= 0:
        assert frame.ip == effect.outcome.target


@pytest.mark.parametrize("text", [*PROGRAMS.values(), *OPERATORS.values()], ids=[*PROGRAMS, *OPERATORS])
def test_what_is_told_comes_true(text: str) -> None:
    subject = session(text)
    while not subject.ended:
        check_step(subject)
    told, untold = session(text), session(text)
    while not told.ended:
        told.snapshot()
        told.run(Into())
    untold.run(Continue())
    while not untold.ended:
        untold.run(Continue())
    assert told.step == untold.step
    assert told.machine.thunks == untold.machine.thunks


@pytest.mark.parametrize(
    "path", sorted(Path("tests/language/okay").glob("*.nix"))[::25], ids=lambda path: path.stem
)
def test_what_is_told_of_real_programs_comes_true(path: Path) -> None:
    subject = Session(Program(path=str(path), strict=True))
    while not subject.ended and subject.step < 400:
        check_step(subject)


@pytest.mark.parametrize("text", FAILING.values(), ids=FAILING)
def test_a_failure_is_told_before_it_happens(text: str) -> None:
    subject = session(text)
    told = ""
    while subject.status != "error":
        told = subject.snapshot().explanation
        subject.run(Into())
    assert "This will fail: " in told
    error = subject.machine.error
    assert error is not None
    words = told.partition("This will fail: ")[2].rstrip(".")
    assert words.partition(":")[0] in error.message or "assertion" in words


@pytest.mark.parametrize(
    "text",
    [*PROGRAMS.values(), *OPERATORS.values(), *FAILING.values()],
    ids=[*PROGRAMS, *OPERATORS, *FAILING],
)
def test_the_past_tells_the_same_as_it_did_live(text: str) -> None:
    subject = session(text)
    live = {}
    while not subject.ended:
        if subject.status == "stopped":
            live[subject.step] = subject.snapshot()
        subject.run(Into())
    for step, then in live.items():
        if step >= subject.history.edge:
            continue
        subject.history.look_at(step)
        now = subject.snapshot()
        assert now.because == then.because
        assert now.effect == then.effect
        assert [(each.index, each.value.text) for each in now.popped] == [
            (each.index, each.value.text) for each in then.popped
        ]
        assert (now.bytecode and now.bytecode.returns) == (then.bytecode and then.bytecode.returns)
        assert now.explanation == then.explanation


def test_what_is_large_is_not_worked_out() -> None:
    subject = session(f"builtins.genList (n: n) {MOST_ELEMENTS} ++ [ 1 ]")
    while subject.snapshot().opcode != "OpConcat":
        subject.run(Into())
    shown = subject.snapshot()
    assert f"joins a list of {MOST_ELEMENTS:,}".replace(",", " ") in shown.explanation
    assert "will fail" not in shown.explanation
    assert shown.effect is not None
    assert (shown.effect.text, shown.effect.kind) == ("a list", "begun")
