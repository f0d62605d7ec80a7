"""What results go through: in a sentence, in a word or two, by the frames, and the same in the past."""

from __future__ import annotations

from debugger.motions import Continue, Into
from debugger.session import Session
from debugger.views.snapshot import ContinuationView, Snapshot
from tests.debugger.tui.programs import DEEP, session_of

SUM = """let layer = number: number * wheat; wheat = cost; cost = 1 + 1;
  costs = builtins.genList layer 3;
  total = builtins.foldl' (a: b: a + b) 0 costs;
in "${toString total} Euro" """


def walked(text: str) -> list[Snapshot]:
    """Every step and every tick of a run."""
    subject = session_of(text, history=10_000)
    seen = []
    while not subject.ended:
        seen.append(subject.snapshot())
        subject.tick()
    return seen


def told(each: ContinuationView) -> str:
    return each.work or f"into {each.cell} {each.source}".rstrip()


def test_results_go_into_cells_or_on_to_work() -> None:
    words = {told(each) for shown in walked(SUM) for each in shown.continuations}
    assert {"foldl' 2 of 3", "toString"} <= words
    assert any(word.startswith("into total #") for word in words)
    assert any(word.startswith("into wheat #") and " = cost #" in word for word in words)
    assert any(word.startswith("into #") and word.endswith(" layer 1") for word in words)


def test_a_cell_without_a_name_is_told_by_its_source_unless_its_frame_shows_that() -> None:
    for shown in walked(SUM):
        above = {frame.number: frame for frame in shown.frames}
        nearest = {each.frame: each for each in reversed(shown.continuations)}
        for number, each in nearest.items():
            if each.source and number in above:
                assert above[number].text != each.source


def test_frames_count_what_their_results_go_through() -> None:
    for shown in walked(SUM):
        waiting = [each.frame for each in shown.continuations]
        for frame in shown.frames:
            assert frame.waiting == waiting.count(frame.number)
        running = sum(number > shown.depth for number in waiting)
        assert running + sum(frame.waiting for frame in shown.frames) == shown.continuation_count


def test_who_waits_for_whom_is_the_same_in_the_past_as_it_was_live() -> None:
    subject = session_of(SUM, history=10_000)
    live = []
    while not subject.ended:
        live.append(subject.snapshot())
        subject.tick()
    for shown in live:
        if shown.status != "stopped":
            continue
        go(subject, f"{shown.step}.{shown.tick}" if shown.tick else str(shown.step))
        past = subject.snapshot()
        assert (past.step, past.tick) == (shown.step, shown.tick)
        assert past.frames == shown.frames
        assert past.continuations == shown.continuations
        assert past.changed == shown.changed


def go(subject: Session, place: str) -> None:
    subject.goto(place)
    while subject.motion is not None:
        subject.advance(1)


def test_what_waits_for_a_frame_far_below_is_listed_when_that_is_selected() -> None:
    subject = session_of(DEEP, 60_000)
    subject.selected = 500
    shown = subject.snapshot()
    around = [each for each in shown.continuations if 490 <= each.frame <= 510]
    assert {each.frame for each in around} == set(range(490, 511))
    assert len(shown.continuations) <= 200


def test_the_past_is_made_no_deeper_than_one_looks() -> None:
    subject = session_of(DEEP, 60_000, history=100_000)
    go(subject, "59990")
    subject.snapshot()
    known = getattr(subject.state.continuations, "known")  # noqa: B009
    assert len(known) < 1000 < len(subject.state.continuations)


def test_only_stacks_that_a_step_changed_are_told_as_changed() -> None:
    seen = {frozenset[str]()}
    subject = session_of(SUM, history=10_000)
    before = subject.snapshot()
    while not subject.ended:
        subject.run(Into())
        shown = subject.snapshot()
        seen.add(shown.changed)
        if shown.stack_height != before.stack_height:
            assert "stack" in shown.changed
        if shown.continuation_count != before.continuation_count:
            assert "continuations" in shown.changed
        if shown.frame_count != before.frame_count:
            assert "frames" in shown.changed
        before = shown
    assert frozenset({"stack"}) in seen
    assert any("upvalues" in changed for changed in seen)
    assert not any("withs" in changed for changed in seen)


def test_a_with_that_is_opened_changes_its_stack() -> None:
    subject = session_of("with { a = 1; }; a", history=1000)
    seen = []
    while not subject.ended:
        subject.run(Into())
        seen.append("withs" in subject.snapshot().changed)
    assert any(seen)
    assert not all(seen)


def test_what_the_first_picture_shows_is_no_change() -> None:
    subject = session_of(SUM)
    subject.run(Continue())
    assert subject.snapshot().changed == frozenset()
