"""Widths follow what is in the panels, within bounds, and do not come and go."""

from __future__ import annotations

import pytest

from debugger.motions import Into
from debugger.tui.placing.widths import MOST, STEP, Wants, fitted, shared
from tests.debugger.tui.programs import FAC, session_of, snapshot_of


@pytest.mark.parametrize("wants", [(0, 0), (10, 10), (104, 104), (104, 24), (24, 104), (0, 104), (104, 0)])
@pytest.mark.parametrize("width", [1, 17, 80, 119, 500])
def test_widths_are_all_there_is_and_stay_near_their_shares(width: int, wants: tuple[int, int]) -> None:
    widths = fitted(width, (60, 40), wants)
    assert sum(widths) == width
    for size, share in zip(widths, (60, 40), strict=True):
        assert width * share * 69 // 10_000 <= size <= width * share * 146 // 10_000 + 2


def test_what_one_does_not_want_goes_to_others() -> None:
    assert fitted(100, (50, 50), (30, 90)) == [35, 65]
    assert fitted(100, (50, 50), (48, 90)) == [48, 52]
    assert fitted(100, (50, 50), (0, 90)) == [50, 50]
    assert fitted(100, (50, 50), (30, 30)) == [50, 50]
    assert shared(5, [0, 3, 4]) == [0, 3, 2]


def test_wants_only_grow_until_they_are_forgotten() -> None:
    wants = Wants()
    assert wants.take(snapshot_of('let x = "a long text in a string"; in x + x + x', 12))
    before = dict(wants.widths)
    assert not wants.take(snapshot_of("1"))
    assert wants.widths == before
    assert all(width <= MOST and width % STEP == 0 for width in before.values())
    wants.forget()
    wants.take(snapshot_of("1"))
    assert wants.widths["stack"] < before["stack"]


def test_wants_change_seldom_while_one_steps() -> None:
    session = session_of(FAC)
    wants = Wants()
    changes = 0
    while not session.ended:
        session.run(Into(), 1)
        changes += wants.take(session.snapshot())
    assert changes <= 8
