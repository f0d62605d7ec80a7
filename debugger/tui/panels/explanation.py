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
PLAIN = frozenset(
    {
        *("step", "over", "source step", "finish", "loaded", "tick"),
        *("step back", "back over", "source step back", "the start of the frame"),
    }
)
"""Messages that say only that a motion ended as usual: they are not shown."""
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


def with_message(rows: list[Line], message: str, wrong: bool, width: int, height: int) -> list[Line]:
    """What the person is told for a while stands in the second row, or in the only one."""
    shown = worded("", "", message, "error-strong" if wrong else "changed-strong", width, 1)
    return shown if height < 2 else [*rows[:1], *shown, *rows[1:]][:height]


def noted(notes: tuple[str, ...], width: int, height: int) -> list[Line]:
    """What the person has written about this step."""
    return worded("✎", "evaluated-strong", "  ✎ ".join(notes), "evaluated", width, height)


def words_of(snapshot: Snapshot, width: int, height: int) -> list[Line]:
    """What is about to happen, what failed, or what came out."""
    if 0 < snapshot.selected < snapshot.frame_count:
        return reasoned("", "", snapshot, width, height)
    if not snapshot.is_live:
        return past(snapshot, width, height)
    if snapshot.status in ("error", "failed") and snapshot.error is not None:
        return failure(snapshot.error, snapshot.status, width, height)
    if snapshot.status == "finished":
        return ending(snapshot, width, height)
    return reasoned(snapshot.opcode, "strong", snapshot, width, height)


def reasoned(title: str, role: str, snapshot: Snapshot, width: int, height: int) -> list[Line]:
    """What comes next, and below it, where there is room, why."""
    rows = worded(title, role, snapshot.explanation, "text", width, height)
    if len(rows) >= height or not snapshot.because:
        return rows
    return rows + worded("because", "focus", snapshot.because, "dim", width, height - len(rows))


def ending(snapshot: Snapshot, width: int, height: int) -> list[Line]:
    """The value, and below it what was never needed of it and how to see all of it."""
    value = snapshot.result.text if snapshot.result is not None else "gone"
    title = "The program is done." if height > 1 or width < NARROW else "Done (v shows all of it)."
    rows = worded(title, "evaluated-strong", f"Its value is {value}", "text", width, max(height - 1, 1))
    if len(rows) >= height:
        return rows
    left = open_ends(snapshot)
    return rows + worded(left, "suspended", IN_FULL, "dim", width, 1)


def open_ends(snapshot: Snapshot) -> str:
    """How much of the result was never needed; empty if all of it was."""
    inside, own = snapshot.never_needed
    if not inside:
        return ""
    if inside == own:
        kind = "attribute" if snapshot.result is not None and snapshot.result.kind == "set" else "element"
        what = kind if inside == 1 else f"{kind}s"
    else:
        what = "value in it" if inside == 1 else "values in it"
    were, them = ("was", "it") if inside == 1 else ("were", "them")
    return f"{inside} {what} {were} never needed: X forces {them}."


def past(snapshot: Snapshot, width: int, height: int) -> list[Line]:
    """What happened here, and below it, where there is room, that this is the past."""
    error = snapshot.error if snapshot.status == "error" else None
    if error is not None:
        rows = worded(error.label, "error-strong", error.message, "error", width, max(height - 1, 1))
        after = "A tryEval caught this." if error.caught else "What came of it is ahead: i goes on."
        after = CYCLE + after if error.label == RECURSION else after
    else:
        rows = reasoned(snapshot.opcode, "past-strong", snapshot, width, max(height - 1, 1))
        after = "This is the past."
    hint = f"{after} > returns to the live edge, step {grouped(snapshot.edge)}."
    return rows + worded("", "", hint, "past", width, 1) if len(rows) < height else rows


def failure(error: ErrorView, status: str, width: int, height: int) -> list[Line]:
    """The message in red; below it what was going on and what can be done."""
    head = worded(error.label, "error-strong", error.message, "error", width, max(height - 1, 1))
    if height <= len(head):
        return head
    if status == "failed":
        next_step = "Now the program failed: R runs it again."
    elif error.caught:
        next_step = "A tryEval will catch this. Nothing is unwound yet: look around, i goes on."
    else:
        next_step = "Nothing is unwound yet: look around, u and d select frames."
    if error.label == RECURSION and status != "failed":
        next_step = CYCLE + next_step
    notes = "" if error.cause or error.label == RECURSION else f"{error.notes[0]}. " if error.notes else ""
    where = f"at {error.place}. " if error.place else ""
    if error.own_place:
        where = f"reached from your code at {error.own_place.rpartition('/')[2]} (U). "
    if error.cause:
        where = f"{error.cause}. {where}"
    return head + worded(
        "",
        "",
        f"{notes}{where}{next_step} :error shows all of it.",
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
        self.message = ""
        self.wrong = self.is_told = False

    def show(self, snapshot: Snapshot) -> None:
        """Tell of this snapshot from now on."""
        self.snapshot = snapshot
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Clicked())

    def say(self, message: str, wrong: bool = False, shown: bool = True) -> None:
        """`shown` unless the words say the same."""
        self.message, self.wrong, self.is_told = message, wrong, shown and bool(message)
        self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        if self.snapshot is None:
            return []
        searching = self.running and self.searching
        is_told = self.is_told and self.message not in PLAIN and not self.running
        room = height - 1 if is_told and height > 1 else height
        rows = lines(self.snapshot, width, room, self.running, searching)
        return with_message(rows, self.message, self.wrong, width, height) if is_told else rows
