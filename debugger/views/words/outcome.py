"""Outcome: what the op that is due will leave, or why it will fail, found out without running the program.

The op's own body is run on a bench: a copy of the few values that it takes, where nothing can begin. What it
would have to evaluate or to ask for cannot be told, nor what would take long; cells are looked at as they
were at the moment that is shown, so the past tells the same as it did live.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from debugger.history.timeline import AnyFrame, State
from debugger.text import safe, shorten
from vm.errors import NixError, TypeMismatch
from vm.machine.equality import both_nested, maybe_derivations, same_scalar
from vm.machine.frames import Frame
from vm.machine.machine import Machine
from vm.machine.trampoline import Equal, Force, Steps, TailCall
from vm.opcodes import HANDLERS, OPCODES
from vm.ops.scope import resolved
from vm.steps import PAUSE, StepsOf
from vm.text.messages import expected
from vm.thunks import BLACKHOLE, EVALUATED, SUSPENDED, Cells, Thunk
from vm.values import AttrSet, Blueprint, Builtin, PartialBuiltin, Value, is_function, is_string
from vm.world.host import Host

MOST_BYTES, MOST_ELEMENTS = 100_000, 1000
"""Of the values that an op takes: what is larger takes too long, for a picture that every key makes anew."""
WIDTH = 160
MOST_ANSWERS = 200
"""Requests of a body, or pairs of a comparison, that are answered."""

FORESEEN = frozenset(
    {
        *("OpPop", "OpNull", "OpTrue", "OpFalse", "OpInvert", "OpNegate"),
        *("OpAdd", "OpSub", "OpMul", "OpDiv", "OpEqual", "OpLess", "OpLessOrEq", "OpMore", "OpMoreOrEq"),
        *("OpJump", "OpJumpIfTrue", "OpJumpIfFalse", "OpJumpIfNotFound", "OpAssertBool", "OpCloseScope"),
        *("OpAttrs", "OpAttrsUpdate", "OpAttrsSelect", "OpAttrsTrySelect", "OpHasAttr", "OpList"),
        *("OpConcat", "OpValidateClosedFormals", "OpInterpolate", "OpCoerceToString"),
    }
)
"""Ops whose bodies look at nothing but what they take; the others are told of one by one, or not at all."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What will come of an op."""

    values: tuple[Value, ...] | None = None
    """What it leaves in place of what it takes; None if that cannot be told."""
    failure: str = ""
    """Why it will fail."""
    begins: bool = False
    """Whether something else must run before it is done: a frame, a comparison, a builtin."""
    target: int = -1
    """The instruction that it jumps to, if it does."""

    @property
    def is_known(self) -> bool:
        """Whether there is one value, and it can be told."""
        return self.values is not None and len(self.values) == 1

    @property
    def value(self) -> Value:
        """That value."""
        return self.values[-1] if self.values else None


UNKNOWN = Outcome()
BEGINS = Outcome(begins=True)


class UnforeseenError(Exception):
    """What comes out depends on something that would have to be run."""


def taken_by(state: State, frame: AnyFrame) -> int:
    """How many values the op takes that is due."""
    pops = OPCODES[frame.code.ops[frame.ip]].pops(frame.code.operands[frame.ip])
    return min(pops, len(state.stack) - frame.base)


def outcome_of(state: State, frame: AnyFrame) -> Outcome:
    """What comes of the op that is due in the top frame. Forces nothing and changes nothing."""
    name = OPCODES[frame.code.ops[frame.ip]].name
    operand = frame.code.operands[frame.ip]
    taken = state.stack[len(state.stack) - taken_by(state, frame) :]
    if name == "OpGetLocal":
        return Outcome((state.stack[frame.base + operand],))
    if name == "OpGetUpvalue":
        return Outcome((frame.upvalues[operand],))
    if name == "OpConstant":
        constant = frame.code.constants[operand]
        return UNKNOWN if isinstance(constant, Blueprint) else Outcome((constant,))
    if name == "OpForce":
        return of_force(state.cells, taken[-1], bool(operand))
    if name in ("OpCall", "OpTailCall"):
        return of_call(taken[-1], taken[-2])
    if name == "OpResolveWith":
        return driven(resolved(taken[-1], open_withs(state, frame)), state.cells, taken)
    if name == "OpAssertFail":
        return Outcome(failure="the assertion does not hold")
    if name not in FORESEEN or is_large(taken):
        return UNKNOWN
    return on_bench(state.cells, frame, name, operand, taken)


def of_force(cells: Cells, value: Value, wants_set: bool) -> Outcome:
    """A thunk by its state; a pattern's argument that is evaluated has to be a set."""
    state = cells.state(value) if type(value) is Thunk else EVALUATED
    if state == BLACKHOLE:
        return Outcome(failure="infinite recursion")
    if state == SUSPENDED:
        return BEGINS
    plain = cells.peek(value)
    if wants_set and type(plain) is not AttrSet:
        return Outcome(failure=wrong_type("a set", plain))
    return Outcome((plain,))


def of_call(function: Value, argument: Value) -> Outcome:
    """Known beforehand is only what cannot be called, and a builtin that waits for more arguments."""
    given = call_of(function)
    if given is not None and len(given[1]) + 1 < given[0].arity:
        return Outcome((PartialBuiltin(given[0], (*given[1], argument)),))
    callable_set = type(function) is AttrSet and "__functor" in function
    if is_function(function) or callable_set or type(function) in (Thunk, PartialBuiltin):
        return BEGINS
    return Outcome(failure=wrong_type("something that can be called", function))


def call_of(function: Value) -> tuple[Builtin, tuple[Value, ...]] | None:
    """A builtin and the arguments that it has; None for another function."""
    if type(function) is Builtin:
        return function, ()
    return (function.builtin, function.arguments) if type(function) is PartialBuiltin else None


def wrong_type(wanted: str, value: Value) -> str:
    """In the words of the machine."""
    return message_of(TypeMismatch(expected(wanted, value)), (value,))


def open_withs(state: State, frame: AnyFrame) -> tuple[Value, ...]:
    """The with-stack of the top frame, the outermost first."""
    captured = frame.upvalues[-1] if frame.code.captures_with else ()
    return (*captured, *[state.stack[index] for index in state.own_withs(state.depth)])


def is_large(values: Sequence[Value]) -> bool:
    """Whether it may take long to do something with them."""
    sizes = [len(value) for value in values if type(value) in (tuple, AttrSet)]
    texts = sum(len(value) for value in values if is_string(value))
    return sum(sizes) + len(values) > MOST_ELEMENTS or texts > MOST_BYTES


@cache
def nowhere() -> Host:
    """The outside of the bench, which nothing that runs there asks anything."""
    return Host()


def on_bench(cells: Cells, frame: AnyFrame, name: str, operand: int, taken: Sequence[Value]) -> Outcome:
    """What the body does with a copy of what it takes, on a machine that has nothing else."""
    bench, place = Machine(nowhere()), Frame(frame.code, [], 0, 0, 0, 0)
    bench.stack.extend(taken)
    place.ip = frame.ip + 1
    try:
        if name == "OpEqual" and both_nested(*taken):
            return Outcome((same(taken[0], taken[1], cells),))
        HANDLERS[frame.code.ops[frame.ip]](bench, place, operand)
        for begun in bench.continuations:
            if type(begun) is not Steps:
                return BEGINS
            bench.stack.append(run_through(begun.body, cells))
    except UnforeseenError:
        return BEGINS
    except NixError as error:
        return Outcome(failure=message_of(error, taken))
    return Outcome(tuple(bench.stack), target=place.ip if place.ip != frame.ip + 1 else -1)


def driven(body: StepsOf, cells: Cells, taken: Sequence[Value]) -> Outcome:
    """What a body gives."""
    try:
        return Outcome((run_through(body, cells),))
    except UnforeseenError:
        return BEGINS
    except NixError as error:
        return Outcome(failure=message_of(error, taken))


def run_through(body: StepsOf, cells: Cells) -> Value:
    """The result of a body that is given what is known already; UnforeseenError if it needs anything else."""
    answer: Value = None
    try:
        for _ in range(MOST_ANSWERS):
            request = body.send(answer)
            if type(request) is Force:
                answer = cells.peek(request.value)
                if type(answer) is Thunk:
                    break
            elif type(request) is Equal:
                answer = same(request.left, request.right, cells, request.by_identity)
            elif request is PAUSE:
                answer = None
            else:
                break
    except StopIteration as stop:
        if type(stop.value) is TailCall:
            raise UnforeseenError from None
        return stop.value
    finally:
        body.close()
    raise UnforeseenError


def same(left: Value, right: Value, cells: Cells, by_identity: bool = False) -> bool:
    """Whether two values are equal, pair by pair in the order of the machine; UnforeseenError as soon as that
    depends on a cell that is not evaluated."""
    pairs = [(left, right, by_identity)]
    for _ in range(MOST_ANSWERS):
        if not pairs:
            return True
        ours, theirs, may_be_same = pairs.pop()
        is_same = may_be_same and ours is theirs
        ours, theirs = cells.peek(ours), cells.peek(theirs)
        if type(ours) is Thunk or type(theirs) is Thunk:
            break
        if is_same:
            continue
        if maybe_derivations(ours, theirs):
            break
        if not both_nested(ours, theirs):
            if not same_scalar(ours, theirs):
                return False
            continue
        if len(ours) != len(theirs):
            return False
        names: Sequence[Any] = range(len(ours))
        if type(ours) is AttrSet:
            names = ours.sorted_names()
            if any(name not in theirs for name in names):
                break
        if len(names) > MOST_ANSWERS:
            break
        pairs += [(ours[name], theirs[name], True) for name in reversed(names)]
    raise UnforeseenError


def message_of(error: NixError, taken: Sequence[Value]) -> str:
    """Why it fails. What a list or set holds is left out: it is not the same at all times."""
    message = error.message
    if type(error) is TypeMismatch and any(type(each) in (tuple, AttrSet) for each in taken):
        message = message.partition(": ")[0]
    return shorten(safe(message[: 2 * WIDTH]), WIDTH)
