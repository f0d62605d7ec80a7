"""The line of plain words: every opcode has one, with the values that are really there."""

from __future__ import annotations

import pytest

from debugger.loading.program import Program
from debugger.motions import Continue, Into
from debugger.views.words.explain import WORDS
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
    ("1 + 2", "OpAdd", "OpAdd adds 1 and 2: 3. Then frame 1 ends: 3 goes into #0."),
    ("7 - 2", "OpSub", "OpSub takes 2 away from 7: 5. "),
    ("3 == 0", "OpEqual", "compares 3 with 0: false."),
    ("{ a = 1; } == { a = 1; }", "OpEqual", "compares a set of 1 with a set of 1: true."),
    ("[ 1 ] == [ (1 + 1) ]", "OpEqual", "compares a list of 1 with a list of 1. "),
    ("1 < 2", "OpLess", "asks whether 1 is less than 2: true."),
    ("-3", "OpNegate", "turns 3 into -3."),
    ("!true", "OpInvert", "turns true into false."),
    ("1 + 2", "OpForce", "OpForce runs `1 + 2` in a new frame: that is thunk#0, not evaluated yet."),
    ("let a = 1 + 1; in a + a", "OpForce", "finds thunk#1, evaluated before: its value 2 takes its place."),
    ("[ 1 (1 + 1) ]", "OpConstant", "makes thunk#1, not run yet, of `1 + 1`."),
    ("let a = b + 1; b = 1 + a; in a", "OpThunkSuspended", "not run yet, of `b + 1` with b."),
    ("{ a = 1; }.a", "OpAttrsSelect", "takes a out of a set of 1: 1. Then frame 1 ends: 1 goes into #0."),
    ("{ a = 1 + 1; }.a", "OpAttrsSelect", "takes a out of a set of 1: a #2, which is not forced here."),
    ("{ a = 1; }.b", "OpAttrsSelect", "looks for b in a set of 1. This will fail: attribute 'b' missing."),
    ("{ a = 1; }.b or 2", "OpAttrsTrySelect", "it is not there, so a mark is left instead of failing."),
    ("{ a = 1; } ? a", "OpHasAttr", "asks whether a is in a set of 1: true."),
    (
        "{ a = 1; } // { b = 1; }",
        "OpAttrsUpdate",
        "merges a set of 1 with a set of 1, of which the second wins",
    ),
    ("{ } // 1", "OpAttrsUpdate", "This will fail: expected a set but found an integer"),
    (
        "{ a = 1; b = 2; c = 3; d = 4; e = 5; }",
        "OpAttrs",
        "makes a set of a, b, c and 2 more; no value is forced.",
    ),
    ("if true then 1 else 2", "OpJumpIfFalse", "finds true and goes on to 3 without jumping."),
    ("if 1 == 2 then 1 else 2", "OpJumpIfFalse", "finds false and jumps to 6."),
    (
        "if 1 then 1 else 2",
        "OpJumpIfFalse",
        "finds 1. This will fail: expected a Boolean but found an integer: 1",
    ),
    (
        "1 + true",
        "OpAdd",
        "OpAdd adds 1 and true. This will fail: cannot add a Boolean: true to an integer: 1.",
    ),
    ("1 / 0", "OpDiv", "divides 1 by 0. This will fail: division by zero."),
    ("rec { a = a + 1; }.a", "OpForce", "it depends on itself. This will fail: infinite recursion."),
    ('"a${"b"}${./c}"', "OpCoerceToString", "makes a string of /"),
    ('"a${"b" + "c"}"', "OpInterpolate", 'joins 2 pieces of a string: "abc".'),
    ('"a${1}"', "OpCoerceToString", "needs a string and finds 1. This will fail: cannot coerce an integer"),
    ('"a${{ outPath = "b"; }}"', "OpCoerceToString", "makes a string of thunk#1."),
    ("let f = x: x; in f 1", "OpTailCall", "calls the function f with 1. The callee takes over this frame"),
    ("let f = x: x; in f 1", "OpTailCall", "so nothing piles up: its result goes into #0."),
    (
        "rec { a = a; }.a",
        "OpGetUpvalue",
        "Then frame 1 ends: #0 would be a #2, which is being evaluated: infinite",
    ),
    (
        "builtins.head [ 1 ]",
        "OpTailCall",
        "gives the builtin head thunk#1. Then frame 1 ends: its result",
    ),
    ("map (x: x)", "OpTailCall", "gives the builtin map a function, argument 1 of 2."),
    ("1 2", "OpTailCall", "calls 1 with 2. This will fail: expected something that can be called"),
    (
        "[ 1 2 ]",
        "OpList",
        "makes a list of 2 values, none of which is forced. Then frame 1 ends: its list goes",
    ),
    ("[ 1 ] ++ [ ]", "OpConcat", "joins a list of 1 and an empty list: a list of 1."),
    ("with { a = 1; }; a", "OpResolveWith", "looks a up in the open with sets"),
    (
        "with { x = 1; }; x + x",
        "OpResolveWith",
        "looks x up in the open with sets: 1.",
    ),
    ("with { }; a", "OpResolveWith", "looks a up in the open with sets"),
    ("assert 1 == 2; 3", "OpAssertFail", "This will fail: the assertion does not hold."),
    ("({ a }: a) { a = 1; }", "OpGetLocal", "pushes the argument: a set of 1."),
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
