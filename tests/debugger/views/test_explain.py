"""The line of plain words: every opcode has one, with the values that are really there."""

from __future__ import annotations

import pytest

from debugger.loading.program import Program
from debugger.motions import Continue, Into
from debugger.views.explain import WORDS
from tests.debugger.sessions import session
from tests.debugger.test_motions import PROGRAMS
from vm.opcodes import BY_NAME


def explanations(text: str) -> dict[str, list[str]]:
    """What was said before each step of a run, by opcode."""
    subject = session(text)
    said: dict[str, list[str]] = {}
    while not subject.ended:
        shown = subject.snapshot()
        if shown.opcode:
            said.setdefault(shown.opcode, []).append(shown.explanation)
        subject.run(Into())
    return said


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_every_step_is_said_in_whole_sentences(text: str) -> None:
    for opcode, sentences in explanations(text).items():
        for sentence in sentences:
            assert sentence.strip(), opcode
            assert sentence[-1] in ".?", sentence
            assert "object at 0x" not in sentence


def test_words_belong_to_opcodes_that_exist() -> None:
    assert set(WORDS) <= set(BY_NAME)
    assert not [name for name in WORDS if BY_NAME[name].is_data]


SAID = [
    ("1 + 2", "OpAdd", "Adds 1 and 2. Then this frame ends."),
    ("7 - 2", "OpSub", "Takes 2 away from 7. Then this frame ends."),
    ("1 + 2", "OpForce", "Forces thunk#0, suspended until now: a new frame runs `1 + 2`"),
    ("let a = 1 + 1; in a + a", "OpForce", "it was evaluated before, so its value 2 takes its place."),
    ("{ a = 1; }.a", "OpAttrsSelect", "Takes a out of a set of 1 and leaves 1. It is not forced here."),
    ("{ a = 1; }.b", "OpAttrsSelect", "Looks for b in a set of 1: it is not there, so this will fail."),
    ("{ a = 1; }.b or 2", "OpAttrsTrySelect", "it is not there, so a mark is left instead of failing."),
    ("{ a = 1; } ? a", "OpHasAttr", "Is a in a set of 1? Leaves true."),
    ("if true then 1 else 2", "OpJumpIfFalse", "The top is true: goes on without jumping."),
    ("if 1 == 2 then 1 else 2", "OpJumpIfFalse", "The top is false: jumps to "),
    ("if 1 then 1 else 2", "OpJumpIfFalse", "Wants true or false, but finds 1: this will fail."),
    ("let f = x: x; in f 1", "OpTailCall", "Calls the function f with 1. The callee takes over this frame"),
    ("builtins.head [ 1 ]", "OpTailCall", "to the builtin head; the result ends this frame."),
    ("1 2", "OpTailCall", "Calls 1, which is not a function: this will fail."),
    ("[ 1 2 ]", "OpList", "Takes 2 values and builds a list. None of them is forced."),
    ("[ 1 ] ++ [ ]", "OpConcat", "Joins a list of 1 and an empty list."),
    ("with { a = 1; }; a", "OpResolveWith", "Looks a up in the open with sets"),
]


@pytest.mark.parametrize(("text", "opcode", "sentence"), SAID)
def test_the_values_that_are_there_are_named(text: str, opcode: str, sentence: str) -> None:
    assert any(sentence in said for said in explanations(text)[opcode]), explanations(text)[opcode]


def test_an_error_says_that_nothing_is_unwound_yet() -> None:
    subject = session("1 / 0")
    subject.run(Continue())
    assert subject.snapshot().explanation.startswith("This failed: division by zero. Nothing is unwound yet")
    subject.run(Continue())
    assert subject.snapshot().explanation == "The program failed. R runs it again; < goes to its beginning."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("let b = 1 + 1; in b * 2", "2 is written into b #1. Then frame 1 goes on, which waits in OpForce."),
        ("builtins.foldl' (a: b: a + b) 0 [ 1 2 ]", "foldl': element 2 of 2 goes on with 3."),
        ("builtins.foldl' (a: b: a + b) 0 [ 1 ]", "A function is applied to 1 more argument."),
        ("let a = b; b = c; c = 1 + 1; in a + 1", "which has not run: a #1 takes over its code"),
        ("builtins.sort (a: b: a < b) [ 2 1 ]", "sort begins: it asks for what it needs, one thing after"),
        ("builtins.map (x: x) [ (1 + 1) ]", "deep force begins with a list of 1."),
    ],
)
def test_a_continuation_that_is_due_says_what_it_gets_and_who_goes_on(text: str, said: str) -> None:
    subject = session(text, program=Program(strict=True))
    sentences = []
    while not subject.ended:
        subject.tick()
        sentences.append(subject.snapshot().explanation)
    assert any(said in each for each in sentences), sentences


def test_between_two_steps_the_source_is_kept_and_the_continuation_that_runs_is_marked() -> None:
    subject = session("[ (1 + 1) ]", program=Program(strict=True))
    between = 0
    while not subject.ended:
        subject.tick()
        shown = subject.snapshot()
        if not subject.machine.op_due and not subject.ended:
            between += 1
            assert shown.source is not None
            assert [each.is_due for each in shown.continuations] == [
                True,
                *[False] * (len(shown.continuations) - 1),
            ]
        else:
            assert not any(each.is_due for each in shown.continuations)
    assert between > 2


@pytest.mark.parametrize("text", ["{ } ? ${{ }}", "{ }.${{ }}", "{ }.${[ ]} or 1"])
def test_a_key_that_is_no_string_is_explained_too(text: str) -> None:
    subject = session(f"let a = {text}; in a")
    while not subject.ended and subject.status != "error":
        assert subject.snapshot().explanation
        subject.run(Into())
