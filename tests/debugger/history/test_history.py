"""The history of a session: windows, what is made again, places in time, events, and the way back."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import debugger.history.history
import debugger.history.remaking
from debugger.errors import DebuggerError
from debugger.history.happenings import KINDS
from debugger.history.recorder import Recorder
from debugger.history.segments import PACE
from debugger.loading.program import Program
from debugger.motions import Backwards, Continue, Finish, Into, Motion, Over, SourceOver, SourceStep
from debugger.session import Session
from debugger.views.snapshot import Snapshot
from tests.evaluation import machine, program
from vm.machine.trampoline import WriteBack
from vm.opcodes import OPCODES

SUM = "let f = n: if n == 0 then 0 else n + f (n - 1); in f 3"
LONG = """
let
  f = n: if n == 0 then 0 else n + f (n - 1);
  t = n: (builtins.tryEval (if n == 3 then throw "x" else n)).success;
in builtins.foldl' (a: b: a + (if t b then f 6 else 1)) 0 (builtins.genList (x: x) 30)
"""
WINDOW = 1_500
MOTIONS: tuple[Callable[[], Motion], ...] = (Into, SourceStep, Over, SourceOver, Finish)


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes at which a short run leaves the window."""
    monkeypatch.setattr(PACE, "segment", 500)
    monkeypatch.setattr(PACE, "keyframe", 64)
    for module in (debugger.history.remaking, debugger.history.history):
        monkeypatch.setattr(module, "STRETCH", 1000)
        monkeypatch.setattr(module, "NEAR", 2000)
    monkeypatch.setattr(debugger.history.history, "MARGIN", 200)


def ended(text: str, window: int = 1_000_000) -> Session:
    made = Session(Program(expression=text), history=window)
    made.run_to_end()
    return made


def go(subject: Session, text: str) -> None:
    subject.goto(text)
    while subject.motion is not None:
        subject.advance(1)


def shown(subject: Session) -> Snapshot:
    """What is shown, without what stands for objects of one heap."""
    shot = replace(subject.snapshot(), start=0)
    return replace(
        shot,
        stack=tuple(replace(each, value=replace(each.value, identity=0)) for each in shot.stack),
        upvalues=tuple(replace(each, value=replace(each.value, identity=0)) for each in shot.upvalues),
        withs=tuple(replace(each, value=replace(each.value, identity=0)) for each in shot.withs),
        popped=tuple(replace(each, value=replace(each.value, identity=0)) for each in shot.popped),
        source=None,
    )


# What has left the window.


@pytest.mark.usefixtures("_small")
def test_what_has_left_the_window_is_made_again_as_it_was() -> None:
    subject, whole = ended(LONG, WINDOW), ended(LONG)
    assert subject.history.start > WINDOW
    chance = random.Random(1)
    for _ in range(25):
        step = str(chance.randrange(subject.machine.steps))
        go(subject, step)
        go(whole, step)
        assert shown(subject) == shown(whole), step


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("make", MOTIONS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("back", [False, True])
def test_motions_go_on_beyond_the_window(make: Callable[[], Motion], back: bool) -> None:
    subject, whole = ended(LONG, WINDOW), ended(LONG)
    chance = random.Random(2)
    for _ in range(12):
        step = chance.randrange(1, subject.machine.steps)
        for each in (subject, whole):
            go(each, str(step))
            each.run(Backwards(make()) if back else make())
        assert subject.step == whole.step, (step, subject.message, whole.message)


@pytest.mark.usefixtures("_small")
def test_reverse_continue_finds_the_last_hit_before_the_window() -> None:
    subject, whole = ended(LONG, WINDOW), ended(LONG)
    for each in (subject, whole):
        each.breakpoints.add("OpAssertBool")
        each.breakpoints.add("OpThunkClosure")
    for each in (subject, whole):
        each.run(Backwards(Continue()))
    assert subject.step == whole.step < subject.history.start
    assert subject.message == whole.message


@pytest.mark.usefixtures("_small")
def test_without_breakpoints_reverse_continue_goes_to_the_very_beginning() -> None:
    subject = ended(LONG, WINDOW)
    subject.run(Backwards(Continue()))
    assert (subject.step, subject.message) == (0, "the first step")


@pytest.mark.usefixtures("_small")
def test_a_file_changed_in_between_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "n.nix"
    file.write_text("30")
    (tmp_path / "main.nix").write_text(
        LONG.replace("(builtins.genList (x: x) 30)", "(builtins.genList (x: x) (import ./n.nix))")
    )
    subject = Session(Program(path=str(tmp_path / "main.nix")), history=WINDOW)
    subject.run_to_end()
    file.write_text("throw 1")
    go(subject, "10")
    assert (subject.step, subject.snapshot().is_live) == (10, False)


@pytest.mark.usefixtures("_small")
def test_a_run_that_does_not_repeat_itself_is_noticed() -> None:
    subject = ended(LONG, WINDOW)
    other = Session(Program(expression=LONG.replace("f 6", "f 5")), history=WINDOW)
    subject.history.repeat = other.history.repeat
    here = subject.step
    go(subject, "2000")
    assert "does not repeat itself" in subject.message
    assert subject.step == here


@pytest.mark.usefixtures("_small")
def test_making_the_past_again_can_be_given_up() -> None:
    subject = ended(LONG, WINDOW)
    go(subject, str(subject.history.start + 5))
    here = subject.step
    subject.goto("100")
    assert subject.status == "running"
    assert subject.job is not None
    subject.pause()
    assert (subject.status, subject.step) == ("stopped", here)


@pytest.mark.usefixtures("_small")
def test_the_window_bounds_what_is_kept() -> None:
    vm = machine(program("let f = n: if n == 0 then 0 else f (n - 1); in f 3000"))
    recorder = Recorder(vm, window=2_000)
    most = 0
    while not vm.finished:
        vm.run(1_000)
        most = max(most, sum(len(segment.ips) for segment in recorder.segments))
    assert vm.steps > 50_000
    assert most < 2_000 + 3 * 600
    assert len(recorder.stories) < 2_000


def test_a_limit_of_bytes_bounds_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PACE, "segment", 500)
    vm = machine(program("let f = n: if n == 0 then 0 else f (n - 1); in f 2000"))
    recorder = Recorder(vm, window=1_000_000, most_bytes=200_000)
    vm.finish()
    assert recorder.segments[0].start > 0
    assert recorder.size < 400_000


@pytest.mark.usefixtures("_small")
def test_a_pause_while_a_stretch_is_extended_leaves_something_to_look_at() -> None:
    subject = ended(LONG, WINDOW)
    go(subject, "0")
    made = subject.history.remade[-1]
    subject.travel(made.target + 150)
    assert subject.job is made
    subject.pause()
    assert subject.snapshot().step == 0


@pytest.mark.usefixtures("_small")
def test_the_stretch_that_is_looked_at_is_kept_while_others_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debugger.history.history, "NEAR", -1)
    subject = ended(LONG, WINDOW)
    go(subject, "0")
    for step in (100, 200, 300, 400):
        made = subject.history.remaking(step)
        while not made.advance(1):
            pass
        subject.history.keep(made)
    assert len(subject.history.remade) == 3
    assert subject.snapshot().step == 0


@pytest.mark.usefixtures("_small")
def test_where_the_step_looked_at_is_dropped_all_the_same_the_window_is_shown() -> None:
    subject = ended(LONG, WINDOW)
    go(subject, "0")
    subject.history.remade.clear()
    subject.begin(Backwards(Into()))
    subject.travel(3)
    subject.pause()
    assert subject.snapshot().step == subject.history.start > 0


# Places and events.


@pytest.mark.parametrize(
    ("text", "step"),
    [("0", 0), ("12", 12), ("1 0", 10), ("start", 0), ("+3", 23), ("-5", 15), ("mark here", 7), ("'here", 7)],
)
def test_goto_understands_places(text: str, step: int) -> None:
    subject = ended(SUM)
    go(subject, "20")
    subject.history.marks["here"] = 7
    go(subject, text)
    assert subject.step == step


def test_goto_the_life_of_a_thunk() -> None:
    subject = ended("let x = 1 + 1; in x + x")
    found = []
    for what in ("creation", "first force", "last force", "force", "evaluation"):
        go(subject, f"{what} of thunk#1")
        found.append((subject.step, subject.snapshot().opcode))
    assert [op for _, op in found] == ["OpConstant", "OpForce", "OpForce", "OpForce", ""]
    assert subject.history.point == (found[-1][0], 1)
    assert subject.state.continuations[-1].describe() == "write the result into thunk#1"
    assert sorted(found) == found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nowhere", "is no place in time"),
        ("mark x", "there is no mark 'x'"),
        ("force of thunk#99999", "was not made"),
        ("next nonsense", "there is no kind of event 'nonsense'"),
        ("next eror", "did you mean error"),
        ("previous warning", "no earlier warning"),
        ("push of 3000", "was pushed before"),
        ("evaluation of thunk#1", "has not been evaluated"),
    ],
)
def test_what_is_not_there_is_said(text: str, message: str) -> None:
    subject = ended("[ (1 + 1) (throw 2) ]")
    with pytest.raises(DebuggerError, match=message):
        subject.goto(text)


def test_goto_ahead_of_the_live_edge_runs_there() -> None:
    subject = Session(Program(expression=SUM), history=1000)
    go(subject, "30")
    assert (subject.step, subject.snapshot().is_live) == (30, True)
    go(subject, "10")
    go(subject, "40")
    assert (subject.step, subject.snapshot().is_live) == (40, True)


EVENTFUL = """
let
  f = x: x + 1;
  bad = builtins.tryEval (throw "x");
  sum = with { a = 1; }; a + f (builtins.length [ 1 ]);
in builtins.trace "hi" (builtins.seq bad.success (builtins.break sum))
"""


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("blackhole", "warning", "import")])
def test_every_kind_of_event_is_found_forwards_and_backwards(kind: str) -> None:
    subject = ended(EVENTFUL)
    subject.breakpoints.add("OpAdd")
    go(subject, "start")
    forwards = []
    while (point := subject.history.happenings.next(kind, subject.history.point)) is not None:
        assert subject.history.event(kind, backwards=False) == point
        go(subject, f"next {kind}")
        assert subject.history.point == point
        forwards.append(point)
    go(subject, "end")
    backwards = []
    while subject.history.happenings.previous(kind, subject.history.point) is not None:
        go(subject, f"previous {kind}")
        backwards.append(subject.history.point)
    assert forwards
    assert [point for point in reversed(backwards) if point > (0, 0)] == forwards


def test_events_lie_at_the_tick_that_brought_them_about() -> None:
    subject = ended("let a = [ (b + 1) ]; b = 1 + 1; in builtins.deepSeq a a")
    go(subject, "start")
    whats = []
    while subject.history.happenings.next("force", subject.history.point) is not None:
        go(subject, "next force")
        state = subject.state
        whats.append("op" if state.op_due else state.continuations[-1].describe())
        before = len(state.continuations)
        subject.tick()
        assert len(subject.state.continuations) >= before
        assert isinstance(subject.state.continuations[-1], WriteBack)
    assert "op" in whats
    assert any(what != "op" for what in whats)


def test_events_lie_at_the_op_that_brought_them_about() -> None:
    subject = ended(EVENTFUL)
    timeline = subject.history.window
    segment = timeline.segments[0]
    ops = {
        kind: {
            code.ops[ip]
            for code, ip in map(segment.instruction_at, subject.history.happenings.steps(segment, kind))
        }
        for kind in ("with", "builtin", "tail call")
    }
    names = {kind: {OPCODES[op].name for op in found} for kind, found in ops.items()}
    assert names == {
        "with": {"OpPushWith", "OpPopWith"},
        "builtin": {"OpTailCall"},
        "tail call": {"OpTailCall"},
    }


def test_jumps_can_be_undone_and_done_again() -> None:
    subject = ended(SUM)
    for place in ("10", "20", "30"):
        go(subject, place)
    seen = []
    for move in (*[subject.go_back] * 4, *[subject.go_forward] * 4):
        move()
        seen.append((subject.step, "nowhere" in subject.message))
    edge = subject.machine.steps
    assert [step for step, _ in seen] == [20, 10, edge, edge, 10, 20, 30, 30]
    assert [lost for _, lost in seen] == [False, False, False, True] * 2


def test_a_reload_begins_a_new_history() -> None:
    subject = ended(SUM)
    go(subject, "10")
    subject.reload()
    assert (subject.step, subject.history.is_live, subject.history.left) == (0, True, [])
