"""The thunks of the window and the totals of the places that make them, as tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from debugger.numerals import grouped
from debugger.provenance.thunk_life import SiteRow, ThunkRow
from debugger.tui.drawing.lines import Part
from debugger.tui.sheets.table import Column

STATE_ROLES = {
    "evaluated": "evaluated",
    "in evaluation": "blackhole",
    "never forced": "suspended",
    "failed": "error",
    "handed over": "blackhole",
}
STEP_WIDTH = 7
COLUMNS = (
    Column("thunk", "thunk", 7),
    Column("name", "name"),
    Column("made", "made", STEP_WIDTH, True),
    Column("forced", "forced", STEP_WIDTH, True),
    Column("by", "by", room=104),
    Column("evaluated", "evaluated", STEP_WIDTH, True),
    Column("cost", "cost", 6, True),
    Column("state", "state", 13),
    Column("place", "place", room=140),
)
SITE_COLUMNS = (
    Column("name", "name"),
    Column("made", "made", STEP_WIDTH, True),
    Column("forced", "forced", STEP_WIDTH, True),
    Column("evaluated", "evaluated", STEP_WIDTH, True),
    Column("never", "never", STEP_WIDTH, True),
    Column("cost", "cost", STEP_WIDTH + 2, True),
    Column("place", "place"),
    Column("source", "source", room=120),
)
FIRST_BIG = ("cost", "never", "made", "forced", "evaluated")
"""Columns of totals that one wants to see from the top down."""


class ThunkModel:
    """`order` are the numbers of the rows that are shown; `row_of` makes one."""

    def __init__(self, row_of: Callable[[int], ThunkRow], order: Sequence[int]) -> None:
        self.columns: Sequence[Column] = COLUMNS
        self.row_of = row_of
        self.order = order
        self.sort = "thunk"
        self.backwards = False
        self.chosen = "made"
        self.empty = "No thunks were made in the part of the run that is recorded."

    def widen(self, thunks: int, steps: int) -> None:
        """Have room for the labels of that many thunks, and for steps up to there."""
        label, number = len(f"#{thunks}"), len(grouped(steps))
        self.columns = [
            replace(each, width=max(each.width, label if each.name == "thunk" else number))
            if each.name == "thunk" or each.is_number
            else each
            for each in COLUMNS
        ]

    def count(self) -> int:
        return len(self.order)

    def row(self, at: int) -> ThunkRow:
        """The row at a place of the present order."""
        return self.row_of(self.order[at])

    def cells(self, row: int) -> dict[str, Part]:
        return thunk_cells(self.row(row))


def thunk_cells(row: ThunkRow) -> dict[str, Part]:
    """The cell of each column, by its name."""
    role = STATE_ROLES.get(row.state, "text")
    return {
        "thunk": (f"#{row.number}", role),
        "name": (short_name(row.name), "text"),
        "made": step(row.made),
        "forced": step(row.forced),
        "by": (short_place(row.forced_by), "dim"),
        "evaluated": step(row.evaluated),
        "cost": (grouped(row.cost) if row.cost >= 0 else "", "number"),
        "state": (row.state, role),
        "place": (short_place(row.place), "dim"),
    }


def step(number: int) -> Part:
    """A dash for -1: there is none, or it is not known."""
    return (grouped(number), "text") if number >= 0 else ("–", "faint")


def short_name(name: str) -> str:
    """What a thunk is called; that it is one, or an attribute's, goes without saying."""
    for word in ("thunk '", "attribute '"):
        if name.startswith(word) and name.endswith("'"):
            return name[len(word) : -1]
    return name


def short_place(text: str) -> str:
    """Without the directories, which are often the same."""
    head, word, path = text.rpartition(" ")
    return f"{head}{word}{path.rsplit('/', 1)[-1]}"


class SiteModel:
    columns = SITE_COLUMNS

    def __init__(self, sites: Sequence[SiteRow]) -> None:
        self.sites = sites
        self.order: Sequence[SiteRow] = sites
        self.sort = "cost"
        self.backwards = True
        self.chosen = "name"
        self.empty = "Nothing has made a thunk yet."

    def count(self) -> int:
        return len(self.order)

    def cells(self, row: int) -> dict[str, Part]:
        return site_cells(self.order[row])

    def arrange(self, text: str) -> None:
        """Choose the rows that have a text, and sort them."""
        text = text.lower()
        found = [each for each in self.sites if text in site_text(each)]
        self.order = sorted(found, key=lambda each: getattr(each, self.sort), reverse=self.backwards)


def site_text(row: SiteRow) -> str:
    """What the filter looks in, in lower case."""
    return f"{row.name} {row.place} {row.source} {row.made} {row.forced} {row.never} {row.cost}".lower()


def site_cells(row: SiteRow) -> dict[str, Part]:
    """The cell of each column, by its name."""
    return {
        "name": (short_name(row.name) if row.name != "thunk" else row.source, "text"),
        "made": (grouped(row.made), "text"),
        "forced": (grouped(row.forced), "text"),
        "evaluated": (grouped(row.evaluated), "text"),
        "never": (grouped(row.never) if row.never else "–", "suspended" if row.never else "faint"),
        "cost": (grouped(row.cost), "number"),
        "place": (short_place(row.place), "dim"),
        "source": (row.source, "dim"),
    }
