"""Every motion, from every step of several programs, against its definition in words.

The walk by `i` says what was due at each step; a motion must stop at the first later step that its
definition names, or run to the end where there is none.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from debugger.loading.program import Program
from debugger.motions import (
    Continue,
    Finish,
    Into,
    Motion,
    Over,
    SourceOver,
    SourceStep,
    ToInstruction,
    ToLine,
    ToStep,
)
from debugger.session import Session
from tests.debugger.sessions import Step, at_step, here, result, session, walk

COUNTDOWN = "let f = n: if n == 0 then 7 else f (n - 1); in f 3"
SUM = "let f = n: if n == 0 then 0 else n + f (n - 1); in f 2"

PROGRAMS = {
    "arithmetic": "1 + 2 * 3",
    "tail calls": COUNTDOWN,
    "calls that are not tail calls": SUM,
    "thunks handing over": "let a = b; b = c; c = d.x; d = { x = 5; }; in a + 1",
    "a builtin calling back": "builtins.foldl' (a: b: a + b) 0 [ 1 (1 + 1) 3 ]",
    "a builtin forcing": "builtins.length (builtins.filter (x: x > 1) [ 1 2 (2 + 1) ])",
    "a caught error": 'let t = builtins.tryEval (1 + throw "no"); in if t.success then 1 else 2 + 3',
    "with and a functor": "with { a = 1; s = { __functor = self: x: x + self.k; k = 4; }; }; s a",
    "patterns": "({ a, b ? a + 1, ... }@all: b + all.a) { a = 2; c = 1; }",
    "names that change": 'rec { __overrides = { a = 2; }; a = 1; b = a; ${"c" + ""} = b; }.c + 1',
    "an uncaught error": "let f = x: x.y; in 1 + f { z = 2; }",
}


def after(steps: list[Step], start: Step, wanted: Callable[[Step], bool]) -> Step | None:
    return next((step for step in steps if step.step > start.step and wanted(step)), None)


def expected_over(steps: list[Step], start: Step) -> Step | None:
    if start.op == "OpTailCall":
        return expected_finish(steps, start)
    return after(steps, start, lambda step: step.top == start.top or start.top not in step.activations)


def expected_source_over(steps: list[Step], start: Step) -> Step | None:
    if start.op == "OpTailCall":
        return expected_finish(steps, start)
    return after(
        steps,
        start,
        lambda step: (step.top == start.top and step.marked) or start.top not in step.activations,
    )


def expected_finish(steps: list[Step], start: Step) -> Step | None:
    return after(steps, start, lambda step: start.top not in step.activations)


def expected_source_step(steps: list[Step], start: Step) -> Step | None:
    return after(steps, start, lambda step: step.marked)


def expected_into(steps: list[Step], start: Step) -> Step | None:
    return after(steps, start, lambda step: True)


Definition = Callable[[list[Step], Step], Step | None]
DEFINITIONS: list[tuple[type[Motion], Definition]] = [
    (Into, expected_into),
    (Over, expected_over),
    (SourceOver, expected_source_over),
    (Finish, expected_finish),
    (SourceStep, expected_source_step),
]


def arrival(subject: Session) -> Step | None:
    """Where a motion ended; None where it ran off the program. Uncaught errors are passed over."""
    if subject.status == "error":
        subject.run(Continue())
    return None if subject.ended else here(subject)


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
@pytest.mark.parametrize(
    ("motion", "definition"), DEFINITIONS, ids=lambda each: getattr(each, "__name__", "")
)
def test_a_motion_stops_where_its_definition_says(
    text: str, motion: type[Motion], definition: Definition
) -> None:
    steps = walk(session(text))
    assert len(steps) >= 5
    for start in steps:
        subject = at_step(text, start.step)
        assert here(subject) == start
        subject.run(motion())
        if motion is Into and subject.status == "error":
            subject.run(motion())
        assert arrival(subject) == definition(steps, start), f"from {start}"


@pytest.mark.parametrize("text", [COUNTDOWN, PROGRAMS["thunks handing over"]])
def test_steps_are_numbered_from_zero_without_gaps(text: str) -> None:
    assert [step.step for step in walk(session(text))] == list(range(len(walk(session(text)))))


def test_finish_takes_the_frame_that_is_selected() -> None:
    steps = walk(session(SUM))
    start = max(steps, key=lambda step: len(step.activations))
    for number, activation in enumerate(start.activations, 1):
        subject = at_step(SUM, start.step)
        subject.run(Finish(number))
        gone = [step for step in steps if step.step > start.step and activation not in step.activations]
        assert arrival(subject) == (gone[0] if gone else None)


def test_a_tail_call_keeps_its_activation_and_its_depth() -> None:
    steps = walk(session(COUNTDOWN))
    calls = [step for step in steps if step.op == "OpTailCall"]
    assert len(calls) >= 4
    for call in calls:
        callee = steps[call.step + 1]
        assert callee.activations == call.activations
        assert callee.chunk != call.chunk


def test_a_thunk_that_hands_over_keeps_its_activation() -> None:
    steps = walk(session("let a = { x = b.y; }; b = { y = 1 + 1; }; in a.x"))
    depths = [len(step.activations) for step in steps if "b.y" in step.chunk or step.op == "OpAdd"]
    start = next(step for step in steps if step.op == "OpAdd")
    assert depths
    before = [step for step in steps if step.top == start.top]
    assert len({step.chunk for step in before}) > 1, "one activation ran the code of several thunks"


def test_over_at_a_tail_call_runs_the_callee_to_its_end() -> None:
    steps = walk(session(COUNTDOWN))
    first_call = next(step for step in steps if step.op == "OpTailCall")
    for motion in (Over, SourceOver, Finish):
        subject = at_step(COUNTDOWN, first_call.step)
        subject.run(motion())
        assert arrival(subject) == expected_finish(steps, first_call)


def test_the_name_of_a_motion_is_said_when_it_arrives() -> None:
    subject = session(SUM)
    names = []
    for motion in (Into(), SourceStep(), Over(), ToStep(9)):
        subject.run(motion)
        names.append(subject.message)
    assert names == ["step", "source step", "over", "goto"]


def test_a_count_repeats_a_single_step() -> None:
    subject = session(SUM)
    subject.run(Into(), 40)
    assert subject.machine.steps == 40


@pytest.mark.parametrize("motion", [Into, Over, SourceOver, Finish, SourceStep])
@pytest.mark.parametrize("start", [0, 9, 20])
def test_a_count_is_the_same_as_pressing_the_key_so_often(motion: type[Motion], start: int) -> None:
    counted, pressed = at_step(SUM, start), at_step(SUM, start)
    counted.run(motion(), 4)
    for _ in range(4):
        if not pressed.ended:
            pressed.run(motion())
    assert (counted.status, counted.machine.steps) == (pressed.status, pressed.machine.steps)


def test_run_to_the_cursor_stops_at_one_instruction() -> None:
    steps = walk(session(SUM))
    target = steps[-4]
    subject = session(SUM)
    subject.run(ToInstruction(target.chunk, target.ip))
    first = next(step for step in steps[1:] if (step.chunk, step.ip) == (target.chunk, target.ip))
    assert here(subject) == first
    assert subject.message == "run to cursor"


def test_run_to_the_cursor_stops_on_a_line() -> None:
    subject = session("let\n a = 1 + 2;\nin\n a * 2")
    subject.run(ToLine("<expr>", 2))
    shown = subject.snapshot()
    assert shown.source is not None
    assert (shown.source.line, shown.status) == (2, "stopped")


def test_source_motions_pass_over_skipped_files(tmp_path: Path) -> None:
    (tmp_path / "lib.nix").write_text("{ twice = x: x + x; }")
    (tmp_path / "main.nix").write_text("let lib = import ./lib.nix; in lib.twice (1 + 2) * 1")
    program = Program(path=str(tmp_path / "main.nix"))
    chunks: dict[tuple[str, ...], set[str]] = {}
    for skipped in ((), ("*/lib.nix",)):
        subject = Session(program)
        chunks[skipped] = set()
        while subject.run(SourceStep(skipped)) == "stopped":
            chunks[skipped].add(here(subject).chunk.partition(":")[0])
        assert result(subject) == "6"
    assert chunks == {(): {"main.nix", "lib.nix"}, ("*/lib.nix",): {"main.nix"}}


def test_the_end_is_said_and_nothing_moves_after_it() -> None:
    subject = session("1 + 2")
    assert subject.run(Continue()) == "finished"
    assert subject.message == "the program is done"
    steps = subject.machine.steps
    assert subject.run(Into()) == "finished"
    assert "R runs it again" in subject.message
    assert subject.machine.steps == steps


def test_a_source_step_never_stops_at_forcing_and_tidying_up() -> None:
    never = {"OpForce", "OpPop", "OpFinalise", "OpCloseScope"}
    marked = {step.op for text in PROGRAMS.values() for step in walk(session(text)) if step.marked}
    assert marked.isdisjoint(never)
    assert "OpGetUpvalue" in marked


def test_a_source_step_does_not_stop_where_only_a_thunk_is_made() -> None:
    subject = session("let f = x: [ (x + 1) (x + 2) (x + 3) ]; in builtins.length (f 1)")
    makers = [step for step in walk(subject) if step.op == "OpThunkSuspended"]
    elements = [step for step in makers if step.chunk == makers[-1].chunk]
    assert [step.marked for step in elements] == [True, False, False], "only the list itself begins"
