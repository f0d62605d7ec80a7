"""The measures: what is run, what it is compared with, and what it should come to.

One row of the table each. A target that depends on the level of code stands beside the level's name.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import memory, parsing, starting, trees
from benchmarks.child import in_child
from benchmarks.evaluating import EVERYTHING, LEVELS, continued, over_nix, seconds_of
from benchmarks.memory import fib
from benchmarks.programs import SIZES, TINY, program
from benchmarks.sampling import Reading, interleaved, one_of, percentile, ratio
from debugger.history.recorder import DEFAULT_WINDOW

GOLDEN = (1 + math.sqrt(5)) / 2
"""How many times longer each number of Fibonacci takes than the one before."""
KEYS = "key presses"
NEVER = [
    *("default.nix:1", "default.nix:2:3", "lib.nix:7", "lib.nix:8", "<expr>:9", "lib.nix:1:1@3"),
    *("fn layer", "fn nothing if n > 1", "attr meta.license", "option services.web.port"),
]
"""Ten breakpoints where nothing ever comes."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How the measures are to be taken."""

    rounds: int = 5
    nixpkgs: Path | None = None
    """A tree of nixpkgs, of the autumn of 2019."""
    tiny: bool = False
    """Whether sizes only show that everything runs."""

    def size(self, full: int, tiny: int = TINY) -> int:
        return tiny if self.tiny else full


@dataclass(frozen=True, slots=True)
class Measure:
    """One row."""

    name: str
    """What `--only` calls it; rows that belong together share one."""
    title: str
    take: Callable[[Setting], Reading]
    target: float | None = None
    unit: str = "x"
    needs: tuple[str, ...] = ()
    """What it is left out without: `nix`, `nixpkgs`, `long`, `native`."""
    more_is_better: bool = False

    def met(self, value: float) -> bool | None:
        """Whether the target is reached; None if there is none."""
        if self.target is None:
            return None
        return value >= self.target if self.more_is_better else value <= self.target


@cache
def fib_program(setting: Setting) -> dict[str, Any]:
    """fib of so much that it takes about a second."""
    if setting.tiny:
        return fib(TINY)
    return fib(20 + round(math.log(1 / seconds_of(fib(20)), GOLDEN)))


def fib_over_nix(level: dict[str, Any], setting: Setting) -> Reading:
    return over_nix(fib_program(setting), setting.rounds, level=level)


def fib_recorded_over_nix(setting: Setting) -> Reading:
    return over_nix(fib_program(setting), setting.rounds, DEFAULT_WINDOW)


def recorded(window: int, setting: Setting) -> Reading:
    each = fib_program(setting)
    ways = {"recorded": partial(seconds_of, each, window), "unrecorded": partial(seconds_of, each)}
    return ratio(interleaved(ways, setting.rounds), "recorded", "unrecorded")


def with_breakpoints(setting: Setting) -> Reading:
    """What breakpoints cost that are never hit, while the run is recorded."""
    each = fib_program(setting)
    ways = {
        "ten": partial(continued, each, NEVER, DEFAULT_WINDOW),
        "none": partial(continued, each, [], DEFAULT_WINDOW),
    }
    return ratio(interleaved(ways, setting.rounds), "ten", "none")


def varied(level: dict[str, Any], setting: Setting) -> Reading:
    """The geometric mean over the programs; its spread is that between them."""
    parts = {
        name: over_nix(program(name, setting.size(size)), setting.rounds, level=level)
        for name, size in list(SIZES.items())[: setting.size(len(SIZES), 2)]
    }
    values = [part.value for part in parts.values()]
    best = statistics.geometric_mean(part.best or part.value for part in parts.values())
    return Reading(statistics.geometric_mean(values), (min(values), max(values)), best=best, parts=parts)


def parsed(setting: Setting) -> Reading:
    return parsing.times_faster(setting.size(1_000_000, 1000), setting.rounds)


def step_memory(setting: Setting) -> Reading:
    return memory.per_recorded_step(setting.size(24), setting.size(3, 1))


def level_memory(setting: Setting) -> Reading:
    return memory.per_level(setting.size(1_000_000, 1000), setting.size(3, 1))


@cache
def key_presses(setting: Setting) -> dict[str, list[float]]:
    """Milliseconds, by key; shared by the two rows about them."""
    steps, keys = setting.size(2_000_000, 200), setting.size(300, 3)
    samples: dict[str, list[float]] = {}
    for key, seconds in in_child("painting.key_presses", steps=steps, keys=keys):
        samples.setdefault(key, []).append(1000 * seconds)
    return samples


def watched(choose: Callable[[list[float]], float], setting: Setting) -> Reading:
    """Milliseconds from a key to its last frame with ten watches and a deep stack."""
    steps, keys = setting.size(400_000, 400), setting.size(200, 3)
    found = in_child("painting.key_presses_with_watches", steps=steps, keys=keys)
    samples = [1000 * seconds for _, seconds in found]
    return Reading(choose(samples), (min(samples), max(samples)))


def key_to_frame(choose: Callable[[list[float]], float], setting: Setting) -> Reading:
    """One number for all key presses, and for each key by itself."""
    by_key = key_presses(setting)
    every = [each for values in by_key.values() for each in values]
    parts = {key: one_of({key: values}, key, choose(values)) for key, values in by_key.items()}
    reading = one_of({KEYS: every}, KEYS, choose(every), f"{len(every)} keys")
    return replace(reading, parts=parts)


def slowest(values: list[float]) -> float:
    """All but one in a hundred are faster."""
    return percentile(values, 0.99)


def in_tree(entry: Callable[[Path], dict[str, Any]], setting: Setting, warm: bool = False) -> Reading:
    """A program from a tree of nixpkgs; what the person's cache directory holds is what a run before left in
    it, or nothing."""
    assert setting.nixpkgs is not None
    each = {**entry(setting.nixpkgs), "level": 1, "cache": warm}
    with TemporaryDirectory() as kept:
        if warm:
            seconds_of(each, cache=kept)
        return over_nix(each, setting.rounds, cache=kept if warm else "")


def compiled(setting: Setting) -> Reading:
    """The tests of nixpkgs' library, interpreted over compiled."""
    assert setting.nixpkgs is not None
    tests = trees.library_tests(setting.nixpkgs)
    ways = {way: partial(seconds_of, tests, native=way) for way in ("0", "1")}
    samples = interleaved(ways, setting.rounds)
    return ratio({"interpreted": samples["0"], "native": samples["1"]}, "interpreted", "native")


NIX, TREE, LARGE = ("nix",), ("nix", "nixpkgs"), ("nix", "nixpkgs", "long")
NATIVE = ("nixpkgs", "native")


def at_levels(
    name: str, title: str, take: Callable[[dict[str, Any], Setting], Reading], targets: dict[str, float]
) -> list[Measure]:
    """A row for each level of code."""
    return [
        Measure(name, title.format(level), partial(take, how), targets.get(level), needs=NIX)
        for level, how in LEVELS.items()
    ]


MEASURES = (
    *at_levels("fib", "fib {} over Nix", fib_over_nix, {"-O0": 9, "-O1": 5}),
    Measure("recorded", "fib recorded over unrecorded", partial(recorded, EVERYTHING), 1.8),
    Measure("recorded", "the same, keeping only the window", partial(recorded, DEFAULT_WINDOW), 1.8),
    Measure("breakpoints", "ten breakpoints never hit over none", with_breakpoints, 1.05),
    Measure("recorded-fib", "fib recorded over Nix", fib_recorded_over_nix, 15, needs=NIX),
    Measure("hello", "hello.drvPath, cold, over Nix", partial(in_tree, trees.hello), 10, needs=TREE),
    Measure(
        "hello", "hello.drvPath, warm, over Nix", partial(in_tree, trees.hello, warm=True), 6, needs=TREE
    ),
    Measure("firefox", "firefox.drvPath over Nix", partial(in_tree, trees.firefox), 8, needs=LARGE),
    Measure("nixos", "a NixOS toplevel over Nix", partial(in_tree, trees.toplevel), 15, needs=LARGE),
    Measure("lib", "nixpkgs lib tests over Nix", partial(in_tree, trees.library_tests), needs=TREE),
    Measure("lib", "lib tests, faster than interpreted", compiled, 5, needs=NATIVE, more_is_better=True),
    *at_levels("programs", "12 programs {} over Nix", varied, {"-O1": 10}),
    Measure("parse", "parsing 1 MB, faster than Lark", parsed, 8, more_is_better=True),
    Measure("step-memory", "memory per recorded step", step_memory, 60, "B"),
    Measure("level-memory", "memory per level of a million", level_memory, 450, "B"),
    Measure("keys", "key to frame, 2 M steps, median", partial(key_to_frame, statistics.median), 20, "ms"),
    Measure("keys", "key to frame, 2 M steps, p99", partial(key_to_frame, slowest), 50, "ms"),
    Measure("watches", "the same, ten watches, deep stack", partial(watched, statistics.median), 20, "ms"),
    Measure("start", "eval -E 1+1 over python -c pass", lambda each: starting.evaluating(each.rounds), 4),
    Measure("frame", "first frame over an empty app's", lambda each: starting.first_frame(each.rounds), 3),
)
