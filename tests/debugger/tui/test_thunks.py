"""Thunk life: the table of the thunks of the window, its orders and filters, and its jumps."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from debugger.history.segments import PACE
from debugger.loading.program import Program
from debugger.motions import Continue, ToStep
from debugger.provenance.thunk_table import ThunkTable
from debugger.session import Session
from debugger.tui.app import NixStep
from debugger.tui.screens.thunks import ThunksScreen, reads_text
from debugger.tui.sheets.table import Column, laid_out
from debugger.tui.sheets.thunk_rows import COLUMNS, SITE_COLUMNS
from tests.debugger.tui.driving import opened, press, screen_text, type_command, until
from tests.debugger.tui.programs import FAC, session_of

LISTED = """let
  double = x: x * 2;
  total = builtins.foldl' (sum: x: sum + x) 0 (map double [ 1 2 3 ]);
  unused = total + 1;
in [ total total ]"""


def recorded(expression: str = LISTED, step: int = 0) -> Session:
    session = session_of(expression, history=100_000)
    session.run(ToStep(step) if step else Continue())
    return session


def window(app: NixStep) -> ThunksScreen:
    assert isinstance(app.screen, ThunksScreen)
    return app.screen


async def settled(app: NixStep, pilot: Pilot[int]) -> None:
    await until(pilot, lambda: not window(app).is_working)


def shown(app: NixStep, column: str) -> list[str]:
    table = window(app).table
    return [table.model.cells(row)[column][0] for row in range(table.count())]


def numbers(texts: list[str]) -> list[int]:
    return [int(text.replace(" ", "")) for text in texts if text not in ("", "–")]


@pytest.mark.parametrize("columns", [COLUMNS, SITE_COLUMNS])
@pytest.mark.parametrize("width", [76, 78, 112, 150, 192])
def test_columns_fill_the_width_and_do_not_leave_it(columns: tuple[Column, ...], width: int) -> None:
    sizes = [size for _, size in laid_out(columns, width)]
    assert sum(sizes) + 2 * (len(sizes) - 1) + 1 == width


def test_reads_in_words() -> None:
    assert reads_text("thunk#1", []) == "no OpForce read thunk#1"
    assert reads_text("thunk#1", [1284]).endswith("once, at step 1 284")
    assert reads_text("thunk#1", [3, 5, 9]).endswith("3 times, at steps 3 to 9")


async def test_thunks_are_listed_as_they_were_made() -> None:
    async with opened(recorded(), keys="L") as (app, _):
        made = numbers(shown(app, "made"))
        assert made == sorted(made)
        assert len(made) == app.snapshot.thunks
        assert "never forced" in shown(app, "state")
        assert "unused" not in shown(app, "name")[0]


async def test_number_keys_sort_and_again_the_other_way_round() -> None:
    async with opened(recorded(), keys="L 7") as (app, pilot):
        cost = numbers(shown(app, "cost"))
        assert cost == sorted(cost, reverse=True)
        assert shown(app, "cost")[-1] == ""
        await press(pilot, "7")
        assert numbers(shown(app, "cost")) == sorted(cost)
        await press(pilot, "2")
        names = shown(app, "name")
        assert len(names) == app.snapshot.thunks
        assert window(app).table.model.sort == "name"


@pytest.mark.parametrize("key", list("123456789"))
async def test_every_column_can_be_sorted_by(key: str) -> None:
    async with opened(recorded(), size=(200, 40), keys=f"L L {key} {key}") as (app, _):
        assert window(app).table.model.sort == COLUMNS[int(key) - 1].name
        assert len(set(shown(app, "thunk"))) == app.snapshot.thunks


async def test_s_sorts_by_the_next_column_and_a_click_by_the_one_that_is_clicked() -> None:
    async with opened(recorded(), keys="L s") as (app, pilot):
        assert window(app).table.model.sort == "name"
        await pilot.click("#sheet", offset=(6, 1))
        await pilot.pause()
        assert window(app).table.model.sort == "thunk"


async def test_a_filter_looks_at_every_column_and_can_be_dropped() -> None:
    async with opened(recorded(), keys="L slash n e v e r enter") as (app, pilot):
        assert set(shown(app, "state")) == {"never forced"}
        assert "with 'never'" in screen_text(app)
        await press(pilot, "backspace")
        assert len(shown(app, "state")) == app.snapshot.thunks
        await press(pilot, "slash", "f", "o", "l", "d", "l", "backspace")
        assert all("foldl" in name for name in shown(app, "name"))
        await press(pilot, "escape")
        assert len(shown(app, "state")) == app.snapshot.thunks
        assert window(app).table.text is None


async def test_letters_of_a_filter_are_no_keys() -> None:
    async with opened(recorded(), keys="L slash q s r 7 colon") as (app, pilot):
        assert window(app).view.text == "qsr7:"
        assert "no thunk here is like that" in screen_text(app).lower()
        await press(pilot, "escape", "escape")
        assert not isinstance(app.screen, ThunksScreen)


async def test_each_column_with_a_step_is_a_jump() -> None:
    async with opened(recorded(), keys="L") as (app, pilot):
        row = window(app).view.thunks.row(0)
        await press(pilot, "enter")
        assert app.snapshot.step == row.made
        assert app.explanation.message == f"thunk#{row.number} made: step {row.made}"
        await press(pilot, "L", "l", "enter")
        assert app.snapshot.step == row.forced
        await press(pilot, "L", "l", "l", "enter")
        assert app.snapshot.step == row.evaluated


async def test_what_never_happened_is_said() -> None:
    async with opened(recorded(), keys="L slash n e v e r enter l enter") as (app, _):
        assert "was not forced" in window(app).table.note


async def test_places_are_added_up_and_enter_shows_their_thunks() -> None:
    async with opened(recorded(), keys="L tab") as (app, pilot):
        assert sum(numbers(shown(app, "made"))) == app.snapshot.thunks
        cost = numbers(shown(app, "cost"))
        assert cost == sorted(cost, reverse=True)
        await press(pilot, "2")
        most = numbers(shown(app, "made"))[0]
        await press(pilot, "enter")
        await settled(app, pilot)
        assert len(shown(app, "thunk")) == most
        assert "made at" in window(app).table.note


async def test_both_tables_have_the_same_filter() -> None:
    async with opened(recorded(), keys="L tab slash f o l d l enter tab") as (app, pilot):
        await settled(app, pilot)
        assert 0 < len(shown(app, "name")) < app.snapshot.thunks
        assert all("foldl" in name for name in shown(app, "name"))
        await press(pilot, "tab", "backspace", "tab")
        await settled(app, pilot)
        assert len(shown(app, "name")) == app.snapshot.thunks


async def test_reads_are_counted_when_asked_for() -> None:
    async with opened(recorded("let a = 1 + 2; in a + a + a"), keys="L j r") as (
        app,
        pilot,
    ):
        await settled(app, pilot)
        assert "was read 3 times" in window(app).table.note


async def test_esc_ends_the_work_before_it_closes_the_window() -> None:
    async with opened(recorded(), keys="L") as (app, pilot):
        screen = window(app)
        screen.table.begin_work(iter(lambda: None, 0), lambda result: None)
        await press(pilot, "escape")
        assert not window(app).is_working
        assert "cancelled" in screen.table.note
        await press(pilot, "escape")
        assert not isinstance(app.screen, ThunksScreen)


async def test_the_window_is_as_it_was_left_until_the_program_is_reloaded() -> None:
    async with opened(recorded(), keys="L 7 j j escape L") as (app, pilot):
        assert window(app).table.model.sort == "cost"
        assert window(app).table.cursor == 2
        await press(pilot, "escape", "R", "c", "L")
        assert window(app).table.model.sort == "thunk"


async def test_thunks_made_since_then_are_there_too() -> None:
    async with opened(recorded(step=5), keys="L 7 escape c L") as (app, pilot):
        await settled(app, pilot)
        assert len(shown(app, "thunk")) == app.snapshot.thunks


async def test_a_text_on_the_command_line_filters() -> None:
    async with opened(recorded()) as (app, pilot):
        await type_command(pilot, "thunks never")
        await settled(app, pilot)
        assert set(shown(app, "state")) == {"never forced"}


async def test_without_thunks_and_without_history_that_is_said() -> None:
    async with opened(session_of("1", history=100), keys="L") as (app, pilot):
        assert "No thunks were made" in screen_text(app)
        await press(pilot, "enter", "r", "tab", "enter")
        assert window(app).view.is_totals
    async with opened(FAC, keys="c L") as (app, _):
        assert "--history" in app.explanation.message


async def test_half_a_second_of_thunks_do_not_stop_the_keys() -> None:
    many = "builtins.foldl' (a: n: a + builtins.head [ (n + 1) ]) 0 (builtins.genList (i: i) 5000)"
    async with opened(recorded(many), keys="L G") as (app, pilot):
        assert window(app).table.cursor == app.snapshot.thunks - 1
        await press(pilot, "7")
        await settled(app, pilot)
        cost = numbers(shown(app, "cost"))
        assert cost == sorted(cost, reverse=True)


def test_a_table_that_is_still_seen_keeps_its_rows_when_the_window_moves_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(PACE, "segment", 64)
    text = "builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x * x) 2000)"
    subject = Session(Program(expression=text), history=500)
    subject.run_until(1_000)
    table = ThunkTable(subject.history)
    numbers = [table.row(index).number for index in range(len(table))]
    subject.run_until(6_000)
    assert subject.history.start > 1_000
    assert [table.row(index).number for index in range(len(table))] == numbers
