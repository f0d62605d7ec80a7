"""Where a frame's result goes, and who goes on with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from debugger.loading.program import Program
from debugger.motions import Into
from debugger.session import Session
from debugger.views.snapshot import Snapshot


def at(text: str, wanted: Callable[[Snapshot], bool], strict: bool = False) -> Snapshot:
    """The first picture of a run that has what is wanted."""
    subject = Session(Program(expression=text, strict=strict), history=10_000)
    while not wanted(shown := subject.snapshot()):
        assert not subject.ended, "it never came"
        subject.run(Into())
    return shown


def ends(shown: Snapshot, opcode: str) -> bool:
    return shown.opcode == opcode and "ends: " in shown.explanation


ENDINGS = [
    ("1 + 2", "OpAdd", "3 goes into #0.", "3 → #0"),
    ("let a = 1 + 2; in a * 2", "OpAdd", "3 goes into a #1.", "3 → a #1"),
    ("builtins.head [ (1 + 2) ]", "OpList", "its list goes into #1, and head goes on.", "→ #1 → head"),
    ("[ (1 + 2) ] == [ 3 ]", "OpAdd", "3 goes into #2, and OpEqual goes on.", "3 → #2 → OpEqual"),
    (
        '"a${toString 1}"',
        "OpTailCall",
        "its result goes into #1, and OpCoerceToString goes on.",
        "→ #1 → Op",
    ),
    ("map (x: x)", "OpTailCall", "the builtin map, which has 1 of its arguments goes into #0.", "→ #0"),
]


@pytest.mark.parametrize(("text", "opcode", "said", "row"), ENDINGS)
def test_the_result_goes_where_it_is_told(text: str, opcode: str, said: str, row: str) -> None:
    shown = at(text, lambda each: ends(each, opcode))
    assert said in shown.explanation
    assert shown.bytecode is not None
    assert row in shown.bytecode.returns


def test_deep_forcing_goes_on_with_the_first_member_that_waits() -> None:
    shown = at("{ breakfast = [ 1 (2 + 3) ]; }", lambda each: ends(each, "OpList"), strict=True)
    assert shown.explanation.endswith("its list goes into breakfast #1, and deep force goes on with #2.")
    shown = at("{ breakfast = [ 1 [ (2 + 3) ] ]; }", lambda each: ends(each, "OpList"), strict=True)
    assert shown.explanation.endswith("goes into breakfast #1, and deep force goes on with #2.")


def test_a_cell_as_the_result_hands_its_code_over() -> None:
    shown = at("let f = n: 1 + n; in f 2", lambda each: ends(each, "OpCloseScope"))
    assert shown.explanation.endswith("the code of #1 runs in its place, for #0.")


def test_a_last_jump_gives_what_lies_there() -> None:
    shown = at("if 1 == 1 then [ ] else 2", lambda each: ends(each, "OpJump"))
    assert shown.explanation.startswith("OpJump jumps to the end. Then frame 1 ends: ")


def test_a_frame_that_goes_on_says_where_its_result_will_go() -> None:
    shown = at("let a = 1 + 2; in a * 2", lambda each: each.opcode == "OpConstant" and each.depth == 2)
    assert shown.bytecode is not None
    assert shown.bytecode.returns == "→ a #1"
    assert "ends" not in shown.explanation
