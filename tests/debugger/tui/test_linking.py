"""Source and bytecode are linked both ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from debugger.loading.program import Program
from debugger.session import Session
from debugger.tui.panels.linking import ROLE, with_link
from debugger.tui.screens.why import WhyScreen
from tests.debugger.tui.driving import opened, press, screen_text, until

TEXT = """let
  a = 1 + 2;
  b = [ a
    (a * 2)
  ];
in
  builtins.length b + a
"""


def program(tmp_path: Path) -> Session:
    path = tmp_path / "p.nix"
    path.write_text(TEXT)
    return Session(Program(path=str(path)), history=1000)


def lit(tokens: list[tuple[str, str]]) -> str:
    return "".join(text for text, role in tokens if role == ROLE)


@pytest.mark.parametrize(
    ("number", "shown"),
    [(1, ""), (2, "= two;"), (3, "all of it"), (4, "en"), (5, "")],
)
def test_a_link_marks_its_part_of_each_line(number: int, shown: str) -> None:
    lines = {1: "one", 2: "two = two;", 3: "all of it", 4: "end", 5: "five"}
    tokens = [(lines[number][:1], "text"), (lines[number][1:], "keyword")]
    marked = with_link(tokens, number, (2, 5, 4, 3))
    assert lit(marked) == shown
    assert "".join(text for text, _ in marked) == lines[number]
    assert with_link(tokens, number, None) == tokens


async def test_the_cursor_in_the_bytecode_marks_the_source(tmp_path: Path) -> None:
    async with opened(program(tmp_path), keys="i i 2") as (app, pilot):
        await press(pilot, "j")
        each = app.bytecode.instruction
        assert each is not None
        assert app.source.linked == (each.line, each.column, each.end_line, each.end_column)
        shown = [part for line in app.source.lines_now() for part in line.parts]
        assert any(role == ROLE for _, role in shown)
        await press(pilot, "k")
        marks = [app.source.linked]
        assert marks == [None], "the current instruction is marked anyway"
        await press(pilot, "j", "i")
        marks = [app.source.linked]
        assert marks == [None], "a step ends it"


async def test_the_cursor_in_the_source_marks_the_bytecode(tmp_path: Path) -> None:
    async with opened(program(tmp_path), keys="i i 1") as (app, pilot):
        await press(pilot, "g", "j", "j")
        assert app.bytecode.linked == (app.source.path, 3)
        assert "▸" in screen_text(app)
        await press(pilot, "j")
        assert "▸" not in screen_text(app), "nothing of this chunk begins on line 4"
        await press(pilot, "i")
        assert app.bytecode.linked is None


async def test_a_link_far_away_is_scrolled_to(tmp_path: Path) -> None:
    path = tmp_path / "long.nix"
    path.write_text("1 +" + "\n" * 200 + "2")
    async with opened(Session(Program(path=str(path)), history=100), keys="i i 2") as (app, pilot):
        await press(pilot, "j", "j")
        each = app.bytecode.instruction
        assert each is not None
        assert each.line > 100
        assert app.source.top <= each.line - 1 < app.source.top + app.source.inner[1]


async def test_the_row_for_the_result_belongs_to_the_last_instruction(tmp_path: Path) -> None:
    async with opened(program(tmp_path), keys="i i 2 G") as (app, pilot):
        view = app.bytecode.view
        assert view is not None
        assert app.bytecode.cursor == len(view.instructions)
        assert app.bytecode.ip == view.instructions[-1].ip
        assert app.source.linked is None
        await press(pilot, "b")
        assert app.session.breakpoints.all[0].where.endswith(f"@{view.instructions[-1].ip}")


async def test_a_breakpoint_at_data_is_seen_in_the_row_of_its_opcode(tmp_path: Path) -> None:
    async with opened(program(tmp_path), keys="i i") as (app, pilot):
        view = app.bytecode.view
        assert view is not None
        each = next(each for each in view.instructions if each.end > each.ip + 1)
        app.bytecode.breakpoints = frozenset({each.ip + 1})
        row = app.bytecode.rows(60, 0, 40)[view.row_of(each.ip)]
        assert row.text.startswith("■")
        await press(pilot, "2")
        await pilot.click("#bytecode", offset=(1, 1 + view.row_of(each.ip)))
        await pilot.pause()
        assert app.session.breakpoints.all[0].where.endswith(f"@{each.ip}")


async def test_a_click_on_the_sentence_tells_why(tmp_path: Path) -> None:
    async with opened(program(tmp_path), keys="i i") as (app, pilot):
        await pilot.click("#explanation", offset=(5, 1))
        await until(pilot, lambda: isinstance(app.screen, WhyScreen))
