"""What a value holds on to: drawn once, counted, and never too much of it."""

from __future__ import annotations

from debugger.session import Session
from debugger.views.values.heap import MOST_ROWS, Graph, graph_of, note_of, summary
from tests.debugger.views.test_reading import strict
from vm.thunks import CELLS_NOW


def graph(text: str, lazily: bool = False) -> Graph:
    subject: Session = strict(text)
    return graph_of(subject.machine.result, CELLS_NOW)


def test_what_is_shared_is_drawn_once_and_pointed_at() -> None:
    found = graph("let s = { a = [ 1 2 ]; }; in { x = s; y = s; }")
    assert [(each.depth, each.name, each.is_again) for each in found.rows] == [
        (0, "", False),
        (1, "x", False),
        (2, "a", False),
        (3, "0", False),
        (3, "1", False),
        (1, "y", True),
    ]
    assert [note_of(each) for each in found.rows][1:6:4] == ["(2)  held 2 times", "↑ 2"]
    assert summary(found) == "holds on to 2 things, 1 of them held more than once"


def test_a_circle_ends() -> None:
    found = graph("rec { self = { inherit up; }; up = [ self ]; }")
    assert any(each.is_again for each in found.rows)
    assert found.is_all


def test_a_plain_value_holds_nothing() -> None:
    assert summary(graph("1")) == "holds on to nothing"
    assert summary(graph("[ ]")) == "holds on to nothing"


def test_of_very_much_a_part_is_drawn_and_the_rest_is_counted() -> None:
    found = graph("builtins.genList (x: [ x ]) 30000")
    assert len(found.rows) <= MOST_ROWS + 1
    assert not found.is_all
    assert summary(found).startswith("holds on to more than 19 999 things")
    assert sum(each.left_out for each in found.rows) > 29_000


def test_functions_and_thunks_hold_what_they_captured() -> None:
    found = graph("let big = [ 1 2 3 ]; in { f = x: x + builtins.length big; g = y: big; }")
    names = [each.name for each in found.rows]
    assert names.count("big") == 2
    assert all(not name.endswith(":") for name in names)
