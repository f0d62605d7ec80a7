"""The footer: the keys that matter most, as many as fit. A click on one does what the key does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events

from debugger.tui.drawing.lines import Line, Part, cells, fit
from debugger.tui.panels.drawn import Drawn, Said

GAPS = (3, 2)
"""Blanks between two hints: the first number for which all of them fit, or the last."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Keys with what they do. A higher `rank` gives way sooner; `last` ones stand at the right edge."""

    keys: tuple[tuple[str, str], ...]
    """(as it is shown, id of the command that a click carries out)."""
    words: str
    rank: int = 0
    last: bool = False

    @property
    def width(self) -> int:
        """Terminal cells."""
        shown = sum(cells(key) + 1 for key, _ in self.keys if key)
        return shown + cells(self.words)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a click carries out a command: from one cell to another, `end` excluded."""

    start: int
    end: int
    id: str


def lines(hints: Sequence[Hint], width: int, under: str = "") -> tuple[list[Line], list[Spot]]:
    """One row, and where it can be clicked; `under` is the command that the mouse is on."""
    shown, gap = chosen(hints, width)
    last = [hint for hint in shown if hint.last]
    parts: list[Part] = []
    spots: list[Spot] = []
    at = 0
    for hint in (each for each in shown if not each.last):
        at = add(hint, gap if parts else 1, at, parts, spots, under)
    room = max(width - at - sum(hint.width + 2 for hint in last) + 1, 0)
    for index, hint in enumerate(last):
        at = add(hint, 2 if index else room, at, parts, spots, under)
    return [Line(fit(parts, width), "bar")], spots


def chosen(hints: Sequence[Hint], width: int) -> tuple[list[Hint], int]:
    """The hints that fit, in their order, and the gap between them."""
    for gap in GAPS:
        if needed(hints, gap) <= width:
            return list(hints), gap
    kept = list(hints)
    for hint in sorted(hints, key=lambda each: -each.rank):
        if needed(kept, GAPS[-1]) <= width:
            break
        kept.remove(hint)
    return kept, GAPS[-1]


def needed(hints: Sequence[Hint], gap: int) -> int:
    """Cells that they take with everything around them."""
    return sum(hint.width + (2 if hint.last else gap) for hint in hints)


def add(hint: Hint, blanks: int, at: int, parts: list[Part], spots: list[Spot], under: str) -> int:
    """Draw a hint behind blanks from cell `at` on; the cell behind it. Words do what the last key does."""
    parts.append((" " * blanks, ""))
    at += blanks
    command = ""
    for key, command in hint.keys:
        if key:
            parts += ((key, "key"), (" ", ""))
            spots.append(Spot(at, at + cells(key) + 1, command))
            at += cells(key) + 1
    parts.append((hint.words, "text" if command and command == under else "dim"))
    spots.append(Spot(at, at + cells(hint.words), command))
    return at + cells(hint.words)


class Footer(Drawn):
    """Shows hints; says which command was clicked."""

    class Chosen(Said):
        """The person clicked on what stands for a command."""

        def __init__(self, id: str) -> None:
            super().__init__()
            self.id = id

    def __init__(self, hints: Sequence[Hint], pause: Hint, *, id: str) -> None:
        super().__init__(id=id)
        self.hints = hints
        self.pause = pause
        """Stands for all that cannot be done while something runs."""
        self.counting: Sequence[Hint] = ()
        """Stand for all others while a number is being typed."""
        self.running = False
        self.under = ""
        self.spots: list[Spot] = []

    def tell(self, hints: Sequence[Hint] = (), counting: Sequence[Hint] = ()) -> None:
        """Say something else; without hints they stay."""
        self.hints = hints or self.hints
        self.counting = counting
        self.redraw()

    def shown(self) -> Sequence[Hint]:
        """What is said now."""
        if self.running:
            return [self.pause, *(hint for hint in self.hints if hint.last)]
        return self.counting or self.hints

    def draw(self, width: int, height: int) -> list[Line]:
        rows, self.spots = lines(self.shown(), width, self.under)
        return rows

    def command_at(self, x: int) -> str:
        """The command that stands at a cell, or nothing."""
        return next((spot.id for spot in self.spots if spot.start <= x < spot.end), "")

    def on_click(self, event: events.Click) -> None:
        event.stop()
        found = self.command_at(event.x)
        if found and event.button == 1:
            self.post_message(self.Chosen(found))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self.hover(self.command_at(event.x))

    def on_leave(self, event: events.Leave) -> None:
        self.hover("")

    def hover(self, id: str) -> None:
        """Show what a click would do."""
        if id != self.under:
            self.under = id
            self.redraw()
