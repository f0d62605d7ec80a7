"""Change marks: what the step before did, the same however one came to a step."""

from __future__ import annotations

import random

import pytest

from debugger.history.past import Point
from debugger.loading.program import Program
from debugger.motions import Backwards, Continue, Into
from debugger.session import Session
from debugger.views.snapshot import Snapshot
from tests.debugger.tui.programs import WITH

PROGRAMS = (
    WITH,
    "let f = n: if n == 0 then 0 else n + f (n - 1); in f 4",
    "builtins.foldl' (a: b: a + b) 0 [ 1 2 3 ]",
    "with { a = 1; b = 2; }; with { b = 3; }; [ a (b + a) ]",
    "let a = [ b b ]; b = { c = 1; }; in a == [ b b ]",
    'builtins.tryEval (throw "no")',
    "builtins.sort (a: b: a < b) [ 3 1 2 ]",
    "rec { x = y; y = z; z = { w = x: x; }; }.x.w 1",
    'builtins.map (n: "${toString n}!") [ 1 2 ]',
    "({ a, b ? a, ... }: [ a b ]) { a = 1; c = 2; }",
)
Marks = tuple[list[bool], ...]


def marks(shown: Snapshot) -> Marks:
    """Every mark on the screen."""
    stacks = (shown.frames, shown.stack, shown.withs, shown.upvalues, shown.continuations)
    return tuple([bool(row.changed) for row in stack] for stack in stacks)


def subject_of(text: str) -> Session:
    return Session(Program(expression=text, strict=True), history=1_000_000)


def seen_live(subject: Session) -> dict[int, Marks]:
    """The marks at each step, going one op at a time."""
    seen = {0: marks(subject.snapshot())}
    while not subject.ended:
        if subject.run(Into()) == "stopped":
            seen[subject.step] = marks(subject.snapshot())
    return seen


@pytest.mark.parametrize("text", PROGRAMS)
def test_marks_are_the_same_however_one_came_to_a_step(text: str) -> None:
    subject = subject_of(text)
    live = seen_live(subject)
    assert len(live) > 9
    order = random.Random(len(text)).sample(sorted(live), len(live))
    for step in order:  # jumps
        subject.goto(str(step))
        assert marks(subject.snapshot()) == live[step], step
    subject.goto(str(max(live)))
    for step in sorted(live, reverse=True)[1:]:  # backwards
        subject.run(Backwards(Into()))
        if subject.step == step:
            assert marks(subject.snapshot()) == live[step], step


@pytest.mark.parametrize("text", PROGRAMS)
def test_ticks_are_the_same_live_and_in_the_past_both_ways(text: str) -> None:
    subject = subject_of(text)
    seen: dict[Point, tuple[Marks, str]] = {}
    while not subject.ended:
        if subject.machine.error is None:
            shown = subject.snapshot()
            seen[shown.step, shown.tick] = marks(shown), shown.explanation
        subject.tick()
    assert any(tick for _, tick in seen)
    order = sorted(seen)
    subject.goto("start")
    for point in order:
        assert subject.history.point == point
        shown = subject.snapshot()
        assert (marks(shown), shown.explanation) == seen[point], point
        subject.tick()
    assert subject.history.is_live
    for point in reversed(order):
        subject.tick_back()
        assert subject.history.point == point
        assert marks(subject.snapshot()) == seen[point][0], point


def test_steps_from_between_two_steps_go_to_the_next_and_to_the_earlier_one() -> None:
    subject = subject_of(PROGRAMS[2])
    subject.run_to_end()
    subject.goto("start")
    subject.goto("next force")
    subject.tick()
    while not subject.history.tick:
        subject.tick()
    step, _ = subject.history.point
    subject.run(Into())
    assert subject.history.point == (step + 1, 0)
    subject.goto(f"{step}.1")
    subject.run(Backwards(Into()))
    assert subject.history.point == (step, 0)


def test_after_a_long_run_only_the_last_step_is_marked() -> None:
    subject = subject_of(PROGRAMS[0])
    subject.run(Continue())
    subject.goto("40")
    fresh = marks(subject.snapshot())
    assert any(any(each) for each in fresh)
    assert sum(sum(each) for each in fresh) < 6
    assert marks(subject.snapshot()) == fresh


def test_the_first_step_has_no_marks() -> None:
    subject = subject_of(PROGRAMS[1])
    subject.run(Continue())
    subject.goto("0")
    assert not any(any(each) for each in marks(subject.snapshot()))


def test_without_a_record_marks_tell_what_changed_since_the_last_picture() -> None:
    subject = Session(Program(expression=PROGRAMS[1]), history=0)
    assert not any(any(each) for each in marks(subject.snapshot()))
    subject.run(Into())
    first = marks(subject.snapshot())
    assert any(any(each) for each in first)
    assert marks(subject.snapshot()) == first
