"""The explanation: in plain words what is NEXT, what FAILED, or what came out, and why: BECAUSE.

Its rows stay where they are whatever happens: the first one says what, the second one why.
"""

from __future__ import annotations

import re

from textual import events

from debugger.numerals import grouped
from debugger.tui.drawing.lines import Line, Part, cells, line, wrap
from debugger.tui.panels.drawn import Drawn, Said
from debugger.views.snapshot import ErrorView, Snapshot

INDENTED = 100
"""Columns from which on further rows are set in below the words, not below the title."""

NARROW = 50
"""Columns below which there is only room for what is the matter, not for what to do."""

RUNNING = "Esc pauses; nothing is lost."
SEARCHING = "Looking through the record. Esc ends it; nothing moves."
PLAIN = frozenset(
    {
        *("step", "over", "source step", "finish", "loaded", "tick", "tick back", "the program is done"),
        *("step back", "back over", "source step back", "the start of the frame"),
        *("the first step", "the live edge", "the end of the run", "goto"),
    }
)
"""Messages that say only that a motion ended as usual: they are not shown."""
ARRIVED = re.compile(r"((previous|next) [a-z ]+: )?step [0-9 ·]+")
"""The same of a jump: what it came to is told by the words, and the number by the status."""
RECURSION = "infinite recursion"
IN_FULL = (
    "v shows all of it. Enter in Value stack (4) opens it part by part.",
    "v shows all of it.",
    "v: all of it",
)
"""How the value is seen, in more or fewer words."""
COUNTED = 9_999
"""Places in a value that are looked at, at the most: there may be more."""
WHY, CYCLE = "y why", "y shows the cycle"
LABEL = 7
"""Columns of the longest label."""


def lines(
    snapshot: Snapshot, width: int, height: int, running: bool = False, searching: bool = False
) -> list[Line]:
    """At most `height` rows of words."""
    if searching:
        return labelled("SEARCH", "changed-strong", SEARCHING, "dim", width, height)
    if running:
        return labelled("RUNNING", "changed-strong", RUNNING, "dim", width, height)
    if snapshot.notes:
        shown = noted(snapshot.notes, width, max(height // 2, 1))
        return (words_of(snapshot, width, height - len(shown)) if height > len(shown) else []) + shown
    return words_of(snapshot, width, height)


def with_message(rows: list[Line], message: str, wrong: bool, width: int, height: int) -> list[Line]:
    """What the person is told for a while stands below the words, or in the only row."""
    shown = worded("", "", message, "error-strong" if wrong else "changed-strong", width, 1)
    return shown if height < 2 else [*rows, *shown][-height:]


def is_plain(message: str) -> bool:
    """Whether it says nothing that is not seen anyway."""
    return message in PLAIN or ARRIVED.fullmatch(message) is not None


def noted(notes: tuple[str, ...], width: int, height: int) -> list[Line]:
    """What the person has written about this step."""
    return worded("✎", "evaluated-strong", "  ✎ ".join(notes), "evaluated", width, height)


def words_of(snapshot: Snapshot, width: int, height: int) -> list[Line]:
    """What is about to happen, what failed, or what came out, and why."""
    if 0 < snapshot.selected < snapshot.frame_count:
        return reasoned("HERE", snapshot, width, height)
    failed = ("error", "failed") if snapshot.is_live else ("error",)
    if snapshot.status in failed and snapshot.error is not None:
        return failure(snapshot, snapshot.error, width, height)
    if snapshot.status == "finished":
        return ending(snapshot, width, height)
    rows = reasoned("NEXT", snapshot, width, height)
    if not snapshot.is_live and len(rows) < height:
        hint = f"This is the past. > returns to the live edge, step {grouped(snapshot.edge)}."
        rows += labelled("", "", hint, "past", width, 1)
    return rows


def reasoned(label: str, snapshot: Snapshot, width: int, height: int) -> list[Line]:
    """What comes next, and below it why. What needs both rows says in short who waits for it."""
    role = "focus-strong" if snapshot.is_live else "past-strong"
    words, hint = snapshot.explanation, WHY if snapshot.because else ""
    rows = labelled(label, role, words, "text", width, height, snapshot.opcode, hint)
    if len(rows) > 1 and height == 2:
        if snapshot.awaited:
            words = f"{words.removesuffix('.')}, {snapshot.awaited}."
        return labelled(label, role, words, "text", width, height, snapshot.opcode)
    return rows + because(snapshot, width, height - len(rows))


def because(snapshot: Snapshot, width: int, height: int) -> list[Line]:
    """Why, in the rows that are left."""
    if height < 1 or not snapshot.because:
        return []
    return labelled("BECAUSE", "focus", snapshot.because, "dim", width, height)


def ending(snapshot: Snapshot, width: int, height: int) -> list[Line]:
    """The value, and below it what was never needed of it and how to see all of it."""
    value = snapshot.result.text if snapshot.result is not None else "gone"
    title = "The program is done." if height > 1 or width < NARROW else "Done (v shows all of it)."
    rows = worded(title, "evaluated-strong", f"Its value is {value}", "text", width, max(height - 1, 1))
    if len(rows) >= height:
        return rows
    left = open_ends(snapshot)
    room = width - cells(left) - 4
    words = next((each for each in IN_FULL if cells(each) <= room), "")
    return rows + worded(left, "suspended", words, "dim", width, 1)


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
    least = "at least " if inside >= COUNTED else ""
    return f"{least}{grouped(inside)} {what} {were} never needed: X forces {them}."


def failure(snapshot: Snapshot, error: ErrorView, width: int, height: int) -> list[Line]:
    """The message in red and what says most about it; below it who wanted that, or what can be done."""
    hint = CYCLE if error.label == RECURSION else WHY
    said = f"{error.message.removesuffix('.')}{remark(snapshot, error)}"
    rows = labelled("FAILED", "error-strong", said, "error", width, max(height - 1, 1), hint=hint)
    if snapshot.status == "failed":
        below = f"Now the program failed: R runs it again. {where(error)}:error shows all of it."
        return (
            rows + labelled("", "", below, "dim", width, height - len(rows)) if len(rows) < height else rows
        )
    rows += because(snapshot, width, min(height - len(rows), 1))
    if len(rows) < height:
        rows += labelled("", "", f"{where(error)}{what_now(snapshot)}", "dim", width, height - len(rows))
    return rows


def remark(snapshot: Snapshot, error: ErrorView) -> str:
    """What is said behind the message: what it means, or what it could have meant, and who catches it."""
    noted = error.cause or (error.notes[0] if error.notes and error.label != RECURSION else "")
    more = f"; {noted.removesuffix('.')}" if noted else ""
    if snapshot.status == "error" and error.caught:
        more += f" (a tryEval {'will catch' if snapshot.is_live else 'caught'} this)"
    return more


def where(error: ErrorView) -> str:
    """Where it is, or where the person's own code led to it."""
    if error.own_place:
        return f"Reached from your code at {error.own_place.rpartition('/')[2]} (U). "
    return f"At {error.place}. " if error.place else ""


def what_now(snapshot: Snapshot) -> str:
    """What can be done at an error."""
    if snapshot.is_live:
        return "Nothing is unwound yet: look around, u and d select frames. :error shows all of it."
    return f"What came of it is ahead: i goes on, > to the live edge, step {grouped(snapshot.edge)}."


def labelled(
    label: str,
    role: str,
    words: str,
    words_role: str,
    width: int,
    height: int,
    opcode: str = "",
    hint: str = "",
) -> list[Line]:
    """A sentence behind its label, further rows below the words; on a narrow screen below the label. Its
    opcode stands out. The hint stands at the right edge where the sentence leaves room."""
    wide = width >= INDENTED
    lead = f"{label:<{LABEL}} " if wide else f"{label} " if label else ""
    indent = 1 + (len(lead) if wide else 0)
    rows = wrap(words if wide else lead + words, max(width - indent - 1, 8), height)
    first = rows[0] if wide else rows[0][len(lead) :]
    parts: list[Part] = [(" ", ""), (lead, role)]
    if opcode and first.startswith(opcode):
        parts.append((opcode, "strong"))
        first = first[len(opcode) :]
    parts.append((first, words_role))
    used = sum(cells(text) for text, _ in parts)
    if hint and width - used >= cells(hint) + 4:
        parts.append((" " * (width - used - cells(hint) - 1), ""))
        parts.append((hint, "faint"))
    return [line(*parts), *(line((" " * indent + row, words_role)) for row in rows[1:])]


def worded(title: str, title_role: str, words: str, role: str, width: int, height: int) -> list[Line]:
    """Words behind a title that is part of the sentence."""
    lead = f"{title}  " if title else ""
    indent = 1 + (cells(lead) if width >= INDENTED else 0)
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
        is_told = self.is_told and not is_plain(self.message) and not self.running
        room = height - 1 if is_told and height > 1 else height
        rows = lines(self.snapshot, width, room, self.running, searching)
        return with_message(rows, self.message, self.wrong, width, height) if is_told else rows
