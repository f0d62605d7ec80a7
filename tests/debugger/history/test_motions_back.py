"""Every motion backwards, from every step of several programs, against its definition in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from debugger.loading.program import Program
from debugger.motions import (
    Backwards,
    Continue,
    Finish,
    Into,
    Motion,
    Over,
    SourceOver,
    SourceStep,
    ToInstruction,
)
from debugger.session import Session
from tests.debugger.sessions import Step, here, walk
from tests.debugger.test_motions import PROGRAMS

WINDOW = 100_000


def recorded(text: str) -> Session:
    """A session that has run to its end, and remembers how."""
    made = Session(Program(expression=text), history=WINDOW)
    made.run_to_end()
    return made


def before(steps: list[Step], start: int, wanted: Callable[[Step], bool]) -> int:
    """The last step before `start` that is wanted; the first of all if there is none."""
    return next((step.step for step in reversed(steps) if step.step < start and wanted(step)), 0)


def over_back(steps: list[Step], start: int, marked: bool) -> int:
    own = steps[start].top
    return before(
        steps,
        start,
        lambda step: (step.top == own and (step.marked or not marked)) or own not in step.activations,
    )


def begin_of(steps: list[Step], start: int) -> int:
    own = steps[start].top
    return next(step.step for step in steps if own in step.activations)


EXPECTED: dict[str, tuple[Callable[[], Motion], Callable[[list[Step], int], int]]] = {
    "I": (Into, lambda steps, start: before(steps, start, lambda step: True)),
    "S": (SourceStep, lambda steps, start: before(steps, start, lambda step: step.marked)),
    "O": (Over, lambda steps, start: over_back(steps, start, marked=False)),
    "N": (SourceOver, lambda steps, start: over_back(steps, start, marked=True)),
    "F": (Finish, begin_of),
    "C": (Continue, lambda steps, start: 0),
}


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("key", EXPECTED)
def test_a_motion_backwards_is_the_same_rule_with_time_reversed(key: str, name: str) -> None:
    forward = Session(Program(expression=PROGRAMS[name]))
    steps = walk(forward)
    subject = recorded(PROGRAMS[name])
    make, expected = EXPECTED[key]
    for start in range(1, len(steps)):
        subject.history.jump(start)
        subject.run(Backwards(make()))
        assert subject.step == expected(steps, start), (key, start, subject.message)


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("make", [Into, Over, SourceStep, SourceOver, Finish], ids=lambda make: make.__name__)
def test_a_motion_in_the_past_ends_where_it_ends_live(make: Callable[[], Motion], name: str) -> None:
    subject = recorded(PROGRAMS[name])
    for start in range(subject.machine.steps):
        live = Session(Program(expression=PROGRAMS[name]))
        live.run_until(start)
        if live.machine.steps != start or live.status != "stopped":
            continue
        while live.run(make()) == "error" and live.machine.error is not None and not live.ended:
            pass
        subject.history.jump(start)
        subject.run(make())
        assert subject.step == live.machine.steps, (start, subject.message, live.message)


@pytest.mark.parametrize("make", [SourceOver, Over])
@pytest.mark.parametrize("name", PROGRAMS)
def test_over_back_from_the_end_enters_the_outermost_frame(make: Callable[[], Motion], name: str) -> None:
    steps = walk(Session(Program(expression=PROGRAMS[name])))
    subject = recorded(PROGRAMS[name])
    subject.run(Backwards(make()))
    wanted = [step.step for step in steps if len(step.activations) == 1 and (make is Over or step.marked)]
    assert subject.step == wanted[-1]


def test_the_way_back_to_a_place_in_the_bytecode() -> None:
    steps = walk(Session(Program(expression=PROGRAMS["tail calls"])))
    subject = recorded(PROGRAMS["tail calls"])
    wanted = steps[len(steps) // 2]
    subject.history.jump(subject.machine.steps - 1)
    subject.run(Backwards(ToInstruction(wanted.chunk, wanted.ip)))
    assert (subject.state.frame.code.name, subject.state.frame.ip) == (wanted.chunk, wanted.ip)  # type: ignore[union-attr]


def test_reverse_continue_stops_at_the_last_hit_before() -> None:
    subject = recorded(PROGRAMS["tail calls"])
    subject.breakpoints.add("OpEqual")
    hits = [
        step.step
        for step in walk(Session(Program(expression=PROGRAMS["tail calls"])))
        if step.op == "OpEqual"
    ]
    seen = []
    while subject.step:
        subject.run(Backwards(Continue()))
        seen.append(subject.step)
    assert seen == [*reversed(hits), 0]
    seen = []
    while not subject.history.is_live:
        subject.run(Continue())
        seen.append(subject.step)
    assert seen == [*hits, subject.machine.steps]


def test_stepping_forward_from_the_past_reaches_the_live_edge_and_goes_on() -> None:
    subject = Session(Program(expression=PROGRAMS["tail calls"]), history=WINDOW)
    subject.run_until(12)
    subject.history.jump(5)
    assert not subject.snapshot().is_live
    for step in range(6, 20):
        subject.run(Into())
        assert subject.step == step
    assert subject.snapshot().is_live
    assert here(subject).step == 19


def test_a_session_without_history_says_that_there_is_no_way_back() -> None:
    subject = Session(Program(expression="1 + 1"))
    subject.run(Into())
    subject.run(Backwards(Into()))
    assert "nothing is recorded" in subject.message


def test_an_error_of_the_past_is_shown_where_it_happened() -> None:
    subject = recorded(PROGRAMS["a caught error"])
    step, error = next(each for segment in subject.history.timeline.segments for each in segment.errors)
    subject.history.jump(step)
    shown = subject.snapshot()
    assert (shown.status, shown.error is not None and shown.error.caught) == ("error", True)
    assert shown.error is not None
    assert shown.error.message == error.message
