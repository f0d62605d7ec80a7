"""Work that is done a little at a time, by a window or by a sheet, so that it always answers. Esc ends it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from textual.timer import Timer
from textual.widget import Widget

from debugger.tui.drawing.lines import counter
from debugger.tui.windows.window import Window

if TYPE_CHECKING:
    Base: TypeAlias = Widget
else:
    Base = object
    """Not a widget: of several, Textual asks only the first for its styles."""

T = TypeVar("T")

QUICK = 0.030
"""Seconds that work may take before what there is is shown without its end."""
SLICE = 0.025
PAUSE = 0.010


class Working(Base):
    """Work yields None or how far it is as long as there is more to do, and then its result. To be named
    before the kind of widget it is."""

    work: Iterator[Any] | None = None
    done: Callable[[Any], None]
    timer: Timer | None = None
    reached = 0
    """How far the work says it is; 0 if it does not."""
    quick: float | None = None
    """Seconds that work may take at once, if not QUICK."""
    patience: float | None = None
    """Seconds to wait before work goes on that is not done at once, if not PAUSE: that ends it often."""

    begun_at: object = None
    """The moment that the work is about."""

    def moment(self) -> object:
        """What must stay as it is for work to go on; where nothing can move, always the same."""
        return None

    @property
    def is_outdated(self) -> bool:
        """Whether something has moved since: what was found is not to be gone on with."""
        return self.moment() != self.begun_at

    @property
    def is_working(self) -> bool:
        """Whether there is more to come by itself."""
        return self.work is not None

    def begin_work(self, work: Iterator[T | int | None], done: Callable[[T], None]) -> None:
        """Take up work, in place of any other; `done` gets the result."""
        self.work, self.done, self.reached = work, done, 0
        self.begun_at = self.moment()
        if not self.go_on(QUICK if self.quick is None else self.quick):
            self.wait(PAUSE if self.patience is None else self.patience)
        self.worked()

    def wait(self, seconds: float) -> None:
        """Have the work go on after that long."""
        if self.timer is not None:
            self.timer.stop()
        self.timer = self.set_timer(seconds, self.tick)

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
        self.timer = None
        if self.is_outdated:
            self.work = None
            return
        if not self.go_on(SLICE):
            self.wait(PAUSE)
        self.worked()

    def so_far(self, words: str) -> str:
        """What is being done and how far it is; empty where nothing is."""
        return counter(words, self.reached) if self.work is not None else ""

    def worked(self) -> None:
        """Something was done: say how it stands."""

    def cancelled(self) -> None:
        """The person does not want to wait."""

    def stop_work(self) -> bool:
        """End what is under way; False if nothing is."""
        if self.work is None:
            return False
        self.work = None
        self.cancelled()
        self.worked()
        return True


class WorkingWindow(Working, Window):
    """A window that works itself."""

    def action_close(self) -> None:
        if not self.stop_work():
            super().action_close()
