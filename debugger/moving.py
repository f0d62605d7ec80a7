"""Moving: how a session carries out motions, at the live edge, through the record, and beyond the window.

A motion is in one of three places: the machine runs (`advance_once`), the record is looked through
(`scan`), or the run is repeated to have a part of it recorded again (`job`). It goes from one to the next as
it comes to the end of what is there.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from itertools import islice

from debugger.breakpoints.breakpoint import Breakpoint, Here
from debugger.breakpoints.breakpoints import Breakpoints, Hit
from debugger.breakpoints.events import ThunkBreakpoint
from debugger.errors import DebuggerError
from debugger.history.history import NO_RECORD, History
from debugger.history.past import Point
from debugger.history.remaking import Again, Remaking, Searching
from debugger.history.timeline import Moment, State
from debugger.loading.limits import Limits
from debugger.loading.own_code import OwnCode
from debugger.motions import Continue, Into, Motion, ToStep
from debugger.numerals import grouped
from debugger.provenance.findings import will_be_caught
from debugger.provenance.whereabouts import interruptible
from debugger.text import safe
from vm.errors import LimitExceeded, NixError
from vm.machine.frames import Frame
from vm.machine.machine import Machine

SLICE = 400
FAST_SLICE = 2000
"""Most ticks between two looks at the clock, with and without a question before every op."""
SLICE_TIME = 0.004
"""Seconds that such a stretch should take: a tick of a builtin costs far more than an opcode."""
PAST_SLICE = 4000
"""Steps of the record looked through between two looks at the clock."""
TICKS_TO_PAUSE = 20
"""Most ticks between a wish to pause and the pause."""


class Moving(ABC):
    """The half of a session that moves."""

    history: History
    limits: Limits
    breakpoints: Breakpoints
    message: str
    """What the last motion was and why it ended."""
    selected: int | None
    """Number of the frame that is shown; None follows the top one."""

    def __init__(self) -> None:
        self.motion: Motion | None = None
        self.count = 0
        self.started = False
        self.at_break = False
        """Whether `builtins.break` ran and the motion shall end at the next op."""
        self.caught = False
        """Whether this motion began by unwinding an error that was then caught."""
        self.asked_at = -1
        """The step of the live edge at which the breakpoints were asked last,"""
        self.hit = Hit()
        """and what they said."""
        self.event: Hit | None = None
        """What they said to an event that the motion shall end at, at the next op."""
        self.told: NixError | None = None
        """The error that a motion ended at last."""
        self.scan: Iterator[Moment] | None = None
        """What of the record the motion still has to look through."""
        self.job: Again | None = None
        """A repeated run that makes steps again which the motion needs."""
        self.reason = ""
        self.scanned: int | None = None
        """The last step that was looked through."""
        self.events: dict[int, Breakpoint] | None = None
        """The recorded events at which breakpoints stop, as far as the motion knows them."""
        self.wanted: int | None = None
        """The step that it is about, where that is known."""
        self.pace = SLICE
        """Ticks until the next look at the clock."""

    @property
    @abstractmethod
    def machine(self) -> Machine:
        """The live machine, wherever one looks."""

    @property
    @abstractmethod
    def own(self) -> OwnCode:
        """What of the program is the person's own code."""

    @property
    @abstractmethod
    def status(self) -> str:
        """`stopped`, `running`, `error`, `finished` or `failed`."""

    @abstractmethod
    def collect_warnings(self) -> None:
        """Move new remarks of the compiler to the output."""

    @abstractmethod
    def here(self, state: State, step: int) -> Here | None:
        """The op that is due in some state, for breakpoints to be asked about it; None if none is."""

    @abstractmethod
    def say(self, kind: str, text: str) -> None:
        """Note a message, with the step that is under way."""

    @property
    def state(self) -> State:
        """What is looked at: the live machine, or how it was."""
        return self.history.state

    @property
    def step(self) -> int:
        """The step that is looked at."""
        return self.history.step

    @property
    def is_searching(self) -> bool:
        """Whether the motion looks through the record or makes steps again: the machine stands still."""
        return self.scan is not None or self.job is not None

    @property
    def ended(self) -> bool:
        """Whether the machine has finished, wherever one looks."""
        return self.machine.finished

    def begin(self, motion: Motion, count: int = 1) -> None:
        """Start to move; `advance` does the moving."""
        if motion.is_backwards and self.history.recorder is None:
            self.message = NO_RECORD
            return
        if self.history.is_live and not motion.is_backwards and self.machine.finished:
            self.message = "the program has ended: R runs it again"
            return
        self.motion = motion
        self.count = max(count, 1)
        self.begin_leg(motion)
        self.selected = None

    def begin_leg(self, motion: Motion) -> None:
        """Begin one of `count` repetitions from where one looks."""
        self.started = self.caught = self.at_break = False
        self.asked_at, self.event = -1, None
        motion.begin(self.state)
        self.scan = self.scanned = self.events = None
        history = self.history
        if history.recorder is None or (history.is_live and not motion.is_backwards):
            return
        self.scan = (
            iter(()) if self.stops_nowhere(motion) else self.scan_from(history.step, motion.is_backwards)
        )

    def stops_nowhere(self, motion: Motion) -> bool:
        """Whether the motion goes through all that is recorded, whatever that is."""
        return isinstance(motion.rule, Continue) and not self.breakpoints

    def scan_from(self, step: int, backwards: bool) -> Iterator[Moment]:
        """What of the record lies next to a step, in one direction."""
        if backwards and self.history.tick:
            step += 1  # between two steps: the earlier one comes first
        next_step = step + (-1 if backwards else 1)
        timeline = self.history.timeline_of(next_step)
        if timeline is None or next_step >= self.history.edge:
            return iter(())
        return (timeline.walk_back if backwards else timeline.walk)(next_step)

    def advance(self, seconds: float) -> bool:
        """Move for at most about `seconds`; True when the motion has ended."""
        before = time.monotonic()
        deadline = before + seconds
        with self.limits.running(), interruptible(self.machine, lambda: self.own):
            while self.motion is not None and not self.carry_on(self.motion):
                now = time.monotonic()
                self.pace = (
                    min(self.pace * 2, FAST_SLICE) if now - before < SLICE_TIME else max(self.pace // 2, 1)
                )
                if now >= deadline:
                    break
                before = now
        return self.motion is None

    def carry_on(self, motion: Motion) -> bool:
        """One slice of a motion, which a limit may end wherever it is; True if it ended."""
        try:
            return self.advance_once(motion)
        except LimitExceeded as reached:
            vm = self.machine
            if vm.error is None and not vm.finished:
                vm.fail(reached, None)
            self.scan = self.job = None
            return self.stop(f"error: {safe(reached.message)}")

    def run(self, motion: Motion, count: int = 1) -> str:
        """Move until the motion ends; returns the status then."""
        self.begin(motion, count)
        while not self.advance(0.25):
            pass
        return self.status

    def tick(self) -> None:
        """One tick: an op, or one run of a continuation. For watching builtins and equality at work."""
        vm, history = self.machine, self.history
        self.selected = None
        if not history.is_live:
            step, tick = history.point
            history.look_at(step, tick + 1)
            self.message = "tick"
            return
        if vm.finished:
            self.message = "the program has ended: R runs it again"
            return
        unwinding = vm.error is not None
        with self.limits.running():
            vm.tick()
        self.message = "unwinding" if unwinding else "tick"
        self.collect_warnings()
        if vm.error is not None and not unwinding:
            self.message = f"error: {safe(vm.error.message)}"

    def tick_back(self) -> None:
        """Back to before the tick that came last; DebuggerError where nothing is recorded. What ran at the
        end of a step that has left the window is only known when that was made again."""
        history = self.history
        if history.recorder is None:
            raise DebuggerError(NO_RECORD)
        step, tick = history.before
        if step < 0:
            raise DebuggerError("this is the first step: nothing was before it")
        self.travel(step, "tick back", remember=False, tick=tick)

    def pause(self) -> None:
        """Stop a motion, at an op if one is near, else between two ticks of a builtin; nothing is lost."""
        if self.motion is None:
            return
        vm = self.machine
        if self.scan is not None or self.job is not None:
            self.scan = self.motion = self.job = None
            self.reason = ""
            self.history.stay()
            self.message = "paused: the search went no further"
            return
        for _ in range(TICKS_TO_PAUSE):
            if vm.op_due or vm.error is not None or vm.finished:
                break
            vm.run(1)
        self.motion = None
        self.message = "paused" if vm.error is None else f"error: {safe(vm.error.message)}"

    def advance_once(self, motion: Motion) -> bool:
        """One slice of a motion; True if it ended."""
        if self.job is not None:
            return self.go_on_with(motion, self.job)
        if self.scan is not None:
            return self.scan_once(motion, self.scan)
        vm = self.machine
        if vm.finished:
            return self.stop(self.ending(motion))
        if vm.error is not None:
            vm.tick()
            return self.after_unwinding()
        if not self.started:
            self.started = True
            vm.run(1)
            self.check_limits()
        else:
            reason = self.reason_to_stop(motion)
            if reason is not None:
                return self.arrived(motion, reason)
            waits = self.at_break or self.event is not None or self.breakpoints.watch_thunks
            if isinstance(motion, Continue) and not waits:
                vm.run(self.limits.slice(vm, self.pace), lambda frame, ip, op: self.is_hit(), True)
            else:
                vm.run(
                    self.limits.slice(vm, min(self.pace, SLICE)),
                    lambda frame, ip, op: self.stops(motion, frame, ip, op),
                )
            self.check_limits()
        self.collect_warnings()
        return self.stopped_by_error(motion)

    def scan_once(self, motion: Motion, scan: Iterator[Moment]) -> bool:
        """Look through a stretch of the record; True if the motion ended there."""
        breakpoints = self.breakpoints
        is_single = isinstance(motion.rule, Into)
        looked, last = 0, self.history.step if self.scanned is None else self.scanned
        passes = not breakpoints or (is_single and self.count > 1)
        events = {} if passes else self.event_steps()
        for last, frame, ip, depth in islice(scan, PAST_SLICE):
            looked += 1
            code = frame.code
            if not passes and ip in breakpoints.ips(code):
                reason = self.hit_in_the_past(last)
                if reason:
                    return self.arrived_at(motion, last, reason)
            if last in events:
                each = events[last]
                return self.arrived_at(motion, last, f"breakpoint {each.number}: {each.where}")
            if motion.stops(frame, ip, code.ops[ip], depth):
                return self.arrived_at(motion, last + 1 if motion.lands_after else last, motion.name)
        self.scanned = last
        return looked < PAST_SLICE and self.left_record(motion, last)

    def arrived_at(self, motion: Motion, step: int, reason: str) -> bool:
        """One leg ended in the record."""
        self.history.look_at(step)
        frame = self.state.frame
        is_placed = frame is not None and frame.ip in self.breakpoints.ips(frame.code)
        if is_placed and isinstance(motion.rule, Continue):
            reason = self.hit_in_the_past(step) or reason
        return self.arrived(motion, reason)

    def hit_in_the_past(self, step: int) -> str:
        """Why a breakpoint stops at a recorded step; "" if none does. Only place and condition count."""
        timeline = self.history.timeline_of(step)
        if timeline is None or step not in timeline:
            return ""
        here = self.here(timeline.state_at(step), step)
        return self.breakpoints.ask(here, False).reason if here is not None else ""

    def event_steps(self) -> dict[int, Breakpoint]:
        """The recorded steps at which a motion ends because of an event, and which breakpoint says so."""
        events, history = self.breakpoints.events, self.history
        if not events or history.recorder is None:
            return {}
        if self.events is None:
            self.events = {}
            for event, subject, step in history.happenings.events(
                [each.thunk for each in events if isinstance(each, ThunkBreakpoint)]
            ):
                is_caught = isinstance(subject, NixError) and subject is not self.machine.failure
                for each in events:
                    if each.is_meant(event, subject, is_caught):
                        self.events.setdefault(step, each)
        return self.events

    def left_record(self, motion: Motion, last: int) -> bool:
        """A motion has come to an end of what is recorded, at step `last`: more of it must be made again, or
        the machine goes on, or there is nothing before."""
        history, vm = self.history, self.machine
        at_once = self.stops_nowhere(motion)
        if motion.is_backwards:
            if at_once or last == 0:
                return self.look_for(motion, 0, "the first step")
            if isinstance(motion.rule, Into):
                return self.make_again(last - 1)
            self.job = history.searching(last, motion)
            return False
        if last + 1 < history.edge and not at_once:
            if last + 1 not in history:
                return self.make_again(last + 1)
            self.scan = self.scan_from(last, False)
            return False
        history.look_at(history.edge)
        self.scan = None
        self.started = True
        if vm.finished:
            return self.stop(self.ending(motion))
        return vm.error is not None and self.stopped_by_error(motion)

    def ending(self, motion: Motion) -> str:
        """How a motion ended with the program, in words."""
        vm = self.machine
        words = "the program failed" if vm.failure is not None else "the program is done"
        if isinstance(motion, ToStep) and motion.step > vm.steps:
            return f"{words} after {grouped(vm.steps)} steps: there is no step {grouped(motion.step)}"
        return words

    def make_again(self, step: int) -> bool:
        """Have a step recorded that has left the window, and those around it."""
        self.wanted = step
        self.job = self.history.remaking(step)
        return False

    def look_for(self, motion: Motion, step: int, reason: str) -> bool:
        """End a motion at a step, which is made again first if it must be."""
        if step not in self.history:
            self.reason = reason
            return self.make_again(step)
        return self.arrived_at(motion, step, reason)

    def go_on_with(self, motion: Motion, job: Again) -> bool:
        """One slice of a repeated run."""
        try:
            return job.advance(SLICE_TIME) and self.job_done(motion, job)
        except DebuggerError as error:
            self.job, self.reason = None, ""
            return self.stop(str(error))

    def job_done(self, motion: Motion, job: Again) -> bool:
        """A repeated run has got to where it should."""
        self.job = None
        if isinstance(job, Searching):
            found = job.found
            if found is None:
                return self.look_for(motion, 0, "the first step")
            return self.look_for(motion, found + 1 if motion.lands_after else found, motion.name)
        assert isinstance(job, Remaking)
        self.history.keep(job)
        step, self.wanted = self.wanted, None
        if step is None or step not in self.history:
            return self.stop("that part of the run could not be made again")
        reason, self.reason = self.reason, ""
        if reason:
            return self.arrived_at(motion, step, reason)
        self.scan = self.scan_from(step + (1 if motion.is_backwards else -1), motion.is_backwards)
        return False

    def goto(self, text: str) -> None:
        """Go to the place in time that a person names (see `places`); DebuggerError if there is none.

        What lies ahead of the live edge is run to, what has left the window is made again: `advance` does it.
        """
        history = self.history
        step, tick = history.find(text)
        if step > history.edge:
            history.remember_jump()
            history.look_at(history.edge)
            self.begin(ToStep(step))
        else:
            self.travel(step, tick=tick)

    def travel(self, step: int, reason: str = "", remember: bool = True, tick: int = 0) -> None:
        """Look at a step of the past, or a tick of it; one that has left the window is made again, by
        `advance`, and then shown before its op.

        DebuggerError if there is no such step.
        """
        history = self.history
        reason = reason or (f"step {step}·{tick}" if tick else f"step {step}")
        self.selected = None
        if not history.is_lost(step):
            if remember:
                history.jump(step, tick)
            else:
                history.look_at(step, tick)
            self.message = reason
            return
        if remember:
            history.remember_jump()
        self.motion, self.count, self.scan, self.reason = ToStep(step), 1, None, reason
        self.make_again(step)

    def go_back(self) -> None:
        """Return to where one was before the last jump."""
        self.follow_jump(self.history.left, self.history.returned, "back")

    def go_forward(self) -> None:
        """Undo `go_back`."""
        self.follow_jump(self.history.returned, self.history.left, "forward")

    def follow_jump(self, points: list[Point], others: list[Point], way: str) -> None:
        """Go to the last of `points` and keep the present one in `others`; `way` is for the message."""
        point = self.history.follow(points, others)
        if point is None:
            self.message = f"there is nowhere to go {way} to"
        else:
            step, tick = point
            self.travel(step, f"{way} at step {step}", remember=False, tick=tick)

    def stopped_by_error(self, motion: Motion) -> bool:
        """End the motion at an error, unless something under way will catch it, or a motion has ended there
        before and it is only passed on; `i` stops at any."""
        error = self.machine.error
        if error is None:
            return False
        if not isinstance(motion, Into) and error is self.told:
            return False
        is_caught = self.will_be_caught(error)
        here = self.here(self.machine, self.machine.steps)
        hit = self.breakpoints.asked(self.breakpoints.meant("error", error, is_caught), here, True)
        self.say_all(hit)
        if not isinstance(motion, Into) and is_caught and hit.stopped is None:
            self.told = error
            return False
        self.told = error
        return self.stop(hit.reason or f"error: {safe(error.message)}")

    def after_unwinding(self) -> bool:
        """After a tick that unwound: the error may have been caught. Never the end of a motion."""
        vm = self.machine
        self.started = True
        self.caught = vm.error is None
        return False

    def stops(self, motion: Motion, frame: Frame, ip: int, op: int) -> bool:
        """Whether to stop before this op: for the motion, a breakpoint, `builtins.break` or another event."""
        wanted = self.at_break or self.event is not None or motion.stops(frame, ip, op, self.machine.depth)
        return wanted or (ip in self.breakpoints.ips(frame.code) and self.is_hit())

    def is_hit(self) -> bool:
        """Whether a breakpoint stops before the op that is due; each is asked once."""
        return self.ask_breakpoints().stopped is not None

    def ask_breakpoints(self) -> Hit:
        """What the breakpoints say to the op that is due at the live edge."""
        vm = self.machine
        if self.asked_at != vm.steps:
            self.asked_at, self.hit = vm.steps, Hit()
            frame = vm.frame
            if frame is not None and frame.ip in self.breakpoints.ips(frame.code):
                here = self.here(vm, vm.steps)
                if here is not None:
                    self.hit = self.breakpoints.ask(here, True)
                    self.say_all(self.hit)
        return self.hit

    def say_all(self, hit: Hit) -> None:
        """Have what breakpoints say among the messages of the program."""
        for text in hit.said:
            self.say("log", text)

    def happened(self, event: str, subject: int | None = None) -> None:
        """An op has brought something about that a breakpoint may be waiting for."""
        if self.motion is None or not self.breakpoints.events:
            return
        meant = self.breakpoints.meant(event, subject, False)
        if not meant:
            return
        hit = self.breakpoints.asked(meant, self.here(self.machine, self.step), True)
        self.say_all(hit)
        if hit.stopped is not None:
            self.event = hit
            self.machine.breathe = True

    def reason_to_stop(self, motion: Motion) -> str | None:
        """Why the op that is due ends the motion, or None."""
        vm = self.machine
        frame = vm.frame
        if frame is None or not vm.op_due:
            return None
        ip = frame.ip
        if not (isinstance(motion, Into) and self.count > 1):
            event, self.event = self.event, None
            reason = (event.reason if event is not None else "") or self.ask_breakpoints().reason
            if reason:
                return reason
        if self.at_break:
            self.at_break = False
            return "breakpoint: builtins.break"
        if not motion.stops(frame, ip, frame.code.ops[ip], vm.depth):
            return None
        return "the error was caught" if self.caught and isinstance(motion, Into) else motion.name

    def arrived(self, motion: Motion, reason: str) -> bool:
        """One leg is done; start the next, or end."""
        self.count -= 1
        if self.count > 0 and not reason.startswith("breakpoint"):
            self.begin_leg(motion)
            return False
        return self.stop(reason)

    def stop(self, reason: str) -> bool:
        """End the motion where it is and say why; True, so that callers can pass it on."""
        self.motion = None
        self.message = reason
        self.history.stay()
        return True

    def check_limits(self) -> None:
        """Let the machine fail if a limit was reached since the last slice."""
        vm = self.machine
        if vm.error is None and not vm.finished:
            reached = self.limits.check(vm)
            if reached is not None:
                vm.fail(reached, None)

    def will_be_caught(self, error: NixError) -> bool:
        """Whether a tryEval that is under way catches this error."""
        return will_be_caught(self.machine, error)

    def run_until(self, step: int) -> str:
        """Go on until that many steps are done, or to the end."""
        while not self.ended and self.machine.steps < step:
            self.run(ToStep(step))
        return self.status

    def run_to_end(self) -> str:
        """Go on without stopping at anything but an uncaught error, and past that too."""
        while not self.ended:
            self.run(Continue())
        return self.status
