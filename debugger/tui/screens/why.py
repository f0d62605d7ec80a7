"""Why: the chain of demand of one step, each link a jump."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from debugger.provenance.demand import Link
from debugger.tui.panels.demand import DemandSheet
from debugger.tui.panels.panel import Panel
from debugger.tui.screens.window import Window

Follow = Callable[[int, str], None]
"""Gets the number of a link and where to go: `forced`, `made` or `frame`."""


class WhyScreen(Window):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "follow('made')", "To its making", show=False, id="why.made"),
        Binding("f", "follow('frame')", "Its frame", show=False, id="why.frame"),
        Binding("y", "close", "Close", show=False, id="why.close"),
    ]

    def __init__(self, title: str, links: Sequence[Link], opened: frozenset[int], follow: Follow) -> None:
        self.demand = DemandSheet(title, links, opened)
        super().__init__(self.demand)
        self.follow = follow

    def wanted_width(self, width: int) -> int:
        return width if width < 110 else min(width - 6, 150)

    def on_panel_moved(self, event: Panel.Moved) -> None:
        """Folded links may have been opened: they want room."""
        self.fit_sheet()

    def action_follow(self, where: str) -> None:
        if self.demand.row.folded:
            return
        number = next(at for at, link in enumerate(self.demand.links) if link is self.demand.row.link)
        self.dismiss(None)
        self.follow(number, where)

    def choose(self) -> None:
        self.action_follow("forced")
