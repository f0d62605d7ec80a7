"""Borders are moved by keys and with the mouse, and remembered."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import MouseMove
from textual.geometry import Region
from textual.pilot import Pilot

from debugger.tui.app import NixStep
from debugger.tui.placing.remembered import Kept, Remembered
from tests.debugger.tui.driving import opened, press, screen_text, type_command
from tests.debugger.tui.programs import FAC, session_of


def region(app: NixStep, name: str) -> Region:
    return app.desk.places[name].region


async def drag(pilot: Pilot[int], start: tuple[int, int], end: tuple[int, int]) -> None:
    await pilot.mouse_down(offset=start)
    for at in (start, ((start[0] + end[0]) // 2, (start[1] + end[1]) // 2), end):
        await pilot._post_mouse_events([MouseMove], offset=at, button=1)
    await pilot.mouse_up(offset=end)
    await pilot.pause()


@pytest.mark.parametrize("name", ["source", "bytecode", "frames", "stack", "upvalues", "withs"])
async def test_plus_grows_a_panel_and_minus_undoes_it(name: str) -> None:
    async with opened(session_of(FAC, 40)) as (app, pilot):
        app.focus_panel(name)
        before = region(app, name)
        await press(pilot, "plus")
        grown = region(app, name)
        assert grown.width > before.width
        assert grown.height == before.height + 1
        await press(pilot, "minus")
        assert abs(region(app, name).width - before.width) <= 1
        assert region(app, name).height == before.height
        await press(pilot, "minus")
        assert region(app, name).width < before.width
        await press(pilot, "equals_sign")
        assert region(app, name) == before
        assert app.desk.moved == {}


async def test_a_border_goes_only_so_far() -> None:
    async with opened(session_of(FAC, 40)) as (app, pilot):
        await press(pilot, *["plus"] * 60)
        assert "cannot be larger" in screen_text(app)
        assert region(app, "bytecode").width == 14
        await press(pilot, "minus")
        assert region(app, "bytecode").width == 18
        await press(pilot, "z", "plus")
        assert "z gives it back" in screen_text(app)


async def test_borders_are_dragged() -> None:
    async with opened(session_of(FAC, 40)) as (app, pilot):
        before = region(app, "source")
        await drag(pilot, (before.right, 5), (before.right - 20, 5))
        assert region(app, "source").right == before.right - 20
        assert region(app, "source").height == before.height
        await drag(pilot, (10, before.bottom - 1), (10, before.bottom + 4))
        assert region(app, "source").bottom in (before.bottom + 4, before.bottom + 5)
        assert app.mouse_captured is None


async def test_a_click_on_a_border_moves_nothing() -> None:
    async with opened(session_of(FAC, 40)) as (app, pilot):
        before = dict(app.desk.places)
        await pilot.click(offset=(region(app, "source").right - 1, 5))
        await pilot.hover(offset=(40, 5))
        assert app.desk.places == before
        assert app.desk.moved == {}


async def test_borders_are_remembered_from_session_to_session(tmp_path: Path) -> None:
    kept = Remembered(tmp_path / "desk.json")
    app = NixStep(session_of(FAC, 40), remembered=kept)
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "minus", "minus")
        width = region(app, "source").width
    again = NixStep(session_of(FAC, 40), remembered=kept)
    async with again.run_test(size=(120, 40)) as pilot:
        assert region(again, "source").width == width
        await press(pilot, "equals_sign")
    assert kept.read() == Kept()


async def test_a_desk_that_cannot_be_remembered_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("debugger.tui.showing.SETTLED", 0.01)
    (tmp_path / "file").write_text("")
    app = NixStep(session_of(FAC, 40), remembered=Remembered(tmp_path / "file" / "desk.json"))
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "plus")
        await pilot.pause(0.1)
        assert "cannot be remembered" in screen_text(app)
        assert app.is_running


async def test_panels_stay_where_they_are_while_one_steps() -> None:
    async with opened(session_of(FAC), keys="i") as (app, pilot):
        places = set()
        for _ in range(50):
            await press(pilot, "i")
            places.add(tuple(sorted((name, place.region) for name, place in app.desk.places.items())))
        assert len(places) <= 4


async def test_a_panel_that_is_empty_for_a_moment_keeps_its_room() -> None:
    async with opened(session_of("let x = 1; in with { y = x; }; [ y y ]", 3)) as (app, pilot):
        while not app.snapshot.withs:
            await press(pilot, "i")
        height = region(app, "withs").height
        assert height > 3
        app.desk.notice(session_of("1").snapshot())
        assert region(app, "withs").height == height


async def test_panels_are_hidden_and_come_back_with_their_key() -> None:
    async with opened(session_of(FAC, 40)) as (app, pilot):
        await type_command(pilot, "hide withs")
        assert app.explanation.message == "withs is hidden: 5 shows it again"
        assert "withs" not in app.desk.places
        assert region(app, "upvalues").bottom == region(app, "frames").bottom
        await press(pilot, "5")
        assert app.focused_panel.id == "withs"
        assert "withs" in app.desk.places
        await type_command(pilot, "hide")
        assert "withs" not in app.desk.places
        assert app.focused_panel.id in app.desk.places
        await type_command(pilot, "hide nothing")
        assert "there is no panel 'nothing'" in app.explanation.message


async def test_the_last_panel_of_a_place_stays() -> None:
    async with opened(session_of(FAC, 40), size=(60, 20)) as (app, pilot):
        await type_command(pilot, "hide source")
        await type_command(pilot, "hide bytecode")
        assert app.explanation.message == "nothing else would stand in its place here"
        assert "bytecode" in app.desk.places


async def test_layouts_are_chosen_saved_and_remembered(tmp_path: Path) -> None:
    kept = Remembered(tmp_path / "desk.json")
    app = NixStep(session_of(FAC, 40), remembered=kept)
    async with app.run_test(size=(120, 40)) as pilot:
        await type_command(pilot, "layout source")
        assert app.explanation.message == "layout: source"
        assert "bytecode" not in app.desk.places
        await type_command(pilot, "hide output")
        await type_command(pilot, "layout save mine")
        await type_command(pilot, "layout everything")
        assert "bytecode" in app.desk.places
        await type_command(pilot, "layout")
        assert "your own" in screen_text(app)
        await press(pilot, "G", "enter")
        assert app.explanation.message == "layout: mine"
        await type_command(pilot, "layout save source")
        assert "one that is free" in app.explanation.message
        await type_command(pilot, "layout nope")
        assert "there is no layout 'nope'" in app.explanation.message
    assert kept.read().arrangement.hidden == {"bytecode", "withs", "upvalues", "output"}
    assert list(kept.read().layouts) == ["mine"]
    again = NixStep(session_of(FAC, 40), remembered=kept)
    async with again.run_test(size=(120, 40)):
        assert "bytecode" not in again.desk.places


async def test_tabs_that_are_hidden_are_not_drawn() -> None:
    async with opened(session_of(FAC, 40), size=(80, 24)) as (app, pilot):
        assert "8 Out" in screen_text(app)
        await type_command(pilot, "layout lesson")
        assert "8 Out" not in screen_text(app)
