"""Ways of running: small programs watched, with a breakpoint, and recorded, against the plain run of each.

The plain run is compared with C++ Nix, where that is installed.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

from benchmarks.child import cpu_of
from benchmarks.evaluating import NIX, has_nix
from debugger.history.recorder import DEFAULT_WINDOW
from debugger.loading.program import Program
from debugger.motions import Continue
from debugger.session import Session

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
    if not has_nix():
        return None
    whole, start = (
        min(cpu_of([NIX, "--eval", "--strict", "-E", text]) for _ in range(ROUNDS))
        for text in (expression, "1")
    )
    return max(whole - start, 1e-4)


def main(say: Callable[[str], None]) -> None:
    plain("1")
    heads = [*WAYS, "C++ Nix"]
    say(f"{'program':<16}{'steps':>10}{'ns/step':>10}" + "".join(f"{'x ' + head:>14}" for head in heads))
    for name, expression in PROGRAMS.items():
        base, steps = cost(plain, expression)
        ratios = [cost(run, expression)[0] / base for run in WAYS.values()]
        nix = nix_cost(expression)
        cells = [f"{ratio:>14.2f}" for ratio in ratios] + [f"{base / nix:>14.1f}" if nix else f"{'-':>14}"]
        say(f"{name:<16}{steps:>10}{base / steps * 1e9:>10.0f}" + "".join(cells))
    say("observed, breakpoint, recorded: times the plain run; C++ Nix: the plain run over nix-instantiate")
