"""The Source panel: the text that the selected frame comes from, with the current span."""

from __future__ import annotations

from debugger.text import safe_shown
from debugger.tui.drawing.highlight import Token, highlighter
from debugger.tui.drawing.lines import Line, Part, cells, take
from debugger.tui.panels.linking import Stretch, with_link
from debugger.tui.panels.panel import Panel
from debugger.views.snapshot import Snapshot, SourceView


def lines(
    view: SourceView | None,
    width: int,
    top: int = 0,
    height: int = 20,
    left: int = 0,
    breakpoints: frozenset[int] = frozenset(),
    lit: bool = True,
    failed: bool = False,
    link: Stretch | None = None,
) -> list[Line]:
    """Rows of a source from 0-based line `top` on, scrolled by `left` cells; `lit` marks the span, `link` is
    what the cursor in the bytecode is on."""
    if view is None:
        return []
    digits = len(str(view.text.line_count))
    numbers = range(top + 1, min(top + height, view.text.line_count) + 1)
    return [
        line_of(view, number, digits, width, left, number in breakpoints, lit, failed, link)
        for number in numbers
    ]


def line_of(
    view: SourceView,
    number: int,
    digits: int,
    width: int,
    left: int,
    stops: bool,
    lit: bool,
    failed: bool,
    link: Stretch | None = None,
) -> Line:
    """A 1-based line: breakpoint, number, bar, text from cell `left` on. `lit` marks the span."""
    inside = lit and view.line <= number <= last_line(view)
    first = inside and number == view.line
    mark = ("■", "break") if stops else (" ", "")
    number_role = ("error-strong" if failed else "focus-strong") if first else "faint"
    bar = ("▎" if inside else " ", "error" if failed else "focus")
    gutter: list[Part] = [mark, (f"{number:>{digits}} ", number_role), bar]
    room = width - digits - 3
    tokens = with_link(highlighter(view.text).line(number), number, link)
    if first:
        role = "span-error" if failed else "span"
        tokens, start, end = marked(view, tokens, role)
        body = brought_in(shown(tokens), cells(safe_shown(start)), cells(safe_shown(end)), left, room)
    else:
        body = window(shown(tokens), left, room)
    return Line((*gutter, *body), ("error" if failed else "current") if first else "")


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


def shown(tokens: list[Token]) -> list[Part]:
    """What can be shown of each token: nothing in it steers the terminal."""
    return [(safe_shown(text), role) for text, role in tokens]


def brought_in(parts: list[Part], before: int, length: int, left: int, room: int) -> list[Part]:
    """The line scrolled so far that the span is seen: only this one, the others stay where they are."""
    if left <= before and before + min(length, room // 2) <= left + room - 1:
        return window(parts, left, room)
    own = max(before - room // 3, 0)
    return [("…", "faint"), *window(parts, own + 1, room - 1)] if own else window(parts, 0, room)


def last_line(view: SourceView) -> int:
    """The last line that the span has anything of."""
    return view.end_line if view.end_column > 1 or view.end_line == view.line else view.end_line - 1


def lit_up(tokens: list[Token], start: int, end: int, role: str) -> list[Token]:
    """The tokens with everything from character `start` to `end` in another role."""
    end = max(end, start + 1)
    result: list[Token] = []
    at = 0
    for text, own in tokens:
        before, inside = max(start - at, 0), max(end - at, 0)
        for piece, used in (
            (text[:before], own),
            (text[before:inside], role),
            (text[max(before, inside) :], own),
        ):
            if piece:
                result.append((piece, used))
        at += len(text)
    if start >= at:
        result.append((" ", role))
    return result


def window(parts: list[Part], left: int, width: int) -> list[Part]:
    """The parts after `left` cells, at most `width` of them; a last `…` says that there is more."""
    result: list[Part] = []
    room = width
    for text, role in parts:
        size = cells(text)
        if left >= size:
            left -= size
            continue
        text = text[len(take(text, left)) :] if left else text
        left = 0
        result.append((text, role))
        room -= cells(text)
        if room < 0:
            return [*cropped(result, width - 1), ("…", "faint")]
    return result


def cropped(parts: list[Part], width: int) -> list[Part]:
    """The first `width` cells."""
    result: list[Part] = []
    for text, role in parts:
        text = take(text, width)
        result.append((text, role))
        width -= cells(text)
    return result


class SourcePanel(Panel):
    """Keeps showing the last source when there is none any more."""

    empty = "The program's text stands here as soon as something of it runs."
    margin = 3

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.view: SourceView | None = None
        self.breakpoints: frozenset[int] = frozenset()
        self.lit = False
        self.linked: Stretch | None = None
        """What the cursor in the bytecode is on."""

    def begin(self, view: SourceView) -> None:
        """What to show as long as nothing runs."""
        if self.view is None:
            self.view = view

    def look_at(self, view: SourceView) -> None:
        """Show a place at which nothing runs."""
        self.view, self.lit = view, False
        self.cursor, self.left = view.line - 1, 0
        self.keep_visible()
        self.redraw()

    def link(self, path: str, place: Stretch | None) -> None:
        """Mark what an instruction stands for, and show it, if this is its source."""
        self.linked = place if path == self.path else None
        if self.linked is not None and not self.top <= self.linked[0] - 1 < self.top + self.inner[1]:
            self.top = max(self.linked[0] - 1 - self.inner[1] // 2, 0)
        self.redraw()

    @property
    def path(self) -> str:
        """ "" if there is none, as for an expression."""
        return self.view.path if self.view is not None else ""

    @property
    def line(self) -> int:
        """The cursor's line, counted from 1."""
        return self.cursor + 1

    def count(self) -> int:
        return self.view.text.line_count if self.view is not None else 0

    def about(self) -> str:
        if self.view is None:
            return ""
        return safe_shown(self.view.path.rsplit("/", 1)[-1])

    def tally(self) -> str:
        return f"line {self.line} of {self.count()}"

    def updated(self, before: Snapshot | None) -> None:
        source = self.snapshot.source if self.snapshot is not None else None
        moved = before is None or source != before.source or (source is not None and source != self.view)
        self.lit, self.linked = source is not None, None
        if source is not None:
            self.view = source
            if moved:
                self.cursor = source.line - 1
                self.left = 0

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        failed = self.snapshot is not None and self.snapshot.status == "error"
        return lines(
            self.view, width, top, height, self.left, self.breakpoints, self.lit, failed, self.linked
        )

    def go_left(self) -> None:
        self.left = max(self.left - 8, 0)
        self.redraw()

    def go_right(self) -> None:
        self.left += 8
        self.redraw()

    def activate(self) -> None:
        """Nothing opens here."""

    def clicked(self, column: int, again: bool) -> None:
        if column <= len(str(self.count())):
            self.post_message(self.Marked(self))
