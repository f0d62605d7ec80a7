"""The status line: the program, the place, and the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events

from debugger.numerals import grouped
from debugger.tui.drawing.lines import Line, Part, cells, clip, fit
from debugger.tui.panels.drawn import Drawn, Said
from debugger.views.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Progress:
    """How a run under way is doing."""

    steps: int
    depth: int
    rate: float
    """Steps a second."""
    searching: bool = False
    """Whether the record is looked through, and the machine stands still."""
    goal: int = 0
    """The step up to which the run is repeated, if it is."""


BADGES = {
    "stopped": ("live", "badge"),
    "running": ("running", "badge-running"),
    "searching": ("searching", "badge-running"),
    "repeating": ("making the past again", "badge-running"),
    "past": ("◀ PAST", "badge-past"),
    "error": ("error", "badge-error"),
    "failed": ("failed", "badge-error"),
    "finished": ("done", "badge-done"),
}


WAY_BACK = "  > to live"
WAY_OUT = len(BADGES["past"][0]) + len(WAY_BACK) + 3
"""Cells at the end of the line that lead out of the past."""
ROOM_FOR_WAY = 100
"""Columns from which on it is said how to leave the past."""
ROOM_FOR_TITLE = 100
"""Columns below which the program is not named beside the place: what is evaluated needs the room."""
LEAST_TEXT, MOST_TEXT = 8, 40
"""Cells of what the selected frame evaluates."""


def lines(
    snapshot: Snapshot,
    title: str,
    width: int,
    progress: Progress | None = None,
) -> list[Line]:
    """One row; what matters least is left out first."""
    word, badge = BADGES[state_of(snapshot, progress)]
    step = grouped(progress.steps) if progress is not None else snapshot.moment
    depth = progress.depth if progress is not None else snapshot.depth
    running = [("   ", ""), (speed(progress.rate), "changed-strong")] if progress is not None else []
    steps: list[Part] = [("step ", "dim"), (step, "strong")]
    if progress is not None and progress.goal:
        steps.append((f" of {grouped(progress.goal)}", "dim"))
    if not snapshot.is_live and not running:
        steps.append((f" of {grouped(snapshot.edge)}", "past"))
    depths: list[Part] = [("   depth ", "dim"), (grouped(depth), "strong")]
    thunks: list[Part] = [("   thunks ", "dim"), (grouped(snapshot.thunks), "text")] if not running else []
    tag: list[Part] = [("  ", ""), (f" {word} ", badge)]
    if badge == "badge-past" and width >= ROOM_FOR_WAY:
        tag.append((WAY_BACK, "dim"))
    choices = [[*steps, *depths, *thunks], [*steps, *depths], steps, steps[1:2], []]
    least = (100, 60, 28, 14, 0)
    allowed = [choice for choice, columns in zip(choices, least, strict=True) if width >= columns]
    fixed = measured([*running, *tag])
    ending: list[Part] = [*fitting(allowed, width - fixed), *running, *tag]
    left = beginning(snapshot, title, width - measured(ending) - 2, width >= ROOM_FOR_TITLE)
    gap = max(width - measured(left) - measured(ending), 0)
    return [Line(fit([*left, (" " * gap, ""), *ending], width), "bar")]


def state_of(snapshot: Snapshot, progress: Progress | None) -> str:
    """What the badge says. In the past it always says so; what failed there is told by the words below."""
    if progress is not None and progress.goal:
        return "repeating"
    if progress is not None:
        return "searching" if progress.searching else "running"
    return snapshot.status if snapshot.is_live else "past"


def beginning(snapshot: Snapshot, title: str, room: int, named: bool) -> list[Part]:
    """The left part in `room` cells: the place, `named` behind the program, and what is evaluated there. What
    is evaluated goes first, then the program, then the place."""
    frame = next((each for each in snapshot.frames if each.number == snapshot.selected), None)
    program: list[Part] = [(" nixstep ", "title-focus"), (f" {title}", "text")]
    if frame is None:
        return fitting([program, program[:1]], room)
    place: Part = (frame.place, "dim")
    whole = [[*program, (" › ", "dim"), place]] if named else []
    found = fitting([*whole, [(" ", ""), place], program[:1]], room)
    left = room - measured(found)
    if place in found and left > LEAST_TEXT:
        found = [*found, (f" {clip(frame.text or frame.title, min(left - 1, MOST_TEXT))}", "text")]
    return found


def fitting(choices: Sequence[list[Part]], room: int) -> list[Part]:
    """The first that fits; none if none does."""
    return next((each for each in choices if measured(each) <= room), [])


def speed(rate: float) -> str:
    """`2.1 M/s`, `340 k/s`, `80/s`."""
    if rate >= 1e6:
        return f"{rate / 1e6:.1f} M/s"
    return f"{rate / 1e3:.0f} k/s" if rate >= 1e3 else f"{rate:.0f}/s"


def measured(parts: list[Part]) -> int:
    """Terminal cells."""
    return sum(cells(text) for text, _ in parts)


class Status(Drawn):
    """A click on what leads out of the past leads out of it; anywhere else it opens the palette, so that the
    mouse reaches every command."""

    class Clicked(Said):
        """The person clicked; `leaves` if on the way back to the live edge."""

        def __init__(self, leaves: bool) -> None:
            super().__init__()
            self.leaves = leaves

    def __init__(self, title: str, *, id: str) -> None:
        super().__init__(id=id)
        self.title = title
        self.snapshot: Snapshot | None = None
        self.progress: Progress | None = None

    def show(self, snapshot: Snapshot) -> None:
        """Take the numbers of this snapshot."""
        self.snapshot = snapshot
        self.redraw()

    def advance(self, progress: Progress | None) -> None:
        """How far a motion is; None when it has ended."""
        self.progress = progress
        self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        if self.snapshot is None:
            return []
        return lines(self.snapshot, self.title, width, self.progress)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        is_past = self.snapshot is not None and not self.snapshot.is_live
        if event.button == 1:
            self.post_message(self.Clicked(is_past and event.x >= self.size.width - WAY_OUT))
