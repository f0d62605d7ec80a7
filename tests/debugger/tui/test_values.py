"""Values opened by a person: every part can be come to, and texts are read to their end."""

from __future__ import annotations

import pytest

from debugger.loading.program import Program
from debugger.motions import Continue
from debugger.session import Session
from debugger.tui.app import NixStep
from debugger.tui.screens.reading import ReadingScreen
from debugger.tui.screens.value import ValueScreen
from debugger.tui.sheets.reading import ReadingSheet
from debugger.tui.sheets.tree import Tree
from debugger.views.values.reading import Reading
from tests.debugger.hostile import NIX_STRING, unsafe_characters
from tests.debugger.tui.driving import opened, press, screen_text, type_command, until
from tests.debugger.tui.programs import session_of
from tests.debugger.views.test_reading import endless
from vm.values import AttrSet

NUMBERS = """{
  list = builtins.concatLists (builtins.genList (n: builtins.genList (x: x) 1000) 1000);
  set = builtins.listToAttrs (builtins.genList (n: { name = "n${toString n}"; value = n; }) 20000);
  text = builtins.concatStringsSep "\\n" (builtins.genList (n: "line ${toString n}, and Bread") 300);
}"""
OPEN = "4 enter"


def done(text: str) -> Session:
    made = session_of(text)
    made.run(Continue())
    assert made.status == "finished"
    return made


def tree_of(app: NixStep) -> Tree:
    assert isinstance(app.screen, ValueScreen)
    return app.screen.opened


def sheet_of(app: NixStep) -> ReadingSheet:
    assert isinstance(app.screen, ReadingScreen)
    return app.screen.pages


def names(tree: Tree) -> list[str]:
    return [node.name for node in tree.nodes]


def under_cursor(tree: Tree) -> tuple[str, str]:
    node = tree.nodes[tree.cursor]
    return node.name, node.value.text


async def test_an_element_of_a_million_is_come_to_by_its_number() -> None:
    async with opened(done(NUMBERS), keys=f"{OPEN} j enter") as (app, pilot):
        tree = tree_of(app)
        assert len(tree.nodes) == 14
        await press(pilot, "colon", *"[52000]", "enter")
        assert under_cursor(tree) == ("52000", "0")
        assert len(tree.nodes) == 14 + 100 + 1000
        assert "52000" in screen_text(app)
        await press(pilot, "colon", *"999999", "enter")
        assert under_cursor(tree) == ("999999", "999")
        await press(pilot, "colon", *"[1000000]", "enter")
        assert "there is no [1000000]: they are [0] to [999999]" in screen_text(app)
        assert under_cursor(tree) == ("999999", "999")
        await press(pilot, "slash")
        assert "elements have no names" in screen_text(app)


async def test_an_element_is_opened_from_the_command_line() -> None:
    async with opened(done("builtins.genList (n: n * n) 5000"), keys="c") as (app, pilot):
        await type_command(pilot, "[4321]")
        assert under_cursor(tree_of(app)) == ("4321", str(4321 * 4321))
        await press(pilot, "escape", "4")
        await type_command(pilot, "element 77")
        assert under_cursor(tree_of(app))[0] == "77"
    async with opened("1 + 1", keys="4") as (app, pilot):
        await type_command(pilot, "[1]")
        assert "no value under the cursor" in screen_text(app)
        await press(pilot, "c")
        await type_command(pilot, "[1]")
        assert "there are no elements in this value" in screen_text(app)


async def test_names_are_filtered_and_all_come_back() -> None:
    async with opened(done(NUMBERS), keys=f"{OPEN} j j enter") as (app, pilot):
        tree = tree_of(app)
        before = names(tree)
        await press(pilot, "slash", *"N1234")
        assert names(tree)[2:6] == ["set", "n1234", "n12340", "n12341"]
        assert "11 of 20 000 with 'N1234'" in screen_text(app)
        await press(pilot, "enter", "down")
        assert under_cursor(tree) == ("n12340", "12340")
        await press(pilot, "backspace")
        assert names(tree) == before
        await press(pilot, "slash", *"zebra")
        assert "no name here has 'zebra' in it" in screen_text(app)
        await press(pilot, "escape")
        assert names(tree) == before
        await press(pilot, "slash", *"77", "enter", "colon", *"n5", "enter")
        assert under_cursor(tree) == ("n5", "5")
        assert tree.nodes[2].chosen is None


async def test_the_header_tells_sizes() -> None:
    async with opened(done(NUMBERS), keys=OPEN) as (app, pilot):
        assert "set, 3 attributes" in screen_text(app)
        await press(pilot, "j")
        assert "evaluated: list, 1 000 000 elements" in screen_text(app)
        await press(pilot, "enter", "j")
        assert "[0 … 99999]: group, 100 000 members" in screen_text(app)


async def test_a_string_is_read_in_a_window_of_its_own() -> None:
    async with opened(done(NUMBERS), size=(80, 24), keys=f"{OPEN} G enter") as (app, pilot):
        sheet = sheet_of(app)
        assert "string, 300 lines" in screen_text(app)
        assert "  1  line 0, and Bread" in screen_text(app)
        await press(pilot, "G")
        assert "300  line 299, and Bread" in screen_text(app)
        assert "300 of 300  100 %" in screen_text(app)
        await press(pilot, "colon", *"120", "enter")
        assert "120  line 119, and Bread" in screen_text(app)
        await press(pilot, "colon", *"301", "enter")
        assert "there are lines 1 to 300" in screen_text(app)
        await press(pilot, "g")
        assert sheet.place == (0, 0)
        await press(pilot, "escape")
        assert isinstance(app.screen, ValueScreen)


async def test_a_text_is_searched() -> None:
    async with opened(done(NUMBERS), size=(80, 24), keys=f"{OPEN} G enter") as (app, pilot):
        sheet = sheet_of(app)
        text = sheet.reading.text
        await press(pilot, "slash", *"line 25", "enter")
        assert sheet.hit == text.index("line 25")
        await press(pilot, "full_stop")
        assert sheet.hit == text.index("line 250")
        assert "251  line 250, and Bread" in screen_text(app)
        await press(pilot, "comma", "comma")
        assert sheet.hit == text.index("line 259")
        assert "from the end again" in screen_text(app)
        await press(pilot, "slash", *"cake")
        assert "not found" in screen_text(app)
        await press(pilot, "escape")
        assert not sheet.needle
        assert "not found" not in screen_text(app)


@pytest.mark.parametrize("keys", ["c v", "c : result"])
async def test_the_programs_value_is_read_in_full_with_one_key(keys: str) -> None:
    async with opened(session_of(NUMBERS), size=(80, 24)) as (app, pilot):
        await press(pilot, "v")
        assert "the program has no value yet: c goes on to its end" in screen_text(app)
        await press(pilot, "c")
        await until(pilot, lambda: app.snapshot.status == "finished", 60)
        assert "v shows all of it" in screen_text(app)
        await press(pilot, *(["v"] if keys == "c v" else ["colon", *"result", "enter"]))
        assert "{ list = [ 0 1 2 3" in screen_text(app)
        await press(pilot, "G")
        await until(pilot, lambda: sheet_of(app).reading.is_complete, 60)
        await until(pilot, lambda: 'and Bread"; }' in screen_text(app))
        assert "100 %" in screen_text(app)


async def test_a_click_on_the_ending_shows_the_value() -> None:
    async with opened("{ a = 1; }", keys="c") as (app, pilot):
        await pilot.click("#explanation", offset=(5, 0))
        await pilot.pause()
        assert "The program's value" in screen_text(app)


async def test_going_to_the_end_can_be_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    session = done("[ ]")
    monkeypatch.setattr(session, "result", lambda: Reading("printed", endless()))
    async with opened(session, keys="v") as (app, pilot):
        assert "so far" in screen_text(app)
        await press(pilot, "G")
        assert "Esc cancels" in screen_text(app)
        await press(pilot, "escape")
        assert "cancelled" in screen_text(app)
        await press(pilot, "slash", *"bread")
        assert "looking" in screen_text(app)
        await press(pilot, "escape", "escape")
        assert not isinstance(app.screen, ReadingScreen)


async def test_a_string_of_50_mb_is_read_and_searched() -> None:
    session = done('{ a = "x"; }')
    session.machine.stack[-1] = AttrSet({"a": ("crumb " * 8_500_000) + "end"})
    async with opened(session, keys=f"{OPEN} j enter") as (app, pilot):
        sheet = sheet_of(app)
        await press(pilot, "G")
        assert "end" in screen_text(app)
        await press(pilot, "g", "slash", *"end", "enter")
        await until(pilot, lambda: sheet.hit is not None)
        assert sheet.hit == 51_000_000
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert "end" in screen_text(app)
        await press(pilot, "pageup", "up", "k", "pagedown", "full_stop", "comma")


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (20, 8), (6, 4), (1, 1)])
async def test_hostile_strings_are_only_shown(size: tuple[int, int]) -> None:
    program = f'let s = {NIX_STRING}; in {{ ${{s}} = s + "\\n" + s + s; x = [ s ]; }}'
    async with opened(done(program), size=size, keys="v") as (app, pilot):
        assert unsafe_characters(screen_text(app), allowed="\n") == set()
        await press(pilot, "escape", "4", "enter", "j", "enter", "slash", "r", "e", "d", "enter", "full_stop")
        assert isinstance(app.screen, ReadingScreen)
        assert unsafe_characters(screen_text(app), allowed="\n") == set()
        await press(pilot, "escape", "slash", "r", "enter", "colon", "9", "enter", "v", "escape", "escape")
        assert len(app.screen_stack) == 1


async def test_a_cyclic_set_is_opened_and_read() -> None:
    async with opened(done("let a = { next = a; n = 1; }; in a"), keys=OPEN) as (app, pilot):
        for _ in range(30):
            await press(pilot, "end", "right")
        await press(pilot, "g", "v")
        assert "«repeated»" in screen_text(app)


async def test_looking_forces_nothing() -> None:
    session = Session(Program(expression='{ a = throw "forced"; b = [ (throw "forced") ]; }'), history=1000)
    session.run(Continue())
    ticks = session.machine.ticks
    async with opened(session, keys=f"{OPEN} j v escape enter colon 0 enter slash x escape g v G") as (
        app,
        _,
    ):
        assert "{ a = <CODE>; b = <CODE>; }" in screen_text(app)
        assert session.machine.ticks == ticks
