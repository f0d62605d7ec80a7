"""Asking: how a session evaluates expressions on the side, for a person, for watches and for breakpoints."""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from debugger.breakpoints.breakpoint import Breakpoint
from debugger.breakpoints.breakpoints import Breakpoints
from debugger.breakpoints.placed import FunctionBreakpoint
from debugger.errors import DebuggerError
from debugger.history.happenings import at_ips
from debugger.history.history import NO_RECORD
from debugger.history.past import PastState
from debugger.history.segments import Segment
from debugger.history.timeline import State
from debugger.listening import ThunkWatcher
from debugger.loading.limits import Limits
from debugger.loading.program import Loaded
from debugger.moving import Moving
from debugger.provenance.demanders import shown_ip
from debugger.provenance.landmarks import MERGE, Landmarks, texts
from debugger.side.completion import completions
from debugger.side.evaluation import MOST_STEPS, Outcome, Side, SideEvaluation, begun, completed, forced
from debugger.side.here import UNDEFINED, StandingHere, standing
from debugger.side.landmarks import FEW_STEPS
from debugger.side.options import (
    Option,
    Reader,
    endings,
    ips_of_selects,
    named_so,
    option_at,
    option_name,
)
from debugger.side.scope import Scope, scope_of, with_the_machine, words
from debugger.side.watches import Watch, Watches
from debugger.text import safe, safe_shown
from debugger.views.changes import selected_number
from debugger.views.code import with_text
from debugger.views.snapshot import ValueView, WatchView
from debugger.views.source.laziness import Laziness
from debugger.views.values.handles import value_view
from vm.chunk import Lambda
from vm.machine.frames import Frame
from vm.machine.machine import Machine
from vm.spans import Source
from vm.text.disassembler import one_line
from vm.thunks import CELLS_NOW, Thunk
from vm.values import AttrSet, Value, is_string

READ_WIDTH = 60
NOTHING_RUNS = "no code runs here, so no name has a value; go back to a step of it (goto -1)"
WATCHED_STEPS = 200_000
"""Of what a watched expression may take at every stop."""


class Asking(Moving):
    """The part of a session that answers."""

    loaded: Loaded
    side: Side
    landmarks: Landmarks

    def __init__(self) -> None:
        super().__init__()
        self.breakpoints = Breakpoints()
        self.breakpoints.listeners.append(self.watch_thunks)
        self.watches = Watches(self.value_here)
        self.watched: Machine | None = None
        """The machine whose thunks are listened to."""
        self.side_again: Side | None = None
        """For a run that is made again."""

    @abstractmethod
    def laziness_at(self, text: Source, state: State, number: int) -> Laziness:
        """A source in some state, for a frame."""

    def scope(self, text: str) -> Scope:
        """What an expression may use: the names of the selected frame, those around it that can mean only one
        thing, and the machine in words. DebuggerError if a name is out of reach."""
        return self.scope_at(self.state, self.shown_number, self.step, text)

    def scope_at(self, state: State, number: int, step: int, text: str) -> Scope:
        """The same for a frame of some state."""
        found = scope_of(state, number)
        missing = words(text) - found.names.keys()
        if number and missing:
            laziness, place = self.around(state, number)
            known: dict[str, Value] = {}
            for name in missing:
                try:
                    value = laziness.only_one(name, place)
                except DebuggerError:
                    if self.side.looks_up(text, name):
                        raise
                else:
                    if value is not None:
                        known[name] = value[0]
            found = found.wider(known)
        return with_the_machine(found, state, step, text)

    def around(self, state: State, number: int) -> tuple[Laziness, int]:
        """The source that a frame stands in, and the offset there."""
        frame = state.frames[number - 1]
        place = frame.code.chunk.starts[shown_ip(state, frame, number)] if frame.code.end else 0
        return self.laziness_at(frame.code.chunk.source, state, number), place

    @property
    def shown_number(self) -> int:
        """The frame that is shown, by its number from 1; 0 if there is none."""
        return selected_number(self.state, self.selected)

    def side_limits(self, most_steps: int = MOST_STEPS) -> Limits:
        """What an evaluation on the side may take."""
        return Limits(max_steps=most_steps, max_memory=self.limits.max_memory)

    def evaluation(
        self, text: str, is_deep: bool = False, most_steps: int = MOST_STEPS
    ) -> SideEvaluation | Outcome:
        """Begin to evaluate an expression in the selected frame, on the side: nothing of the run changes."""
        return begun(self.side, self.state, self.scope(text), text, self.side_limits(most_steps), is_deep)

    def evaluate(self, text: str, is_deep: bool = False) -> Outcome:
        """The same to its end."""
        return completed(self.evaluation(text, is_deep))

    def trouble(self, outcome: Outcome) -> str:
        """Why an evaluation gave no value, "" if it did; with what to do where no name is in scope."""
        is_unknown = outcome.error is not None and outcome.error.code == UNDEFINED
        return outcome.trouble + (self.where_names_are if is_unknown else "")

    @property
    def where_names_are(self) -> str:
        """What to do about a name that is not in scope; "" where some code runs that might have had it."""
        return "" if self.state.frame is not None else f": {NOTHING_RUNS}"

    def forcing(self, value: Value) -> SideEvaluation:
        """Begin to force a value on the side: what it would give, without touching the run."""
        made = SideEvaluation(self.side, self.state, self.side_limits())
        made.force(value)
        return made

    def forced(self, value: Value) -> Value:
        """A value forced on the side at once; itself if that fails."""
        return forced(self.side, self.state, value, FEW_STEPS)

    def about(self, text: str, value: Value, is_deep: bool = False) -> SideEvaluation | Outcome:
        """Begin to evaluate an expression in which `__it` is a value."""
        return begun(self.side, self.state, Scope({"__it": value}), text, self.side_limits(), is_deep)

    def completions(self, text: str) -> list[str]:
        """What an expression that is being typed may become here; nothing while the run goes on."""
        if self.motion is not None:
            return []

        def evaluated(before: str) -> Outcome:
            return completed(self.evaluation(before, most_steps=WATCHED_STEPS))

        names = set(self.loaded.options.globals)
        number = self.shown_number
        try:
            if number:
                laziness, place = self.around(self.state, number)
                names |= laziness.around(place)
            return completions(text, self.scope(""), names, evaluated)
        except DebuggerError:
            return []

    def value_here(self, text: str) -> ValueView:
        """The value of an expression that is watched; DebuggerError if it has none. It may take less than
        what a person asks for once."""
        outcome = completed(self.evaluation(text, most_steps=WATCHED_STEPS))
        if outcome.error is not None:
            raise DebuggerError(safe(outcome.error.message))
        return value_view(outcome.value, outcome.cells)

    def look_at_watches(self) -> tuple[WatchView, ...]:
        """What is watched, at the step and in the frame looked at; as it was while the run goes on."""
        if self.motion is not None:
            return tuple(each.view for each in self.watches.all)
        return self.watches.look((self.loaded.machine, self.history.point, self.selected))

    def pin(self, value: Value, name: str) -> Watch:
        """Watch a value itself; a thunk by its number if that can be, so that another run has it too."""
        if type(value) is Thunk and self.history.recorder is not None:
            return self.pin_thunk(value.number, name)
        return self.watches.pin(name, lambda: value_view(value, self.state.cells))

    def pin_thunk(self, number: int, name: str) -> Watch:
        """Watch the thunk of a number, which may not have been made yet. DebuggerError if nothing is
        recorded."""
        self.need_record()

        def show() -> ValueView:
            if number >= self.state.thunks:
                return ValueView("<not made yet>", "internal")
            found = self.history.timeline.thunk(number)
            if found is None:
                return ValueView("<made before what is recorded>", "internal")
            return value_view(found, self.state.cells)

        return self.watches.pin(name, show)

    def here(self, state: State, step: int) -> StandingHere | None:
        """The op that is due in some state, for breakpoints to be asked about it; None if none is."""
        return standing(self.side, state, lambda text: self.scope_at(state, state.depth, step, text))

    def need_record(self) -> None:
        """DebuggerError if nothing is recorded."""
        if self.history.recorder is None:
            raise DebuggerError(NO_RECORD)

    def recorded_steps(
        self, wanted: Callable[[Lambda], Collection[int]]
    ) -> Iterator[tuple[Segment, int] | None]:
        """Every recorded step at which an instruction was due that is wanted of its code, with its segment;
        None after each segment, so that whoever asks can be interrupted."""
        for segment in list(self.history.timeline.segments):
            yield from ((segment, step) for step in at_ips(segment, wanted, 0))
            yield None

    def recorded(self, where: Breakpoint) -> Iterator[tuple[int, StandingHere] | None]:
        """Every recorded step at which an instruction that a breakpoint may mean was due, and the op; None
        now and then in between. DebuggerError if nothing is recorded."""
        self.need_record()
        for code in list(self.loaded.options.chunks.written):
            where.learn(code)
        for found in self.recorded_steps(where.ips):
            if found is None:
                yield None
                continue
            _, step = found
            here = self.here(self.history.timeline.state_at(step), step)
            yield (step, here) if here is not None else None

    def occurrences(self, where: Breakpoint, text: str) -> Iterator[tuple[int, str] | None]:
        """Every recorded step at which a breakpoint would stop, and a text with the values of then; None now
        and then in between. DebuggerError if nothing is recorded."""
        for found in self.recorded(where):
            if found is None:
                yield None
                continue
            step, here = found
            is_met = where.is_met(here) and (not where.condition or here.test(where.condition))
            yield (step, here.fill(text) if text else self.line_at(here)) if is_met else None

    def sought(self, text: str) -> Iterator[tuple[int, str] | None]:
        """Every recorded step whose instruction has a text in it, in its opcode, its operand or its source;
        None now and then in between. DebuggerError if nothing is recorded."""
        self.need_record()
        known: dict[Lambda, dict[int, str]] = {}

        def wanted(code: Lambda) -> dict[int, str]:
            if code not in known:
                known[code] = with_text(code, text)
            return known[code]

        for found in self.recorded_steps(wanted):
            if found is None:
                yield None
                continue
            segment, step = found
            code, ip = segment.instruction_at(step - segment.start)
            yield step, known[code][ip]

    def options(self, wanted: str = "", with_readers: bool = True) -> Iterator[Option | None]:
        """The options that were merged in the recorded run, or only those of a name, with who defined and who
        read them; before that, None time and again. DebuggerError if nothing is recorded."""
        merges: list[tuple[int, str]] = []
        options: list[Option] = []
        for found in self.recorded(FunctionBreakpoint(MERGE, name=MERGE)):
            yield None
            name = option_name(found[1]) if found is not None else ""
            if found is None or not name:
                continue
            merges.append((found[0], name))
            if not wanted or named_so(wanted, name):
                options.append(option_at(found[1], found[0], name))
        readers: dict[str, dict[str, Reader]] = {each.name: {} for each in options}
        for read in self.reads(merges, readers) if options and with_readers else ():
            yield None
            if read is not None:
                readers[read[0]].setdefault(read[1].place, read[1])
        yield from (replace(each, readers=tuple(readers[each.name].values())) for each in options)

    def reads(
        self, merges: Sequence[tuple[int, str]], wanted: Collection[str]
    ) -> Iterator[tuple[str, Reader] | None]:
        """Every place in own code that selected an option of a wanted name in the recorded run, given all
        merges by step; None now and then in between."""
        self.need_record()
        own, timeline = self.own, self.history.timeline
        names = endings(wanted)

        def selects(code: Lambda) -> Collection[int]:
            return ips_of_selects(code, names) if own.has(code.chunk.source) else ()

        for found in self.recorded_steps(selects):
            if found is None:
                yield None
                continue
            _, step = found
            state = timeline.state_at(step)
            name = self.option_read(state, merges)
            frame = state.frame
            if name not in wanted or frame is None:
                continue
            place = safe_shown(str(frame.code.chunk.span(frame.ip)))
            source = safe_shown(one_line(frame.code.span.beginning(240), READ_WIDTH))
            yield name, Reader(place, source, step, texts(self.landmarks.around(state)))

    def option_read(self, state: PastState, merges: Sequence[tuple[int, str]]) -> str:
        """The option that an op selects, "" if it is none: the one whose merge begins first while the cell
        that is taken is evaluated, if that is called so."""
        set_, key = (CELLS_NOW.peek(each) for each in state.stack[-2:])
        cell = set_.get(key) if type(set_) is AttrSet and is_string(key) else None
        if type(cell) is not Thunk:
            return ""
        recorder = self.history.timeline.recorder
        done, begun = recorder.evaluated_step(CELLS_NOW.stand_in(cell)), recorder.forced_step(cell)
        at = bisect_left(merges, (begun, ""))
        if not 0 <= begun <= done or at == len(merges) or merges[at][0] > done:
            return ""
        name = merges[at][1]
        return name if safe(key) in endings([name]) else ""

    def line_at(self, here: StandingHere) -> str:
        """The source line on which an op stands."""
        span = here.frame.code.chunk.span(here.ip)
        return span.source.line_text(span.position.line).strip()

    def is_hit_again(self, loaded: Loaded, frame: Frame, ip: int) -> bool:
        """Whether a breakpoint stops before an op of a repeated run."""
        if ip not in self.breakpoints.ips(frame.code):
            return False
        vm = loaded.machine
        if self.side_again is None or self.side_again.loaded is not loaded:
            self.side_again = Side(loaded)

        def scope(text: str) -> Scope:
            return with_the_machine(scope_of(vm, vm.depth), vm, vm.steps, text)

        here = standing(self.side_again, vm, scope)
        return here is not None and self.breakpoints.ask(here, False).stopped is not None

    def watch_thunks(self) -> None:
        """Listen to what becomes of thunks if a breakpoint wants to know."""
        if self.breakpoints.watch_thunks and hasattr(self, "loaded") and self.watched is not self.machine:
            self.watched = self.machine
            self.machine.attach(ThunkWatcher(self))
