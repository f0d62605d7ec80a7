"""The list of breakpoints: go to one, switch it off and on, remove it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from debugger.tui.drawing.lines import Line
from debugger.tui.sheets.sheet import Sheet
from debugger.tui.windows.picker import PickerScreen

Act = Callable[[str, int], Sequence[Line]]
"""Does `switch` or `delete` to the breakpoint in a row; the lines as they are then."""


class BreakpointsSheet(Sheet):
    def keys_shown(self) -> str:
        return "Enter goes there   d disables, enables   x deletes   Esc closes"


class BreakpointsScreen(PickerScreen):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "act('switch')", "Disable, enable", show=False, id="breakpoints.switch"),
        Binding("x,delete", "act('delete')", "Delete", show=False, id="breakpoints.delete"),
    ]

    def __init__(self, lines: Sequence[Line], act: Act) -> None:
        super().__init__("Breakpoints", lines, 0, BreakpointsSheet)
        self.act = act

    def action_act(self, what: str) -> None:
        row = self.sheet.cursor
        self.sheet.lines = list(self.act(what, row))
        if not self.sheet.lines:
            self.dismiss(None)
            return
        self.sheet.move_to(row)
        self.fit_sheet()
        self.sheet.redraw()
