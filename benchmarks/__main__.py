"""`make bench`: run small programs in several ways and print how they compare.

Seconds of a shared machine mean little, so every line is a ratio of processor times taken in this run:
each way of running against the plain one, and the plain one against C++ Nix where that is installed.
`history` as an argument measures looking back instead, `history --full` up to ten million steps.
"""

from __future__ import annotations

import gc
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable

from benchmarks import history
from debugger.history.recorder import DEFAULT_WINDOW
from debugger.loading.program import Program
from debugger.motions import Continue
from debugger.session import Session
from vm.native import WAY

PROGRAMS = {
    "calls": "let fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2); in fib 23",
    "tail calls": "let go = n: acc: if n == 0 then acc else go (n - 1) (acc + n); in go 20000 0",
    "deep recursion": "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 20000",
    "foldl'": "builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) 40000)",
    "sets": "builtins.foldl' (s: n: s // { ${toString n} = n; }) { } (builtins.genList (x: x) 600)",
    "sort": "builtins.length (builtins.sort (a: b: a > b) (builtins.genList (x: x) 4000))",
}
ROUNDS = 3


class Counter:
    """The cheapest observer: it counts."""

    def __init__(self) -> None:
        self.seen = 0

    def execute_op(self, frame: object, ip: int, op: int) -> None:
        self.seen += 1


def plain(expression: str) -> Session:
    session = Session(Program(expression=expression, strict=True))
    session.run_to_end()
    return session


def observed(expression: str) -> Session:
    session = Session(Program(expression=expression, strict=True), observers=(Counter(),))
    session.run_to_end()
    return session


def with_breakpoint(expression: str) -> Session:
    """A breakpoint that is asked about at every step and never hit."""
    session = Session(Program(expression=expression, strict=True))
    session.breakpoints.add("nowhere.nix:1")
    while not session.ended:
        session.run(Continue())
    return session


def recorded(expression: str) -> Session:
    """With a record of all steps, as the debugger keeps it."""
    session = Session(Program(expression=expression, strict=True), history=DEFAULT_WINDOW)
    session.run_to_end()
    return session


WAYS: dict[str, Callable[[str], Session]] = {
    "observed": observed,
    "breakpoint": with_breakpoint,
    "recorded": recorded,
}


def cost(run: Callable[[str], Session], expression: str) -> tuple[float, int]:
    """The best processor time of a few rounds, and the steps taken."""
    best, steps = float("inf"), 0
    for _ in range(ROUNDS):
        gc.collect()
        begun = time.process_time()
        session = run(expression)
        best = min(best, time.process_time() - begun)
        steps = session.machine.steps
    return best, steps


def nix_cost(expression: str) -> float | None:
    """Processor time of C++ Nix beyond its own start; None where it is missing."""
    if shutil.which("nix-instantiate") is None:
        return None
    return max(nix_seconds(expression) - nix_seconds("1"), 1e-4)


def nix_seconds(expression: str) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            ["nix-instantiate", "--eval", "--strict", "-E", expression], check=True, capture_output=True
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def main() -> None:
    gc.set_threshold(100_000, 50, 1000)
    wanted = sys.argv[1:]
    if wanted[:1] == ["history"]:
        history.main(print, full="--full" in wanted)
        return
    plain("1")
    heads = [*WAYS, "C++ Nix"]
    print(f"{WAY}; make native and NIXSTEP_NATIVE choose")
    print(f"{'program':<16}{'steps':>10}{'ns/step':>10}" + "".join(f"{'x ' + head:>14}" for head in heads))
    for name, expression in PROGRAMS.items():
        base, steps = cost(plain, expression)
        ratios = [cost(run, expression)[0] / base for run in WAYS.values()]
        nix = nix_cost(expression)
        cells = [f"{ratio:>14.2f}" for ratio in ratios] + [f"{base / nix:>14.1f}" if nix else f"{'-':>14}"]
        print(f"{name:<16}{steps:>10}{base / steps * 1e9:>10.0f}" + "".join(cells))
    print("observed, breakpoint, recorded: times the plain run; C++ Nix: the plain run over nix-instantiate")


if __name__ == "__main__":
    main()
