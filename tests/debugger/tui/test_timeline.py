"""The timeline: which step stands in which cell, what is drawn there, and how panels show the past."""

from __future__ import annotations

from dataclasses import replace

import pytest

from debugger.motions import Backwards, Continue, Into
from debugger.tui.drawing.lines import Line
from debugger.tui.drawing.scale import Scale, Tick, leaders
from debugger.tui.drawing.ticks import Ticks
from debugger.tui.panels import explanation, output, status, timeline
from debugger.tui.panels.status import Progress
from debugger.tui.panels.timeline import Facts, Hand, size_text
from debugger.views.snapshot import OutputView, Snapshot
from tests.debugger.tui.programs import FAC, RECURSION, session_of, snapshot_of, texts

TRACED = """let
  loud = n: builtins.trace "n is ${toString n}" n;
  caught = builtins.tryEval (throw "gone");
in [ (loud 1) caught.success (loud 2) ]"""


def at(step: int, edge: int = 1284, start: int = 0) -> Snapshot:
    """A snapshot of some step; only its place in time matters."""
    return replace(snapshot_of(FAC, 5), step=step, start=start, edge=edge, is_live=step == edge)


def role_at(line: Line, column: int) -> str:
    for text, role in line.parts:
        if column < len(text):
            return role
        column -= len(text)
    return ""


# The scale.


@pytest.mark.parametrize(
    "scale", [Scale(0, 1284, 60), Scale(7, 9, 60), Scale(100, 2_000_100, 33), Scale(0, 0, 9)]
)
def test_the_first_step_is_in_the_first_cell_and_the_last_in_the_last(scale: Scale) -> None:
    assert scale.cell_of(scale.first) == 0
    assert scale.step_of(0) == scale.first
    if scale.last > scale.first:
        assert scale.cell_of(scale.last) == scale.width - 1
        assert scale.step_of(scale.width - 1) == scale.last


@pytest.mark.parametrize("scale", [Scale(0, 1284, 60), Scale(7, 9, 60), Scale(5, 64, 60), Scale(3, 999, 1)])
def test_a_cell_begins_where_the_one_before_ends(scale: Scale) -> None:
    for step in range(scale.first + 1, scale.last + 1):
        cell = scale.cell_of(step)
        assert scale.cell_of(step - 1) <= cell
        assert scale.beginning_of(cell) <= step < scale.beginning_of(cell + 1) or cell == scale.width - 1
    for cell in range(scale.width):
        if scale.last - scale.first > scale.width:
            assert scale.cell_of(scale.step_of(cell)) == cell


def test_leaders_are_the_first_steps_of_their_cells() -> None:
    scale = Scale(0, 10_000, 50)
    steps = list(range(0, 10_001, 7))
    found = list(leaders(steps, scale))
    cells = [scale.cell_of(step) for step in found]
    assert cells == sorted(set(map(scale.cell_of, steps)))
    assert all(step == 0 or scale.cell_of(step - 7) < scale.cell_of(step) for step in found)


# The bar.


def test_the_bar_is_heavy_up_to_the_cursor_and_ends_with_the_numbers() -> None:
    (line,) = timeline.lines(at(642), {}, 80)
    assert line.text == f" ├{'━' * 30}█{'─' * 30}┤   642 of 1 284"


@pytest.mark.parametrize("width", [24, 43, 44, 63, 64, 95, 96, 120, 300])
@pytest.mark.parametrize("step", [0, 1, 642, 1283, 1284])
def test_the_bar_fills_its_row_and_stands_still(width: int, step: int) -> None:
    (line,) = timeline.lines(at(step), {}, width, 1, Facts(48_000))
    assert line.width <= width
    assert line.text.index("┤") == timeline.lines(at(7), {}, width, 1, Facts(48_000))[0].text.index("┤")
    assert line.text.count("█") == 1


def test_the_cursor_is_coloured_as_past_or_live() -> None:
    past, live = timeline.lines(at(3), {}, 80)[0], timeline.lines(at(1284), {}, 80)[0]
    assert ("█", "past-strong") in past.parts
    assert ("█", "focus-strong") in live.parts
    assert "past" not in {role for _, role in live.parts}


def test_a_record_whose_beginning_was_dropped_begins_otherwise() -> None:
    assert timeline.lines(at(500, start=400), {}, 80)[0].text.startswith(" ┆")


def test_events_are_drawn_each_with_its_sign() -> None:
    ticks = {
        2: Tick("import", 5),
        10: Tick("trace", 100),
        20: Tick("warning", 400),
        30: Tick("breakpoint", 600),
        40: Tick("mark", 700, "a"),
        50: Tick("error", 1284),
    }
    (line,) = timeline.lines(at(1000), ticks, 80)
    assert [line.text[2 + cell] for cell in ticks] == ["◇", "◆", "▲", "■", "a", "✗"]
    assert role_at(line, 52) == "error-strong"


def test_an_event_under_the_cursor_is_seen_through_it() -> None:
    (line,) = timeline.lines(at(0), {0: Tick("import", 0)}, 80)
    assert ("◇", "badge-past") in line.parts
    assert "█" not in line.text


def test_wide_marks_do_not_break_the_row() -> None:
    (line,) = timeline.lines(at(7), {9: Tick("mark", 200, "日本")}, 80)
    assert "◈" in line.text
    assert line.width == timeline.lines(at(7), {}, 80)[0].width


def test_three_rows_tell_what_the_signs_mean_and_how_much_is_recorded() -> None:
    facts = Facts(48_123_000, (("error", 1), ("breakpoint", 1234), ("caught", 3), ("mark", 2)))
    _, bar, legend = timeline.lines(at(7), {}, 120, 3, facts)
    assert legend.text.startswith("  ✗ 1 error   ■ 1 234 hits   ✗ 3 caught   ◈ 2 marks")
    assert legend.text.endswith("48 MB recorded ")
    assert "MB" not in bar.text
    assert legend.width == 120


def test_the_mouse_tells_the_step_under_it_and_what_happened_there() -> None:
    (line,) = timeline.lines(at(7), {}, 80, 1, Facts(), Hand(900))
    assert line.text.endswith("┤            900")
    (line,) = timeline.lines(at(7), {}, 120, 1, Facts(), Hand(900, Tick("breakpoint", 912)))
    assert line.text.endswith("hit 912")
    *_, legend = timeline.lines(at(7), {}, 120, 3, Facts(), Hand(900, Tick("mark", 912, "a")))
    assert legend.text.endswith("mark a 912 ")


def test_a_drag_moves_the_cursor_before_anything_else_has() -> None:
    (line,) = timeline.lines(at(7), {}, 80, 1, Facts(), Hand(1284, None, True))
    assert "█┤ 1 284 of 1 284" in line.text


def test_a_run_and_a_search_move_along_the_bar() -> None:
    (running,) = timeline.lines(at(1284), {}, 80, 1, Facts(), None, Progress(5000, 3, 1e6))
    assert "█┤ 5 000 of 5 000" in running.text
    (search,) = timeline.lines(at(1284), {}, 80, 1, Facts(), None, Progress(642, 3, 1e6, True))
    assert "█─" in search.text
    assert "  642 of 1 284" in search.text


def test_sizes_are_short() -> None:
    sizes = [0, 999, 1_500, 48_000, 9_900_000, 125_798_670, 1_073_741_824]
    assert [size_text(size) for size in sizes] == [
        "0 B",
        "999 B",
        "1.5 kB",
        "48 kB",
        "9.9 MB",
        "126 MB",
        "1.1 GB",
    ]


# Which events there are.


def test_ticks_are_found_with_the_most_important_one_in_each_cell() -> None:
    session = session_of(TRACED, strict=True, history=10_000)
    session.breakpoints.add("OpForce")
    session.run_to_end()
    session.history.marks["z"] = session.step
    ticks = Ticks(session.history)
    assert ticks.advance(1)
    edge = session.step
    found = ticks.at(Scale(0, edge, edge + 1))
    by_kind = {
        kind: [tick.step for tick in found.values() if tick.kind == kind] for kind in ("trace", "caught")
    }
    assert len(by_kind["trace"]) == 2
    assert len(by_kind["caught"]) == 1
    assert found[edge] == Tick("mark", edge, "z")
    assert ticks.count("breakpoint") == sum(tick.kind == "breakpoint" for tick in found.values())
    squeezed = Ticks(session.history).at(Scale(0, edge, 1))
    assert [tick.kind for tick in squeezed.values()] == ["mark"]


def test_the_error_that_ends_the_run_is_told_from_those_that_were_caught() -> None:
    session = session_of(RECURSION, history=1000)
    session.run(Continue())
    ticks = Ticks(session.history)
    assert (ticks.count("error"), ticks.count("caught")) == (1, 0)
    session.run(Into())
    assert session.status == "failed"
    assert (ticks.count("error"), ticks.count("caught")) == (1, 0)


def test_hits_follow_the_breakpoints() -> None:
    session = session_of(FAC, history=1000)
    session.run_to_end()
    ticks = Ticks(session.history)
    assert ticks.advance(1)
    assert ticks.count("breakpoint") == 0
    session.breakpoints.add("OpMul")
    assert ticks.advance(1)
    assert ticks.count("breakpoint") == 5
    session.breakpoints.clear()
    assert ticks.count("breakpoint") == 0


def test_nothing_is_found_where_nothing_is_recorded() -> None:
    ticks = Ticks(session_of(FAC, 20).history)
    assert ticks.advance(1)
    assert ticks.at(Scale(0, 20, 10)) == {}


# What the other panels say of the past.


def back_from_the_end(expression: str, steps: int) -> Snapshot:
    session = session_of(expression, history=10_000)
    session.run(Continue())
    session.run(Backwards(Into()), steps)
    return session.snapshot()


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
def test_the_status_line_says_past_at_every_width(width: int) -> None:
    (line,) = status.lines(at(812), "file.nix", width)
    assert line.text.rstrip().endswith("◀ PAST   > to live" if width >= 100 else "◀ PAST")
    assert line.width <= width
    if width >= 60:
        assert "step 812 of 1 284" in line.text


def test_a_search_is_no_run() -> None:
    (line,) = status.lines(at(812), "file.nix", 80, progress=Progress(400, 3, 2e6, True))
    assert "searching" in line.text
    assert "step 400" in line.text
    assert "Looking through the record" in explanation.lines(at(812), 80, 2, True, True)[0].text


def test_the_words_say_that_this_is_the_past_and_how_to_return() -> None:
    first, second, third = explanation.lines(back_from_the_end(FAC, 3), 120, 3)
    assert first.parts[1][1] == "past-strong"
    assert second.text.startswith(" BECAUSE ")
    assert third.text.strip().startswith("This is the past. > returns to the live edge, step")


def test_an_error_of_the_past_says_whether_it_was_caught() -> None:
    session = session_of(TRACED, history=10_000)
    session.run_to_end()
    session.goto("previous error")
    text = " ".join(texts(explanation.lines(session.snapshot(), 120, 3)))
    assert "gone" in text
    assert "a tryEval caught this" in text


def test_messages_after_the_step_are_faint_and_the_one_of_the_step_is_pointed_at() -> None:
    rows = output.rows_of(
        [OutputView(3, "trace", "a\nb"), OutputView(9, "trace", "c"), OutputView(12, "warning", "d")]
    )
    lines = output.lines(rows, 60, now=9)
    assert [line.text[0] for line in lines] == [" ", " ", "▶", " "]
    assert [line.parts[-1][1] for line in lines] == ["text", "text", "text", "faint"]
    assert [line.parts[-1][1] for line in output.lines(rows, 60)] == ["text", "text", "text", "changed"]
