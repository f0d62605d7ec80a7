"""The Source panel: marks of laziness, values at line ends, names and what they open."""

from __future__ import annotations

import pytest

from debugger.session import Session
from debugger.tui.drawing.highlight import names_in
from debugger.tui.drawing.lines import Line
from debugger.tui.panels import source, telling
from debugger.tui.panels.naming import names_of
from debugger.tui.panels.source import Shown
from debugger.views.snapshot import SourceView, ValueView
from debugger.views.source.lines import LinesView, LineView
from tests.debugger.tui.driving import opened, press, screen_text, type_command, until
from tests.debugger.tui.programs import session_of, snapshot_of, texts

BILL = """let
  price = 3;
  total = price * 2;
  unused = throw "never";
  costs = map (n: n + price) [ 1 2 ];
in
  total + builtins.head costs
"""
LONG = "let f = aVeryLongName: another: aVeryLongName + another + aVeryLongName + another; in f 12 30"
NUMBER = ValueView("42", "int")
TEXT = ValueView('"a text of some length, longer than its room"', "string")
WAITING = ValueView("1 + 1", "thunk", "suspended", "thunk#17")


def view_of(text: str) -> SourceView:
    view = snapshot_of(text).source
    assert view is not None
    return view


def drawn(line: LineView, text: str = "[\n  1\n]", width: int = 30) -> Line:
    shown = Shown(told=LinesView({2: line}), lit=False)
    return source.line_of(view_of(text), 2, width, shown)


@pytest.mark.parametrize(
    ("state", "mark"),
    [("suspended", "○"), ("blackhole", "◐"), ("evaluated", "●"), ("failed", "✗"), ("", " ")],
)
def test_the_mark_of_a_line_stands_between_its_number_and_its_text(state: str, mark: str) -> None:
    assert drawn(LineView(state)).text.startswith(f" 2 {mark}")


def test_a_breakpoint_has_a_place_of_its_own() -> None:
    told = LinesView({2: LineView("evaluated")})
    line = source.line_of(view_of("[\n  1\n]"), 2, 30, Shown(told=told, breakpoints=frozenset({2})))
    assert line.text.startswith("■2 ●")


def test_a_value_stands_at_the_right_edge_and_a_suspended_one_is_its_number() -> None:
    assert drawn(LineView("evaluated", NUMBER)).text == " 2 ●   1" + " " * 20 + "42"
    assert drawn(LineView("suspended", WAITING)).text.endswith(" #17")


def test_several_are_counted() -> None:
    assert drawn(LineView("evaluated", None, 3, 12345)).text.endswith(" 3 of 12 345")


def test_a_value_never_hides_code() -> None:
    text = "[\n  (1 + 22 + 333)\n]"
    for width in range(6, 60):
        bare = source.line_of(view_of(text), 2, width, Shown(lit=False)).text
        for told in (
            LineView("evaluated", TEXT),
            LineView("evaluated", NUMBER),
            LineView("evaluated", None, 3, 4),
        ):
            line = drawn(told, text, width).text
            assert line[4:].startswith(bare[4:])
            assert len(line) <= width
            assert line[4:] == bare[4:] or line[len(bare) : len(bare) + 2] == "  "


def test_numbers_and_counts_are_whole_or_not_there() -> None:
    text = "[\n  (1 + 22)\n]"
    for width in range(16, 40):
        for told, whole in (
            (LineView("evaluated", ValueView("123456", "int")), "123456"),
            (LineView("suspended", WAITING), "#17"),
            (LineView("evaluated", None, 10, 20), "10 of 20"),
        ):
            line = drawn(told, text, width).text
            assert line[15:].strip() in ("", whole)
        assert drawn(LineView("evaluated", None, 10, 20), text, 40).text.endswith("  10 of 20")


def test_the_names_have_a_row_of_their_own_that_counts_as_one() -> None:
    view = view_of("[\n  1\n  2\n  3\n]")
    told = LinesView({}, 2, (("number", NUMBER), ("total", WAITING)))
    rows = texts(source.lines(view, 40, 0, 9, Shown(told=told, noted=True)))
    assert len(rows) == 6
    assert rows[2].strip().startswith("┊")
    assert rows[2].endswith("number = 42   total = #17")
    assert rows[3].startswith(" 3 ")
    assert texts(source.lines(view, 40, 2, 2, Shown(told=told, noted=True))) == rows[2:4]
    assert [telling.line_at(row, 2) for row in range(6)] == [1, 2, 2, 3, 4, 5]
    assert [telling.row_of(line, 2) for line in range(1, 6)] == [0, 1, 3, 4, 5]


def test_the_names_stand_at_the_lines_end_where_there_is_room() -> None:
    told = LinesView({2: LineView("evaluated", NUMBER)}, 2, (("n", NUMBER),))
    assert source.line_of(view_of("[\n  1\n]"), 2, 40, Shown(told=told)).text.endswith("  n = 42")


def test_the_legend_is_said_as_far_as_there_is_room() -> None:
    assert telling.legend(80, True) == "○ not yet  ◐ running  ● done"
    assert telling.legend(26, True) == "○ not yet ◐ running ● done"
    assert telling.legend(10, True) == ""
    assert telling.legend(80, False).endswith("in this frame")


def test_names_are_found_outside_of_strings_and_comments_and_not_behind_dots() -> None:
    found = names_in('x = a.b ? c or "s ${d} t" + e\' /* f */ + null; # g', ())
    assert [name for _, name in found] == ["x", "a", "d", "e'"]
    assert found[0] == (0, "x")
    assert names_in("b '' c", ("indented",)) == [(5, "c")]


def test_a_name_knows_the_cells_in_which_it_is_shown() -> None:
    view = view_of('[\n\t"日本" a1\n]'.replace("a1", "(let a1 = 1; in a1)"))
    first, *_ = names_of(view.text, 2)
    assert (first.text, first.start, first.begin, first.end) == ("a1", 11, 16, 18)


# In the app.


def at_the_end(text: str = BILL) -> Session:
    session = session_of(text, history=1 << 20)
    session.run_to_end()
    return session


async def test_after_the_end_the_source_shows_what_was_never_forced() -> None:
    async with opened(at_the_end()) as (app, _):
        rows = [row for row in screen_text(app).splitlines() if " = " in row[:40]]
        marks = [next(char for char in row if char in "○◐●") for row in rows[:4]]
        assert marks == ["●", "●", "○", "●"]
        assert "1 of 2" not in rows[3]
        assert "○ not yet  ◐ running  ● done" in screen_text(app)


async def test_the_past_shows_what_was_not_evaluated_yet() -> None:
    async with opened(at_the_end()) as (app, pilot):
        await type_command(pilot, "goto 8")
        (row,) = [row for row in screen_text(app).splitlines() if "total = price" in row]
        assert "○" in row[:8]
        assert "#" in row[:60]


async def test_enter_opens_the_value_of_a_name() -> None:
    async with opened(at_the_end()) as (app, pilot):
        await press(pilot, "j", "j", "j", "j")
        assert "Enter opens costs" in screen_text(app)
        await press(pilot, "enter")
        await until(pilot, lambda: len(app.screen_stack) > 1)
        assert "costs" in screen_text(app)


async def test_a_plain_value_is_said_and_a_missing_one_says_why() -> None:
    async with opened(at_the_end()) as (app, pilot):
        await press(pilot, "j", "enter")
        assert "price is 3" in screen_text(app)
        await press(pilot, "j", "j", "j", "right", "right", "enter")
        assert "n is an argument" in screen_text(app)
        assert len(app.screen_stack) == 1


async def test_left_and_right_go_from_name_to_name_and_the_text_comes_along() -> None:
    async with opened(session_of(LONG), (60, 20)) as (app, pilot):
        names = [name.text for name in app.source.names]
        seen = []
        for _ in names:
            pointed = app.source.pointed()
            assert pointed is not None
            seen.append(pointed.text)
            assert app.source.left <= pointed.begin
            await press(pilot, "right")
        assert seen == names
        assert app.source.left > 0
        for _ in range(40):
            await press(pilot, "left")
        assert app.source.left == 0
        assert app.source.pointed() == app.source.names[0]


async def test_a_click_chooses_a_name_and_two_open_it() -> None:
    async with opened(at_the_end()) as (app, pilot):
        row = 1 + 2
        column = 1 + 5 + "  total = price".index("price")
        await pilot.click(app.source, offset=(column, row))
        await pilot.pause()
        pointed = app.source.pointed()
        assert (app.source.line, pointed.text if pointed else "") == (3, "price")
        await pilot.click(app.source, offset=(2, row))
        await pilot.pause()
        assert app.session.breakpoint_lines(app.source.path) == {3}


async def test_the_cursor_passes_the_row_of_names_without_losing_a_line() -> None:
    text = "let f = n:\n" + "  n + 1 + " * 12 + "2;\n  g = 3;\nin f 4\n"
    async with opened(session_of(text, history=1 << 20), (80, 24)) as (app, pilot):
        for _ in range(80):
            if app.source.noted:
                break
            await press(pilot, "i")
        assert app.source.noted
        assert app.source.count() == app.source.view.text.line_count + 1  # type: ignore[union-attr]
        await press(pilot, "g")
        lines = [app.source.line]
        for _ in range(4):
            await press(pilot, "j")
            lines.append(app.source.line)
        assert lines == [1, 2, 2, 3, 4]
        await press(pilot, "G")
        assert app.source.line == app.source.view.text.line_count  # type: ignore[union-attr]


@pytest.mark.parametrize("size", [(20, 5), (40, 14), (60, 15), (80, 24), (240, 70)])
async def test_it_can_be_looked_at_in_any_size(size: tuple[int, int]) -> None:
    async with opened(at_the_end(), size) as (app, pilot):
        await type_command(pilot, "goto 20")
        for key in ("1", "l", "l", "h", "j", "enter", "escape", "k", "G"):
            await press(pilot, key)
        assert screen_text(app)
