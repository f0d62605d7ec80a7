"""The history of one run: the record, and where in it one looks.

The cursor is at a recorded step, or None at the live edge. Moving it changes nothing in the machine.
"""

from __future__ import annotations

from debugger.breakpoints import Breakpoints
from debugger.errors import DebuggerError
from debugger.happenings import Happenings
from debugger.places import find_step
from debugger.recorder import Recorder
from debugger.timeline import PastState, State, Timeline
from vm.errors import NixError
from vm.machine import Machine

NO_RECORD = "nothing is recorded here, so there is no way back: leave out --history 0"


class History:
    """The past of one machine. `window` is how many steps are kept at the least; 0 records nothing."""

    def __init__(self, machine: Machine, window: int, breakpoints: Breakpoints) -> None:
        self.machine = machine
        self.recorder = Recorder(machine, window) if window else None
        self.breakpoints = breakpoints
        self._happenings = Happenings(Timeline(self.recorder), breakpoints) if self.recorder else None
        self.cursor: int | None = None
        self.marks: dict[str, int] = {}
        """Steps by the names that the person gave them."""
        self.left: list[int] = []
        self.returned: list[int] = []
        """The steps that one jumped away from, and those that one came back from."""
        self._state: PastState | None = None

    # Where one looks.

    @property
    def timeline(self) -> Timeline:
        """The record; DebuggerError if there is none."""
        return self.happenings.timeline

    @property
    def happenings(self) -> Happenings:
        """The events; DebuggerError if there is no record."""
        if self._happenings is None:
            raise DebuggerError(NO_RECORD)
        return self._happenings

    @property
    def edge(self) -> int:
        """The step at which the machine stands."""
        return self.machine.steps

    @property
    def start(self) -> int:
        """The first step that can be looked at."""
        return self.timeline.start if self.recorder is not None else self.edge

    @property
    def is_live(self) -> bool:
        return self.cursor is None

    @property
    def step(self) -> int:
        """The step that is looked at."""
        return self.edge if self.cursor is None else self.cursor

    @property
    def state(self) -> State:
        """What is looked at: the live machine, or how it was."""
        if self.cursor is None:
            return self.machine
        if self._state is None or self._state.steps != self.cursor:
            self._state = self.timeline.state_at(self.cursor)
        return self._state

    def __contains__(self, step: int) -> bool:
        """Whether a step can be looked at."""
        return step == self.edge or (self.recorder is not None and step < self.edge and step in self.timeline)

    @property
    def error(self) -> NixError | None:
        """The error that the step of the past ended in at which one looks."""
        return self.timeline.error_at(self.cursor) if self.cursor is not None else None

    def went_on(self) -> bool:
        """Whether the run went on after the step at which one looks."""
        return self.cursor is not None and self.cursor + 1 in self.timeline

    # Moving.

    def look_at(self, step: int) -> None:
        """Move the cursor to a recorded step, or to the live edge if it is the step that is due there."""
        self.cursor = step if step < self.edge else None

    def jump(self, step: int) -> str:
        """Look at another step, and remember the way back; DebuggerError if that step is not there."""
        if step not in self:
            raise DebuggerError(self.why_not(step))
        if not self.left or self.left[-1] != self.step:
            self.left.append(self.step)
        self.returned.clear()
        self.look_at(step)
        return f"step {step}"

    def why_not(self, step: int) -> str:
        """Why a step cannot be looked at."""
        if self.recorder is None:
            return NO_RECORD
        if step < self.start:
            return f"step {step} is no longer recorded: the record begins at step {self.start}"
        return f"step {step} has not been reached yet: the live edge is at step {self.edge}"

    def find(self, text: str) -> int:
        """The step that a person names (see `places`); DebuggerError if there is none."""
        return find_step(text, self.step, self.edge, self.timeline, self.happenings, self.marks)

    def goto(self, text: str) -> str:
        """Look at the place in time that a person names; DebuggerError if it is not in the record."""
        return self.jump(self.find(text))

    def event(self, kind: str, backwards: bool) -> str:
        """Look at the next or previous event of a kind; DebuggerError if the record has none."""
        way = "previous" if backwards else "next"
        self.goto(f"{way} {kind}")
        return f"{way} {kind}"

    def go_back(self) -> str:
        """Return to where one was before the last jump."""
        return self.follow(self.left, self.returned, "back")

    def go_forward(self) -> str:
        """Undo `go_back`."""
        return self.follow(self.returned, self.left, "forward")

    def follow(self, steps: list[int], others: list[int], way: str) -> str:
        while steps:
            step = steps.pop()
            if step == self.step or step not in self:
                continue
            others.append(self.step)
            self.look_at(step)
            return f"{way} at step {step}"
        return f"there is nowhere to go {way} to"
