"""Where panels stand: nothing overlaps, nothing sticks out, everything can be reached."""

from __future__ import annotations

from itertools import combinations

import pytest

from debugger.tui.plan import PANELS, plan

SIZES = [
    (1, 1),
    (9, 2),
    (20, 5),
    (40, 10),
    (60, 16),
    (80, 24),
    (80, 50),
    (100, 20),
    (120, 30),
    (120, 40),
    (200, 60),
    (500, 200),
]


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("zoomed", [None, "stack"])
def test_places_fill_the_screen_without_overlap(width: int, height: int, zoomed: str | None) -> None:
    made = plan(width, height, PANELS, zoomed)
    regions = [place.region for place in made.places.values()]
    regions += [region for region in (made.status, made.explanation, made.footer) if region]
    for first, second in combinations(regions, 2):
        assert not first.overlaps(second)
    for region in regions[len(made.places) :] if height > 1 else []:
        assert region.right <= width
        assert region.bottom <= height
    if height >= 3:
        assert sum(region.area for region in regions) == width * height


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("panel", PANELS)
def test_the_panel_used_last_is_always_shown(width: int, height: int, panel: str) -> None:
    made = plan(width, height, [panel, *(each for each in PANELS if each != panel)])
    assert panel in made.places
    assert sorted(name for place in made.places.values() for name in place.mates) == sorted(PANELS)


def test_a_wide_screen_shows_everything_at_once() -> None:
    assert set(plan(110, 30, PANELS).places) == set(PANELS)


def test_a_small_screen_has_two_tabbed_places() -> None:
    made = plan(80, 24, PANELS)
    assert set(made.places) == {"source", "frames"}
    assert made.places["source"].mates == ("source", "bytecode")


def test_zoom_gives_the_whole_body_to_one_panel() -> None:
    made = plan(120, 40, PANELS, "upvalues")
    assert set(made.places) == {"upvalues"}
    assert made.places["upvalues"].region.width == 120
