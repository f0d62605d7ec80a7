"""Garbage collection while a person waits: Python stops everything for it, so no stop may be long.

A stop takes about 0.7 microseconds for each object that is looked at, and a record of two million steps has
several million. What has stood for long is hardly ever looked at; a record that is no longer needed is
taken apart instead.
"""

from __future__ import annotations

import gc

THRESHOLDS = (20_000, 5, 1_000)
"""New objects before the youngest are looked at; how often before those that survived it are, too, which
makes 120,000 at most; and how often that before the old ones are."""


class ShortStops:
    """Python's thresholds while the app runs, and those of before afterwards."""

    def __init__(self) -> None:
        self.before: tuple[int, int, int] | None = None

    def begin(self) -> None:
        self.before = gc.get_threshold()
        gc.set_threshold(*THRESHOLDS)

    def end(self) -> None:
        if self.before is not None:
            gc.set_threshold(*self.before)
            self.before = None
