"""The value window: one value and what is in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType

from debugger.tui.commands import FORCE, ORIGINS
from debugger.tui.panels.tree import Node, Opener, Tree
from debugger.tui.screens.window import Window
from debugger.views.snapshot import ValueView


class ValueScreen(Window):
    """Stays as large as the screen allows, so that opening does not move anything."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("H", "origins", "History of the value", show=False, id="value.origins-inside"),
        Binding("X", "force", "Force it", show=False, id="value.force-inside"),
    ]

    def __init__(self, name: str, value: ValueView, opener: Opener, asked: Callable[[str], None]) -> None:
        self.opened = Tree(name, value, opener)
        super().__init__(self.opened)
        self.asked = asked
        """Called with the command that is wanted for the value under the cursor."""

    @property
    def node(self) -> Node:
        """What is under the cursor."""
        return self.opened.nodes[self.opened.cursor]

    def action_origins(self) -> None:
        self.asked(ORIGINS)

    def action_force(self) -> None:
        self.asked(FORCE)

    def wanted_height(self) -> int:
        return max(self.sheet.count() + 2, self.app.size.height * 7 // 10)
