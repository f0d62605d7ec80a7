"""The Source panel: the text that the selected frame comes from, with the current span."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from textual import events

from debugger.text import safe_shown
from debugger.tui.drawing.highlight import Token, highlighter
from debugger.tui.drawing.lines import Line, Part, cells
from debugger.tui.panels.drawn import Said
from debugger.tui.panels.linking import Stretch, with_link
from debugger.tui.panels.naming import NO_NAMES, Name, Names, names_of
from debugger.tui.panels.panel import Panel
from debugger.tui.panels.stretches import brought_in, chosen, lit_up, own_left, safely, window
from debugger.tui.panels.telling import (
    APART,
    ended,
    ending,
    is_note,
    legend,
    line_at,
    mark,
    naming,
    note,
    row_of,
    size,
)
from debugger.views.snapshot import Snapshot, SourceText, SourceView
from debugger.views.source.lines import NOTHING_TOLD, LinesView

AROUND = 30
"""Lines above and below those on the screen that are asked about with them."""
ROWS_FOR_NOTE = 6
"""Rows below which none can be spared for the names of the current line."""
STRIDE = 8
"""Cells that the text is scrolled sideways by."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How a source is shown: scrolled by `left` cells, with what is told of its lines."""

    left: int = 0
    breakpoints: frozenset[int] = frozenset()
    lit: bool = True
    """Whether the span is marked."""
    failed: bool = False
    told: LinesView = NOTHING_TOLD
    noted: bool = False
    """Whether the names of the current line have a row of their own below it."""
    roams: bool = False
    """Whether the line of the span is scrolled as the others are, even if the span is not seen then."""
    chosen: tuple[int, int, int] = (0, 0, 0)
    """Line and characters, from and to, of the name that Enter would open; line 0 for none."""
    link: Stretch | None = None
    """What the cursor in the bytecode is on."""


PLAIN = Shown()


def lines(
    view: SourceView | None, width: int, top: int = 0, height: int = 20, shown: Shown = PLAIN
) -> list[Line]:
    """The rows from `top` on, counted from 0."""
    if view is None:
        return []
    rows: list[Line] = []
    number = line_at(top, noted_line(shown))
    if is_note(top, noted_line(shown)):
        rows.append(note_row(view, width, shown))
        number += 1
    while len(rows) < height and number <= view.text.line_count:
        rows.append(line_of(view, number, width, shown))
        if number == noted_line(shown) and len(rows) < height:
            rows.append(note_row(view, width, shown))
        number += 1
    return rows


def line_of(view: SourceView, number: int, width: int, shown: Shown) -> Line:
    """A 1-based line: breakpoint, number, mark, bar, its text, and a value where one is known."""
    inside = shown.lit and view.line <= number <= last_line(view)
    first = inside and number == view.line
    told = shown.told
    room = width - gutter_width(view)
    body = body_of(view, number, room, shown)
    end: Sequence[Part] = ()
    if number == told.current and told.names:
        end = () if shown.noted else naming(told.names)
    else:
        end = ending(told.lines.get(number))
    gutter = gutter_of(view, number, shown, inside, first)
    return Line((*gutter, *ended(body, end, room)), ground_of(first, shown.failed))


def ground_of(first: bool, failed: bool) -> str:
    return ("error" if failed else "current") if first else ""


def body_of(view: SourceView, number: int, room: int, shown: Shown) -> list[Part]:
    """The text of a line, as much of it as there is room for."""
    tokens = with_link(highlighter(view.text).line(number), number, shown.link)
    line, chosen_start, chosen_end = shown.chosen
    if not (shown.lit and number == view.line):
        if line == number:
            tokens = chosen(tokens, chosen_start, chosen_end)
        return window(safely(tokens), shown.left, room)
    tokens, start, end = marked(view, tokens, "span-error" if shown.failed else "span")
    if line == number and not view.before:
        tokens = chosen(tokens, chosen_start, chosen_end)
    before, length = cells(safe_shown(start)), cells(safe_shown(end))
    parts = safely(tokens)
    own = None if shown.roams else own_left(before, length, shown.left, room, size(parts))
    return window(parts, shown.left, room) if own is None else brought_in(parts, own, room)


def gutter_of(view: SourceView, number: int, shown: Shown, inside: bool, first: bool) -> tuple[Part, ...]:
    """Breakpoint, number, how far its bindings are, and the bar of the span."""
    stop = ("■", "break") if number in shown.breakpoints else (" ", "")
    role = ("error-strong" if shown.failed else "focus-strong") if first else number_role(number, shown.told)
    bar = ("▎" if inside else " ", "error" if shown.failed else "focus")
    digits = len(str(view.text.line_count))
    return stop, (f"{number:>{digits}} ", role), mark(shown.told.lines.get(number)), bar


def number_role(number: int, told: LinesView) -> str:
    """Lines that the selected activation has run stand out, those of other activations less."""
    return "strong" if number in told.ran else "text" if number in told.ran_at_all else "faint"


def gutter_width(view: SourceView) -> int:
    return len(str(view.text.line_count)) + 4


def note_row(view: SourceView, width: int, shown: Shown) -> Line:
    """The names of the current line below it."""
    indent = gutter_width(view)
    role = "error" if shown.failed else "focus"
    gutter = ((" " * (indent - 1), ""), ("┊", role))
    return note(shown.told.names, gutter, width - indent, ground_of(True, shown.failed))


def noted_line(shown: Shown) -> int:
    """The line that has a row below it for its names; 0 if none has."""
    return shown.told.current if shown.noted and shown.told.names else 0


def marked(view: SourceView, tokens: list[Token], role: str) -> tuple[list[Token], str, str]:
    """The tokens of the span's first line with the span lit, and the texts before and in it."""
    start = view.column - 1
    text = "".join(piece for piece, _ in tokens)
    if view.before and start >= len(text):
        tokens, start = [(view.before, "text"), (view.after, "text")], len(view.before)
        text = view.before + view.after
    length = view.end_column - view.column if view.end_line == view.line else len(text) - start
    end = start + max(min(length, len(text) - start), 1)
    return lit_up(tokens, start, end, role), text[:start], text[start:end]


def last_line(view: SourceView) -> int:
    """The last line that the span has anything of."""
    return view.end_line if view.end_column > 1 or view.end_line == view.line else view.end_line - 1


Tell: TypeAlias = "Callable[[SourceText, int, int], LinesView]"
"""Says what is known of the lines of a source from one on, before another, where one looks."""


def tell_nothing(text: SourceText, first: int, end: int) -> LinesView:
    return NOTHING_TOLD


class SourcePanel(Panel):
    """Keeps showing the last source when there is none any more."""

    empty = "The program's text stands here as soon as something of it runs."
    margin = 3

    class Pointed(Said):
        """The person wants to see what a name means; line and column count from 1."""

        def __init__(self, text: SourceText, name: str, line: int, column: int) -> None:
            super().__init__()
            self.text = text
            self.name = name
            self.line = line
            self.column = column

    class Hovered(Pointed):
        """The mouse has come to a name."""

    def __init__(self, tell: Tell = tell_nothing, *, id: str) -> None:
        super().__init__(id=id)
        self.tell = tell
        self.view: SourceView | None = None
        self.breakpoints: frozenset[int] = frozenset()
        self.lit = False
        self.linked: Stretch | None = None
        """What the cursor in the bytecode is on."""
        self.told = NOTHING_TOLD
        self.asked = range(0)
        """The lines that were asked about."""
        self.noted = self.roams = False
        self.hovered: tuple[int, int] = (0, 0)
        """Line and column of the name that the mouse is on; 0 for none."""
        self.chosen = 0
        """Which of the names of the cursor's line Enter opens, counted from 0."""

    def begin(self, view: SourceView) -> None:
        """What to show as long as nothing runs."""
        if self.view is None:
            self.view = view

    def look_at(self, view: SourceView) -> None:
        """Show a place at which nothing runs."""
        self.view, self.lit, self.roams = view, False, False
        self.left = 0
        self.ask_anew(view.line)
        self.redraw()

    def go_to_line(self, line: int) -> None:
        """Move the cursor to a 1-based line of what is shown."""
        self.move_to(row_of(line, self.noted_line))

    def link(self, path: str, place: Stretch | None) -> None:
        """Mark what an instruction stands for, and show it, if this is its source."""
        self.linked = place if path == self.path else None
        if self.linked is not None:
            row = row_of(self.linked[0], self.noted_line)
            if not self.top <= row < self.top + self.inner[1]:
                self.top = max(row - self.inner[1] // 2, 0)
        self.redraw()

    @property
    def path(self) -> str:
        """ "" if there is none, as for an expression."""
        return self.view.path if self.view is not None else ""

    @property
    def line(self) -> int:
        """The cursor's line, counted from 1."""
        return self.line_at(self.cursor)

    def line_at(self, row: int) -> int:
        """The line, counted from 1, that a row shows or belongs to."""
        return line_at(row, self.noted_line)

    @property
    def noted_line(self) -> int:
        """The line that has a row more; 0 if none has."""
        return self.told.current if self.noted else 0

    @property
    def failed(self) -> bool:
        return self.snapshot is not None and self.snapshot.status == "error"

    def count(self) -> int:
        return self.view.text.line_count + (self.noted_line > 0) if self.view is not None else 0

    def about(self) -> str:
        return safe_shown(self.view.path.rsplit("/", 1)[-1]) if self.view is not None else ""

    def about_in(self, room: int) -> str:
        """With the meaning of the marks, if there is room for that."""
        name = self.about()
        meaning = legend(room - cells(name) - 4, self.told.is_counted) if self.told.lines else ""
        return f"{name} ── {meaning}" if meaning else super().about_in(room)

    def tally(self) -> str:
        return f"line {self.line} of {self.view.text.line_count if self.view is not None else 0}"

    # What is told.

    def updated(self, before: Snapshot | None) -> None:
        source = self.snapshot.source if self.snapshot is not None else None
        moved = before is None or source != before.source or (source is not None and source != self.view)
        self.lit, self.linked = source is not None, None
        line = self.line
        if source is not None:
            self.view = source
            if moved:
                line, self.left = source.line, 0
        self.ask_anew(line)
        if source is not None and moved:
            self.chosen, self.roams = self.name_in_span(source), False

    def ask_anew(self, line: int) -> None:
        """Have everything told that is on the screen once the cursor is on a line."""
        self.told, self.asked, self.noted = NOTHING_TOLD, range(0), False
        self.cursor = line - 1
        self.keep_visible()
        self.ask()
        self.place_note()
        self.cursor = row_of(line, self.noted_line)
        self.keep_visible()

    def ask(self) -> None:
        """Have those lines told that are seen, if they were not told yet."""
        view = self.view
        if view is None:
            return
        first = line_at(self.top, self.noted_line)
        end = min(first + self.inner[1], view.text.line_count + 1)
        if first in self.asked and end - 1 in self.asked:
            return
        told = self.tell(view.text, max(first - AROUND, 1), min(end + AROUND, view.text.line_count + 1))
        self.asked = range(max(first - AROUND, 1), min(end + AROUND, view.text.line_count + 1))
        self.told = told

    def tell_again(self) -> None:
        """More is known of the same lines."""
        self.asked = range(0)
        self.redraw()

    def place_note(self) -> None:
        """Give the names of the current line a row of their own if that line has no room for them."""
        view, told = self.view, self.told
        self.noted = False
        if view is None or not told.names or not told.current or self.inner[1] < ROWS_FOR_NOTE:
            return
        room = self.inner[0] - gutter_width(view)
        body = body_of(view, told.current, room, self.shown())
        self.noted = room - size(body) - APART < size(naming(told.names))

    def shown(self) -> Shown:
        """How it is shown now."""
        chosen = (0, 0, 0)
        name = self.pointed() if self.has_focus else None
        if name is not None:
            chosen = (self.line, name.start, name.start + len(name.text))
        return Shown(
            self.left,
            self.breakpoints,
            self.lit,
            self.failed,
            self.told,
            self.noted,
            self.roams,
            chosen,
            self.linked,
        )

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        if not self.stale:
            self.ask()
        return lines(self.view, width, top, height, self.shown())

    def on_resize(self) -> None:
        self.ask_anew(self.line)

    # The names of the cursor's line.

    @property
    def names(self) -> Names:
        """Those of the cursor's line."""
        view, line = self.view, self.line
        return names_of(view.text, line) if view is not None and line <= view.text.line_count else NO_NAMES

    def name_in_span(self, source: SourceView) -> int:
        """The first name of what is evaluated, or else of the line."""
        found = (index for index, name in enumerate(self.names) if name.start >= source.column - 1)
        return next(found, 0)

    def pointed(self) -> Name | None:
        """The name that Enter opens."""
        names = self.names
        return names[min(self.chosen, len(names) - 1)] if names else None

    def can_open(self) -> bool:
        return self.pointed() is not None

    def opening(self) -> str:
        name = self.pointed()
        others = "   ← → other names" if len(self.names) > 1 else ""
        return f"Enter opens {safe_shown(name.text)}{others}" if name is not None else ""

    def activate(self) -> None:
        """Ask for the value of the name under the cursor."""
        name = self.pointed()
        if name is not None and self.view is not None:
            self.post_message(self.Pointed(self.view.text, name.text, self.line, name.start + 1))

    def move_to(self, row: int) -> None:
        before = self.line
        super().move_to(row)
        if self.line != before:
            self.chosen = 0

    def go_left(self) -> None:
        """To the name before, if it is seen; else the text goes back."""
        at = min(self.chosen, len(self.names) - 1)
        if at > 0 and self.names[at].begin > self.left_of_line():
            self.point_at(at - 1)
        else:
            self.left = max(self.left - STRIDE, 0)
        self.redraw()

    def go_right(self) -> None:
        """To the next name, and the text comes along; where there is none it goes on alone."""
        if self.chosen + 1 < len(self.names):
            self.point_at(self.chosen + 1)
        else:
            self.left += STRIDE
        self.redraw()

    def point_at(self, index: int) -> None:
        """Have Enter open that name of the line, which is scrolled into view."""
        assert self.view is not None
        self.chosen = index
        name, left, room = self.names[index], self.left_of_line(), self.inner[0] - gutter_width(self.view)
        if name.begin < left:
            self.left, self.roams = max(name.begin - STRIDE, 0), True
        elif name.end > left + room - 1:
            self.left, self.roams = name.end - room + STRIDE, True
        self.post_message(self.Moved(self))

    def left_of_line(self) -> int:
        """How far the cursor's line is scrolled."""
        view = self.view
        if view is None or not self.lit or self.roams or self.line != view.line:
            return self.left
        tokens, start, end = marked(view, highlighter(view.text).line(self.line), "")
        room = self.inner[0] - gutter_width(view)
        before, length, whole = cells(safe_shown(start)), cells(safe_shown(end)), size(safely(tokens))
        own = own_left(before, length, self.left, room, whole)
        return self.left if own is None else own

    def clicked(self, column: int, again: bool) -> None:
        if self.view is None:
            return
        if column <= len(str(self.view.text.line_count)):
            self.post_message(self.Marked(self))
            return
        at = column - gutter_width(self.view) + self.left_of_line()
        found = next((index for index, name in enumerate(self.names) if name.begin <= at < name.end), None)
        if found is not None:
            self.chosen = found
            self.redraw()
        if again:
            self.activate()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Say when the mouse has come to another name."""
        view = self.view
        if view is None or event.button:
            return
        edge = int(self.bordered)
        row = event.y - edge - self.heads + self.top
        line = self.line_at(row)
        if not 0 <= row < self.count() or is_note(row, self.noted_line) or line > view.text.line_count:
            self.hovered = (0, 0)
            return
        at = event.x - edge - gutter_width(view) + (self.left_of_line() if line == self.line else self.left)
        found = next((each for each in names_of(view.text, line) if each.begin <= at < each.end), None)
        here = (line, found.start + 1) if found is not None else (0, 0)
        if here != self.hovered:
            self.hovered = here
            if found is not None:
                self.post_message(self.Hovered(view.text, found.text, line, found.start + 1))
