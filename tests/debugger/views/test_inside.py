"""What is inside a value: all of it, in groups where it is much."""

from __future__ import annotations

import random

import pytest

from debugger.errors import DebuggerError
from debugger.session import Session
from debugger.views.snapshot import ValueView
from debugger.views.values.inside import FAN, GROUP, stretches
from tests.debugger.hostile import NIX_STRING, unsafe_characters
from tests.debugger.views.test_reading import strict

SET = 'builtins.listToAttrs (builtins.genList (n: { name = "n${toString n}"; value = n; }) 20000)'


def result(subject: Session) -> ValueView:
    found = subject.snapshot().result
    assert found is not None
    return found


def leaves(subject: Session, view: ValueView) -> list[tuple[str, str]]:
    """(name, text) of everything in a value, through all groups."""
    found: list[tuple[str, str]] = []
    for name, inner in subject.open(view.ref):
        found += leaves(subject, inner) if inner.kind == "group" else [(name, inner.text)]
    return found


def test_groups_are_few_and_leave_nothing_out() -> None:
    dice = random.Random(1)
    for size in (0, 1, GROUP, GROUP + 1, GROUP * FAN, GROUP * FAN + 1, 10**6, 10**9, dice.randrange(10**8)):
        groups = stretches(0, size)
        assert len(groups) <= FAN
        assert bool(groups) == (size > GROUP)
        ends = [0, *(end for _, end in groups)]
        assert [first for first, _ in groups] == ends[:-1]
        assert not groups or ends[-1] == size
        assert all(first < end for first, end in groups)


def test_every_attribute_of_a_large_set_is_somewhere() -> None:
    subject = strict(SET)
    view = result(subject)
    assert (view.kind, view.size) == ("set", 20_000)
    groups = subject.open(view.ref)
    assert len(groups) == 20
    assert groups[0] == ("[0 … 999]", groups[0][1])
    assert groups[0][1].text == "n0 … n10897"
    names = sorted(f"n{number}" for number in range(20_000))
    assert leaves(subject, view) == [(name, name[1:]) for name in names]


def test_a_million_elements_are_in_nested_groups() -> None:
    subject = strict("builtins.concatLists (builtins.genList (n: builtins.genList (x: x) 1000) 1000)")
    view = result(subject)
    assert view.size == 1_000_000
    outer = subject.open(view.ref)
    assert [name for name, _ in outer][:2] == ["[0 … 99999]", "[100000 … 199999]"]
    inner = subject.open(outer[-1][1].ref)
    assert inner[-1][0] == "[999000 … 999999]"
    assert [(name, leaf.text) for name, leaf in subject.open(inner[-1][1].ref)][-1] == ("999999", "999")


def test_a_cyclic_set_opens_as_deep_as_one_likes() -> None:
    subject = strict("rec { a = { inherit b; }; b = { inherit a; }; }")
    view = result(subject)
    for name in ("a", "b") * 50:
        view = dict(subject.open(view.ref))[name]
    assert view.kind == "set"


def test_a_child_is_found_by_its_number_or_name() -> None:
    subject = strict(
        f'{{ set = {SET}; list = [ 1 2 3 ]; names = {{ "52" = 1; "odd name" = 2; "größe" = 3; }}; }}'
    )
    views = dict(subject.open(result(subject).ref))
    numbers, few, names = views["set"].ref, views["list"].ref, views["names"].ref
    asked = ("[0]", "n0", "[19999]", " 19 999 ", '"n0"')
    assert [subject.find(numbers, text) for text in asked] == [0, 0, 19999, 19999, 0]
    assert [subject.find(few, text) for text in ("[2]", "2", "[ 1 ]")] == [2, 2, 1]
    assert [subject.find(names, text) for text in ("52", "[2]", "odd", "größe", '"odd name"')] == [
        0,
        2,
        2,
        1,
        2,
    ]
    for ref, text in (
        (few, "[3]"),
        (few, "x"),
        (few, "-1"),
        (numbers, "zebra"),
        (names, ""),
        (few, "[" + "9" * 40 + "]"),
    ):
        with pytest.raises(DebuggerError):
            subject.find(ref, text)


def test_names_are_chosen_by_a_part_of_them() -> None:
    subject = strict(SET)
    view = result(subject)
    chosen = subject.narrow(view.ref, "N1234")
    assert [name for name, _ in subject.open(chosen.ref)] == [
        "n1234",
        *(f"n1234{digit}" for digit in range(10)),
    ]
    many = subject.narrow(view.ref, "1")
    assert len(leaves(subject, many)) == many.size > GROUP
    nothing = subject.narrow(view.ref, "zebra")
    assert (nothing.size, subject.open(nothing.ref)) == (0, [])


def test_names_of_a_hostile_set_are_escaped_in_groups_too() -> None:
    pair = f"{{ name = {NIX_STRING} + toString n; value = n; }}"
    subject = strict(f"builtins.listToAttrs (builtins.genList (n: {pair}) 1500)")
    for name, view in subject.open(result(subject).ref):
        assert unsafe_characters(name + view.text) == set()
        assert "u202e" in view.text
