"""What cells are called, live and in the past."""

from __future__ import annotations

import pytest

from debugger.history.timeline import State
from debugger.motions import Continue, Into
from debugger.names import WIDTH, awaited, called, called_now, short
from debugger.session import Session
from tests.debugger.tui.programs import session_of
from vm.machine.trampoline import WriteBack
from vm.thunks import Thunk

HANDED = """let a = b; b = c; c = 1 + d; d = builtins.length [ e ]; e = 3;
in builtins.foldl' (x: y: x + y) a (map (x: x + 1) [ a (builtins.head [ b ]) ])"""
AGAIN = """let deep = n: if n == 0 then a else deep (n - 1) + 0; a = b; b = throw "no";
in builtins.tryEval (deep 3) // builtins.tryEval (deep 2)"""


def cells_of(subject: Session) -> dict[str, Thunk]:
    """The thunks of a run by the names that they have."""
    timeline = subject.history.timeline
    made = (timeline.thunk(number) for number in range(subject.machine.thunks))
    return {called(cell): cell for cell in made if cell is not None}


def test_a_cell_is_called_by_its_binding_or_its_number() -> None:
    subject = session_of('rec { url = "a" + "b"; "odd name" = url + "c"; list = [ (1 + 2) ]; }', history=1000)
    subject.run(Continue())
    cells = cells_of(subject)
    names = {name.rpartition("#")[0] for name in cells}
    assert names >= {"url ", "odd name ", "list ", "thunk"}
    url = next(cell for name, cell in cells.items() if name.startswith("url"))
    assert (called(url), short(url)) == (f"url #{url.number}",) * 2
    other = next(cell for name, cell in cells.items() if name.startswith("thunk#"))
    assert (called(other), short(other)) == (f"thunk#{other.number}", f"#{other.number}")


def test_names_cannot_steer_a_terminal_and_are_short() -> None:
    subject = session_of('{ "a\x1b[31m\u202eb" = 1 + 1; "' + "x" * 500 + '" = 1 + 1; }', history=1000)
    subject.run(Continue())
    for name in cells_of(subject):
        assert "\x1b" not in name
        assert "\u202e" not in name
        assert len(name) < WIDTH + 10


def awaiting(state: State) -> list[str]:
    waiting = [state.continuations[index] for index in range(len(state.continuations))]
    return [awaited(each) for each in waiting if isinstance(each, WriteBack)]


@pytest.mark.parametrize("text", [HANDED, AGAIN])
def test_who_waits_is_called_the_same_in_the_past_as_it_was_live(text: str) -> None:
    subject = session_of(text, history=10_000)
    live = {}
    while not subject.ended:
        if subject.machine.op_due:
            live[subject.machine.steps] = awaiting(subject.machine)
        subject.run(Into())
    timeline = subject.history.timeline
    assert any(" = " in name and "b #" in name for names in live.values() for name in names)
    assert {step: awaiting(timeline.state_at(step)) for step in live if step in timeline} == live


def test_a_cell_on_the_stack_that_handed_its_code_over_has_both_names() -> None:
    subject = session_of("let a = b; b = c; c = 1 + d; d = 3; in a + 1", history=1000)
    subject.run(Continue())
    timeline = subject.history.timeline
    seen = set()
    for step in range(timeline.start, timeline.end):
        cells = timeline.state_at(step).cells
        seen |= {called_now(cell, cells) for cell in cells_of(subject).values()}
    assert seen >= {"a #1", "b #2", "a #1 = b #2", "a #1 = c #3"}
