"""The footer: the most useful keys first, as many as fit, each answering a click."""

from __future__ import annotations

import pytest

from debugger.motions import Continue
from debugger.tui.commands import COMMANDS, load_commands
from debugger.tui.hints import PAUSE, counting_hints, hints
from debugger.tui.panels.footer import lines
from tests.debugger.tui.driving import opened, press, screen_text, until
from tests.debugger.tui.programs import FAC, LOOP, session_of

load_commands()


def row(events: str, width: int) -> str:
    return lines(hints(events), width)[0][0].text


def test_the_footer_of_an_ordinary_screen_names_what_is_used_most() -> None:
    left = " i op  s expr  n over  f finish  c run  (Shift = back)  y why"
    assert row("force", 80) == left + " " * 5 + ": cmd  ? help"


def test_a_wide_footer_has_breakpoints_zoom_and_events_too() -> None:
    text = row("force", 120)
    for words in ("[ ] prev/next force", "b break", "y why", "z zoom", ": cmd", "? help"):
        assert words in text
    assert "call tree" not in text
    assert "K call tree" in row("force", 200)


def test_what_has_no_way_back_is_not_named() -> None:
    text = row("", 120)
    assert "Shift" not in text
    assert "prev/next" not in text


@pytest.mark.parametrize("number", ["3", "999999999"])
@pytest.mark.parametrize("width", range(1, 210, 7))
def test_the_footer_fits_and_the_most_useful_stay_longest(number: str, width: int) -> None:
    (line,), _ = lines(hints("tail call"), width)
    assert line.width <= max(width, 3)
    counting, _ = lines(counting_hints(number, "Continuations"), width)
    assert counting[0].width <= max(width, 3)
    if width >= 15:
        assert "? help" in line.text
    if width >= 40:
        assert "i op" in line.text


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_every_key_and_its_words_can_be_clicked(width: int) -> None:
    (line,), spots = lines(hints("force"), width)
    for spot in spots:
        assert spot.id in COMMANDS
        assert line.text[spot.start : spot.end].strip()
    for start in range(width - 1):
        if line.text[start] != " ":
            assert any(spot.start <= start < spot.end for spot in spots), line.text[start:]


def test_no_exception_of_upper_case_is_back_stands_in_the_footer() -> None:
    keys = {key for hint in hints("force") for key, _ in hint.keys if len(key) == 1 and key.isupper()}
    assert keys <= {"L", "K"}


async def test_a_click_on_a_hint_does_what_its_key_does() -> None:
    session = session_of(FAC, history=1000)
    session.run(Continue())
    async with opened(session, (120, 40)) as (app, pilot):
        edge = app.snapshot.step
        text = screen_text(app).splitlines()[-1]
        await pilot.click(app.footer, offset=(text.index("["), 0))
        await press(pilot)
        assert app.snapshot.step < edge
        back = app.snapshot.step
        await pilot.click(app.footer, offset=(text.index("over"), 0))
        await press(pilot)
        assert app.snapshot.step > back
        await pilot.click(app.footer, offset=(text.index("z "), 0))
        await press(pilot)
        assert app.desk.zoomed == "source"
        await pilot.click(app.footer, offset=(text.index("cmd"), 0))
        await press(pilot)
        assert app.command_line.input.is_open


async def test_the_mouse_shows_what_a_click_would_do() -> None:
    async with opened(session_of(FAC, history=1000), (120, 40)) as (app, pilot):
        text = screen_text(app).splitlines()[-1]
        await pilot.hover(app.footer, offset=(text.index("finish"), 0))
        await press(pilot)
        assert app.footer.under == "step.finish"
        assert ("finish", "text") in app.footer.lines_now()[0].parts
        await pilot.hover(app.source)
        await press(pilot)
        assert app.footer.under == ""


async def test_while_it_runs_the_footer_pauses() -> None:
    async with opened(session_of(LOOP, history=10**6), (80, 24)) as (app, pilot):
        app.simulate_key("c")
        await until(pilot, lambda: app.footer.running)
        text = app.footer.lines_now()[0].text
        assert text.startswith(" Esc pause ")
        assert "? help" in text
        assert "over" not in text
        app.footer.post_message(app.footer.Chosen(PAUSE.keys[0][1]))
        await until(pilot, lambda: not app.runner.running())
