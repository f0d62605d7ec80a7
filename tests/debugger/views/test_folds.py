"""Folds: what repeats in a deep stack, whatever becomes of the stack, without looking at all of it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, SupportsIndex

import pytest

from debugger.views.folds import FEW, SEEN, Fold, Folds

Item = tuple[int, int]
"""A kind, and a number that no other item has."""


class Stack(list[Item]):
    """Counts how often somebody looks at an item."""

    looks = 0
    made = 0

    def __getitem__(self, index: SupportsIndex | slice) -> Any:
        self.looks += 1
        return super().__getitem__(index)

    def push(self, kinds: Sequence[int]) -> None:
        for kind in kinds:
            self.made += 1
            self.append((kind, self.made))


def folds() -> Folds[Item]:
    return Folds(lambda item: item[0], lambda item: item[1])


def stack(*kinds: int) -> Stack:
    made = Stack()
    made.push(kinds)
    return made


def complete(subject: Folds[Item], items: Stack) -> list[Fold]:
    found = subject.below(items, len(items))
    for _ in range(len(items) // 1000 + 5):
        if not subject.look_deeper(items, 1000):
            return found
        found = subject.below(items, len(items))
    raise AssertionError("it never ends")


def test_what_repeats_is_followed_to_its_lower_end() -> None:
    items = stack(7, 8, 9, *[1, 2, 3] * 5000, 5)
    assert complete(folds(), items) == [Fold(3 + 15000 - 1, 3, 3, True)]


def test_at_first_only_what_is_near_is_looked_at() -> None:
    for size in (2_000, 200_000):
        items = stack(*[1] * size)
        (found,) = folds().below(items, len(items))
        assert not found.is_complete
        assert items.looks < 3 * SEEN


def test_what_was_followed_once_is_not_followed_again() -> None:
    items = stack(*[1, 2] * 10_000)
    subject = folds()
    complete(subject, items)
    for change in range(300):
        if change % 3:
            items.push([1, 2])
        else:
            del items[-10:]
        items.looks = 0
        (found,) = subject.below(items, len(items))
        assert (found.low, found.is_complete) == (0, True)
        assert items.looks < 3 * SEEN


def test_one_repeat_below_another() -> None:
    items = stack(9, *[1] * 300, 4, *[2, 3] * 20, 5)
    found = complete(folds(), items)
    assert found == [Fold(341, 302, 2, True), Fold(300, 1, 1, True)]


def test_little_is_not_folded() -> None:
    assert folds().below(stack(*[1] * FEW), FEW) == []


@pytest.mark.parametrize("seed", range(20))
def test_a_fold_is_always_true(seed: int) -> None:
    chance = random.Random(seed)
    items, subject = stack(), folds()
    for _ in range(60):
        if chance.random() < 0.4:
            del items[len(items) - chance.randrange(len(items) + 1) * chance.choice((0, 1)) :]
        pattern = [chance.randrange(3) for _ in range(chance.randrange(1, 4))]
        items.push(pattern * chance.randrange(1, 400))
        for found in complete(subject, items):
            kinds = [item[0] for item in items]
            for index in range(found.low, found.high + 1 - found.period):
                assert kinds[index] == kinds[index + found.period]
            below = kinds[max(found.low - found.period, 0) : found.low]
            assert not found.is_complete or below != kinds[found.low : found.low + found.period]
