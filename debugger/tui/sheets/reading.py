"""Reading: a long text in a sheet of its own, with its own lines, folded and numbered."""

from __future__ import annotations

from textual import events

from debugger.numerals import grouped
from debugger.tui.drawing.lines import Line, Part, fit, right
from debugger.tui.drawing.pages import Pages, Place, Row
from debugger.tui.sheets.asking import AskingSheet
from debugger.views.values.reading import Reading

ABOVE = 3
"""One of so many parts of the height stays above what was found."""
AHEAD = 4
"""Screens of text that are wanted beyond what is shown."""
ROLES = {"escaped": "changed", "span": "span"}


def about(reading: Reading) -> str:
    """What it is and how long."""
    size = f"{grouped(reading.known)} byte{'' if reading.known == 1 else 's'}"
    if not reading.is_complete:
        return f"{size} so far"
    if reading.kind == "printed":
        return size
    count = reading.line_count
    return f"{reading.kind}, {grouped(count)} line{'' if count == 1 else 's'}, {size}"


def row_line(row: Row, gutter: int, width: int, hit: Place | None) -> Line:
    """A row behind the number of its line; further rows of one have none."""
    number = right(grouped(row.line) if row.line else "", gutter - 2) + "  " if gutter else " "
    parts: list[Part] = [(number, "faint")]
    parts += [(text, ROLES.get(role, "text")) for text, role in row.parts]
    return Line(fit(parts, width), "current" if row.place == hit else "")


class ReadingSheet(AskingSheet):
    """It is moved by rows and knows where it is by a place in the text, not by counting rows."""

    def __init__(self, title: str, reading: Reading) -> None:
        super().__init__(title, [], id="reading")
        self.reading = reading
        self.place: Place = (0, 0)
        self.needle = ""
        self.hit: int | None = None
        """The byte at which the last thing was found."""
        self.pages = Pages("", 1)

    # Rows.

    @property
    def number_width(self) -> int:
        return 0 if self.reading.kind == "printed" else len(grouped(self.reading.line_count)) + 3

    def paged(self) -> Pages:
        """The rows at the width that there is; the place is kept if that has changed."""
        pages, text = self.pages, self.reading.text
        width = max(self.inner[0] - (self.number_width or 1) - 1, 1)
        if pages.text is not text or (pages.width, pages.needle) != (width, self.needle):
            self.pages = Pages(text, width, self.needle)
            if pages.text and pages.width != width:
                self.keep_place(pages.offset_of(self.place))
        return self.pages

    def keep_place(self, offset: int) -> None:
        """Stay where one is in the text, at another width: what was found stays in sight."""
        if self.hit is None:
            self.place = self.pages.place_of(offset)
        else:
            self.place = self.pages.moved(self.pages.place_of(self.hit), -(self.inner[1] // ABOVE))

    def rows_now(self) -> list[Row]:
        """The rows on the screen, which is filled where the text allows it."""
        pages, height = self.paged(), self.inner[1]
        rows = pages.rows(self.place, height)
        if len(rows) < height and self.place != (0, 0):
            self.place = pages.moved(self.place, len(rows) - height)
            rows = pages.rows(self.place, height)
        return rows

    def draw(self, width: int, height: int) -> list[Line]:
        inner_width, inner_height = self.inner
        rows = self.rows_now()
        hit = self.pages.place_of(self.hit) if self.hit is not None else None
        lines = [row_line(row, self.number_width, inner_width, hit) for row in rows]
        if len(lines) < inner_height and not self.reading.is_complete:
            lines.append(Line(((" … more is coming", "dim"),)))
        return lines

    def count(self) -> int:
        """One more than fits, if not all of it does: nobody knows how many rows there are."""
        height = self.inner[1]
        pages, rows = self.pages, self.rows_now()
        ends = self.reading.is_complete and pages.next(rows[-1].place) is None
        return len(rows) if ends and self.place == (0, 0) else height + 1

    def wanted_rows(self, most: int) -> int:
        """How many rows there are, if not more than so many."""
        return len(self.paged().rows((0, 0), most))

    def wants_more(self) -> bool:
        """Whether what is known of the text may soon be read to its end."""
        ahead = self.inner[0] * self.inner[1] * AHEAD
        return not self.reading.is_complete and len(self.reading.text) - self.place[0] < ahead

    # What stands in the border.

    def about(self) -> str:
        return about(self.reading)

    def tally(self) -> str:
        """The last line that is shown, and how much of all lies above the lower edge."""
        pages, rows = self.pages, self.rows_now()
        after = pages.next(rows[-1].place)
        end = pages.offset_of(after) if after is not None else len(pages.text)
        share = f"{100 * end // max(self.reading.known, 1)} %" if self.reading.is_complete else "…"
        if not self.number_width:
            return share
        line = pages.line_of(rows[-1].place[0])
        return f"{grouped(line)} of {grouped(self.reading.line_count)}  {share}"

    def keys(self) -> tuple[str, ...]:
        found = (". , next, previous",) if self.needle else ()
        lines = (": line",) if self.number_width else ()
        return ("Esc closes", "/ search", *found, *lines, "g G ends")

    def thumb(self) -> range:
        height, size = self.inner[1], max(len(self.reading.text), 1)
        if self.count() <= height:
            return range(0)
        start = self.paged().offset_of(self.place) * height // size
        shown = max(1, height * self.inner[0] * height // size)
        start = min(start, height - 1)
        return range(start, min(start + min(shown, height), height))

    # Moving.

    def move(self, verb: str) -> None:
        self.said = ""
        page = max(self.inner[1] - 1, 1)
        steps = {"up": -1, "down": 1, "page_up": -page, "page_down": page}
        if verb in steps:
            self.scroll_rows(steps[verb])
        elif verb == "first":
            self.go((0, 0))
        elif verb == "last":
            self.go(self.paged().last())

    def scroll_rows(self, rows: int) -> None:
        self.go(self.paged().moved(self.place, rows))

    def go(self, place: Place) -> None:
        self.place, self.hit = place, None
        self.rows_now()
        self.redraw()
        self.post_message(self.Moved(self))

    def go_to_line(self, line: int) -> bool:
        """False if there are not so many."""
        place = self.paged().line_place(line) if line > 0 else None
        if place is not None:
            self.go(place)
        return place is not None

    def show_hit(self, offset: int) -> None:
        """Have what was found on the screen, with something above it."""
        pages = self.paged()
        place = pages.place_of(offset)
        if place not in [row.place for row in self.rows_now()]:
            self.go(pages.moved(place, -(self.inner[1] // ABOVE)))
        self.hit = offset
        self.redraw()

    @property
    def sought_from(self) -> int:
        """Where a search begins: at what was found last, or at the first row."""
        return self.hit if self.hit is not None else self.paged().offset_of(self.place)

    def keep_visible(self) -> None:
        """There is no cursor."""

    def on_click(self, event: events.Click) -> None:
        """In the right edge: to that part of the text."""
        event.stop()
        height = self.inner[1]
        if event.x == self.size.width - 1 and 0 < event.y <= height and self.count() > height:
            self.go(self.paged().place_of(len(self.reading.text) * (event.y - 1) // height))
