"""Evaluating a program: by this machine, in a process of its own, and by C++ Nix.

Only the evaluation is timed, reading and compiling included: here the clock starts when everything is
imported, and of Nix what an evaluation of `1` takes is taken off.
"""

from __future__ import annotations

import shutil
import time
from functools import partial
from typing import Any, TypeAlias

from benchmarks.child import cpu_of, in_child, peak_memory
from benchmarks.sampling import Reading, interleaved, ratio
from debugger.loading.limits import Limits
from debugger.loading.program import Program
from debugger.motions import Continue
from debugger.session import Session

EVERYTHING = 1 << 40
"""More steps, or bytes, than any run has: nothing of a record is dropped."""

Level: TypeAlias = "dict[str, Any]"
LEVELS: dict[str, Level] = {
    "-O0": {},
    "-O1": {"level": 1},
}
"""The levels of code, and what of a Program chooses each."""

NIX = "nix-instantiate"
NIX_TIMES = 3
"""Runs that make one sample: its start alone takes as long as a small program, and varies as much."""
OURS, THEIRS, START = "nixstep", "C++ Nix", "C++ Nix, start"


def has_nix() -> bool:
    return shutil.which(NIX) is not None


def evaluate(program: dict[str, Any], history: int = 0) -> dict[str, float]:
    """Run a program to its end: processor seconds, steps, and the most bytes that were occupied."""
    limits = Limits(max_memory=EVERYTHING)
    begun = time.process_time()
    session = Session(Program(**program), limits, history=history)
    recorder = session.history.recorder
    if recorder is not None and history == EVERYTHING:
        recorder.most_bytes = EVERYTHING
    session.run_to_end()
    seconds = time.process_time() - begun
    failure = session.machine.failure
    if failure is not None:
        raise failure
    return {"seconds": seconds, "steps": int(session.machine.steps), "peak": peak_memory()}


def run(program: dict[str, Any], history: int = 0, **how: str) -> dict[str, float]:
    """The same in a process of its own."""
    answer: dict[str, float] = in_child("evaluating.evaluate", program=program, history=history, **how)
    return answer


def continue_past(program: dict[str, Any], breakpoints: list[str], history: int) -> float:
    """Processor seconds of `continue` to the end of a program, with breakpoints that are never hit."""
    session = Session(Program(**program), Limits(max_memory=EVERYTHING), history=history)
    for each in breakpoints:
        session.breakpoints.add(each)
    begun = time.process_time()
    status = session.run(Continue())
    if status != "finished":
        raise RuntimeError(f"it should have come to its end: {session.message}")
    return time.process_time() - begun


def continued(program: dict[str, Any], breakpoints: list[str], history: int) -> float:
    """The same in a process of its own."""
    answer: float = in_child(
        "evaluating.continue_past", program=program, breakpoints=breakpoints, history=history
    )
    return answer


def seconds_of(program: dict[str, Any], history: int = 0, **how: str) -> float:
    return run(program, history, **how)["seconds"]


def nix_command(program: dict[str, Any]) -> list[str]:
    """The same program for Nix."""
    command = [NIX, "--eval"]
    if program.get("strict"):
        command.append("--strict")
    if "expression" in program:
        return [*command, "-E", program["expression"]]
    return [*command, program["path"], *(["-A", program["attribute"]] if "attribute" in program else [])]


def over_nix(
    program: dict[str, Any], rounds: int, history: int = 0, level: Level | None = None, **how: str
) -> Reading:
    """How many times the processor time of Nix a program takes here."""
    ways = {
        OURS: partial(seconds_of, program | (level or {}), history, **how),
        THEIRS: partial(cpu_of, nix_command(program), times=NIX_TIMES),
        START: partial(cpu_of, [NIX, "--eval", "--strict", "-E", "1"], times=NIX_TIMES),
    }
    return ratio(interleaved(ways, rounds), OURS, THEIRS, START)
