"""A selected frame says what it waits for."""

from __future__ import annotations

import re

import pytest

from debugger.loading.program import Program
from debugger.motions import Continue
from debugger.session import Session
from debugger.tui.panels import explanation
from tests.debugger.tui.driving import opened, press
from tests.debugger.tui.programs import session_of

SUM = """let total = builtins.foldl' (a: b: a + b.x) 0 [ { x = url; } ];
             url = 1 + deep; deep = throw "x"; in total"""


def failing(text: str) -> Session:
    made = Session(Program(expression=text, strict=True), history=1000)
    assert made.run(Continue()) == "error"
    return made


def said(subject: Session, number: int) -> str:
    subject.selected = number
    return subject.snapshot().explanation


def test_a_frame_waits_for_the_cell_that_the_next_one_runs() -> None:
    subject = failing(SUM)
    assert said(subject, 2) == "Frame 2 waits in OpForce for deep #3, which frame 3 runs."
    assert said(subject, 3).startswith("This failed: x.")


def test_a_builtin_in_between_is_told() -> None:
    subject = failing("1 + builtins.head (builtins.filter (x: x.no) [ { } ])")
    assert re.fullmatch(
        r"Frame 1 waits in OpForce for thunk#1, by way of head: force argument 1 of 1, thunk#2, "
        r"filter: element 1 of 1 and \d more; frame 2 runs\.",
        said(subject, 1),
    ), said(subject, 1)


@pytest.mark.parametrize("text", [SUM, 'let f = n: if n == 0 then throw "end" else 1 + f (n - 1); in f 9'])
def test_every_frame_below_the_top_has_a_sentence(text: str) -> None:
    subject = failing(text)
    for number in range(1, subject.snapshot().frame_count):
        assert said(subject, number).startswith(f"Frame {number} waits in Op")
        shown = explanation.lines(subject.snapshot(), 120, 3)
        assert f"Frame {number} waits" in shown[0].text


def test_a_cell_whose_code_is_run_for_another_one_is_told_too() -> None:
    subject = failing('let a = b; b = 1 + throw "x"; in a + 1')
    assert said(subject, 1).startswith("Frame 1 waits in OpForce for a #1 = b #2,")


async def test_selecting_a_frame_moves_sentence_stack_and_continuations() -> None:
    session = session_of(SUM, history=1000)
    session.run(Continue())
    async with opened(session) as (app, pilot):
        await press(pilot, "u")
        assert app.snapshot.explanation.startswith("Frame 2 waits")
        continuations = next(panel for panel in app.panels if panel.id == "continuations")
        assert app.snapshot.continuations[continuations.cursor].frame <= 3
