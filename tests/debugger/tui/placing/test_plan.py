"""Where panels stand: nothing overlaps, nothing sticks out, everything can be reached."""

from __future__ import annotations

from itertools import combinations

import pytest

from debugger.tui.placing.layouts import LAYOUTS
from debugger.tui.placing.plan import DOCKED, FIRST, PANELS, Wishes, plan

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
    (160, 24),
    (200, 60),
    (240, 70),
    (500, 200),
]


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("zoomed", [None, "stack", "why"])
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
    named = {name for place in made.places.values() for name in place.mates}
    assert named - set(DOCKED) == set(PANELS)
    assert len(named) == sum(len(place.mates) for place in made.places.values())


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
    assert made.places["frames"].mates == ("frames", "continuations")


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


@pytest.mark.parametrize("size", [(60, 24), (50, 16)])
def test_a_small_screen_has_two_tabbed_places(size: tuple[int, int]) -> None:
    made = plan(*size, FIRST)
    assert set(made.places) == {"source", "stack"}
    assert made.places["source"].mates == ("source", "bytecode")
    assert made.places["source"].region.width == size[0]


def test_a_low_screen_has_code_and_stack_beside_each_other() -> None:
    made = plan(60, 15, FIRST)
    assert set(made.places) == {"source", "stack"}
    source, stack = made.places["source"].region, made.places["stack"].region
    assert (source.y, source.height) == (stack.y, stack.height)
    assert source.bottom == made.explanation.y


def test_from_160_columns_on_there_is_a_third_column() -> None:
    assert not set(DOCKED) & set(plan(159, 50, PANELS).places)
    low, high = plan(160, 30, PANELS), plan(240, 70, PANELS)
    assert {low.places[name].mates for name in DOCKED if name in low.places} == {DOCKED}
    assert [name for name in DOCKED if name in high.places] == ["value", "why", "tree"]
    assert [name for name in DOCKED if name in plan(160, 40, PANELS).places] == ["value", "why"]
    assert low.places["source"].region.right <= low.places["value"].region.x


def test_the_output_has_one_row_until_it_is_used() -> None:
    used = ["output", *(each for each in PANELS if each != "output")]
    assert plan(120, 40, PANELS).places["output"].region.height == 1
    assert plan(120, 40, used).places["output"].region.height == 6


@pytest.mark.parametrize("size", [(80, 24), (80, 50), (100, 20), (120, 40), (200, 60)])
def test_the_sentence_stands_between_code_and_machine(size: tuple[int, int]) -> None:
    made = plan(*size, PANELS)
    assert made.explanation.y >= made.places["source"].region.bottom
    assert made.explanation.bottom <= made.places["frames"].region.y


def test_empty_panels_leave_their_room() -> None:
    full = plan(120, 50, PANELS)
    empty = plan(120, 50, PANELS, wishes=Wishes(empty=frozenset({"output", "withs"})))
    assert (full.places["output"].region.height, empty.places["output"].region.height) == (6, 1)
    assert not empty.places["output"].bordered
    assert empty.places["withs"].region.height == 3 < full.places["withs"].region.height
    assert empty.places["upvalues"].region.height > full.places["upvalues"].region.height
    assert empty.places["source"].region.height > full.places["source"].region.height
    other = plan(120, 50, PANELS, wishes=Wishes(empty=frozenset({"upvalues"})))
    assert other.places["upvalues"].region.height == 3


def test_widths_follow_what_panels_want() -> None:
    usual = plan(120, 40, PANELS).places["source"].region.width
    wanted = {"source": 104, "bytecode": 40}
    wider = plan(120, 40, PANELS, wishes=Wishes(widths=wanted)).places["source"].region.width
    assert usual < wider <= 80
    wanted = {"source": 40, "bytecode": 104}
    assert 40 <= plan(120, 40, PANELS, wishes=Wishes(widths=wanted)).places["source"].region.width < usual


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("share", [1, 5000, 9999])
def test_moved_borders_leave_something_to_everything(size: tuple[int, int], share: int) -> None:
    names = {each.name for each in plan(*size, PANELS).borders}
    made = plan(*size, PANELS, wishes=Wishes(moved=dict.fromkeys(names, share)))
    assert {each.name for each in made.borders} == names
    assert all(place.region.area for place in made.places.values())
    if size[1] >= 3:
        around = (made.status, made.explanation, made.timeline, made.footer)
        area = sum(place.region.area for place in made.places.values()) + sum(each.area for each in around)
        assert area == size[0] * size[1]


def test_the_output_is_a_row_until_it_is_used() -> None:
    used = ["output", *PANELS]
    assert [plan(120, 40, each).places["output"].region.height for each in (PANELS, used)] == [1, 6]
    assert plan(120, 40, used, wishes=Wishes(empty=frozenset({"output"}))).places["output"].region.height == 1


def test_zoom_gives_the_whole_body_to_one_panel() -> None:
    made = plan(120, 40, PANELS, "upvalues")
    assert set(made.places) == {"upvalues"}
    assert made.places["upvalues"].region.width == 120
    assert made.borders == ()
    assert plan(200, 60, PANELS, "why").places["why"].mates == DOCKED


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize(
    "hidden", [*((each,) for each in PANELS), ("withs", "upvalues"), (*FIRST[1:],), FIRST]
)
def test_what_is_hidden_gives_its_place_to_others(width: int, height: int, hidden: tuple[str, ...]) -> None:
    made = plan(width, height, PANELS, wishes=Wishes(hidden=frozenset(hidden)))
    whole = plan(width, height, PANELS)
    regions = [place.region for place in made.places.values()]
    for first, second in combinations(regions, 2):
        assert not first.overlaps(second)
    around = [each for each in (made.status, made.explanation, made.timeline, made.footer) if each]
    if height >= 3:
        assert sum(region.area for region in (*regions, *around)) == width * height
    left = [name for name in made.places if name in hidden]
    if len(hidden) < 3:
        assert not left
    assert len(set(made.places) - set(DOCKED)) <= len(set(whole.places) - set(DOCKED))


def test_of_all_that_is_hidden_something_stays() -> None:
    for size in SIZES:
        assert plan(*size, PANELS, wishes=Wishes(hidden=frozenset(PANELS))).places


def test_the_layouts_that_come_along_show_what_they_say() -> None:
    for name, (_, arrangement) in LAYOUTS.items():
        for size in ((80, 24), (100, 20), (120, 40), (200, 60)):
            wishes = Wishes(moved=arrangement.moved, hidden=arrangement.hidden)
            made = plan(*size, PANELS, wishes=wishes)
            assert not set(made.places) & arrangement.hidden, (name, size)
