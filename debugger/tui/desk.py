"""The desk: places every widget where the plan says, and plans again when the size or the focus changes."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from debugger.tui.panels.panel import Panel
from debugger.tui.plan import PANELS, Plan, plan


class DeskLayout(Layout):
    """Puts the children into the regions of the desk's plan."""

    name = "desk"

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        """Called by Textual. What the plan has no place for is not shown."""
        assert isinstance(parent, Desk)
        regions = parent.regions(size)
        return [
            WidgetPlacement(regions[child.id or ""], NULL_OFFSET, NULL_SPACING, child)
            for child in children
            if child.id in regions
        ]


class Desk(Widget):
    """Holds the panels and the rows around them."""

    def __init__(self, *children: Widget) -> None:
        super().__init__(id="desk")
        self.given = children
        self.recent: list[str] = list(PANELS)
        self.zoomed: str | None = None
        self.recorded = True
        """Whether there is a record that the timeline could show."""
        self.empty: frozenset[str] = frozenset()
        """The panels that have nothing to show now."""
        self.planned: tuple[object, ...] = ()
        self._plan: Plan | None = None
        self.own_layout = DeskLayout()

    @property
    def layout(self) -> Layout:
        return self.own_layout

    def compose(self) -> ComposeResult:
        yield from self.given

    def plan(self, size: Size) -> Plan:
        """The plan for this size; kept as long as nothing that it depends on changes."""
        key = (size, tuple(self.recent), self.zoomed, self.recorded, self.empty)
        if self._plan is None or self.planned != key:
            self.planned = key
            self._plan = plan(size.width, size.height, self.recent, self.zoomed, self.recorded, self.empty)
        return self._plan

    def regions(self, size: Size) -> dict[str, Region]:
        """Where everything stands, by widget id."""
        current = self.plan(size)
        for panel in self.panels:
            place = current.places.get(panel.id or "")
            if place is not None:
                panel.mates, panel.bordered = place.mates, place.bordered
        regions = {name: place.region for name, place in current.places.items()}
        regions |= {"status": current.status, "explanation": current.explanation}
        regions |= {"timeline": current.timeline, "footer": current.footer}
        regions["command-line"] = current.bottom
        return {name: region for name, region in regions.items() if region}

    def shown(self) -> set[str]:
        """The panels that are on the screen."""
        return set(self.plan(self.size).places)

    def use(self, name: str) -> None:
        """A panel is used: its tab comes to the top."""
        before = self.shown()
        self.recent = [name, *(each for each in self.recent if each != name)]
        if self.zoomed is not None:
            self.zoomed = name
        if self.shown() != before:
            self.rearrange()

    def bring_back(self, recent: Sequence[str], zoomed: str | None) -> None:
        """Show what was shown before other panels were used."""
        before = self.shown()
        self.recent = list(recent)
        self.zoomed = zoomed
        if self.shown() != before:
            self.rearrange()

    def notice_empty(self) -> None:
        """Panels that become empty give their room to their neighbours, and get it back."""
        empty = frozenset(panel.id or "" for panel in self.panels if not panel.count())
        if empty != self.empty:
            self.empty = empty
            self.rearrange()

    def toggle_zoom(self, name: str) -> bool:
        """True if one panel has the whole desk now."""
        self.zoomed = None if self.zoomed is not None else name
        self.rearrange()
        return self.zoomed is not None

    def rearrange(self) -> None:
        """Place everything anew. Asking a child for it clears what the desk remembers."""
        for child in self.children[:1]:
            child.refresh(layout=True)

    @property
    def panels(self) -> list[Panel]:
        """Without the rows around them."""
        return [child for child in self.given if isinstance(child, Panel)]
