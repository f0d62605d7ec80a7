"""Tabs: the titles of the panels that share a place, in the upper border, as much of them as fits.

A title tells how much is in its panel, and with `+` that the last step changed it, so that nothing happens
unseen in a panel that another one covers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from debugger.numerals import grouped
from debugger.tui.drawing.lines import cells

TITLES = {
    "source": (1, "Source"),
    "bytecode": (2, "Bytecode"),
    "frames": (3, "Frames"),
    "stack": (4, "Value stack"),
    "withs": (5, "With-stack"),
    "upvalues": (6, "Upvalues"),
    "continuations": (7, "Continuations"),
    "output": (8, "Output"),
}
SHORT = {
    "bytecode": "Code",
    "stack": "Stack",
    "withs": "With",
    "continuations": "Conts",
    "upvalues": "Upvals",
}
SHORTEST = {"source": "", "bytecode": "", "stack": "", "withs": "With", "upvalues": "Up", "output": "Out"}
"""Where they are not on top: of those with a count, the number of the panel is enough."""


class Piece(NamedTuple):
    """A stretch of the border: of the panel `name`, or what stands between two."""

    name: str
    text: str
    kind: str = "title"
    """`title`, `mark` or `edge`."""


class Count(NamedTuple):
    """What a title tells of its panel."""

    size: int | None
    """None for one that has nothing to be counted."""
    changed: bool = False


Counts = Mapping[str, Count]
NOTHING = Count(None)


def pieces(mates: Sequence[str], chosen: str, counts: Counts, room: int) -> list[Piece]:
    """The titles of panels in at most `room` cells if that can be; the one of the panel on top says most."""
    full = {name: title for name, (_, title) in TITLES.items()}
    if len(mates) == 1:
        return [Piece(chosen, f"{TITLES[chosen][0]} {full[chosen]} ")]
    short = {name: SHORT.get(name, full[name]) for name in mates}
    few = {name: SHORTEST.get(name, "") for name in mates}
    made: list[Piece] = []
    for between, titles, counted in (
        ("── ", full, True),
        ("│ ", full, True),
        ("│ ", short, True),
        ("│ ", {**few, chosen: full[chosen]}, True),
        ("│ ", {**few, chosen: short[chosen]}, True),
        ("│ ", {chosen: short[chosen]}, True),
        ("│ ", {chosen: short[chosen]}, False),
        ("", {chosen: short[chosen]}, False),
    ):
        made = list(joined(mates, titles, counts if counted else {}, between))
        if sum(cells(each.text) for each in made) <= room:
            break
    return made


def joined(mates: Sequence[str], titles: Mapping[str, str], counts: Counts, between: str) -> Iterator[Piece]:
    for at, name in enumerate(mates):
        if at and between:
            yield Piece("", between, "edge")
        count = counts.get(name, NOTHING)
        size = grouped(count.size) if count.size else ""
        yield Piece(name, " ".join(filter(None, (str(TITLES[name][0]), titles.get(name, ""), size))))
        yield Piece(name, "+", "mark") if count.changed else Piece(name, " ")


def panel_at(shown: Sequence[Piece], x: int) -> str:
    """The panel whose title is at cell `x`; "" for none."""
    end = 0
    for piece in shown:
        end += cells(piece.text)
        if x < end:
            return piece.name
    return ""
