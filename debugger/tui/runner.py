"""The runner: carries out motions in slices on the event loop, so that the window always answers.

A motion that ends at once is shown at once; one that takes longer shows its progress ten times a second.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from typing import TYPE_CHECKING, Protocol, TypeVar

from debugger.motions import Motion
from debugger.side.evaluation import Outcome, SideEvaluation
from debugger.tui.panels.status import Progress

if TYPE_CHECKING:
    from debugger.session import Session

Found = TypeVar("Found")

QUICK = 0.025
"""Seconds that a key may take before the motion goes to the background."""
SLICE = 0.010
REFRESH = 0.1
SAMPLE = 0.25
"""Seconds between two pictures of a run that is under way."""
PASSES = 6
"""Turns of the event loop between two slices, so that a key reaches its command."""


class Stage(Protocol):
    """The app, as far as a run needs it."""

    def say(self, message: str) -> None: ...

    def show_soon(self) -> None: ...

    def show_progress(self, progress: Progress) -> None: ...

    def show_sample(self) -> None: ...

    def run_worker(
        self, work: Coroutine[None, None, None], name: str, group: str, *, exclusive: bool
    ) -> object: ...


class Runner:
    """Moves the session; tells the app when something is to be shown."""

    def __init__(self, app: Stage, session: Session) -> None:
        self.app = app
        self.session = session
        self.aside: SideEvaluation | None = None
        """What is being evaluated on the side: until it has ended nothing may look at the program's cells."""
        self.looking = False
        """Whether something is being looked for in the record."""
        self.shown_at = 0.0
        self.shown_steps = 0
        self.rate = 0.0

    def running(self) -> bool:
        """Whether a motion is under way, or an evaluation on the side."""
        return self.session.motion is not None or self.aside is not None or self.looking

    @property
    def at(self) -> int:
        """The step that the motion has come to: of the machine, of a repeated run, or of the record."""
        session = self.session
        if session.job is not None:
            return session.job.progress[0]
        if session.scan is not None and session.scanned is not None:
            return session.scanned
        return session.machine.steps

    def begin(self, motion: Motion, count: int = 1) -> None:
        """Start a motion; most are done when this returns."""
        if self.running():
            self.app.say("still running: Esc pauses")
            return
        self.session.begin(motion, count)
        self.go_on()

    def go_on(self) -> None:
        """Carry out the motion that the session has begun, if it has."""
        if self.session.motion is None or self.session.advance(QUICK):
            self.app.show_soon()
            return
        self.shown_at, self.shown_steps, self.rate = time.monotonic(), self.at, 0.0
        self.app.run_worker(self.drive(), name="run", group="run", exclusive=True)

    async def drive(self) -> None:
        """Slice after slice until the motion ends or is paused."""
        begun = sampled = time.monotonic()
        while self.session.motion is not None and not self.session.advance(SLICE):
            for _ in range(PASSES):
                await asyncio.sleep(0)
            now = time.monotonic()
            if now - self.shown_at >= REFRESH and now - begun >= REFRESH and self.running():
                self.app.show_progress(self.progress(now))
                if now - sampled >= SAMPLE:
                    self.app.show_sample()
                    sampled = time.monotonic()
        self.app.show_soon()

    def progress(self, now: float) -> Progress:
        """How far it is; the rate, in steps a second, is smoothed."""
        session, at = self.session, self.at
        rate = abs(at - self.shown_steps) / max(now - self.shown_at, 1e-6)
        self.rate = rate if not self.rate else self.rate * 0.6 + rate * 0.4
        self.shown_at, self.shown_steps = now, at
        goal = session.job.progress[1] if session.job is not None else 0
        searching = session.scan is not None or goal > 0
        return Progress(at, session.machine.depth, self.rate, searching, goal)

    def ask(self, evaluation: SideEvaluation | Outcome, done: Callable[[Outcome], None]) -> None:
        """Carry out an evaluation on the side; most have ended when this returns, others Esc cancels."""
        if isinstance(evaluation, Outcome):
            done(evaluation)
            return
        if evaluation.advance(QUICK) and evaluation.outcome is not None:
            done(evaluation.outcome)
            return
        self.aside = evaluation
        self.app.say("evaluating …  Esc cancels")
        self.app.run_worker(self.answer(evaluation, done), name="ask", group="run", exclusive=True)

    def gather(self, found: Iterator[Found | None], done: Callable[[list[Found]], None]) -> None:
        """Take all that is found, None aside, a little at a time; Esc leaves it at what there is."""
        self.looking = True
        self.app.say("looking …  Esc leaves it at what was found")
        self.app.run_worker(self.take(found, done), name="look", group="run", exclusive=True)

    async def take(self, found: Iterator[Found | None], done: Callable[[list[Found]], None]) -> None:
        rows: list[Found] = []
        try:
            while self.looking:
                deadline = time.monotonic() + SLICE
                for each in found:
                    if each is not None:
                        rows.append(each)
                    if time.monotonic() > deadline:
                        break
                else:
                    break
                for _ in range(PASSES):
                    await asyncio.sleep(0)
        finally:
            self.looking = False
        done(rows)

    async def answer(self, evaluation: SideEvaluation, done: Callable[[Outcome], None]) -> None:
        """Slice after slice until it has ended or is cancelled."""
        try:
            while not evaluation.advance(SLICE):
                for _ in range(PASSES):
                    await asyncio.sleep(0)
        finally:
            evaluation.cancel()
            self.aside = None
        if evaluation.outcome is not None:
            done(evaluation.outcome)

    def pause(self) -> None:
        """Stop at once; nothing is lost."""
        if self.aside is not None:
            self.aside.cancel()
        elif self.looking:
            self.looking = False
        elif self.running():
            self.session.pause()
            self.app.show_soon()
