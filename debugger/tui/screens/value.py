"""The value window: one value and what is in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Protocol

from textual.binding import Binding, BindingType

from debugger.tui.commands import FORCE, ORIGINS
from debugger.tui.panels.tree import TEXTS, Node, Opener, Tree
from debugger.tui.screens.reading import ReadingScreen
from debugger.tui.windows.window import Window
from debugger.views.reading import Reading
from debugger.views.snapshot import ValueView


class Looker(Opener, Protocol):
    """Knows what is in a value and how it is written, by its handle."""

    def reading(self, ref: int) -> Reading: ...


class ValueScreen(Window):
    """Stays as large as the screen allows, so that opening does not move anything."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("H", "origins", "History of the value", show=False, id="value.origins-inside"),
        Binding("X", "force", "Force it", show=False, id="value.force-inside"),
        Binding("slash", "names", "Filter the names", show=False, id="value.names"),
        Binding("backspace", "show_all", "All names again", show=False, id="value.all"),
        Binding("colon", "element", "Go to an element", show=False, id="value.element"),
        Binding("v", "read", "All of the value as text", show=False, id="value.read"),
    ]

    def __init__(
        self, name: str, value: ValueView, looker: Looker, asked: Callable[[str], None], element: str = ""
    ) -> None:
        self.opened = Tree(name, value, looker)
        super().__init__(self.opened)
        self.looker = looker
        self.asked = asked
        """Called with the command that is wanted for the value under the cursor."""
        self.element = element
        """Where to go at once: `[52000]` or a name."""

    def on_mount(self) -> None:
        super().on_mount()
        if self.element:
            self.call_after_refresh(self.opened.go_to, self.element)

    @property
    def node(self) -> Node:
        """What is under the cursor."""
        return self.opened.nodes[self.opened.cursor]

    def action_origins(self) -> None:
        self.asked(ORIGINS)

    def action_force(self) -> None:
        self.asked(FORCE)

    def action_names(self) -> None:
        self.opened.ask_names()

    def action_show_all(self) -> None:
        self.opened.show_all()

    def action_element(self) -> None:
        self.opened.ask(":")

    def action_read(self) -> None:
        node = self.node
        if node.is_group or not node.value.ref:
            self.opened.say("there is no more of this than its row shows" if not node.is_group else "")
            return
        self.app.push_screen(ReadingScreen(node.name, self.looker.reading(node.value.ref)))

    def choose(self) -> None:
        """A string was opened."""
        self.action_read()

    def on_asking_sheet_typed(self, event: Tree.Typed) -> None:
        if event.sign == "/" and event.state != "kept":
            self.opened.choose_names(event.text if event.state == "typing" else "")
        elif event.sign == ":" and event.state == "kept" and event.text.strip():
            self.opened.go_to(event.text)

    def wanted_width(self, width: int) -> int:
        return width if width < 110 else min(width - 6, 150)

    def wanted_height(self) -> int:
        return max(self.sheet.count() + 2, self.app.size.height * 7 // 10)


def value_window(
    name: str, value: ValueView, looker: Looker, asked: Callable[[str], None], element: str = ""
) -> Window:
    """What opens a value: a text is read."""
    if value.kind in TEXTS:
        return ReadingScreen(name, looker.reading(value.ref))
    return ValueScreen(name, value, looker, asked, element)
