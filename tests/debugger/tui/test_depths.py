"""The line of depths: exact in every cell, cheap at every step, and where the timeline says it is."""

from __future__ import annotations

import random
import time

import pytest

from debugger.history.segments import PACE
from debugger.motions import Continue, Into
from debugger.session import Session
from debugger.tui.drawing.depths import BARS, FAN, Depths, Tops, bar_of
from debugger.tui.drawing.scale import Scale
from debugger.tui.panels import timeline
from debugger.tui.panels.status import Progress
from debugger.tui.panels.timeline import Hand
from tests.debugger.tui.driving import opened, press, screen_text, until
from tests.debugger.tui.programs import DEEP, FAC, RECURSION, session_of
from tests.debugger.tui.test_timeline import TRACED, at, role_at

FIB = "let fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2); in fib 12"


def depths_of(session: Session) -> dict[int, int]:
    """The depth at every step, told by the record and the machine themselves."""
    history = session.history
    walked = history.window.walk(history.start) if history.start < history.edge else ()
    return {**{step: depth for step, _, _, depth in walked}, history.edge: session.machine.depth}


def expected(session: Session, scale: Scale) -> tuple[int, ...]:
    """The greatest depth in each cell, found by looking at every step."""
    every = depths_of(session)
    cells: dict[int, int] = {}
    for step, depth in every.items():
        cell = scale.cell_of(step)
        cells[cell] = max(cells.get(cell, 0), depth)
    return tuple(cells.get(cell, every.get(scale.step_of(cell), 0)) for cell in range(scale.width))


def scale_of(session: Session, width: int) -> Scale:
    return Scale(session.history.start, session.history.edge, width)


def test_the_greatest_of_any_stretch_is_found_while_the_row_grows() -> None:
    numbers: list[int] = []
    tops, chance = Tops(), random.Random(7)
    while len(numbers) < 3 * FAN * FAN:
        more = [chance.randrange(1000) for _ in range(chance.randrange(1, 200))]
        numbers += more
        tops.extend(more)
        first, end = sorted(chance.randrange(len(numbers) + 1) for _ in range(2))
        assert tops.greatest(first, end) == max(numbers[first:end], default=0)
    assert len(tops.rows) == 3


@pytest.mark.parametrize("program", [FIB, TRACED, RECURSION, FAC, "1"])
@pytest.mark.parametrize("segment", [100, 1 << 16])
@pytest.mark.parametrize("width", [1, 2, 20, 97, 300])
def test_every_cell_has_the_greatest_depth_of_its_steps(
    program: str, segment: int, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PACE, "segment", segment)
    session = session_of(program, history=10**6)
    depths = Depths(session.history)
    while True:
        scale = scale_of(session, width)
        assert depths.advance(60)
        assert depths.at(scale) == expected(session, scale)
        if session.machine.finished or session.status == "failed":
            break
        session.run(Into(), 997)


def test_what_has_left_the_record_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PACE, "segment", 100)
    session = session_of(FIB, history=500)
    depths = Depths(session.history)
    for _ in range(10):
        session.run(Into(), 211)
        scale = scale_of(session, 60)
        assert depths.advance(60)
        assert depths.at(scale) == expected(session, scale)
        assert set(depths.known) == {segment.start for segment in session.history.window.segments}
    assert session.history.start > 0


def test_where_nothing_is_recorded_there_are_no_depths() -> None:
    depths = Depths(session_of(FAC, 20).history)
    assert depths.advance(1)
    assert depths.at(Scale(0, 20, 10)) == ()


def test_a_long_record_is_looked_through_in_slices_and_then_costs_next_to_nothing() -> None:
    session = session_of(DEEP, history=10**6)
    session.run(Into(), 500_000)
    depths = Depths(session.history)
    assert not depths.advance(0)
    assert depths.at(scale_of(session, 100))
    while not depths.advance(0.001):
        pass
    costs = []
    for _ in range(20):
        session.run(Into())
        begun = time.perf_counter()
        found = depths.at(scale_of(session, 100))
        costs.append(time.perf_counter() - begun)
        assert 20_000 < session.machine.depth <= max(found)
        assert depths.at(scale_of(session, 100)) is found
    assert sorted(costs)[10] < 0.010


# What is drawn.


@pytest.mark.parametrize(
    ("depth", "greatest", "bar"),
    [
        *((0, 9, " "), (1, 21, "▁"), (21, 21, "█"), (20, 21, "█"), (10, 21, "▄"), (1, 1, "▁")),
        *((5, 5, "▅"), (39_000, 39_000, "█"), (1, 39_000, "▁"), (19_500, 39_000, "▄"), (8, 8, "█")),
    ],
)
def test_bars_are_as_high_as_the_depth_is_to_the_greatest(depth: int, greatest: int, bar: str) -> None:
    assert bar_of(depth, greatest) == bar


def test_the_deepest_is_always_told_from_nothing() -> None:
    assert {bar_of(depth, 100) for depth in range(1, 101)} == set(BARS)


def test_the_depths_stand_above_their_cells_and_end_with_the_greatest() -> None:
    above, bar = timeline.lines(at(642), {}, 80, 2, depths=[1, 21, *[7] * 59])
    assert above.text == f"  ▁█{'▃' * 59}    max depth 21"
    assert bar.text.startswith(" ├━━")
    assert above.text.index("█") == 3
    assert role_at(above, 2 + 30) == "past-strong"
    assert (role_at(above, 2 + 29), role_at(above, 2 + 31)) == ("hill", "border")


@pytest.mark.parametrize("width", [24, 43, 44, 63, 64, 95, 96, 120, 300])
@pytest.mark.parametrize("greatest", [1, 21, 39_105, 9_999_999])
def test_the_depths_fit_at_every_width(width: int, greatest: int) -> None:
    cells = timeline.scale_of(at(7), width).width
    above, bar = timeline.lines(at(7), {}, width, 2, depths=[greatest] * cells)
    assert above.width <= width
    assert bar.width <= width
    assert above.text[2 : 2 + cells].strip() == above.text[2 : 2 + cells]
    if width >= 64:
        assert f"{greatest:,}".replace(",", " ") in above.text


def test_the_mouse_tells_the_depth_under_it() -> None:
    depths = [*range(1, 62)]
    above, bar = timeline.lines(at(7), {}, 80, 2, hand=Hand(1284), depths=depths)
    assert above.text.endswith("depth 61 of 61")
    assert bar.text.endswith("1 284")
    assert role_at(above, 2 + 60) == "strong"


def test_before_anything_is_known_the_row_is_empty() -> None:
    above, _ = timeline.lines(at(642), {}, 80, 2)
    assert not above.text.strip()


def test_while_it_runs_the_cells_are_those_of_the_longer_record() -> None:
    running = Progress(50_000, 3, 1e6)
    cells = timeline.scale_of(at(1284), 80, 0, running).width
    above, bar = timeline.lines(at(1284), {}, 80, 2, progress=running, depths=[4] * cells)
    assert above.text.count("▄") == cells
    assert "█┤ 50 000 of 50 000" in bar.text


# In the app.


async def test_the_line_is_above_the_timeline_and_a_click_on_it_goes_there() -> None:
    session = session_of(FIB, history=10**6)
    session.run(Continue())
    async with opened(session, (80, 24)) as (app, pilot):
        above, bar = screen_text(app).splitlines()[-3:-1]
        assert len(set(above) & set(BARS)) > 2
        assert "█" in above
        deepest = max(depths_of(session).values())
        assert above.rstrip().endswith(f"max depth {deepest}")
        assert bar.startswith(" ├")
        await pilot.hover(app.timeline, offset=(above.index("█"), 0))
        await press(pilot)
        assert f"depth {deepest} of {deepest}" in screen_text(app)
        await pilot.click(app.timeline, offset=(above.index("█"), 0))
        await press(pilot)
        scale = app.timeline.scale
        assert scale is not None
        assert scale.cell_of(app.snapshot.step) == above.index("█") - 2
        assert not app.snapshot.is_live


async def test_the_line_grows_while_the_program_runs() -> None:
    session = session_of("let f = n: 1 + f (n + 1); in f 0", history=10**6)
    async with opened(session, (80, 24)) as (app, pilot):
        app.simulate_key("c")
        await until(pilot, lambda: app.timeline.progress is not None)
        await until(pilot, lambda: max(app.timeline.depths, default=0) > 1000)
        seen = max(app.timeline.depths)
        assert app.timeline.facts.size > 10_000
        await until(pilot, lambda: max(app.timeline.depths) > 2 * seen)
        await press(pilot, "escape")
        await until(pilot, lambda: not app.runner.running())
        await until(pilot, lambda: max(app.timeline.depths) == session.machine.depth)


@pytest.mark.parametrize(("size", "rows"), [((80, 24), 2), ((80, 19), 1), ((200, 60), 3), ((80, 13), 0)])
async def test_the_line_is_there_where_there_is_room(size: tuple[int, int], rows: int) -> None:
    session = session_of(FIB, history=10**6)
    session.run(Continue())
    async with opened(session, size) as (app, _):
        assert app.timeline.size.height == rows
        assert ("max depth" in screen_text(app)) == (rows > 1)
        assert ("recorded" in screen_text(app)) == (rows > 2)
