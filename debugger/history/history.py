"""The history of one run: the record, and where in it one looks.

The cursor is at a recorded step, or None at the live edge. Moving it changes nothing in the machine.
"""

from __future__ import annotations

from collections.abc import Callable

from debugger.errors import DebuggerError
from debugger.history.digests import digest
from debugger.history.happenings import Happenings
from debugger.history.past import PastState, Point
from debugger.history.places import find_point, life_tick
from debugger.history.recorder import Recorder
from debugger.history.remaking import NEAR, STRETCH, Checkpoints, Remaking, Searching
from debugger.history.rules import Goal, Hits
from debugger.history.timeline import State, Timeline
from debugger.loading.program import Loaded
from vm.errors import NixError
from vm.machine.frames import Frame
from vm.machine.machine import Machine
from vm.spans import Span

MARGIN = 1 << 14
"""Steps made again after the one that is wanted."""
MOST_REMADE = 3
NO_RECORD = "nothing is recorded here, so there is no way back: leave out --history 0"


class History:
    """The past of one machine. `window` is how many steps are kept at the least; 0 records nothing.

    `repeat` loads the same program anew, with the answers that the first run got.
    """

    def __init__(
        self,
        machine: Machine,
        window: int,
        breakpoints: Hits,
        repeat: Callable[[], Loaded],
        is_hit: Callable[[Loaded, Frame, int], bool],
    ) -> None:
        self.machine = machine
        self.is_hit = is_hit
        """Whether a breakpoint stops before an op of a repeated run."""
        self.checkpoints: Checkpoints = []
        self.recorder = Recorder(machine, window, begun=self.take_digest) if window else None
        self.repeat = repeat
        self.remade: list[Remaking] = []
        """Stretches that had left the window and were made again, the latest last."""
        self.breakpoints = breakpoints
        self._happenings: Happenings | None = None
        self.cursor: int | None = None
        self.tick = 0
        """At the cursor: 0 before the op; else before which run of a continuation after it, from 1."""
        self.marks: dict[str, int] = {}
        """Steps by the names that the person gave them."""
        self.notes: list[tuple[int, str]] = []
        """Steps and what the person wrote about them."""
        self.left: list[Point] = []
        self.returned: list[Point] = []
        """The moments that one jumped away from, and those that one came back from."""
        self._state: PastState | None = None

    def take_apart(self) -> None:
        """Free what is recorded, at once; nobody may look at it any more."""
        self._state = self._happenings = None
        self.remade.clear()
        if self.recorder is not None:
            self.recorder.take_apart()

    # Where one looks.

    def take_digest(self) -> None:
        """Keep a digest of the machine as it is, so that a run that is made again can be checked."""
        self.checkpoints.append((self.machine.steps, digest(self.machine)))

    @property
    def window(self) -> Timeline:
        """The record of the live machine; DebuggerError if there is none."""
        if self.recorder is None:
            raise DebuggerError(NO_RECORD)
        return Timeline(self.recorder)

    @property
    def timeline(self) -> Timeline:
        """The record that one looks at: the window, or a stretch that was made again."""
        window = self.window
        if self.cursor is None or self.cursor in window:
            return window
        return self.timeline_of(self.cursor) or window

    def timeline_of(self, step: int) -> Timeline | None:
        """A record that has a step."""
        if self.recorder is None:
            return None
        found = [self.window, *[each.timeline for each in reversed(self.remade)]]
        return next((each for each in found if each is not None and step in each), None)

    @property
    def happenings(self) -> Happenings:
        """The events of the record that one looks at; DebuggerError if there is none."""
        timeline = self.timeline
        if self._happenings is None or self._happenings.timeline.recorder is not timeline.recorder:
            self._happenings = Happenings(timeline, self.breakpoints)
        return self._happenings

    @property
    def edge(self) -> int:
        """The step at which the machine stands."""
        return self.machine.steps

    @property
    def start(self) -> int:
        """The first step of the window."""
        return self.window.start if self.recorder is not None else self.edge

    @property
    def is_live(self) -> bool:
        """Whether one looks at the machine itself and not at the record."""
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
        if self._state is None or (self._state.steps, self._state.tick) != (self.cursor, self.tick):
            self._state = self.timeline.state_at(self.cursor, self.tick)
        return self._state

    @property
    def is_between(self) -> bool:
        """Whether what is due is no op but the run of a continuation."""
        if self.cursor is not None:
            return self.tick > 0
        vm = self.machine
        return vm.steps > 0 and vm.error is None and not vm.op_due and not vm.finished

    @property
    def point(self) -> Point:
        """What is looked at: step and tick. Between two steps that is a tick of the earlier one; -1 where
        nothing is recorded that could number it."""
        if self.cursor is not None:
            return self.cursor, self.tick
        if not self.is_between:
            return self.edge, 0
        return self.edge - 1, self.recorder.tick + 1 if self.recorder is not None else -1

    @property
    def state_before(self) -> State:
        """What is looked at, before the op: one that failed live has left less of it than the record has."""
        is_recorded = self.recorder is not None and self.edge in self.window
        return self.window.state_at(self.edge) if self.is_live and is_recorded else self.state

    @property
    def worked_on(self) -> Span | None:
        """Between two steps: where the op stands that ran last. Without a record a jump is not known of."""
        step = self.point[0]
        timeline = self.timeline_of(step) if self.is_between else None
        if timeline is not None:
            segment = timeline.segment_of(step)
            code, ip = segment.instruction_at(step - segment.start)
            return code.chunk.span(ip)
        frame = self.machine.worked if self.is_between else None
        return frame.code.chunk.last_span(frame.ip) if frame is not None else None

    @property
    def last_state(self) -> State | None:
        """How it was one step before what is looked at, or one tick; None if that is not recorded with it."""
        if self.recorder is None:
            return None
        step, tick = self.point
        last = (step, tick - 1) if tick else (step - 1, 0)
        return self.timeline.state_at(*last) if last[0] in self.timeline else None

    # Making the past again.

    def remaking(self, step: int) -> Remaking:
        """What makes a step again with those around it, once it has run."""
        for made in self.remade:
            if made.recorder is not None and made.target <= step <= made.target + NEAR:
                made.extend(min(self.start, step + MARGIN))
                return made
        first, target = max(0, step - STRETCH), min(self.start, step + MARGIN)
        return Remaking(self.repeat(), first, target, self.checkpoints)

    def searching(self, before: int, motion: Goal) -> Searching:
        """What finds the last step before another one at which a motion backwards ends."""

        loaded = self.repeat()

        def is_hit(frame: Frame, ip: int) -> bool:
            return self.is_hit(loaded, frame, ip)

        return Searching(loaded, before, self.checkpoints, motion, is_hit)

    def keep(self, made: Remaking) -> None:
        """Have a stretch that was made again; only the latest few are kept, and the one that is looked at."""
        kept = [*(each for each in self.remade if each is not made), made]
        needed = next((each for each in reversed(kept) if self.is_looked_at(each)), made)
        while len(kept) > MOST_REMADE:
            kept.remove(next(each for each in kept if each is not needed))
        self.remade = kept

    def is_looked_at(self, made: Remaking) -> bool:
        """Whether the cursor is in the stretch that was recorded again."""
        return self.cursor is not None and made.timeline is not None and self.cursor in made.timeline

    def __contains__(self, step: int) -> bool:
        """Whether a step can be looked at at once."""
        return step == self.edge or (step < self.edge and self.timeline_of(step) is not None)

    def is_lost(self, step: int) -> bool:
        """Whether a step has left the window, and must be made again to be looked at."""
        return self.recorder is not None and 0 <= step < self.start and step not in self

    @property
    def error(self) -> NixError | None:
        """The error that the step ended in at which one looks, not one that is only passed on there."""
        if self.cursor is not None:
            return self.timeline.error_at(self.cursor)
        vm = self.machine
        is_here = vm.error is not None and vm.error.step is not None and vm.error.step >= vm.steps - 1
        return vm.error if is_here else None

    @property
    def failed_step(self) -> int | None:
        """The step at which the run failed, or stands at an error now: where that was first raised."""
        failure = self.machine.error or self.machine.failure
        return failure.step if failure is not None else None

    def went_on(self) -> bool:
        """Whether the run went on after the step at which one looks, other than to tell of its failure."""
        if self.cursor is None or (self.machine.failure is not None and self.cursor == self.failed_step):
            return False
        return self.cursor + 1 in self.timeline or self.cursor < self.start

    # Moving.

    def look_at(self, step: int, tick: int = 0) -> None:
        """Move the cursor to a recorded step, or to the live edge if it is the step that is due there; or to
        a tick of that step, or what comes after its last one."""
        if tick and tick > self.tick_count(step):
            step, tick = step + 1, 0
        self.cursor = step if step < self.edge else None
        self.tick = tick if self.cursor is not None else 0

    def tick_count(self, step: int) -> int:
        """How many continuations ran after the op of a step, as far as that is recorded."""
        timeline = self.timeline_of(step)
        return timeline.tick_count(step) if timeline is not None else 0

    @property
    def before(self) -> Point:
        """The moment one tick before what is looked at; the last one of a step that must be made again is not
        known."""
        step, tick = self.point
        if tick:
            return step, max(tick - 1, 0)
        return step - 1, self.tick_count(step - 1)

    def stay(self) -> None:
        """Look at the first step of the window if the one that was looked at had to make room for others."""
        if self.cursor is not None and self.timeline_of(self.cursor) is None:
            self.look_at(self.start)

    def jump(self, step: int, tick: int = 0) -> None:
        """Look at another moment, and remember the way back; DebuggerError if that step is not there."""
        if step not in self:
            raise DebuggerError(self.why_not(step))
        self.remember_jump()
        self.look_at(step, tick)

    def remember_jump(self) -> None:
        """Note the moment that is about to be left by a jump."""
        if not self.left or self.left[-1] != self.here:
            self.left.append(self.here)
        self.returned.clear()

    @property
    def here(self) -> Point:
        """The moment that is looked at; the live edge by its step."""
        return self.step, self.tick

    def why_not(self, step: int) -> str:
        """Why a step cannot be looked at."""
        if self.recorder is None:
            return NO_RECORD
        if step < 0:
            return "there are no steps before step 0"
        if step < self.start:
            return f"step {step} is no longer recorded: it must be made again"
        return f"step {step} has not been reached yet: the live edge is at step {self.edge}"

    def find(self, text: str) -> Point:
        """The moment that a person names (see `places`); DebuggerError if there is none."""
        return find_point(
            text, self.point, self.edge, self.failed_step, self.timeline, self.happenings, self.marks
        )

    def life_tick(self, what: str, number: int, step: int) -> int:
        """Which tick of a step was the `force` or `evaluation` of a thunk; 0 for the op."""
        timeline = self.timeline_of(step)
        return life_tick(timeline, what, number, step) if timeline is not None else 0

    def event(self, kind: str, backwards: bool) -> Point:
        """The next or previous event of a kind; DebuggerError if the record has none."""
        return self.find(f"{'previous' if backwards else 'next'} {kind}")

    def follow(self, points: list[Point], others: list[Point]) -> Point | None:
        """The last of `points` that is another one, to return to; the present one joins `others`."""
        while points:
            point = points.pop()
            if point != self.here and (point[0] in self or self.is_lost(point[0])):
                others.append(self.here)
                return point
        return None
