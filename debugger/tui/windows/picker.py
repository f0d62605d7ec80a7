"""The picker: lines to choose one from."""

from __future__ import annotations

from collections.abc import Sequence

from debugger.tui.drawing.lines import Line
from debugger.tui.sheets.sheet import Sheet
from debugger.tui.windows.window import Window


class PickerScreen(Window):
    def __init__(
        self, title: str, lines: Sequence[Line], chosen: int = 0, sheet: type[Sheet] = Sheet
    ) -> None:
        super().__init__(sheet(title, lines, picks=True))
        self.sheet.cursor = chosen
