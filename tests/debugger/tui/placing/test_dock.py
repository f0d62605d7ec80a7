"""The third column follows the cursor and the step, and is quiet while keys come."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from debugger.motions import Continue, Into, ToStep
from debugger.provenance.call_tree import CallNode, children
from debugger.provenance.demand import Link
from debugger.session import Session
from debugger.tui.app import NixStep
from debugger.tui.screens.call_view import CallView
from debugger.tui.screens.calls import CallTreeScreen
from debugger.tui.screens.thunks import ThunksScreen
from debugger.tui.screens.value import ValueScreen
from debugger.tui.screens.why import WhyScreen
from debugger.tui.sheets.calls import Branch, visible
from debugger.views.snapshot import ValueView
from tests.debugger.tui.driving import opened, press, screen_text, type_command, until
from tests.debugger.tui.programs import DEEP, FAC, HOSTILE, RECURSION, session_of

WIDE, ONE = (200, 60), (160, 30)
NESTED = "let x = { a = { b = [ 1 2 ]; }; c = 3; }; f = y: y.a.b ++ [ y.c ]; in f x"


def at(step: int, text: str = FAC) -> Session:
    session = session_of(text, history=1_000_000)
    session.run(ToStep(step) if step else Continue())
    return session


def on_stack(app: NixStep) -> tuple[str, ValueView]:
    return app.stack.value() or ("", ValueView("", ""))


def link(app: NixStep) -> Link:
    row = app.dock.why.row
    assert row is not None
    return row.link


def focus(app: NixStep) -> str:
    return app.focused_panel.id or ""


async def settled(app: NixStep, pilot: Pilot[int]) -> None:
    await until(pilot, lambda: not (app.dock.is_working or app.show_due or app.session.motion))


async def test_value_shows_what_is_under_the_cursor() -> None:
    async with opened(at(30, NESTED), size=WIDE) as (app, pilot):
        await press(pilot, "4")
        while on_stack(app)[1].kind != "set":
            await press(pilot, "i")
        assert app.dock.value.nodes[0].value is on_stack(app)[1]
        assert [node.name for node in app.dock.value.nodes[1:]] == ["a", "c"]
        await press(pilot, "6")
        assert app.dock.value.nodes[0].value is app.snapshot.upvalues[0].value
        assert app.dock.value.nodes[0].name == app.snapshot.upvalues[0].name


async def test_what_is_open_stays_open_from_step_to_step() -> None:
    async with opened(at(0, NESTED), size=WIDE, keys="I I I I 4") as (app, pilot):
        tree = app.dock.value
        app.counting.drop()
        while on_stack(app)[1].kind != "set":
            await press(pilot, "I")
        name = on_stack(app)[0]
        await press(pilot, "enter", "j", "l")
        assert focus(app) == "value"
        names = [node.name for node in tree.nodes]
        assert "b" in names
        here = tree.node.name
        await press(pilot, "I", "i")
        await settled(app, pilot)
        assert on_stack(app)[0] == name
        assert [node.name for node in tree.nodes] == names
        assert tree.node.name == here


@pytest.mark.parametrize(
    ("key", "name", "window"),
    [("y", "why", WhyScreen), ("K", "tree", CallTreeScreen), ("L", "thunks", ThunksScreen)],
)
@pytest.mark.parametrize("size", [WIDE, ONE])
async def test_keys_go_to_the_dock_and_then_to_the_window(
    key: str, name: str, window: type, size: tuple[int, int]
) -> None:
    async with opened(at(40), size=size, keys="3") as (app, pilot):
        await press(pilot, key)
        assert app.focused_panel.id == name
        assert len(app.screen_stack) == 1
        await press(pilot, key)
        assert isinstance(app.screen, window)
        await press(pilot, key if name != "value" else "escape")
        assert len(app.screen_stack) == 1
        await press(pilot, "escape")
        assert app.focused_panel.id == "frames"


async def test_enter_opens_a_value_in_the_dock_and_esc_goes_back() -> None:
    async with opened(at(0, NESTED), size=WIDE, keys="4 enter") as (app, pilot):
        assert focus(app) == "value"
        await press(pilot, "escape")
        assert focus(app) == "stack"
        await type_command(pilot, "[2]")
        assert app.dock.value.node.name == "2"
    async with opened(at(0, NESTED), size=(159, 60), keys="4 enter") as (app, _):
        assert isinstance(app.screen, ValueScreen)


async def test_digits_focus_the_dock_where_there_is_one() -> None:
    async with opened(at(40), size=ONE, keys="9") as (app, pilot):
        assert focus(app) == "value"
        await press(pilot, "0")
        assert focus(app) == "why"
        assert "value" not in app.desk.shown()
        await press(pilot, "tab", "3", "shift+tab")
        assert app.focused_panel.id == "bytecode"
    async with opened(at(40), keys="9") as (app, _):
        assert "160 columns" in screen_text(app)


async def test_steps_and_panel_keys_work_in_the_dock() -> None:
    async with opened(at(40), size=WIDE) as (app, pilot):
        for name in ("value", "why", "tree", "thunks"):
            app.counting.drop()
            app.focus_panel(name)
            step = app.snapshot.step
            await press(pilot, "i")
            assert app.snapshot.step == step + 1
            await press(pilot, "I", "4")
            assert app.snapshot.step == step
            assert focus(app) == "stack"


async def test_why_and_tree_follow_the_step() -> None:
    async with opened(at(40), size=WIDE) as (app, pilot):
        for key in ("I", "I", "i", "S", "i", "i"):
            await press(pilot, key)
            await settled(app, pilot)
            assert [link.text for link in app.dock.why.links] == [link.text for link in app.session.why()]
            current = app.dock.tree.current
            assert current is not None
            assert current.holds(app.snapshot.step)
            assert app.dock.tree.branches[app.dock.tree.cursor] is current
            assert not app.dock.why.stale


async def test_enter_in_why_goes_to_the_force() -> None:
    async with opened(at(60), size=WIDE, keys="y") as (app, pilot):
        while link(app).forced < 0:
            await press(pilot, "j")
        forced = link(app).forced
        await press(pilot, "enter")
        assert app.snapshot.step == forced
        assert focus(app) == "why"


async def test_m_in_why_goes_to_the_making_and_marks_elsewhere() -> None:
    async with opened(at(60), size=WIDE, keys="y") as (app, pilot):
        while link(app).made < 0:
            await press(pilot, "j")
        made = link(app).made
        await press(pilot, "m")
        assert app.snapshot.step == made
        await press(pilot, "3", "m", "q")
        assert app.session.history.marks == {"q": made}


async def test_letters_typed_in_the_dock_are_letters() -> None:
    async with opened(at(0, NESTED), size=WIDE, keys="L slash i 4 colon m tab") as (app, pilot):
        assert app.dock.thunks.text == "i4:m"
        assert focus(app) == "thunks"
        await press(pilot, "escape")
        assert not app.dock.thunks.is_typing
        assert focus(app) == "thunks"


async def test_thunks_point_to_the_one_under_the_cursor() -> None:
    async with opened(at(60), size=WIDE, keys="L 6") as (app, pilot):
        found = [each for each in app.snapshot.upvalues if each.value.label]
        assert found
        await press(pilot, *["j"] * found[-1].index)
        await settled(app, pilot)
        row = app.dock.thunks.view.thunks.row(app.dock.thunks.cursor)
        assert row.label == found[-1].value.label


async def test_thunks_are_chosen_by_a_text_and_tabs_are_clicked() -> None:
    async with opened(at(60), size=WIDE) as (app, pilot):
        await type_command(pilot, "thunks never")
        await settled(app, pilot)
        rows = app.dock.thunks.view.thunks
        assert 0 < rows.count() < app.snapshot.thunks
        assert {rows.row(at).state for at in range(rows.count())} == {"never forced"}
        await press(pilot, "backspace")
        await settled(app, pilot)
        assert app.dock.thunks.count() == app.snapshot.thunks
        await pilot.click(app.dock.thunks, offset=(3, 0))
        await pilot.pause()
        assert focus(app) == "tree"


async def test_without_a_record_the_dock_says_so_and_still_shows_why() -> None:
    async with opened(session_of(FAC, 50), size=WIDE) as (app, pilot):
        await press(pilot, "i")
        assert "--history" in app.dock.tree.empty
        assert app.dock.why.links
        assert app.dock.tree.count() == 0
        app.focus_panel("tree")
        await press(pilot, "j", "l", "h", "enter", "G", "full_stop")
        app.focus_panel("thunks")
        await press(pilot, "j", "l", "h", "enter", "slash", "r", "backspace")
        assert app.is_running


@pytest.mark.parametrize("text", [HOSTILE, RECURSION])
async def test_the_dock_stands_hostile_programs_and_errors(text: str) -> None:
    session = session_of(text, history=1000)
    session.run(Continue())
    async with opened(session, size=WIDE, keys="y K L 9 I I i c") as (app, pilot):
        await settled(app, pilot)
        assert "\x1b" not in screen_text(app)
        assert "\u202e" not in screen_text(app)


async def test_what_is_not_done_at_once_is_faint_until_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("debugger.tui.placing.dock.PATIENCE", 600.0)
    async with opened(at(40_000, DEEP), size=WIDE) as (app, pilot):
        await press(pilot, "I")
        assert (app.dock.why.stale, app.dock.why.is_working) == (True, True)
        await press(pilot, "y", "escape")
        assert (app.dock.why.stale, app.dock.why.is_working) == (False, False)
    monkeypatch.undo()
    async with opened(at(40_000, DEEP), size=WIDE, keys="I") as (app, pilot):
        await settled(app, pilot)
        assert not app.dock.why.stale


async def test_work_about_another_moment_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("debugger.tui.placing.dock.PATIENCE", 600.0)
    async with opened(at(40_000, DEEP), size=WIDE, keys="I") as (app, pilot):
        assert app.dock.why.is_working
        app.session.run(ToStep(30_000))
        app.session.history.look_at(20_000)
        app.dock.why.tick()
        assert (app.dock.why.stale, app.dock.why.is_working) == (True, False)
        app.dock.why.patience = app.dock.tree.patience = 0.01
        app.show()
        await settled(app, pilot)
        assert (app.dock.why.stale, len(app.dock.why.links)) == (False, len(app.session.why()))


async def test_only_what_is_seen_is_worked_out() -> None:
    async with opened(at(40), size=ONE) as (app, pilot):
        await press(pilot, "i")
        assert not app.dock.why.links
        assert "tree" not in app.dock.made_of
        await press(pilot, "0")
        assert app.dock.why.links
    async with opened(at(40), size=(120, 40)) as (app, pilot):
        await press(pilot, "i")
        assert not app.dock.made_of
        await pilot.resize_terminal(200, 60)
        await pilot.pause()
        await settled(app, pilot)
        assert app.dock.why.links


async def test_zoom_and_reload_work_in_the_dock() -> None:
    async with opened(at(40), size=WIDE, keys="K z") as (app, pilot):
        assert app.desk.shown() == {"tree"}
        await press(pilot, "L")
        assert app.desk.shown() == {"thunks"}
        await press(pilot, "z", "R", "i", "i")
        await settled(app, pilot)
        assert app.dock.thunks.view.history is app.session.history
        assert app.dock.thunks.count() == app.snapshot.thunks


# The tree grows with the record.


def all_of(view: CallView, branch: Branch) -> list[tuple[CallNode, int]]:
    waiting, found = [branch], []
    while waiting:
        each = waiting.pop()
        list(view.looking_inside(each))
        each.is_open = True
        found.append((each.node, each.depth))
        waiting += reversed(each.inside or [])
    return found


def expected(view: CallView) -> list[tuple[CallNode, int]]:
    waiting, found = [(view.root.node, 0)], []
    while waiting:
        node, depth = waiting.pop()
        found.append((node, depth))
        waiting += [(view.settled(each), depth + 1) for each in reversed(children(view.timeline, node))]
    return found


@pytest.mark.parametrize("text", [FAC, NESTED, "builtins.foldl' (a: b: a + b) 0 (map (x: x * 2) [ 1 2 3 ])"])
@pytest.mark.parametrize("stride", [1, 3, 17])
def test_a_tree_that_grows_is_the_tree_made_at_once(text: str, stride: int) -> None:
    session = at(2, text)
    view = CallView(session.history)
    all_of(view, view.root)
    while not session.ended:
        session.run(ToStep(session.history.edge + stride))
        list(view.renewing())
        assert all_of(view, view.root) == expected(view)
        assert len(visible(view.root)) == len(expected(view))


def test_growing_can_be_given_up_and_begun_again() -> None:
    session = at(2, DEEP)
    view = CallView(session.history)
    all_of(view, view.root)
    for step in (3_000, 9_000, 20_000):
        session.run(ToStep(step))
        next(view.renewing(), None)
    list(view.renewing())
    list(view.looking_inside(view.root))
    assert [each.node for each in view.root.inside or []] == [
        view.settled(each) for each in children(view.timeline, view.root.node)
    ]


async def test_a_name_that_is_pointed_at_in_the_source_is_shown() -> None:
    async with opened(at(0, "let price = 3; cake = { inherit price; }; in cake.price + 1"), size=WIDE) as (
        app,
        pilot,
    ):
        app.session.run(Into(), 3)
        app.show()
        await press(pilot, "1", "escape", "right")
        await settled(app, pilot)
        pointed = app.source.pointed()
        assert pointed is not None
        assert app.dock.value.nodes[0].name == pointed.text
        await press(pilot, "i")
        await settled(app, pilot)
        assert app.dock.value.nodes[0].value is on_stack(app)[1]
