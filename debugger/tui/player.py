"""Playing: steps by themselves at a chosen speed, forwards or back, until somebody does something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from textual.timer import Timer

from debugger.history.past import Point
from debugger.tui.runner import Runner
from debugger.views.snapshot import Snapshot

SLOWEST, FASTEST = 0.1, 30.0
"""Steps a second; a screen shows no more."""
USUAL = 4.0


class Played(Protocol):
    """The app, as far as playing needs it."""

    runner: Runner
    snapshot: Snapshot

    @property
    def point(self) -> Point: ...

    def is_covered(self) -> bool: ...

    def carry_out(self, id: str) -> None: ...

    def say(self, message: str) -> None: ...


class Player:
    """Plays one session."""

    def __init__(self, app: Played, every: Callable[[float, Callable[[], None]], Timer]) -> None:
        self.app = app
        self.every = every
        """Has something done again and again, so many seconds apart."""
        self.speed = USUAL
        self.command = "step.opcode"
        """What is done each time."""
        self.timer: Timer | None = None
        self.before: Point | None = None

    @property
    def is_playing(self) -> bool:
        return self.timer is not None

    def play(self) -> None:
        """Begin, or begin again at another speed."""
        self.stop()
        self.before = None
        self.timer = self.every(1 / self.speed, self.beat)
        self.app.say(f"playing {self.words()}: Space pauses, :play 10 is faster, :play back goes back")

    def words(self) -> str:
        speed = f"{self.speed:g} a second"
        return f"back, {speed}" if self.command.startswith("back.") else speed

    def stop(self) -> bool:
        """False if nothing was playing."""
        if self.timer is None:
            return False
        self.timer.stop()
        self.timer = None
        return True

    def beat(self) -> None:
        """One step more; where there is none, playing is over."""
        app = self.app
        if app.runner.running():
            return
        if app.is_covered() or app.point == self.before or app.snapshot.status in ("error", "failed"):
            self.stop()
            return
        self.before = app.point
        app.carry_out(self.command)
