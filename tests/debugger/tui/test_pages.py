"""Pages: the rows of a text are the same, whichever way one comes to them and however long its lines are."""

from __future__ import annotations

import random

import pytest

from debugger.tui.drawing import pages
from debugger.tui.drawing.lines import cells
from debugger.tui.drawing.pages import Pages, Place
from tests.debugger.hostile import TEXT, unsafe_characters
from vm.spans import from_host

LETTERS = ("a", "b ", "\n", "é", "字", "\x1b", "\u202e", "\t", "e\u0301")
BYTES = "\nA\x80\xc3\xff\xe5\xa9"
MILLIONS = 50_000_000


def downwards(text: Pages) -> list[Place]:
    places: list[Place] = [(0, 0)]
    while (place := text.next(places[-1])) is not None:
        places.append(place)
    return places


def upwards(text: Pages) -> list[Place]:
    places = [text.last()]
    while (place := text.previous(places[-1])) is not None:
        places.append(place)
    return places[::-1]


def some_text(dice: random.Random) -> str:
    if dice.random() < 0.3:
        return "".join(dice.choice(BYTES) for _ in range(dice.randrange(60)))
    return from_host("".join(dice.choice(LETTERS) for _ in range(dice.randrange(60))))


def plain(text: Pages, height: int = 10_000) -> list[str]:
    return ["".join(part for part, _ in row.parts) for row in text.rows((0, 0), height)]


@pytest.mark.parametrize("block", [8192, 16, 5])
def test_rows_are_the_same_in_both_directions(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "BLOCK", block)
    dice = random.Random(block)
    for _ in range(1000):
        raw = some_text(dice)
        text = Pages(raw, dice.randrange(1, 12), "b")
        places = downwards(text)
        assert upwards(text) == places
        assert {text.place_of(offset) for offset in range(len(raw))} <= set(places)
        assert all(cells(row) <= max(text.width, 2) for row in plain(text))


def test_rows_hold_all_of_the_text_and_number_its_lines() -> None:
    dice = random.Random(7)
    for _ in range(1000):
        raw = some_text(dice)
        text = Pages(raw, dice.randrange(1, 12), "a")
        assert "".join(plain(text)) == "".join(pages.shown(line)[0] for line in raw.split("\n"))
        numbers = [row.line for row in text.rows((0, 0), 1000) if row.line]
        assert numbers == list(range(1, raw.count("\n") + (not raw.endswith("\n")) + 1)) or not raw
        for line in numbers:
            place = text.line_place(line)
            assert place is not None
            assert text.line_of(place[0]) == line
        assert text.line_place(raw.count("\n") + 3) is None


def test_rows_are_folded_behind_a_blank_near_the_edge() -> None:
    assert plain(Pages("one two three four", 8)) == ["one two ", "three ", "four"]
    assert plain(Pages("a" * 12, 5)) == ["aaaaa", "aaaaa", "aa"]
    assert plain(Pages(from_host("字" * 4), 5)) == ["字字", "字字"]


def test_what_is_looked_for_is_marked_in_either_case() -> None:
    (row,) = Pages("Bread and bread", 40, "bread").rows((0, 0), 5)
    assert [part for part in row.parts if part[1] == "span"] == [("Bread", "span"), ("bread", "span")]
    (row,) = Pages("Bread and bread", 40, "Bread").rows((0, 0), 5)
    assert [part for part in row.parts if part[1] == "span"] == [("Bread", "span")]
    (row,) = Pages(from_host("größe\x1bgröße"), 40, from_host("öß")).rows((0, 0), 5)
    word = (("gr", "text"), ("öß", "span"), ("e", "text"))
    assert row.parts == (*word, ("\\e", "escaped"), *word)


def test_nothing_can_steer_the_terminal() -> None:
    hostile = from_host(TEXT + "\r\n\0\x85\u2028") + "\xff\xc3"
    for width in (1, 3, 80):
        for row in plain(Pages(hostile * 50, width, "[")):
            assert unsafe_characters(row) == set(), row
    assert "\\e" in plain(Pages(hostile, 80))[0]


LARGE = {
    "one line": "x" * 49 + " ",
    "wide characters": from_host("字"),
    "line ends": "\n",
    "lines": "y" * 99 + "\n",
    "control characters": "\x1b",
    "no text": "\xff",
}
"""What 50 MB consist of."""


@pytest.mark.parametrize("name", LARGE)
def test_a_large_text_is_only_touched_where_one_looks(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many characters are decoded and folded, not how long that takes."""
    touched: list[int] = []
    shown = pages.shown

    def counting(raw: str, needle: str = "") -> tuple[str, list[pages.Stretch]]:
        touched.append(len(raw))
        return shown(raw, needle)

    monkeypatch.setattr(pages, "shown", counting)
    text = Pages(LARGE[name] * (MILLIONS // len(LARGE[name])), 80, "zz")
    assert text.rows((0, 0), 50)
    assert len(text.rows(text.moved(text.last(), -49), 50)) == 50
    middle = text.place_of(MILLIONS // 2)
    assert len(text.rows(text.moved(middle, -200), 50)) == 50
    assert sum(touched) < 1_000_000
