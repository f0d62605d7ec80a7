"""The value window: one value and what is in it."""

from __future__ import annotations

from debugger.snapshot import ValueView
from debugger.tui.panels.tree import Opener, Tree
from debugger.tui.screens.window import Window


class ValueScreen(Window):
    """Stays as large as the screen allows, so that opening does not move anything."""

    def __init__(self, name: str, value: ValueView, opener: Opener) -> None:
        super().__init__(Tree(name, value, opener))

    def wanted_height(self) -> int:
        return max(self.sheet.count() + 2, self.app.size.height * 7 // 10)
