"""Why: the chain of demand of one step, each link a jump. A deep one is looked through while it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from debugger.provenance.chain import Chain
from debugger.provenance.demand import Link
from debugger.tui.commands import MARK
from debugger.tui.panels.panel import Panel
from debugger.tui.sheets.demand import DemandSheet
from debugger.tui.windows.window import Window
from debugger.tui.windows.working import Working

Follow = Callable[[Sequence[Link], int, str], None]
"""Gets the links, the number of one, and where to go: `forced`, `made` or `frame`."""


class WhySheet(Working, DemandSheet):
    """Looks for the chain, and goes where its links lead."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "follow('made')", "To its making", show=False, id="why.made"),
        Binding("f", "follow('frame')", "Its frame", show=False, id="why.frame"),
    ]

    def __init__(self, title: str, follow: Follow, near: Callable[[str], str], *, id: str = "sheet") -> None:
        self.shorter = near
        super().__init__(title, [], id=id)
        self.follow = follow
        self.found: Chain | None = None

    def near(self, path: str) -> str:
        return self.shorter(path)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """On the desk `f` finishes a frame, as everywhere."""
        if self.is_docked and parameters == ("frame",):
            return False
        return super().check_action(action, parameters)

    def leaves(self, command: object) -> bool:
        """On the desk `m` goes to the making: the lower border says so."""
        return command != MARK and super().leaves(command)

    def look(self, looking: Iterator[int | Chain]) -> None:
        """Show the chain as soon as it is found."""
        self.begin_work(looking, self.show_chain)

    def show_nothing(self, why: str) -> None:
        """There is no chain, and why not."""
        self.work, self.found, self.empty = None, None, why
        self.put(())
        self.worked()

    def show_chain(self, chain: Chain) -> None:
        self.found = chain
        if self.is_docked:
            self.opened = frozenset()
            self.top = 0
        self.put(chain.links)
        self.cursor = self.beside(0, 1)
        self.refit()

    def worked(self) -> None:
        self.note = self.so_far("looking at who waits for whom")
        self.stale = self.is_docked and self.is_working
        self.redraw()

    def cancelled(self) -> None:
        self.leave()

    def on_demand_sheet_unfolded(self, event: DemandSheet.Unfolded) -> None:
        is_true = not (self.stale or self.is_outdated)
        if self.found is not None and is_true and self.found.open(event.number):
            self.replace_links(event.number, self.found.links)
            self.refit()
            self.redraw()

    def go_right(self) -> None:
        row = self.row
        if row is not None and row.opens:
            super().go_right()
        elif self.is_docked:
            self.action_follow("frame")

    def activate(self) -> None:
        if self.row is not None and self.row.opens:
            super().activate()
        else:
            self.action_follow("forced")

    def action_follow(self, where: str) -> None:
        row = self.row
        if row is None or row.opens or row.link.kind == "gap" or self.stale:
            return
        self.leave()
        self.follow(self.links, self.number_of(row.link), where)


class WhyScreen(Window):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "close", "Close", show=False, id="why.close"),
    ]

    def __init__(
        self, title: str, looking: Iterator[int | Chain], follow: Follow, near: Callable[[str], str]
    ) -> None:
        self.demand = WhySheet(title, follow, near)
        super().__init__(self.demand)
        self.looking = looking

    def on_mount(self) -> None:
        super().on_mount()
        self.demand.look(self.looking)

    def wanted_width(self, width: int) -> int:
        return width if width < 110 else min(width - 6, 150)

    def on_panel_moved(self, event: Panel.Moved) -> None:
        """Folded links may have been opened: they want room."""
        self.fit_sheet()
