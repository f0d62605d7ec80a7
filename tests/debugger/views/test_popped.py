"""What the last step took off the value stack is known for one step."""

from __future__ import annotations

from debugger.loading.program import Program
from debugger.motions import Continue, Into
from debugger.session import Session
from debugger.views.popped import MOST
from debugger.views.snapshot import Snapshot


def after(text: str, opcode: str, history: int = 10_000) -> Snapshot:
    """The picture after the first op of that name."""
    subject = Session(Program(expression=text), history=history)
    while subject.snapshot().opcode != opcode:
        subject.run(Into())
    subject.run(Into())
    return subject.snapshot()


def popped(shown: Snapshot) -> list[tuple[int, str]]:
    return [(each.index, each.value.text) for each in shown.popped]


def test_operands_are_popped() -> None:
    assert popped(after("if 1 == 2 then 3 else 4", "OpEqual")) == [(1, "2"), (0, "1")]


def test_what_is_only_looked_at_is_not() -> None:
    assert not popped(after("if 1 == 2 then 3 else 4", "OpJumpIfFalse"))


def test_what_only_lies_lower_now_is_not_popped() -> None:
    shown = after("(x: y: x) 1 2", "OpCloseScope")
    assert "λ" not in "".join(text for _, text in popped(shown))
    assert [text for _, text in popped(shown)] == ["1"]


def test_a_tail_call_takes_all_that_the_frame_has() -> None:
    shown = after("let f = x: 3; in f 4", "OpTailCall")
    assert [index for index, _ in popped(shown)] == [1]


def test_of_very_many_the_topmost_are_known() -> None:
    shown = after(f"builtins.length [ {'1 ' * 100} ]", "OpList")
    assert len(shown.popped) == MOST
    assert shown.popped[0].index == 99


def test_a_step_that_pops_nothing_shows_nothing() -> None:
    assert not popped(after("1 + 2", "OpConstant"))


def test_without_a_record_nothing_is_known() -> None:
    assert not popped(after("if 1 == 2 then 3 else 4", "OpEqual", history=0))


def test_it_is_the_same_after_a_jump() -> None:
    subject = Session(Program(expression="if 1 == 2 then 3 else 4"), history=10_000)
    while subject.snapshot().opcode != "OpJumpIfFalse":
        subject.run(Into())
    step, live = subject.step, popped(subject.snapshot())
    subject.run(Continue())
    subject.goto(str(step))
    assert popped(subject.snapshot()) == live == [(1, "2"), (0, "1")]
