"""What repeats in a sequence, and that finding it takes no longer than the sequence is long."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debugger.repeats import Stretch, main_repeat, stretches


@pytest.mark.parametrize(
    ("sequence", "expected"),
    [
        ([], []),
        ([1], [Stretch(0, 1)]),
        ([1, 2, 3], [Stretch(0, 3)]),
        ([1, 1], [Stretch(0, 2)]),
        ([1, 1, 1], [Stretch(0, 1, 3)]),
        ([9, 8, 1, 2, 1, 2, 1, 2, 7], [Stretch(0, 2), Stretch(2, 2, 3), Stretch(8, 1)]),
        ([1, 1, 2] * 4, [Stretch(0, 3, 4)]),
        ([1, 2, 3, 1, 2, 3], [Stretch(0, 6)]),
        ([1] * 4 + [2] * 5, [Stretch(0, 1, 4), Stretch(4, 1, 5)]),
    ],
)
def test_a_sequence_is_cut_into_what_repeats_and_what_does_not(
    sequence: list[int], expected: list[Stretch]
) -> None:
    assert list(stretches(sequence)) == expected


def test_fewer_repetitions_count_where_that_is_wanted() -> None:
    assert list(stretches([1, 2, 3, 1, 2, 3], least=2)) == [Stretch(0, 3, 2)]


def test_the_repeat_that_covers_most_is_the_main_one() -> None:
    assert main_repeat([5] * 10 + [1, 2, 3, 4] * 20 + [6]) == Stretch(10, 4, 20)
    assert main_repeat(list(range(100))) is None


def test_a_period_in_which_one_element_is_frequent_is_found() -> None:
    found = main_repeat(([1] * 100 + [2]) * 50)
    assert found is not None
    assert (found.period, found.times >= 49) == (101, True)


@given(st.lists(st.integers(0, 3), max_size=200), st.integers(2, 4))
def test_stretches_cover_the_sequence_and_repeat_truly(sequence: list[int], least: int) -> None:
    at = 0
    for each in stretches(sequence, least):
        assert each.start == at
        at = each.end
        once = sequence[each.start : each.start + each.period]
        assert sequence[each.start : each.end] == once * each.times
        assert each.times == 1 or each.times >= least
    assert at == len(sequence)


@pytest.mark.parametrize("kind", ["one", "period", "nested", "random", "distinct"])
def test_a_long_sequence_is_no_trouble(kind: str) -> None:
    """What would take the square of the length would not end here."""
    chance = random.Random(0)
    size = 200_000
    sequence = {
        "one": [1] * size,
        "period": [9, *(list(range(40)) * (size // 40))],
        "nested": ([1] * 300 + [2]) * (size // 301),
        "random": [chance.randrange(3) for _ in range(size)],
        "distinct": list(range(size)),
    }[kind]
    assert sum(each.length for each in stretches(sequence)) == len(sequence)
