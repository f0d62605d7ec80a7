"""The Frames panel: who waits for whom. The activations, innermost first, and under each of them what its
result goes into and what goes on then; the selected one is what the other panels show.

Read from the top down it is the order in which things will run. Frames that repeat are one row, which opens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from debugger.numerals import grouped
from debugger.tui.drawing.lines import Line, Part, cells, clip, fit, spread
from debugger.tui.panels.drawn import Said
from debugger.tui.panels.folding import Gap, gap_line, rows_of
from debugger.tui.panels.panel import Panel, stretch
from debugger.tui.panels.values import change_mark, ground, is_loud
from debugger.views.snapshot import ContinuationView, FrameView, Snapshot

GAP, GOES, RUNS = "  ", "⤷ ", "▷ "
"""Before what a result goes through, and before what runs now, above all frames."""
SOURCE_WIDTH = 24


@dataclass(frozen=True, slots=True)
class Under:
    """The row under a frame: what its result goes through. Of none yet, what runs above all frames."""

    number: int
    """Of the frame; one more than there are frames for what is above them."""


Row: TypeAlias = "int | Gap | Under"
"""The place of a frame in the snapshot, frames that are not shown, or what waits for a frame."""


def rows_shown(snapshot: Snapshot, opened: frozenset[int] = frozenset()) -> list[Row]:
    """The frames by their places in the snapshot with what waits for them, and one row for those between that
    are not shown."""
    numbers = [frame.number for frame in snapshot.frames]
    above = snapshot.depth + 1
    rows: list[Row] = [Under(above)] if above in waiting_for(snapshot) else []
    for row in rows_of(numbers, 1, snapshot.frame_repeats, opened, snapshot.selected):
        rows.append(row)
        if isinstance(row, int) and snapshot.frames[row].waiting:
            rows.append(Under(numbers[row]))
    return rows


def waiting_for(snapshot: Snapshot) -> dict[int, list[ContinuationView]]:
    """The continuations that are listed, the next one first, by the frame whose result they wait for."""
    found: dict[int, list[ContinuationView]] = {}
    for each in snapshot.continuations:
        found.setdefault(each.frame, []).append(each)
    return found


def lines(
    snapshot: Snapshot, width: int, top: int = 0, height: int = 20, opened: frozenset[int] = frozenset()
) -> list[Line]:
    """One row a frame, one for what waits for it, and one for those that are not shown."""
    shown = rows_shown(snapshot, opened)
    return list(drawn([shown[row] for row in stretch(shown, top, height)], snapshot, width))


def drawn(rows: Sequence[Row], snapshot: Snapshot, width: int) -> Iterator[Line]:
    digits = len(str(snapshot.frame_count))
    marks_own = any(not frame.own for frame in snapshot.frames)
    loud = is_loud(snapshot.frames)
    waiting = waiting_for(snapshot)
    counts = {frame.number: frame.waiting for frame in snapshot.frames}
    indent = digits + 3 + 2 * marks_own
    for row in rows:
        if isinstance(row, Gap):
            yield gap_line(row)
        elif isinstance(row, Under):
            known = waiting.get(row.number, [])
            count = counts.get(row.number, len(known))
            yield under_line(known, count, row.number <= snapshot.depth, indent, width, loud)
        else:
            yield frame_line(snapshot.frames[row], snapshot, digits, width, loud, marks_own)


def frame_line(
    frame: FrameView, snapshot: Snapshot, digits: int, width: int, loud: bool, marks_own: bool = False
) -> Line:
    """`marks_own` where there is library code too: it steps back behind the person's own."""
    selected = frame.number == snapshot.selected
    role = "strong" if selected else "text" if frame.own else "dim"
    parts = (
        ("▶" if selected else " ", "focus-strong"),
        change_mark(frame.changed),
        (f"{frame.number:>{digits}} ", "focus-strong" if selected else "faint"),
        *([("▪ " if frame.own else "  ", "focus")] if marks_own else []),
        *named(frame, role),
    )
    place = ((f"{shown_place(frame, snapshot, width)} ", "dim"),)
    return spread(parts, place, width, ground(frame.changed, loud))


def shown_place(frame: FrameView, snapshot: Snapshot, width: int) -> str:
    """`file.nix:12`, or `:12` where it is narrow and the file is the same as the top frame's."""
    name, _, number = frame.place.rpartition(":")
    same = name == snapshot.frames[0].place.rpartition(":")[0]
    if width >= 44:
        return frame.place
    return f":{number}" if same else f"{clip(name, max(width * 36 // 100 - len(number), 3))}:{number}"


def named(frame: FrameView, role: str) -> Iterator[Part]:
    """The text of what it evaluates; of a call, the function's name before it; and first of all what of a
    library it is a part of."""
    if frame.landmark:
        yield f"{frame.landmark}  ", "focus"
    if frame.function:
        yield f"{frame.function}  ", role if role == "dim" else "keyword"
    yield frame.text or frame.title, role


def under_line(
    waiting: Sequence[ContinuationView], count: int, is_below: bool, indent: int, width: int, loud: bool
) -> Line:
    """What a result goes through, the next first, as much as fits; `count` is how many there are.

    What is above all frames is not waited for by one: it runs.
    """
    changed = any(each.changed for each in waiting)
    parts: list[Part] = [(" ", ""), change_mark(changed), (" " * (indent - 2), "")]
    left = count
    for each in waiting:
        follows = left < count
        more = measured(rest(left - 1, True)) if left > 1 else 0
        room = width - measured(parts) - more
        arrow = GAP + GOES if follows else GOES if is_below else RUNS
        item = goes(each, arrow)
        if follows and measured(item) > room:
            item = goes(each, arrow, briefly=True)
        if follows and measured(item) > room:
            break
        parts += fit(item, room)
        left -= 1
    if left:
        parts += rest(left, left < count)
    return Line(fit(parts, width), ground(changed, loud))


def goes(each: ContinuationView, arrow: str = GOES, briefly: bool = False) -> list[Part]:
    """`⤷ into url #7`, or what goes on with the result."""
    if not each.cell:
        return [(arrow, "faint"), (each.work, "keyword")]
    parts: list[Part] = [(arrow, "faint"), ("into ", "dim"), (each.cell, "blackhole")]
    if each.source and not briefly:
        parts.append((f" {clip(each.source, SOURCE_WIDTH)}", "dim"))
    return parts


def rest(count: int, follows: bool = False) -> list[Part]:
    return [(GAP + GOES if follows else GOES, "faint"), (f"{grouped(count)} more", "dim")]


def measured(parts: Sequence[Part]) -> int:
    """Terminal cells."""
    return sum(cells(text) for text, _ in parts)


def page_of(frame: FrameView, waiting: Sequence[ContinuationView]) -> list[Line]:
    """Everything that is known of one frame, and where its result goes."""
    facts: list[tuple[str, str]] = [
        *([("for", frame.landmark)] if frame.landmark else []),
        ("runs", f"{frame.title}: {frame.text}"),
        ("at", f"{frame.place}, instruction {frame.ip} of {frame.chunk}"),
    ]
    rows = [Line(((f"  {name:<6}", "dim"), (text, "text"))) for name, text in facts]
    if frame.waiting:
        rows += [Line(), Line((("  What happens with its result, in this order:", "title"),))]
    rows += [Line((("  ", ""), *goes(each), (f"   {each.place}", "faint"))) for each in waiting]
    if frame.waiting > len(waiting):
        rows.append(Line((("  ", ""), *rest(frame.waiting - len(waiting)))))
    below = f"then frame {frame.number - 1} goes on" if frame.number > 1 else "then the program is done"
    return [*rows, Line(), Line(((f"  {below}", "dim"),))]


class FramesPanel(Panel):
    """Moving the cursor selects the frame; going up and down it passes over what waits for a frame."""

    class Chosen(Said):
        """The person wants to go to a frame that is not listed."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    empty = "Calls and forces that are under way are listed here, the innermost first."
    margin = 1

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.opened: frozenset[int] = frozenset()
        self.shown: list[Row] = []

    def count(self) -> int:
        return len(self.shown)

    def counted(self) -> int | None:
        return self.snapshot.frame_count if self.snapshot is not None else 0

    def about(self) -> str:
        return "who waits for whom"

    def about_in(self, room: int) -> str:
        return self.about() if cells(self.about()) <= room else ""

    @property
    def frame(self) -> FrameView | None:
        """The frame under the cursor, or whose result is waited for there."""
        return self.frame_in(self.cursor)

    def frame_in(self, row: int) -> FrameView | None:
        if self.snapshot is None or not 0 <= row < len(self.shown):
            return None
        if isinstance(self.shown[row], Under):
            row -= 1  # its frame stands above it
        found = self.shown[row] if row >= 0 else None
        return self.snapshot.frames[found] if isinstance(found, int) else None

    @property
    def frame_number(self) -> int:
        return self.frame.number if self.frame is not None else 0

    @property
    def row(self) -> Row | None:
        return self.shown[self.cursor] if self.cursor < len(self.shown) else None

    def can_open(self) -> bool:
        return self.count() > 0

    def opening(self) -> str:
        return "Enter shows them" if isinstance(self.row, Gap) else "Enter tells more"

    def page(self) -> tuple[str, list[Line]] | None:
        if self.snapshot is None or self.frame is None:
            return None
        number = self.frame.number
        return f"Frame {number}", page_of(self.frame, waiting_for(self.snapshot).get(number, []))

    def move(self, verb: str) -> None:
        """Up and down go from frame to frame."""
        way = {"up": -1, "down": 1}.get(verb, 0)
        row = self.cursor + way
        while way and 0 < row < len(self.shown) - 1 and isinstance(self.shown[row], Under):
            row += way
        if not way:
            super().move(verb)
        elif self.frame_in(row) is not self.frame or isinstance(self.row, Gap):
            self.move_to(row)

    def activate(self) -> None:
        """What is not shown is shown; from a gap in the middle of what is listed, one goes into it."""
        row = self.row
        if not isinstance(row, Gap):
            super().activate()
        elif row.repeat is not None and row.repeat.low not in self.opened:
            self.opened |= {row.repeat.low}
            self.show_rows()
        else:
            self.post_message(self.Chosen(row.high))

    def show_rows(self) -> None:
        """Bring the rows up to date."""
        self.shown = rows_shown(self.snapshot, self.opened) if self.snapshot is not None else []
        self.keep_visible()
        self.redraw()

    def tally(self) -> str:
        row = self.row
        number = row.high if isinstance(row, Gap) else self.frame_number or 1
        return f"{number} of {self.snapshot.frame_count if self.snapshot else 0}"

    def updated(self, before: Snapshot | None) -> None:
        assert self.snapshot is not None
        was = self.row
        self.opened &= {each.low for each in self.snapshot.frame_repeats}
        self.shown = rows_shown(self.snapshot, self.opened)
        selected = self.snapshot.selected
        stays = before is not None and before.step == self.snapshot.step and was == Under(selected)
        numbers = [frame.number for frame in self.snapshot.frames]
        place: Row = numbers.index(selected) if selected in numbers else -1
        wanted = Under(selected) if stays else place
        self.cursor = self.shown.index(wanted) if wanted in self.shown else 0

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        if self.snapshot is None:
            return []
        shown = [self.shown[row] for row in stretch(self.shown, top, height)]
        return list(drawn(shown, self.snapshot, width))

    def clicked(self, column: int, again: bool) -> None:
        self.post_message(self.Moved(self))
        super().clicked(column, again)
