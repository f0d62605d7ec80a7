"""BECAUSE: who wants a value, and what for."""

from __future__ import annotations

import pytest

from debugger.loading.program import Program
from debugger.motions import Into
from debugger.session import Session

DEEP = "(6 * 7)"

REASONS = [
    (f"if {DEEP} == 1 then 2 else 3", "`(6 * 7) == 1` in frame 2 needs its left side"),
    (f"1 + {DEEP}", "`1 + (6 * 7)` in frame 1 needs its right side"),
    ("let c = 6 * 7 == 1; in if c then 2 else 3", "the `if` in frame 1 must know which branch to take"),
    ("let c = 6 * 7 == 1; in assert !c; 3", "`!c` in frame 2 turns it round"),
    ("let c = 6 * 7 != 1; in assert c; 3", "the `assert` in frame 1 must know whether it holds"),
    ("let c = 6 * 7 == 1; in c || true || c", "must know its left side first"),
    ("let s = { a = 6 * 7; }; in (s // s).a", "frame 1 takes a out of it"),
    ("let s = { a = 6 * 7; }; in s ? a", "frame 1 looks for a in it"),
    ("let f = if 6 * 7 == 1 then x: x else x: 1; in f 2", "frame 1 calls it"),
    ("let s = { a = 6; }; in ({ a }: a * 7) s", "frame 1 takes its argument apart"),
    ('let s = toString (6 * 7); in "a${s}"', "`${s}` makes a string of it"),
    (f"builtins.length [ {DEEP} ] + builtins.head [ {DEEP} ]", "head needs its argument ("),
    (f"builtins.foldl' (a: b: a + b) 0 [ {DEEP} ]", "the function that comes of it gets 1 more argument"),
    (f"map (n: n) (if {DEEP} == 1 then [ ] else [ 1 ])", "map needs its argument 2 of 2 ("),
    (f"builtins.foldl' (a: b: a + b) 0 [ 1 {DEEP} ]", "`a + b` in frame 1 needs its right side"),
    (f"[ {DEEP} ] == [ 3 ]", "`[ (6 * 7) ] == [ 3 ]` needs it"),
    ("6 * 7", "the program's value is asked for."),
]


def reasons(text: str) -> list[str]:
    subject = Session(Program(expression=text), history=10_000)
    said = []
    while not subject.ended:
        said.append(subject.snapshot().because)
        subject.run(Into())
    return said


@pytest.mark.parametrize(("text", "reason"), REASONS)
def test_the_reason_names_who_wants_the_value_and_what_for(text: str, reason: str) -> None:
    said = reasons(text)
    assert any(each.startswith(reason) or reason in each for each in said), said


def test_the_reason_tells_where_and_since_when() -> None:
    assert "`1 + (6 * 7)` in frame 1 needs its right side (<expr>:1, it forced #1 at step 5)." in reasons(
        f"1 + {DEEP}"
    )


def test_without_a_record_the_step_is_left_out() -> None:
    subject = Session(Program(expression=f"1 + {DEEP}"))
    said = []
    while not subject.ended:
        said.append(subject.snapshot().because)
        subject.run(Into())
    assert "`1 + (6 * 7)` in frame 1 needs its right side (<expr>:1)." in said


def test_deep_forcing_is_told_in_words() -> None:
    subject = Session(Program(expression="{ a = 1 + 1; }", strict=True), history=100)
    subject.run(Into(), 5)
    assert subject.snapshot().because.startswith("deep force wants everything in the value")
