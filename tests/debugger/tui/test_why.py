"""Why: the chain of demand on the screen, and the jumps from it."""

from __future__ import annotations

from collections.abc import Iterator

from debugger.motions import Continue, ToStep
from debugger.provenance.chain import Chain
from debugger.provenance.demand import Link
from debugger.tui.screens.why import WhyScreen
from debugger.tui.sheets.demand import DemandSheet, lines, rows_of, widths_of
from tests.debugger.tui.driving import opened, press, screen_text, type_command
from tests.debugger.tui.programs import FAC, RECURSION, session_of, texts

LAZY = "let a = b + 1; b = c * 2; c = 3 + d; d = builtins.foldl' (x: y: x + y) 0 [ 1 2 ]; in [ a ]"


def link(number: int, path: str = "/a.nix", skipped: bool = False, cycle: str = "") -> Link:
    return Link("frame", f"OpForce in thunk 'x{number}'", path, number, 1, "x", skipped=skipped, cycle=cycle)


def drawn(links: list[Link], opened: frozenset[int] = frozenset(), width: int = 80) -> list[str]:
    cycle = any(each.cycle for each in links)
    return texts(lines(rows_of(links, opened), widths_of(links, width), cycle, width, 0, 50))


def test_links_stand_below_the_name_of_their_file() -> None:
    shown = drawn([link(1), link(2), link(3, "/b.nix")])
    assert [row.strip() for row in shown if ".nix" in row] == ["/a.nix", "/b.nix"]
    assert len(shown) == 5


def test_neighbours_in_skipped_files_are_one_row_until_opened() -> None:
    links = [link(1), link(2, "/lib.nix", True), link(3, "/lib.nix", True), link(4)]
    folded = drawn(links)
    assert "2 links in library code: lib.nix" in folded[2]
    assert len(folded) == 5
    assert len(drawn(links, frozenset({1}))) == 7


def test_a_cycle_is_a_line_from_one_end_to_the_other() -> None:
    shown = drawn([link(1, cycle="closes"), link(2, cycle="member"), link(3, cycle="opens"), link(4)])
    assert [row[1:3] for row in shown] == ["  ", "╭─", "│ ", "╰▶", "  "]
    assert "needed again" in shown[3]


def test_every_width_has_room_for_every_row() -> None:
    links = [link(1, "/a/very/long/path/" * 9 + "x.nix", cycle="closes"), link(2, cycle="opens")]
    for width in (1, 5, 20, 40, 100, 200):
        assert all(len(row) <= width for row in drawn(links, width=width))


async def test_y_shows_the_chain_and_enter_goes_to_the_force() -> None:
    session = session_of(LAZY, history=10_000)
    session.run(ToStep(30))
    async with opened(session, keys="y") as (app, pilot):
        sheet = app.screen.query_one(DemandSheet)
        assert sheet.count() > 3
        assert sheet.row is not None
        forced = sheet.row.link.forced
        assert forced > 0
        await press(pilot, "enter")
        assert app.snapshot.step == forced
        assert app.explanation.message.endswith(f"forced: step {forced}")
        await press(pilot, "ctrl+o")
        assert app.snapshot.step == 30


async def test_m_goes_to_where_the_thunk_was_made_and_f_to_its_frame() -> None:
    session = session_of(LAZY, history=10_000)
    session.run(ToStep(30))
    async with opened(session, keys="y j") as (app, pilot):
        row = app.screen.query_one(DemandSheet).row
        assert row is not None
        await press(pilot, "f")
        assert app.snapshot.selected == row.link.frame
        await press(pilot, "y", "j", "m")
        assert app.snapshot.step == row.link.made


async def test_without_history_a_link_selects_its_frame() -> None:
    async with opened(session_of(FAC, 70), keys="y G enter") as (app, pilot):
        assert app.snapshot.selected == 1
        await press(pilot, "y", "G", "m")
        assert app.explanation.wrong


async def test_enter_opens_what_is_folded_and_the_window_grows() -> None:
    session = session_of(LAZY, history=10_000)
    session.run(ToStep(30))
    session.skipped = ("<expr>",)
    async with opened(session, keys="y") as (app, pilot):
        sheet = app.screen.query_one(DemandSheet)
        assert sheet.count() == 2  # the fold, and what forces the program's value
        await press(pilot, "m", "enter")
        assert sheet.count() > 3
        assert sheet.size.height == sheet.count() + 2
        assert sheet.row is not None
        assert not sheet.row.head
        await press(pilot, "enter")
        assert app.snapshot.step < 30


async def test_the_cycle_of_an_infinite_recursion_is_drawn_and_announced() -> None:
    async with opened(session_of(RECURSION, history=10_000), keys="c") as (app, pilot):
        assert "y shows the cycle" in screen_text(app)
        await press(pilot, "y")
        shown = screen_text(app)
        assert "╰▶" in shown
        assert "needed again" in shown


async def test_a_click_chooses_a_link_and_a_second_one_jumps() -> None:
    session = session_of(LAZY, history=10_000)
    session.run(ToStep(30))
    async with opened(session, keys="y") as (app, pilot):
        sheet = app.screen.query_one(DemandSheet)
        await pilot.click(DemandSheet, offset=(20, 3))
        assert sheet.cursor == 2
        await pilot.click(DemandSheet, offset=(20, 3), times=2)
        await pilot.pause()
        assert not isinstance(app.screen, WhyScreen)
        assert sheet.row is not None
        assert app.snapshot.step == sheet.row.link.forced


async def test_where_nothing_is_evaluated_that_is_said() -> None:
    session = session_of("1", history=10_000)
    session.run(Continue())
    async with opened(session, keys="y") as (app, pilot):
        assert "I goes back" in app.explanation.message
        await type_command(pilot, "why")
        assert app.explanation.wrong


async def test_the_history_of_a_value_tells_what_it_cost() -> None:
    session = session_of("let a = 1 + 2; in [ (a + 1) a ]", history=10_000)
    session.run(ToStep(17))
    async with opened(session, keys="6 H") as (app, _):
        assert "took 5 steps" in screen_text(app)


async def test_a_runaway_recursion_is_a_few_rows_that_open_page_after_page() -> None:
    session = session_of("let f = x: 1 + f x; in f [ 1 2 3 ]", history=10_000)
    session.run(ToStep(20_000))
    async with opened(session, keys="y") as (app, pilot):
        sheet = app.screen.query_one(DemandSheet)
        assert "with the same x = [ 1 2 3 ]: this does not end" in screen_text(app)
        before = sheet.count()
        assert before < 8
        sheet.move_to(next(at for at, row in enumerate(sheet.chain) if row.opens))
        await press(pilot, "m", "enter")
        assert sheet.count() == before + 60
        assert "1,938 more of these" in " ".join(link.text for link in sheet.links)


async def test_esc_ends_the_look_at_a_deep_stack() -> None:
    session = session_of(FAC, 70)

    def never() -> Iterator[int | Chain]:
        at = 0
        while True:
            yield (at := at + 1000)

    session.looked_for_why = never  # type: ignore[method-assign]
    async with opened(session, keys="y") as (app, pilot):
        assert "looking at who waits for whom … " in screen_text(app)
        assert "Esc ends it" in screen_text(app)
        await press(pilot, "escape")
        assert not isinstance(app.screen, WhyScreen)
