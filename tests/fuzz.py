"""Looks for programs that we and Nix disagree about, and makes what it finds small.

    python -m tests.fuzz [--seed S] [--count N]

Without a count it goes on until it is interrupted. It ends with 1 if anything was found.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import sys
from collections.abc import Callable, Iterator

from tests.differential import generator, oracle
from tests.differential.comparison import Mismatch, compared, mismatches

BATCH = 2_000
SIMPLEST = ("0", "1", '""', "null", "true", "[ ]", "{ }")
OPENING, CLOSING = "([{", ")]}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    parser.add_argument("--count", type=int, help="how many expressions; endlessly many if left out")
    options = parser.parse_args(arguments)
    if not oracle.available():
        say("nix-instantiate is not installed (apt-get install nix-bin)")
        return 2
    os.environ["NIX_PATH"] = ""
    gc.set_threshold(100_000, 50, 1000)
    say(f"seed {options.seed}")
    tried = found = 0
    try:
        for expressions in batches(options.seed, options.count):
            for mismatch in mismatches(expressions):
                found += 1
                say(str(smallest(mismatch)))
            tried += len(expressions)
            say(f"{tried} tried, {found} mismatches")
    except KeyboardInterrupt:
        say(f"stopped after {tried}, {found} mismatches")
    return 1 if found else 0


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def batches(seed: int, count: int | None) -> Iterator[list[str]]:
    """Lists of random expressions, `count` in all."""
    left = count
    while left is None or left > 0:
        size = BATCH if left is None else min(BATCH, left)
        yield generator.generate(seed, size)
        seed += 1
        left = None if left is None else left - size


def smallest(mismatch: Mismatch) -> Mismatch:
    """The mismatch after shrinking its expression."""
    return compared(shrunk(mismatch.expression, differs)) or mismatch


def differs(expression: str) -> bool:
    return compared(expression) is not None


def shrunk(expression: str, fails: Callable[[str], bool]) -> str:
    """A shorter expression that still fails: parts are replaced by their own parts or by something simple."""
    if not fails(expression):
        return expression
    while True:
        better = next((shorter for shorter in candidates(expression) if fails(shorter)), None)
        if better is None:
            return expression
        expression = better


def candidates(expression: str) -> Iterator[str]:
    """Shorter expressions, the shortest first: for each bracketed part, an inner part or a simple value."""
    parts = bracketed(expression)
    found: set[str] = set()
    for start, end in parts:
        inside = [expression[a:b] for a, b in parts if start < a and b < end]
        for replacement in (*SIMPLEST, *inside):
            found.add(expression[:start] + replacement + expression[end:])
    yield from sorted(
        (text for text in found if len(text) < len(expression)), key=lambda text: (len(text), text)
    )


def bracketed(expression: str) -> list[tuple[int, int]]:
    """Where the parts in brackets begin and end; the whole expression is one too."""
    open_at: list[int] = []
    parts = [(0, len(expression))]
    for at, char in enumerate(expression):
        if char in OPENING:
            open_at.append(at)
        elif char in CLOSING and open_at:
            parts.append((open_at.pop(), at + 1))
    return sorted(set(parts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
