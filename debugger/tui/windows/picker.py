"""The picker: lines to choose one from."""

from __future__ import annotations

from collections.abc import Sequence

from debugger.tui.drawing.lines import Line, cells
from debugger.tui.sheets.sheet import Sheet
from debugger.tui.windows.window import Window


class PickerScreen(Window):
    def __init__(
        self, title: str, lines: Sequence[Line], chosen: int = 0, sheet: type[Sheet] = Sheet
    ) -> None:
        super().__init__(sheet(title, lines, picks=True))
        self.sheet.cursor = chosen
        self.widest = max((cells(each.text) for each in lines), default=0)

    def wanted_width(self, width: int) -> int:
        """More than usual if the rows need it."""
        return min(max(super().wanted_width(width), self.widest + 4), width)
