"""Limits: each ends the run with an error of its own, at a state that can be looked at."""

from __future__ import annotations

import os
import resource
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from debugger.loading import limits as module
from debugger.loading.limits import Limits
from debugger.loading.program import Program
from debugger.motions import Continue, Into, Over
from debugger.recordings.file import open_recording
from tests.debugger import commands
from tests.debugger.commands import run
from tests.debugger.in_process import CommandLine
from tests.debugger.sessions import session
from vm.errors import LimitExceeded
from vm.machine.machine import Machine
from vm.pulse import PULSE

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


def answers(recording: Path) -> list[tuple[str, ...]]:
    """What a recorded run asked."""
    return list(open_recording(recording).journal.answers)


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


# What takes long within one tick, or without a machine.

LARGE = """
let
  double = join: n: if n == 0 then start else let s = double join (n - 1); in join s s;
  start = builtins.concatStringsSep "" (builtins.genList (n: "0123456789") 1000);
  list = builtins.genList (n: n) 10000;
  doubled = join: n: if n == 0 then list else let s = doubled join (n - 1); in join s s;
  million = double (a: b: a + b) 7;
  times = n: builtins.genList (_: million) n;
in
"""
GROWING = {
    "+": "builtins.stringLength (double (a: b: a + b) 40)",
    "interpolation": 'builtins.stringLength (double (a: b: "${a}${b}") 40)',
    "+ with context": "builtins.stringLength (double (a: b: a + b) 40 + builtins.toFile ''a'' ''b'')",
    "++": "builtins.length (doubled (a: b: a ++ b) 40)",
    "concatLists": "builtins.length (doubled (a: b: builtins.concatLists [ a b ]) 40)",
    "concatMap": "builtins.length (doubled (a: b: builtins.concatMap (x: a) [ 1 2 ]) 40)",
    "genList": "builtins.length (builtins.genList (n: n) 1000000000000)",
    "concatStringsSep": "builtins.stringLength (builtins.concatStringsSep million (times 100000))",
    "replaceStrings": 'builtins.stringLength (builtins.replaceStrings [ "1" ] [ million ] million)',
    "toString": "builtins.stringLength (toString (times 100000))",
    "toJSON": "builtins.stringLength (builtins.toJSON (times 100000))",
    "toXML": "builtins.stringLength (builtins.toXML (times 100000))",
    "readFile": "builtins.stringLength (builtins.readFile ./sparse)",
}


@pytest.mark.parametrize("way", GROWING)
def test_what_has_no_room_is_refused_before_it_is_made(way: str, nixstep: CommandLine) -> None:
    os.truncate(nixstep.file("sparse", ""), 1 << 40)
    allowed = module.resident_memory() + 200 * 2**20
    found = nixstep("eval", "--max-memory", str(allowed >> 20), "-E", LARGE + GROWING[way])
    assert found.code == 1
    assert "(see --max-memory) [E030]" in found.err.splitlines()[0]
    assert module.resident_memory() < allowed + 200 * 2**20


def test_small_results_are_not_measured_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def measure() -> int:
        asked.append(1)
        return 0

    monkeypatch.setattr(module, "resident_memory", measure)
    limits = Limits(max_memory=2**30)
    with limits.running():
        for _ in range(1000):
            PULSE.need(100_000)
    assert len(asked) < 10


def test_time_ends_parsing_and_says_how_far_it_got(nixstep: CommandLine) -> None:
    file = nixstep.file("large.nix", "[\n" + "(a: a + 1)\n" * 200_000 + "]")
    for arguments in ([str(file)], ["-E", f"import {file}"]):
        found = nixstep("eval", "--timeout", "0.4", *arguments)
        assert found.code == 1
        first, place, *_ = found.err.splitlines()
        assert first == "error: more than 0.4 seconds (see --timeout) [E030]"
        assert place.strip().startswith(f"at {file}:")
        assert f" bytes of {file} was parsed" in found.err


def test_time_ends_compiling(nixstep: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    file = nixstep.file("t.nix", "[\n" + "(a: a + 1)\n" * 5000 + "]")
    walk = "compiler.analysis.walk.PULSE.ask"

    def over() -> None:
        raise LimitExceeded("over")

    from compiler.syntax import parser

    parsed = parser.parse

    def parse(*arguments: Any) -> Any:
        tree = parsed(*arguments)
        monkeypatch.setattr(walk, over)
        return tree

    monkeypatch.setattr("compiler.compile.parse", parse)
    found = nixstep("dis", str(file))
    assert "was parsed, and was being compiled" in found.err


def test_time_ends_printing(nixstep: CommandLine) -> None:
    text = f"{LARGE} times 1000000"
    found = nixstep("eval", "--strict", "--timeout", "2", "-E", text)
    assert found.code == 1
    assert "error: more than 2 seconds (see --timeout)" in found.err


ALARMED = {
    "hashing": 'let f = n: if n == 0 then "0123456789" else let s = f (n - 1); in s + s; '
    'in map (n: builtins.hashString "sha512" (f 23 + toString n)) (builtins.genList (n: n) 100)',
    "a builtin that never asks": 'builtins.fromTOML (builtins.concatStringsSep "\\n" '
    '(builtins.genList (n: "a${toString n} = 1") 400000))',
    "compareVersions": 'let v = builtins.concatStringsSep "" (builtins.genList (n: "1.") 9000000); '
    "in builtins.compareVersions v v",
}


@pytest.mark.parametrize("text", ALARMED.values(), ids=ALARMED)
def test_time_ends_what_never_asks(text: str) -> None:
    """The alarm rings only in a process of our own."""
    found = run("eval", "--strict", "--timeout", "1", "-E", text)
    assert found.returncode == 1
    assert found.stderr.startswith(b"error: more than 1 second (see --timeout) [E030]\n")


def test_a_limit_while_files_are_read_is_no_answer_in_the_journal(
    nixstep: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = nixstep.file("a.txt", "a" * 5000)
    recording = nixstep.directory / "run.nixstep"

    def over(self: Limits) -> None:
        raise LimitExceeded("over")

    with monkeypatch.context() as patched:
        patched.setattr("vm.store.reading.PULSE.ask", lambda: over(Limits()))
        found = nixstep("record", "-o", str(recording), "-E", f"builtins.readFile {file}")
    assert "error: over [E030]" in found.err
    assert str(file) not in {question[1] for question in answers(recording) if len(question) > 1}


@pytest.mark.parametrize(
    "text", ["import ./large.nix", "let f = s: f (s + s); in f ''0123456789''", "[ (import ./large.nix) ]"]
)
def test_a_recording_of_a_run_that_a_limit_ended_within_a_tick_is_the_same_again(
    text: str, nixstep: CommandLine
) -> None:
    nixstep.file("large.nix", "[\n" + "(a: a + 1)\n" * 100_000 + "]")
    recording = str(nixstep.directory / "run.nixstep")
    limits = ["--timeout", "0.5", "--max-memory", str((module.resident_memory() >> 20) + 300)]
    assert nixstep("record", "--strict", *limits, "-o", recording, "-E", text).code == 1
    again = nixstep("replay", "--info", recording)
    assert (again.code, "and so does the end" in again.out) == (0, True), again.out


@pytest.mark.timeout(400)
def test_memory_that_the_system_does_not_give_is_an_error_too(nixstep: CommandLine) -> None:
    """As with `ulimit -v`: neither parsing nor running ends in a bug of ours."""
    file = nixstep.file("large.nix", "[\n" + "(a: a + 1)\n" * 1_000_000 + "]")

    def confine() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (500 << 20, 500 << 20))

    for arguments in ([str(file)], ["-E", DEEP]):
        found = subprocess.run(
            [*commands.nixstep("eval"), "--max-memory", "100000", *arguments],
            capture_output=True,
            env=commands.environment(),
            preexec_fn=confine,
            timeout=190,
        )
        assert found.returncode == 1
        assert found.stderr.startswith(b"error: out of memory [E030]\n")
