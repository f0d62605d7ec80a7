"""Explaining: every opcode, builtin and term has a page, and what is said of them is true."""

from __future__ import annotations

import pytest

from debugger.explaining.pages import code_with, near, page, topics
from debugger.explaining.terms import by_word, related, term_called, terms
from debugger.loading.program import Program
from debugger.session import Session
from debugger.tui.actions.explaining import card, page_lines
from tests.debugger.in_process import CommandLine
from tests.debugger.tui.driving import opened, press, screen_text, type_command
from vm.opcodes import OPCODES

WIDTH = 120


@pytest.mark.parametrize("topic", topics())
def test_everything_has_a_page(topic: str) -> None:
    text = page(topic)
    assert text is not None
    assert text.startswith("# ")
    assert text.endswith("\n")


@pytest.mark.parametrize("opcode", OPCODES, ids=lambda opcode: opcode.name)
def test_an_opcode_stands_in_the_code_of_its_example(opcode: object) -> None:
    from vm.opcodes import Opcode

    assert isinstance(opcode, Opcode)
    assert opcode.emitted.endswith(".")
    if opcode.name == "OpCall":
        assert not opcode.example
    else:
        assert code_with(opcode) is not None


def test_terms_have_a_sentence_and_lines_that_can_be_read() -> None:
    for name, term in terms().items():
        assert term.summary.endswith(".")
        assert len(term.summary) < 160, name
        assert max(map(len, term.text.splitlines())) <= WIDTH, name
        assert term_called(name) == term
        assert term_called(f"{name}s") is not None or name.endswith("s")


def test_terms_are_found_by_their_words() -> None:
    assert by_word()["captured"] == "upvalue"
    assert [each.name for each in related("it forces a thunk whose slots are captured")] == [
        *("force", "thunk", "slot", "upvalue")
    ]
    assert term_called("Tail-Calls") == terms()["tail call"]
    assert term_called("nothing") is None


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("OpFinalise", "# OpFinalise"),
        ("opfinalise", "# OpFinalise"),
        ("finalise", "# OpFinalise"),
        ("blackhole", "# blackhole"),
        ("constant", "# constant"),
        ("tail call", "# tail call"),
        ("builtins.map", "# builtins.map"),
        ("map", "# builtins.map"),
        ("e12", "# E012: infinite recursion"),
    ],
)
def test_topics_are_called_as_people_call_them(typed: str, title: str, nixstep: CommandLine) -> None:
    assert nixstep("explain", *typed.split()).value.startswith(title + "\n")


def test_what_is_not_known_says_what_may_have_been_meant(nixstep: CommandLine) -> None:
    found = nixstep("explain", "thonk")
    assert (found.code, "did you mean thunk?" in found.err) == (2, True)
    assert near("zzzzzz") == ""
    assert "Terms: " in nixstep("explain").value


def test_a_card_tells_of_the_instruction_with_the_values_that_are_there() -> None:
    subject = Session(Program(expression="let x = 20; in x + 1"), history=1000)
    while subject.snapshot().opcode != "OpAdd":
        subject.run_until(subject.machine.steps + 1)
    rows = card(subject.snapshot())
    assert rows[0] == "# OpAdd  a b -- c"
    assert "- before:  20  1" in rows
    assert "- after:   21" in rows
    assert "Here it stands for `x + 1`." in rows


def test_a_page_is_wrapped_and_its_code_is_not() -> None:
    text = "# T\n\n" + "word " * 60 + "\n\n```\n" + "x" * 100 + "\n```\n\n- a **b**\n"
    rows = page_lines(text, 40)
    assert rows[0].text == " T"
    assert max(each.width for each in rows if "x" not in each.text) <= 40
    assert any(each.text == "   " + "x" * 100 for each in rows)
    assert rows[-2].text == " - a b"


async def test_the_card_and_the_pages_open_in_the_debugger() -> None:
    async with opened("let x = 20; in x + 1", keys="i i exclamation_mark") as (app, pilot):
        assert "Why it is there" in screen_text(app)
        await press(pilot, "escape")
        await type_command(pilot, "explain blackhole")
        assert "A thunk while its code runs." in screen_text(app)
        await press(pilot, "escape")
        await type_command(pilot, "explain thonk")
        assert app.explanation.message == "nothing is known of 'thonk': did you mean thunk?"
        await press(pilot, "c", "exclamation_mark")
        assert "no instruction is due here" in app.explanation.message
