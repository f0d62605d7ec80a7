"""The marks, to jump to or to delete."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from debugger.tui.drawing.lines import Line
from debugger.tui.sheets.sheet import Sheet
from debugger.tui.windows.picker import PickerScreen


class MarksSheet(Sheet):
    def keys_shown(self) -> str:
        return "Enter jumps   d deletes   Esc closes"


class MarksScreen(PickerScreen):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,delete", "delete", "Delete", show=False, id="marks.delete")
    ]

    def __init__(self, lines: Sequence[Line], chosen: int, delete: Callable[[int], None]) -> None:
        super().__init__("Marks", lines, chosen, MarksSheet)
        self.delete = delete
        """Called with the row that goes."""

    def action_delete(self) -> None:
        row = self.sheet.cursor
        del self.sheet.lines[row]
        self.delete(row)
        if not self.sheet.lines:
            self.dismiss(None)
            return
        self.sheet.move_to(row)
        self.fit_sheet()
