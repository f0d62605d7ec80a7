"""Everything as it was: the state rebuilt for a step is the state that the machine had, at every step."""

from __future__ import annotations

import gc
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import GeneratorType

import pytest

from debugger.history.past import Point
from debugger.history.recorder import Recorder
from debugger.history.segments import PACE
from debugger.history.timeline import Timeline
from debugger.loading.program import Program
from debugger.motions import Backwards, Into
from debugger.session import Session
from debugger.views.capture import Capture
from debugger.views.snapshot import Snapshot, ValueView
from tests.differential import generator
from tests.evaluation import machine, program
from vm.errors import NixError
from vm.machine.machine import Machine

SEEDS = range(6)
EACH = 40
MOST_STEPS = 1_500

WRITTEN = {
    "errors": 'map (n: (builtins.tryEval (if n > 2 then throw "x" else n)).success) [ 1 2 3 4 ]',
    "an uncaught error": "let f = x: x.y; in 1 + f { z = 2; }",
    "an error in a builtin": 'builtins.foldl\' (a: b: a + b) 0 [ 1 (throw "x") ]',
    "infinite recursion": "let a = b; b = { x = a; }.x; in a",
    "tail calls": "let f = n: acc: if n == 0 then acc else f (n - 1) (acc + n); in f 9 0",
    "calls back": "builtins.sort (a: b: a > b) (builtins.filter (x: x != 2) (map (x: x * 2) [ 3 1 2 ]))",
    "with": "with { a = 1; }; with { b = a; }; let f = x: with x; a + b + c; in f { c = 3; }",
    "deep equality": "[ [ 1 { a = [ 2 (1 + 2) ]; } ] ] == [ [ 1 { a = [ 2 3 ]; } ] ]",
    "derivations": 'let d = derivation { name = "a"; system = "b"; builder = "c"; }; in d == d // { x = 1; }',
    "thunks handing over": "let a = b; b = c; c = d.x; d = rec { x = y; y = 5; }; in [ a b c ]",
    "recursive sets": "let r = rec { a = b + c; b = 1; c = d 2; d = x: x + b; }; in r // { inherit (r) a; }",
    "patterns": "({ a, b ? a + c, c ? 3, ... }@all: [ a b all.z ]) { a = 1; z = 2; }",
    "functors": "let s = { __functor = self: x: self.k + x; k = 1; }; in map s [ 1 2 ]",
    "toString": 'toString [ 1 { __toString = s: "${s.x}!"; x = "y"; } (x: x) ] + "${./a}" + 1',
    "forced again": 'let t = throw "x"; e = n: builtins.tryEval (n + t); in [ (e 1) (e 2) ]',
}


@pytest.fixture(params=[(1 << 16, 1 << 10), (64, 16)], ids=["large segments", "small segments"])
def _sizes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    segment, keyframe = request.param
    monkeypatch.setattr(PACE, "segment", segment)
    monkeypatch.setattr(PACE, "keyframe", keyframe)


def seen(capture: Capture) -> tuple[Snapshot, list[list[tuple[str, ValueView]]]]:
    """A snapshot, and what is inside the first few values."""
    shown = capture.snapshot("stopped", None, None, False)
    refs = [entry.value.ref for entry in shown.stack[:6] if entry.value.ref]
    inside = [[(name, plain(view)) for name, view in capture.open(ref)] for ref in refs]
    return replace(shown, step=0, ticks=0), inside


def plain(view: ValueView) -> ValueView:
    """Without what stands for objects that are made to be looked at."""
    return replace(view, ref=0, identity=0)


def live(vm: Machine) -> Iterator[tuple[Point, object]]:
    """Each tick of a run, with what was seen then."""
    vm.run_to_op()
    tick = 0
    while not vm.finished and vm.steps < MOST_STEPS:
        if vm.error is not None:
            vm.tick()
            continue
        tick = 0 if vm.op_due else tick + 1
        yield (vm.steps - (tick > 0), tick), seen(Capture(vm))
        vm.run(1)


def assert_the_past_is_as_it_was(vm: Machine) -> int:
    recorder = Recorder(vm)
    moments = dict(live(vm))
    timeline = Timeline(recorder)
    for (step, tick), expected in moments.items():
        if step in timeline:
            assert seen(Capture(timeline.state_at(step, tick))) == expected, (step, tick)
    return len(moments)


@pytest.mark.usefixtures("_sizes")
@pytest.mark.parametrize("name", WRITTEN)
def test_every_step_of_written_programs_is_rebuilt(name: str) -> None:
    assert assert_the_past_is_as_it_was(machine(program(WRITTEN[name]), strict=True)) > 5


@pytest.mark.usefixtures("_sizes")
@pytest.mark.parametrize("seed", SEEDS)
def test_every_step_of_random_programs_is_rebuilt(seed: int) -> None:
    steps = 0
    for text in generator.generate(77_000 + seed, EACH):
        try:
            subject = program(text)
        except NixError:
            continue
        steps += assert_the_past_is_as_it_was(machine(subject, strict=True, max_depth=2_000))
    assert steps > 10 * EACH


def test_imports_are_shown_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "x.nix").write_text("x + 1")
    (tmp_path / "y.nix").write_text("let a = 1; in a + a")
    subject = program(f"scopedImport {{ x = 1 + 1; }} {tmp_path}/x.nix + import {tmp_path}/y.nix")
    assert assert_the_past_is_as_it_was(machine(subject)) > 20


@pytest.mark.parametrize("name", WRITTEN)
def test_walking_about_at_random_shows_the_same_moments(name: str) -> None:
    subject = Session(Program(expression=WRITTEN[name], strict=True), history=100_000)
    moments: dict[int, object] = {}
    while not subject.ended:
        if subject.machine.error is None:
            moments[subject.step] = seen(Capture(subject.state))
        subject.run(Into())
    chance = random.Random(name)
    for _ in range(300):
        choice = chance.random()
        if choice < 0.4:
            subject.run(Backwards(Into()))
        elif choice < 0.8 and not subject.history.is_live:
            subject.run(Into())
        else:
            subject.goto(str(chance.randrange(subject.machine.steps)))
        if not subject.history.is_live:
            assert seen(Capture(subject.state)) == moments[subject.step], subject.step


def test_a_thunk_shows_the_state_that_it_had() -> None:
    subject = Session(Program(expression="let x = 1 + 1; in x + x"), history=1000)
    subject.run_to_end()
    recorder = subject.history.window.recorder
    thunk = subject.history.window.thunk(1)
    assert thunk is not None
    states = [
        subject.history.window.state_at(step).cells.state(thunk)
        for step in (
            recorder.forced_step(thunk), recorder.forced_step(thunk) + 1,
            recorder.evaluated_step(thunk), recorder.evaluated_step(thunk) + 1,
        )
    ]  # fmt: skip
    assert states == [0, 1, 1, 2]


def test_the_record_keeps_no_generator_alive() -> None:
    vm = machine(program("builtins.foldl' (a: b: a + b) 0 [ 1 2 3 ]"))
    recorder = Recorder(vm)
    vm.finish()
    gc.collect()
    bodies = [each for each in gc.get_objects() if isinstance(each, GeneratorType)]
    assert len(recorder.segments[0].ips) > 10
    assert [each.gi_code.co_name for each in bodies if "vm/builtins" in each.gi_code.co_filename] == []


def test_what_was_pushed_where_is_found() -> None:
    subject = Session(Program(expression="let a = 1; f = x: x + a; in f (f 2)"), history=1000)
    subject.run_to_end()
    timeline = subject.history.window
    for step in range(1, timeline.end):
        state = timeline.state_at(step)
        for index, value in enumerate(state.stack):
            pushed = timeline.pushed(step, index)
            assert pushed is not None
            after = timeline.state_at(pushed + 1).stack
            assert after[index] is value
            for between in range(pushed + 1, step):
                assert timeline.state_at(between).stack[index] is value
