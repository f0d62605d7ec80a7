"""The scale of the timeline: which step stands in which cell, and what is drawn there."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tick:
    """One event on the bar."""

    kind: str
    step: int
    name: str = ""
    """Of a mark."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Steps `first` to `last` in `width` cells: the first in the first one, the last in the last one."""

    first: int
    last: int
    width: int

    @property
    def steps(self) -> int:
        """From the first step to the last, at least 1."""
        return max(self.last - self.first, 1)

    def cell_of(self, step: int) -> int:
        """The cell of a step, from 0; steps beyond either end are in the last one there."""
        room = self.width - 1
        cell = ((step - self.first) * room * 2 + self.steps) // (self.steps * 2)
        return max(0, min(cell, room))

    def step_of(self, cell: int) -> int:
        """The step in the middle of a cell."""
        room = max(self.width - 1, 1)
        step = self.first + (cell * self.steps * 2 + room) // (room * 2)
        return max(self.first, min(step, self.last))

    def beginning_of(self, cell: int) -> int:
        """The first step that falls into a cell."""
        room = max(self.width - 1, 1)
        return self.first - (-(2 * cell - 1) * self.steps // (room * 2))

    def stretch_of(self, cell: int) -> tuple[int, int]:
        """The steps that fall into a cell, the second one excluded; where there are none, the nearest one."""
        first = max(self.beginning_of(cell), self.first)
        end = self.beginning_of(cell + 1) if cell < self.width - 1 else self.last + 1
        return (first, end) if first < end else (self.step_of(cell), self.step_of(cell) + 1)


def leaders(steps: Sequence[int], scale: Scale) -> Iterator[int]:
    """The first of the steps in each cell, found without looking at the others."""
    at = 0
    while at < len(steps):
        step = steps[at]
        yield step
        at = bisect_left(steps, scale.beginning_of(scale.cell_of(step) + 1), at + 1)
