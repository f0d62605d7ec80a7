"""Repeats: where a long sequence says the same again and again, such as the frames of an endless recursion.

Elements are numbers; equal ones stand for what is to count as the same. The sequence is cut from its
beginning into stretches: those that repeat, with their period and how often it stands there, and the others.
Of several periods that fit at a place, the one that covers most is taken, and of those the shortest.

The time taken is proportional to the length, however the sequence is made: at each place only the next few
places of the same element are tried, equal stretches are known by sums over their beginnings, and what has
been found to repeat is not looked at again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TRIED = 16
"""Periods tried at one place. A longer one is found a little later, at an element that is rarer in it."""
PORTION = 20_000
"""Elements that are looked at without a break."""
MODULUS, BASE = (1 << 61) - 1, 0x1B873593CC9E2D51 % ((1 << 61) - 1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """`period` elements from `start` on stand there `times` times, one after the other."""

    start: int
    period: int
    times: int = 1

    @property
    def length(self) -> int:
        """How many elements, all repetitions together."""
        return self.period * self.times

    @property
    def end(self) -> int:
        """Behind its last element."""
        return self.start + self.length


def stretches(sequence: Sequence[int], least: int = 3) -> Iterator[Stretch]:
    """The whole sequence as stretches, in order; what stands there fewer than `least` times is not one that
    repeats."""
    return (found for found in looked_for_stretches(sequence, least) if found is not None)


def looked_for_stretches(sequence: Sequence[int], least: int = 3) -> Iterator[Stretch | None]:
    """The same a little at a time: None as long as there is more to do."""
    search = Search(sequence)
    for _ in search.prepared():
        yield None
    at = plain = 0
    while at < len(sequence):
        if at % PORTION == 0:
            yield None
        found = search.repeat_at(at, least)
        if found is None:
            at += 1
            continue
        if plain < at:
            yield Stretch(plain, at - plain)
        yield found
        at = plain = found.end
    if plain < at:
        yield Stretch(plain, at - plain)


def main_repeat(sequence: Sequence[int], least: int = 3) -> Stretch | None:
    """The repeating stretch that covers most of a sequence; None if nothing repeats."""
    repeating = [each for each in stretches(sequence, least) if each.times > 1]
    return max(repeating, key=lambda each: each.length, default=None)


class Search:
    """A sequence with what makes looking for repeats quick."""

    def __init__(self, sequence: Sequence[int]) -> None:
        self.sequence = sequence
        self.following = [len(sequence)] * len(sequence)
        """For each place the next one with the same element; the length if there is none."""
        self.sums = [0]
        """Of each beginning, a number that tells it from others; and the powers that they are made of."""
        self.powers = [1]

    def prepared(self) -> Iterator[None]:
        """Get ready, portion after portion."""
        last: dict[int, int] = {}
        for start in range(0, len(self.sequence), PORTION):
            self.prepare(start, self.sequence[start : start + PORTION], last)
            yield

    def prepare(self, start: int, portion: Sequence[int], last: dict[int, int]) -> None:
        """`last` has for each element where it stood before."""
        sums, powers, following = self.sums, self.powers, self.following
        total, power = sums[-1], powers[-1]
        for at, element in enumerate(portion, start):
            total = (total * BASE + element + 1) % MODULUS
            power = power * BASE % MODULUS
            sums.append(total)
            powers.append(power)
            before = last.get(element)
            if before is not None:
                following[before] = at
            last[element] = at

    def repeat_at(self, at: int, least: int) -> Stretch | None:
        """What begins at a place and repeats at least so often."""
        best: Stretch | None = None
        sequence, following = self.sequence, self.following
        size, element = len(sequence), sequence[at]
        other = following[at]
        for _ in range(TRIED):
            period = other - at
            if at + least * period > size:
                break
            ends = sequence[other - 1] == sequence[other + period - 1]
            again = ends and sequence[at + (least - 1) * period] == element
            if again and self.same(at, other, (least - 1) * period):
                found = Stretch(at, period, 1 + self.common(at, other) // period)
                if best is None or found.length > best.length:
                    best = found
            other = following[other]
        return best

    def same(self, first: int, second: int, length: int) -> bool:
        """Whether two stretches are equal."""
        return self.sum(first, length) == self.sum(second, length)

    def sum(self, start: int, length: int) -> int:
        """A sum of `length` elements from `start` on: equal for equal stretches, hardly ever for others."""
        return (self.sums[start + length] - self.sums[start] * self.powers[length]) % MODULUS

    def common(self, first: int, second: int) -> int:
        """How long the sequence goes on equally from two places, the first before the second."""
        low, high = 0, len(self.sequence) - second
        while low < high:
            middle = (low + high + 1) // 2
            if self.same(first, second, middle):
                low = middle
            else:
                high = middle - 1
        return low
