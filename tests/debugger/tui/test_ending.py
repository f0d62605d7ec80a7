"""The end of a program: what was never needed, and forcing it as a new leg of the same run."""

from __future__ import annotations

import pytest

from debugger.errors import DebuggerError
from debugger.loading.program import Program
from debugger.motions import Continue
from debugger.session import Session
from debugger.tui.panels import explanation
from debugger.tui.screens.value import ValueScreen
from tests.debugger.tui.driving import opened, press, type_command, until
from vm.machine.deep import keeping_going

LAZY = "{ a = 1 + 2; b = [ (3 * 4) ]; }"


def done(text: str, window: int = 100_000) -> Session:
    made = Session(Program(expression=text), history=window)
    made.run(Continue())
    return made


def words(subject: Session) -> list[str]:
    return [line.text.strip() for line in explanation.lines(subject.snapshot(), 120, 4)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LAZY, "2 attributes were never needed: X forces them."),
        ("{ a = 1 + 2; b = 3; }", "1 attribute was never needed: X forces it."),
        ("builtins.genList (n: n) 20000", "at least 9 999 elements were never needed: X forces them."),
        ("[ (1 + 2) (2 + 3) (4 + 5) ]", "3 elements were never needed: X forces them."),
        (
            "let s = { a = [ (1 + 1) ]; b = 2 + 2; }; in builtins.seq s.a s",
            "2 values in it were never needed",
        ),
    ],
)
def test_the_end_says_what_was_never_needed(text: str, said: str) -> None:
    assert said in " ".join(words(done(text)))


@pytest.mark.parametrize(
    "text", ["1", '"a"', "{ }", "{ a = 1; }", "x: x", "let a = { b = a; }; in builtins.seq a.b a"]
)
def test_the_end_says_nothing_where_everything_was_needed(text: str) -> None:
    assert "never needed" not in " ".join(words(done(text)))


def test_forcing_the_result_goes_on_with_the_same_run() -> None:
    subject = done(LAZY)
    before, edge = subject.snapshot(), subject.step
    subject.force_result()
    assert subject.run(Continue()) == "finished"
    after = subject.snapshot()
    assert before.result is not None
    assert after.result is not None
    assert (before.result.text, after.result.text) == (
        "{ a = #1; b = #2; }",
        "{ a = 3; b = [ ... ]; }",
    )
    assert after.never_needed == (0, 0)
    assert subject.step > edge
    subject.goto(str(edge))
    assert any("deep force" in each.text for each in subject.snapshot().continuations)
    subject.goto("end")
    assert subject.snapshot().result == after.result
    with pytest.raises(DebuggerError, match="nothing is left"):
        subject.force_result()


def test_legs_are_made_again_with_the_rest_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("debugger.history.segments.PACE.segment", 50)
    monkeypatch.setattr("debugger.history.remaking.STRETCH", 100)
    monkeypatch.setattr("debugger.history.history.STRETCH", 100)
    monkeypatch.setattr("debugger.history.history.MARGIN", 20)
    text = "builtins.genList (n: n * 1) 60"
    whole = done(text)
    subject = Session(Program(expression=text), history=60)
    for each in (whole, subject):
        each.run(Continue())
        each.force_result()
        each.run(Continue())
    assert subject.history.start > 100
    for step in (30, 120, 60):
        for each in (whole, subject):
            each.goto(str(step))
            while each.motion is not None:
                each.advance(1)
        assert subject.snapshot().opcode == whole.snapshot().opcode
        assert subject.step == step


def test_what_fails_stops_the_leg_and_the_rest_is_forced_all_the_same() -> None:
    subject = done('{ a = throw "no"; b = 1 + 1; }')
    subject.force_result()
    assert subject.run(Continue()) == "error"
    assert subject.run(Continue()) == "finished"
    result = subject.snapshot().result
    assert result is not None
    assert result.text == "{ a = #1; b = 2; }"
    assert [each.error.message for each in subject.loaded.failures.values()] == ["no"]


def test_only_a_finished_program_has_a_value_to_force() -> None:
    subject = Session(Program(expression=LAZY), history=1000)
    with pytest.raises(DebuggerError, match="program that is done"):
        subject.force_result()
    failed = done('throw "no"')
    failed.run(Continue())
    with pytest.raises(DebuggerError, match="program that is done"):
        failed.force_result()


def test_a_path_leads_to_what_is_forced() -> None:
    subject = done("{ a = { b = 1 + 1; c = 2 + 2; }; }")
    subject.add_leg(lambda loaded: ("deep force", keeping_going({}, ("a",))))
    subject.run(Continue())
    assert subject.snapshot().never_needed == (0, 0)


async def test_x_forces_the_result() -> None:
    async with opened(done(LAZY)) as (app, pilot):
        assert app.snapshot.status == "finished"
        await press(pilot, "X")
        await until(pilot, lambda: app.snapshot.never_needed == (0, 0))
        assert app.snapshot.status == "finished"
        await type_command(pilot, "strict")
        assert "nothing is left" in app.explanation.message


async def test_x_in_the_window_of_a_value_forces_only_what_the_cursor_is_on() -> None:
    async with opened(done(LAZY)) as (app, pilot):
        await press(pilot, "4", "enter")
        await until(pilot, lambda: isinstance(app.screen, ValueScreen))
        await press(pilot, "down", "X")
        await until(pilot, lambda: app.snapshot.never_needed == (1, 1))
        assert not isinstance(app.screen, ValueScreen)
