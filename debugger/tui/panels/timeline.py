"""The timeline: the recorded stretch of the run as a bar, with its events and where one looks.

Above it stands how deep the machine was, cell by cell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from textual import events

from debugger.numerals import grouped
from debugger.tui.drawing.depths import bar_of
from debugger.tui.drawing.lines import Line, Part, cells, clip, fit, right
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
WITH_DEPTHS, WITH_LEGEND = 2, 3
"""Rows from which on there is the line of depths, and the row that says what the signs mean."""

FindTicks: TypeAlias = "Callable[[Scale], Mapping[int, Tick]]"
FindDepths: TypeAlias = "Callable[[Scale], Sequence[int]]"


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


def scale_of(snapshot: Snapshot, width: int, size: int = 0, progress: Progress | None = None) -> Scale:
    """Where steps stand on a bar that is `width` cells wide with everything around it."""
    last = max(snapshot.edge, progress.steps) if progress is not None else snapshot.edge
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
    depths: Sequence[int] = (),
) -> list[Line]:
    """The bar; above it, where there is a second row, the depths; in a third one below, what signs mean."""
    size = facts.size if height < WITH_LEGEND else 0
    step = hand.step if hand is not None and hand.drags else snapshot.step
    if progress is not None:
        step = progress.steps
    scale = scale_of(snapshot, width, size, progress)
    past = not snapshot.is_live if progress is None else progress.searching
    cursor, role = scale.cell_of(step), "past-strong" if past else "focus-strong"
    bar = bar_parts(ticks, scale, cursor, role)
    first: list[Part] = [(" ├" if not snapshot.start else " ┆", "faint"), *bar, ("┤ ", "faint")]
    first += label(step, scale.last, width, size, hand)
    rows = [Line(fit(first, width))]
    if height >= WITH_DEPTHS:
        rows.insert(0, depth_line(depths, scale, cursor, role, width, hand))
    if height >= WITH_LEGEND:
        rows.append(legend(snapshot, facts, width, hand))
    return rows


def depth_line(
    depths: Sequence[int], scale: Scale, cursor: int, role: str, width: int, hand: Hand | None
) -> Line:
    """The greatest depth in each cell of the bar; at the right that of all, or of what the mouse is on."""
    greatest = max(depths, default=0)
    under = scale.cell_of(hand.step) if hand is not None and not hand.drags else None
    looks = [
        "strong" if cell == under else role if cell == cursor else "hill" if cell < cursor else "border"
        for cell in range(scale.width)
    ]
    bars = [bar_of(depth, greatest) for depth in depths] or [" "] * scale.width
    parts: list[Part] = [("  ", "")]
    for look, run in groupby(zip(looks, bars, strict=True), lambda pair: pair[0]):
        parts.append(("".join(bar for _, bar in run), look))
    room = width - scale.width - 4
    words = depth_words(greatest, depths[under] if under is not None and depths else None, room)
    return Line(fit([*parts, ("  ", ""), words], width))


def depth_words(greatest: int, here: int | None, room: int) -> Part:
    """What stands beside the depths, at the right of so many cells."""
    number = grouped(greatest)
    if here is not None:
        choices = [f"depth {grouped(here)} of {number}", f"{grouped(here)} of {number}", grouped(here)]
    else:
        choices = [f"max depth {number}", f"max {number}", number]
    fitting = [words for words in choices if cells(words) < room]
    words = fitting[0] if fitting and greatest else ""
    return (right(words, room - 1) if room > 0 else "", "dim" if here is None else "text")


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

    def __init__(self, find_ticks: FindTicks, find_depths: FindDepths, *, id: str) -> None:
        super().__init__(id=id)
        self.find_ticks = find_ticks
        self.find_depths = find_depths
        self.snapshot: Snapshot | None = None
        self.facts = Facts()
        self.progress: Progress | None = None
        self.hand: Hand | None = None
        self.wanted: int | None = None
        """A step that is still to be sought: of many moves of the mouse only the last one counts."""
        self.begins = False
        self.ticks: Mapping[int, Tick] = {}
        self.depths: Sequence[int] = ()

    def show(self, snapshot: Snapshot, facts: Facts) -> None:
        """Take a snapshot and what is to be seen of the run. A hand that drags stays."""
        self.snapshot, self.facts, self.progress = snapshot, facts, None
        if self.hand is not None and self.hand.drags and self.wanted is None:
            self.hand = Hand(snapshot.step, None, True)
        self.redraw()

    def advance(self, progress: Progress, size: int) -> None:
        """How far a motion is, before there is a snapshot of it, and how large the record is by now."""
        tallies = self.facts.tallies if progress.searching else ()  # of a run they are not known yet
        self.progress, self.facts = progress, Facts(size, tallies)
        self.redraw()

    @property
    def scale(self) -> Scale | None:
        """None before the first snapshot."""
        if self.snapshot is None:
            return None
        size = self.facts.size if self.size.height < WITH_LEGEND else 0
        return scale_of(self.snapshot, self.size.width, size, self.progress)

    def draw(self, width: int, height: int) -> list[Line]:
        scale = self.scale
        if self.snapshot is None or scale is None:
            return []
        if self.progress is None:
            self.ticks = self.find_ticks(scale)
        ticks = self.ticks if self.progress is None or self.progress.searching else {}
        self.depths = self.find_depths(scale) if height >= WITH_DEPTHS else ()
        return lines(self.snapshot, ticks, width, height, self.facts, self.hand, self.progress, self.depths)

    # The mouse.

    def under(self, x: int) -> Hand | None:
        """What is under a column of the widget."""
        scale = self.scale
        if scale is None:
            return None
        cell = max(0, min(x - 2, scale.width - 1))
        tick = self.ticks.get(cell)
        return Hand(scale.step_of(cell) if tick is None else tick.step, tick)

    def is_on_bar(self, x: int, y: int) -> bool:
        """Whether a cell belongs to the bar, its two ends included, or to the depths above it."""
        scale = self.scale
        rows = 2 if self.size.height >= WITH_DEPTHS else 1
        return scale is not None and 1 <= x <= scale.width + 2 and y < rows

    def on_mouse_down(self, event: events.MouseDown) -> None:
        event.stop()
        found = self.under(event.x) if self.is_on_bar(event.x, event.y) else None
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
        self.hover(self.under(event.x) if self.is_on_bar(event.x, event.y) else None)

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
