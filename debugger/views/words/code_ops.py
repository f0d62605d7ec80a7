"""What is told of the ops that run code or make it: forces, calls, jumps, thunks, functions, scopes."""

from __future__ import annotations

from debugger.history.timeline import AnyFrame, State
from debugger.names import called
from debugger.text import safe, safe_shown, shorten
from debugger.views.words.outcome import Outcome
from debugger.views.words.wording import (
    brief,
    new_thunk,
    plural,
    slot_words,
    source_words,
    thunk_words,
    words,
)
from vm.text.disassembler import constant_text
from vm.thunks import BLACKHOLE, EVALUATED, Thunk
from vm.values import AttrNotFound, AttrSet, Builtin, Closure, PartialBuiltin, ReadyClosure, ReadyThunk

CAPTURES_TOLD = 3


@words("OpForce")
def force(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpForce (v -- v): by the state of the thunk."""
    value = state.stack[-1]
    if type(value) is not Thunk:
        return f"finds {brief(state, value)}, a plain value already: nothing happens"
    name, found = called(value), state.cells.state(value)
    if found == EVALUATED:
        return f"finds {name}, evaluated before: its value {brief(state, value)} takes its place"
    if found == BLACKHOLE:
        return f"wants {name}, which is being evaluated right now: it depends on itself"
    return f"runs {thunk_words(value)} in a new frame: that is {name}, not evaluated yet"


@words("OpConstant")
def constant(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpConstant ( -- v): a thunk, a function or a plain value."""
    value = frame.code.constants[operand]
    if type(value) is ReadyThunk:
        name = new_thunk(state, value.code)
        return f"makes {name}, not run yet, of `{source_words(value.code.span)}`"
    if type(value) is ReadyClosure:
        return f"makes {function_words(value.code.label)}, which captures nothing"
    return f"pushes {shorten(safe_shown(constant_text(value)), 50)}"


def function_words(label: str | None) -> str:
    return f"the function {safe(label)}" if label else "a function"


@words("OpThunkSuspended")
def suspend(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpThunkSuspended ( -- thunk)."""
    code = frame.code.constants[operand].code
    name, text = new_thunk(state, code), source_words(code.span, 24)
    return f"makes {name}, not run yet, of `{text}` with {names_of(code.capture_names)}"


@words("OpClosure")
def closure(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpClosure ( -- closure)."""
    code = frame.code.constants[operand].code
    return f"makes {function_words(code.label)}, which captures {names_of(code.capture_names)}"


@words("OpThunkClosure")
def thunk_closure(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpThunkClosure ( -- thunk)."""
    code = frame.code.constants[operand].code
    captured = names_of(code.capture_names)
    return f"makes {function_words(code.label)} in a cell: it captures {captured}, not all bound yet"


def names_of(names: list[str]) -> str:
    """The first captures; `nothing` for none."""
    told = names if len(names) <= CAPTURES_TOLD else names[: CAPTURES_TOLD - 1]
    shown = [safe(name) if name != "with" else "the with-stack" for name in told]
    if len(names) > len(shown):
        shown.append(f"{len(names) - len(shown)} more")
    return ", ".join(shown) or "nothing"


@words("OpPop")
def pop(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpPop (v -- )."""
    return f"drops {brief(state, state.stack[-1])}"


@words("OpGetLocal")
def get_local(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpGetLocal ( -- v), by the slot's name if it has one."""
    value = brief(state, state.stack[frame.base + operand])
    name = slot_words(frame, operand)
    if name != f"slot {operand}":
        return f"pushes {name}, from its slot: {value}"
    what = "the argument" if not operand and frame.code.formals is not None else f"what is in {name}"
    return f"pushes {what}: {value}"


@words("OpGetUpvalue")
def get_upvalue(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpGetUpvalue ( -- v)."""
    name = safe(frame.code.capture_names[operand])
    return f"pushes {name}, captured when this code was made: {brief(state, frame.upvalues[operand])}"


@words("OpCloseScope")
def close_scope(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpCloseScope (x1 .. xn v -- v)."""
    return f"keeps {brief(state, state.stack[-1])} and drops the {plural(operand, 'slot')} under it"


@words("OpJumpIfFalse", "OpJumpIfTrue")
def jump_if(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """(b -- b)."""
    value = brief(state, state.stack[-1])
    if outcome.failure:
        return f"wants true or false and finds {value}"
    return f"finds {value} and {ways(frame, outcome)}"


def ways(frame: AnyFrame, outcome: Outcome) -> str:
    """Where a jump leads."""
    if outcome.target >= 0:
        return f"jumps to {outcome.target}" if outcome.target < frame.code.end else "jumps to the end"
    return f"goes on to {frame.ip + 1} without jumping"


@words("OpJump")
def jump(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpJump ( -- ): its target is an instruction of the same chunk."""
    target = frame.ip + 1 + operand
    return f"jumps to {target}" if target < frame.code.end else "jumps to the end"


@words("OpJumpIfNotFound")
def jump_if_not_found(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpJumpIfNotFound (v -- v, or nothing)."""
    if state.stack[-1] is AttrNotFound:
        return f"finds that there was no such attribute, drops the mark and {ways(frame, outcome)}"
    return f"finds that the attribute was there: keeps {brief(state, state.stack[-1])} and goes on"


@words("OpAssertBool")
def assert_bool(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpAssertBool (v -- v)."""
    value = brief(state, state.stack[-1])
    return f"wants true or false and finds {value}{'' if outcome.failure else ': nothing happens'}"


@words("OpAssertFail")
def assert_fail(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpAssertFail ( -- )."""
    return f"ends the assertion `{source_words(frame.code.chunk.span(frame.ip))}`"


@words("OpCall", "OpTailCall")
def call(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """(arg f -- r): a function, a builtin, a functor, or what will fail."""
    function, argument = state.stack[-1], brief(state, state.stack[-2])
    called = brief(state, function)
    if type(function) is Closure:
        return f"calls {called} with {argument}"
    if type(function) is PartialBuiltin:
        given, arity = len(function.arguments) + 1, function.builtin.arity
        return f"gives the builtin {function.builtin.name} {argument}, argument {given} of {arity}"
    if type(function) is Builtin:
        count = f", argument 1 of {function.arity}" if function.arity > 1 else ""
        return f"gives the builtin {function.name} {argument}{count}"
    if type(function) is AttrSet and not outcome.failure:
        return f"calls {called} through its __functor with {argument}"
    return f"calls {called} with {argument}"


@words("OpResolveWith")
def resolve_with(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpResolveWith (name -- v)."""
    name = shorten(safe(str(state.stack[-1][:80])), 40)
    if outcome.is_known:
        return f"looks {name} up in the open with sets: {brief(state, outcome.value)}"
    if outcome.failure:
        return f"looks {name} up in the open with sets"
    return f"looks {name} up in the open with sets, the innermost first, forcing each it looks into"


@words("OpPushWith")
def push_with(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpPushWith ( -- ): its operand is a slot."""
    return (
        f"opens {brief(state, state.stack[frame.base + operand])} as a with: names that nothing else binds "
        "are looked up in it"
    )


@words("OpPopWith")
def pop_with(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpPopWith ( -- )."""
    return "closes the innermost with: its names are not looked up any more"


@words("OpFinalise")
def finalise(state: State, frame: AnyFrame, operand: int, outcome: Outcome) -> str:
    """OpFinalise ( -- ): its operand is a slot."""
    name = slot_words(frame, operand)
    return f"fills the captures of {name} that had to wait until everything in this scope was bound"
