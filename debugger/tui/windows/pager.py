"""The pager: lines to read."""

from __future__ import annotations

from collections.abc import Sequence

from debugger.tui.drawing.lines import Line
from debugger.tui.sheets.sheet import Sheet
from debugger.tui.windows.window import Window


class PagerScreen(Window):
    def __init__(self, title: str, lines: Sequence[Line]) -> None:
        super().__init__(Sheet(title, lines))
