"""Window: a modal screen around one sheet; Esc closes it, and the moving keys work as everywhere."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from debugger.tui.panels.drawn import Said
from debugger.tui.panels.panel import Panel
from debugger.tui.sheets.sheet import Sheet
from debugger.tui.verbs import verb_bindings
from debugger.tui.windows.closing import ClosedOnce


class Window(ClosedOnce, ModalScreen[int | None]):
    """Dismissed with the row that was chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *verb_bindings(),
        Binding("escape,q,ctrl+c,question_mark", "close", "Close", show=False, id="window.close"),
        Binding("ctrl+z", "app.suspend_process", show=False, id="window.suspend"),
    ]

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.sheet = sheet
        sheet.refit = self.refit

    def compose(self) -> ComposeResult:
        yield self.sheet

    @property
    def is_working(self) -> bool:
        """Whether there is more to come by itself."""
        return self.sheet.is_working

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a line is typed in its sheet, keys are letters."""
        return False if self.sheet.is_typing else super().check_action(action, parameters)

    def on_mount(self) -> None:
        self.fit_sheet()
        self.sheet.focus()

    def on_resize(self, event: events.Resize) -> None:
        self.fit_sheet()

    def refit(self) -> None:
        """The sheet has other rows than before."""
        if self.is_mounted:
            self.fit_sheet()

    def fit_sheet(self) -> None:
        """As high as its rows, within the screen."""
        width, height = self.app.size
        self.sheet.styles.width = self.wanted_width(width)
        room = height if height < 16 else height - 4
        self.sheet.styles.height = max(min(self.wanted_height(), room), min(3, height))

    def wanted_width(self, width: int) -> int:
        """On a screen of this width."""
        return width if width < 70 else min(width * 8 // 10, 130)

    def wanted_height(self) -> int:
        """Rows, borders included; the screen may give less."""
        return self.sheet.count() + 2

    def action_move(self, verb: str) -> None:
        self.sheet.move(verb)

    def action_close(self) -> None:
        if not self.sheet.stop_work():
            self.dismiss(None)

    def watch_focused(self) -> None:
        self.call_later(self.keep_focus)

    def keep_focus(self) -> None:
        """A click beside everything takes no focus: the sheet reads keys of its own."""
        if self.is_active and self.focused is None and self.app.app_focus:
            self.set_focus(self.sheet)

    def on_click(self, event: events.Click) -> None:
        """A click beside the window closes it."""
        if event.widget is self:
            self.dismiss(None)

    @on(Said)
    def keep_inside(self, event: Said) -> None:
        """What a sheet says is of no concern to the main screen, which does not know it."""
        event.stop()

    def on_panel_opened(self, event: Panel.Opened) -> None:
        if self.is_active:
            self.choose()

    def choose(self) -> None:
        """The row under the cursor is what the person wants."""
        self.dismiss(self.sheet.cursor)
