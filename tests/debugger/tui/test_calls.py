"""The call tree: opened level by level, in step with the timeline."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from debugger.motions import Continue, ToStep
from debugger.provenance.call_tree import CallNode
from debugger.session import Session
from debugger.tui.app import NixStep
from debugger.tui.screens.calls import CallTreeScreen
from debugger.tui.sheets.calls import Branch, CallSheet, lines, share_parts, visible
from tests.debugger.tui.driving import opened, press, screen_text, until
from tests.debugger.tui.programs import DEEP, FAC, session_of, texts


def recorded(expression: str = FAC, step: int = 0) -> Session:
    session = session_of(expression, history=2_000_000)
    session.run(ToStep(step) if step else Continue())
    return session


def sheet(app: NixStep) -> CallSheet:
    assert isinstance(app.screen, CallTreeScreen)
    return app.screen.tree_sheet


async def settled(app: NixStep, pilot: Pilot[int]) -> None:
    def done() -> bool:
        return isinstance(app.screen, CallTreeScreen) and not app.screen.is_working

    await until(pilot, done)


def node(begin: int, end: int, kind: str = "force", title: str = "thunk 'x'") -> CallNode:
    return CallNode(kind, title, "/a.nix", 1, 2, "x + 1", "thunk#3", begin, end, True)


def test_rows_tell_steps_share_kind_name_and_place() -> None:
    root = Branch(node(0, 1000, "run", "the run"))
    root.inside, root.is_open = [Branch(node(10, 260), root)], True
    shown = texts(lines(visible(root), root.inside[0], 120))
    assert shown[1].startswith("▶  250   25% ━━")
    assert "force x #3" in shown[1]
    assert "a.nix:1:2" in shown[1]


@pytest.mark.parametrize("width", [1, 10, 40, 78, 110, 190])
def test_rows_fit(width: int) -> None:
    root = Branch(node(0, 10**9, "run", "the run"))
    root.inside, root.is_open = [Branch(node(10, 260, title="lambda " + "'ä'" * 90), root)], True
    assert all(line.width <= width for line in lines(visible(root), root, width))


def test_bars_are_never_longer_than_the_whole() -> None:
    assert share_parts(10, 10)[1][0] == "━" * 8
    assert share_parts(1, 100_000)[1][0].strip() == "╸"
    assert "<1%" in share_parts(1, 100_000)[0][0]
    assert share_parts(0, 0)[1][0].strip() == ""


async def test_the_tree_opens_at_the_step_that_is_looked_at() -> None:
    async with opened(recorded(step=70), keys="K") as (app, pilot):
        await settled(app, pilot)
        branch = sheet(app).branch
        assert branch is sheet(app).current
        assert branch.depth > 2
        assert branch.holds(70)
        assert "not ended" in screen_text(app)


async def test_right_opens_left_closes_and_goes_to_the_parent() -> None:
    async with opened(recorded(), keys="K g j") as (app, pilot):
        await settled(app, pilot)
        tree = sheet(app)
        while not tree.branch.can_open:
            await press(pilot, "j")
        count, branch = tree.count(), tree.branch
        await press(pilot, "l")
        await settled(app, pilot)
        assert branch.is_open
        assert tree.count() > count
        await press(pilot, "l", "h", "h")
        assert tree.count() == count
        await press(pilot, "h")
        assert tree.branch.node.kind == "run"


async def test_two_keys_go_to_the_first_step_and_to_the_end() -> None:
    async with opened(recorded(), keys="K g j") as (app, pilot):
        node = sheet(app).branch.node
        await press(pilot, "less_than_sign")
        assert app.snapshot.step == node.begin
        await press(pilot, "K", "g", "j", "greater_than_sign")
        assert app.snapshot.step == node.end


async def test_what_has_not_ended_has_no_end_to_go_to() -> None:
    async with opened(recorded(step=70), keys="K greater_than_sign") as (app, pilot):
        await settled(app, pilot)
        assert "has not ended" in sheet(app).note
        assert app.snapshot.step == 70


async def test_enter_goes_to_what_has_nothing_inside() -> None:
    async with opened(recorded(step=70), keys="K") as (app, pilot):
        await settled(app, pilot)
        row = next(at for at, each in enumerate(sheet(app).branches) if not each.can_open)
        begin = sheet(app).branches[row].node.begin
        await press(pilot, "g", *"j" * row, "enter")
        assert app.snapshot.step == begin


async def test_what_was_open_is_open_again_also_when_the_run_has_gone_on() -> None:
    async with opened(recorded(step=70), keys="K") as (app, pilot):
        await settled(app, pilot)
        open_then = {each.key for each in sheet(app).branches if each.is_open}
        await press(pilot, "escape", "c", "K")
        await settled(app, pilot)
        assert open_then <= {each.key for each in sheet(app).branches if each.is_open}


async def test_the_point_goes_to_this_step() -> None:
    async with opened(recorded(step=70), keys="K") as (app, pilot):
        await settled(app, pilot)
        branch = sheet(app).branch
        await press(pilot, "g", "full_stop")
        await settled(app, pilot)
        assert sheet(app).branch is branch


async def test_a_double_click_opens() -> None:
    async with opened(recorded(), keys="K g") as (app, pilot):
        await settled(app, pilot)
        row = next(at for at, each in enumerate(sheet(app).branches) if each.depth and each.can_open)
        await pilot.click("#sheet", offset=(30, row + 1), times=2)
        await settled(app, pilot)
        assert sheet(app).branches[row].is_open


async def test_a_deep_recursion_answers_and_can_be_cancelled() -> None:
    async with opened(recorded(DEEP, 300_000), keys="K") as (app, pilot):
        await press(pilot, "escape")
        assert app.screen.is_current
        if isinstance(app.screen, CallTreeScreen):
            assert not app.screen.is_working
            await press(pilot, "escape")
        assert not isinstance(app.screen, CallTreeScreen)


async def test_before_the_first_step_and_without_history_that_is_said() -> None:
    async with opened(session_of("1", history=100), keys="K") as (app, _):
        assert "i begins" in app.explanation.message
    async with opened(FAC, keys="c K") as (app, _):
        assert "--history" in app.explanation.message
