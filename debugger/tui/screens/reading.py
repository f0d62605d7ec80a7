"""The reading window: a string, or a value as Nix prints it, from its beginning to its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType

from debugger.tui.panels.panel import Panel
from debugger.tui.sheets.reading import ReadingSheet
from debugger.tui.windows.working import WorkingWindow
from debugger.views.values.reading import Reading, needle_of


class ReadingScreen(WorkingWindow):
    """Takes as much of the text as is read, and all of it where its end is asked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "ask('/')", "Search", show=False, priority=True, id="reading.search"),
        Binding("full_stop", "seek(False)", "The next match", show=False, id="reading.next"),
        Binding("comma", "seek(True)", "The previous match", show=False, id="reading.previous"),
        Binding("colon", "ask(':')", "Go to a line", show=False, priority=True, id="reading.line"),
        Binding("space", "move('page_down')", "Page down", show=False, id="reading.page"),
    ]

    def __init__(self, title: str, reading: Reading) -> None:
        self.reading = reading
        self.pages = ReadingSheet(title, reading)
        super().__init__(self.pages)
        self.before: int | None = None
        """Where one was when a search began."""

    def on_mount(self) -> None:
        super().on_mount()
        self.read_on()

    def wanted_width(self, width: int) -> int:
        return width if width < 110 else width - 6

    def wanted_height(self) -> int:
        height = self.app.size.height
        if not self.reading.is_complete:
            return height
        return self.pages.wanted_rows(height) + 2

    def worked(self) -> None:
        self.pages.redraw()

    def cancelled(self) -> None:
        self.pages.say("cancelled")

    # Taking more of the text.

    def read_on(self) -> None:
        """Take what will soon be read, unless something else is being done."""
        if self.work is None and self.pages.wants_more():
            self.begin_work(self.taking(), self.taken)

    def taking(self) -> Iterator[bool | None]:
        while self.pages.wants_more():
            self.reading.advance()
            yield None
        yield True

    def taken(self, all_of_it: bool) -> None:
        self.fit_sheet()

    def to_end(self) -> Iterator[bool | None]:
        while not self.reading.is_complete:
            self.reading.advance()
            yield None
        yield True

    def on_panel_moved(self, event: Panel.Moved) -> None:
        self.read_on()

    def action_move(self, verb: str) -> None:
        if verb != "last" or self.reading.is_complete:
            super().action_move(verb)
            return
        self.pages.say("going to the end …  Esc cancels")
        self.begin_work(self.to_end(), lambda done: self.pages.move("last"))

    # Searching.

    def action_ask(self, sign: str) -> None:
        if sign == ":" and not self.pages.number_width:
            return
        self.before = self.pages.sought_from
        self.pages.ask(sign)

    def on_asking_sheet_typed(self, event: ReadingSheet.Typed) -> None:
        if event.sign == ":":
            if event.state == "kept":
                self.go_to_line(event.text)
            return
        self.pages.needle = needle_of(event.text) if event.state != "dropped" else ""
        if event.state == "typing":
            self.look_for(self.before or 0, False)
        elif event.state == "dropped":
            self.work, self.pages.hit = None, None
            self.pages.say("")
            self.pages.go(self.pages.paged().place_of(self.before or 0))

    def action_seek(self, backwards: bool) -> None:
        if not self.pages.needle:
            self.pages.say("/ searches")
            return
        self.look_for(self.pages.sought_from + (not backwards and self.pages.hit is not None), backwards)

    def look_for(self, start: int, backwards: bool) -> None:
        def done(found: int) -> None:
            if found < 0:
                self.pages.hit = None
                self.pages.say("not found")
                return
            self.pages.show_hit(found)
            round_it = found >= start if backwards else found < start
            self.pages.say(f"from the {'end' if backwards else 'beginning'} again" if round_it else "")

        if not self.pages.needle:
            self.work, self.pages.hit = None, None
            self.pages.redraw()
            return
        self.pages.say("looking …  Esc cancels")
        search = self.reading.search(self.pages.needle, start, backwards)
        # A bare number from work tells how far it is, so the place that is found comes in a tuple.
        found = ((place,) if place is not None else None for place in search)
        self.begin_work(found, lambda place: done(place[0]))

    def go_to_line(self, text: str) -> None:
        digits = text.strip()
        line = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else 0
        if not self.pages.go_to_line(line):
            self.pages.say(f"there are lines 1 to {self.reading.line_count}")
