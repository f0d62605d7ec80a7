"""The plan: which panel stands where on a screen of a given size. Pure, so that it can be tested alone.

Wide screens show every panel at once, and very wide ones a third column beside them. On smaller ones panels
share a place as tabs, and the one used last is shown; on tiny ones all of them share one place without a
border.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from textual.geometry import Region

from debugger.tui.placing.borders import Border, Cuts, split_rows
from debugger.tui.placing.widths import fitted, wanted

Groups = dict[tuple[str, ...], Region]
"""The places, by the panels that share them."""
PANELS = ("source", "bytecode", "frames", "stack", "withs", "upvalues", "continuations", "output")
CODE = ("source", "bytecode")
WAITING = ("frames", "continuations")
"""One picture of who waits for whom, and the plain list of it."""
STATE = ("stack", "frames", "continuations", "upvalues", "withs", "output")
REST = ("upvalues", "withs", "output")
FIRST = ("source", "stack", "frames", "bytecode", "upvalues", "withs", "continuations", "output")
"""Which panels are on top before any has been used."""
DOCKED = ("value", "why", "tree", "thunks")
"""What follows the cursor in a column of its own."""
TWO = (("value", "thunks"), ("why", "tree"))
THREE = (("value",), ("why",), ("tree", "thunks"))
"""The places of that column, where it is high."""

WIDE = (110, 30)
ROOMY = (100, 18)
TALL = (56, 38)
COMPACT = (76, 20)
BESIDE, LOW = (56, 12), 20
"""From which size and up to which height the two halves stand beside each other."""
SMALL = (40, 14)
DOCK = (160, 24)
HIGH = 44
"""Rows from which on there is room for more of everything."""
FOR_TWO, FOR_THREE = 34, 50
"""Rows of the third column from which on it has so many places."""
ROOM_FOR_REASON = 36
"""Rows from which on a sentence of two lines still leaves one for its reason."""
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
    borders: tuple[Border, ...] = ()
    """Those that can be moved."""

    @property
    def bottom(self) -> Region:
        """The last row, where the command line opens."""
        return self.footer or self.explanation or self.status


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the plan heeds: widths that panels want, borders that were moved, and panels that are empty or
    hidden."""

    widths: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    moved: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    empty: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    def columns(self, area: Region, shares: Sequence[int], *places: Sequence[str]) -> list[int]:
        """The widths of neighbours: their shares, bent to what they want."""
        return fitted(area.width, shares, [wanted(self.widths, panels) for panels in places])


def plan(
    width: int,
    height: int,
    recent: Sequence[str],
    zoomed: str | None = None,
    recorded: bool = True,
    wishes: Wishes | None = None,
) -> Plan:
    """`recent` names the panels, the one used last first: it decides which tab is on top.

    The sentence stands between the code and the machine, where the eye passes; on tiny screens, and under a
    zoomed panel, below. Where nothing is recorded there is no timeline. Panels that are empty leave their
    room to their neighbours.
    """
    wishes = wishes or Wishes()
    footer = 1 if height >= 12 else 0
    words = 3 if height >= ROOM_FOR_REASON else 2 if height >= 10 else 1 if height >= 4 else 0
    bar = bar_rows(width, height) if recorded else 0
    shape = shape_of(width, height)
    used = bool(recent) and recent[0] == "output"
    is_strip = shape == "wide" and not zoomed and "output" not in wishes.hidden
    strip = strip_rows(height, "output" in wishes.empty, used) if is_strip else 0
    body = Region(0, 1, width, max(height - 1 - bar - footer - strip, 1))
    cuts = Cuts(wishes.moved, shape)
    groups: dict[tuple[str, ...], Region] = {}
    if zoomed is not None or shape == "tiny":
        area, explanation = split_rows(body, max(body.height - words, 1))
        groups = {DOCKED if zoomed in DOCKED else PANELS: area}
        recent = (zoomed, *recent) if zoomed is not None else recent
    else:
        if width >= DOCK[0] and height >= DOCK[1]:
            body, column = cuts.columns("dock", body, width - column_width(width))
            groups = docked(column, cuts)
        found, explanation = SHAPES[shape](body, words, cuts, wishes)
        groups = found | groups
    if zoomed is None:
        groups = without(groups, wishes.hidden, cuts)
    bordered = shape != "tiny" or height >= 12
    places: dict[str, Place] = {}
    for mates, region in groups.items():
        shown = min(mates, key=lambda panel: recent.index(panel) if panel in recent else len(PANELS))
        places[shown] = Place(region, mates, bordered)
    if strip:
        places["output"] = Place(Region(0, body.bottom, width, strip), ("output",), strip > 1)
    timeline = Region(0, height - footer - bar, width, bar)
    status, last = Region(0, 0, width, 1), Region(0, height - 1, width, footer)
    return Plan(places, status, explanation, timeline, last, tuple(cuts.borders))


def without(groups: Groups, hidden: frozenset[str], cuts: Cuts) -> Groups:
    """The same without the panels that are hidden: their place goes to those beside it. Where nobody is, the
    panel stays."""
    left = {
        tuple(mate for mate in mates if mate not in hidden) or mates: region
        for mates, region in groups.items()
    }
    for mates in [each for each in left if set(each) <= hidden]:
        region = left[mates]
        others = {each: there for each, there in left.items() if each != mates}
        taken = taken_over(region, others)
        if taken is not None:
            cuts.borders = [each for each in cuts.borders if not each.touches(region)]
            left = {**others, **taken}
    return left


def taken_over(region: Region, others: Groups) -> Groups | None:
    """The neighbours along one side of a region, grown into it; None if they do not span any of its sides."""
    for upright in (True, False):
        for is_before in (True, False):
            beside = {
                mates: there
                for mates, there in others.items()
                if is_beside(there, region, upright, is_before)
            }
            size = sum(there.height if upright else there.width for there in beside.values())
            if beside and size == (region.height if upright else region.width):
                return {mates: grown(there, region, upright) for mates, there in beside.items()}
    return None


def is_beside(there: Region, region: Region, upright: bool, is_before: bool) -> bool:
    """Whether a region lies along a side of another one and no further: before it or behind it, `upright` for
    the left and right sides."""
    if upright:
        touches = there.right == region.x if is_before else there.x == region.right
        return touches and region.y <= there.y and there.bottom <= region.bottom
    touches = there.bottom == region.y if is_before else there.y == region.bottom
    return touches and region.x <= there.x and there.right <= region.right


def grown(there: Region, region: Region, upright: bool) -> Region:
    """A neighbour with its part of a region."""
    if upright:
        return there.union(Region(region.x, there.y, region.width, there.height))
    return there.union(Region(there.x, region.y, there.width, region.height))


def bar_rows(width: int, height: int) -> int:
    """Rows of the timeline: the bar, the depths above it, and on high screens what its signs mean."""
    if height < 14 or width < 24:
        return 0
    return 3 if height >= 50 else 2 if height >= 20 else 1


def strip_rows(height: int, is_empty: bool, is_used: bool) -> int:
    """Rows of the output, which has the whole width: one that tells the last message, more while it has the
    focus or where there is room."""
    if is_empty:
        return 1
    return 8 if height >= HIGH and is_used else 6 if height >= HIGH or is_used else 1


def column_width(width: int) -> int:
    """Of the third column."""
    return max(50, min(width * 32 // 100, 110))


def shape_of(width: int, height: int) -> str:
    """The largest layout that fits: `wide`, `tall`, `roomy`, `compact`, `beside`, `small` or `tiny`."""
    for name, (columns, rows) in (
        ("wide", WIDE),
        ("tall", TALL),
        ("roomy", ROOMY),
        ("compact", COMPACT),
        ("beside", BESIDE),
        ("small", SMALL),
    ):
        if width >= columns and height >= rows and not (name == "beside" and height >= LOW):
            return name
    return "tiny"


def halves(body: Region, words: int, cuts: Cuts, shape: str) -> tuple[Region, Region, Region]:
    """The code, the sentence, and the machine."""
    share = CODE_SHARE[shape] + (MORE_CODE if shape == "wide" and body.height >= HIGH else 0)
    return cuts.rows("code", body, (body.height - words) * share // 100, words)


def wide(body: Region, words: int, cuts: Cuts, wishes: Wishes) -> tuple[Groups, Region]:
    """Everything: the parts of the machine beside each other."""
    code, sentence, machine = halves(body, words, cuts, "wide")
    source, bytecode = cuts.columns(
        "source", code, wishes.columns(code, (53, 47), ("source",), ("bytecode",))[0]
    )
    widths = wishes.columns(machine, (48, 28, 24), WAITING, ("stack",), ("upvalues", "withs"))
    frames, rest = cuts.columns("frames", machine, widths[0])
    stack, middle = cuts.columns("stack", rest, rest.width * widths[1] // max(sum(widths[1:]), 1))
    upvalues, _, withs = cuts.rows("upvalues", middle, upvalues_rows(middle.height, wishes.empty))
    found = single(source=source, bytecode=bytecode, stack=stack, upvalues=upvalues, withs=withs)
    return {WAITING: frames, **found}, sentence


def upvalues_rows(height: int, empty: frozenset[str]) -> int:
    """Rows of the upvalues above the with-stack: either leaves its room to the other while it is empty."""
    if "withs" in empty:
        return height - min(LEAST, height // 2)
    return min(LEAST, height // 2) if "upvalues" in empty else height - max(4, height * 2 // 5)


def roomy(body: Region, words: int, cuts: Cuts, wishes: Wishes) -> tuple[Groups, Region]:
    """Wide but low: three places below, the last one shared."""
    code, sentence, machine = halves(body, words, cuts, "roomy")
    source, bytecode = cuts.columns(
        "source", code, wishes.columns(code, (53, 47), ("source",), ("bytecode",))[0]
    )
    widths = wishes.columns(machine, (42, 31, 27), WAITING, ("stack",), REST)
    frames, rest = cuts.columns("frames", machine, widths[0])
    stack, tabs = cuts.columns("stack", rest, rest.width * widths[1] // max(sum(widths[1:]), 1))
    return {**single(source=source, bytecode=bytecode, stack=stack), WAITING: frames, REST: tabs}, sentence


def tall(body: Region, words: int, cuts: Cuts, wishes: Wishes) -> tuple[Groups, Region]:
    """Narrow but high: source over bytecode over pairs."""
    code, sentence, machine = halves(body, words, cuts, "tall")
    source, _, bytecode = cuts.rows("source", code, code.height // 2)
    middle, _, tabs = cuts.rows("frames", machine, machine.height * 60 // 100)
    frames, stack = cuts.columns("stack", middle, middle.width * 55 // 100)
    return {**single(source=source, bytecode=bytecode, stack=stack), WAITING: frames, REST: tabs}, sentence


def compact(body: Region, words: int, cuts: Cuts, wishes: Wishes) -> tuple[Groups, Region]:
    """An ordinary terminal: source and code together, and the value stack never leaves the screen."""
    code, sentence, machine = halves(body, words, cuts, "compact")
    source, bytecode = cuts.columns(
        "source", code, wishes.columns(code, (60, 40), ("source",), ("bytecode",))[0]
    )
    tabs, stack = cuts.columns("stack", machine, machine.width * 62 // 100)
    tabbed = (*WAITING, "upvalues", "withs", "output")
    return {**single(source=source, bytecode=bytecode, stack=stack), tabbed: tabs}, sentence


def beside(body: Region, words: int, cuts: Cuts, wishes: Wishes) -> tuple[Groups, Region]:
    """Few rows: the code beside the machine, the sentence below both."""
    area, sentence = split_rows(body, body.height - words)
    code, machine = cuts.columns("source", area, area.width * 60 // 100)
    return {CODE: code, STATE: machine}, sentence


def small(body: Region, words: int, cuts: Cuts, wishes: Wishes) -> tuple[Groups, Region]:
    """Two shared places: the code and the machine."""
    code, sentence, machine = halves(body, words, cuts, "small")
    return {CODE: code, STATE: machine}, sentence


def docked(column: Region, cuts: Cuts) -> Groups:
    """The third column: one place, or more where it is high."""
    if column.height < FOR_TWO:
        return {DOCKED: column}
    if column.height < FOR_THREE:
        upper, _, lower = cuts.rows("docked", column, column.height // 2)
        return dict(zip(TWO, (upper, lower), strict=True))
    value, _, rest = cuts.rows("value", column, column.height * 30 // 100)
    why, _, last = cuts.rows("why", rest, rest.height // 2)
    return dict(zip(THREE, (value, why, last), strict=True))


Shape = Callable[[Region, int, Cuts, Wishes], tuple[Groups, Region]]
SHAPES: dict[str, Shape] = {
    "wide": wide,
    "tall": tall,
    "roomy": roomy,
    "compact": compact,
    "beside": beside,
    "small": small,
}
CODE_SHARE = {"wide": 46, "tall": 54, "roomy": 50, "compact": 50, "small": 50}
MORE_CODE = 8
"""Percent of the rows that the code has, and how many more where there are many: a source has always more."""


def single(**regions: Region) -> Groups:
    """Each panel has a place of its own."""
    return {(name,): region for name, region in regions.items()}
