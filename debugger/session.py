"""The session: one program under the debugger, without any user interface.

Every face drives this object and shows the snapshots that it hands out. A motion is begun with `begin`
and carried out in slices by `advance`, so that a face stays responsive however long it takes; `run` does
both at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Protocol

from debugger.breakpoints import Breakpoints
from debugger.capture import Capture, bytecode_view
from debugger.demand import Link, Origin, chain_of_demand, origin_of
from debugger.errors import DebuggerError
from debugger.history import NO_RECORD, History
from debugger.journal import Journal, JournalingHost, ReplayingHost
from debugger.limits import Limits
from debugger.motions import Continue, Into, Motion, ToStep
from debugger.program import Loaded, Program, load, make_host
from debugger.remaking import Again, Remaking, Searching
from debugger.snapshot import BytecodeView, OutputView, Snapshot, SourceText, SourceView, ValueView
from debugger.text import safe, safe_lines, safe_shown, source_name
from debugger.timeline import Moment, State
from vm.chunk import Lambda
from vm.errors import Catchable, NixError
from vm.frames import Frame
from vm.host import Host
from vm.machine import Machine
from vm.spans import Span
from vm.trampoline import Steps

SLICE = 400
FAST_SLICE = 2000
"""Most ticks between two looks at the clock, with and without a question before every op."""
SLICE_TIME = 0.004
"""Seconds that such a stretch should take: a tick of a builtin costs far more than an opcode."""
PAST_SLICE = 4000
"""Steps of the record looked through between two looks at the clock."""
TICKS_TO_PAUSE = 20
"""Most ticks between a wish to pause and the pause."""
MAX_OUTPUT = 10_000


class Notebook(Protocol):
    """Where marks and notes are kept for another time: a recording."""

    marks: dict[str, int]
    notes: list[tuple[int, str]]

    def mark(self, name: str, step: int) -> None: ...

    def note(self, step: int, text: str) -> None: ...


class Session:
    """Loads a program, moves through it, and shows where it stands."""

    def __init__(
        self,
        program: Program,
        limits: Limits | None = None,
        observers: tuple[object, ...] = (),
        host: Callable[[], Host] | None = None,
        history: int = 0,
    ) -> None:
        self.program = program
        self.host = host
        """Makes the outside for each load; None for the real one."""
        self.window = history
        """How many steps are kept for looking back, at the least; 0 for none."""
        self.history: History
        self.observers = observers
        self.limits = limits or Limits()
        self.breakpoints = Breakpoints()
        self.skipped: tuple[str, ...] = ()
        self.show_trace = False
        """Whether skipped files are shown in the trace of an error all the same."""
        self.output: list[OutputView] = []
        self.message = ""
        """What the last motion was and why it ended."""
        self.selected: int | None = None
        """Number of the frame that is shown; None follows the top one."""
        self.motion: Motion | None = None
        self.count = 0
        self.started = False
        self.at_break = False
        """Whether `builtins.break` ran and the motion shall end at the next op."""
        self.caught = False
        """Whether this motion began by unwinding an error that was then caught."""
        self.scan: Iterator[Moment] | None = None
        """What of the record the motion still has to look through."""
        self.job: Again | None = None
        """A repeated run that makes steps again which the motion needs."""
        self.reason = ""
        self.scanned: int | None = None
        """The last step that was looked through."""
        self.wanted: int | None = None
        """The step that it is about, where that is known."""
        self.pace = SLICE
        """Ticks until the next look at the clock."""
        self.notebook: Notebook | None = None
        self.loaded: Loaded
        self.capture: Capture
        self.listener: Callable[[OutputView], None] | None = None
        """Called with each message as it comes."""
        self.reload()

    # Loading.

    def reload(self) -> None:
        """Load the program afresh; breakpoints stay. Raises NixError if it does not compile."""
        host = self.host() if self.host is not None else None
        journal = Journal()
        if self.window:
            host = JournalingHost(host or make_host(self.program), journal)
        loaded = load(self.program, (OutputCollector(self), *self.observers), host)
        self.loaded = loaded
        self.capture = Capture(loaded.machine)
        self.breakpoints.forget()
        self.limits.spent = 0.0
        self.output.clear()
        self.selected = None
        self.motion = None
        self.shown_warnings = 0
        self.collect_warnings()
        self.message = "loaded"
        loaded.machine.run_to_op()
        self.job = None
        self.history = History(
            loaded.machine,
            self.window,
            self.breakpoints,
            lambda: load(self.program, (), ReplayingHost(journal)),
        )
        if self.notebook is not None:
            self.open_notebook(self.notebook)

    def open_notebook(self, notebook: Notebook) -> None:
        """Have the marks and notes of another time, and keep new ones there."""
        self.notebook = notebook
        self.history.marks = dict(notebook.marks)
        self.history.notes = list(notebook.notes)

    def mark(self, name: str) -> None:
        """Name the step that is looked at; DebuggerError if the name will not do."""
        if self.notebook is not None:
            self.notebook.mark(name, self.step)
        self.history.marks[name] = self.step

    def note(self, text: str) -> None:
        """Pin a note to the step that is looked at; DebuggerError if it will not do."""
        if self.notebook is not None:
            self.notebook.note(self.step, text)
        self.history.notes.append((self.step, text))

    @property
    def machine(self) -> Machine:
        """The live machine, wherever one looks."""
        return self.loaded.machine

    @property
    def state(self) -> State:
        """What is looked at: the live machine, or how it was."""
        return self.history.state

    @property
    def step(self) -> int:
        """The step that is looked at."""
        return self.history.step

    # State.

    @property
    def status(self) -> str:
        vm = self.machine
        if self.motion is not None:
            return "running"
        if not self.history.is_live:
            return "stopped" if self.history.error is None else "error"
        if vm.error is not None:
            return "error"
        if vm.finished:
            return "failed" if vm.failure is not None else "finished"
        return "stopped"

    @property
    def ended(self) -> bool:
        return self.machine.finished

    def snapshot(self) -> Snapshot:
        """A picture of the machine as it stands, or as it stood where one looks."""
        vm, history = self.machine, self.history
        self.capture.machine = history.state
        self.capture.folded = () if self.show_trace else self.skipped
        if history.is_live:
            error = vm.error or vm.failure
            caught = vm.error is not None and self.will_be_caught(vm.error)
        else:
            error = history.error
            caught = error is not None and (history.went_on() or self.will_be_caught(error))
        shown = self.capture.snapshot(self.status, self.selected, error, caught)
        notes = tuple(safe_shown(text) for step, text in history.notes if step == history.step)
        return replace(shown, start=history.start, edge=history.edge, is_live=history.is_live, notes=notes)

    def open(self, ref: int) -> list[tuple[str, ValueView]]:
        """What is inside a value of the latest snapshot. Never forces anything."""
        return self.capture.open(ref)

    def breakpoint_ips(self, chunk: str) -> frozenset[int]:
        """The instructions of a chunk at which a breakpoint stands."""
        code = self.code_called(chunk)
        return self.breakpoints.ips(code) if code is not None else frozenset()

    def breakpoint_lines(self, path: str) -> frozenset[int]:
        """The lines of a source at which a breakpoint stands."""
        lines: set[int] = set()
        for code in self.loaded.options.chunks.values() if self.breakpoints else ():
            source = code.chunk.source
            if source_name(source) == path:
                lines |= {source.line_of(code.chunk.starts[ip]) for ip in self.breakpoints.ips(code)}
        return frozenset(lines)

    def chunk(self, name: str) -> BytecodeView:
        """Any chunk of the run, by name; DebuggerError if there is none."""
        code = self.code_called(name)
        if code is None:
            raise DebuggerError(f"there is no chunk {name}: `:chunks` lists them")
        return bytecode_view(code, -1)

    def beginning(self) -> SourceView:
        """The text of the program itself, at its first character."""
        source = self.loaded.source
        return SourceView(source, source_name(source), 1, 1, 1, 1)

    def chunk_list(self) -> list[tuple[str, str, int]]:
        """(name, title, instructions) of every chunk compiled so far."""
        chunks = self.loaded.options.chunks
        return [(safe_shown(name), safe_shown(code.display_name), code.end) for name, code in chunks.items()]

    def code_called(self, name: str) -> Lambda | None:
        """The code of a chunk, named as views name it."""
        chunks = self.loaded.options.chunks
        found = chunks.get(name)
        return found or next((code for other, code in chunks.items() if safe_shown(other) == name), None)

    def source_text(self, path: str) -> SourceText | None:
        """A source of the run, named as views name it."""
        return next((each for each in self.loaded.sources.values() if source_name(each) == path), None)

    def why(self) -> list[Link]:
        """The chain of demand of what is looked at, the innermost link first."""
        error = self.machine.error if self.history.is_live else self.history.error
        return chain_of_demand(self.state, self.history, error, self.skipped)

    def origin(self, ref: int, index: int | None = None) -> Origin | None:
        """Where a value of the latest snapshot came from; `index` is its place on the value stack."""
        if not 0 <= ref < len(self.capture.refs):
            return None
        value = self.state.stack[index] if index is not None else self.capture.refs[ref]
        return origin_of(value, self.state, self.history, index)

    # Moving.

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
        motion.begin(self.state)
        self.scan = self.scanned = None
        history = self.history
        if history.recorder is None or (history.is_live and not motion.is_backwards):
            return
        at_once = isinstance(motion.rule, Continue) and not self.breakpoints
        self.scan = iter(()) if at_once else self.scan_from(history.step, motion.is_backwards)

    def scan_from(self, step: int, backwards: bool) -> Iterator[Moment]:
        """What of the record lies next to a step, in one direction."""
        next_step = step + (-1 if backwards else 1)
        timeline = self.history.timeline_of(next_step)
        if timeline is None or next_step >= self.history.edge:
            return iter(())
        return (timeline.walk_back if backwards else timeline.walk)(next_step)

    def advance(self, seconds: float) -> bool:
        """Move for at most about `seconds`; True when the motion has ended."""
        begun = time.monotonic()
        deadline = begun + seconds
        before = begun
        while self.motion is not None and not self.advance_once(self.motion):
            now = time.monotonic()
            self.pace = (
                min(self.pace * 2, FAST_SLICE) if now - before < SLICE_TIME else max(self.pace // 2, 1)
            )
            if now >= deadline:
                break
            before = now
        self.limits.spent += time.monotonic() - begun
        return self.motion is None

    def run(self, motion: Motion, count: int = 1) -> str:
        """Move until the motion ends; returns the status then."""
        self.begin(motion, count)
        while not self.advance(0.25):
            pass
        return self.status

    def tick(self) -> None:
        """One tick: for watching builtins and equality at work. In the past, one step."""
        vm = self.machine
        if not self.history.is_live:
            self.run(Into())
            return
        if vm.finished:
            self.message = "the program has ended: R runs it again"
            return
        self.selected = None
        unwinding = vm.error is not None
        vm.tick()
        self.message = "unwinding" if unwinding else "tick"
        self.collect_warnings()
        if vm.error is not None and not unwinding:
            self.message = f"error: {safe(vm.error.message)}"

    def pause(self) -> None:
        """Stop a motion, at an op if one is near, else between two ticks of a builtin; nothing is lost."""
        if self.motion is None:
            return
        vm = self.machine
        if self.scan is not None or self.job is not None:
            self.scan = self.motion = self.job = None
            self.reason = ""
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
            return self.stop("the program failed" if vm.failure is not None else "the program is done")
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
            if isinstance(motion, Continue) and not self.breakpoints and not self.at_break:
                vm.run(self.limits.slice(vm, self.pace))
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
        for last, frame, ip, depth in islice(scan, PAST_SLICE):
            looked += 1
            code = frame.code
            if breakpoints and ip in breakpoints.ips(code) and not (is_single and self.count > 1):
                hit = breakpoints.hit(code, ip)
                if hit is not None:
                    return self.arrived_at(motion, last, f"breakpoint {hit.number}: {hit.where}")
            if motion.stops(frame, ip, code.ops[ip], depth):
                return self.arrived_at(motion, last + 1 if motion.lands_after else last, motion.name)
        self.scanned = last
        return looked < PAST_SLICE and self.left_record(motion, last)

    def arrived_at(self, motion: Motion, step: int, reason: str) -> bool:
        """One leg ended in the record."""
        self.history.look_at(step)
        frame = self.state.frame
        hit = self.breakpoints.hit(frame.code, frame.ip) if frame is not None else None
        if hit is not None and isinstance(motion.rule, Continue):
            reason = f"breakpoint {hit.number}: {hit.where}"
        return self.arrived(motion, reason)

    def left_record(self, motion: Motion, last: int) -> bool:
        """A motion has come to an end of what is recorded, at step `last`: more of it must be made again, or
        the machine goes on, or there is nothing before."""
        history, vm = self.history, self.machine
        at_once = isinstance(motion.rule, Continue) and not self.breakpoints
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
            return self.stop("the program failed" if vm.failure is not None else "the program is done")
        return vm.error is not None and self.stopped_by_error(motion)

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
        step = history.find(text)
        if step > history.edge:
            history.remember_jump()
            history.look_at(history.edge)
            self.begin(ToStep(step))
        else:
            self.travel(step)

    def travel(self, step: int, reason: str = "", remember: bool = True) -> None:
        """Look at a step of the past; one that has left the window is made again, by `advance`.

        DebuggerError if there is no such step.
        """
        history = self.history
        reason = reason or f"step {step}"
        self.selected = None
        if not history.is_lost(step):
            if remember:
                history.jump(step)
            else:
                history.look_at(step)
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

    def follow_jump(self, steps: list[int], others: list[int], way: str) -> None:
        step = self.history.follow(steps, others)
        if step is None:
            self.message = f"there is nowhere to go {way} to"
        else:
            self.travel(step, f"{way} at step {step}", remember=False)

    def stopped_by_error(self, motion: Motion) -> bool:
        """End the motion at an error, unless something under way will catch it; `i` stops at any."""
        error = self.machine.error
        if error is None or (self.will_be_caught(error) and not isinstance(motion, Into)):
            return False
        return self.stop(f"error: {safe(error.message)}")

    def after_unwinding(self) -> bool:
        vm = self.machine
        self.started = True
        self.caught = vm.error is None
        return False

    def stops(self, motion: Motion, frame: Frame, ip: int, op: int) -> bool:
        wanted = self.at_break or motion.stops(frame, ip, op, self.machine.depth)
        return wanted or ip in self.breakpoints.ips(frame.code)

    def reason_to_stop(self, motion: Motion) -> str | None:
        """Why the op that is due ends the motion, or None."""
        vm = self.machine
        frame = vm.frame
        if frame is None or not vm.op_due:
            return None
        ip = frame.ip
        hit = self.breakpoints.hit(frame.code, ip)
        if hit is not None and not (isinstance(motion, Into) and self.count > 1):
            return f"breakpoint {hit.number}: {hit.where}"
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
        self.motion = None
        self.message = reason
        return True

    def check_limits(self) -> None:
        vm = self.machine
        if vm.error is None and not vm.finished:
            reached = self.limits.check(vm)
            if reached is not None:
                vm.fail(reached, None)

    def will_be_caught(self, error: NixError) -> bool:
        """Whether a tryEval that is under way catches this error."""
        if not isinstance(error, Catchable):
            return False
        return any(
            continuation.catches and isinstance(continuation, Steps) and continuation.name == "tryEval"
            for continuation in reversed(self.machine.continuations)
        )

    # Output.

    def collect_warnings(self) -> None:
        """Move new remarks of the compiler to the output."""
        warnings = self.loaded.warnings
        for warning in warnings[self.shown_warnings :]:
            self.say(
                "warning", f"{safe_shown(str(warning.span))}: {safe_shown(warning.text)} [{warning.code}]"
            )
        self.shown_warnings = len(warnings)

    def say(self, kind: str, text: str) -> None:
        """Note a message, with the step that is under way."""
        step = max(self.loaded.machine.steps - 1, 0) if hasattr(self, "loaded") else 0
        if len(self.output) < MAX_OUTPUT:
            self.output.append(OutputView(step, kind, text))
        if self.listener is not None:
            self.listener(OutputView(step, kind, text))

    def span(self) -> Span | None:
        """Where the op that is due stands."""
        frame = self.state.frame
        return frame.code.chunk.span(frame.ip) if frame is not None else None

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


EVALUATION_WARNING = "evaluation warning"
"""What `builtins.warn` says; a mere "warning" is a remark of the compiler."""


class OutputCollector:
    """An observer that keeps what the program says."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def file_imported(self, path: str) -> None:
        self.session.collect_warnings()

    def trace_output(self, text: str) -> None:
        self.session.say("trace", safe_lines(text))

    def break_reached(self) -> None:
        self.session.at_break = True

    def warning(self, text: str, span: object) -> None:
        self.session.say(EVALUATION_WARNING, safe_lines(text))
