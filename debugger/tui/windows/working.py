"""Windows that work a little at a time while they are open, so that they always answer. Esc ends the work."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from textual.timer import Timer

from debugger.tui.drawing.lines import counter
from debugger.tui.panels.sheet import Sheet
from debugger.tui.windows.window import Window

T = TypeVar("T")

QUICK = 0.030
"""Seconds that work may take before the window is shown without its end."""
SLICE = 0.025
PAUSE = 0.010


class WorkingWindow(Window):
    """Work yields None or how far it is as long as there is more to do, and then its result."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self.work: Iterator[Any] | None = None
        self.done: Callable[[Any], None] = lambda result: None
        self.timer: Timer | None = None
        self.reached = 0
        """How far the work says it is; 0 if it does not."""

    @property
    def is_working(self) -> bool:
        return self.work is not None

    def begin_work(self, work: Iterator[T | int | None], done: Callable[[T], None]) -> None:
        """Take up work, in place of any other; `done` gets the result."""
        self.work, self.done, self.reached = work, done, 0
        if not self.go_on(QUICK) and self.timer is None:
            self.timer = self.set_interval(PAUSE, self.tick)
        self.worked()

    def go_on(self, seconds: float) -> bool:
        """Work for about that long; True when nothing is left to do."""
        deadline = time.monotonic() + seconds
        while self.work is not None:
            result = next(self.work, self)
            if type(result) is int:
                self.reached = result
            elif result is not None:
                self.work = None
                if result is not self:
                    self.done(result)
            if self.work is not None and time.monotonic() >= deadline:
                return False
        return True

    def tick(self) -> None:
        """A slice of the work, from the timer."""
        if self.go_on(SLICE) and self.timer is not None:
            self.timer.stop()
            self.timer = None
        self.worked()

    def so_far(self, words: str) -> str:
        """What is being done and how far it is; empty where nothing is."""
        return counter(words, self.reached) if self.work is not None else ""

    def worked(self) -> None:
        """Something was done: say how it stands."""

    def cancelled(self) -> None:
        """The person does not want to wait."""

    def action_close(self) -> None:
        if self.work is None:
            super().action_close()
            return
        self.work = None
        self.cancelled()
        self.worked()
