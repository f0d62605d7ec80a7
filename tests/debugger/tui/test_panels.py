"""Every panel's rendering, as the pure function that it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from debugger.motions import Continue, Into
from debugger.session import Session
from debugger.tui.drawing.highlight import tokens
from debugger.tui.drawing.lines import Line, cells, clip, fit, pad, right, spread, wrap
from debugger.tui.panels import (
    bytecode,
    continuations,
    explanation,
    frames,
    output,
    source,
    status,
    upvalues,
    value_stack,
    with_stack,
)
from debugger.tui.panels.arrows import tracks
from debugger.tui.panels.folding import Gap, gap_text, gaps, rows_of
from debugger.tui.panels.tabs import Count, panel_at, pieces
from debugger.tui.sheets import tree
from debugger.views.snapshot import (
    BytecodeView,
    ContinuationView,
    ErrorView,
    OutputView,
    RepeatView,
    Snapshot,
)
from tests.debugger.tui.programs import (
    DEEP,
    FAC,
    HOSTILE,
    LOOP,
    RECURSION,
    WITH,
    session_of,
    snapshot_of,
    texts,
)

PANELS = (frames, value_stack, with_stack, upvalues, continuations)


@pytest.fixture(scope="module")
def middle() -> Snapshot:
    """In the second call of a recursion, after one single step."""
    session = session_of(FAC, 44)
    session.snapshot()
    session.run(Into())
    return session.snapshot()


# Lines.


def test_texts_are_cut_and_padded_by_terminal_cells() -> None:
    assert clip("日本語", 5) == "日本…"
    assert clip("日本語", 4) == "日…"
    assert pad("日", 4) == "日  "
    assert right("1", 3) == "  1"
    assert cells(pad("abc日本", 4)) == 4


def test_a_line_too_long_ends_in_an_ellipsis() -> None:
    assert fit([("abc", ""), ("defgh", "dim")], 6) == (("abc", ""), ("de…", "dim"))
    assert spread([("abcdefghij", "")], [(":1", "")], 10).text == "abcdef… :1"


def test_words_are_folded_and_the_last_row_says_that_there_is_more() -> None:
    assert wrap("one two three", 8, 5) == ["one two", "three"]
    assert wrap("one two three four five", 9, 2) == ["one two", "three…"]
    assert wrap("x" * 30, 10, 5) == ["x" * 10] * 3


# Source.


def test_source_marks_the_span_and_its_line(middle: Snapshot) -> None:
    (line,) = source.lines(middle.source, 80, height=5)
    assert line.ground == "current"
    assert "span" in [role for _, role in line.parts]
    assert line.text.startswith(" 1  ▎")


def test_source_shows_breakpoints_and_numbers_right_aligned() -> None:
    view = snapshot_of("1 +\n2 +\n" + "3 +\n" * 8 + "4").source
    lines = texts(source.lines(view, 40, height=20, shown=source.Shown(breakpoints=frozenset({2}))))
    assert lines[0].startswith("  1  ▎")
    assert lines[1].startswith("■ 2 ")
    assert lines[10].startswith(" 11 ")


def test_source_draws_only_the_rows_that_are_asked_for() -> None:
    view = snapshot_of("\n".join(["["] + ["1"] * 1000 + ["]"])).source
    lines = texts(source.lines(view, 40, top=500, height=3))
    assert [line.split()[0] for line in lines] == ["501", "502", "503"]


def test_source_brings_a_far_span_into_view() -> None:
    text = f'let x = "{"a" * 5000}"; in {FAC}'
    view = snapshot_of(text, 10).source
    assert view is not None
    assert view.column > 5000
    (line,) = source.lines(view, 60)
    assert "span" in [role for _, role in line.parts]
    assert line.width <= 60
    assert "…" in line.text


def test_source_keeps_control_characters_from_the_terminal() -> None:
    view = snapshot_of('"a\x1b[31m\u202eb"').source
    (line,) = source.lines(view, 60)
    assert "\x1b" not in line.text
    assert "\u202e" not in line.text
    assert "\\e[31m\\u202eb" in line.text


def test_highlighting_carries_strings_over_lines() -> None:
    found, modes = tokens("x = ''a ${b", ())
    assert ("''a ", "string") in found
    after, rest = tokens("} c''; # end", modes)
    assert ("}", "keyword") in after
    assert (" c''", "string") in after
    assert ("# end", "comment") in after
    assert rest == ()


# Bytecode.


def test_bytecode_marks_the_current_instruction(middle: Snapshot) -> None:
    assert middle.bytecode is not None
    lines = bytecode.lines(middle.bytecode, 60)
    current = [line for line in lines if "▶" in line.text]
    assert len(current) == 1
    assert current[0].ground == "current"
    assert middle.opcode in current[0].text


def test_bytecode_shows_breakpoints_and_jumps() -> None:
    view = widest_chunk(FAC)
    jump = next(each for each in view.instructions if each.jump_to is not None)
    row = view.row_of(jump.ip)
    lines = bytecode.lines(view, 80, height=50, marks=bytecode.Marks(frozenset({jump.ip})))
    assert lines[row].text.startswith("■")
    assert "╭" in lines[row].text or "├" in lines[row].text
    assert any("▸" in line.text for line in lines)


def widest_chunk(text: str) -> BytecodeView:
    session = session_of(text)
    views = [session.chunk(name) for name, _, _ in session.chunk_list()]
    return max(views, key=lambda each: len(each.instructions))


def test_data_is_folded_into_the_instruction_that_it_belongs_to() -> None:
    seen = set()
    for view in every_chunk("a: let b = 1 + a; in rec { c = d; d = with a; [ b c e ]; }"):
        rows = texts(bytecode.lines(view, 160, height=50))
        assert not any("Data" in row for row in rows)
        for each in view.instructions:
            if not each.operand.startswith("captures "):
                assert each.end == each.ip + 1
                continue
            seen |= set(each.operand.removeprefix("captures ").split(", "))
            assert each.end == each.ip + 1 + each.operand.count("←")
            row = view.row_of(each.end - 1)
            assert row == view.row_of(each.ip)
            assert each.operand in rows[row]
            stops = bytecode.Marks(frozenset({each.end - 1}))
            assert bytecode.lines(view, 120, height=50, marks=stops)[row].text.startswith("■")
    assert seen >= {"a ← slot 0", "a ← upvalue 0", "← with-stack"}
    assert any(each.startswith("d ← slot ") and each.endswith(" later") for each in seen)


def every_chunk(text: str) -> list[BytecodeView]:
    session = session_of(text)
    return [session.chunk(name) for name, _, _ in session.chunk_list()]


def test_no_column_of_the_bytecode_is_wider_than_what_stands_in_it(middle: Snapshot) -> None:
    assert middle.bytecode is not None
    longest = max(len(each.op) for each in middle.bytecode.instructions)
    each = next(each for each in middle.bytecode.instructions if each.operand)
    row = texts(bytecode.lines(middle.bytecode, 100))[middle.bytecode.row_of(each.ip)]
    assert row.index(each.operand, row.index(each.op) + len(each.op)) == row.index(each.op) + longest + 2


def test_the_current_row_tells_the_effect_and_the_last_one_where_the_result_goes() -> None:
    session = session_of("1 + 2 == 3", strict=False, history=100)
    while session.snapshot().opcode != "OpEqual":
        session.run(Into())
    view = session.snapshot().bytecode
    rows = texts(bytecode.lines(view, 80))
    assert rows[-2].rstrip().endswith("a b ── bool")
    assert rows[-1].split() == ["⏎", "return", "true", "→", "#0"]
    narrow = texts(bytecode.lines(view, 32))
    assert "──" not in narrow[-2]
    assert narrow[-1].split() == ["⏎", "return", "true", "→", "#0"]


def test_a_chunk_that_does_not_run_has_no_row_for_a_result() -> None:
    view = widest_chunk(FAC)
    assert len(bytecode.lines(view, 80, height=100)) == len(view.instructions)


@pytest.mark.parametrize("width", [3, 8, 16, 24, 32, 47, 48, 60, 90, 140])
def test_bytecode_fits_at_every_width(width: int, middle: Snapshot) -> None:
    for line in bytecode.lines(middle.bytecode, width):
        shown = "".join(text for text, _ in line.parts)
        assert len(shown) <= width or width < 30


def test_the_bytecode_marks_the_instructions_of_a_line_of_the_source(middle: Snapshot) -> None:
    view = middle.bytecode
    assert view is not None
    line = view.instructions[0].line
    marked = bytecode.lines(view, 80, marks=bytecode.Marks(linked=(view.path, line)))
    rows = [
        each.line == line and each.ip != view.instructions[view.row_of(view.current)].ip
        for each in view.instructions
    ]
    assert ["▸" in row.text[:2] for row in marked[: len(rows)]] == rows
    elsewhere = bytecode.lines(view, 80, marks=bytecode.Marks(linked=("other.nix", line)))
    assert not any("▸" in row.text[:2] for row in elsewhere)


def test_tracks_nest_the_short_jumps_inside() -> None:
    gutters, lanes = tracks(((0, 5), (1, 3)), 6)
    assert len(gutters) == 6
    assert lanes[1] > lanes[0]
    assert gutters[0][0] == "╭"
    assert gutters[3].endswith("▸")
    assert gutters[5] == "╰─▸"


def test_tracks_survive_targets_beyond_the_end_and_many_lanes() -> None:
    gutters, _ = tracks(tuple((row, row + 40) for row in range(20)), 30)
    assert len(gutters) == 30
    assert len({len(gutter) for gutter in gutters}) == 1


def test_bytecode_of_a_chunk_that_is_not_running_has_no_current_instruction() -> None:
    session = session_of(FAC)
    name = session.chunk_list()[0][0]
    assert not any("▶" in line.text for line in bytecode.lines(session.chunk(name), 60))


# The machine's parts.


def test_frames_stand_innermost_first_with_the_selected_one_marked(middle: Snapshot) -> None:
    lines = texts(frames.lines(middle, 40))
    assert lines[0].startswith("▶")
    assert lines[0][2:].startswith(str(middle.depth))
    assert lines[-2].lstrip("+ ").startswith("1 ")


def test_a_frame_is_told_by_its_source(middle: Snapshot) -> None:
    shown = texts(frames.lines(middle, 60))
    assert shown[0].startswith(f"▶+{middle.depth} if n == 0 then 1 else n * fac (n - 1)")
    assert any("λ fac  n: if n == 0 then 1" in text for text in every_frame(FAC))


def waiting(frame: int, work: str = "", cell: str = "", source: str = "") -> ContinuationView:
    return ContinuationView(0, "", "", "", frame, "", work=work, cell=cell, source=source)


def test_under_a_frame_stands_what_its_result_goes_through_as_far_as_it_fits() -> None:
    found = [
        waiting(1, cell="#551"),
        waiting(1, "foldl' 4 of 4"),
        waiting(1, cell="#513", source="lib.sum xs"),
    ]

    def told(width: int, count: int = 3, is_below: bool = True) -> str:
        return frames.under_line(found, count, is_below, 4, width, False).text

    assert told(60) == "    ⤷ into #551  ⤷ foldl' 4 of 4  ⤷ into #513 lib.sum xs"
    assert told(50) == "    ⤷ into #551  ⤷ foldl' 4 of 4  ⤷ into #513"
    assert told(44) == "    ⤷ into #551  ⤷ foldl' 4 of 4  ⤷ 1 more"
    assert told(40) == "    ⤷ into #551  ⤷ 2 more"
    assert told(60, 1203) == "    ⤷ into #551  ⤷ foldl' 4 of 4  ⤷ into #513  ⤷ 1 200 more"
    assert told(60, is_below=False).startswith("    ▷ into #551  ⤷ foldl' 4 of 4")
    assert frames.under_line([], 7, True, 4, 30, False).text == "    ⤷ 7 more"
    assert all(frames.under_line(found, 3, True, 4, width, False).width <= width for width in range(4, 70))


def every_frame(program: str) -> list[str]:
    """The rows of the frame on top at every step."""
    session = session_of(program)
    rows = []
    while not session.ended:
        rows += texts(frames.lines(session.snapshot(), 60, height=2))
        session.run(Into())
    return rows


def test_deep_stacks_say_how_much_is_left_out() -> None:
    session = session_of(DEEP, 60000)
    session.snapshot()
    shown = session.snapshot()
    assert shown.frame_count > 1000
    assert "more below" in value_stack.lines(shown, 40, 380, 40)[-1].text
    assert "⋮ at least " in " ".join(texts(frames.lines(shown, 40)))
    assert session.look_deeper()
    shown = session.snapshot()
    assert "⋮ " in " ".join(texts(frames.lines(shown, 40)))
    assert "⋮ " in " ".join(texts(continuations.lines(shown, 40)))
    low = shown.frame_repeats[0].low
    opened = texts(frames.lines(shown, 40, 0, 600, frozenset({low})))
    assert len(opened) > 100
    assert any("more of these" in row or " × " in row for row in opened[-90:])


def test_what_is_not_shown_is_told_part_by_part() -> None:
    repeat = RepeatView(96, 11, 2)
    listed = [*range(100, 80, -1), *range(10, 0, -1)]
    assert rows_of(listed, 1, ()) == [*range(20), Gap(80, 11), *range(20, 30)]
    assert rows_of(listed, 1, (repeat,)) == [*range(6), Gap(94, 13, repeat), Gap(12, 11), *range(20, 30)]
    assert rows_of(listed, 1, (repeat,), frozenset({11})) == [
        *range(20), Gap(80, 13, repeat), Gap(12, 11), *range(20, 30),
    ]  # fmt: skip
    parts = rows_of(listed, 1, (repeat,), kept=91)
    assert parts[6:9] == [Gap(94, 92, repeat), 9, Gap(90, 13, repeat)]
    assert rows_of([5, 4], 1, ()) == [0, 1, Gap(3, 1)]
    assert rows_of([], 1, ()) == []
    assert [gap_text(each) for each in parts if isinstance(each, Gap)] == [
        "⋮ 3 more of these",
        "⋮ 39 × these 2",
        "… 2 more",
    ]
    other = RepeatView(8, 3, 1)
    assert list(gaps(10, 1, (repeat, other))) == [Gap(10, 8), Gap(7, 4, other), Gap(3, 1)]


def test_frames_far_below_are_listed_when_one_is_selected() -> None:
    session = session_of(DEEP, 60000)
    session.selected = 500
    shown = session.snapshot()
    assert any(line.startswith("▶") for line in texts(frames.lines(shown, 40, height=200)))


def at_op(text: str, opcode: str, times: int = 1) -> Session:
    session = session_of(text, strict=False, history=10_000)
    while session.snapshot().opcode != opcode or (times := times - 1):
        session.run(Into())
    return session


def test_what_the_op_takes_is_bracketed_with_its_result() -> None:
    session = at_op("let a = 3; in a == 0", "OpEqual")
    first, second = texts(value_stack.lines(session.snapshot(), 40))[:2]
    assert first.split() == ["1", "┐", "0"]
    assert second.split() == ["0", "┘", "3", "→", "false"]
    assert second.rstrip().endswith("→ false")


def test_many_values_have_a_long_bracket_and_one_a_mark() -> None:
    rows = texts(value_stack.lines(at_op("[ 1 2 3 ]", "OpList").snapshot(), 40))
    assert [row.split()[1] for row in rows] == ["┐", "│", "┘"]
    assert rows[-1].rstrip().endswith("→ [ 1 2 3 ]")
    (row,) = texts(value_stack.lines(at_op("1 + 2", "OpForce").snapshot(), 40))
    assert "]" in row
    assert row.rstrip().endswith("→ runs")


def test_what_fails_is_said_beside_the_operands() -> None:
    session = at_op("1 / 0", "OpDiv")
    told = value_stack.lines(session.snapshot(), 40)[1]
    assert (" → fails ", "error-strong") in told.parts
    session.run(Into())
    assert session.status == "error"
    assert (" → fails ", "error-strong") in value_stack.lines(session.snapshot(), 40)[1].parts


def test_an_op_that_took_its_operands_before_it_failed_shows_them_all_the_same() -> None:
    session = at_op('"a" + 1', "OpAdd")
    session.run(Into())
    assert session.status == "error"
    rows = texts(value_stack.lines(session.snapshot(), 40))
    assert [row.split()[1] for row in rows] == ["┐", "┘"]


def test_what_was_popped_stays_for_one_step_where_it_was() -> None:
    session = at_op("if 3 == 0 then 1 else 2", "OpEqual")
    before = texts(value_stack.lines(session.snapshot(), 40))
    session.run(Into())
    shown = value_stack.lines(session.snapshot(), 40)
    after = texts(shown)
    assert len(after) == len(before)
    assert after[0].startswith("−1")
    assert ("0", "gone") in shown[0].parts
    assert after[1].startswith("+0")
    assert "false" in after[1]
    assert ("3", "gone") in shown[1].parts
    session.run(Into())
    assert not any("−" in row for row in texts(value_stack.lines(session.snapshot(), 40)))


def test_the_cursor_stands_on_the_top_and_not_on_what_was_popped() -> None:
    session = at_op("if 3 == 0 then 1 else 2", "OpEqual")
    session.run(Into())
    panel = value_stack.ValueStackPanel(id="stack")
    panel.snapshot = session.snapshot()
    panel.updated(None)
    places = [panel.index]
    panel.cursor = 0
    places.append(panel.index)
    assert places == [0, None]
    assert panel.value() is not None
    assert panel.count() == 2


def test_of_very_many_popped_values_only_some_have_rows() -> None:
    session = at_op(f"builtins.length [ {'1 ' * 30} ]", "OpList")
    session.run(Into())
    rows = texts(value_stack.lines(session.snapshot(), 40))
    assert sum(row.startswith("−") for row in rows) == value_stack.MOST_POPPED


@pytest.mark.parametrize("width", [8, 12, 20, 30, 44, 80])
def test_the_stack_fits_at_every_width(width: int) -> None:
    session = session_of(FAC, history=10_000)
    while not session.ended:
        for row in value_stack.lines(session.snapshot(), width):
            assert row.width <= width
        session.run(Into(), 3)


def test_stack_separates_frames_and_aligns_indices_right() -> None:
    session = session_of("let f = n: 1 + (2 + (3 + n)); in f 4")
    while session.snapshot().stack_height < 3:
        session.run(Into())
    lines = texts(value_stack.lines(session.snapshot(), 40))
    assert any(line.startswith("── ") for line in lines)
    assert lines[-1].split()[0].lstrip("+") == "0"


def test_what_the_last_step_changed_is_marked() -> None:
    session = session_of(FAC, 3)
    while not (shown := session.snapshot()).stack or not shown.stack[0].changed:
        session.run(Into())
    line = value_stack.lines(shown, 40)[0]
    assert line.text.startswith("+")
    assert line.ground == "changed"
    assert shown.stack[0].value.text.split()[0] in line.text


def test_showing_the_same_moment_again_keeps_what_changed() -> None:
    session = session_of(FAC)
    session.snapshot()
    session.run(Into(), 4)
    first, again = session.snapshot(), session.snapshot()
    assert any(entry.changed for entry in first.stack)
    assert [entry.changed for entry in first.stack] == [entry.changed for entry in again.stack]


def test_after_a_long_run_changes_are_marked_without_shouting() -> None:
    session = session_of(DEEP)
    session.snapshot()
    session.run(Into(), 500)
    lines = frames.lines(session.snapshot(), 40)
    assert lines[0].text[1] == "+"
    assert lines[0].ground == ""


def test_thunks_show_number_state_and_source() -> None:
    session = session_of(FAC)
    seen = set()
    while not session.ended:
        session.run(Into())
        for line in value_stack.lines(session.snapshot(), 60) + upvalues.lines(session.snapshot(), 60):
            seen |= {
                (text[0], role)
                for text, role in line.parts
                if role in ("suspended", "blackhole", "evaluated") and text
            }
    assert ("○", "suspended") in seen
    assert ("●", "evaluated") in seen
    assert ("t", "suspended") in seen


def test_a_blackhole_is_shown_where_the_recursion_closes() -> None:
    session = session_of(RECURSION)
    session.run(Continue())
    shown = session.snapshot()
    assert shown.status == "error"
    parts = [part for line in value_stack.lines(shown, 60) + upvalues.lines(shown, 60) for part in line.parts]
    assert ("◐ ", "blackhole") in parts


def test_with_stack_names_the_origin() -> None:
    session = session_of(WITH)
    while not session.snapshot().withs:
        session.run(Into())
    assert any(word in with_stack.lines(session.snapshot(), 60)[0].text for word in ("own", "captured"))


def test_continuations_say_what_will_happen(middle: Snapshot) -> None:
    lines = texts(continuations.lines(middle, 60))
    assert any("write the result into thunk#" in line for line in lines)
    assert any("<expr>:1" in line for line in lines)


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.__name__.rpartition(".")[2])
@pytest.mark.parametrize("width", [1, 3, 7, 18, 200])
def test_no_panel_is_wider_than_its_place(panel, width: int, middle: Snapshot) -> None:
    assert all(line.width <= max(width, 12) for line in panel.lines(middle, width) if width >= 18)
    panel.lines(middle, width)


def test_panels_do_not_care_about_text_that_looks_like_markup() -> None:
    session = session_of(HOSTILE)
    session.run(Continue())
    shown = session.snapshot()
    assert shown.result is not None
    every = [text for panel in PANELS for text in texts(panel.lines(shown, 200))]
    every += texts(explanation.lines(shown, 200, 3))
    assert any("[/red]" in text for text in every)
    assert not any("\x1b" in text or "\u202e" in text for text in every)


# Output, explanation, status, footer.


def test_output_lists_messages_with_their_steps_and_all_their_lines() -> None:
    rows = output.rows_of([OutputView(7, "trace", "one\ntwo"), OutputView(1284, "warning", "[b]three\x1b")])
    lines = texts(output.lines(rows, 40))
    assert lines[0].split() == ["7", "trace", "one"]
    assert lines[1].strip() == "two"
    assert lines[2].startswith(" 1 284 warning")
    assert "\x1b" not in lines[2]


def test_a_single_row_of_output_tells_how_much_there_is_and_the_last_of_it() -> None:
    messages = [OutputView(7, "trace", "one\ntwo"), OutputView(1284, "warning", "[b]three\x1b")]

    def told(now: int | None, count: int = 2) -> str:
        return output.ticker(messages[:count], 80, now, ("8 Output", "title")).text.strip()

    assert told(None) == "8 Output  2 messages, last at 1 284: warning: [b]three\\e"
    assert told(1000) == "8 Output  1 of 2 messages, last at 7: trace: one"
    assert told(3) == "8 Output  0 of 2 messages, first at 7"
    assert told(None, 0) == "8 Output  empty"
    assert output.ticker(messages, 20, None, ("8 Output", "title")).width <= 20


# Titles.


def test_titles_tell_how_much_there_is_and_what_the_last_step_changed() -> None:
    mates = ("frames", "continuations", "upvalues", "withs", "output")
    counts = {"frames": Count(13, True), "continuations": Count(1026, True), "upvalues": Count(1)}

    def told(room: int, mates: tuple[str, ...] = mates) -> str:
        return "".join(piece.text for piece in pieces(mates, "frames", counts, room))

    assert told(58, mates[:2]) == "3 Frames 13+── 7 Continuations 1 026+"
    assert told(90) == "3 Frames 13+── 7 Continuations 1 026+── 6 Upvalues 1 ── 5 With-stack ── 8 Output "
    assert told(48) == "3 Frames 13+│ 7 1 026+│ 6 Up 1 │ 5 With │ 8 Out "
    assert told(26) == "3 Frames │ 7 │ 6 │ 5 │ 8 "
    assert told(10) == "3 Frames 7 6 5 8 "
    found = pieces(mates, "frames", counts, 48)
    assert [panel_at(found, x) for x in (0, 11, 12, 14, 21)] == [
        "frames",
        "frames",
        "",
        "continuations",
        "continuations",
    ]
    assert panel_at(found, 99) == ""


def test_explanation_is_in_words(middle: Snapshot) -> None:
    lines = texts(explanation.lines(middle, 100, 2))
    assert lines[0].strip().startswith(f"NEXT    {middle.opcode} ")
    assert lines[1].strip().startswith("BECAUSE ")
    assert len(lines) <= 2


@pytest.mark.parametrize("width", [20, 40, 60, 80, 99, 100, 120, 200])
@pytest.mark.parametrize("height", [1, 2, 3, 5])
def test_explanation_fits(width: int, height: int) -> None:
    session = session_of(FAC, history=10_000)
    while not session.ended:
        rows = explanation.lines(session.snapshot(), width, height)
        assert len(rows) <= height
        assert all(row.width <= width for row in rows)
        session.run(Into(), 7)


def test_a_long_sentence_has_both_rows_and_says_who_waits() -> None:
    session = session_of("let layer = n: if n == 0 then 1 else layer (n - 1); in layer 1", history=1000)
    while session.snapshot().opcode != "OpEqual":
        session.run(Into())
    words = " ".join(row.strip() for row in texts(explanation.lines(session.snapshot(), 60, 2)))
    assert words.startswith("NEXT OpEqual compares 1 with 0: false. Then frame ")
    assert words.endswith("which the `if` in frame 1 waits for.")
    first, second = texts(explanation.lines(session.snapshot(), 120, 2))
    assert "waits for" not in first
    assert second.startswith(
        " BECAUSE the `if` in frame 1 must know which branch to take (<expr>:1, it forced #"
    )


def test_an_error_is_red_and_says_what_can_be_done() -> None:
    session = session_of('builtins.addErrorContext "while baking" (throw "no flour")')
    session.run(Continue())
    first, second, third = explanation.lines(session.snapshot(), 120, 3)
    assert first.text.startswith(" FAILED  no flour")
    assert {role for text, role in first.parts if text.strip()} <= {"error-strong", "error", "faint"}
    assert second.text.startswith(" BECAUSE ")
    assert "Nothing is unwound yet" in third.text


def test_an_error_that_will_be_caught_says_so(middle: Snapshot) -> None:
    error = ErrorView("E1", "throw", "x", "", (), (), caught=True)
    shown = replace(middle, status="error", error=error)
    assert "a tryEval will catch this" in explanation.lines(shown, 100, 2)[0].text


def test_a_missing_attribute_says_what_there_is_instead() -> None:
    session = session_of("{ bread = 1; cake = 2; }.roll")
    session.run(Continue())
    lines = texts(explanation.lines(session.snapshot(), 80, 2))
    assert lines[0].startswith(" FAILED attribute 'roll' missing; the set has bread, cake")
    assert lines[1].startswith(" BECAUSE ")


def test_the_end_shows_the_value() -> None:
    session = session_of("1 + 1")
    session.run(Continue())
    assert "2" in explanation.lines(session.snapshot(), 80, 2)[0].text


@pytest.mark.parametrize("width", [8, 20, 40, 80, 120, 200])
def test_status_fits_and_keeps_what_matters_most(width: int, middle: Snapshot) -> None:
    (line,) = status.lines(middle, "fac.nix", width)
    assert line.width <= width
    if width >= 80:
        assert f"step {middle.step}" in line.text
        assert line.text.endswith(" live ")


def test_status_of_a_run_shows_its_speed(middle: Snapshot) -> None:
    progress = status.Progress(1234567, 89, 2.1e6)
    (line,) = status.lines(middle, "fac.nix", 100, progress=progress)
    assert "step 1 234 567" in line.text
    assert "2.1 M/s" in line.text
    assert "running" in line.text


# The tree.


def test_the_tree_of_a_value_is_indented_and_marked() -> None:
    session = session_of("{ a = [ 1 2 ]; b = 3; }")
    session.run(Continue())
    value = session.snapshot().stack[0].value
    panel = tree.Tree("result", value, session)
    assert texts(tree.lines(panel.nodes, 60))[0].startswith(" ▾ result")
    panel.open_node(1)
    shown = texts(tree.lines(panel.nodes, 60))
    assert shown[1].strip().startswith("▾ a")
    assert shown[2].strip().startswith("0")
    panel.close_node(1)
    assert len(panel.nodes) == 3


def test_looking_into_a_thunk_never_forces_it() -> None:
    session = session_of(LOOP, 5)
    shown = session.snapshot()
    thunk = next(entry.value for entry in shown.stack if entry.value.state == "suspended")
    steps = session.machine.steps
    panel = tree.Tree("n", thunk, session)
    for row in range(len(panel.nodes) - 1, -1, -1):
        panel.open_node(row)
    assert session.machine.steps == steps
    assert session.snapshot().stack[0].value.state == shown.stack[0].value.state


def test_more_than_a_window_of_upvalues_or_with_sets_is_told() -> None:
    names = [f"v{number}" for number in range(250)]
    formals = ", ".join(f"{name} ? 0" for name in names)
    session = session_of(f"({{ {formals} }}: (x: x + {' + '.join(names)}) 1) {{ }}")
    session.breakpoints.add("OpGetUpvalue")
    session.run(Continue())
    frames_now = enumerate(session.machine.frames, 1)
    session.selected = next(number for number, frame in frames_now if len(frame.upvalues) == 250)
    shown = session.snapshot()
    assert shown.upvalue_count == 250
    assert texts(upvalues.lines(shown, 40, 0, 400))[-1].strip() == "… 186 more after these"
    assert len(upvalues.lines(shown, 40, 0, 20)) == 20
    session = session_of("with { a = 1; }; " * 230 + "a", strict=False)
    session.breakpoints.add("OpResolveWith")
    session.run(Continue())
    assert texts(with_stack.lines(session.snapshot(), 40, 0, 400))[-1].strip() == "… 166 more outside these"


def test_what_is_gone_does_not_cut_what_is_there() -> None:
    session = at_op('"a long piece" + " of text"', "OpAdd")
    session.run(Into())
    wide, narrow = (value_stack.lines(session.snapshot(), width)[-1].text for width in (60, 36))
    assert "−" in wide
    assert "−" not in narrow
    assert '"a long piece of text"' in narrow


def test_a_far_span_is_not_scrolled_beyond_the_end_of_its_line() -> None:
    session = at_op("let list = [ 1000 2000 3000 4000 5000 ]; f = x: x; in f 12345", "OpTailCall")
    (line,) = source.lines(session.snapshot().source, 40)
    assert "span" in [role for _, role in line.parts]
    assert "f = x: x; in f 12345" in line.text


@pytest.mark.parametrize(
    ("message", "is_plain"),
    [
        ("step 2 566", True),
        ("previous force: step 309·2", True),
        ("next tail call: step 12", True),
        ("3 times next force: step 12", False),
        ("step 40 is where you are", False),
        ("no further force in the part of the run that is recorded", False),
    ],
)
def test_a_jump_that_came_where_it_should_hides_no_reason(message: str, is_plain: bool) -> None:
    assert explanation.is_plain(message) is is_plain


def test_a_message_stands_below_the_words() -> None:
    rows = [Line((("what", ""),)), Line((("why", ""),))]
    assert texts(explanation.with_message(rows, "saved", False, 40, 3))[:2] == ["what", "why"]
    shown = texts(explanation.with_message(rows[:1], "saved", False, 40, 2))
    assert [row.strip() for row in shown] == ["what", "saved"]
