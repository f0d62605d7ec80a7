"""Every face names the same step and cycle for a failure: the interface, why, eval, record and replay."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from debugger.loading.limits import Limits
from debugger.loading.program import Program
from debugger.motions import Continue
from debugger.provenance.demand import Link
from debugger.recordings.file import open_recording
from debugger.recordings.replays import recorded_limits, replaying_host
from debugger.session import Session
from tests.debugger.in_process import CommandLine

MODULES = Path(__file__).parents[2] / "modules"
SEARCH = f"modules={MODULES / 'lib'}"

PASSING = ("asks_for_an_argument", "mk_if_on_config", "overlay_prev")
FILES = sorted(path for path in MODULES.glob("*.nix") if path.stem not in PASSING)

FAILURES = (
    "let a = b + 1; b = c; c = a; in a",
    "let a = a; in a",
    "let f = n: if n == 0 then {} .x else f (n - 1); in f 3",
    'throw "no"',
    'throw "bad ${"b"}"',
    "builtins.elemAt [ 1 ] (2 + 3)",
    "builtins.head (builtins.tail [ 1 ])",
    'builtins.getAttr ("a" + "b") { c = 1; }',
    "1 + { }",
    "builtins.map (x: x.y) [ { y = 1; } { } ]",
    "assert 1 == 2; 3",
    "builtins.foldl' (a: b: a + b) 0 [ 1 null ]",
    'builtins.fromJSON "{"',
    "({ a }: a) { b = 1; }",
    "builtins.sort (a: b: a.x < b.x) [ { x = 1; } { y = 2; } ]",
    "let s = { a = 1; } // (if s ? b then { } else { }); in s.a",
    "9223372036854775807 + 1",
    'builtins.seq (builtins.tryEval (throw "caught")) (abort "not")',
)
CONTEXTS = (
    "HERE",
    'builtins.addErrorContext "plain" (HERE)',
    'let name = "w"; in builtins.addErrorContext "while ${name}" (HERE)',
    """let name = n: "w${toString n}"; in
       builtins.addErrorContext "while ${name 2}" (builtins.addErrorContext "in ${name 1}" (HERE))""",
    'let name = "w"; in [ (builtins.addErrorContext (builtins.concatStringsSep " " [ "a" name ]) (HERE)) ]',
)
PROGRAMS = [
    Program(expression=context.replace("HERE", failure), strict=True)
    for context in CONTEXTS
    for failure in FAILURES
] + [Program(path=str(path), search=(SEARCH,), strict=True) for path in FILES]


def arguments(program: Program) -> list[str]:
    if program.expression is not None:
        return ["--strict", "-E", program.expression]
    assert program.path is not None
    return ["--strict", "-I", SEARCH, program.path]


def failed_step(subject: Session) -> int:
    step = subject.history.failed_step
    assert step is not None
    return step


def gone_to(subject: Session, place: str) -> list[Link]:
    subject.goto(place)
    while subject.motion is not None:
        subject.advance(1)
    return subject.why()


def as_json(links: list[Link]) -> list[dict[str, object]]:
    """As documents have it: what a cell is called there follows from its text."""
    told = [
        {name: None if value == -1 else value for name, value in asdict(link).items() if name != "called"}
        for link in links
    ]
    found: list[dict[str, object]] = json.loads(json.dumps(told))
    return found


def test_there_are_a_hundred_programs() -> None:
    assert len(PROGRAMS) >= 100
    assert len(FILES) >= 10


@pytest.mark.parametrize(
    "program", PROGRAMS, ids=lambda program: program.expression or Path(program.path).stem
)
def test_every_face_names_the_same_step_for_a_failure(program: Program, nixstep: CommandLine) -> None:
    debugged = Session(program, history=1_000_000)
    assert debugged.run(Continue()) == "error"
    step, live = failed_step(debugged), debugged.why()
    error = debugged.machine.error
    while not debugged.ended:
        debugged.run(Continue())
    assert debugged.machine.failure is error
    assert failed_step(debugged) == step
    past = gone_to(debugged, "error")
    assert debugged.step == step
    shown = debugged.snapshot().error
    assert shown is not None
    assert [link.cycle for link in past if link.cycle] == [link.cycle for link in live if link.cycle]

    evaluated = Session(program)
    evaluated.run_to_end()
    assert failed_step(evaluated) == step

    told = json.loads(nixstep("why", *arguments(program), "--json").value)
    assert told["step"] == step
    assert told["error"]["message"] == shown.message
    assert told["links"] == as_json(past)

    assert nixstep("record", *arguments(program), "-o", "run.nixstep").code == 1
    assert f"failed:    at step {step:,}\n" in nixstep("replay", "run.nixstep", "--info").value + "\n"
    recording = open_recording(Path("run.nixstep"))
    replayed = Session(
        recording.program,
        recorded_limits(recording, Limits()),
        host=lambda: replaying_host(recording),
        history=1_000_000,
    )
    replayed.run_to_end()
    assert [as_json(gone_to(replayed, "error")), replayed.step] == [as_json(past), step]
