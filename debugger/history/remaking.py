"""Making the past again: what has left the window is had by running the program again from the start.

The repeated run answers every question from the journal of the first, so it is the same run; digests taken
at the beginning of each segment say so. It is done in slices, so that a face can show how far it has got and
give up.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable

from debugger.errors import DebuggerError
from debugger.history.counting import Counting
from debugger.history.digests import digest, run_to
from debugger.history.recorder import Recorder
from debugger.history.rules import Goal
from debugger.history.segments import PACE
from debugger.history.timeline import Timeline
from debugger.loading.program import Loaded
from vm.errors import LimitExceeded, NixError
from vm.machine.frames import Frame
from vm.machine.machine import Machine

STRETCH = 2 * PACE.segment
"""Steps that are made again at a time, at the least."""
NEAR = 2 * STRETCH
"""A repeated run that is so close behind a step goes on to there, instead of being begun anew."""

Checkpoints = list[tuple[int, bytes]]
"""Steps of the first run, and the digest of its machine there."""


class Again(ABC):
    """A repeated run on its way to some step."""

    def __init__(self, loaded: Loaded, target: int, checkpoints: Checkpoints) -> None:
        self.machine: Machine = loaded.machine
        self.target = target
        self.checkpoints = [each for each in checkpoints if self.machine.steps <= each[0] <= target]
        self.checkpoints.reverse()
        self.ended = False
        self.machine.run_to_op()

    @property
    def progress(self) -> tuple[int, int]:
        """Steps done, and how many there are to do."""
        return self.machine.steps, self.target

    def advance(self, seconds: float) -> bool:
        """Run for about so long; True when it has arrived. DebuggerError if this is not the same run."""
        deadline = time.monotonic() + seconds
        try:
            while not self.ended and time.monotonic() < deadline:
                self.ended = self.go_on()
        except NixError as error:
            raise DebuggerError(f"the run does not repeat itself: {error.message}") from None
        return self.ended

    def go_on(self) -> bool:
        """Run a slice; True when it has arrived, or ended. DebuggerError if it is not the same run."""
        goal = self.goal()
        if self.checkpoints:
            goal = min(goal, self.checkpoints[-1][0])
        count = 0

        def pulse() -> bool:
            nonlocal count
            count += 1
            return count >= 2

        arrived = self.run_to(goal, pulse)
        machine = self.machine
        error = machine.error or machine.failure
        if type(error) is LimitExceeded:
            raise DebuggerError(str(error))
        if self.checkpoints and machine.op_due and machine.steps == self.checkpoints[-1][0]:
            step, expected = self.checkpoints.pop()
            if digest(machine) != expected:
                raise DebuggerError(f"the run does not repeat itself: at step {step} it is another one")
            return False
        if machine.finished and not arrived:
            return True
        return arrived and self.reached(goal)

    def run_to(self, step: int, pulse: Callable[[], bool]) -> bool:
        """Run until `step` is due or `pulse` says so; True if it has arrived."""
        return run_to(self.machine, step, pulse=pulse)

    def goal(self) -> int:
        """The next step at which there is something to do."""
        return self.target

    @abstractmethod
    def reached(self, goal: int) -> bool:
        """What is to be done at a goal; True if that was the last."""


class Remaking(Again):
    """Records a stretch of steps again: from `first` to `target`."""

    def __init__(self, loaded: Loaded, first: int, target: int, checkpoints: Checkpoints) -> None:
        self.first = first
        self.recorder: Recorder | None = None
        super().__init__(loaded, target, checkpoints)
        self.counting = Counting(loaded.machine)

    def goal(self) -> int:
        return self.first if self.recorder is None else self.target

    def reached(self, goal: int) -> bool:
        if goal == self.first and self.recorder is None:
            self.recorder = Recorder(self.machine, 2 * NEAR, lives=self.counting.take())
            return False
        return goal == self.target

    def extend(self, target: int) -> None:
        """Go on to a later step."""
        self.target = target
        self.ended = False

    @property
    def timeline(self) -> Timeline | None:
        """What was recorded; None before there is anything."""
        return (
            Timeline(self.recorder)
            if self.recorder is not None and len(self.recorder.segments[0].ips)
            else None
        )


class Searching(Again):
    """Finds the last step before `target` at which a motion backwards would stop."""

    def __init__(
        self,
        loaded: Loaded,
        target: int,
        checkpoints: Checkpoints,
        motion: Goal,
        is_hit: Callable[[Frame, int], bool],
    ) -> None:
        self.motion = motion
        self.is_hit = is_hit
        self.found: int | None = None
        super().__init__(loaded, target, checkpoints)

    def run_to(self, step: int, pulse: Callable[[], bool]) -> bool:
        machine, stops, is_hit = self.machine, self.motion.stopped_before, self.is_hit
        frames = machine.frames

        def look(frame: Frame, ip: int, op: int) -> bool:
            if machine.steps < step and (is_hit(frame, ip) or stops(frames, ip, op)):
                self.found = machine.steps
            return False

        return run_to(machine, step, pulse=pulse, look=look)

    def reached(self, goal: int) -> bool:
        return goal == self.target
