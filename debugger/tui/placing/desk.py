"""The desk: places every widget where the plan says, and plans again when the size, the focus or what the
panels want changes. Its borders are dragged with the mouse."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual import events
from textual.app import ComposeResult
from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from debugger.tui.panels.panel import Panel
from debugger.tui.placing.borders import Border
from debugger.tui.placing.layouts import Arrangement
from debugger.tui.placing.plan import DOCKED, FIRST, PANELS, Place, Plan, Wishes, plan
from debugger.tui.placing.widths import Wants
from debugger.views.snapshot import Snapshot

PATIENCE = 12
"""Snapshots in a row in which a panel has to be empty before it leaves its room to others."""
COLUMNS, ROWS = 4, 1
"""By how much a panel grows at once."""


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

    def __init__(self, *children: Widget, arrangement: Arrangement | None = None) -> None:
        super().__init__(id="desk")
        self.given = children
        self.recent: list[str] = [*FIRST, *DOCKED]
        self.zoomed: str | None = None
        self.recorded = True
        """Whether there is a record that the timeline could show."""
        self.empty: frozenset[str] = frozenset()
        """The panels that have had nothing to show for a while."""
        self.idle: dict[str, int] = {}
        """In how many snapshots a panel has had nothing to show."""
        self.wants = Wants()
        self.moved: dict[str, int] = {}
        """Where the person has moved borders to."""
        self.hidden: frozenset[str] = frozenset()
        """The panels that the person does not want to see."""
        self.arrangement = arrangement or Arrangement()
        self.when_moved: Callable[[], None] = lambda: None
        self.when_resized: Callable[[], None] = lambda: None
        self.held: Border | None = None
        """The border that the mouse has hold of."""
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
        widths = dict(self.wants.widths)
        wanted = (self.empty, self.hidden, widths, dict(self.moved))
        key = (size, tuple(self.recent), self.zoomed, self.recorded, *wanted)
        if self._plan is None or self.planned != key:
            self.planned = key
            wishes = Wishes(widths, self.moved, self.empty, self.hidden)
            self._plan = plan(size.width, size.height, self.recent, self.zoomed, self.recorded, wishes)
        return self._plan

    def regions(self, size: Size) -> dict[str, Region]:
        """Where everything stands, by widget id."""
        current = self.plan(size)
        for panel in self.panels:
            place = current.places.get(panel.id or "")
            if place is not None and (panel.mates, panel.bordered) != (place.mates, place.bordered):
                panel.mates, panel.bordered = place.mates, place.bordered
                panel.redraw()
        regions = {name: place.region for name, place in current.places.items()}
        regions |= {"status": current.status, "explanation": current.explanation}
        regions |= {"timeline": current.timeline, "footer": current.footer}
        regions["command-line"] = current.bottom
        return {name: region for name, region in regions.items() if region}

    def shown(self) -> set[str]:
        """The panels that are on the screen."""
        return set(self.plan(self.size).places)

    def has_place_for(self, name: str) -> bool:
        """Whether a panel is on the screen, or a tab of a place there."""
        return any(name in place.mates for place in self.plan(self.size).places.values())

    def use(self, name: str) -> None:
        """A panel is used: its tab comes to the top."""
        before = self.places
        self.recent = [name, *(each for each in self.recent if each != name)]
        if name in self.hidden:
            self.hidden -= {name}
            self.when_moved()
        if self.zoomed is not None:
            self.zoomed = name
        if self.places != before:
            self.rearrange()

    @property
    def places(self) -> dict[str, Place]:
        """Where the panels stand that are on the screen."""
        return self.plan(self.size).places

    def bring_back(self, recent: Sequence[str], zoomed: str | None) -> None:
        """Show what was shown before other panels were used."""
        before = self.places
        self.recent = list(recent)
        self.zoomed = zoomed
        if self.places != before:
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

    @property
    def arrangement(self) -> Arrangement:
        """How it is arranged now."""
        return Arrangement(dict(self.moved), self.hidden)

    @arrangement.setter
    def arrangement(self, wanted: Arrangement) -> None:
        self.moved, self.hidden = dict(wanted.moved), wanted.hidden

    def lay_out(self, wanted: Arrangement) -> None:
        """Have it arranged so."""
        before = self.places
        self.arrangement, self.zoomed = wanted, None
        self.settle(before)

    def hide(self, name: str) -> bool:
        """Do not show a panel any more; False if nothing else would stand in its place."""
        before, hidden, zoomed = self.places, self.hidden, self.zoomed
        self.hidden, self.zoomed = hidden | {name}, None
        if (self.hidden & set(self.places)) - (hidden & set(before)):
            self.hidden, self.zoomed = hidden, zoomed
            return False
        self.settle(before)
        return True

    # What the panels want.

    def notice(self, snapshot: Snapshot) -> None:
        """Heed what the panels want now; nothing is moved for less."""
        before = self.places
        self.wants.take(snapshot)
        self.notice_empty()
        if self.places != before:
            self.rearrange()

    def notice_empty(self) -> None:
        """Panels that stay empty leave their room to their neighbours, and get it back at once."""
        for panel in self.panels:
            name = panel.id or ""
            is_first = name not in self.idle
            self.idle[name] = 0 if panel.count() else PATIENCE if is_first else self.idle[name] + 1
        self.empty = frozenset(
            name for name in PANELS if self.idle.get(name, 0) >= (1 if name == "output" else PATIENCE)
        )

    def forget(self) -> None:
        """The program is another one: what its panels wanted is of no concern any more."""
        self.wants.forget()
        self.idle.clear()

    def on_resize(self, event: events.Resize) -> None:
        self.wants.forget()
        self.call_after_refresh(self.when_resized)

    # Moving borders.

    def grow(self, name: str, by: int) -> bool:
        """Make a panel larger, or smaller, in both ways; False if it has no border that could be moved."""
        before = self.places
        if name not in before:
            return False
        for upright, step in ((True, COLUMNS), (False, ROWS)):
            self.move_around(name, upright, step * by)
        self.settle(before)
        return self.places != before

    def move_around(self, name: str, upright: bool, by: int) -> None:
        """Move the borders beside a panel, or above and below it, until it is so much larger."""
        current = self.plan(self.size)
        region = current.places[name].region
        touched = [
            (each, way)
            for each in reversed(current.borders)
            if each.is_upright is upright and (way := each.touches(region))
        ]
        part = max(abs(by) // max(len(touched), 1), 1) * (1 if by > 0 else -1)
        goal = (region.width if upright else region.height) + by
        for border, way in touched:
            now = self.places[name].region
            if (now.width if upright else now.height) != goal:
                self.moved[border.name] = border.share_at(border.end_before + way * part)

    def even_out(self) -> bool:
        """Back to where borders stand by themselves; False if they do."""
        shape = {each.name for each in self.plan(self.size).borders}
        if not shape & set(self.moved):
            return False
        before = self.places
        self.moved = {name: share for name, share in self.moved.items() if name not in shape}
        self.settle(before)
        return True

    def settle(self, before: Mapping[str, Place]) -> None:
        """Show what has been moved, and have it remembered."""
        if self.places != before:
            self.rearrange()
        self.when_moved()

    def border_at(self, x: int, y: int) -> Border | None:
        """The border at a cell; of several the last one, which cuts the smallest area."""
        found = [each for each in self.plan(self.size).borders if each.region.contains(x, y)]
        return found[-1] if found else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        at = event.screen_offset - self.region.offset
        self.held = self.border_at(*at) if event.button == 1 else None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The mouse is taken with the first move, so that a mere click is the panel's business."""
        if self.held is None:
            return
        if not event.button:
            self.let_go()
            return
        if self.app.mouse_captured is not self:
            self.capture_mouse()
        before = self.places
        place = event.screen_x - self.region.x if self.held.is_upright else event.screen_y - self.region.y
        self.moved[self.held.name] = self.held.share_at(int(place))
        if self.places != before:
            self.rearrange()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        self.let_go()

    def let_go(self) -> None:
        """The border stays where it has been dragged to."""
        self.held = None
        if self.app.mouse_captured is self:
            self.release_mouse()
            self.when_moved()
