"""Limits: each ends the run with an error of its own, at a state that can be looked at."""

from __future__ import annotations

import time

import pytest

from debugger import limits as module
from debugger.limits import Limits
from debugger.motions import Continue, Into, Over
from debugger.program import Program
from tests.debugger.sessions import session
from vm.machine import Machine

LOOP = "let f = n: f (n + 1); in f 0"
DEEP = "let f = n: 1 + f (n + 1); in f 0"
SORT = "builtins.length (builtins.sort (a: b: a < b) (builtins.genList (n: 0 - n) 1000000))"


def failure(text: str, limits: Limits, program: Program | None = None) -> tuple[str, str]:
    subject = session(text, limits=limits, program=program or Program())
    assert subject.run(Continue()) == "error"
    error = subject.snapshot().error
    assert error is not None
    assert subject.run(Into()) == "failed"
    return error.code, error.message


def test_too_many_steps_end_the_run_exactly_there() -> None:
    subject = session(LOOP, limits=Limits(max_steps=1234))
    assert subject.run(Continue()) == "error"
    assert subject.machine.steps == 1234
    assert subject.message == "error: more than 1234 steps (see --max-steps)"


def test_a_program_of_exactly_so_many_steps_is_within_the_limit() -> None:
    free = session("1 + 2")
    free.run(Continue())
    limited = session("1 + 2", limits=Limits(max_steps=free.machine.steps))
    assert limited.run(Continue()) == "finished"


@pytest.mark.parametrize("motion", [Into, Over])
def test_steps_by_hand_count_too(motion: type[Into]) -> None:
    subject = session(LOOP, limits=Limits(max_steps=5))
    stops = 0
    while subject.run(motion()) == "stopped":
        stops += 1
        assert stops < 10
    assert (subject.status, subject.machine.steps) == ("error", 5)


def test_too_much_time_ends_the_run() -> None:
    assert failure(LOOP, Limits(timeout=0.05)) == ("E030", "more than 0.05 seconds (see --timeout)")


def test_pauses_are_not_counted_as_time(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = session(LOOP, limits=Limits(timeout=5))
    subject.begin(Continue())
    subject.advance(0)
    clock = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: clock() + 1000)
    subject.advance(0)
    assert subject.status == "running"
    assert subject.limits.spent < 5


def test_time_ends_a_builtin_that_is_under_way() -> None:
    code, message = failure(SORT, Limits(timeout=0.3))
    assert (code, "--timeout" in message) == ("E030", True)


def test_too_much_memory_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "resident_memory", lambda: 3 * 2**20)
    assert failure(LOOP, Limits(max_memory=2**20)) == ("E030", "more than 1 MiB of memory (see --max-memory)")


def test_memory_is_limited_to_a_share_of_the_machine_if_nothing_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "machine_memory", lambda: 100 * 2**20)
    monkeypatch.setattr(module, "resident_memory", lambda: 76 * 2**20)
    assert failure(LOOP, Limits()) == ("E030", "more than 75 MiB of memory (see --max-memory)")


def test_the_memory_of_this_process_is_known() -> None:
    assert 2**20 < module.resident_memory() < module.machine_memory()


def test_too_many_frames_end_the_run() -> None:
    code, message = failure(DEEP, Limits(), Program(max_depth=500))
    assert (code, message) == ("E031", "stack overflow: more than 500 frames (see --max-depth)")


def test_no_limit_is_caught_by_the_program() -> None:
    subject = session(f"builtins.tryEval ({LOOP})", limits=Limits(max_steps=500))
    assert subject.run(Continue()) == "error"
    assert subject.run(Continue()) == "failed"


def test_a_slice_never_runs_past_the_last_step() -> None:
    subject = session("1 + 2")
    machine: Machine = subject.machine
    assert Limits(max_steps=30).slice(machine, 400) == 30
    assert Limits(max_steps=3000).slice(machine, 400) == 400
    assert Limits().slice(machine, 400) == 400
