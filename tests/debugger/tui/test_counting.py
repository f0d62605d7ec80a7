"""Counting: `10i` goes ten steps, `3` focuses the third panel, and neither has to wait for the other."""

from __future__ import annotations

import pytest

from debugger.motions import Continue
from debugger.tui.app import NixStep
from debugger.tui.placing.plan import PANELS
from tests.debugger.tui.driving import opened, press, screen_text, type_command, until
from tests.debugger.tui.programs import LOOP, session_of

PROGRAM = "let fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2); in fib 8"


def footer(app: NixStep) -> str:
    return app.footer.lines_now()[0].text


async def test_a_number_before_a_motion_says_how_often() -> None:
    async with opened(session_of(PROGRAM, history=10**5)) as (app, pilot):
        await press(pilot, "1", "0", "i")
        assert app.snapshot.step == 10
        await press(pilot, "7", "i")
        assert app.snapshot.step == 17
        await press(pilot, "1", "2", "I")
        assert app.snapshot.step == 5
        await press(pilot, "i")
        assert app.snapshot.step == 6


@pytest.mark.parametrize("key", ["s", "n", "o", "c", "S", "N", "O", "C"])
async def test_every_motion_counts_as_its_command_does(key: str) -> None:
    steps = []
    for typed in (True, False):
        session = session_of(PROGRAM, history=10**5)
        session.breakpoints.add("OpAdd")
        session.run(Continue(), 5)
        async with opened(session) as (app, pilot):
            before = app.snapshot.step
            if typed:
                await press(pilot, "3", key)
            else:
                await type_command(pilot, f"{key} 3")
            await until(pilot, lambda app=app: not app.runner.running())  # type: ignore[misc]
            assert app.snapshot.step != before
            steps.append(app.snapshot.step)
    assert steps[0] == steps[1]


async def test_the_focus_goes_back_to_where_it_was_before_the_digits() -> None:
    async with opened(session_of(PROGRAM, history=10**5), (80, 24), "4") as (app, pilot):
        await press(pilot, "escape")
        shown = app.desk.shown()
        await press(pilot, "7", "6", "i")
        assert app.snapshot.step == 76
        assert app.focused_panel.id == "stack"
        assert app.screen.focused is app.focused_panel
        assert app.desk.shown() == shown


async def test_a_zoomed_panel_stays_zoomed() -> None:
    async with opened(session_of(PROGRAM, history=10**5), keys="4 z") as (app, pilot):
        await press(pilot, "1", "5", "i")
        assert app.snapshot.step == 15
        assert app.desk.zoomed == "stack"
        assert app.desk.shown() == {"stack"}


@pytest.mark.parametrize("number", range(1, 9))
async def test_a_digit_focuses_its_panel_at_once(number: int) -> None:
    async with opened(session_of(PROGRAM, history=10**5)) as (app, pilot):
        await press(pilot, str(number))
        assert app.focused_panel.id == PANELS[number - 1]
        assert app.screen.focused is app.focused_panel


async def test_any_other_key_means_the_panel() -> None:
    async with opened(session_of(PROGRAM, history=10**5), keys="i i i i") as (app, pilot):
        await press(pilot, "4", "j", "i")
        assert app.snapshot.step == 5
        assert app.focused_panel.id == "stack"
        await press(pilot, "3", "escape", "i")
        assert app.snapshot.step == 6
        await press(pilot, "3", "tab", "i")
        assert app.snapshot.step == 7
        await press(pilot, "3", "ä", "i")
        assert app.snapshot.step == 8
        await press(pilot, "2", "t")
        assert app.focused_panel.id == "bytecode"


async def test_after_a_while_a_digit_means_the_panel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("debugger.tui.counting.SECONDS", 0.6)
    monkeypatch.setattr("debugger.tui.showing.SECONDS", 0.6)
    async with opened(session_of(PROGRAM, history=10**5)) as (app, pilot):
        await press(pilot, "2")
        assert "goes 2 times" in footer(app)
        await until(pilot, lambda: "goes" not in footer(app))
        await press(pilot, "i")
        assert app.snapshot.step == 1
        assert app.focused_panel.id == "bytecode"


async def test_the_footer_says_what_a_number_does() -> None:
    async with opened(session_of(PROGRAM, history=10**5), (80, 24)) as (app, pilot):
        await press(pilot, "1")
        assert "i s n o f c [ ] goes once" in screen_text(app)
        assert "Esc only Source" in screen_text(app)
        await press(pilot, "0")
        assert "goes 10 times" in screen_text(app)
        assert "Esc only Source" in screen_text(app)  # nothing is focused by 0
        await press(pilot, "escape")
        assert "goes" not in screen_text(app)
        assert "i op" in screen_text(app)


async def test_a_number_does_not_begin_with_nought() -> None:
    async with opened(session_of(PROGRAM, history=10**5)) as (app, pilot):
        await press(pilot, "0", "i")
        assert app.snapshot.step == 1
        await press(pilot, "9", "i")
        assert app.snapshot.step == 10


async def test_a_number_goes_to_the_event_so_many_further_on() -> None:
    session = session_of(PROGRAM, history=10**5)
    session.run(Continue())
    async with opened(session, keys="less_than_sign") as (app, pilot):
        await press(pilot, *["right_square_bracket"] * 3)
        third = app.snapshot.step
        await press(pilot, "less_than_sign", "3", "right_square_bracket")
        assert app.snapshot.step == third
        assert app.explanation.message == f"3 times next force: step {third}"
        await press(pilot, "ctrl+o")
        assert app.snapshot.step == 0
        await press(pilot, "greater_than_sign", *["left_square_bracket"] * 4)
        fourth = app.snapshot.step
        await press(pilot, "greater_than_sign", "4", "left_square_bracket")
        assert app.snapshot.step == fourth
        await press(
            pilot, "9", "9", "9", "9", "left_square_bracket", "less_than_sign", "right_square_bracket"
        )
        first = app.snapshot.step
        await press(pilot, "greater_than_sign", "9", "9", "9", "9", "left_square_bracket")
        assert app.snapshot.step == first


async def test_the_command_line_windows_and_names_of_marks_have_their_digits_to_themselves() -> None:
    async with opened(session_of(PROGRAM, history=10**5)) as (app, pilot):
        await type_command(pilot, "i 12")
        assert app.snapshot.step == 12
        await press(pilot, "i")
        assert app.snapshot.step == 13
        await press(pilot, "m", "3", "i")
        assert app.session.history.marks == {"3": 13}
        assert app.snapshot.step == 14
        await press(pilot, "L", "2", "escape", "i")
        assert app.snapshot.step == 15
        assert app.focused_panel.id == "source"


async def test_keys_that_come_before_the_first_picture_count_too() -> None:
    async with opened(session_of(PROGRAM, history=10**5)) as (app, pilot):
        for key in ("1", "2", "i", "3", "i"):
            app.simulate_key(key)
        await until(pilot, lambda: app.snapshot.step == 15)
        assert app.focused_panel.id == "source"


async def test_escape_pauses_a_run_that_was_counted() -> None:
    async with opened(session_of(LOOP, history=10**6), (80, 24)) as (app, pilot):
        for key in "999999999i":
            app.simulate_key(key)
        await until(pilot, lambda: app.footer.running)
        await press(pilot, "3", "escape")
        await until(pilot, lambda: not app.runner.running())
        assert app.focused_panel.id == "frames"
        assert 0 < app.snapshot.step < 999_999_999


async def test_in_a_number_9_and_0_do_not_complain_that_there_is_no_third_column() -> None:
    async with opened(session_of(PROGRAM, history=10**5), (120, 40), "i") as (app, pilot):
        await press(pilot, "1", "0")
        assert not app.explanation.wrong
        await press(pilot, "escape", "0")
        assert "third column" in app.explanation.message


@pytest.mark.parametrize(("digit", "title"), [("9", "Value"), ("0", "Why")])
async def test_9_and_0_focus_the_third_column_and_count(digit: str, title: str) -> None:
    async with opened(session_of(PROGRAM, history=10**5), (200, 60), "i") as (app, pilot):
        await press(pilot, "1", digit)
        assert f"Esc only {title}" in footer(app)
        assert app.focused_panel.id == title.lower()
        await press(pilot, "i")
        assert app.snapshot.step == 1 + int("1" + digit)
        assert app.focused_panel.id == "source"
