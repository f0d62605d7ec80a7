"""Questions about the next step: the answer is what the machine does, and nothing gives it away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from debugger.errors import DebuggerError
from debugger.lessons.questions import FAILS, HIDDEN, NO, YES, Question, Score, hidden, question
from debugger.loading.program import Program
from debugger.motions import Into
from debugger.session import Session
from tests.debugger.tui.driving import opened, press, screen_text, until
from tests.debugger.tui.programs import session_of

PROGRAMS = {
    "recursion": "let f = n: if n == 0 then 0 else n + f (n - 1); in f 3",
    "laziness": 'let x = 1 + 2; y = throw "no"; in [ x (x * x) (map (a: a) [ x ]) ]',
    "sets": "let s = rec { a = b; b = 2; } // { c = 3; }; in with s; a + b + c",
    "failure": '[ (1 + 1) (throw "no") ]',
}


def session(text: str, history: int = 100_000) -> Session:
    return Session(Program(expression=text, strict=True), history=history)


def all_questions(subject: Session) -> Iterator[Question]:
    """One about each step of a run."""
    while (asked := question(subject)) is not None:
        yield asked
        subject.travel(asked.step + 1, remember=False)


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("ends_first", [False, True])
def test_the_answer_is_what_the_machine_does(name: str, ends_first: bool) -> None:
    subject, other = session(PROGRAMS[name]), session(PROGRAMS[name])
    if ends_first:
        subject.run_to_end()
        subject.travel(0)
    count = 0
    for asked in all_questions(subject):
        count += 1
        assert 2 <= len(asked.choices) == len(set(asked.choices)) <= 4
        assert subject.step == asked.step == other.step
        other.run(Into())
        right, shown = asked.choices[asked.answer], other.snapshot()
        if right == FAILS:
            assert shown.status == "error"
        elif asked.kind == "opcode":
            assert right == (shown.opcode or "none: no code runs")
        elif asked.kind == "depth":
            assert right.split()[0] == str(shown.depth)
        elif asked.kind == "top":
            assert (
                shown.stack[0].value.text.startswith(right.rstrip("…")) if shown.stack else "empty" in right
            )
        elif asked.kind == "thunk" and right.startswith("thunk"):
            assert right[len("thunk") :] in shown.continuations[0].text
    assert count == other.step if name != "failure" else count > 5


def test_questions_are_of_every_kind_and_the_same_every_time() -> None:
    def asked(text: str) -> list[Question]:
        subject = session(text)
        subject.run_to_end()
        subject.travel(0)
        return list(all_questions(subject))

    first = [each for name in PROGRAMS for each in asked(PROGRAMS[name])]
    assert {each.kind for each in first} == {"opcode", "top", "depth", "thunk", "ever"}
    assert first == [each for name in PROGRAMS for each in asked(PROGRAMS[name])]
    assert len({each.answer for each in first}) == 4


def test_what_is_never_forced_is_asked_about_only_when_it_is_known() -> None:
    text = 'let x = 1 + 2; y = throw "${toString x}"; in x'
    assert "ever" not in {each.kind for each in all_questions(session(text))}
    ended = session(text)
    ended.run_to_end()
    ended.travel(0)
    asked = [each for each in all_questions(ended) if each.kind == "ever"]
    assert {each.choices[each.answer] for each in asked} <= {YES, NO}


def test_asking_changes_nothing() -> None:
    subject = session(PROGRAMS["recursion"])
    subject.run(Into(), 7)
    message = subject.message
    assert question(subject) == question(subject)
    assert (subject.step, subject.message) == (7, message)


def test_without_a_record_or_an_instruction_there_is_no_question() -> None:
    with pytest.raises(DebuggerError, match="nothing is recorded here"):
        question(session("1 + 1", history=0))
    subject = session("1 + 1")
    subject.run_to_end()
    assert question(subject) is None


def test_nothing_that_is_shown_gives_the_answer_away() -> None:
    subject = session("1 + 1")
    subject.run(Into(), 4)
    shown = hidden(subject.snapshot())
    assert shown.explanation == HIDDEN
    assert (shown.effect, shown.because, shown.awaited) == (None, "", "")


def test_the_score_says_what_went_wrong_most() -> None:
    score = Score()
    for kind, choice in (("top", 0), ("top", 1), ("depth", 1), ("depth", 1), ("opcode", 0)):
        score.count(Question(kind, 0, "", ("a", "b"), 0, ""), choice)
    assert score.words == "2 of 5 right"
    assert score.summary() == "2 of 5 right; wrong most: the depth (2 of 2)"
    assert Score().summary() == "0 of 0 right"


async def test_one_is_asked_told_and_taken_to_the_next_step() -> None:
    async with opened(session_of(PROGRAMS["recursion"], 12, history=10_000)) as (app, pilot):
        await press(pilot, "p")
        await until(pilot, lambda: "Predict ── step 12 ── 0 of 0 right" in screen_text(app))
        assert "What will this step do? Choose before you look." in screen_text(app)
        asked = question(app.session)
        assert asked is not None
        await press(pilot, str(asked.answer + 1))
        await until(pilot, lambda: "Right." in screen_text(app))
        assert "1 of 1 right" in screen_text(app)
        await press(pilot, "enter")
        await until(pilot, lambda: "Predict ── step 13" in screen_text(app))
        asked = question(app.session)
        assert asked is not None
        wrong = next(index for index in range(4) if index != asked.answer)
        await press(pilot, str(wrong + 1), "escape")
        await until(pilot, lambda: "predicted: 1 of 2 right; wrong most:" in screen_text(app))
        assert (app.is_predicting, app.session.step) == (False, 13)
        assert "Choose before you look" not in screen_text(app)


async def test_the_end_ends_it() -> None:
    async with opened(session_of("1", history=10_000)) as (app, pilot):
        await press(pilot, "p")
        while app.is_predicting:
            await press(pilot, "1", "enter")
        assert app.session.status == "finished"
        await press(pilot, "p")
        await until(pilot, lambda: "nothing to predict here: no instruction is due" in screen_text(app))
