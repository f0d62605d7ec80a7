"""Windows above the main screen: what happens in one stays there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import OptionList

from debugger.motions import Continue
from debugger.tui.app import NixStep
from debugger.tui.palette import Palette
from debugger.tui.panels.drawn import Said
from debugger.tui.screens.value import ValueScreen
from debugger.tui.sheets.sheet import Sheet
from debugger.tui.windows.window import Window
from tests.debugger.tui.driving import opened, press, type_command, until
from tests.debugger.tui.programs import session_of
from tests.monkey.actions import Action
from tests.monkey.hands import act, painted

FAILING = "let f = n: if n == 0 then builtins.head [ ] else [ n (f (n - 1)) ] ++ [ ]; in { x = f 3; }"
WAYS = {
    "value": "I I 4 j enter",
    "history of a value": "I I 4 H",
    "history of a value inside": "I I 4 j enter H",
    "why": "y",
    "thunks": "L",
    "calls": "K",
    "help": "question_mark",
    "kinds": "left_curly_bracket",
    "marks": "m a : marks",
    "notes": ": note_x : notes",
    "chunks": ": chunks",
    "breakpoints": ": break_OpForce : breakpoints",
    "error": ": error",
    "continuation": "7 enter",
    "frames": "3 enter",
}


async def go(pilot: Pilot[int], way: str) -> None:
    words = iter(way.split())
    for word in words:
        if word == ":":
            await type_command(pilot, next(words).replace("_", " "))
        else:
            await press(pilot, word)


def kinds(kind: type[Message] = Said) -> Iterator[type[Message]]:
    for each in kind.__subclasses__():
        yield each
        yield from kinds(each)


def test_all_that_panels_say_is_of_one_kind() -> None:
    assert {"Entered", "Wanted", "Opened", "Moved", "Marked", "Sorted", "Typed", "Sought"} <= {
        each.__name__ for each in kinds()
    }


@pytest.mark.parametrize("way", WAYS)
async def test_every_place_of_a_window_can_be_clicked(way: str) -> None:
    session = session_of(FAILING, history=10_000)
    session.run(Continue())
    async with opened(session, keys="") as (app, pilot):
        await go(pilot, WAYS[way])
        if way in ("continuation", "frames") and not isinstance(app.screen, Window):
            return
        window = app.screen
        assert isinstance(window, Window)
        focused = app.focused_panel
        area = window.sheet.region
        rows = (area.y, area.bottom - 1, area.y + 1, area.bottom - 2)
        for x, y in [(x, y) for y in rows for x in (area.x, area.x + 4, area.right - 1)]:
            if app.screen is not window:
                break
            assert app.focused_panel is focused
            await pilot.click(offset=(x, y))
        assert not app.session.breakpoints or way == "breakpoints"


async def test_what_a_sheet_says_does_not_reach_the_main_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(session_of("[ { a = 1; } ] ++ [ 1 ]", 8, history=10_000), keys="4 j enter") as (
        app,
        pilot,
    ):
        assert isinstance(app.screen, ValueScreen)
        reached: list[Message] = []
        for name in ("entered", "wanted", "opened", "moved", "marked"):
            monkeypatch.setattr(type(app), f"on_panel_{name}", lambda self, event: reached.append(event))
        sheet = app.screen.sheet
        for kind in (sheet.Entered, sheet.Opened, sheet.Moved, sheet.Marked):
            sheet.post_message(kind(sheet))
            await pilot.pause()
        sheet.post_message(sheet.Wanted("sheet"))
        await pilot.pause()
        assert reached == []


# What comes faster than it is answered. The monkey (tests/monkey) found all of this.


async def burst(app: NixStep, *keys: str) -> None:
    for key in keys:
        await act(app, Action("key", key, settles=False))
    await painted(app)


def focused(app: NixStep) -> str:
    return (app.screen.focused.id or "") if app.screen.focused is not None else "nothing"


def line_state(app: NixStep) -> str:
    return "is open" if app.command_line.input.is_open else "closed"


async def test_a_window_is_closed_once_however_often_it_is_asked_to() -> None:
    async with opened(session_of(FAILING, 40, history=10_000), keys="question_mark") as (app, pilot):
        await burst(app, "escape", "escape", "escape")
        assert not isinstance(app.screen, Window)
        await press(pilot, "question_mark")
        window = app.screen
        assert isinstance(window, Window)
        window.dismiss(None)
        window.dismiss(None)
        await painted(app)
        assert len(app.screen_stack) == 1
        assert app.is_running


async def test_two_clicks_beside_a_window_close_only_that() -> None:
    async with opened(session_of(FAILING, 40, history=10_000), keys="question_mark") as (app, _):
        await act(app, Action("click", "", (0, 0, 3), settles=False))
        await painted(app)
        assert app.is_running
        assert len(app.screen_stack) == 1


async def test_a_click_into_a_panel_closes_the_command_line() -> None:
    async with opened(session_of(FAILING, 40, history=10_000), keys="colon i") as (app, pilot):
        assert "is open" in line_state(app)
        await pilot.click("#bytecode", offset=(5, 2))
        await painted(app)
        assert "closed" in line_state(app)
        assert (app.focused_panel.id, focused(app)) == ("bytecode", "bytecode")
        await press(pilot, "colon")
        assert app.command_line.input.has_focus


async def test_of_two_panels_chosen_in_a_row_the_second_has_the_focus() -> None:
    async with opened(session_of(FAILING, 40, history=10_000)) as (app, _):
        for _ in range(20):
            await burst(app, "3", "1")
            assert (app.focused_panel.id, focused(app)) == ("source", "source")


async def test_the_focus_is_not_lost_to_a_click_into_nowhere() -> None:
    async with opened(session_of(FAILING, 40, history=10_000)) as (app, pilot):
        app.screen.set_focus(None)
        await painted(app)
        assert focused(app) == "source"
        await press(pilot, "L")
        app.screen.set_focus(None)
        await painted(app)
        assert focused(app) == app.screen.query_one(Sheet).id


async def test_the_palette_stands_haste() -> None:
    async with opened(session_of(FAILING, 40, history=10_000)) as (app, _):
        await burst(app, "ctrl+p", "pagedown", "up", "end", "pageup", "down", "escape")
        for _ in range(5):
            await burst(app, "ctrl+p", "b", "r", "escape", "ctrl+p", "escape", "ctrl+p", "enter")
            await burst(app, "ctrl+p", "x", "x")
            await act(app, Action("click", "", (400, 500, 2), settles=False))
            await burst(app, "backspace", "escape", "escape", "escape")
        await burst(app, "ctrl+p")
        await act(app, Action("click", "", (0, 999, 3), settles=False))
        await painted(app)
        assert app._exception is None
        assert app.is_running


@pytest.mark.parametrize("turns", [0, 10, 20, 25, 27, 28, 29, 30])
async def test_the_palette_may_be_opened_by_the_last_click_before_the_app_ends(turns: int) -> None:
    async with opened(session_of("1 + 1")) as (app, _):
        app.exit()
        app.push_screen(Palette())
        for _ in range(turns):
            await asyncio.sleep(0)


async def test_themes_can_still_be_chosen() -> None:
    async with opened(session_of(FAILING, 40, history=10_000)) as (app, pilot):
        await type_command(pilot, "theme")
        assert isinstance(app.screen, Palette)
        await press(pilot, *"textual-light")
        await until(pilot, lambda: app.screen.query_one(OptionList).option_count == 1)
        await press(pilot, "down", "enter", "enter")
        await until(pilot, lambda: app.theme == "textual-light")


@pytest.mark.parametrize("width", [3, 4, 6])
async def test_the_palette_stands_terminals_without_room(width: int) -> None:
    async with opened(session_of("1 + 1"), size=(width, 30)) as (app, pilot):
        await press(pilot, "ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, Palette))
        await pilot.resize_terminal(3, 3)
        await pilot.pause()
        assert isinstance(app.screen, Palette)
