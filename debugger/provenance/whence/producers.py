"""Producers: which op made the value of a cell, or what lies on the value stack, told from the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from compiler.options import inner_chunks
from debugger.errors import DebuggerError
from debugger.history.history import NO_RECORD, History
from debugger.history.past import PastState, continuations_down
from debugger.history.segments import Node, Segment
from vm.chunk import CAPTURE_DEFERRED, CAPTURE_LOCAL, CAPTURE_UPVALUE, ChunkKind, Lambda
from vm.machine.trampoline import Continuation, WriteBack
from vm.opcodes import number_of
from vm.spans import Span
from vm.thunks import ALIAS, CELLS_NOW, Application, Thunk, alias_target
from vm.values import AttrSet, Builtin, PartialBuiltin, Value

MOST_SLOTS = 100
"""Places of the value stack that one plain value is followed through."""
PASSED = ("OpCloseScope", "OpPopWith", "OpForce", "OpJump", "OpPop", "OpAssertBool", "OpJumpIfNotFound")
PASSING = frozenset(map(number_of, PASSED))
"""Ops after which the value on top is the one that was there, or below."""
SELECTS = frozenset(map(number_of, ("OpAttrsSelect", "OpAttrsTrySelect")))
CALLS = frozenset(map(number_of, ("OpCall", "OpTailCall", "OpApply")))
UPDATE, ATTRS, CONSTANT = map(number_of, ("OpAttrsUpdate", "OpAttrs", "OpConstant"))
LIST, CONCAT, FINALISE = map(number_of, ("OpList", "OpConcat", "OpFinalise"))
SUSPENDED_THUNK = number_of("OpThunkSuspended")
MAKERS = frozenset((*map(number_of, ("OpClosure", "OpThunkClosure")), SUSPENDED_THUNK))
LOCAL, UPVALUE = number_of("OpGetLocal"), number_of("OpGetUpvalue")
MAKING = frozenset((UPDATE, ATTRS, CONSTANT, LIST, CONCAT))
CURRIED = 3
"""Continuations below a frame among which that of a builtin is looked for: a function may get its arguments
one by one."""
MOST_BACK = 200_000
"""Steps that are gone back to where a builtin was called."""


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


Place = tuple[int, int]
"""A step, and an index of the value stack as it was before it."""


class Producers:
    """Answers for one run."""

    def __init__(self, history: History, codes: Sequence[Lambda]) -> None:
        """`codes` is all code that is written."""
        if history.recorder is None:
            raise DebuggerError(NO_RECORD)
        self.around = {id(inner): outer for outer in codes for inner in inner_chunks(outer)}
        """By the identity of code, the code that it stands in."""
        self.timeline = history.timeline
        self.recorder = self.timeline.recorder
        self.makers = self.found_makers()

    def found_makers(self) -> dict[int, list[Thunk]]:
        """For each set and list that a cell has as its value, by identity: the cells that had it first. They
        are several where one handed its code over to another, or had no more to do than to wait for it."""
        makers: dict[int, list[Thunk]] = {}
        for segment in self.timeline.segments:
            for cell in segment.created:
                value = CELLS_NOW.peek(cell)
                if type(value) is AttrSet or (type(value) is tuple and value):
                    known = makers.setdefault(id(value), [])
                    if not known or self.evaluated(cell) < self.evaluated(known[0]):
                        known[:] = [cell]
                    elif self.evaluated(cell) == self.evaluated(known[0]):
                        known.append(cell)
        return makers

    def maker(self, value: Value) -> Producer | None:
        """The op that made a set or a list; None if that is not recorded."""
        found = [self.producer(each) for each in self.makers.get(id(value), ())]
        known = [each for each in found if each is not None]
        ways = (each for kind in (MAKING, CALLS, SELECTS) for each in known if each.op in kind)
        return next(ways, None)

    def origin(self, value: Value, place: Place | None) -> Producer | None:
        """The op that made a set or a list which no cell had, but which lay in a place of the value stack;
        None if that is not recorded."""
        found = self.maker(value)
        for _ in range(MOST_SLOTS):
            if found is not None or place is None:
                break
            pushed = self.call_or_pusher(*place)
            if pushed is None:
                break
            stack = pushed.state.stack
            end, place = place[0], None
            if pushed.op in PASSING:
                below = (at for at in passed(pushed.state) if CELLS_NOW.peek(stack[at]) is value)
                index = next(below, None)
                place = (pushed.step, index) if index is not None else None
            elif pushed.op in (LOCAL, UPVALUE):
                place = self.bound(pushed)
            elif self.is_handed_over(pushed, value):
                place = pushed.step, len(stack) - 2
            elif self.can_have_made(pushed, value):
                found = replace(pushed, end=end)
        return found

    def is_handed_over(self, call: Producer, value: Value) -> bool:
        """Whether an op calls a function with a value, which then lies where the function finds it."""
        stack = call.state.stack
        if call.op not in CALLS or len(stack) < 2 or type(self.call(call)[0]) is Builtin:
            return False
        return stack[-2] is value or CELLS_NOW.peek(stack[-2]) is value

    def call_or_pusher(self, step: int, index: int) -> Producer | None:
        """The op that left what lies in a place of the value stack before a step; where a function did, its
        call. None if that is not recorded."""
        found = self.pusher(step, index)
        if found is None:
            return None
        state = self.timeline.state_at(step)
        owner = owner_of(state, index)
        if not 0 < owner < found.state.depth:
            return found
        activation = state.frames[owner - 1].activation
        for segment, _, last, node in self.timeline.turns_back(found.step):
            if node.activation == activation:
                is_call = node.code.ops[segment.ips[last]] in CALLS
                return self.producer_at(segment, last, node, step) if is_call else found
        return found

    def cell_of(self, value: Value) -> Value:
        """The cell that had a value first, if one is known to have had it."""
        return self.makers.get(id(value), [value])[0]

    def evaluated(self, cell: Thunk) -> int:
        """The step in which a cell got its value, or the one that took its code over; -1 if that is not
        known."""
        target = alias_target(cell) if cell.state == ALIAS else cell
        return self.recorder.evaluated_step(target) if target is not None else -1

    def made_at(self, cell: Thunk) -> int:
        step = self.recorder.created_step(cell)
        return -1 if step is None else step

    def is_default(self, cell: Thunk) -> bool:
        """Whether a function made a cell for an argument that it was not given."""
        step = self.made_at(cell)
        if step not in self.timeline:
            return False
        segment = self.timeline.segment_of(step)
        code, ip = segment.instruction_at(step - segment.start)
        return code.kind is ChunkKind.LAMBDA and ip < code.chunk.prologue

    def producer(self, cell: Thunk) -> Producer | None:
        """The op that made the value of a cell; None if that is not recorded."""
        end = self.evaluated(cell)
        if end < 0 or end not in self.timeline:
            return None
        if type(cell.code) is not Lambda:
            return self.producer_of_call(cell, end)
        activation = self.activation(cell)
        latest: tuple[Segment, int, Node] | None = None
        for segment, first, last, node in self.timeline.turns_back(end):
            if node.activation < activation:
                break
            if node.activation != activation:
                continue
            is_own = node.code is cell.code
            if not is_own and node.code.kind is not ChunkKind.LAMBDA:
                latest = None  # until here it was the code of a cell that was handed over
            elif latest is None:
                at = last_op(segment, first, last, node)
                latest = (segment, at, node) if at is not None else None
            if latest is not None and is_own:
                return self.producer_at(*latest, end)
        return None

    def producer_of_call(self, cell: Thunk, end: int) -> Producer | None:
        """The same for a call that a builtin has put off: the last op of the function that was called, if it
        can have made the value."""
        forced = self.recorder.forced_step(cell)
        begun = next(self.timeline.turns_from(forced + 1), None) if forced >= 0 else None
        depth = begun[3].depth if begun is not None else -1
        for segment, first, last, node in self.timeline.turns_back(end):
            if segment.start + last <= forced:
                break
            if node.depth != depth or not is_called_for(cell, node):
                continue
            at = last_op(segment, first, last, node)
            if at is not None:
                found = self.producer_at(segment, at, node, end)
                return found if self.can_have_made(found, CELLS_NOW.peek(cell)) else None
        return None

    def producer_at(self, segment: Segment, offset: int, node: Node, end: int) -> Producer:
        step = segment.start + offset
        return Producer(step, self.timeline.state_at(step), node.code, segment.ips[offset], end)

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
        if found.op in (ATTRS, UPDATE):
            return type(value) is AttrSet
        if found.op in (LIST, CONCAT):
            return type(value) is tuple
        return found.op not in MAKERS or CELLS_NOW.peek(self.left_by(found)) is value

    def activation(self, cell: Thunk) -> int:
        """The activation that ran the code of a cell: it began at the step after the one that forced it."""
        forced = self.recorder.forced_step(cell)
        first = next(iter(self.timeline.walk(forced + 1)), None) if forced >= 0 else None
        return first[1].activation if first is not None else 0

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
        for segment, first, last, node in self.timeline.turns_back(call.end):
            if segment.start + last <= call.step:
                break
            if node.activation != called.activation or node.code.kind is not kind:
                continue
            at = last_op(segment, max(first, call.step + 1 - segment.start), last, node)
            if at is not None:
                return self.producer_at(segment, at, node, call.end)
        return None

    def call_at(self, step: int, span: Span | None) -> Producer | None:
        """The call with a place in the source that was made last up to a step."""
        for at, frame, ip, _ in islice(self.timeline.walk_back(step), MOST_BACK):
            if frame.code.ops[ip] in CALLS and frame.code.chunk.span(ip) == span:
                return Producer(at, self.timeline.state_at(at), frame.code, ip)
        return None

    def pusher(self, step: int, index: int) -> Producer | None:
        """The op that left what lies in a place of the value stack before a step; None if that is not
        recorded."""
        pushed = self.timeline.pushed(step, index)
        if pushed is None or pushed not in self.timeline:
            return None
        state = self.timeline.state_at(pushed)
        frame = state.frame
        return Producer(pushed, state, frame.code, frame.ip) if frame is not None else None

    def left_by(self, found: Producer) -> Value:
        """What an op left on the stack. A cell that is at once the result may be gone from there."""
        after = found.step + 1
        if found.op == SUSPENDED_THUNK:
            made = self.timeline.thunk(self.timeline.thunks_before(found.step))
            if made is not None and self.recorder.created_step(made) == found.step:
                return made
        stack = self.timeline.state_at(after).stack if after in self.timeline else ()
        return stack[-1] if stack else None

    def left_after(self, found: Producer) -> Value:
        """What a call gave: the value that its cell has now, or what lay on the stack after it."""
        for cell in (each.thunk for each in found.state.continuations if isinstance(each, WriteBack)):
            if self.evaluated(cell) == found.end >= 0:
                return cell
        return self.left_by(found)

    def call(self, found: Producer) -> tuple[Value, list[Value]]:
        """What an op calls, and what with."""
        stack = found.state.stack
        function = found.state.cells.peek(stack[-1]) if stack else None
        if type(function) is PartialBuiltin:
            return function.builtin, [*function.arguments, stack[-2]]
        return function, [stack[-2]] if len(stack) > 1 else []

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

    def variable(self, found: Producer) -> tuple[str, Value]:
        """Name and value of the variable that an op pushes."""
        state, code, operand = found.state, found.code, found.code.operands[found.ip]
        frame = state.frames[-1]
        if found.op == UPVALUE:
            name = code.capture_names[operand] if operand < len(code.capture_names) else ""
            return name, state.cells.captured(frame.upvalues)[operand]
        return dict(code.chunk.slots).get(operand, ""), state.stack[frame.base + operand]

    def is_argument(self, found: Producer, name: str) -> bool:
        """Whether the variable that an op pushes is an argument of the function that the op stands in."""
        code: Lambda | None = found.code if found.op == LOCAL else self.around.get(id(found.code))
        while code is not None:
            formals = code.formals.names if code.formals is not None else {}
            if code.kind is ChunkKind.LAMBDA and (name == code.parameter or name in formals):
                return True
            if name in dict(code.chunk.slots).values():
                return False
            code = self.around.get(id(code))
        return False

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
            call = self.call_at(made, code.span)
            return (code.maker, call) if call is not None else None
        site = getattr(waiting, "site", None)
        if getattr(waiting, "builtin", None) is None or site is None:
            return None
        walk = islice(self.timeline.walk_back(step - 1), MOST_BACK)
        called = next((at for at, frame, ip, _ in walk if (frame.code, ip) == site), None)
        if called is None:
            return None
        return waiting.owner, Producer(called, self.timeline.state_at(called), *site)


def is_called_for(cell: Thunk, node: Node) -> bool:
    """Whether a frame is that of the function which a cell calls: not of a cell whose code it took over, and
    nothing that a builtin needs for it."""
    top = next(continuations_down(node), None)
    return isinstance(top, WriteBack) and top.working_on is cell


def last_op(segment: Segment, first: int, last: int, node: Node) -> int | None:
    """The offset of the last op in a stretch of one frame that made something; None if all handed it on."""
    ops, ips = node.code.ops, segment.ips
    return next((at for at in range(last, first - 1, -1) if ops[ips[at]] not in PASSING), None)


def owner_of(state: PastState, index: int) -> int:
    """The number of the frame that a place of the value stack belongs to; 0 if it is none's."""
    return next((at for at in range(state.depth, 0, -1) if state.frames[at - 1].base <= index), 0)


def passed(state: PastState) -> range:
    """Where on the value stack the value may lie that an op leaves as it is: on top, or below."""
    height = len(state.stack)
    return range(height - 1, max(height - 3, -1), -1)
