"""Evaluation on the side: what it answers, and that the program is afterwards as it was before."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from debugger.errors import DebuggerError
from debugger.history.recorder import Recorder
from debugger.loading.program import Program
from debugger.motions import Into
from debugger.session import Session
from debugger.side.evaluation import Outcome, SideEvaluation
from debugger.views.values.value_text import value_text
from tests.debugger.history.test_timeline import WRITTEN
from tests.differential import generator
from vm.errors import Cancelled, LimitExceeded
from vm.thunks import ALIAS, EVALUATED, Thunk

SEEDS = range(4)
EACH = 12
MOST_STEPS = 400
ASKED = 5
"""Steps of each program at which something is asked."""
FIB = "let fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2); in with { q = 7; }; fib 6 + q"


def at_step(text: str, step: int, history: int = 100_000) -> Session:
    """A session that stands before a step."""
    made = Session(Program(expression=text, strict=True), history=history)
    made.run_until(step)
    return made


def answer(subject: Session, text: str, is_deep: bool = False) -> str:
    """What an expression gives, in words."""
    try:
        outcome = subject.evaluate(text, is_deep)
    except DebuggerError as error:
        return str(error)
    if outcome.error is not None:
        return f"{type(outcome.error).__name__}: {outcome.error.message}"
    return value_text(outcome.value, outcome.cells)


def cells_of(subject: Session) -> list[Thunk]:
    """Every cell that the run has made."""
    recorder = subject.history.timeline.recorder
    assert isinstance(recorder, Recorder)
    return [thunk for segment in recorder.segments for thunk in segment.created]


def looks(cells: list[Thunk]) -> list[tuple[object, ...]]:
    """All that there is to a cell, values and code by identity."""
    return [
        (
            cell.state,
            id(cell.value) if cell.state in (EVALUATED, ALIAS) else None,
            id(cell.code),
            id(cell.arguments),
            tuple(map(id, cell.arguments)),
            cell.forced_at,
            cell.evaluated_at,
        )
        for cell in cells
    ]


def everything(subject: Session) -> object:
    """The machine as it stands, apart from its cells."""
    vm = subject.machine
    frames = [(frame.ip, frame.base, frame.activation, id(frame.code)) for frame in vm.frames]
    rest = vm.steps, vm.ticks, vm.thunks, vm.activations, dict(vm.imports), len(vm.continuations)
    return list(map(id, vm.stack)), list(vm.withs), frames, rest, len(subject.output)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("n", "5"),
        ("n * 7", "35"),
        ("fib 5", "5"),
        ("q", "UndefinedVariable: undefined variable 'q'"),
        ("__depth", "3"),
        ("builtins.isInt __step", "true"),
        ("map fib [ 1 2 3 ]", "[ "),
        ("let n = 3; in n", "3"),
        ("nope", "UndefinedVariable: undefined variable 'nope'"),
        ("1 +", "ParseError: syntax error, unexpected end of file, expecting an expression"),
        ('throw "no"', "Thrown: no"),
    ],
)
def test_an_expression_is_evaluated_in_the_frame(expression: str, expected: str) -> None:
    subject = at_step(FIB, 40)
    while not {"n", "fib"} <= subject.scope("").names.keys():
        subject.run(Into())
    assert answer(subject, expression).startswith(expected)


def test_names_of_with_are_there_too_and_those_of_let_come_first() -> None:
    subject = at_step("let a = 1; in with { a = 2; b = 3; }; a + b", 0)
    while subject.status == "stopped" and subject.machine.withs == []:
        subject.run(Into())
    assert [answer(subject, each) for each in ("a", "b", "a + b")] == ["1", "3", "4"]


def test_a_cell_that_the_program_is_evaluating_is_evaluated_anew() -> None:
    subject = at_step("let a = builtins.length [ a b ] + b; b = 1 + 2; in a", 0)
    seen = set()
    while subject.status == "stopped":
        subject.selected = None
        for number in range(1, subject.state.depth + 1):
            subject.selected = number
            if "a" in subject.scope("").names:
                seen.add(answer(subject, "a"))
        subject.run(Into())
    unbound = "EvalError: it needs a name that is not bound yet: a few steps on it is"
    assert seen == {"5", unbound}


def test_what_needs_itself_on_the_side_is_an_infinite_recursion() -> None:
    subject = at_step("let a = b + 1; b = a; c = 5; in c + (if c == 5 then 1 else a)", 0)
    while subject.snapshot().opcode != "OpAdd":
        assert subject.status == "stopped"
        subject.run(Into())
        assert answer(subject, "a") != "5"
    while not answer(subject, "a").startswith("InfiniteRecursion"):
        assert subject.status == "stopped"
        subject.run(Into())
    assert answer(subject, "(builtins.tryEval c).value") == "5"


def test_the_stack_is_at_hand() -> None:
    subject = at_step("[ 1 2 ] ++ [ 3 ]", 0)
    while subject.status == "stopped" and subject.snapshot().opcode != "OpConcat":
        subject.run(Into())
    assert answer(subject, "__top") == "[ 3 ]"
    assert answer(subject, "builtins.length __stack", True) == "2"


def test_deeply_everything_is_shown() -> None:
    subject = at_step("let a = { b = [ (1 + 1) ]; }; in a.b ++ a.b", 0)
    while "a" not in subject.scope("").names:
        subject.run(Into())
    assert answer(subject, "a").startswith("{ b = ")
    outcome = subject.evaluate("a.b", True)
    assert value_text(outcome.value, outcome.cells) == "[ 2 ]"
    assert "2" not in answer(subject, "a.b")


@pytest.mark.parametrize("expression", ["(f: f f) (f: f f)", "let f = n: f (n + 1); in f 0"])
def test_what_does_not_end_is_ended(expression: str) -> None:
    subject = at_step("let a = 1 + 1; in a", 3)
    before = looks(cells_of(subject))
    begun = subject.evaluation(expression)
    assert isinstance(begun, SideEvaluation)
    assert not begun.advance(0.01)
    begun.cancel()
    assert begun.outcome is not None
    assert isinstance(begun.outcome.error, Cancelled)
    assert looks(cells_of(subject)) == before
    again = subject.evaluation(expression)
    assert isinstance(again, SideEvaluation)
    again.limits.max_steps = 1_000
    while not again.advance(1):
        pass
    assert again.outcome is not None
    assert isinstance(again.outcome.error, LimitExceeded)
    assert looks(cells_of(subject)) == before


def test_files_and_messages_are_no_part_of_the_run(tmp_path: Path) -> None:
    (tmp_path / "a.nix").write_text("builtins.trace ''read'' 5")
    subject = at_step("let a = 1 + 1; in a", 3)
    before = everything(subject)
    shown = answer(
        subject,
        f"import {tmp_path}/a.nix + builtins.length (builtins.attrNames (builtins.readDir {tmp_path}))",
    )
    assert shown == "6"
    assert everything(subject) == before
    (tmp_path / "b.nix").write_text("1")
    assert answer(subject, f"builtins.pathExists {tmp_path}/b.nix") == "true"
    (tmp_path / "b.nix").unlink()
    assert answer(subject, f"builtins.pathExists {tmp_path}/b.nix") == "false"


AROUND = """let
  one = 1 + 1;
  twice = f: x: f (f x);
  each = n: let own = n + 1; in (m: m) own;
in each 5 + each 6"""


def test_names_that_the_code_does_not_use_are_found_if_there_is_but_one() -> None:
    subject = at_step(AROUND, 0)
    while "m" not in subject.scope("").names:
        subject.run(Into())
    assert answer(subject, "one") == "2"
    assert answer(subject, "twice (x: x * m) 1") == "36"
    seen = set()
    while subject.status == "stopped":
        if "m" in subject.scope("").names:
            seen.add(answer(subject, "own + 1"))
        subject.run(Into())
    several = "own is bound around here, but this code does not use it: select a frame that has it (u, d)"
    assert seen == {"7", several}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("let g = 1; in g", "1"),
        ("(g: g) 1", "1"),
        ("(rec { g = 1; h = g; }).h", "1"),
        ("({ g }: g) { g = 2; }", "2"),
        ("{ g = 3; }.g", "3"),
    ],
)
def test_an_expression_may_bind_a_name_that_is_bound_around_it(text: str, value: str) -> None:
    assert answer(at_step("let g = 5; in 1 + 1", 0), text) == value


@pytest.mark.parametrize("text", ["g", "[ g (let g = 1; in g) ]", "with { g = 1; }; g"])
def test_a_name_out_of_reach_is_not_taken_from_elsewhere(text: str) -> None:
    assert "g is bound around here" in answer(at_step("let g = 5; in 1 + 1", 0), text)


def texts(seed: int) -> list[str]:
    """Programs to be asked about."""
    made = list(generator.generate(91_000 + seed, EACH))
    return made + list(WRITTEN.values()) if seed == 0 else made


@pytest.mark.parametrize("seed", SEEDS)
def test_the_program_is_afterwards_as_it_was(seed: int) -> None:
    """Everything in scope of every frame is forced on the side, at a few steps and in the past."""
    chance = random.Random(seed)
    asked = 0
    for text in texts(seed):
        plain = Session(Program(expression=text, strict=True), history=100_000)
        plain.run_until(MOST_STEPS)
        subject = Session(Program(expression=text, strict=True), history=100_000)
        for step in sorted(chance.randrange(max(plain.machine.steps, 1)) for _ in range(ASKED)):
            subject.run_until(step)
            asked += ask_about_everything(subject)
        subject.run_until(MOST_STEPS)
        assert subject.machine.steps == plain.machine.steps
        assert [each.state for each in cells_of(subject)] == [each.state for each in cells_of(plain)]
        for _ in range(2 if subject.history.edge > 1 else 0):
            subject.travel(chance.randrange(subject.history.edge))
            asked += ask_about_everything(subject)
    assert asked > 100


def ask_about_everything(subject: Session) -> int:
    """Have every name in scope of the innermost frames forced; answers how many there were."""
    cells = cells_of(subject)
    before, rest = looks(cells), everything(subject)
    asked = 0
    for number in range(subject.state.depth, max(subject.state.depth - 4, 0), -1):
        subject.selected = number
        for name in subject.scope("__top").names:
            outcome = subject.evaluate(name, asked % 2 == 0)
            assert isinstance(outcome, Outcome)
            asked += 1
    subject.selected = None
    assert looks(cells) == before
    assert everything(subject) == rest
    return asked
