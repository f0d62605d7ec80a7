"""The value window: one value and what is in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Protocol

from textual.binding import Binding, BindingType

from debugger.tui.commands import FORCE, ORIGINS
from debugger.tui.screens.reading import ReadingScreen
from debugger.tui.sheets.tree import Node, Opener, Tree
from debugger.tui.windows.window import Window
from debugger.tui.windows.working import Working
from debugger.views.snapshot import ValueView
from debugger.views.values.reading import Reading


class Looker(Opener, Protocol):
    """Knows what is in a value and how it is written, by its handle."""

    def reading(self, ref: int) -> Reading: ...


class ValueSheet(Working, Tree):
    """Does what can be done with the value under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("H", "origins", "History of the value", show=False, id="value.origins-inside"),
        Binding("X", "force", "Force it", show=False, id="value.force-inside"),
        Binding("V", "aside", "Force on the side", show=False, id="value.force-aside"),
        Binding("W", "whence", "Whence this value", show=False, id="value.whence-inside"),
        Binding("Y", "copy", "Copy the value", show=False, id="value.copy-inside"),
        Binding("slash", "names", "Filter the names", show=False, priority=True, id="value.names"),
        Binding("backspace", "show_all", "All names again", show=False, id="value.all"),
        Binding("colon", "element", "Go to an element", show=False, priority=True, id="value.element"),
        Binding("v", "read", "All of the value as text", show=False, id="value.read"),
    ]

    def __init__(
        self,
        name: str,
        value: ValueView,
        looker: Looker,
        asked: Callable[[str], None],
        *,
        id: str = "tree",
    ) -> None:
        super().__init__(name, value, looker, id=id)
        self.looker = looker
        self.asked = asked
        """Called with the command that is wanted for the value under the cursor."""

    @property
    def node(self) -> Node:
        """What is under the cursor."""
        return self.nodes[self.cursor]

    @property
    def way(self) -> tuple[str, ...]:
        """The names that lead from the root to what is under the cursor, groups left out."""
        names: list[str] = []
        for node in self.nodes[: self.cursor + 1]:
            names[node.depth :] = ["" if node.is_group else node.name]
        return tuple(name for name in names[1:] if name)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Handles are good as long as what is shown is true."""
        return False if self.stale else super().check_action(action, parameters)

    def look(self, name: str, value: ValueView, element: str = "") -> None:
        """Show another value, and one element of it, if that is asked for."""

        def done(found: bool) -> None:
            if element:
                self.cursor = 0
                self.go_to(element)

        self.begin_work(self.renewing(name, value), done)

    def worked(self) -> None:
        self.stale = self.is_docked and self.is_working
        self.redraw()

    def action_origins(self) -> None:
        self.asked(ORIGINS)

    def action_force(self) -> None:
        self.asked(FORCE)

    def action_aside(self) -> None:
        self.asked("ask.force")

    def action_whence(self) -> None:
        self.asked("value.whence")

    def action_copy(self) -> None:
        self.asked("value.copy")

    def action_names(self) -> None:
        self.ask_names()

    def action_show_all(self) -> None:
        self.show_all()

    def action_element(self) -> None:
        self.ask(":")

    def action_read(self) -> None:
        node = self.node
        if node.is_group or not node.value.ref:
            self.say("there is no more of this than its row shows" if not node.is_group else "")
            return
        self.app.push_screen(ReadingScreen(node.name, self.looker.reading(node.value.ref)))

    def move(self, verb: str) -> None:
        if not (self.stale and verb in ("open", "right", "left")):
            super().move(verb)

    def activate(self) -> None:
        node = self.node
        if not node.is_open and node.value.ref and not node.opens:
            self.action_read()
        else:
            super().activate()

    def on_asking_sheet_typed(self, event: Tree.Typed) -> None:
        if self.stale:
            return
        if event.sign == "/" and event.state != "kept":
            self.choose_names(event.text if event.state == "typing" else "")
        elif event.sign == ":" and event.state == "kept" and event.text.strip():
            self.go_to(event.text)


class ValueScreen(Window):
    """Stays as large as the screen allows, so that opening does not move anything."""

    def __init__(
        self, name: str, value: ValueView, looker: Looker, asked: Callable[[str], None], element: str = ""
    ) -> None:
        self.opened = ValueSheet(name, value, looker, asked)
        super().__init__(self.opened)
        self.element = element
        """Where to go at once: `[52000]` or a name."""

    def on_mount(self) -> None:
        super().on_mount()
        if self.element:
            self.call_after_refresh(self.opened.go_to, self.element)

    def wanted_width(self, width: int) -> int:
        return width if width < 110 else min(width - 6, 150)

    def wanted_height(self) -> int:
        return max(self.sheet.count() + 2, self.app.size.height * 7 // 10)


def value_window(
    name: str, value: ValueView, looker: Looker, asked: Callable[[str], None], element: str = ""
) -> Window:
    """What opens a value: a text is read."""
    if value.is_read:
        return ReadingScreen(name, looker.reading(value.ref))
    return ValueScreen(name, value, looker, asked, element)
