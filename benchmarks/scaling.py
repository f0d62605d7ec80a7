"""Scaling: how time and memory grow with what a program is made of, over three decades each.

A slope of 1 on logarithmic scales is growth in proportion, 2 is growth with the square. What an empty run
takes is taken off; what is then too little to be told from noise does not count in the slope.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.evaluating import EVERYTHING, run
from benchmarks.generated import nix_text
from benchmarks.memory import DEEP

ROUNDS = 3
STEPS_A_TURN = 21
"""Of the loop below."""
LOOP = "let go = n: if n == 0 then 0 else go (n - 1); in go {}"
LIST = """let
  made = builtins.genList (x: x) {};
  changed = builtins.filter (x: x > 2) (map (x: x + 1) made);
in builtins.foldl' (a: b: a + b) 0 changed"""
SET = """let
  made = builtins.listToAttrs (builtins.genList (i: {{ name = "a${{toString i}}"; value = i; }}) {});
  changed = builtins.mapAttrs (name: value: value + 1) (made // {{ extra = 1; }});
in builtins.foldl' (a: b: a + b) 0 (builtins.attrValues changed)"""
EMPTY = {"expression": "1", "strict": True}
LEAST_SECONDS, LEAST_BYTES = 0.001, 1 << 18

Make = Callable[[int, Path], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a program takes beyond an empty one."""

    size: int
    seconds: float
    bytes: float


@dataclass(frozen=True, slots=True)
class Growth:
    """What grows, and a program of a given size of it."""

    name: str
    sizes: tuple[int, ...]
    make: Make
    history: int = 0


def expression(template: str, divisor: int = 1) -> Make:
    return lambda size, directory: {"expression": template.format(size // divisor), "strict": True}


def file_of(size: int, directory: Path) -> dict[str, Any]:
    """A file of so many bytes, which is read and compiled; it is a function, so that little of it runs."""
    path = directory / f"{size}.nix"
    path.write_text(nix_text(size), encoding="ascii")
    return {"path": str(path)}


def decades(first: int) -> tuple[int, ...]:
    """Three decades in half ones."""
    return tuple(round(first * 10 ** (half / 2)) for half in range(7))


GROWTHS = (
    Growth("program size, bytes", decades(1_000), file_of),
    Growth("recursion depth", decades(1_000), expression(DEEP)),
    Growth("list length", decades(1_000), expression(LIST)),
    Growth("attributes", decades(1_000), expression(SET)),
    Growth("steps", decades(10_000), expression(LOOP, STEPS_A_TURN)),
    Growth("steps, recorded", decades(10_000), expression(LOOP, STEPS_A_TURN), EVERYTHING),
)


def cost_of(program: dict[str, Any], history: int, rounds: int) -> tuple[float, float]:
    """Seconds and bytes, medians."""
    runs = [run(program, history) for _ in range(rounds)]
    return statistics.median(each["seconds"] for each in runs), statistics.median(
        each["peak"] for each in runs
    )


def costs(growth: Growth, rounds: int) -> list[Cost]:
    seconds, occupied = cost_of(EMPTY, growth.history, rounds)
    found: list[Cost] = []
    with TemporaryDirectory() as directory:
        for size in growth.sizes:
            more_seconds, more_bytes = cost_of(growth.make(size, Path(directory)), growth.history, rounds)
            found.append(Cost(size, more_seconds - seconds, more_bytes - occupied))
    return found


def slope(points: Iterable[tuple[float, float]], least: float) -> float | None:
    """The exponent of growth, by least squares on logarithms; None if fewer than three points are above the
    noise."""
    telling = [(math.log(x), math.log(y)) for x, y in points if y > least]
    if len(telling) < 3:
        return None
    return statistics.linear_regression(*zip(*telling, strict=True)).slope


def shown(exponent: float | None) -> str:
    return "too little to tell" if exponent is None else f"{exponent:.2f}"


def main(say: Callable[[str], None], growths: Iterable[Growth] = GROWTHS, rounds: int = ROUNDS) -> None:
    for growth in growths:
        found = costs(growth, rounds)
        say(f"{growth.name:<24}{'seconds':>10}{'MiB':>10}{'us each':>10}{'B each':>10}")
        for each in found:
            say(
                f"{each.size:>24,}{each.seconds:>10.4f}{each.bytes / 2**20:>10.2f}"
                f"{each.seconds / each.size * 1e6:>10.3f}{each.bytes / each.size:>10.0f}"
            )
        time = slope(((each.size, each.seconds) for each in found), LEAST_SECONDS)
        memory = slope(((each.size, each.bytes) for each in found), LEAST_BYTES)
        say(f"{'slope of time, memory':<24}{shown(time):>10}{shown(memory):>20}")
