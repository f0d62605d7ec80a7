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
@pytest.mark.parametrize("recorded", [True, False])
def test_places_fill_the_screen_without_overlap(
    width: int, height: int, zoomed: str | None, recorded: bool
) -> None:
    made = plan(width, height, PANELS, zoomed, recorded)
    regions = [place.region for place in made.places.values()]
    around = (made.status, made.explanation, made.timeline, made.footer)
    regions += [region for region in around if region]
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


def test_the_timeline_has_one_to_three_rows_where_there_is_room() -> None:
    heights = {
        size: plan(*size, PANELS).timeline.height
        for size in [(80, 24), (80, 19), (120, 40), (200, 60), (80, 13), (20, 40)]
    }
    assert heights == {(80, 24): 2, (80, 19): 1, (120, 40): 2, (200, 60): 3, (80, 13): 0, (20, 40): 0}
    assert not plan(80, 24, PANELS, recorded=False).timeline


def test_a_wide_screen_shows_everything_at_once() -> None:
    made = plan(110, 30, PANELS)
    assert set(made.places) == set(PANELS) - {"continuations"}
    assert made.places["frames"].region.width == 55


@pytest.mark.parametrize("size", [(80, 24), (80, 50), (100, 20), (120, 40), (200, 60)])
def test_the_plain_list_of_continuations_is_a_tab_of_the_frames(size: tuple[int, int]) -> None:
    before, after = plan(*size, PANELS), plan(*size, ["continuations", *PANELS])
    assert before.places["frames"].mates[:2] == ("frames", "continuations")
    assert after.places["continuations"] == before.places["frames"]


def test_an_ordinary_terminal_has_source_code_and_stack_together() -> None:
    made = plan(80, 24, PANELS)
    assert set(made.places) == {"source", "bytecode", "frames", "stack"}
    assert made.places["stack"].mates == ("stack",)
    assert made.places["frames"].mates == ("frames", "continuations", "upvalues", "withs", "output")


def test_a_small_screen_has_two_tabbed_places() -> None:
    made = plan(60, 16, PANELS)
    assert set(made.places) == {"source", "frames"}
    assert made.places["source"].mates == ("source", "bytecode")


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (80, 50), (100, 20), (120, 40), (200, 60)])
def test_the_sentence_stands_between_code_and_machine(size: tuple[int, int]) -> None:
    made = plan(*size, PANELS)
    assert made.explanation.y >= made.places["source"].region.bottom
    assert made.explanation.bottom <= made.places["frames"].region.y


def test_empty_panels_leave_their_room() -> None:
    full, empty = plan(120, 50, PANELS), plan(120, 50, PANELS, empty=frozenset({"output", "withs"}))
    assert (full.places["output"].region.height, empty.places["output"].region.height) == (8, 1)
    assert not empty.places["output"].bordered
    assert empty.places["withs"].region.height == 3 < full.places["withs"].region.height
    assert empty.places["upvalues"].region.height > full.places["upvalues"].region.height
    assert empty.places["source"].region.height > full.places["source"].region.height


def test_the_output_is_a_row_until_it_is_used() -> None:
    used = ["output", *PANELS]
    assert [plan(120, 40, each).places["output"].region.height for each in (PANELS, used)] == [1, 5]
    assert plan(120, 40, used, empty=frozenset({"output"})).places["output"].region.height == 1


def test_zoom_gives_the_whole_body_to_one_panel() -> None:
    made = plan(120, 40, PANELS, "upvalues")
    assert set(made.places) == {"upvalues"}
    assert made.places["upvalues"].region.width == 120
