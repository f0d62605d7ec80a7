"""The session: errors before unwinding, pausing, limits, output, and loading again."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from debugger.errors import DebuggerError
from debugger.loading.program import Program
from debugger.motions import Continue, Finish, Into, Motion, Over, SourceOver, SourceStep
from debugger.session import Session
from debugger.views.snapshot import Snapshot
from tests.debugger.sessions import here, result, session, stack_texts
from vm.errors import NixError, ParseError

LOOP = "let f = n: f (n + 1); in f 0"


def sorting(count: int) -> str:
    return f"""let sorted = builtins.sort builtins.lessThan (builtins.genList (n: {count} - n) {count});
    in builtins.head sorted + builtins.length sorted"""


FAILING_OPS = {
    "OpAttrsSelect": "let f = x: 1 + x.b; in f { a = 1; }",
    "OpAdd": "let f = x: [ 1 (2 + x) ]; in builtins.elemAt (f null) 1",
    "OpJumpIfFalse": "let f = x: if x then 1 else 2; in 3 + f 4",
    "OpDiv": "let f = x: 1 / x; in f 0",
    "OpAssertFail": "let f = x: assert x == 1; x; in f 2 + 1",
    "OpForce": "let x = x + 1; in x",
    "OpTailCall": "let f = x: x 1; in f 2",
    "OpValidateClosedFormals": "let f = { a }: a; in f { a = 1; b = 2; }",
    "OpAttrs": 'let f = x: { ${x} = 1; ${x + ""} = 2; }; in builtins.attrNames (f "k")',
}


@pytest.mark.parametrize("op", FAILING_OPS)
def test_an_error_stops_at_the_state_before_the_failing_op(op: str) -> None:
    subject = session(FAILING_OPS[op])
    before = subject.snapshot()
    while subject.run(Into()) == "stopped":
        before = subject.snapshot()
    shown = subject.snapshot()
    assert subject.status == "error"
    assert before.opcode == op
    assert state_of(shown) == state_of(before)
    assert shown.error is not None
    assert subject.message == f"error: {shown.error.message}"


def state_of(shown: Snapshot) -> object:
    frames = [(frame.number, frame.chunk, frame.ip) for frame in shown.frames]
    waiting = [(each.text, each.frame) for each in shown.continuations]
    return shown.step, shown.opcode, stack_texts(shown), frames, waiting


@pytest.mark.parametrize("op", FAILING_OPS)
@pytest.mark.parametrize("motion", [Continue, Over, SourceOver, SourceStep, Finish])
def test_every_motion_stops_at_an_uncaught_error(op: str, motion: type[Continue]) -> None:
    subject = session(FAILING_OPS[op])
    while subject.run(motion()) == "stopped":
        pass
    assert (subject.status, subject.snapshot().opcode) == ("error", op)


def test_a_step_at_an_error_unwinds() -> None:
    subject = session(FAILING_OPS["OpDiv"])
    subject.run(Continue())
    depth = subject.machine.depth
    assert depth > 0
    assert subject.run(Into()) == "failed"
    shown = subject.snapshot()
    assert (shown.depth, shown.stack_height, subject.message) == (0, 0, "the program failed")
    assert shown.error is not None
    assert shown.error.code == "E014"


CAUGHT = 'let t = builtins.tryEval (1 + throw "no"); in if t.success then 1 else 2 + 3'


@pytest.mark.parametrize("motion", [Over, SourceOver, Continue])
def test_a_caught_error_does_not_stop(motion: type[Continue]) -> None:
    subject = session(CAUGHT)
    seen = set()
    while not subject.ended:
        seen.add(subject.run(motion()))
    assert "error" not in seen
    assert result(subject) == "5"


def test_single_steps_show_a_caught_error_and_then_its_handler() -> None:
    subject = session(CAUGHT)
    while subject.run(Into()) == "stopped":
        pass
    error = subject.snapshot().error
    assert error is not None
    assert (error.caught, error.message) == (True, "no")
    subject.run(Into())
    assert (subject.status, subject.message) == ("stopped", "the error was caught")
    subject.run(Continue())
    assert result(subject) == "5"


def test_an_error_that_tryeval_does_not_catch_is_not_called_caught() -> None:
    subject = session("builtins.tryEval (1 / 0)")
    subject.run(Continue())
    error = subject.snapshot().error
    assert error is not None
    assert not error.caught


def test_the_end_shows_the_value() -> None:
    subject = session("1 + 41")
    subject.run(Continue())
    shown = subject.snapshot()
    assert shown.result is not None
    assert (shown.status, shown.result.kind, shown.result.text) == ("finished", "int", "42")
    assert shown.explanation == "The program is done. Its value is 42."


def slices(subject: Session) -> Iterator[None]:
    """Carry a motion out in the shortest slices."""
    while not subject.advance(0):
        yield


def test_an_endless_loop_is_paused_and_goes_on() -> None:
    subject = session(LOOP)
    reached = 0
    for _ in range(3):
        subject.begin(Continue())
        for _, _ in zip(range(5), slices(subject), strict=False):
            pass
        subject.pause()
        assert (subject.status, subject.message) == ("stopped", "paused")
        assert subject.machine.steps > reached
        assert subject.snapshot().frame_count < 10
        reached = subject.machine.steps


def test_a_sort_of_many_elements_is_paused_in_its_middle_without_loss() -> None:
    count = 100_000
    whole = session(sorting(count))
    whole.run(Continue())
    subject = session(sorting(count))
    chance = random.Random(1)
    pauses = inside = 0
    while not subject.ended:
        subject.begin(Continue())
        subject.advance(0)
        if subject.motion is not None:
            subject.machine.run(chance.randrange(4000 if subject.machine.op_due else 100))
            subject.pause()
            pauses += 1
            shown = subject.snapshot()
            sorts = bool(shown.continuations) and shown.continuations[0].owner == "sort"
            inside += sorts and not shown.opcode
    assert inside >= 3, f"only {inside} of {pauses} pauses were inside the sort"
    assert result(subject) == result(whole) == str(count + 1)
    assert (subject.machine.steps, subject.machine.ticks) == (whole.machine.steps, whole.machine.ticks)


def test_a_step_after_a_pause_inside_a_builtin_goes_to_the_next_op() -> None:
    subject = session(sorting(50_000))
    while subject.snapshot().opcode or subject.machine.continuations[-1].owner != "sort":
        subject.machine.run(1)
    assert not subject.machine.op_due
    assert subject.run(Into()) == "stopped"
    assert here(subject).step == subject.machine.steps


def test_a_pause_of_nothing_says_nothing() -> None:
    subject = session("1 + 2")
    subject.run(Into())
    subject.pause()
    assert subject.message == "step"


def test_a_tick_runs_a_builtin_for_a_bounded_stretch() -> None:
    subject = session("builtins.elemAt (builtins.genList (n: n) 50000 ++ [ ]) 7 == 7")
    steps_of_ticks = []
    while not subject.ended:
        subject.tick()
        steps_of_ticks.append(subject.machine.steps)
        assert subject.message == "tick"
    repeated = [step for step, following in pairwise(steps_of_ticks) if step == following]
    assert repeated, "some ticks belong to no op of their own"
    assert subject.machine.ticks == len(steps_of_ticks)
    assert result(subject) == "true"


def test_ticks_go_through_an_error() -> None:
    subject = session("1 / 0")
    messages = []
    while not subject.ended:
        subject.tick()
        messages.append(subject.message)
    assert messages[-2:] == ["error: division by zero", "unwinding"]
    subject.tick()
    assert "R runs it again" in subject.message


def test_reload_reads_the_file_again_and_keeps_breakpoints(tmp_path: Path) -> None:
    file = tmp_path / "a.nix"
    file.write_text("let a = 1;\nin a + 1")
    subject = Session(Program(path=str(file)))
    subject.breakpoints.add("a.nix:2")
    subject.run(Continue())
    assert subject.message == "breakpoint 1: a.nix:2"
    while subject.run(Continue()) == "stopped":
        pass
    assert result(subject) == "2"
    file.write_text("let a = 5;\nin a + 1")
    subject.reload()
    assert (subject.status, subject.machine.steps) == ("stopped", 0)
    subject.run(Continue())
    assert subject.message == "breakpoint 1: a.nix:2"
    subject.breakpoints.clear()
    subject.run(Continue())
    assert result(subject) == "6"


def test_a_reload_that_fails_leaves_the_session_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "a.nix"
    file.write_text("1 + 2")
    subject = Session(Program(path=str(file)))
    subject.run(Into(), 2)
    file.write_text("1 +")
    with pytest.raises(ParseError):
        subject.reload()
    assert subject.machine.steps == 2
    subject.run(Continue())
    assert result(subject) == "3"


def test_two_loads_share_nothing() -> None:
    text = "let f = n: if n == 0 then [ ] else [ (n * 2) ] ++ f (n - 1); in f 3"
    subject = session(text)
    subject.run(Continue())
    first = [(step.step, step.thunks) for step in [subject.snapshot()]]
    subject.reload()
    subject.run(Continue())
    assert [(step.step, step.thunks) for step in [subject.snapshot()]] == first


def test_messages_of_the_program_carry_the_step_they_came_from() -> None:
    subject = session('builtins.trace "a\\nb\\e" (builtins.trace "last" 1)')
    heard: list[str] = []
    subject.listener = lambda message: heard.append(message.text)
    subject.run(Continue())
    assert [(each.kind, each.text) for each in subject.output] == [("trace", "a\nbe"), ("trace", "last")]
    assert heard == ["a\nbe", "last"]
    assert 0 < subject.output[0].step <= subject.output[1].step <= subject.machine.steps


def test_warnings_of_the_compiler_are_output_too() -> None:
    subject = session("let unused = 1; in 2")
    (warning,) = subject.output
    assert (warning.kind, warning.step) == ("warning", 0)
    assert "<expr>:1:5" in warning.text


def test_a_program_that_does_not_compile_has_no_session() -> None:
    with pytest.raises(NixError):
        session("x")


def test_an_unknown_chunk_is_refused_with_a_hint() -> None:
    subject = session("1 + 2")
    with pytest.raises(DebuggerError, match="there is no chunk nowhere"):
        subject.chunk("nowhere")
    assert subject.chunk("<expr>:1:1").instructions


def test_the_sources_of_a_run_are_there_by_path(tmp_path: Path) -> None:
    (tmp_path / "b.nix").write_text("1\n+ 2")
    (tmp_path / "a.nix").write_text("import ./b.nix")
    subject = Session(replace(Program(), path=str(tmp_path / "a.nix")))
    assert subject.source_text(str(tmp_path / "b.nix")) is None
    subject.run(Continue())
    source = subject.source_text(str(tmp_path / "b.nix"))
    assert source is not None
    assert [source.line_text(line) for line in range(1, source.line_count + 1)] == ["1", "+ 2"]


def test_a_pause_goes_on_to_the_next_op_where_that_is_near() -> None:
    subject = session(LOOP)
    for ticks in range(3, 40):
        subject.begin(Continue())
        subject.machine.run(ticks)
        subject.pause()
        assert subject.message == "paused"
        step = here(subject).step
        subject.run(Into())
        assert here(subject).step == step + 1


def test_a_pause_at_an_error_says_so() -> None:
    subject = session("1 / 0")
    subject.begin(Continue())
    subject.machine.run(1000)
    subject.pause()
    assert (subject.status, subject.message) == ("error", "error: division by zero")


BREAKS = "let f = x: let y = builtins.break x; in y + 1; in f 1 + f 2"


@pytest.mark.parametrize("motion", [Continue, SourceOver])
def test_builtins_break_stops_a_motion_each_time(motion: type[Motion]) -> None:
    subject = session(BREAKS)
    stops = []
    while not subject.ended:
        subject.run(motion())
        stops.append(subject.message)
    assert stops.count("breakpoint: builtins.break") == 2
    assert result(subject) == "5"


def test_builtins_break_stops_beside_breakpoints_but_not_a_run_to_the_end() -> None:
    subject = session(BREAKS, "OpAttrs")
    subject.run(Continue())
    assert subject.message == "breakpoint: builtins.break"
    subject.run_to_end()
    assert result(subject) == "5"


def test_a_break_that_is_the_end_lets_the_program_end() -> None:
    subject = session("builtins.break 1")
    subject.run(Continue())
    assert result(subject) == "1"


def test_builtins_warn_is_output() -> None:
    subject = session('builtins.warn "a" 1')
    subject.run(Continue())
    assert [(each.kind, each.text) for each in subject.output] == [("evaluation warning", "a")]


@pytest.mark.parametrize(("show", "folded"), [(False, True), (True, False)])
def test_the_trace_of_a_shown_error_folds_skipped_files(show: bool, folded: bool, tmp_path: Path) -> None:
    library = tmp_path / "lib.nix"
    library.write_text('{ f = x: x + (throw "no"); }')
    subject = session(f"(import {library}).f 1")
    subject.skipped, subject.show_trace = ("lib.nix",), show
    subject.run(Continue())
    error = subject.snapshot().error
    assert error is not None
    assert any("skipped" in line for line in error.trace) == folded
    assert any(f"{library}:1:" in line for line in error.trace) != folded
