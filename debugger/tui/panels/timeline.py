"""The timeline: the recorded stretch of the run as a bar, with its events and where one looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from textual import events

from debugger.tui.drawing.lines import Line, Part, cells, clip, fit, grouped, right
from debugger.tui.drawing.scale import Scale, Tick
from debugger.tui.panels.drawn import Drawn, Said
from debugger.tui.panels.status import Progress
from debugger.views.snapshot import Snapshot

LOOKS = {
    "error": ("✗", "error-strong"),
    "breakpoint": ("■", "break"),
    "warning": ("▲", "changed"),
    "trace": ("◆", "suspended"),
    "caught": ("✗", "dim"),
    "import": ("◇", "dim"),
}
"""Glyph and role of each kind of event."""
NAMES = {"error": "error", "breakpoint": "hit", "caught": "caught", "trace": "message", "mark": "mark"}
"""What an event is called on the bar, where that is not its kind."""
NUMBERS = 44
"""Columns from which on the numbers are shown; with the end of the record and its size a bit later."""
WHOLE = 64
SIZED = 96

FindTicks: TypeAlias = "Callable[[Scale], Mapping[int, Tick]]"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the bar shows beside the snapshot."""

    size: int = 0
    """Bytes of the record, estimated."""
    tallies: tuple[tuple[str, int], ...] = ()
    """(kind, count) of the events on it."""


@dataclass(frozen=True, slots=True)
class Hand:
    """What the mouse does: the cell under it, the step it has dragged the cursor to, the event there."""

    step: int
    tick: Tick | None = None
    drags: bool = False


def scale_of(snapshot: Snapshot, width: int, size: int = 0, edge: int | None = None) -> Scale:
    """Where steps stand on a bar that is `width` cells wide with everything around it."""
    last = snapshot.edge if edge is None else edge
    return Scale(snapshot.start, last, max(width - 4 - label_width(last, width, size), 1))


def label_width(edge: int, width: int, size: int) -> int:
    """Cells of the numbers at the right; the same at every step, so that the bar keeps still."""
    digits = len(grouped(edge))
    if width < NUMBERS:
        return 0
    number = digits if width < WHOLE else digits * 2 + 4
    return number + 1 + (cells(size_text(size)) + 3 if width >= SIZED and size else 0)


def lines(
    snapshot: Snapshot,
    ticks: Mapping[int, Tick],
    width: int,
    height: int = 1,
    facts: Facts = Facts(),
    hand: Hand | None = None,
    progress: Progress | None = None,
) -> list[Line]:
    """The bar, and where there are two rows what its signs mean."""
    size = facts.size if height < 2 else 0
    edge = max(snapshot.edge, progress.steps) if progress is not None else snapshot.edge
    step = hand.step if hand is not None and hand.drags else snapshot.step
    if progress is not None:
        step = progress.steps
    scale = scale_of(snapshot, width, size, edge)
    past = not snapshot.is_live if progress is None else progress.searching
    bar = bar_parts(ticks, scale, scale.cell_of(step), "past-strong" if past else "focus-strong")
    first: list[Part] = [(" ├" if not snapshot.start else " ┆", "faint"), *bar, ("┤ ", "faint")]
    first += label(step, edge, width, size, hand)
    rows = [Line(fit(first, width))]
    if height > 1:
        rows.append(legend(snapshot, facts, width, hand))
    return rows


def bar_parts(ticks: Mapping[int, Tick], scale: Scale, cursor: int, role: str) -> list[Part]:
    """Stretches of track between the events; what lies before the cursor is drawn heavier."""
    parts: list[Part] = []
    at = 0
    for cell in sorted({*ticks, cursor}):
        parts += track(at, cell, cursor, role)
        tick = ticks.get(cell)
        glyph, look = glyph_of(tick) if tick is not None else ("█", role)
        if cell == cursor and tick is not None:
            look = "badge-past" if role == "past-strong" else "badge"
        parts.append((glyph, look))
        at = cell + 1
    return parts + track(at, scale.width, cursor, role)


def track(start: int, end: int, cursor: int, role: str) -> list[Part]:
    """The bar between two cells, `end` excluded: thick up to the cursor, thin and faint behind it."""
    if start >= end:
        return []
    return [
        ("━" * (end - start), role.removesuffix("-strong"))
        if end <= cursor
        else ("─" * (end - start), "faint")
    ]


def glyph_of(tick: Tick) -> tuple[str, str]:
    """One cell and its role; a mark is the first letter of its name."""
    if tick.kind == "mark":
        name = tick.name[:1]
        return (name if cells(name) == 1 else "◈", "evaluated-strong")
    return LOOKS.get(tick.kind, ("·", "dim"))


def label(step: int, edge: int, width: int, size: int, hand: Hand | None) -> list[Part]:
    """`812 of 1 284` and the size; or the step under the mouse and what happened there."""
    room = label_width(edge, width, size) - 1
    if room < 0:
        return []
    if hand is not None and not hand.drags:
        return [(right(clip(hand_text(hand), room), room), "text")]
    whole = f" of {grouped(edge)}" if width >= WHOLE else ""
    numbers = right(grouped(step), len(grouped(edge)))
    room -= cells(numbers) + cells(whole)
    return [(numbers, "strong"), (whole, "dim"), (right(size_text(size), room) if room > 0 else "", "faint")]


def hand_text(hand: Hand) -> str:
    """The step under the mouse; an event is named before it."""
    tick = hand.tick
    if tick is None:
        return grouped(hand.step)
    return f"{name_of(tick)} {grouped(tick.step)}"


def name_of(tick: Tick) -> str:
    """What an event is called beside the bar."""
    return f"mark {tick.name}" if tick.kind == "mark" else NAMES.get(tick.kind, tick.kind)


def legend(snapshot: Snapshot, facts: Facts, width: int, hand: Hand | None) -> Line:
    """Which events there are, what the mouse is on, and how much is recorded."""
    left: list[Part] = [("  ", "")]
    for kind, count in facts.tallies:
        glyph, role = LOOKS.get(kind, ("◈", "evaluated-strong"))
        name = NAMES.get(kind, kind)
        words = f" {name}" if kind == "caught" else f" {name}{'' if count == 1 else 's'}"
        left += [(f"{glyph} ", role), (grouped(count), "text"), (words, "dim"), ("   ", "")]
    recorded = f"from step {grouped(snapshot.start)}, " if snapshot.start else ""
    ending: list[Part] = [(f"{recorded}{size_text(facts.size)} recorded ", "faint")]
    if hand is not None and not hand.drags:
        ending = [(f"{hand_text(hand)} ", "text")]
    room = width - sum(cells(text) for text, _ in ending)
    shown = fit(left, max(room - 2, 0))
    gap = max(room - sum(cells(text) for text, _ in shown), 0)
    return Line((*shown, (" " * gap, ""), *ending))


def size_text(size: int) -> str:
    """`48 kB`, `1.2 GB`."""
    amount: float = size
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if amount >= 10 or unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


class TimelineBar(Drawn):
    """A click or a drag seeks; a click on an event seeks exactly that."""

    class Sought(Said):
        """The person wants to look at a step; `begins` with the first of one drag."""

        def __init__(self, step: int, begins: bool) -> None:
            super().__init__()
            self.step = step
            self.begins = begins

    def __init__(self, find_ticks: FindTicks, *, id: str) -> None:
        super().__init__(id=id)
        self.find_ticks = find_ticks
        self.snapshot: Snapshot | None = None
        self.facts = Facts()
        self.progress: Progress | None = None
        self.hand: Hand | None = None
        self.wanted: int | None = None
        """A step that is still to be sought: of many moves of the mouse only the last one counts."""
        self.begins = False
        self.ticks: Mapping[int, Tick] = {}

    def show(self, snapshot: Snapshot, facts: Facts) -> None:
        """Take a snapshot and what is to be seen of the run. A hand that drags stays."""
        self.snapshot, self.facts, self.progress = snapshot, facts, None
        if self.hand is not None and self.hand.drags and self.wanted is None:
            self.hand = Hand(snapshot.step, None, True)
        self.redraw()

    def advance(self, progress: Progress) -> None:
        """How far a motion is, before there is a snapshot of it."""
        self.progress = progress
        self.redraw()

    @property
    def scale(self) -> Scale | None:
        """None before the first snapshot."""
        if self.snapshot is None:
            return None
        return scale_of(self.snapshot, self.size.width, self.facts.size if self.size.height < 2 else 0)

    def draw(self, width: int, height: int) -> list[Line]:
        scale = self.scale
        if self.snapshot is None or scale is None:
            return []
        if self.progress is None:
            self.ticks = self.find_ticks(scale)
        ticks = self.ticks if self.progress is None or self.progress.searching else {}
        return lines(self.snapshot, ticks, width, height, self.facts, self.hand, self.progress)

    # The mouse.

    def under(self, x: int) -> Hand | None:
        """What is under a column of the widget."""
        scale = self.scale
        if scale is None:
            return None
        cell = max(0, min(x - 2, scale.width - 1))
        tick = self.ticks.get(cell)
        return Hand(scale.step_of(cell) if tick is None else tick.step, tick)

    def is_on_bar(self, x: int) -> bool:
        """Whether cell `x` belongs to the bar, its two ends included."""
        scale = self.scale
        return scale is not None and 1 <= x <= scale.width + 2

    def on_mouse_down(self, event: events.MouseDown) -> None:
        event.stop()
        found = self.under(event.x) if event.y == 0 and self.is_on_bar(event.x) else None
        if found is not None and event.button == 1 and self.progress is None:
            self.capture_mouse()
            self.begins = True
            self.seek(found.step)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        event.stop()
        scale = self.scale
        if self.hand is not None and self.hand.drags and scale is not None:
            step = scale.step_of(max(0, min(event.x - 2, scale.width - 1)))
            if step != self.hand.step:
                self.seek(step)
            return
        self.hover(self.under(event.x) if event.y == 0 and self.is_on_bar(event.x) else None)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        event.stop()
        self.release_mouse()
        self.hover(None)

    def on_leave(self, event: events.Leave) -> None:
        if self.hand is not None and not self.hand.drags:
            self.hover(None)

    def hover(self, hand: Hand | None) -> None:
        """Show where the mouse is; None when it has left."""
        if hand != self.hand:
            self.hand = hand
            self.redraw()

    def seek(self, step: int) -> None:
        """Ask for a step once all that the mouse did by now has been looked at."""
        self.hand = Hand(step, None, True)
        self.redraw()
        if self.wanted is None:
            self.call_later(self.ask)
        self.wanted = step

    def ask(self) -> None:
        """Ask for the step that the mouse chose last, once for all its moves since the last time."""
        if self.wanted is not None:
            self.post_message(self.Sought(self.wanted, self.begins))
        self.wanted, self.begins = None, False
