"""Borders: where an area is cut between panels. A person moves them; where one stands is kept as a share of
the area that it cuts, so that it means the same on a screen of another size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.geometry import Region

WHOLE = 10_000
"""Shares are counted in parts of this."""
LEAST_COLUMNS, LEAST_ROWS = 14, 3
"""What each side of a border keeps, where there is room for both."""


@dataclass(frozen=True, slots=True)
class Border:
    """A border that can be moved."""

    name: str
    region: Region
    """The cells that a person takes hold of."""
    is_upright: bool
    start: int
    """Where the area begins that it cuts, and how long that is."""
    length: int
    end_before: int
    """Where the part before it ends, and the one behind it begins."""
    start_behind: int

    def share_at(self, place: int) -> int:
        """The share that the part before it has if it ends at a column or row of the screen."""
        return share_of(place - self.start, self.length)

    def touches(self, region: Region) -> int:
        """1 if the part before it ends with a region, -1 if the one behind begins with it, else 0."""
        first, last = (region.x, region.right) if self.is_upright else (region.y, region.bottom)
        across = self.region.intersection(region) if self.is_upright else None
        if across is not None and not across.height:
            return 0
        if not self.is_upright and (region.right <= self.region.x or region.x >= self.region.right):
            return 0
        return (last == self.end_before) - (first == self.start_behind)


class Cuts:
    """Cuts areas in two, where they are to be cut or where the person has moved the border to."""

    def __init__(self, moved: Mapping[str, int] | None = None, shape: str = "") -> None:
        self.moved = moved or {}
        self.shape = shape
        self.borders: list[Border] = []

    def columns(self, name: str, area: Region, columns: int) -> tuple[Region, Region]:
        """The first `columns` columns, and the rest."""
        columns = self.size(name, area.width, columns, LEAST_COLUMNS)
        first, rest = split_columns(area, columns)
        if first and rest:
            held = Region(first.right - 1, area.y, 2, area.height)
            self.add(Border(self.named(name), held, True, area.x, area.width, first.right, rest.x))
        return first, rest

    def rows(self, name: str, area: Region, rows: int, between: int = 0) -> tuple[Region, Region, Region]:
        """The first `rows` rows, then those `between` that belong to neither, and the rest."""
        rows = self.size(name, area.height - between, rows, LEAST_ROWS)
        first, rest = split_rows(area, rows)
        middle, rest = split_rows(rest, between)
        if first and rest:
            held = Region(area.x, first.bottom - 1, area.width, 1 if between else 2)
            length = area.height - between
            self.add(Border(self.named(name), held, False, area.y, length, first.bottom, rest.y))
        return first, middle, rest

    def size(self, name: str, length: int, wanted: int, least: int) -> int:
        """How much the first part gets."""
        share = self.moved.get(self.named(name))
        if share is None:
            return max(0, min(wanted, length))
        if length < 2 * least:
            return length // 2
        return max(least, min(round(length * share / WHOLE), length - least))

    def named(self, name: str) -> str:
        return f"{self.shape}.{name}"

    def add(self, border: Border) -> None:
        self.borders.append(border)


def share_of(part: int, length: int) -> int:
    """A part of a length, in parts of WHOLE, without the ends."""
    return max(1, min(round(part * WHOLE / max(length, 1)), WHOLE - 1))


def split_rows(area: Region, rows: int) -> tuple[Region, Region]:
    """The first `rows` rows, and the rest."""
    x, y, width, height = area
    return Region(x, y, width, rows), Region(x, y + rows, width, height - rows)


def split_columns(area: Region, columns: int) -> tuple[Region, Region]:
    """The first `columns` columns, and the rest."""
    x, y, width, height = area
    return Region(x, y, columns, height), Region(x + columns, y, width - columns, height)
