"""Samples: what is measured is run in turns, round after round, so that a slow moment hits all of it alike.

Of each way of running the median counts; a comparison also tells how far apart the rounds were.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Samples: TypeAlias = "dict[str, list[float]]"


@dataclass(frozen=True, slots=True)
class Reading:
    """One number, and what it was made of."""

    value: float
    spread: tuple[float, float]
    """The lowest and the highest that a single round would have told."""
    samples: Samples = field(default_factory=dict)
    """What was measured of each way of running, in order: seconds, or bytes."""
    note: str = ""
    """What to know of it: a size that was chosen, how much there was."""
    best: float | None = None
    """The ratio of the fastest rounds: what a busy machine disturbs least."""
    parts: dict[str, Reading] = field(default_factory=dict)
    """What it is the mean of, by name."""

    @property
    def medians(self) -> dict[str, float]:
        return {name: statistics.median(values) for name, values in self.samples.items()}


def interleaved(ways: Mapping[str, Callable[[], float]], rounds: int) -> Samples:
    """Run every way once a round."""
    samples: Samples = {name: [] for name in ways}
    for _ in range(rounds):
        for name, run in ways.items():
            samples[name].append(run())
    return samples


def ratio(samples: Samples, over: str, under: str, start: str = "", note: str = "") -> Reading:
    """One way over another one, of which what a mere start costs is taken off first."""
    less, least = (statistics.median(samples[start]), min(samples[start])) if start else (0.0, 0.0)
    floor = min(samples[under]) / 100  # a program so small that its start hides it
    each = [a / max(b - less, floor) for a, b in zip(samples[over], samples[under], strict=True)]
    value = statistics.median(samples[over]) / max(statistics.median(samples[under]) - less, floor)
    best = min(samples[over]) / max(min(samples[under]) - least, floor)
    return Reading(value, (min(each), max(each)), samples, note, best)


def one_of(samples: Samples, name: str, value: float, note: str = "") -> Reading:
    """A number that is no comparison, taken from the samples of one way."""
    return Reading(value, (min(samples[name]), max(samples[name])), samples, note)


def percentile(values: list[float], share: float) -> float:
    """The smallest value that is not exceeded by that share of all."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
