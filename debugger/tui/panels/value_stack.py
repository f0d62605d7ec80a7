"""The Value stack panel: top first, separated by frames.

What the instruction that is due takes is bracketed, with its result beside the lowest of it. What the last
step took off stays where it was for this one step, faint and marked, so that nothing jumps at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from debugger.numerals import grouped
from debugger.tui.drawing.lines import Line, Part, cells, clip, fit, pad, spread
from debugger.tui.panels.holding import HoldingPanel
from debugger.tui.panels.panel import stretch
from debugger.tui.panels.values import KINDS, change_mark, ground, is_loud, value_parts
from debugger.views.snapshot import PoppedView, Snapshot, StackView, ValueView

NAME_WIDTH = 10
MOST_POPPED = 3
"""Rows for what was popped from above what is there now."""
RESULT_ROLES = {"error": "error-strong", "jump": "focus", "begun": "dim", "thunk": "suspended"}

Row: TypeAlias = "StackView | PoppedView | int"
"""An entry, what was popped, or the number of the frame that begins below."""


def rows_of(snapshot: Snapshot) -> list[Row]:
    """What was popped from above, then the entries, with a separator above those of each frame but the top
    one."""
    rows: list[Row] = [*popped_above(snapshot)]
    frame = snapshot.depth
    for entry in snapshot.stack:
        if entry.frame != frame:
            frame = entry.frame
            rows.append(frame)
        rows.append(entry)
    return rows


def popped_above(snapshot: Snapshot) -> list[PoppedView]:
    """What the last step popped from where nothing is any more; of many the lowest."""
    above = [each for each in snapshot.popped if each.index >= snapshot.stack_height]
    return above[-MOST_POPPED:]


def lines(snapshot: Snapshot, width: int, top: int = 0, height: int = 20) -> list[Line]:
    """`height` rows from row `top` on, top of the stack first; the last one counts what is left out."""
    rows = rows_of(snapshot)
    digits = len(str(max([snapshot.stack_height - 1, 0, *(each.index for each in snapshot.popped)])))
    names = [cells(entry.name) for entry in snapshot.stack if entry.name]
    name_width = min(max(names, default=0), NAME_WIDTH, width // 4)
    loud = is_loud(snapshot.stack)
    replaced = {each.index: each for each in snapshot.popped if each.index < snapshot.stack_height}
    shown = []
    for row in (rows[index] for index in stretch(rows, top, height)):
        if isinstance(row, int):
            shown.append(separator(row, snapshot, width))
        elif isinstance(row, PoppedView):
            shown.append(popped_line(row, digits, name_width, width))
        else:
            gone, ends = replaced_parts(replaced.get(row.index), width), result_parts(row, snapshot, width)
            shown.append(entry_line(row, digits, name_width, width, loud, bracket(row, snapshot), ends, gone))
    hidden = left_out(snapshot)
    if hidden and len(shown) < height:
        shown.append(Line(((f"  {hidden}", "faint"),)))
    return shown


def entry_line(
    entry: StackView,
    digits: int,
    name_width: int,
    width: int,
    loud: bool,
    bracketed: str = " ",
    ends: tuple[Part, ...] = (),
    gone: tuple[Part, ...] = (),
) -> Line:
    """Index from the bottom, bracket, the slot's name if any here has one, value; at the right edge what it
    replaced and what comes of it."""
    parts: list[Part] = [change_mark(entry.changed), (f"{entry.index:>{digits}} ", "faint")]
    parts.append((f"{bracketed} ", "focus"))
    if name_width:
        parts.append((pad(entry.name, name_width) + " ", "dim"))
    parts += value_parts(entry.value)
    return spread(parts, fitting(parts, gone, ends, width), width, ground(entry.changed, loud))


def fitting(
    entry: Sequence[Part], gone: tuple[Part, ...], ends: tuple[Part, ...], width: int
) -> tuple[Part, ...]:
    """The right edge, without what is gone where only that would cut what is there."""
    there = size([*entry, *ends])
    return ends if there <= width < there + size(gone) else (*gone, *ends)


def size(parts: Iterable[Part]) -> int:
    """Cells."""
    return sum(cells(text) for text, _ in parts)


def popped_line(popped: PoppedView, digits: int, name_width: int, width: int) -> Line:
    """A value that is gone."""
    parts: list[Part] = [("−", "changed"), (f"{popped.index:>{digits}}     ", "faint")]
    if name_width:
        parts.append((pad(popped.name, name_width) + " ", "faint"))
    return Line(fit([*parts, (gone_text(popped.value), "gone")], width))


def gone_text(value: ValueView) -> str:
    return value.called or value.text


def bracket(entry: StackView, snapshot: Snapshot) -> str:
    """The part of the bracket around what is taken that stands beside an entry; a blank outside of it."""
    taken = snapshot.effect.taken if snapshot.effect is not None else 0
    from_top = snapshot.stack_height - 1 - entry.index
    if from_top >= taken:
        return " "
    if taken == 1:
        return "]"
    return "┐" if not from_top else "┘" if from_top == taken - 1 else "│"


def result_parts(entry: StackView, snapshot: Snapshot, width: int) -> tuple[Part, ...]:
    """What comes out, beside the lowest value that is taken."""
    effect = snapshot.effect
    if effect is None or not effect.taken or entry.index != snapshot.stack_height - effect.taken:
        return ()
    text, kind = ("fails", "error") if snapshot.status == "error" else (effect.text, effect.kind)
    if not text:
        return (("→ nothing ", "dim"),)
    return ((f" → {clip(text, max(width // 3, 6))} ", RESULT_ROLES.get(kind) or KINDS.get(kind, "text")),)


def replaced_parts(popped: PoppedView | None, width: int) -> tuple[Part, ...]:
    """What stood in an entry's place before the last step."""
    if popped is None:
        return ()
    return ((" −", "changed"), (" ", ""), (clip(gone_text(popped.value), max(width // 4, 4)), "gone"))


def separator(number: int, snapshot: Snapshot, width: int) -> Line:
    """The row above the values of frame `number`; 0 is what lies below all frames."""
    frame = next((frame for frame in snapshot.frames if frame.number == number), None)
    title = "" if frame is None else frame.text if frame.title in ("thunk", "lambda") else frame.title
    text = clip(f"── {number} {title} ", max(width - 2, 1)) if number else "── outside any frame "
    role = "focus" if number == snapshot.selected else "faint"
    return Line(((text, role), ("─" * max(width - cells(text), 0), role)))


def left_out(snapshot: Snapshot) -> str:
    """ "" if nothing is."""
    below = snapshot.stack[-1].index if snapshot.stack else 0
    return f"… {grouped(below)} more below" if below else ""


class ValueStackPanel(HoldingPanel):
    """The cursor goes to the top with every step."""

    empty = "Values that instructions work on lie here, the top one first. There are none now."

    def count(self) -> int:
        if self.snapshot is None:
            return 0
        return len(rows_of(self.snapshot)) + bool(left_out(self.snapshot))

    def counted(self) -> int | None:
        return self.snapshot.stack_height if self.snapshot is not None else 0

    @property
    def index(self) -> int | None:
        """The place on the value stack that the cursor is on."""
        rows = rows_of(self.snapshot) if self.snapshot is not None else []
        row = rows[self.cursor] if self.cursor < len(rows) else 0
        return row.index if isinstance(row, StackView) else None

    @property
    def frame_number(self) -> int:
        """Whose value the cursor is on, or whose begin below it."""
        rows = rows_of(self.snapshot) if self.snapshot is not None else []
        row = rows[self.cursor] if self.cursor < len(rows) else 0
        return row.frame if isinstance(row, StackView) else row if isinstance(row, int) else 0

    def value(self) -> tuple[str, ValueView] | None:
        rows = rows_of(self.snapshot) if self.snapshot is not None else []
        row = rows[self.cursor] if self.cursor < len(rows) else 0
        return (row.name or f"stack[{row.index}]", row.value) if not isinstance(row, int) else None

    def updated(self, before: Snapshot | None) -> None:
        assert self.snapshot is not None
        if before is None or before.moment != self.snapshot.moment or before.status != self.snapshot.status:
            self.cursor, self.top = len(popped_above(self.snapshot)), 0
        elif before.selected != self.snapshot.selected != self.frame_number:
            self.cursor = self.top = self.row_of_frame(self.snapshot.selected)

    def row_of_frame(self, number: int) -> int:
        """Where the values of a frame begin."""
        rows = rows_of(self.snapshot) if self.snapshot is not None else []
        return rows.index(number) if number in rows else 0

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        return lines(self.snapshot, width, top, height) if self.snapshot is not None else []
