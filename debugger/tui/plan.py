"""The plan: which panel stands where on a screen of a given size. Pure, so that it can be tested alone.

Wide screens show every panel at once. On smaller ones panels share a place as tabs, and the one used
last is shown; on tiny ones all of them share one place without a border.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.geometry import Region

PANELS = ("source", "bytecode", "frames", "stack", "withs", "upvalues", "continuations", "output")
CODE = ("source", "bytecode")
STATE = ("frames", "stack", "withs", "upvalues", "continuations", "output")
REST = ("withs", "upvalues", "continuations", "output")

WIDE = (110, 30)
ROOMY = (100, 18)
TALL = (56, 38)
SMALL = (40, 14)


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
    width: int, height: int, recent: Sequence[str], zoomed: str | None = None, recorded: bool = True
) -> Plan:
    """`recent` names the panels, the one used last first: it decides which tab is on top.

    Where nothing is recorded there is no timeline.
    """
    footer = 1 if height >= 12 else 0
    words = 3 if height >= 46 else 2 if height >= 10 else 1 if height >= 4 else 0
    bar = 0 if not recorded or height < 14 or width < 24 else 2 if height >= 50 else 1
    body = height - 1 - words - bar - footer
    shape = shape_of(width, height)
    strip = (8 if height >= 46 else 5) if shape == "wide" and zoomed is None else 0
    area = Region(0, 1, width, max(body - strip, 1))
    groups: dict[tuple[str, ...], Region]
    if zoomed is not None:
        groups = {PANELS: area}
        recent = (zoomed, *recent)
    else:
        groups = SHAPES[shape](area)
    bordered = shape != "tiny" or height >= 12
    places: dict[str, Place] = {}
    for mates, region in groups.items():
        shown = min(mates, key=lambda panel: recent.index(panel) if panel in recent else len(PANELS))
        places[shown] = Place(region, mates, bordered)
    at = area.bottom
    explanation = Region(0, at, width, words)
    if strip:
        places["output"] = Place(Region(0, at + words, width, strip), ("output",))
    timeline = Region(0, height - footer - bar, width, bar)
    return Plan(places, Region(0, 0, width, 1), explanation, timeline, Region(0, height - 1, width, footer))


def shape_of(width: int, height: int) -> str:
    """The largest layout that fits: `wide`, `tall`, `roomy`, `small` or `tiny`."""
    for name, (columns, rows) in (("wide", WIDE), ("tall", TALL), ("roomy", ROOMY), ("small", SMALL)):
        if width >= columns and height >= rows:
            return name
    return "tiny"


def wide(area: Region) -> dict[tuple[str, ...], Region]:
    """Everything: code above, the machine's five parts below."""
    top, bottom = split_rows(area, area.height * 53 // 100)
    source, bytecode = split_columns(top, area.width // 2)
    frames, rest = split_columns(bottom, area.width * 22 // 100)
    stack, rest = split_columns(rest, area.width * 27 // 100)
    middle, continuations = split_columns(rest, area.width * 22 // 100)
    withs, upvalues = split_rows(middle, max(4, middle.height * 2 // 5))
    return single(
        source=source,
        bytecode=bytecode,
        frames=frames,
        stack=stack,
        withs=withs,
        upvalues=upvalues,
        continuations=continuations,
    )


def roomy(area: Region) -> dict[tuple[str, ...], Region]:
    """Wide but low: three places below, the last one shared."""
    top, bottom = split_rows(area, area.height // 2)
    source, bytecode = split_columns(top, area.width // 2)
    frames, rest = split_columns(bottom, area.width * 30 // 100)
    stack, tabs = split_columns(rest, area.width * 33 // 100)
    return {**single(source=source, bytecode=bytecode, frames=frames, stack=stack), REST: tabs}


def tall(area: Region) -> dict[tuple[str, ...], Region]:
    """Narrow but high: source over bytecode over pairs."""
    quarter = area.height * 27 // 100
    source, rest = split_rows(area, quarter)
    bytecode, rest = split_rows(rest, quarter)
    middle, tabs = split_rows(rest, rest.height * 55 // 100)
    frames, stack = split_columns(middle, area.width // 2)
    return {**single(source=source, bytecode=bytecode, frames=frames, stack=stack), REST: tabs}


def small(area: Region) -> dict[tuple[str, ...], Region]:
    """Two shared places: the code and the machine."""
    top, bottom = split_rows(area, (area.height + 1) // 2)
    return {CODE: top, STATE: bottom}


def tiny(area: Region) -> dict[tuple[str, ...], Region]:
    """All panels share the one place."""
    return {PANELS: area}


SHAPES = {"wide": wide, "tall": tall, "roomy": roomy, "small": small, "tiny": tiny}


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
