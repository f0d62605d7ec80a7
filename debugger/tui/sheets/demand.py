"""The chain of demand as rows: who waits for whom, by file, with the cycle of an infinite recursion drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from debugger.numerals import grouped
from debugger.provenance.demand import Link, bar, end_of, gutter, needs_text, sections
from debugger.tui.drawing.lines import ELLIPSIS, Line, Part, cells, clip, fit, pad, right
from debugger.tui.panels.drawn import Said
from debugger.tui.panels.panel import stretch
from debugger.tui.sheets.sheet import Sheet
from debugger.tui.sheets.table import words_in

PLACE_WIDTH = 9
MOST_TEXT, MOST_NAME = 46, 24
NEEDS = {"closes": "  closes the cycle", "opens": "  needed again", "self": "  needed again"}
ROOM_FOR_TALLY = 16
ROOM_FOR_STEPS = 96
"""Columns from which on the steps have columns of their own."""


@dataclass(frozen=True, slots=True)
class Row:
    """A head, a link, or neighbours in library code: `folded` counts those that are not shown."""

    links: tuple[Link, ...]
    folded: int = 0
    head: str = ""
    """What begins here: a file, or what the links are done for in the words of a library."""
    role: str = "strong"
    """Of a head."""
    group: int = 0
    """The number of the first link: what opens folded ones."""

    @property
    def link(self) -> Link:
        """The link that stands for the row: the first one."""
        return self.links[0]

    @property
    def opens(self) -> bool:
        """Whether there are links behind it that can be shown."""
        return self.folded > 0 or self.link.kind == "repeat"


def rows_of(links: Sequence[Link], opened: frozenset[int] = frozenset()) -> list[Row]:
    """The chain by file; neighbours in library code are one row unless their group is opened."""
    rows: list[Row] = []
    at = 0
    path = section = ""
    of_link = sections(links)
    needs = needs_text(links)
    if needs:
        rows.append(Row((links[0],), head=needs, role="error" if links[0].cycle else "title"))
    for (hidden, _), members in groupby(links, lambda link: (link.skipped, bool(link.cycle))):
        group = tuple(members)
        if hidden and at not in opened:
            rows.append(Row(group, sum(link.hidden or 1 for link in group), group=at))
            path = ""
        else:
            for number, link in enumerate(group, at):
                if of_link[number] != section:
                    section, path = of_link[number], ""
                    rows.append(Row((link,), head=section or "the program", role="title"))
                if link.path and link.path != path:
                    rows.append(Row((link,), head=link.path))
                    path = link.path
                rows.append(Row((link,), group=at))
        at += len(group)
    return rows


@dataclass(frozen=True, slots=True)
class Widths:
    """Of the columns that stand below each other."""

    text: int
    thunk: int
    steps: int
    """Of each of the two; 0 where there is no room for them or nothing is known."""


def widths_of(links: Sequence[Link], width: int) -> Widths:
    text = max((cells(link.text) for link in links if link.kind not in ("gap", "repeat")), default=0)
    roomy = width >= ROOM_FOR_STEPS
    thunk = min(max((cells(link.called) for link in links), default=0), MOST_NAME)
    steps = max((len(grouped(step)) for link in links for step in (link.forced, link.made)), default=0)
    known = any(link.forced >= 0 or link.made >= 0 for link in links)
    return Widths(
        min(text, MOST_TEXT, max(width - PLACE_WIDTH - (70 if roomy else 36), 12)),
        thunk,
        max(steps, 5) if known and roomy else 0,
    )


def lines(rows: Sequence[Row], widths: Widths, cycle: bool, width: int, top: int, height: int) -> list[Line]:
    """`height` rows from row `top` on, `width` cells wide."""
    return [Line(fit(parts_of(rows[at], widths, cycle, width), width)) for at in stretch(rows, top, height)]


def parts_of(row: Row, widths: Widths, cycle: bool, width: int) -> Iterator[Part]:
    """A head, a fold, a gap or a link."""
    link = row.link
    if row.head:
        yield f" {bar(link, cycle)}", "error"
        yield (shown_path(row.head, width - 5) if row.role == "strong" else row.head), row.role
    elif row.folded:
        yield f" {gutter(end_of(row.links), cycle)}", "error"
        files = ", ".join(dict.fromkeys(each.path.rsplit("/", 1)[-1] for each in row.links if each.path))
        yield " ▸ ", "focus"
        yield (
            f"{grouped(row.folded)} {'link' if row.folded == 1 else 'links'} in library code: {files}",
            "dim",
        )
    elif link.kind in ("gap", "repeat"):
        yield f" {gutter(link, cycle)}", "error"
        yield (" ▸ ", "focus") if row.opens else (f"{'⋮':>{PLACE_WIDTH}}  ", "faint")
        yield link.text, "changed-strong" if row.opens else "faint"
    else:
        yield f" {gutter(link, cycle)}", "error"
        yield from link_parts(link, widths)


def link_parts(link: Link, widths: Widths) -> Iterator[Part]:
    """Place, text, thunk and steps of a link, in columns, then its source."""
    where = f"{link.line}:{link.column}" if link.path else ""
    yield f"{right(where, PLACE_WIDTH)}  ", "dim"
    yield from text_parts(link, widths.text)
    role = "error-strong" if link.cycle in ("opens", "closes", "self") else "blackhole"
    if widths.thunk:
        yield f"  {pad(link.called, widths.thunk)}", role
    if widths.steps:
        for word, step in (("forced", link.forced), ("made", link.made)):
            known = step >= 0
            yield f"  {word if known else '':>{len(word)}} ", "faint"
            yield right(grouped(step) if known else "", widths.steps), "text"
    if link.cycle == "opens" or widths.steps:
        yield NEEDS.get(link.cycle, ""), "error-strong"
    yield f"  {link.source}", "dim"


def text_parts(link: Link, width: int) -> Iterator[Part]:
    """The op is faint, what runs it is not."""
    text = pad(link.text, width)
    if link.skipped:
        yield text, "dim"
        return
    op, word, rest = text.partition(" in ")
    if link.kind == "frame" and word:
        yield op + word, "dim"
        yield rest, "text"
    else:
        yield text, "keyword" if link.kind == "builtin" else "text"


def shown_path(path: str, width: int) -> str:
    """The end of a path that is too long."""
    if cells(path) <= width:
        return path
    name = path.rsplit("/", 1)[-1]
    kept = path[-max(width - 1, 1) :]
    return ELLIPSIS + kept if kept.isascii() else clip(name, width)


class DemandSheet(Sheet):
    """The cursor passes over heads."""

    class Unfolded(Said):
        """The person wants to see more of what repeats: the link with this number."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(
        self, title: str, links: Sequence[Link], opened: frozenset[int] = frozenset(), *, id: str = "sheet"
    ) -> None:
        super().__init__(title, [], picks=True, id=id)
        self.opened = opened
        self.note = ""
        """What is being worked at."""
        self.put(links)
        self.cursor = self.beside(0, 1)

    def near(self, path: str) -> str:
        """A path as it is shown."""
        return path

    def put(self, links: Sequence[Link]) -> None:
        self.links = tuple(replace(link, path=self.near(link.path)) for link in links)
        self.chain = rows_of(self.links, self.opened)
        self.cycle = any(link.cycle for link in links)

    def replace_links(self, number: int, links: Sequence[Link]) -> None:
        """Others in the place of one link."""
        more = len(links) - len(self.links)
        self.opened = frozenset(each + more if each > number else each for each in self.opened)
        self.put(links)
        self.move_to(self.cursor)

    def count(self) -> int:
        return len(self.chain)

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.chain[self.cursor] if self.chain else None

    def about(self) -> str:
        if not self.chain:
            return self.note
        return self.note or ("the cycle is at the left" if self.cycle else "the innermost first")

    def keys_shown(self) -> str:
        row = self.row
        close = "Esc back" if self.is_docked else "Esc closes"
        if row is None or row.opens:
            idle = close if self.is_docked and not self.is_working else "Esc ends it"
            return f"Enter shows them   {close}" if row is not None else idle
        link = row.link
        keys = ["Enter to its force"] if link.forced >= 0 else ["Enter selects its frame"]
        keys += ["m to its making"] if link.made >= 0 else []
        keys += ["→ its frame" if self.is_docked else "f its frame"] if link.forced >= 0 else []
        return words_in([*keys, close], self.inner[0] - ROOM_FOR_TALLY)

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        return lines(self.chain, widths_of(self.links, width), self.cycle, width, top, height)

    def beside(self, row: int, way: int) -> int:
        """The nearest row that is no head."""
        while 0 <= row < len(self.chain) - 1 and self.chain[row].head:
            row += way
        return row if row >= 0 else self.beside(0, 1)

    def move_to(self, row: int) -> None:
        row = max(0, min(row, self.count() - 1))
        super().move_to(self.beside(row, -1 if row < self.cursor else 1))
        if self.cursor == self.beside(0, 1):
            self.top = 0  # the heads above it are seen too

    def clicked(self, column: int, again: bool) -> None:
        if again:
            self.activate()

    def go_right(self) -> None:
        if self.row is not None and self.row.opens:
            self.unfold(self.row)

    def activate(self) -> None:
        if self.row is not None and self.row.opens:
            self.unfold(self.row)
        else:
            super().activate()

    def unfold(self, row: Row) -> None:
        if not row.folded:
            self.post_message(self.Unfolded(self.number_of(row.link)))
            return
        self.opened |= {row.group}
        self.put(self.links)
        self.move_to(self.cursor)
        self.post_message(self.Moved(self))

    def number_of(self, link: Link) -> int:
        return next(at for at, each in enumerate(self.links) if each is link)
