"""Sheets: panels that stand in a window of their own, or on the desk, with lines that are there already."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.binding import Binding

from debugger.tui.commands import SEARCH
from debugger.tui.drawing.lines import Line, Part, fit
from debugger.tui.panels.panel import Panel, stretch
from debugger.tui.panels.tabs import Piece

DOCKED = {"value": ("9", "Value"), "why": ("0", "Why"), "tree": ("K", "Tree"), "thunks": ("L", "Thunks")}
"""Key and title of the sheets that can be docked."""


class Sheet(Panel):
    """A list of lines; `picks` says whether it has a cursor or is only read."""

    is_docked = False
    """Whether it stands on the desk: then what it follows changes, and it never closes."""

    def __init__(self, title: str, lines: Sequence[Line], picks: bool = False, *, id: str = "sheet") -> None:
        super().__init__(id=id)
        self.heading = title
        self.lines = list(lines)
        self.picks = picks
        self.refit: Callable[[], None] = lambda: None
        """Tells what it stands in that it has other rows than before."""

    def leave(self) -> None:
        """What one came for is done: a window closes."""
        if not self.is_docked:
            self.screen.dismiss(None)

    @property
    def is_working(self) -> bool:
        """Whether there is more to come by itself."""
        return False

    def stop_work(self) -> bool:
        """End what is under way; False if nothing is."""
        return False

    def leaves(self, command: object) -> bool:
        """Whether a command may act while the sheet has the focus: none while keys are letters, and no search
        where the sheet has its own."""
        return not self.is_typing and not (command == SEARCH and self.searches)

    @property
    def searches(self) -> bool:
        """Whether it has a search of its own."""
        bindings = (each for kind in type(self).__mro__ for each in vars(kind).get("BINDINGS", ()))
        return any(isinstance(each, Binding) and each.key == "slash" for each in bindings)

    @property
    def is_typing(self) -> bool:
        """Whether keys are letters now."""
        return False

    def count(self) -> int:
        return len(self.lines)

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        shown = (self.lines[row] for row in stretch(self.lines, top, height))
        return [Line(fit(each.parts, width), each.ground) for each in shown]

    def tabs(self) -> list[Piece]:
        if not self.is_docked:
            return [Piece(self.id or "", f"{self.heading} ")]
        made: list[Piece] = []
        for name in self.mates:
            if name in DOCKED:
                made += [Piece("", "│ ", "edge")] if made else []
                made.append(Piece(name, f"{' '.join(DOCKED[name])} "))
        return made

    def tally(self) -> str:
        if self.picks:
            return super().tally()
        return f"{min(self.top + self.inner[1], self.count())} of {self.count()}"

    def keys_shown(self) -> str:
        """What the lower border says of the keys."""
        return "Enter chooses   Esc closes" if self.picks else "Esc closes"

    def lower_edge(self, width: int, edge: str) -> list[Part]:
        parts = super().lower_edge(width, edge)
        words = f" {self.keys_shown()} "
        for index, (text, role) in enumerate(parts):
            if text.startswith("─") and len(text) > len(words) + 4:
                parts[index : index + 1] = [(words, "dim"), (text[len(words) :], role)]
                break
        return parts

    def draw(self, width: int, height: int) -> list[Line]:
        if self.picks:
            return super().draw(width, height)
        inner = self.inner
        self.top = max(0, min(self.top, self.count() - inner[1]))
        return self.rows(inner[0], self.top, inner[1])

    def move(self, verb: str) -> None:
        page = max(self.inner[1] - 1, 1)
        steps = {
            "up": -1,
            "down": 1,
            "page_up": -page,
            "page_down": page,
            "first": -self.count(),
            "last": self.count(),
        }
        if self.picks:
            super().move(verb)
        elif verb in steps:
            self.scroll_rows(steps[verb])

    def go_left(self) -> None:
        self.leave()

    def clicked(self, column: int, again: bool) -> None:
        if self.picks:
            self.activate()
