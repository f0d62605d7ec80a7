"""Whence: where a value comes from. Its definition, and every hand that it passed through on its way here.

The record tells in which step each cell got its value, and how it looked before that step: so it is known
which op made the value, and of what. A selection leads to the set that it was made from, a `//` to the side
that has the name, a variable to its cell; a literal or a builtin is where a value begins. A text that was put
together has a way for each of its pieces.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from compiler.options import inner_chunks
from debugger.errors import DebuggerError
from debugger.history.history import NO_RECORD, History
from debugger.history.past import PastState
from debugger.loading.own_code import OwnCode
from debugger.names import binding_of
from debugger.provenance.landmarks import Landmarks, texts
from debugger.provenance.whence.hands import Hand, update_words
from debugger.text import safe, safe_shown
from vm.chunk import CAPTURE_DEFERRED, CAPTURE_LOCAL, CAPTURE_UPVALUE, ChunkKind, Lambda
from vm.machine.trampoline import Continuation, WriteBack
from vm.opcodes import number_of
from vm.spans import Span
from vm.text.disassembler import one_line
from vm.text.printer import print_name, print_short
from vm.thunks import ALIAS, CELLS_NOW, Application, Thunk, alias_target
from vm.values import AttrSet, Builtin, Closure, PartialBuiltin, Value, is_string

MOST_SLOTS = 100
"""Places of the value stack that one plain value is followed through."""
MOST = 2_000
"""Hands that are told: a longer way is a circle, or as good as one."""
DEEPEST = 4
"""Pieces of pieces that are told."""
WIDTH = 60
"""Characters of source text."""
PASSED = ("OpCloseScope", "OpPopWith", "OpForce", "OpJump", "OpPop", "OpAssertBool", "OpJumpIfNotFound")
PASSING = frozenset(map(number_of, PASSED))
"""Ops after which the value on top is the one that was there, or below."""
SELECTS = frozenset(map(number_of, ("OpAttrsSelect", "OpAttrsTrySelect")))
CALLS = frozenset(map(number_of, ("OpCall", "OpTailCall", "OpApply")))
ADD, FORCE, INTERPOLATE = map(number_of, ("OpAdd", "OpForce", "OpInterpolate"))
COERCE, FINALISE = number_of("OpCoerceToString"), number_of("OpFinalise")
UPDATE, ATTRS, CONSTANT = number_of("OpAttrsUpdate"), number_of("OpAttrs"), number_of("OpConstant")
THUNKS = frozenset((CONSTANT, number_of("OpThunkSuspended")))
MAKERS = frozenset(map(number_of, ("OpClosure", "OpThunkClosure", "OpThunkSuspended")))
LOCAL, UPVALUE, WITH = number_of("OpGetLocal"), number_of("OpGetUpvalue"), number_of("OpResolveWith")
MAKING = frozenset((UPDATE, ATTRS, CONSTANT))
KEEPS_THE_REST = {"removeAttrs": 0, "intersectAttrs": -1, "derivation": 0}
"""Builtins whose result has the cells of one of their arguments, and which."""

CURRIED = 3
"""Continuations below a frame among which that of a builtin is looked for: a function may get its arguments
one by one."""
MOST_BACK = 200_000
"""Steps that are gone back to where a builtin was called."""
MOST_LISTS = 1_000
MOST_PIECES = 40
"""Arguments of a builtin that are told."""


@dataclass(frozen=True, slots=True)
class Producer:
    """The op that made a value, and how it looked before it."""

    step: int
    state: PastState
    code: Lambda
    ip: int
    end: int = -1
    """The step before which the value was there, at the latest; -1 where that is not known."""

    @property
    def op(self) -> int:
        return self.code.ops[self.ip]

    @property
    def span(self) -> Span:
        return self.code.chunk.span(self.ip)


class Whence:
    """Answers for one run."""

    def __init__(self, history: History, own: OwnCode, codes: Sequence[Lambda], landmarks: Landmarks) -> None:
        """`codes` is all code that is written."""
        if history.recorder is None:
            raise DebuggerError(NO_RECORD)
        self.landmarks = landmarks
        self.around = {id(inner): outer for outer in codes for inner in inner_chunks(outer)}
        """By the identity of code, the code that it stands in."""
        self.timeline = history.timeline
        self.recorder = self.timeline.recorder
        self.own = own
        self.makers = self.found_makers()

    def found_makers(self) -> dict[int, list[Thunk]]:
        """For each set that a cell has as its value, by identity: the cells that had it first. They are
        several where one handed its code over to another, or had no more to do than to wait for it."""
        makers: dict[int, list[Thunk]] = {}
        for segment in self.timeline.segments:
            for cell in segment.created:
                value = CELLS_NOW.peek(cell)
                if type(value) is AttrSet:
                    known = makers.setdefault(id(value), [])
                    if not known or self.evaluated(cell) < self.evaluated(known[0]):
                        known[:] = [cell]
                    elif self.evaluated(cell) == self.evaluated(known[0]):
                        known.append(cell)
        return makers

    def maker(self, set_: AttrSet) -> Producer | None:
        """The op that made a set; None if that is not recorded."""
        found = [self.producer(each) for each in self.makers.get(id(set_), ())]
        known = [each for each in found if each is not None]
        made = [each for each in known if each.op in MAKING] or [each for each in known if each.op in CALLS]
        return made[0] if made else None

    def evaluated(self, cell: Thunk) -> int:
        """The step in which a cell got its value, or the one that took its code over; -1 if that is not
        known."""
        target = alias_target(cell) if cell.state == ALIAS else cell
        return self.recorder.evaluated_step(target) if target is not None else -1

    # Ways.

    def part(self, root: Value, path: Sequence[str]) -> Value:
        """The cell or value at a path in sets and lists; DebuggerError if there is none."""
        cell = root
        for at, name in enumerate(path):
            value = CELLS_NOW.peek(cell)
            if type(value) is tuple and name.isascii() and name.isdigit() and int(name) < len(value):
                cell = value[int(name)]
            elif type(value) is AttrSet and name in value:
                cell = value[name]
            else:
                raise DebuggerError(f"there is no attribute '{safe('.'.join(path[: at + 1]))}'")
        return cell

    def of_attribute(self, root: Value, path: Sequence[str]) -> Iterator[Hand]:
        """The hands of what lies at a path in a set, which has at least one name."""
        around = CELLS_NOW.peek(self.part(root, path[:-1]))
        cell = self.part(around, path[-1:])
        last = cell
        if type(around) is AttrSet:
            last = yield from self.through(around, path[-1])
        yield from self.of(cell if type(cell) is Thunk else last)
        for at, name in enumerate(path[:-1]):
            outer = CELLS_NOW.peek(self.part(root, path[:at]))
            if type(outer) is AttrSet:
                for each in self.through(outer, name):
                    if each.is_telling:
                        shown = safe(".".join(path[: at + 1]))
                        yield replace(each, text=f"of `{shown}`, in which it is: {each.text}")

    def cell_of(self, value: Value) -> Value:
        """The cell that had a value first, if one is known to have had it."""
        return self.makers.get(id(value), [value])[0]

    def of(self, value: Value, depth: int = 0) -> Iterator[Hand]:
        """The hands of a value or of the cell that holds it, the latest first."""
        for each in self.way(value, depth):
            yield each.at_depth(depth)

    def way(self, value: Value, depth: int) -> Iterator[Hand]:
        seen: set[int] = set()
        current: Value | None = value
        for _ in range(MOST):
            cell = current if type(current) is Thunk else self.cell_of(current)
            if type(cell) is not Thunk or id(cell) in seen:
                return
            seen.add(id(cell))
            yield self.definition(cell)
            found = self.producer(cell)
            if found is None:
                if type(cell.code) is not Application:
                    yield Hand("lost", "how it was made is not recorded", "", -1)
                return
            current = yield from self.made(found, depth)

    def made(self, found: Producer, depth: int) -> Generator[Hand, None, Value | None]:
        """What an op did to make a value, and in the functions that it called; answers what to go on with,
        None where the way ends."""
        made: Value | Producer | None = found
        for _ in range(MOST):
            if not isinstance(made, Producer):
                return made
            made = yield from self.made_by(made, depth)
        return None

    def made_by(self, found: Producer, depth: int) -> Generator[Hand, None, Value | Producer | None]:
        """The same of one op, which may have called a function whose op made the value."""
        op, stack = found.op, found.state.stack
        if op in SELECTS:
            selected = self.selected(found)
            if selected is None:
                return None
            set_, key = selected
            shown = f"selected `{safe(print_name(key))}`, in {self.text(found)}"
            yield self.hand("selected", shown, found)
            return (yield from self.attribute(set_, key))
        if op in (LOCAL, UPVALUE):
            yield self.variable_hand(found)
            value = self.variable(found)[1]
            if type(value) is not Thunk and depth < DEEPEST:
                yield from self.of_variable(found, depth)
            return value
        if op == COERCE:
            yield from self.of_slot(found.step, len(stack) - 1, depth)
            return None
        if op == WITH:
            name = stack[-1]
            yield self.hand("with", f"found by `with`: {self.text(found)}", found)
            opened = self.opened(found.state, name)
            if opened is None:
                return None
            return (yield from self.attribute(opened, name))
        if op in CALLS:
            function, arguments = self.call(found)
            kind = "builtin" if type(function) is Builtin else "call"
            yield self.hand(kind, f"made by {self.called(found)}", found)
            if type(function) is not Builtin:
                return self.inside(found)
            kept = yield from self.kept(found, arguments)
            if kept is not None:
                return kept
            if depth < DEEPEST:
                yield from self.pieces_of_call(found, arguments, depth + 1)
            return None
        if op == UPDATE:
            yield self.hand("update", f"put together by `//`: {self.text(found)}", found)
            return None
        if op in THUNKS and type(made := self.left_by(found)) is Thunk:
            return made
        words = "written" if op in (CONSTANT, ATTRS) else "made by"
        yield self.hand("made", f"{words} {self.text(found)}", found)
        if depth < DEEPEST and op in (ADD, INTERPOLATE):
            yield from self.pieces(found, depth + 1)
        return None

    def selected(self, found: Producer) -> tuple[AttrSet, str] | None:
        """The set that an op selects from, and the name; None if the set does not have it."""
        set_, key = (found.state.cells.peek(each) for each in found.state.stack[-2:])
        return (set_, key) if type(set_) is AttrSet and key in set_ else None

    def opened(self, state: PastState, name: str) -> AttrSet | None:
        """The set of the innermost open `with` that has a name."""
        frame = state.frames[-1]
        captured = frame.upvalues[-1] if frame.code.captures_with and frame.upvalues else ()
        own = [state.stack[index] for index in state.own_withs(state.depth) if index < len(state.stack)]
        for each in reversed([*captured, *own]):
            known = CELLS_NOW.peek(each)  # it may be the op itself that forces it
            if type(known) is AttrSet and name in known:
                return known
        return None

    def call(self, found: Producer) -> tuple[Value, list[Value]]:
        """What an op calls, and what with."""
        stack = found.state.stack
        function = found.state.cells.peek(stack[-1]) if stack else None
        if type(function) is PartialBuiltin:
            return function.builtin, [*function.arguments, stack[-2]]
        return function, [stack[-2]] if len(stack) > 1 else []

    def kept(self, found: Producer, arguments: Sequence[Value]) -> Generator[Hand, None, Value | None]:
        """The cell or value that a builtin gave as it was, from a list or set that it had; None if it made
        one of its own."""
        left = CELLS_NOW.peek(self.left_after(found))
        if type(left) in (Thunk, int, float, bool) or left is None:
            return None  # a small number is the same wherever it comes from
        for each in arguments:
            known = CELLS_NOW.peek(each)
            if known is left:
                return each
            items = [*known, *chain.from_iterable(lists_in(known))] if type(known) is tuple else []
            cell = next((item for item in items if CELLS_NOW.peek(item) is left), None)
            if cell is not None:
                return cell
            if type(known) is AttrSet:
                name = next((key for key, held in known.items() if CELLS_NOW.peek(held) is left), None)
                if name is not None:
                    return (yield from self.attribute(known, name))
        return None

    def left_after(self, found: Producer) -> Value:
        """What a call gave: the value that its cell has now, or what lay on the stack after it."""
        for cell in (each.thunk for each in found.state.continuations if isinstance(each, WriteBack)):
            if self.evaluated(cell) == found.end >= 0:
                return cell
        return self.left_by(found)

    def inside(self, call: Producer, kind: ChunkKind = ChunkKind.LAMBDA) -> Producer | None:
        """The op of the function that was called, or the file that was imported, which made what it gave;
        None if that is not known."""
        caller = call.state.frames[-1].activation
        walk = islice(self.timeline.walk(call.step + 1), MOST_BACK)
        called = next(
            (each for _, each, _, _ in walk if each.activation <= caller or each.code.kind is kind), None
        )
        if called is None or called.activation <= caller:
            return None
        for step, frame, ip, _ in self.timeline.walk_back(call.end):
            code = frame.code
            if step <= call.step:
                return None
            if frame.activation == called.activation and code.kind is kind and code.ops[ip] not in PASSING:
                return Producer(step, self.timeline.state_at(step), code, ip, call.end)
        return None

    def pieces_of_call(self, found: Producer, arguments: Sequence[Value], depth: int) -> Iterator[Hand]:
        """The ways of the texts that a builtin was given, those in a list too."""
        given: list[Value] = []
        for each in arguments:
            known = CELLS_NOW.peek(each)
            given += known[:MOST_PIECES] if type(known) is tuple else [each]
        for each in given[:MOST_PIECES]:
            known = CELLS_NOW.peek(each)
            if type(each) is not Thunk or not (is_string(known) or type(known) in (int, float, bool)):
                continue
            shown = safe(print_short(known, WIDTH))
            yield replace(self.hand("piece", f"piece {shown}", found), depth=depth)
            yield from self.of(each, depth)

    def left_by(self, found: Producer) -> Value:
        """What an op left on the stack."""
        after = found.step + 1
        stack = self.timeline.state_at(after).stack if after in self.timeline else ()
        return stack[-1] if stack else None

    def pieces(self, found: Producer, depth: int) -> Iterator[Hand]:
        """The ways of the texts that an op put together."""
        stack = found.state.stack
        count = 2 if found.op == ADD else found.code.operands[found.ip]
        indices = range(len(stack) - count, len(stack))
        for index in indices if found.op == ADD else reversed(indices):
            value = found.state.cells.peek(stack[index])
            made = self.pusher(found.step, index) if is_string(value) else None
            if made is None:
                continue
            shown = safe(print_short(value, WIDTH))
            yield replace(self.hand("piece", f"piece {shown}, {self.text(made)}", made), depth=depth)
            if made.op == FORCE:
                yield from self.of(made.state.stack[-1], depth)
            else:
                for each in self.going_on(made, depth):
                    yield each.at_depth(depth)

    def going_on(self, made: Producer, depth: int) -> Iterator[Hand]:
        """What an op did, and the way from there."""
        if made.op in (CONSTANT, FORCE):
            return
        further = yield from self.made(made, depth)
        if further is not None:
            yield from self.of(further, depth)

    def attribute(self, set_: AttrSet, name: str) -> Generator[Hand, None, Value]:
        """How a set came to have an attribute; answers its cell, or where it has none the value that it had
        furthest back."""
        last = yield from self.through(set_, name)
        return set_[name] if type(set_[name]) is Thunk else last

    def through(self, set_: AttrSet, name: str) -> Generator[Hand, None, Value]:
        """How a set came to have an attribute, the latest hand first; answers the cell or value that it had
        in the set that is the furthest back."""
        seen: set[int] = set()
        current = set_
        found = self.maker(current)
        while id(current) not in seen:
            seen.add(id(current))
            found = yield from self.in_the_function(found)
            further, side = None, -1
            if found is not None and found.op == UPDATE:
                left, right = (found.state.cells.peek(each) for each in found.state.stack[-2:])
                is_right = type(right) is AttrSet and name in right
                yield self.hand("update", update_words(name, left, right), found)
                further, side = (right, -1) if is_right else (left, -2)
            elif found is not None and found.op in CALLS:
                yield self.hand("builtin", f"the set is made by {self.called(found)}", found)
                further = self.rest_of(found)
            if found is None or type(further) is not AttrSet or name not in further:
                break
            current, before = further, found
            found = self.maker(current)
            if found is None and before.op == UPDATE:
                pushed = self.pusher(before.step, len(before.state.stack) + side)
                found = replace(pushed, end=before.step) if pushed is not None else None
        last = current[name]
        place = (current.positions or {}).get(name)
        if place is not None and type(last) is not Thunk:
            span = Span(place[0], place[1], place[1])
            step = found.step if found is not None else -1
            text = f"written as `{safe(print_name(name))} = {safe(print_short(last, WIDTH))}`"
            yield Hand("written", text, self.place(span), step, self.own.has_span(span))
            if found is not None and found.op == ATTRS:
                yield from self.of_pair(found, name)
        return last

    def in_the_function(self, found: Producer | None) -> Generator[Hand, None, Producer | None]:
        """The same op; of a call, what made the result in the function that was called, or the file that was
        imported."""
        for _ in range(MOST):
            if found is None or found.op not in CALLS:
                break
            function = self.call(found)[0]
            if type(function) is Builtin and function.name == "import":
                made = self.inside(found, ChunkKind.TOPLEVEL)
                if made is None:
                    break
                yield self.hand("call", f"the set is imported: {self.text(found)}", found)
                found = made
                continue
            if type(function) is Builtin:
                break
            yield self.hand("call", f"the set is made by {self.called(found)}", found)
            found = self.inside(found)
        return found

    def of_pair(self, found: Producer, name: str) -> Iterator[Hand]:
        """The way of a plain value into a set that an op builds."""
        stack = found.state.stack
        first = len(stack) - 2 * found.code.operands[found.ip]
        for index in range(first, len(stack), 2):
            if stack[index] == name:
                yield from self.of_slot(found.step, index + 1, 0)
                return

    def of_slot(self, step: int, index: int, depth: int) -> Iterator[Hand]:
        """The way of what lies in a place of the value stack before a step, where no cell tells it."""
        for _ in range(MOST_SLOTS):
            made = self.pusher(step, index)
            if made is None:
                return
            value = CELLS_NOW.peek(self.timeline.state_at(step).stack[index])
            if not self.can_have_made(made, value):
                yield from self.given(step, index, value, depth)
                return
            step, state = made.step, made.state
            if made.op in CALLS:
                index = len(state.stack) - 2  # the argument, which the callee's frame begins with
            elif made.op in PASSING:
                index = next(at for at in passed(state) if CELLS_NOW.peek(state.stack[at]) is value)
                if type(state.stack[index]) is Thunk:
                    yield from self.of(state.stack[index], depth)
                    return
            elif made.op in (LOCAL, UPVALUE):
                value = self.variable(made)[1]
                yield self.variable_hand(made)
                bound = self.bound(made)
                if type(value) is Thunk:
                    yield from self.of(value, depth)
                if type(value) is Thunk or bound is None:
                    return
                step, index = bound
            elif made.op == COERCE:
                index = len(state.stack) - 1
            elif made.op == CONSTANT:
                word = "the default" if made.ip < made.code.chunk.prologue else "written"
                yield self.hand("written", f"{word} {self.text(made)}", made)
                return
            else:
                yield from self.going_on(made, depth)
                return

    def given(self, step: int, index: int, value: Value, depth: int) -> Iterator[Hand]:
        """The way of what a builtin called a function with: it lies in a place of the value stack before a
        step. Where it is in a set or list that the builtin was given, that is gone on with."""
        state = self.timeline.state_at(step)
        number = next((at for at in range(state.depth, 0, -1) if state.frames[at - 1].base <= index), 0)
        top = state.frames[number - 1].continuations - 1 if number else -1
        for at in range(top, max(top - CURRIED, -1), -1):
            found = self.builtin_call(state.continuations[at], step)
            if found is not None:
                break
        else:
            return
        name, call = found
        text = f"given to its function by builtins.{safe(name)}"
        yield replace(self.hand("builtin", text, call), step=step)
        for each in self.call(call)[1]:
            around = CELLS_NOW.peek(each)
            if type(around) is not AttrSet:
                continue
            inner = next((key for key, held in around.items() if CELLS_NOW.peek(held) is value), None)
            if inner is not None:
                last = yield from self.through(around, inner)
                if type(last) is Thunk:
                    yield from self.of(last, depth)
                return

    def builtin_call(self, waiting: Continuation, step: int) -> tuple[str, Producer] | None:
        """The builtin that waits for its function, or that has put off a call of it, and the op that called
        the builtin, before a step; None where that is not recorded, or something else waits."""
        if isinstance(waiting, WriteBack):
            code = waiting.working_on.code
            made = self.recorder.created_step(waiting.working_on)
            if type(code) is not Application or made is None or made not in self.timeline:
                return None
            state = self.timeline.state_at(made)
            for at in range(
                len(state.continuations) - 1, max(len(state.continuations) - 1 - CURRIED, -1), -1
            ):
                each = state.continuations[at]
                if getattr(each, "builtin", None) is not None and each.owner == code.maker:
                    return self.builtin_call(each, made)  # it has waited for an argument
            frame = state.frame
            return (code.maker, Producer(made, state, frame.code, frame.ip)) if frame is not None else None
        site = getattr(waiting, "site", None)
        if getattr(waiting, "builtin", None) is None or site is None:
            return None
        walk = islice(self.timeline.walk_back(step - 1), MOST_BACK)
        called = next((at for at, frame, ip, _ in walk if (frame.code, ip) == site), None)
        if called is None:
            return None
        return waiting.owner, Producer(called, self.timeline.state_at(called), *site)

    def pusher(self, step: int, index: int) -> Producer | None:
        """The op that left what lies in a place of the value stack before a step; None if that is not
        recorded."""
        pushed = self.timeline.pushed(step, index)
        if pushed is None or pushed not in self.timeline:
            return None
        state = self.timeline.state_at(pushed)
        frame = state.frame
        return Producer(pushed, state, frame.code, frame.ip) if frame is not None else None

    def of_variable(self, found: Producer, depth: int) -> Iterator[Hand]:
        """The way of a plain value to where a variable was bound to it."""
        bound = self.bound(found)
        if bound is not None:
            yield from self.of_slot(*bound, depth)

    def bound(self, found: Producer) -> tuple[int, int] | None:
        """A step at which the variable that an op pushes lay on the value stack, and where; None if that is
        not recorded."""
        state, operand = found.state, found.code.operands[found.ip]
        if found.op == LOCAL:
            return found.step, state.frames[-1].base + operand
        return self.captured(state, operand)

    def captured(self, state: PastState, upvalue: int) -> tuple[int, int] | None:
        """A step at which a capture of the running code lay on the value stack, and where: it goes on from
        code to the code that made it a value."""
        for _ in range(MOST_SLOTS):
            running = state.frame
            if running is None:
                return None
            value = CELLS_NOW.peek(state.cells.captured(running.upvalues)[upvalue])
            step = self.made_step(state, upvalue, value)
            if step is None or step not in self.timeline:
                return None
            state = self.timeline.state_at(step)
            frame = state.frame
            plan = frame.code.captures.get(frame.ip) if frame is not None else None
            if frame is None or plan is None or upvalue >= len(plan):
                return None
            kind, index = plan[upvalue]
            if kind == CAPTURE_LOCAL:
                return step, frame.base + index
            if kind == CAPTURE_DEFERRED:
                return self.finalised(step, frame.activation), frame.base + index
            if kind != CAPTURE_UPVALUE:
                return None
            upvalue = index
        return None

    def made_step(self, state: PastState, upvalue: int, value: Value) -> int | None:
        """The step that made the cell or function whose code runs, which captured a value; None if that is
        not recorded."""
        running = state.frame
        if running is None:
            return None
        if running.code.kind is not ChunkKind.LAMBDA:
            top = state.continuations[-1] if len(state.continuations) else None
            return self.recorder.created_step(top.working_on) if isinstance(top, WriteBack) else None
        outer = self.around.get(id(running.code))
        for step, frame, ip, _ in islice(self.timeline.walk_back(state.steps - 1), MOST_BACK):
            code = frame.code
            if code is not outer or code.ops[ip] not in MAKERS:
                continue
            if code.chunk.constants[code.operands[ip]].code is running.code:
                then = self.timeline.state_at(step)
                kind, index = code.captures[ip][upvalue]
                there = then.frames[-1]
                if kind == CAPTURE_UPVALUE:
                    held = then.cells.captured(there.upvalues)[index]
                elif there.base + index < len(then.stack):
                    held = then.stack[there.base + index]
                else:
                    return step  # it was bound later
                if CELLS_NOW.peek(held) is value:
                    return step
        return None

    def finalised(self, step: int, activation: int) -> int:
        """The step at which an activation fills what it captured before it was bound."""
        walk = islice(self.timeline.walk(step), MOST_BACK)
        filled = (
            at
            for at, frame, ip, _ in walk
            if frame.activation == activation and frame.code.ops[ip] == FINALISE
        )
        return next(filled, step)

    def rest_of(self, found: Producer) -> Value | None:
        """The set whose cells a builtin kept."""
        function, arguments = self.call(found)
        if type(function) is not Builtin or function.name not in KEEPS_THE_REST:
            return None
        return CELLS_NOW.peek(arguments[KEEPS_THE_REST[function.name]])

    # Parts.

    def definition(self, cell: Thunk) -> Hand:
        """What a cell is, where it was written."""
        code = cell.code
        name = binding_of(cell)
        if type(code) is Lambda:
            text = safe_shown(one_line(code.span.beginning(4 * WIDTH), WIDTH))
            shown = f"`{name} = {text}`" if name else f"`{text}`"
            is_own = self.own.has_span(code.span)
            return Hand("defined", shown, self.place(code.span), self.made_at(cell), is_own)
        if type(code) is Application:
            span = code.span
            text = f"what builtins.{code.maker} calls its function for"
            is_own = span is not None and self.own.has_span(span)
            return Hand("builtin", text, self.place(span), self.made_at(cell), is_own)
        return Hand("made", "a value that was there from the start", "", self.made_at(cell))

    def made_at(self, cell: Thunk) -> int:
        step = self.recorder.created_step(cell)
        return -1 if step is None else step

    def producer(self, cell: Thunk) -> Producer | None:
        """The op that made the value of a cell; None if that is not recorded."""
        end = self.evaluated(cell)
        if end < 0 or end not in self.timeline:
            return None
        if type(cell.code) is not Lambda:
            return self.producer_of_call(cell, end)
        activation = self.activation(cell)
        latest: tuple[int, Lambda, int] | None = None
        for step, frame, ip, _ in self.timeline.walk_back(end):
            code = frame.code
            if frame.activation < activation:
                break
            if frame.activation != activation:
                continue
            is_own = code is cell.code
            if not is_own and code.kind is not ChunkKind.LAMBDA:
                latest = None  # until here it was the code of a cell that was handed over
            elif latest is None and code.ops[ip] not in PASSING:
                latest = step, code, ip
            if latest is not None and is_own:
                return Producer(latest[0], self.timeline.state_at(latest[0]), *latest[1:], end)
        return None

    def producer_of_call(self, cell: Thunk, end: int) -> Producer | None:
        """The same for a call that a builtin has put off: the last op before the value was there, if that can
        have made it."""
        value = CELLS_NOW.peek(cell)
        for step, frame, ip, _ in self.timeline.walk_back(end):
            if frame.code.ops[ip] in PASSING:
                continue
            found = Producer(step, self.timeline.state_at(step), frame.code, ip)
            return found if self.can_have_made(found, value) else None
        return None

    def can_have_made(self, found: Producer, value: Value) -> bool:
        """Whether an op that hands something on can have handed on this value."""
        if found.op in SELECTS:
            selected = self.selected(found)
            return selected is not None and CELLS_NOW.peek(selected[0][selected[1]]) is value
        if found.op in (LOCAL, UPVALUE):
            return CELLS_NOW.peek(self.variable(found)[1]) is value
        if found.op == CONSTANT and type(value) is not Thunk:
            constant = found.code.chunk.constants[found.code.operands[found.ip]]
            return constant is value or (type(constant) is type(value) and constant == value)
        if found.op in PASSING:
            return any(CELLS_NOW.peek(found.state.stack[at]) is value for at in passed(found.state))
        return found.op not in MAKERS or type(value) in (Thunk, Closure)

    def activation(self, cell: Thunk) -> int:
        """The activation that ran the code of a cell: it began at the step after the one that forced it."""
        forced = self.recorder.forced_step(cell)
        first = next(iter(self.timeline.walk(forced + 1)), None) if forced >= 0 else None
        return first[1].activation if first is not None else 0

    def variable(self, found: Producer) -> tuple[str, Value]:
        """Name and value of the variable that an op pushes."""
        state, code, operand = found.state, found.code, found.code.operands[found.ip]
        frame = state.frames[-1]
        if found.op == UPVALUE:
            name = code.capture_names[operand] if operand < len(code.capture_names) else ""
            return name, state.cells.captured(frame.upvalues)[operand]
        return dict(code.chunk.slots).get(operand, ""), state.stack[frame.base + operand]

    def variable_hand(self, found: Producer) -> Hand:
        """The hand of an op that pushes a variable."""
        name, _ = self.variable(found)
        kind = "argument" if self.is_argument(found, name) else "variable"
        return self.hand(kind, f"{kind} `{safe(name)}`", found)

    def is_argument(self, found: Producer, name: str) -> bool:
        """Whether a variable is an argument of the function that runs."""
        code = found.code
        formals = code.formals.names if code.formals is not None else {}
        return code.kind is ChunkKind.LAMBDA and (name == code.parameter or name in formals)

    def called(self, found: Producer) -> str:
        """What an op calls."""
        function, _ = self.call(found)
        if type(function) is Builtin:
            return f"builtins.{function.name}, in {self.text(found)}"
        if type(function) is Closure and function.code.label:
            return f"`{safe(function.code.label)}`, in {self.text(found)}"
        return f"a call: {self.text(found)}"

    def text(self, found: Producer) -> str:
        """The source of an op."""
        span = found.code.span if found.op in SELECTS else found.span
        return f"`{safe_shown(one_line(span.beginning(4 * WIDTH), WIDTH))}`"

    def hand(self, kind: str, text: str, found: Producer) -> Hand:
        is_own = self.own.has_span(found.span)
        landmarks = texts(self.landmarks.of_frame(found.state, found.state.depth))
        where = self.place(found.span), found.step, is_own, 0, self.function(found.code), landmarks
        return Hand(kind, text, *where)

    def function(self, code: Lambda) -> str:
        """The name of the innermost function with one that code stands in; "" if there is none."""
        outer: Lambda | None = code
        while outer is not None and (outer.kind is not ChunkKind.LAMBDA or not outer.label):
            outer = self.around.get(id(outer))
        return safe(outer.label) if outer is not None and outer.label else ""

    def place(self, span: Span | None) -> str:
        return safe_shown(str(span)) if span is not None else ""


def lists_in(known: tuple[Value, ...]) -> Iterator[tuple[Value, ...]]:
    """The lists directly in a list."""
    for each in known[:MOST_LISTS]:
        inner = CELLS_NOW.peek(each)
        if type(inner) is tuple:
            yield inner


def passed(state: PastState) -> range:
    """Where on the value stack the value may lie that an op leaves as it is: on top, or below."""
    height = len(state.stack)
    return range(height - 1, max(height - 3, -1), -1)
