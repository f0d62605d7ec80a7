"""Memory: what a recorded step and a level of recursion take.

Each is the difference between the peaks of two processes that differ in nothing else.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from benchmarks.evaluating import EVERYTHING, run
from benchmarks.sampling import Reading, interleaved, one_of

DEEP = "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f {}"


def fib(size: int) -> dict[str, Any]:
    expression = f"let fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2); in fib {size}"
    return {"expression": expression, "strict": True}


def per_recorded_step(size: int, rounds: int) -> Reading:
    """Bytes that the record of a run of fib takes for each step."""
    program = fib(size)
    steps = int(run(program)["steps"])
    ways = {"recorded": partial(peak, program, EVERYTHING), "unrecorded": partial(peak, program)}
    return difference(interleaved(ways, rounds), "recorded", "unrecorded", steps, f"{steps:,} steps")


def per_level(depth: int, rounds: int) -> Reading:
    """Bytes that a call takes that waits for another one."""
    deep, flat = ({"expression": DEEP.format(levels)} for levels in (depth, 1))
    ways = {"deep": partial(peak, deep), "flat": partial(peak, flat)}
    return difference(interleaved(ways, rounds), "deep", "flat", depth, f"{depth:,} levels")


def peak(program: dict[str, Any], history: int = 0) -> float:
    return run(program, history)["peak"]


def difference(samples: dict[str, list[float]], more: str, less: str, count: int, note: str) -> Reading:
    each = [(a - b) / count for a, b in zip(samples[more], samples[less], strict=True)]
    return one_of({**samples, "bytes each": each}, "bytes each", sorted(each)[len(each) // 2], note)
