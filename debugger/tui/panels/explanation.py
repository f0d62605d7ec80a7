"""The explanation: in plain words what is about to happen, what failed, or what came out."""

from __future__ import annotations

from textual import events

from debugger.tui.drawing.lines import Line, Part, cells, grouped, line, wrap
from debugger.tui.panels.drawn import Drawn, Said
from debugger.views.snapshot import ErrorView, Snapshot

INDENTED = 100
"""Columns from which on further rows are set in below the words, not below the title."""

NARROW = 50
"""Columns below which there is only room for what is the matter, not for what to do."""

RUNNING = "Running. Esc pauses; nothing is lost."
SEARCHING = "Looking through the record. Esc ends the search; nothing moves."
RECURSION = "infinite recursion"
IN_FULL = "v shows all of it. Enter in Value stack (4) opens it part by part."
CYCLE = "y shows the cycle. "


def lines(
    snapshot: Snapshot, width: int, height: int, running: bool = False, searching: bool = False
) -> list[Line]:
    """At most `height` rows of words."""
    if searching:
        return worded("…", "changed-strong", SEARCHING, "dim", width, height)
    if running:
        return worded("…", "changed-strong", RUNNING, "dim", width, height)
    if snapshot.notes:
        shown = noted(snapshot.notes, width, max(height // 2, 1))
        return (words_of(snapshot, width, height - len(shown)) if height > len(shown) else []) + shown
    return words_of(snapshot, width, height)


def noted(notes: tuple[str, ...], width: int, height: int) -> list[Line]:
    """What the person has written about this step."""
    return worded("✎", "evaluated-strong", "  ✎ ".join(notes), "evaluated", width, height)


def words_of(snapshot: Snapshot, width: int, height: int) -> list[Line]:
    """What is about to happen, what failed, or what came out."""
    if not snapshot.is_live:
        return past(snapshot, width, height)
    if snapshot.status in ("error", "failed") and snapshot.error is not None:
        return failure(snapshot.error, snapshot.status, width, height)
    if snapshot.status == "finished":
        return ending(snapshot, width, height)
    return worded(snapshot.opcode, "strong", snapshot.explanation, "text", width, height)


def ending(snapshot: Snapshot, width: int, height: int) -> list[Line]:
    """The value, and below it how to see all of it."""
    value = snapshot.result.text if snapshot.result is not None else "gone"
    title = "The program is done." if height > 1 or width < NARROW else "Done (v shows all of it)."
    words = f"Its value is {value}"
    rows = worded(title, "evaluated-strong", words, "text", width, max(height - 1, 1))
    return rows + worded("", "", IN_FULL, "dim", width, 1) if len(rows) < height else rows


def past(snapshot: Snapshot, width: int, height: int) -> list[Line]:
    """What happened here, and below it, where there is room, that this is the past."""
    error = snapshot.error if snapshot.status == "error" else None
    if error is not None:
        rows = worded(error.label, "error-strong", error.message, "error", width, max(height - 1, 1))
        after = "A tryEval caught this." if error.caught else "What came of it is ahead: i goes on."
        after = CYCLE + after if error.label == RECURSION else after
    else:
        rows = worded(snapshot.opcode, "past-strong", snapshot.explanation, "text", width, height)
        after = "This is the past."
    hint = f"{after} > returns to the live edge, step {grouped(snapshot.edge)}."
    return rows + worded("", "", hint, "past", width, 1) if len(rows) < height else rows


def failure(error: ErrorView, status: str, width: int, height: int) -> list[Line]:
    """The message in red; below it what was going on and what can be done."""
    head = worded(error.label, "error-strong", error.message, "error", width, max(height - 1, 1))
    if height <= len(head):
        return head
    if status == "failed":
        next_step = "R runs it again."
    elif error.caught:
        next_step = "A tryEval will catch this. Nothing is unwound yet: look around, i goes on."
    else:
        next_step = "Nothing is unwound yet: look around, u and d select frames."
    if error.label == RECURSION and status != "failed":
        next_step = CYCLE + next_step
    notes = "" if error.cause else "  ".join(error.notes[:2])
    where = f"at {error.place}. " if error.place else ""
    if error.own_place:
        where = f"reached from your code at {error.own_place.rpartition('/')[2]} (U). "
    if error.cause:
        where = f"{error.cause}. {where}"
    return head + worded(
        "",
        "",
        f"{where}{next_step} :error shows all of it.{'  ' + notes if notes else ''}",
        "dim",
        width,
        height - len(head),
    )


def worded(title: str, title_role: str, words: str, role: str, width: int, height: int) -> list[Line]:
    """Words behind a title, further rows set in below them."""
    lead = f"{title}  " if title else ""
    indent = 1 + (cells(lead) if width >= INDENTED else 0)
    if not lead:
        indent = 1
    rows = wrap(words, max(width - indent - 1, 8), height)
    if not lead or width >= INDENTED:
        first: list[Part] = [(" ", ""), (lead, title_role), (rows[0], role)]
        return [line(*first), *(line((" " * indent + row, role)) for row in rows[1:])]
    rows = wrap(lead + words, max(width - 2, 8), height)
    first = [(" ", ""), (rows[0][: len(lead)], title_role), (rows[0][len(lead) :], role)]
    return [line(*first), *(line((" " + row, role)) for row in rows[1:])]


class Explanation(Drawn):
    class Clicked(Said):
        """The person wants to know more."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.snapshot: Snapshot | None = None
        self.running = self.searching = False

    def show(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Clicked())

    def draw(self, width: int, height: int) -> list[Line]:
        if self.snapshot is None:
            return []
        return lines(self.snapshot, width, height, self.running, self.running and self.searching)
