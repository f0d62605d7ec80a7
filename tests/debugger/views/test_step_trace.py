"""The step trace as text: its lines, its filters, and what it costs to show large values."""

from __future__ import annotations

import pytest

from debugger.loading.program import Program
from debugger.session import Session
from debugger.views.step_trace import StepTrace
from tests.debugger.sessions import session, walk

FACTORIAL = "let f = n: if n == 0 then 1 else n * f (n - 1); in f 3"


def traced(text: str, first: int = 0, last: int | None = None, *opcodes: str) -> list[str]:
    lines: list[str] = []
    steps = StepTrace(lines.append, first, last, frozenset(opcodes))
    subject = Session(Program(expression=text, strict=True), observers=(steps,))
    steps.machine = subject.machine
    subject.run_to_end()
    assert all(line.endswith("\n") for line in lines)
    return [line.removesuffix("\n") for line in lines]


def test_a_small_program_is_traced_line_by_line() -> None:
    assert traced("1 + 2") == [
        "0 1 <expr>:1:1@0 OpConstant 0 |",
        "1 1 <expr>:1:1@1 OpForce | <CODE>",
        "2 1 <expr>:1:1#2@0 OpConstant 0 |",
        "3 1 <expr>:1:1#2@1 OpForce | 1",
        "4 1 <expr>:1:1#2@2 OpConstant 1 | 1",
        "5 1 <expr>:1:1#2@3 OpForce | 1 2",
        "6 1 <expr>:1:1#2@4 OpAdd | 1 2",
    ]


def test_every_step_of_a_walk_is_a_line() -> None:
    steps = walk(session(FACTORIAL))
    expected = [f"{step.step} {len(step.activations)} {step.chunk}@{step.ip} {step.op}" for step in steps]
    for line, start in zip(traced(FACTORIAL), expected, strict=True):
        assert line.startswith(start)


@pytest.mark.parametrize(("first", "last"), [(0, 0), (3, 7), (5, None), (10_000, None), (7, 3)])
def test_a_range_of_steps_is_inclusive(first: int, last: int | None) -> None:
    whole = traced(FACTORIAL)
    end = len(whole) if last is None else last + 1
    assert traced(FACTORIAL, first, last) == whole[first:end]


def test_only_some_opcodes_can_be_chosen() -> None:
    whole = traced(FACTORIAL)
    chosen = traced(FACTORIAL, 0, None, "OpMul", "OpEqual")
    assert chosen == [line for line in whole if " OpMul " in line or " OpEqual " in line]
    assert len(chosen) == 7


def test_only_the_last_four_values_are_shown() -> None:
    (line,) = traced("[ 1 2 3 4 5 6 ]", 0, None, "OpList")
    assert line.endswith("OpList 6 | +2 3 4 5 6")


def test_long_values_are_cut() -> None:
    lines = traced(
        f'builtins.stringLength "{"x" * 10_000}" + builtins.length (builtins.genList (n: n) 100000)'
    )
    assert len(lines) > 10
    assert max(map(len, lines)) < 250


def test_marks_that_are_no_values_have_a_name() -> None:
    lines = traced("{ a = 1; }.b or 2")
    (line,) = [line for line in lines if "OpJumpIfNotFound" in line]
    assert line.endswith("| <AttrNotFound>")


def test_nothing_is_written_before_there_is_a_machine() -> None:
    lines: list[str] = []
    steps = StepTrace(lines.append)
    subject = Session(Program(expression="1 + 2"), observers=(steps,))
    subject.run_to_end()
    assert lines == []
