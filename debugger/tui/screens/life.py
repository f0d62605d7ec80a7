"""The life of a value: its moments, to go to, or to ask at once why there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from debugger.tui.drawing.lines import Line
from debugger.tui.sheets.sheet import Sheet
from debugger.tui.windows.picker import PickerScreen


class LifeSheet(Sheet):
    def keys_shown(self) -> str:
        return "Enter jumps   y says why   Esc closes"


class LifeScreen(PickerScreen):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "ask", "Why", show=False, id="life.why")]

    def __init__(self, title: str, lines: Sequence[Line], chosen: int) -> None:
        super().__init__(title, lines, chosen, LifeSheet)
        self.asks = False
        """Whether the person wants to know why, at the moment that is chosen."""

    def action_ask(self) -> None:
        self.asks = True
        self.dismiss(self.sheet.cursor)
