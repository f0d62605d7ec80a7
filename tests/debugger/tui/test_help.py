"""Help: it opens with the card, has the focused panel's keys next, every command then, and is searched."""

from __future__ import annotations

import pytest

from debugger.tui.app import NixStep
from debugger.tui.commands import load_commands
from debugger.tui.drawing.lines import Line, line
from debugger.tui.panels.tabs import TITLES
from debugger.tui.placing.plan import PANELS
from debugger.tui.screens.card import KEYS, MARKS, WORDS, card
from debugger.tui.screens.help import HelpScreen, HelpSheet, lines, lit
from debugger.tui.sheets.sheet import DOCKED
from tests.debugger.tui.driving import opened, press, screen_text
from tests.debugger.tui.programs import FAC, texts

load_commands()


def page(app: NixStep) -> HelpSheet:
    assert isinstance(app.screen, HelpScreen)
    return app.screen.page


def row_with(rows: list[Line], words: str) -> int:
    return next(number for number, row in enumerate(rows) if words in row.text)


@pytest.mark.parametrize("width", [20, 40, 78, 95, 96, 112, 148])
def test_the_card_has_all_keys_marks_and_words_and_fits(width: int) -> None:
    rows = card(width)
    assert all(row.width <= width for row in rows) or width < 40
    text = " ".join(" ".join(texts(rows)).split())
    for parts, _ in (*KEYS, *MARKS):
        assert "".join(shown for shown, _ in parts).strip() in text
    for name, _ in WORDS:
        assert name in text


def test_there_are_fourteen_keys_and_an_ordinary_screen_shows_them_at_once() -> None:
    assert len(KEYS) == 14
    assert row_with(lines(78), "leave") < 18
    assert row_with(lines(112), "In Source") < 36


def test_marks_have_the_colours_that_they_have_in_panels() -> None:
    roles = {text: role for row in card(112) for text, role in row.parts}
    assert roles["○"] == "suspended"
    assert roles["◐"] == "blackhole"
    assert roles["●"] == "evaluated"
    assert roles["■"] == "break"
    assert roles["✗"] == "error-strong"
    assert roles["▁▂▅▇"] == "hill"


@pytest.mark.parametrize("panel", PANELS)
def test_the_keys_of_the_focused_panel_come_behind_the_card(panel: str) -> None:
    rows = lines(112, panel)
    title = row_with(rows, f"In {TITLES[panel][1]}")
    assert row_with(rows, "live edge") < title < row_with(rows, "Going forward")
    assert any("move; g and G" in row.text for row in rows[title : title + 8])
    others = [f"In {TITLES[other][1]}" for other in PANELS if other != panel]
    assert not any(other in row.text for row in rows for other in others)


@pytest.mark.parametrize("panel", DOCKED)
def test_what_is_docked_in_the_third_column_has_its_keys_there_too(panel: str) -> None:
    rows = lines(112, panel)
    assert row_with(rows, f"In {DOCKED[panel][1]}") < row_with(rows, "Going forward")


def test_what_is_looked_for_is_lit_wherever_it_is() -> None:
    shown = lit(line(("a Thunk", "text"), (" or two thunks", "dim")), "thunk", False)
    assert shown.text == "a Thunk or two thunks"
    assert [text for text, role in shown.parts if role == "span"] == ["Thunk", "thunk"]
    across = lit(line(("live e", "text"), ("dge", "dim")), "live edge", True)
    assert [text for text, role in across.parts if role == "span"] == ["live e", "dge"]
    assert across.ground == "current"
    assert lit(shown, "nowhere", False) is shown


async def test_help_opens_with_the_card_for_the_panel_that_has_the_focus() -> None:
    async with opened(FAC, (120, 40), "4 question_mark") as (app, _):
        assert page(app).lines[0].text.split() == ["To", "begin", "with", "Marks"]
        text = screen_text(app)
        assert "In Value stack" in text
        assert "blackhole" in text


async def test_slash_searches_and_dot_and_comma_go_on() -> None:
    async with opened(FAC, (80, 24), "question_mark") as (app, pilot):
        sheet = page(app)
        await press(pilot, "slash", *"timeline")
        assert "/timeline" in screen_text(app)
        first = sheet.hit
        assert "timeline" in sheet.lines[first].text.lower()
        await press(pilot, "enter", "full_stop")
        second = sheet.hit
        assert second > first
        assert sheet.top <= second < sheet.top + sheet.inner[1]
        await press(pilot, "comma")
        assert sheet.hit == first
        await press(pilot, "comma", "full_stop")
        assert sheet.hit == first
        await press(pilot, "question_mark")
        assert not isinstance(app.screen, HelpScreen)


async def test_escape_drops_a_search_and_then_closes_help() -> None:
    async with opened(FAC, (80, 24), "question_mark j j") as (app, pilot):
        sheet = page(app)
        await press(pilot, "slash", *"qxz")
        assert "not found" in screen_text(app)
        await press(pilot, "escape")
        assert (sheet.needle, sheet.hit, sheet.top) == ("", -1, 2)
        await press(pilot, "full_stop")
        assert "/ searches" in screen_text(app)
        await press(pilot, "escape")
        assert not isinstance(app.screen, HelpScreen)


@pytest.mark.parametrize("size", [(20, 5), (40, 14), (60, 16), (80, 24), (120, 40), (200, 60), (1, 1)])
async def test_help_opens_at_every_size_and_follows_it(size: tuple[int, int]) -> None:
    async with opened(FAC, size, "question_mark") as (app, pilot):
        await press(pilot, "G", "g", "slash", "a", "enter", "full_stop")
        await pilot.resize_terminal(130, 30)
        await press(pilot)
        assert page(app).lines == lines(122, "source")
        await pilot.resize_terminal(*size)
        await press(pilot, "escape")
        assert not isinstance(app.screen, HelpScreen)
