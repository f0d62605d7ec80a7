"""Panel: a bordered list of rows with a cursor. Only the rows on the screen are ever made."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.strip import Strip

from debugger.numerals import grouped
from debugger.tui.drawing.lines import Line, Part, cells, clip, fit, hint, line
from debugger.tui.drawing.theme import Palette
from debugger.tui.panels.drawn import Drawn, Said, strip_of
from debugger.tui.panels.tabs import Count, Counts, Piece, panel_at, pieces
from debugger.views.snapshot import Snapshot

WHEEL = 3


class Panel(Drawn, can_focus=True):
    """`show` gives it a snapshot; a subclass counts its rows and draws a stretch of them."""

    empty = ""
    """What would be here, and when."""
    margin = 0
    """Rows kept visible around the cursor."""
    heads = 0
    """Rows above the others that do not scroll."""

    class Entered(Said):
        """The panel got the focus."""

        def __init__(self, panel: Panel) -> None:
            super().__init__()
            self.panel = panel

    class Wanted(Said):
        """A tab of the title was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class Opened(Said):
        """The person wants to see what is in the row under the cursor."""

        def __init__(self, panel: Panel) -> None:
            super().__init__()
            self.panel = panel

    class Moved(Said):
        """The person moved the cursor."""

        def __init__(self, panel: Panel) -> None:
            super().__init__()
            self.panel = panel

    class Marked(Said):
        """The gutter was clicked: toggle a breakpoint at the cursor."""

        def __init__(self, panel: Panel) -> None:
            super().__init__()
            self.panel = panel

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.snapshot: Snapshot | None = None
        self.cursor = 0
        self.top = 0
        self.left = 0
        self.mates: tuple[str, ...] = (id,)
        self.counts: Counts = {}
        """What the titles tell of the panels."""
        self.bordered = True

    # What a subclass says.

    def count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        """The rows from `top` on, at most `height` of them."""
        raise NotImplementedError

    def head(self, width: int) -> list[Line]:
        """The rows that do not scroll, as many as `heads` says."""
        return []

    def about(self) -> str:
        """What stands in the title behind the name."""
        return ""

    def about_in(self, room: int) -> str:
        """The same in so many cells."""
        return clip(self.about(), room)

    def counted(self) -> int | None:
        """How much there is, which the title tells; None where there is nothing to be counted."""
        return None

    @property
    def is_changed(self) -> bool:
        """Whether the last step changed what is shown."""
        return self.snapshot is not None and self.id in self.snapshot.changed

    @property
    def frame_number(self) -> int:
        """The frame that the row under the cursor belongs to; 0 for none."""
        return 0

    def tally(self) -> str:
        """What stands in the lower border when not everything fits."""
        return f"{self.cursor + 1} of {self.count()}"

    def can_open(self) -> bool:
        """Whether there is something to open under the cursor."""
        return False

    def opening(self) -> str:
        """What the lower border says when there is."""
        return "Enter opens"

    def page(self) -> tuple[str, list[Line]] | None:
        """Title and lines of a page about the row under the cursor, for rows that are no values."""
        return None

    def updated(self, before: Snapshot | None) -> None:
        """A new snapshot came: move the cursor to where it belongs."""

    # Showing.

    def show(self, snapshot: Snapshot) -> None:
        """Take a snapshot; the cursor goes to where it belongs in it."""
        before, self.snapshot = self.snapshot, snapshot
        self.updated(before)
        self.keep_visible()
        self.redraw()

    @property
    def inner(self) -> tuple[int, int]:
        """Width and height inside the border and below the head."""
        edge = 2 if self.bordered else 0
        return max(self.size.width - edge, 1), max(self.size.height - edge - self.heads, 1)

    def keep_visible(self) -> None:
        """Scroll so that the cursor is on the screen."""
        count, height = self.count(), self.inner[1]
        self.cursor = max(0, min(self.cursor, count - 1))
        margin = min(self.margin, (height - 1) // 2)
        if self.cursor < self.top + margin:
            self.top = self.cursor - margin
        elif self.cursor > self.top + height - 1 - margin:
            self.top = self.cursor - height + 1 + margin
        self.top = max(0, min(self.top, count - height))

    def draw(self, width: int, height: int) -> list[Line]:
        inner_width, inner_height = self.inner
        count = self.count()
        head = self.head(inner_width)
        if not count:
            said = hint(f"empty: {self.empty}" if self.has_focus else "empty", inner_width, inner_height)
            return head + said
        self.top = max(0, min(self.top, count - inner_height))
        lines = self.rows(inner_width, self.top, inner_height)
        at = self.cursor - self.top
        if self.has_focus and 0 <= at < len(lines):
            lines[at] = lines[at].on("cursor")
        return head + lines

    def strips(self, width: int, height: int, palette: Palette) -> list[Strip]:
        if not self.bordered:
            return super().strips(width, height, palette)
        edge = (
            ("past" if self.past else "focus")
            if self.has_focus
            else ("past-border" if self.past else "border")
        )
        style = palette.style(edge)
        lines, thumb = self.lines_now(), self.thumb()
        left, bar, piece = Segment("│", style), Segment("│", style), Segment("┃", style)
        made = [strip_of(line(*self.upper_edge(width, edge)), width, palette)]
        for y in range(height - 2):
            shown = lines[y] if y < len(lines) else Line()
            inside = strip_of(shown, width - 2, palette, self.stale)
            made.append(Strip([left, *inside, piece if y in thumb else bar], width))
        if height > 1:
            made.append(strip_of(line(*self.lower_edge(width, edge)), width, palette))
        return made

    # The border.

    def tabs(self) -> list[Piece]:
        """The titles of everything that shares this place."""
        return pieces(self.mates, self.id or "", self.counts, self.size.width - 4)

    @property
    def past(self) -> bool:
        """Whether it shows the past."""
        return self.snapshot is not None and not self.snapshot.is_live

    @property
    def is_recorded(self) -> bool:
        """Whether there is a past that can be looked at."""
        return self.snapshot is not None and self.snapshot.start < self.snapshot.edge

    @property
    def title_role(self) -> str:
        """By focus, and by whether one looks at the past."""
        if not self.has_focus:
            return "title"
        return "past-strong" if self.past else "title-focus"

    def upper_edge(self, width: int, edge: str) -> list[Part]:
        """The tabs and what is said of the rows, `width` cells; `edge` is the border's role."""
        parts: list[Part] = [("╭ ", edge)]
        for name, text, kind in self.tabs():
            role = self.title_role if name == self.id else "dim"
            parts.append((text, {"edge": edge, "mark": "changed-strong"}.get(kind, role)))
        left = width - sum(cells(text) for text, _ in parts) - 1
        count = self.counted() if len(self.mates) == 1 else None
        if count is not None and left > len(grouped(count)) + 4:
            parts += [("── ", edge), (grouped(count), "dim"), (" ", edge)]
            left -= len(grouped(count)) + 4
        about = self.about_in(left - 4) if left > 8 else ""
        if about:
            parts += [("── ", edge), (about, "dim"), (" ", edge)]
        left = width - sum(cells(text) for text, _ in parts) - 1
        return [*fit(parts, width - 1), ("─" * max(left, 0), edge), ("╮", edge)]

    def lower_edge(self, width: int, edge: str) -> list[Part]:
        """The tally and what can be done, as far as they fit, `width` cells."""
        count, height = self.count(), self.inner[1]
        tally = f" {self.tally()} " if count > height else ""
        opens = f" {self.opening()} " if self.has_focus and self.can_open() else ""
        if width < len(tally) + len(opens) + 8:
            opens = ""
        left = width - 4 - cells(tally) - cells(opens)
        if left < 0:
            return [("╰" + "─" * max(width - 2, 0) + "╯", edge)]
        return [("╰─", edge), (opens, "dim"), ("─" * left, edge), (tally, "dim"), ("─╯", edge)]

    def thumb(self) -> range:
        """The rows of the right edge that stand for what is shown."""
        count, height = self.count(), self.inner[1]
        if count <= height:
            return range(0)
        size = max(1, height * height // count)
        start = self.heads + (height - size) * self.top // max(count - height, 1)
        return range(start, start + size)

    # Moving.

    def move(self, verb: str) -> None:
        """`up`, `down`, `page_up`, `page_down`, `first`, `last`, `left`, `right` or `open`."""
        page = max(self.inner[1] - 1, 1)
        steps = {"up": -1, "down": 1, "page_up": -page, "page_down": page}
        if verb in steps:
            self.move_to(self.cursor + steps[verb])
        elif verb == "first":
            self.move_to(0)
        elif verb == "last":
            self.move_to(self.count() - 1)
        elif verb == "left":
            self.go_left()
        elif verb == "right":
            self.go_right()
        elif verb == "open":
            self.activate()

    def move_to(self, row: int) -> None:
        """To a row, or the nearest there is; says so if the cursor moved."""
        before = self.cursor
        self.cursor = max(0, min(row, self.count() - 1))
        self.keep_visible()
        self.redraw()
        if self.cursor != before:
            self.post_message(self.Moved(self))

    def go_left(self) -> None:
        """Nothing to close here."""

    def go_right(self) -> None:
        """Opens, unless a panel has a better use."""
        self.activate()

    def activate(self) -> None:
        """What Enter does: opens the row under the cursor."""
        if self.count():
            self.post_message(self.Opened(self))

    def scroll_rows(self, rows: int) -> None:
        """Scroll by so many rows, the cursor stays where it is."""
        self.top = max(0, min(self.top + rows, self.count() - self.inner[1]))
        self.redraw()

    # Events.

    def on_focus(self) -> None:
        self.redraw()
        self.post_message(self.Entered(self))

    def on_blur(self) -> None:
        self.redraw()

    def on_resize(self) -> None:
        self.keep_visible()
        self.redraw()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_rows(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_rows(-WHEEL)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        edge = 1 if self.bordered else 0
        if self.bordered and event.y == 0:
            self.click_tab(event.x)
            return
        if edge <= event.y < edge + self.heads:
            self.clicked_head(event.x - edge)
            return
        row = self.top + event.y - edge - self.heads
        if not edge <= event.y < self.size.height - edge or row >= self.count():
            return
        if self.bordered and event.x == self.size.width - 1:
            self.top = self.count() * (event.y - edge - self.heads) // max(self.inner[1], 1)
            self.redraw()
            return
        again = row == self.cursor and event.chain >= 2
        self.move_to(row)
        self.clicked(event.x - edge, again)

    def clicked(self, column: int, again: bool) -> None:
        """A row was clicked at a column; `again` on the second click of two."""
        if again:
            self.activate()

    def clicked_head(self, column: int) -> None:
        """A row that does not scroll was clicked."""

    def click_tab(self, x: int) -> None:
        """Ask for the panel whose title is at cell `x` of the border."""
        name = panel_at(self.tabs(), x - 2)
        if name:
            self.post_message(self.Wanted(name))


def share_counts(panels: Sequence[Panel]) -> None:
    """Let every panel know what the titles of the others tell."""
    counts = {panel.id or "": Count(panel.counted(), panel.is_changed) for panel in panels}
    for panel in panels:
        panel.counts = counts


def stretch(rows: Sequence[object], top: int, height: int) -> range:
    """Indices of the rows that are visible."""
    return range(max(top, 0), min(top + height, len(rows)))
