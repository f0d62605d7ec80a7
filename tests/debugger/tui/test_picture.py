"""Pictures: every character stands in its own cell, whatever a renderer makes of blanks and fonts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

from debugger.tui.drawing.lines import cells
from debugger.tui.drawing.picture import self_contained
from tests.debugger.tui.driving import opened

TEXT = re.compile(
    r'<text class="[^"]*-r\d+"[^>]* x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)"[^>]*>([^<]*)<'
)
CELL = 12.2


def texts(svg: str) -> Iterator[tuple[float, float, float, str]]:
    for x, y, length, text in TEXT.findall(svg):
        yield float(x), float(y), float(length), unescape(text)


def characters(svg: str) -> dict[tuple[int, float], str]:
    """What stands in each cell, blanks left out."""
    found = {}
    for x, y, _, text in texts(svg):
        for index, char in enumerate(text):
            if not char.isspace():
                found[(round(x / CELL) + cells(text[:index]), y)] = char
    return found


async def test_no_text_of_a_picture_begins_or_ends_with_a_blank_or_has_two_in_a_row() -> None:
    async with opened('{ "a&b<c" = "日本  x"; d = 1; }', (80, 24), "s s s") as (app, _):
        svg = app.export_screenshot(title="nixstep", simplify=True)
    found = [text for *_, text in texts(svg)]
    assert len(found) > 50
    assert all(text == text.strip() and "\N{NO-BREAK SPACE}" * 2 not in text for text in found)
    assert not any(" " in text for text in found), "blanks must not break"
    assert all(abs(length - CELL * cells(text)) < 0.1 for *_, length, text in texts(svg))


async def test_each_character_of_a_picture_stays_in_its_cell() -> None:
    async with opened('{ "a&b<c" = "日本  x"; d = 1; }', (120, 40), "s s s") as (app, _):
        before = super(type(app), app).export_screenshot(title="nixstep", simplify=True)
        after = app.export_screenshot(title="nixstep", simplify=True)
    assert characters(before) == characters(after)
    assert "日" in characters(after).values()
    assert "&" in characters(after).values()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("&#160;&#160;&#160;&#160;", []),
        ("&#160;a&#160;b&#160;&#160;c&#160;", [(12.2, "a&#160;b"), (73.2, "c")]),
        ("╭─────╮", [(0.0, "╭"), (12.2, "─────"), (73.2, "╮")]),
        ("&lt;&#160;&#160;日&#160;&#160;x", [(0.0, "&lt;"), (36.6, "日"), (85.4, "x")]),
    ],
)
def test_texts_are_cut_where_renderers_differ(text: str, pieces: list[tuple[float, str]]) -> None:
    length = CELL * len(unescape(text))
    svg = f'<text class="a-r1" x="0" y="20" textLength="{length:g}" clip-path="url(#a)">{text}</text>'
    found = re.findall(r'x="([\d.]+)"[^>]*>([^<]*)<', self_contained(svg))
    assert [(float(x), piece) for x, piece in found] == pieces
