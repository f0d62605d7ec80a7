"""What became of thunks, by what makes them: the same as a look at every cell, before any step."""

from __future__ import annotations

from collections import Counter

import pytest

from debugger.history.lives import Life, Tally, Until, changed_after
from debugger.history.past import PastState
from debugger.history.recorder import Recorder
from debugger.history.segments import PACE
from debugger.history.timeline import Timeline
from debugger.loading.program import Program
from debugger.session import Session
from tests.debugger.history.test_timeline import WRITTEN
from vm.thunks import BLACKHOLE, EVALUATED

CALLS = 'let f = n: if n == 0 then throw "x" else map (x: x + n) [ n (f (n - 1)) ]; in f 9'
FAILING = """
let f = n: if n == 0 then throw "x" else 1 + f (n - 1);
in builtins.genList (k: (builtins.tryEval (f k)).success) 12
"""
LONG = "builtins.foldl' (a: n: a + builtins.length (map (x: x * n) [ 1 n ])) 0 (builtins.genList (n: n) 60)"


@pytest.fixture(autouse=True)
def _small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PACE, "segment", 64)
    monkeypatch.setattr(PACE, "keyframe", 16)


def recorded(text: str, window: int = 1 << 20) -> Recorder:
    """A whole run, its failure unwound."""
    session = Session(Program(expression=text, strict=True), history=window)
    while not session.ended:
        session.run_to_end()
    recorder = session.history.recorder
    assert recorder is not None
    recorder.lives.advance(recorder.segments)
    return recorder


def counted(recorder: Recorder, state: PastState) -> dict[Life, Tally]:
    """The same by looking at every cell that there was."""
    states: dict[Life, Counter[int]] = {}
    for segment in recorder.segments:
        for thunk in segment.created:
            life = recorder.lives.life_of(thunk)
            if life is not None and thunk.number < state.thunks:
                states.setdefault(life, Counter())[state.cells.state(thunk)] += 1
    return {
        life: Tally(found.total(), found[BLACKHOLE] + found[EVALUATED], found[EVALUATED])
        for life, found in states.items()
    }


@pytest.mark.parametrize("text", [*WRITTEN.values(), CALLS], ids=[*WRITTEN, "calls"])
def test_a_tally_is_what_a_look_at_every_cell_gives_at_every_step_and_tick(text: str) -> None:
    recorder = recorded(text)
    timeline = Timeline(recorder)
    moments = [
        (step, tick)
        for step in range(timeline.start, timeline.end)
        for tick in range(timeline.tick_count(step) + 1)
    ]
    assert len(moments) > timeline.end - timeline.start
    for step, tick in moments:
        state = timeline.state_at(step, tick)
        until = timeline.until(state)
        for life, expected in counted(recorder, state).items():
            found = life.tally(until)
            assert (found.made, found.evaluated) == (expected.made, expected.evaluated)
            assert found.running == expected.begun - expected.evaluated
            assert 0 <= found.failed <= found.made - found.evaluated - found.running


def test_a_failure_counts_until_it_is_tried_again() -> None:
    recorder = recorded(WRITTEN["forced again"])
    tallies = [life.tally() for life in recorder.lives.sites.values()]
    assert any(tally.failed for tally in tallies)
    tried = [life for life in recorder.lives.sites.values() if life.retried]
    assert tried
    assert all(life.tally().begun <= life.tally().made for life in tried)


@pytest.mark.parametrize("text", [LONG, FAILING])
def test_what_has_left_the_window_is_still_counted(text: str) -> None:
    whole, cut = recorded(text), recorded(text, 64)
    timeline = Timeline(cut)
    assert timeline.start > 0
    for site, life in cut.lives.sites.items():
        for step in range(timeline.start, timeline.end):
            until = Until(timeline.state_at(step).thunks, changed_after(step + 1))
            assert life.tally(until) == whole.lives.sites[site].tally(until)
        assert (
            len(life.thunks) == len(life.made) < whole.lives.sites[site].tally().made or not life.older_made
        )


def test_what_builtins_make_is_found_by_the_line_of_their_call() -> None:
    recorder = recorded("let\n  xs = builtins.genList (n: n) 3;\nin xs")
    source = recorder.segments[0].nodes[0].code.chunk.source
    (life,) = recorder.lives.called_on(source, 2)
    assert life.tally() == Tally(3, 3, 3)
    assert not recorder.lives.called_on(source, 1)
