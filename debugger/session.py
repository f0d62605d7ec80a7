"""The session: one program under the debugger, without any user interface.

Every face drives this object and shows the snapshots that it hands out. A motion is begun with `begin`
and carried out in slices by `advance`, so that a face stays responsive however long it takes; `run` does
both at once (see debugger.moving).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from debugger.asking import Asking
from debugger.breakpoints.breakpoint import Breakpoint
from debugger.errors import DebuggerError
from debugger.history.history import History
from debugger.history.lives import NOW
from debugger.history.past import PastState
from debugger.history.timeline import State
from debugger.listening import OutputCollector
from debugger.loading.limits import Limits
from debugger.loading.own_code import ALL_OWN, OwnCode, own_code_of
from debugger.loading.program import Loaded, Program, load, make_host, parse_attribute_path
from debugger.messages import remark_text
from debugger.provenance.chain import Chain, Subject, chain_of_demand, looked_for_chain
from debugger.provenance.demand import Link, Origin, origin_of
from debugger.provenance.findings import Witness
from debugger.provenance.landmarks import Landmarks
from debugger.provenance.whence.hands import Hand
from debugger.provenance.whence.ways import Whence
from debugger.recordings.journal import Journal, JournalingHost, ReplayingHost
from debugger.side.evaluation import Side
from debugger.text import safe_shown, source_name, with_near_paths
from debugger.views.capture import Capture, never_forced, source_view
from debugger.views.code import bytecode_view
from debugger.views.ending import Way, never_needed, path_to
from debugger.views.snapshot import (
    BytecodeView,
    OutputView,
    Snapshot,
    SourceText,
    SourceView,
    ValueView,
)
from debugger.views.source.bindings import Bindings
from debugger.views.source.executed import Executed
from debugger.views.source.laziness import Laziness
from debugger.views.source.lines import LinesView
from debugger.views.values.inside import Group
from debugger.views.values.reading import Reading, read
from debugger.views.values.value_text import value_text
from vm.chunk import Lambda
from vm.machine.deep import following, keeping_going
from vm.machine.machine import KEEPING_GOING, Leg, Machine
from vm.spans import Source, Span, from_host, to_display
from vm.text.disassembler import one_line
from vm.values import Value
from vm.world.host import Host

MAX_OUTPUT = 10_000
AT_ONCE = 0.002
"""Seconds for the lines that ran, whenever lines are told; the rest is found when there is time."""


class Notebook(Protocol):
    """Where marks and notes are kept for another time: a recording."""

    marks: dict[str, int]
    notes: list[tuple[int, str]]

    def mark(self, name: str, step: int) -> None: ...

    def note(self, step: int, text: str) -> None: ...


class Session(Asking):
    """Loads a program, moves through it, and shows where it stands."""

    def __init__(
        self,
        program: Program,
        limits: Limits | None = None,
        observers: tuple[object, ...] = (),
        host: Callable[[], Host] | None = None,
        history: int = 0,
    ) -> None:
        super().__init__()
        self.program = program
        self.host = host
        """Makes the outside for each load; None for the real one."""
        self.window = history
        """How many steps are kept for looking back, at the least; 0 for none."""
        self.history: History
        self.observers = observers
        self.limits = limits or Limits()
        self.skipped: tuple[str, ...] = ()
        """Files, by glob, that steps pass over and reports fold."""
        self._own: OwnCode | None = None
        self.asked_whence: tuple[object, Whence] | None = None
        self.show_trace = False
        """Whether skipped files are shown in the trace of an error all the same."""
        self.legs: list[Callable[[Loaded], Leg]] = []
        """What was asked for when the program was done, in order: each makes a leg for one load."""
        self.output: list[OutputView] = []
        self.message = ""
        """What the last motion was and why it ended."""
        self.selected: int | None = None
        """Number of the frame that is shown; None follows the top one."""
        self.notebook: Notebook | None = None
        self.loaded: Loaded
        self.capture: Capture
        self.listener: Callable[[OutputView], None] | None = None
        """Called with each message as it comes."""
        self.reload()

    # Loading.

    def reload(self) -> None:
        """Load the program afresh; breakpoints stay. Raises NixError if it does not compile."""
        journal = Journal()
        self.limits.restart()
        with self.limits.running():
            host = self.host() if self.host is not None else None
            if self.window:
                host = JournalingHost(host or make_host(self.program), journal)
            loaded = load(self.program, (OutputCollector(self), *self.observers), host)
        self.loaded = loaded
        self._own = None
        loaded.machine.attach(Witness(loaded.machine, lambda: self.own, lambda: self.landmarks))
        self.capture = Capture(loaded.machine)
        self.side = Side(loaded)
        self.landmarks = self.capture.landmarks = Landmarks(loaded.options.chunks.written, self.forced)
        self.bindings = Bindings(loaded.options.chunks)
        self.watch_thunks()
        self.breakpoints.attend(loaded.options.chunks)
        self.output.clear()
        self.legs.clear()
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
            lambda: self.repeated(journal),
            self.is_hit_again,
        )
        self.executed = Executed(self.history)
        if self.notebook is not None:
            self.open_notebook(self.notebook)

    def repeated(self, journal: Journal) -> Loaded:
        """The same run from its beginning, with all that was asked of it afterwards."""
        loaded = load(self.program, (), ReplayingHost(journal))
        loaded.machine.legs += [make(loaded) for make in self.legs]
        return loaded

    def force_result(self, ref: int = 0) -> None:
        """Have the value of a program that has ended forced deeply, as a new leg of the same run; or only a
        part of it, a value of the latest snapshot. DebuggerError if there is nothing to be forced.

        A motion then carries it out; what fails on the way stops it, and the rest is forced all the same.
        """
        vm = self.machine
        if not self.history.is_live or not vm.finished or vm.failure is not None:
            raise DebuggerError("only the value of a program that is done can be forced: c goes there")
        wanted = self.capture.refs[ref] if 0 < ref < len(self.capture.refs) else vm.result
        path = path_to(vm.result, wanted, vm.cells) if wanted is not vm.result else ()
        if path is None:
            raise DebuggerError("this is no part of the program's value that waits to be forced")
        if not path and not never_needed(vm.result, vm.cells)[0]:
            raise DebuggerError("nothing is left to be forced in the program's value")
        self.add_leg(lambda loaded: leg(path, loaded))

    def force_part(self, path: tuple[str, ...]) -> None:
        """Have what a path of names leads to forced, in the value of a program that has ended: a new leg of
        the same run, which a motion then carries out."""
        self.add_leg(lambda loaded: ("select", following(path)))

    def add_leg(self, make: Callable[[Loaded], Leg]) -> None:
        """Have more done with the result, in this run and in those that repeat it."""
        self.legs.append(make)
        self.machine.legs.append(make(self.loaded))

    def near_hands(self, hands: Iterable[Hand]) -> list[Hand]:
        """The same with paths as they are called from here."""
        return [replace(each, text=self.near(each.text), place=self.near(each.place)) for each in hands]

    def whence(self) -> Whence:
        """What tells where values of this run come from, made once for what is recorded so far; DebuggerError
        if nothing is."""
        key = self.history, self.history.edge, self.own
        if self.asked_whence is None or self.asked_whence[0] != key:
            codes = self.loaded.options.chunks.written
            self.asked_whence = key, Whence(self.history, self.own, codes, self.landmarks)
        return self.asked_whence[1]

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
    def own(self) -> OwnCode:
        """What of the program is the person's own code."""
        if self._own is None or self._own.skipped != self.skipped:
            self._own = own_code_of(self.loaded.source, self.machine.host, self.skipped)
        return self._own

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

    def snapshot(self) -> Snapshot:
        """A picture of the machine as it stands, or as it stood where one looks."""
        vm, history = self.machine, self.history
        self.capture.machine = history.state
        recorded = history.recorder is not None
        self.capture.forced_at = history.timeline.recorder.forced_step if recorded else never_forced
        self.capture.own = self.own
        self.capture.worked_on = history.worked_on
        self.capture.unfolded = ALL_OWN if self.show_trace else self.own
        if history.is_live:
            error = vm.error or vm.failure
            caught = vm.error is not None and self.will_be_caught(vm.error)
            self.capture.before_failure = history.state_before if vm.error is not None else None
        else:
            error = history.error
            self.capture.before_failure = None
            caught = error is not None and (history.went_on() or self.will_be_caught(error))
        shown = self.capture.snapshot(
            self.status, self.selected, error, caught, history.last_state, history.point
        )
        if shown.error is not None:
            near = self.near(shown.error.place), self.near(shown.error.own_place)
            shown = replace(shown, error=replace(shown.error, place=near[0], own_place=near[1]))
        notes = tuple(safe_shown(text) for step, text in history.notes if step == history.step)
        return replace(
            shown,
            start=history.start,
            edge=history.edge,
            is_live=history.is_live,
            notes=notes,
            watches=self.look_at_watches(),
        )

    def near(self, text: str) -> str:
        """Text in which paths are relative to the program's directory, or to where nixstep was started."""
        program = safe_shown(to_display(self.loaded.source.path or ""))
        return with_near_paths(text, (program.rpartition("/")[0], safe_shown(str(Path.cwd()))))

    def look_deeper(self, most: int = 20_000) -> bool:
        """Follow what repeats in the stacks further down; False if there is nothing more to tell."""
        return self.capture.look_deeper(most)

    def open(self, ref: int) -> list[tuple[str, ValueView]]:
        """What is inside a value of the latest snapshot. Never forces anything."""
        return self.capture.open(ref)

    def held(self, ref: int) -> Value:
        """The value that a handle of the latest snapshot stands for."""
        return self.capture.held(ref)

    def find(self, ref: int, text: str) -> int:
        """Which child of a value is meant by `[52000]` or a name; DebuggerError if there is none."""
        return self.capture.find(ref, text)

    def narrow(self, ref: int, text: str) -> ValueView:
        """A group of those children whose names have a text in them."""
        return self.capture.narrow(ref, text)

    def reading(self, ref: int) -> Reading:
        """The text of a string or path of the latest snapshot; of another value, as Nix prints it."""
        return self.capture.reading(ref)

    def result(self) -> Reading:
        """The value of the program, to be read to its end; DebuggerError if there is none yet."""
        vm = self.machine
        if not vm.finished or vm.failure is not None or not vm.stack:
            raise DebuggerError("the program has no value yet: c goes on to its end")
        return read(vm.cells.peek(vm.result), vm.cells.peek)

    def breakpoint_ips(self, chunk: str) -> frozenset[int]:
        """The instructions of a chunk at which a breakpoint stands."""
        code = self.code_called(chunk)
        return self.breakpoints.ips(code) if code is not None else frozenset()

    def breakpoint_lines(self, path: str) -> frozenset[int]:
        """The lines of a source at which a breakpoint stands."""
        lines: set[int] = set()
        placed = self.breakpoints.placed

        def wanted(code: Lambda) -> bool:
            return source_name(code.span.source) == path and any(each.may_lie_in(code) for each in placed)

        for code in self.loaded.options.chunks.within(wanted) if placed else ():
            starts = code.chunk.starts
            lines |= {code.span.source.line_of(starts[ip]) for ip in self.breakpoints.placed_ips(code)}
        return frozenset(lines)

    def place_of(self, wanted: Breakpoint) -> tuple[BytecodeView, SourceView]:
        """The first place at which a breakpoint stops; DebuggerError if the code is not there yet."""
        for code in self.loaded.options.chunks.within(wanted.may_lie_in):
            ips = wanted.ips(code)
            if ips:
                ip = min(ips)
                return bytecode_view(code, ip), source_view(code.chunk.span(ip))
        raise DebuggerError(f"nothing compiled so far is at {safe_shown(wanted.where)}")

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
        return [
            (safe_shown(name), safe_shown(code.display_name), len(code.chunk))
            for name, code in chunks.items()
        ]

    def code_called(self, name: str) -> Lambda | None:
        """The code of a chunk, named as views name it."""
        chunks = self.loaded.options.chunks
        found = chunks.named.get(name) or chunks.get(name)
        return found or next((code for other, code in chunks.items() if safe_shown(other) == name), None)

    def source_text(self, path: str) -> SourceText | None:
        """A source of the run, named as views name it."""
        return next((each for each in self.loaded.sources.values() if source_name(each) == path), None)

    def sources(self) -> list[Source]:
        """Every source of the run, as far as it has come."""
        return list(self.loaded.sources.values())

    def lines(self, text: SourceText, first: int, end: int) -> LinesView:
        """What is to be told of the 1-based lines of a source from `first` on, before `end`."""
        told = self.laziness(text).lines(first, end)
        state, number = self.state, self.shown_number
        if not number or not isinstance(text, Source):
            return told
        activation, step = state.frames[number - 1].activation, self.step
        own = self.executed.of_activation(text, activation, step)
        self.executed.advance(AT_ONCE)
        return replace(
            told,
            ran=own | self.executed.of_activation(text, activation, step),
            ran_at_all=self.executed.before(text, step),
        )

    def named(self, text: SourceText, name: str, line: int, column: int) -> ValueView:
        """What a name written at a 1-based line and column means there; DebuggerError says why nothing."""
        laziness = self.laziness(text)
        return laziness.named(from_host(name), laziness.source.offset_of(line, column))

    def definition(self, text: SourceText, name: str, line: int, column: int) -> tuple[int, int]:
        """The 1-based line and column at which a name is bound that is written somewhere; DebuggerError says
        why nowhere."""
        laziness = self.laziness(text)
        source = laziness.source
        position = source.position(laziness.definition(from_host(name), source.offset_of(line, column)))
        return position.line, position.column

    def laziness(self, text: SourceText) -> Laziness:
        """A source as it is at the moment that is looked at."""
        assert isinstance(text, Source)
        state = self.state
        self.capture.machine = state
        return self.laziness_at(text, state, self.shown_number)

    def laziness_at(self, text: Source, state: State, number: int) -> Laziness:
        """The same in some state, for a frame."""
        history, lives, until = self.history, None, NOW
        if history.recorder is not None:
            recorder = history.timeline.recorder
            recorder.lives.advance(recorder.segments)
            lives = recorder.lives
            until = history.timeline.until(state) if isinstance(state, PastState) else until
        found = self.bindings.of(text)
        return Laziness(found, state, number, lives, until, self.capture.view)

    def places(self) -> list[tuple[int, str]]:
        """Where one has been, in the order of going back and forward: steps and the place of each, one's own
        among them."""
        history = self.history
        points = [*history.left, history.here, *reversed(history.returned)]
        steps = dict.fromkeys(step for step, _ in points)
        return [(step, self.place_at(step)) for step in steps]

    def place_at(self, step: int) -> str:
        """Where the op of a step stands, and its source."""
        timeline = self.history.timeline_of(step)
        frame = timeline.state_at(step).frame if timeline is not None else self.machine.frame
        if frame is None or (timeline is None and step != self.history.edge):
            return "the end of the run" if step == self.history.edge else "no longer recorded"
        span = frame.code.chunk.span(frame.ip)
        return safe_shown(
            f"{to_display(span.source.name)}:{span.position}  {one_line(span.beginning(400), 80)}"
        )

    def why(self) -> list[Link]:
        """The chain of demand of what is looked at, the innermost link first."""
        return list(chain_of_demand(self.subject, self.history.error).links)

    def looked_for_why(self) -> Iterator[int | Chain]:
        """The same, a little at a time: how many were looked at, and at last the chain."""
        return looked_for_chain(self.subject, self.history.error)

    @property
    def is_anything_due(self) -> bool:
        """Whether there is anything to be asked about."""
        state = self.history.state_before
        return state.depth > 0 or len(state.continuations) > 0

    @property
    def subject(self) -> Subject:
        return Subject(self.history.state_before, self.history, self.own, value_text, self.landmarks)

    def own_frame(self, outwards: bool) -> int | None:
        """The number of the next frame in own code from the selected one, towards the program or away."""
        state, number = self.state, self.selected or self.state.depth
        numbers = range(number - 1, 0, -1) if outwards else range(number + 1, state.depth + 1)
        own = self.own
        return next((each for each in numbers if own.has(state.frames[each - 1].code.chunk.source)), None)

    def origin(self, ref: int, index: int | None = None) -> Origin | None:
        """Where a value of the latest snapshot came from; `index` is its place on the value stack."""
        shown = self.capture.operands  # at an error what the op has taken is still shown
        value = shown.stack[index] if index is not None else self.capture.held(ref)
        if index is None and (value is None or isinstance(value, Group)):
            return None
        return origin_of(value, shown, self.history, index)

    # Output.

    def collect_warnings(self) -> None:
        """Move new remarks of the compiler to the output."""
        warnings = self.loaded.warnings
        for warning in warnings[self.shown_warnings :]:
            self.say("warning", remark_text(warning))
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


def hands_of(session: Session, told: Whence, text: str) -> list[Hand]:
    """The hands of `NAME.A.B`: a name in scope and a path from there, or a path in the program's value when
    that is there. DebuggerError if there is no such thing."""
    path = parse_attribute_path(from_host(text))
    scope = session.scope(text)
    if path and path[0] in scope.names:
        cell = scope.names[path[0]]
        return session.near_hands(told.of_attribute(cell, path[1:]) if path[1:] else told.of(cell))
    vm = session.machine
    if path and vm.finished and vm.failure is None and vm.stack:
        return session.near_hands(told.of_attribute(vm.result, path))
    raise DebuggerError(f"{safe_shown(text)} is not in scope here{session.where_names_are}")


def leg(path: Way, loaded: Loaded) -> Leg:
    """What forces a part of the result deeply, when everything else is done."""
    return KEEPING_GOING, keeping_going(loaded.failures, path)
