"""Every command can be reached by key, palette, command line and mouse, or says here why not."""

from __future__ import annotations

import pytest

from debugger.tui.app import NixStep
from debugger.tui.commands import COMMANDS, load_commands
from debugger.tui.palette import CommandProvider, Palette, label
from tests.debugger.tui.driving import opened, press, screen_text, until
from tests.debugger.tui.programs import FAC, session_of

NO_WORD = {
    "window.command": "one is on the command line",
    "window.interrupt": "it ends a run, and the command line is closed while one goes on",
    "window.suspend": "it is about the terminal",
    "panel.next": "panels are focused by their names",
    "panel.previous": "panels are focused by their names",
}
"""Why a command has no word for the command line. Moving in lists is for keys and the wheel alone."""
NO_KEY = "a command without a key has a word, and Ctrl+P finds it"


def test_every_command_has_a_key_or_a_word() -> None:
    for each in load_commands().values():
        assert each.keys or each.words, f"{each.id}: {NO_KEY}"


def test_what_has_no_word_says_why() -> None:
    without = {each.id for each in load_commands().values() if not each.words}
    assert {each for each in without if not each.startswith("cursor.")} == NO_WORD.keys()


async def test_the_palette_carries_out_each_command(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(NixStep, "command", lambda self, wanted, argument="": asked.append(wanted))
    async with opened(session_of(FAC, history=1000)) as (app, pilot):
        app.action_command_palette()
        await press(pilot)
        async for hit in CommandProvider(app.screen).discover():
            hit.command()
        assert asked == list(COMMANDS)


async def test_the_mouse_alone_reaches_the_palette_and_a_command_in_it() -> None:
    async with opened(session_of(FAC, history=1000), size=(120, 40)) as (app, pilot):
        await pilot.click(app.status, offset=(3, 0))
        await press(pilot)
        assert isinstance(app.screen, Palette)
        wanted = label(COMMANDS["step.opcode"])
        await until(pilot, lambda: wanted in screen_text(app))
        rows = screen_text(app).splitlines()
        row = next(at for at, text in enumerate(rows) if wanted in text)
        await pilot.click(offset=(rows[row].index(wanted) + 2, row))
        await until(pilot, lambda: app.session.step == 1)


async def test_a_click_on_the_way_out_leaves_the_past() -> None:
    async with opened(session_of(FAC, 20, history=1000), size=(120, 40)) as (app, pilot):
        await press(pilot, "less_than_sign")
        assert not app.session.history.is_live
        await pilot.click(app.status, offset=(117, 0))
        await press(pilot)
        assert app.session.history.is_live


async def test_the_mouse_on_a_name_tells_its_value() -> None:
    text = "let\n  a = 1 + 1;\nin\na + a"
    async with opened(session_of(text, history=1000), size=(120, 40), keys="c S") as (app, pilot):
        rows = screen_text(app).splitlines()
        row = next(at for at, shown in enumerate(rows) if "▎a + a" in shown)
        column = rows[row].index("a + a")
        for place in (column, column + 4):
            app.say("")
            await pilot.hover(offset=(place, row))
            await press(pilot)
            assert app.explanation.message == "a = 2"
        app.say("")
        await pilot.hover(offset=(column + 2, row))
        await press(pilot)
        assert app.explanation.message == ""
