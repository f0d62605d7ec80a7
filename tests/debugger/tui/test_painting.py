"""Painting: only what has changed goes to the terminal, and it looks there as it would have anyway."""

from __future__ import annotations

import re

import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate
from textual.strip import Strip

from debugger.tui.drawing.painting import TightUpdate
from debugger.tui.panels.drawn import changed_cells
from tests.debugger.tui.driving import opened, press
from tests.debugger.tui.programs import FAC

BYTES_A_STEP = 6_000
Cell = tuple[str, str]
RED, BOLD, GROUND = Style(color="#ff0000"), Style(color="#ff0000", bold=True), Style(bgcolor="#202020")


class Terminal:
    """As much of one as is needed: the cursor goes places, styles add up, characters land in cells."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], Cell] = {}
        self.at = (0, 0)
        self.style: dict[str, str] = {}

    def write(self, data: str) -> None:
        for piece in re.split(r"(\x1b\[[0-9;]*[A-Za-z])", data):
            if piece.startswith("\x1b["):
                self.obey(piece[2:-1], piece[-1])
            else:
                self.put(piece)

    def obey(self, numbers: str, letter: str) -> None:
        if letter == "H":
            y, x = (int(number) - 1 for number in numbers.split(";"))
            self.at = (x, y)
            return
        assert letter == "m"
        codes = numbers.split(";")
        while codes:
            code = codes.pop(0)
            if code == "0":
                self.style = {}
            elif code in ("38", "48"):
                self.style[code] = ";".join(codes[:4])
                del codes[:4]
            elif code in ("39", "49"):
                self.style.pop(str(int(code) - 1), None)
            else:
                self.style[f"attribute {code}"] = "on"

    def put(self, text: str) -> None:
        for char in text.replace("\n", ""):
            self.cells[self.at] = (char, str(sorted(self.style.items())))
            self.at = (self.at[0] + 1, self.at[1])


def strip(*segments: tuple[str, Style]) -> Strip:
    return Strip([Segment(text, style) for text, style in segments])


def shown(update: ChopsUpdate | TightUpdate) -> dict[tuple[int, int], Cell]:
    terminal = Terminal()
    terminal.write(update.render_segments(Console(color_system="truecolor", force_terminal=True)))
    return terminal.cells


def test_what_is_written_looks_as_it_would_have() -> None:
    row = strip(("ab", RED), ("cd", BOLD), ("ef", GROUND), ("gh", Style()))
    update = ChopsUpdate([{0: row, 8: strip(("ijkl", BOLD))}], [(0, 3, 10)], [[8, 12]])
    whole, tight = shown(update), shown(TightUpdate(update))
    assert sorted(tight) == [(x, 0) for x in range(3, 10)]
    assert tight == {at: cell for at, cell in whole.items() if at in tight}


def test_a_style_is_written_only_as_far_as_it_differs() -> None:
    update = ChopsUpdate([{0: strip(("ab", RED), ("cd", BOLD))}], [(0, 0, 4)], [[4]])
    written = TightUpdate(update).render_segments(Console(color_system="truecolor", force_terminal=True))
    assert written == "\x1b[1;1H\x1b[38;2;255;0;0mab\x1b[1mcd\x1b[0m"


def test_blanks_are_written_in_whatever_colour_comes_but_on_their_own_ground() -> None:
    update = ChopsUpdate(
        [{0: strip(("ab", RED), ("  ", BOLD), ("cd", RED), (" ", GROUND))}], [(0, 0, 7)], [[7]]
    )
    written = TightUpdate(update).render_segments(Console(color_system="truecolor", force_terminal=True))
    assert written == "\x1b[1;1H\x1b[38;2;255;0;0mab  cd\x1b[48;2;32;32;32m \x1b[0m"
    lined = ChopsUpdate([{0: strip(("a", RED), (" ", RED + Style(underline=True)))}], [(0, 0, 2)], [[2]])
    assert "\x1b[4m " in TightUpdate(lined).render_segments(
        Console(color_system="truecolor", force_terminal=True)
    )


def test_cells_that_differ_are_found_with_what_lies_closely_between() -> None:
    before = strip(("0123456789abcdefghij", RED))
    assert changed_cells(before, before) == []
    assert changed_cells(before, strip(("x123456789abcdefghiy", RED))) == [(0, 1), (19, 20)]
    assert changed_cells(before, strip(("x123y56789abcdefghij", RED))) == [(0, 5)]
    assert changed_cells(before, strip(("012", RED), ("345", BOLD), ("6789abcdefghij", RED))) == [(3, 6)]
    assert changed_cells(strip(("0\u5b57x", RED)), strip(("0abx", RED))) == [(1, 3)]


@pytest.mark.parametrize("key", ["i", "s"])
async def test_a_step_paints_few_bytes(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    console = Console(color_system="truecolor", force_terminal=True, width=120)
    async with opened(FAC, size=(120, 40), keys="i i i") as (app, pilot):
        painted: list[int] = []
        display = app.screen._compositor.render_partial_update

        def spy() -> object:
            update = display()
            if isinstance(update, ChopsUpdate):
                painted.append(len(TightUpdate(update).render_segments(console)))
            return update

        monkeypatch.setattr(app.screen._compositor, "render_partial_update", spy)
        each = []
        for _ in range(12):
            painted.clear()
            await press(pilot, key)
            each.append(sum(painted))
        assert sorted(each)[len(each) // 2] > 0
        assert max(each) < BYTES_A_STEP, each
