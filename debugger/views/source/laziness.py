"""Laziness in the source: which bindings of its lines were made, forced and evaluated, as of the moment that
is looked at, and the values in reach of the selected frame. Looking never forces anything.

With a record everything is told from it, so the past shows what it showed live. Without one only what the
selected frame has in its hands is known, and nothing else is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from debugger.errors import DebuggerError
from debugger.history.lives import Life, Lives, Tally, Until
from debugger.history.timeline import AnyFrame, State
from debugger.provenance.demanders import shown_ip
from debugger.text import safe
from debugger.views.snapshot import ValueView
from debugger.views.source.bindings import Binding, SourceBindings, body_of, is_function, names_of, slots_of
from debugger.views.source.lines import LinesView, LineView
from vm.chunk import ChunkKind, Lambda
from vm.opcodes import number_of
from vm.spans import Source
from vm.thunks import BLACKHOLE, EVALUATED, SUSPENDED, Thunk
from vm.values import Builtin, Closure, DeferredUpvalue, PartialBuiltin, ReadyClosure, Value

NEAR = 2000
"""Instructions around the present one that are looked through for the names on its line."""
MANY = 200
"""Captures that are looked at."""
FAR = 10_000
"""Frames that are looked through for the one that has a name."""
MOST = 8
"""Names whose values are told."""
LOCALS = (number_of("OpGetLocal"), number_of("DataStackIdx"), number_of("DataDeferredLocal"))
CAPTURES = (number_of("OpGetUpvalue"), number_of("DataUpvalueIdx"))
STATES = {SUSPENDED: "suspended", BLACKHOLE: "blackhole", EVALUATED: "evaluated"}
FUNCTIONS = (Closure, Builtin, PartialBuiltin)
PRECEDENCE = ("blackhole", "failed", "evaluated", "suspended")


class Reach:
    """The variables that the selected frame has in its hands."""

    def __init__(self, state: State, number: int) -> None:
        self.state = state
        self.frame: AnyFrame | None = state.frames[number - 1] if number else None
        self.ip = shown_ip(state, self.frame, number) if self.frame is not None else 0
        self.end = state.frames[number].base if 0 < number < state.depth else len(state.stack)
        """Where its part of the value stack ends."""

    def local(self, slot: int) -> tuple[Value] | None:
        """What lies in a slot; None if nothing does yet. While a pattern is taken apart there may be
        something else where its names will be."""
        frame = self.frame
        if frame is None or frame.base + slot >= self.end or (slot and self.ip < frame.code.chunk.prologue):
            return None
        return (self.state.stack[frame.base + slot],)

    def upvalue(self, index: int) -> tuple[Value] | None:
        """What was captured; None if that was not bound yet."""
        frame = self.frame
        if frame is None or not index < len(frame.upvalues) or index >= len(frame.code.capture_names):
            return None
        value = self.state.cells.captured(frame.upvalues)[index]
        if type(value) is DeferredUpvalue or (frame.code.captures_with and index == len(frame.upvalues) - 1):
            return None
        return (value,)

    def runs(self, code: Lambda) -> bool:
        """Whether this is the frame that runs a chunk. A run that is made again has compiled its own."""
        return self.frame is not None and self.frame.code.name == code.name

    def bound(self, binding: Binding) -> tuple[Value] | None:
        """The value of a binding, if the frame has it."""
        frame = self.frame
        if frame is None:
            return None
        if self.runs(binding.maker):
            slot = slots_of(binding.maker).get(binding.name)
            return self.local(slot) if slot is not None and self.ip > binding.ip else None
        if binding.thunk is not None:
            return self.captured.get(binding.thunk.name)
        return None

    @cached_property
    def captured(self) -> dict[str, tuple[Value]]:
        """The captured thunks by the names of their chunks."""
        found: dict[str, tuple[Value]] = {}
        for value in self.frame.upvalues[:MANY] if self.frame is not None else ():
            code = value.code if type(value) is Thunk else None
            if type(code) is Lambda:
                found[code.name] = (value,)
        return found

    def named(self, name: str) -> tuple[Value] | None:
        """A capture by its name."""
        frame = self.frame
        if frame is None or name not in frame.code.capture_names:
            return None
        return self.upvalue(frame.code.capture_names.index(name))


class Laziness:
    """One source at one moment, as of `until`; `lives` is None where nothing is recorded."""

    def __init__(
        self,
        found: SourceBindings,
        state: State,
        number: int,
        lives: Lives | None,
        until: Until,
        view: Callable[[Value], ValueView],
    ) -> None:
        self.found = found
        self.source: Source = found.source
        self.state = state
        self.reach = Reach(state, number)
        self.lives = lives
        self.until = until
        self.view = view

    def lines(self, first: int, end: int) -> LinesView:
        """What is told of the 1-based lines from `first` on, before `end`."""
        told = {line: self.line(line) for line in range(first, end)}
        current = self.current()
        return LinesView(
            {line: view for line, view in told.items() if view is not None},
            current,
            tuple(self.names(current)) if current else (),
            is_counted=self.lives is not None,
        )

    def line(self, number: int) -> LineView | None:
        """What is told of one line; None if nothing is."""
        group = self.found.on_line(number)
        if not group:
            return None
        bound = [alike for each in group for alike in self.found.alike(each)]
        tallies = [self.tally(each.thunk) for each in bound if each.thunk is not None]
        called = [life.tally(self.until) for life in self.called_on(number)]
        counted = sum([*tallies, *called], Tally())
        states = [self.state_of(each) for each in bound] + [state_of_tally(tally) for tally in called]
        state = next((state for state in PRECEDENCE if state in states), "")
        values = [self.value(each, counted) for each in bound] if len(group) == 1 else []
        value = next((value for value in values if value is not None), None)
        several = counted.made > 1 and value is None
        if several and state == "evaluated" and not counted.evaluated:
            state = "suspended"  # what needs no thunk is there, but nothing of the rest
        if not state and value is None:
            return None
        return LineView(state, value, counted.evaluated if several else 0, counted.made if several else 0)

    def called_on(self, line: int) -> Iterator[Life]:
        if self.lives is not None:
            yield from self.lives.called_on(self.source, line)

    def tally(self, code: Lambda | None) -> Tally:
        """What became of the thunks of a chunk."""
        life = self.lives.of(code) if self.lives is not None and code is not None else None
        return life.tally(self.until) if life is not None else Tally()

    def state_of(self, binding: Binding) -> str:
        """The most telling state of what is bound there; "" if nothing was made yet. A function is as far as
        its calls: one that nobody has called is not forced yet."""
        if self.lives is None:
            return self.state_in_frame(binding)
        if binding.thunk is not None:
            return state_of_tally(self.tally(binding.thunk))
        calls = state_of_tally(self.tally(binding.body))
        if not binding.is_plain or not (calls or self.is_made(binding)):
            return ""
        if binding.body is None:
            return "evaluated"
        return "blackhole" if self.is_called(binding) else calls or "suspended"

    def is_called(self, binding: Binding) -> bool:
        """Whether the frame on top is a call of a function that has not come to its body yet."""
        frame = self.state.frame
        if frame is None or binding.body is None or frame.code.kind is not ChunkKind.LAMBDA:
            return False
        body = body_of(frame.code)
        return body is not None and body.name == binding.body.name

    def state_in_frame(self, binding: Binding) -> str:
        """The state of what the selected frame has of a binding; of a function's calls it knows nothing."""
        if binding.body is not None:
            return ""
        found = self.reach.bound(binding)
        if found is None:
            return "evaluated" if self.is_passed(binding) else ""
        return self.state_of_value(found[0])

    def state_of_value(self, value: Value) -> str:
        return STATES[self.state.cells.state(value)] if type(value) is Thunk else "evaluated"

    def is_passed(self, binding: Binding) -> bool:
        """Whether the selected frame has made a constant or function."""
        return binding.is_plain and self.reach.runs(binding.maker) and self.reach.ip > binding.ip

    def is_made(self, binding: Binding) -> bool:
        """Whether a constant or function has been made."""
        maker = binding.maker
        if maker.kind is not ChunkKind.THUNK:
            return self.is_passed(binding)
        tally = self.tally(maker)
        if tally.evaluated or not tally.begun:
            return tally.evaluated > 0
        if self.reach.runs(maker):
            return self.reach.ip > binding.ip
        top = self.state.frame
        if top is not None and top.code.name == maker.name:
            return top.ip > binding.ip
        return tally.running > 0

    def value(self, binding: Binding, counted: Tally) -> ValueView | None:
        """The selected frame's value of a binding, or the one that there is."""
        found = self.reach.bound(binding)
        if found is None and binding.thunk is not None and counted.made == 1:
            found = self.latest(binding.thunk)
        if found is None and binding.is_plain and not is_function(binding.constant):
            is_there = self.is_made(binding) if self.lives is not None else self.is_passed(binding)
            found = (binding.constant,) if is_there else None
        if found is None or is_a_function(self.state.cells.peek(found[0]), binding):
            return None
        return self.view(found[0])

    def latest(self, code: Lambda) -> tuple[Value] | None:
        """The thunk that a chunk was made into last."""
        life = self.lives.of(code) if self.lives is not None else None
        thunk = life.latest(self.until) if life is not None else None
        return (thunk,) if thunk is not None else None

    # The present line.

    def current(self) -> int:
        """The line at which the selected frame stands; 0 if that is elsewhere."""
        frame = self.reach.frame
        if frame is None or not is_same(frame.code.chunk.source, self.source):
            return 0
        return self.source.line_of(frame.code.chunk.starts[self.reach.ip]) if frame.code.end else 0

    def names(self, line: int) -> Iterator[tuple[str, ValueView]]:
        """The variables that the selected frame's code uses on a line, in order; functions say nothing."""
        frame = self.reach.frame
        assert frame is not None
        seen: set[str] = set()
        for _, name, value in sorted(self.used(frame, line), key=lambda each: each[0]):
            if name not in seen and len(seen) < MOST:
                seen.add(name)
                if not isinstance(self.state.cells.peek(value), FUNCTIONS):
                    yield safe(name), self.view(value)

    def used(self, frame: AnyFrame, line: int) -> Iterator[tuple[int, str, Value]]:
        """Place, name and value of each use of a variable on a line."""
        code, chunk, starts = frame.code, frame.code.chunk, self.source.line_starts
        low = starts[line - 1]
        high = starts[line] if line < len(starts) else len(self.source.text) + 1
        slots = names_of(code)
        for ip in range(max(self.reach.ip - NEAR, 0), min(self.reach.ip + NEAR, code.end)):
            start, op, operand = chunk.starts[ip], code.ops[ip], code.operands[ip]
            if not low <= start < high:
                continue
            if op in LOCALS and operand in slots:
                name, found = slots[operand], self.reach.local(operand)
            elif op in CAPTURES and operand < len(code.capture_names):
                name, found = code.capture_names[operand], self.reach.upvalue(operand)
            else:
                continue
            if found is not None and self.source.text.startswith(name, start):
                yield start, name, found[0]

    # Names that a person points at.

    def named(self, name: str, offset: int) -> ValueView:
        """What a name means at a place of the source; DebuggerError with the reason if there is no value."""
        found = self.meant(name, offset)
        return self.view(found[0])

    def definition(self, name: str, offset: int) -> int:
        """Where the name at a place of the source is bound, as an offset; DebuggerError if it is not."""
        binder = self.found.binder(name, offset)
        if binder is None:
            raise unbound(name)
        binding = self.found.binding(binder, name)
        return binding.start if binding is not None else binder.span.start

    def meant(self, name: str, offset: int) -> tuple[Value]:
        """The selected frame's variable, or else what was made last of the binding."""
        shown = safe(name)
        binding = self.found.written_at(offset)
        if binding is None:
            binder = self.found.binder(name, offset)
            if binder is None:
                raise unbound(name)
            found = self.variable(name, binder)
            if found is not None:
                return found
            binding = self.found.binding(binder, name)
            if binding is None:
                raise DebuggerError(
                    f"{shown} is an argument: it has a value in a frame of its function (u, d)"
                )
        found = self.reach.bound(binding) or self.last_made(binding)
        if found is None:
            raise DebuggerError(self.why_not(shown, binding))
        return found

    def around(self, offset: int) -> set[str]:
        """All names that are bound around a place of the source."""
        codes = (code for code in self.found.chunks if code.span.start <= offset < code.span.end)
        return {name for code in codes for name in slots_of(code)}

    def only_one(self, name: str, offset: int) -> tuple[Value] | None:
        """The value of a name that the selected frame has not captured, if there can be but one in this run.
        DebuggerError if it is bound around that place, and there may be several."""
        binder = self.found.binder(name, offset)
        if binder is None:
            return None
        found = self.single(binder, name)
        if found is None:
            raise DebuggerError(
                f"{safe(name)} is bound around here, but this code does not use it: select a frame that has "
                "it (u, d)"
            )
        return found

    def single(self, binder: Lambda, name: str) -> tuple[Value] | None:
        """The value of a variable of code that has run only once; None if that is not known."""
        if binder.kind is ChunkKind.LAMBDA:
            return None
        if binder.kind is ChunkKind.THUNK and self.tally(binder).begun != 1:
            return None
        state = self.state
        for number in range(state.depth, max(state.depth - FAR, 0), -1):
            code = state.frames[number - 1].code
            if code is binder or (code.span.start == binder.span.start and code.name == binder.name):
                return Reach(state, number).local(slots_of(binder)[name])
        binding = self.found.binding(binder, name)
        if binding is None:
            return None
        if binding.thunk is not None:
            return self.latest(binding.thunk) if self.tally(binding.thunk).made == 1 else None
        if type(binding.constant) is ReadyClosure:
            return (Closure(binding.constant.code, []),)
        return (binding.constant,) if binding.is_plain and not is_function(binding.constant) else None

    def variable(self, name: str, binder: Lambda) -> tuple[Value] | None:
        """The selected frame's variable of that name, if it is that of the binder."""
        frame = self.reach.frame
        if frame is None or not is_same(frame.code.chunk.source, self.source):
            return None
        if self.reach.runs(binder):
            found = self.reach.local(slots_of(binder)[name])
            if found is None:
                raise DebuggerError(f"{safe(name)} is not bound here yet")
            return found
        own = self.found.binder(name, frame.code.span.start)
        return self.reach.named(name) if own is binder else None

    def last_made(self, binding: Binding) -> tuple[Value] | None:
        """The latest thunk of a binding, or its constant."""
        if binding.thunk is not None:
            return self.latest(binding.thunk)
        if binding.is_plain and not is_function(binding.constant):
            is_there = self.is_made(binding) if self.lives is not None else self.is_passed(binding)
            return (binding.constant,) if is_there else None
        return None

    def why_not(self, shown: str, binding: Binding) -> str:
        """Why a binding has no value to be shown."""
        if self.reach.runs(binding.maker) and self.reach.ip <= binding.ip:
            return f"{shown} is not bound here yet"
        if self.lives is None:
            return f"{shown} is not in this frame, and nothing is recorded that could tell more"
        if binding.thunk is not None and self.tally(binding.thunk).made:
            return f"{shown} was made before the recorded steps: select a frame that has it (u, d)"
        if binding.is_plain and self.is_made(binding):
            return f"{shown} is a function: select a frame that has it (u, d)"
        if not binding.is_plain and binding.thunk is None:
            return f"{shown} is another variable's value: select a frame that has it (u, d)"
        return f"{shown} was not made yet: nothing has come to it"


def unbound(name: str) -> DebuggerError:
    """What is said of a name that no `let`, `rec` or function around it binds."""
    return DebuggerError(f"{safe(name)} is bound by nothing around it: a builtin, a `with` or an attribute")


def state_of_tally(tally: Tally) -> str:
    """The most telling state of the thunks of one place."""
    if tally.running > 0:
        return "blackhole"
    if tally.failed > 0:
        return "failed"
    if tally.evaluated:
        return "evaluated"
    return "suspended" if tally.made else ""


def is_a_function(plain: Value, binding: Binding) -> bool:
    """Whether a value says no more than its own text does: a function that is written there."""
    return binding.body is not None or is_function(binding.constant) or is_function(plain)


def is_same(one: Source, other: Source) -> bool:
    """Whether two are one text; a run that is made again has its own."""
    return one is other or (one.path or one.name) == (other.path or other.name)
