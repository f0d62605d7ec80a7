"""Why: the chain of demand of one step, each link a jump. A deep one is looked through while it is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from debugger.provenance.chain import Chain
from debugger.provenance.demand import Link
from debugger.tui.panels.demand import DemandSheet
from debugger.tui.panels.panel import Panel
from debugger.tui.windows.working import WorkingWindow

Follow = Callable[[Sequence[Link], int, str], None]
"""Gets the links, the number of one, and where to go: `forced`, `made` or `frame`."""


class WhyScreen(WorkingWindow):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "follow('made')", "To its making", show=False, id="why.made"),
        Binding("f", "follow('frame')", "Its frame", show=False, id="why.frame"),
        Binding("y", "close", "Close", show=False, id="why.close"),
    ]

    def __init__(self, title: str, looking: Iterator[int | Chain], follow: Follow) -> None:
        self.demand = DemandSheet(title, [])
        super().__init__(self.demand)
        self.looking = looking
        self.follow = follow
        self.chain: Chain | None = None

    def on_mount(self) -> None:
        super().on_mount()
        self.begin_work(self.looking, self.show_chain)

    def show_chain(self, chain: Chain) -> None:
        self.chain = chain
        self.demand.put(chain.links)
        self.demand.cursor = self.demand.beside(0, 1)
        self.fit_sheet()

    def worked(self) -> None:
        self.demand.note = self.so_far("looking at who waits for whom")
        self.demand.redraw()

    def cancelled(self) -> None:
        self.dismiss(None)

    def wanted_width(self, width: int) -> int:
        return width if width < 110 else min(width - 6, 150)

    def on_panel_moved(self, event: Panel.Moved) -> None:
        """Folded links may have been opened: they want room."""
        self.fit_sheet()

    def on_demand_sheet_unfolded(self, event: DemandSheet.Unfolded) -> None:
        if self.chain is not None and self.chain.open(event.number):
            self.demand.replace_links(event.number, self.chain.links)
            self.fit_sheet()
            self.demand.redraw()

    def action_follow(self, where: str) -> None:
        row = self.demand.row
        if row is None or row.opens or row.link.kind == "gap":
            return
        self.dismiss(None)
        self.follow(self.demand.links, self.demand.number_of(row.link), where)

    def choose(self) -> None:
        self.action_follow("forced")
