"""The plan: which panel stands where on a screen of a given size. Pure, so that it can be tested alone.

Wide screens show every panel at once, but for the plain list of continuations, which is a tab of the frames.
On smaller ones more of them share a place, and the one used last is shown; on tiny ones all of them share
one place without a border.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.geometry import Region

PANELS = ("source", "bytecode", "frames", "stack", "withs", "upvalues", "continuations", "output")
CODE = ("source", "bytecode")
STATE = ("frames", "stack", "withs", "upvalues", "continuations", "output")
WAITING = ("frames", "continuations")
"""One picture of who waits for whom, and the plain list of what waits behind it."""
ALONE = ("withs", "upvalues", "output")

WIDE = (110, 30)
ROOMY = (100, 18)
TALL = (56, 38)
COMPACT = (76, 20)
SMALL = (40, 14)
LEAST = 3
"""Rows of a panel that is empty: its border and a line."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a panel stands, and which panels share the place."""

    region: Region
    mates: tuple[str, ...]
    bordered: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """Every visible panel and the rows around them; an empty region is not shown."""

    places: dict[str, Place]
    status: Region
    explanation: Region
    timeline: Region
    footer: Region

    @property
    def bottom(self) -> Region:
        """The last row, where the command line opens."""
        return self.footer or self.explanation or self.status


def plan(
    width: int,
    height: int,
    recent: Sequence[str],
    zoomed: str | None = None,
    recorded: bool = True,
    empty: frozenset[str] = frozenset(),
) -> Plan:
    """`recent` names the panels, the one used last first: it decides which tab is on top.

    The sentence stands between the code and the machine, where the eye passes; on tiny screens, and under a
    zoomed panel, below. Where nothing is recorded there is no timeline. Panels that are `empty` leave their
    room to their neighbours.
    """
    footer = 1 if height >= 12 else 0
    words = 3 if height >= 46 else 2 if height >= 10 else 1 if height >= 4 else 0
    bar = bar_rows(width, height) if recorded else 0
    shape = shape_of(width, height)
    strip = strip_rows(height, "output" in empty, recent[:1]) if shape == "wide" and zoomed is None else 0
    body = Region(0, 1, width, max(height - 1 - bar - footer - strip, 1))
    if zoomed is not None or shape == "tiny":
        area, explanation = split_rows(body, max(body.height - words, 1))
        groups: dict[tuple[str, ...], Region] = {PANELS: area}
        recent = (zoomed, *recent) if zoomed is not None else recent
    else:
        code, rest = split_rows(body, (body.height - words) * CODE_SHARE[shape] // 100)
        explanation, machine = split_rows(rest, words)
        groups = SHAPES[shape](code, machine, empty)
    bordered = shape != "tiny" or height >= 12
    places: dict[str, Place] = {}
    for mates, region in groups.items():
        shown = min(mates, key=lambda panel: recent.index(panel) if panel in recent else len(PANELS))
        places[shown] = Place(region, mates, bordered)
    if strip:
        places["output"] = Place(Region(0, body.bottom, width, strip), ("output",), strip > 1)
    timeline = Region(0, height - footer - bar, width, bar)
    return Plan(places, Region(0, 0, width, 1), explanation, timeline, Region(0, height - 1, width, footer))


def bar_rows(width: int, height: int) -> int:
    """Rows of the timeline: the bar, the depths above it, and on high screens what its signs mean."""
    if height < 14 or width < 24:
        return 0
    return 3 if height >= 50 else 2 if height >= 20 else 1


def strip_rows(height: int, is_empty: bool, used: Sequence[str]) -> int:
    """Rows of the output, which has the whole width: one until something is said, and where there is little
    room until the panel is used."""
    if is_empty:
        return 1
    return 8 if height >= 46 else 5 if "output" in used else 1


def shape_of(width: int, height: int) -> str:
    """The largest layout that fits: `wide`, `tall`, `roomy`, `compact`, `small` or `tiny`."""
    for name, (columns, rows) in (
        ("wide", WIDE),
        ("tall", TALL),
        ("roomy", ROOMY),
        ("compact", COMPACT),
        ("small", SMALL),
    ):
        if width >= columns and height >= rows:
            return name
    return "tiny"


def wide(code: Region, machine: Region, empty: frozenset[str]) -> dict[tuple[str, ...], Region]:
    """Everything: who waits for whom beside the values."""
    source, bytecode = split_columns(code, code.width // 2)
    frames, rest = split_columns(machine, machine.width // 2)
    stack, rest = split_columns(rest, machine.width * 27 // 100)
    upvalues, withs = split_rows(rest, rest.height - withs_rows(rest.height, empty))
    others = single(source=source, bytecode=bytecode, stack=stack, withs=withs, upvalues=upvalues)
    return {WAITING: frames, **others}


def withs_rows(height: int, empty: frozenset[str]) -> int:
    """Rows of the with-stack below the upvalues: next to none while it is empty."""
    return min(LEAST, height // 2) if "withs" in empty else max(4, height * 2 // 5)


def roomy(code: Region, machine: Region, empty: frozenset[str]) -> dict[tuple[str, ...], Region]:
    """Wide but low: three places below, two of them shared."""
    source, bytecode = split_columns(code, code.width // 2)
    frames, rest = split_columns(machine, machine.width * 45 // 100)
    stack, tabs = split_columns(rest, machine.width * 28 // 100)
    return {WAITING: frames, ALONE: tabs, **single(source=source, bytecode=bytecode, stack=stack)}


def tall(code: Region, machine: Region, empty: frozenset[str]) -> dict[tuple[str, ...], Region]:
    """Narrow but high: source over bytecode over pairs."""
    source, bytecode = split_rows(code, code.height // 2)
    middle, tabs = split_rows(machine, machine.height * 55 // 100)
    frames, stack = split_columns(middle, machine.width * 60 // 100)
    return {WAITING: frames, ALONE: tabs, **single(source=source, bytecode=bytecode, stack=stack)}


def compact(code: Region, machine: Region, empty: frozenset[str]) -> dict[tuple[str, ...], Region]:
    """An ordinary terminal: source and code together, and the value stack never leaves the screen."""
    source, bytecode = split_columns(code, code.width * 60 // 100)
    tabs, stack = split_columns(machine, machine.width * 60 // 100)
    shared = (*WAITING, "upvalues", "withs", "output")
    return {**single(source=source, bytecode=bytecode, stack=stack), shared: tabs}


def small(code: Region, machine: Region, empty: frozenset[str]) -> dict[tuple[str, ...], Region]:
    """Two shared places: the code and the machine."""
    return {CODE: code, STATE: machine}


SHAPES = {"wide": wide, "tall": tall, "roomy": roomy, "compact": compact, "small": small}
CODE_SHARE = {"wide": 53, "tall": 54, "roomy": 50, "compact": 50, "small": 50}
"""Percent of the rows that the code has."""


def single(**regions: Region) -> dict[tuple[str, ...], Region]:
    """Each panel has a place of its own."""
    return {(name,): region for name, region in regions.items()}


def split_rows(area: Region, rows: int) -> tuple[Region, Region]:
    """The first `rows` rows, and the rest."""
    x, y, width, height = area
    return Region(x, y, width, rows), Region(x, y + rows, width, height - rows)


def split_columns(area: Region, columns: int) -> tuple[Region, Region]:
    """The first `columns` columns, and the rest."""
    x, y, width, height = area
    return Region(x, y, columns, height), Region(x + columns, y, width - columns, height)
