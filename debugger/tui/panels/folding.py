"""Folding: the rows of a list in which some numbers are not listed, and what repeats is shown once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from debugger.numerals import grouped
from debugger.tui.drawing.lines import Line
from debugger.views.snapshot import RepeatView


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers from `high` down to `low` that have no rows."""

    high: int
    low: int
    repeat: RepeatView | None = None
    """What repeats there, once more each time."""

    @property
    def count(self) -> int:
        return self.high - self.low + 1


Row: TypeAlias = "int | Gap"
"""The place of an item in the list, or a gap."""


def rows_of(
    numbers: Sequence[int],
    lowest: int,
    repeats: Sequence[RepeatView],
    opened: frozenset[int] = frozenset(),
    kept: int = -1,
) -> list[Row]:
    """Rows for items that are listed by falling numbers, down to `lowest`. Repeats are opened by their lower
    ends; the item numbered `kept` is always shown."""
    folded = [hidden(each) for each in repeats if each.low not in opened]
    rows: list[Row] = []
    last = numbers[0] + 1 if numbers else lowest
    for place, number in enumerate(numbers):
        if number != kept and any(number in each for each in folded):
            continue
        rows += gaps(last - 1, number + 1, repeats)
        rows.append(place)
        last = number
    rows += gaps(last - 1, lowest, repeats)
    return rows


def hidden(repeat: RepeatView) -> range:
    """The numbers of a repeat that are not shown: all but the uppermost and the lowest time."""
    return range(repeat.low + repeat.period, repeat.high - repeat.period + 1)


def gaps(high: int, low: int, repeats: Sequence[RepeatView]) -> Iterator[Gap]:
    """What is not shown from one number down to another: what repeats, and what does not, by itself."""
    while high >= low:
        around = next((each for each in repeats if high in hidden(each)), None)
        if around is not None:
            end = max(low, hidden(around).start)
        else:
            tops = [hidden(each).stop for each in repeats if hidden(each).stop <= high]
            end = max([low, *tops])
        yield Gap(high, end, around)
        high = end - 1


def gap_text(gap: Gap) -> str:
    if gap.repeat is None:
        return f"… {grouped(gap.count)} more below" if gap.low <= 1 else f"… {grouped(gap.count)} more"
    at_least = "" if gap.repeat.is_complete else "at least "
    times = gap.count // gap.repeat.period
    if times == 0 or gap.count % gap.repeat.period:
        return f"⋮ {at_least}{grouped(gap.count)} more of these"
    these = "the same" if gap.repeat.period == 1 else f"these {gap.repeat.period}"
    return f"⋮ {at_least}{grouped(times)} × {these}"


def gap_line(gap: Gap) -> Line:
    return Line(((f"  {gap_text(gap)}", "faint" if gap.repeat is None else "changed-strong"),))
