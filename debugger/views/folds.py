"""Folds: what repeats in a deep stack, found near what is shown and followed down from there.

A capture looks only at what lies near; the rest is followed when there is time (`look_deeper`) and kept.
What lies below an item cannot have changed as long as that item is there, so an item in every few is kept by
a token that tells it from any other that comes to stand in its place; where one is met again, what was found
below it still holds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from debugger.repeats import Stretch, stretches

T = TypeVar("T")

SEEN = 256
"""Items looked at for what repeats."""
EVERY = 128
"""Items from one token to the next."""
NEAR = 2 * EVERY
"""Items followed down at once, at the least as many as it takes to meet a token."""
ROUNDS = 3
"""Repeats looked for, one below the other."""
LEAST = 3
MOST_KINDS = 64
FEW = 24
"""Fewer items are not worth a fold."""


@dataclass(frozen=True, slots=True)
class Fold:
    """`period` items repeat, from index `high` down to index `low`; `is_complete` if it does end there."""

    high: int
    low: int
    period: int
    is_complete: bool

    @property
    def times(self) -> int:
        return (self.high - self.low + 1) // self.period


@dataclass(slots=True)
class Known:
    """How far down a repeat has been followed."""

    period: int
    low: int
    is_complete: bool = False
    joined: Known | None = None
    """The one that it turned out to be the upper part of."""

    @property
    def whole(self) -> Known:
        known = self
        while known.joined is not None:
            known = known.joined
        return known


class Folds(Generic[T]):
    """The folds of one stack, whatever becomes of it."""

    def __init__(self, kind: Callable[[T], int], token: Callable[[T], object]) -> None:
        self.kind = kind
        """Equal for items that count as the same."""
        self.token = token
        self.tokens: dict[int, tuple[object, Known]] = {}
        """By index: what stood there, and the repeat that it is in."""
        self.kinds: dict[tuple[int, object, int], list[int]] = {}
        """By height, token and kind of the second item: the kinds from that one down."""
        self.due: Known | None = None
        """What was found last and may be followed further."""

    def below(self, items: Sequence[T], above: int) -> list[Fold]:
        """What repeats in the items below a height, the uppermost first, as far as is known."""
        found: list[Fold] = []
        self.due = None
        for _ in range(ROUNDS):
            first = len(found)
            found += self.near(items, above)
            if len(found) == first or found[-1].low > above - SEEN or not found[-1].is_complete:
                break
            above = found[-1].low
        return found

    def near(self, items: Sequence[T], above: int) -> list[Fold]:
        kinds = self.kinds_near(items, above)
        repeating = [each for each in stretches(kinds, LEAST) if each.length - each.period >= FEW]
        return [self.fold(items, above, each, len(kinds)) for each in repeating]

    def kinds_near(self, items: Sequence[T], above: int) -> list[int]:
        """The kinds of the items below a height, the uppermost first. From the second on they are what they
        were as long as that one is there."""
        if above < 2:
            return [self.kind(item) for item in items[:above]]
        second = items[above - 2]
        key = above, self.token(second), self.kind(second)
        if key not in self.kinds:
            if len(self.kinds) >= MOST_KINDS:
                self.kinds.clear()
            self.kinds[key] = list(map(self.kind, reversed(items[max(above - SEEN, 0) : above - 1])))
        return [self.kind(items[above - 1]), *self.kinds[key]]

    def fold(self, items: Sequence[T], above: int, found: Stretch, seen: int) -> Fold:
        """A stretch that was seen; what comes to the end of what was seen is followed down."""
        high, low, period = above - 1 - found.start, above - found.end, found.period
        if found.end + period <= seen or low == 0:
            return Fold(high, low, period, True)
        known = self.due = self.follow(items, Known(period, low), NEAR + period)
        low = known.low + (high - known.low + 1) % period
        return Fold(high, low, period, known.is_complete)

    def follow(self, items: Sequence[T], known: Known, most: int) -> Known:
        """Go down as long as it repeats, by at most so many, or to where that is known already. What is known
        then."""
        kind, low, period = self.kind, known.low, known.period
        above = [kind(items[low + at]) for at in range(period)]  # by index modulo the period, from `low` on
        met: Known | None = None
        met_at = low
        for index in range(low - 1, max(low - most, 0) - 1, -1):
            item = items[index]
            if kind(item) != above[(index - low) % period]:
                known.is_complete = True
                return known
            known.low = index
            if met is not None and met_at - index == period:
                known.joined = met
                return met
            if index % EVERY == 0 and met is None:
                met, met_at = self.met_at(index, self.token(item), known), index
        known.is_complete = known.low == 0
        return known

    def met_at(self, index: int, token: object, known: Known) -> Known | None:
        """Another known repeat of the same period that is met at an item; else that is noted for this one."""
        old, repeat = self.tokens.get(index, (None, known))
        repeat = repeat.whole
        if repeat is not known and old == token and repeat.period == known.period:
            return repeat
        self.tokens[index] = token, known
        return None

    def look_deeper(self, items: Sequence[T], most: int) -> bool:
        """Follow what was found last by so many items more; False if there is no more to be found."""
        if self.due is None or self.due.is_complete:
            return False
        self.due = self.follow(items, self.due, most)
        return True
