"""Change marks: what the step before did, the same however one came to a step."""

from __future__ import annotations

import random

import pytest

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
