"""What the machine is about to do, in plain words, with the values that are really there."""

from __future__ import annotations

from collections.abc import Callable

from debugger.history.timeline import AnyFrame, State
from debugger.names import called
from debugger.text import safe, safe_shown, shorten
from vm.errors import NixError
from vm.opcodes import OPCODES
from vm.spans import Span
from vm.text.disassembler import constant_text, one_line
from vm.text.printer import print_short
from vm.thunks import BLACKHOLE, EVALUATED, Application, Thunk
from vm.values import (
    AttrNotFound,
    AttrSet,
    Builtin,
    Closure,
    PartialBuiltin,
    ReadyClosure,
    ReadyThunk,
    Value,
    is_string,
)

Words = Callable[["State", "AnyFrame", int], str]
WORDS: dict[str, Words] = {}


def words(name: str) -> Callable[[Words], Words]:
    """Registers what is told of the op of this name; others have their lesson told."""

    def register(function: Words) -> Words:
        WORDS[name] = function
        return function

    return register


def explain(vm: State, status: str, error: NixError | None) -> str:
    """One or two sentences about what comes next."""
    if error is not None and vm.error is not None:
        return (
            f"This failed: {shorten(safe(error.message), 160)}. Nothing is unwound yet: look around, then "
            "step on."
        )
    if status == "failed":
        return "The program failed. R runs it again; < goes to its beginning."
    if status == "finished":
        return f"The program is done. Its value is {brief(vm, vm.result, 100) if vm.stack else 'gone'}."
    frame = vm.frame
    if vm.op_due and frame is not None:
        return explain_op(vm, frame)
    if vm.continuations:
        continuation = vm.continuations[-1]
        return f"A continuation runs: {safe(continuation.describe())} (for {continuation.owner})."
    return ""


def explain_op(vm: State, frame: AnyFrame) -> str:
    """What the op that is due will do. Looks at the stack, forces nothing."""
    op = OPCODES[frame.code.ops[frame.ip]]
    special = WORDS.get(op.name)
    try:
        text = special(vm, frame, frame.code.operands[frame.ip]) if special is not None else op.lesson
    except IndexError:
        text = op.lesson
    if frame.ip + 1 >= frame.code.end and op.name != "OpTailCall":
        text += " Then this frame ends."
    return text


def brief(vm: State, value: Value, width: int = 40) -> str:
    """A value in a sentence: a thunk by its number, everything else short."""
    if type(value) is Thunk:
        plain = vm.cells.peek(value)
        if type(plain) is Thunk:
            return called(value)
        value = plain
    kind = type(value)
    if value is AttrNotFound:
        return "the mark for a missing attribute"
    if kind is Closure:
        label = value.code.label
        return f"the function {safe(label)}" if label else "a function"
    if kind is Builtin:
        return f"the builtin {value.name}"
    if kind is PartialBuiltin:
        return f"the builtin {value.builtin.name}, which has {len(value.arguments)} of its arguments,"
    if kind is AttrSet:
        return f"a set of {len(value)}" if value else "an empty set"
    if kind is tuple:
        return f"a list of {len(value)}" if value else "an empty list"
    return shorten(safe(print_short(value, width)), width)


def source_words(span: Span) -> str:
    """The beginning of some source text on one line."""
    return safe_shown(one_line(span.beginning(400), 40))


def thunk_words(thunk: Thunk) -> str:
    """What running the thunk means, as part of a sentence."""
    code = thunk.code
    if isinstance(code, Application):
        return f"the call that {code.maker} put off"
    if code is None:
        return "its code"
    return f"`{source_words(code.span)}`"


@words("OpForce")
def force(vm: State, frame: AnyFrame, operand: int) -> str:
    """OpForce (v -- v): by the state of the thunk."""
    value = vm.stack[-1]
    if type(value) is not Thunk:
        return f"Forces {brief(vm, value)}: it is a plain value already, so nothing happens."
    name = called(value)
    state = vm.cells.state(value)
    if state == EVALUATED:
        known = brief(vm, vm.cells.peek(value))
        return f"Forces {name}: it was evaluated before, so its value {known} takes its place."
    if state == BLACKHOLE:
        return (
            f"Forces {name}, which is being evaluated right now: it depends on itself. This is infinite "
            "recursion."
        )
    return (
        f"Forces {name}, suspended until now: a new frame runs {thunk_words(value)}, then the result is "
        "written into it."
    )


@words("OpConstant")
def constant(vm: State, frame: AnyFrame, operand: int) -> str:
    """OpConstant ( -- v): a thunk, a function or a plain value."""
    value = frame.code.constants[operand]
    if type(value) is ReadyThunk:
        return (
            f"Makes a thunk of `{source_words(value.code.span)}`. Nothing in it runs before somebody forces "
            "it."
        )
    if type(value) is ReadyClosure:
        return "Makes a function; it captures nothing."
    return f"Pushes {shorten(safe_shown(constant_text(value)), 50)}."


@words("OpThunkSuspended")
def suspend(vm: State, frame: AnyFrame, operand: int) -> str:
    """OpThunkSuspended ( -- thunk)."""
    code = frame.code.constants[operand].code
    return (
        f"Makes a thunk of `{source_words(code.span)}`, which captures {names_of(code.capture_names)}. "
        "It is not run here."
    )


@words("OpClosure")
def closure(vm: State, frame: AnyFrame, operand: int) -> str:
    """OpClosure ( -- closure)."""
    code = frame.code.constants[operand].code
    return f"Makes a function that captures {names_of(code.capture_names)}."


@words("OpThunkClosure")
def thunk_closure(vm: State, frame: AnyFrame, operand: int) -> str:
    """OpThunkClosure ( -- thunk)."""
    code = frame.code.constants[operand].code
    return (
        f"Makes a function in a cell: it captures {names_of(code.capture_names)}, and something of that "
        "is not bound yet."
    )


def names_of(names: list[str]) -> str:
    """The first five captures; `nothing` for none."""
    shown = [safe(name) if name != "with" else "the with-stack" for name in names[:5]]
    if len(names) > 5:
        shown.append("...")
    return ", ".join(shown) or "nothing"


@words("OpGetLocal")
def get_local(vm: State, frame: AnyFrame, operand: int) -> str:
    """OpGetLocal ( -- v), by the slot's name if it has one."""
    name = next((safe(name) for slot, name in frame.code.chunk.slots if slot == operand), f"slot {operand}")
    return f"Pushes the local {name}: {brief(vm, vm.stack[frame.base + operand])}."


@words("OpGetUpvalue")
def get_upvalue(vm: State, frame: AnyFrame, operand: int) -> str:
    """OpGetUpvalue ( -- v)."""
    name = safe(frame.code.capture_names[operand])
    return f"Pushes {name}, captured when this code was made: {brief(vm, frame.upvalues[operand])}."


@words("OpAttrs")
def attrs(vm: State, frame: AnyFrame, operand: int) -> str:
    """OpAttrs (k1 v1 .. kn vn -- set)."""
    return (
        f"Takes {operand} name{'s' if operand != 1 else ''} with their values and builds a set. The "
        "values stay as they are, thunks too."
    )


@words("OpList")
def make_list(vm: State, frame: AnyFrame, operand: int) -> str:
    """OpList (v1 .. vn -- list)."""
    return f"Takes {operand} value{'s' if operand != 1 else ''} and builds a list. None of them is forced."


def has(container: Value, key: Value) -> bool:
    """Whether a select would succeed; False for what is no set."""
    return type(container) is AttrSet and is_string(key) and key in container


@words("OpAttrsSelect")
def select(vm: State, frame: AnyFrame, operand: int) -> str:
    """OpAttrsSelect (set key -- v), and whether it will fail."""
    container, key = vm.stack[-2], vm.stack[-1]
    name = safe(str(key)) if is_string(key) else brief(vm, key)
    if type(container) is not AttrSet:
        return f"Looks for {name} in {brief(vm, container)}, which is not a set: this will fail."
    if not has(container, key):
        return f"Looks for {name} in {brief(vm, container)}: it is not there, so this will fail."
    taken = brief(vm, container[key])
    return f"Takes {name} out of {brief(vm, container)} and leaves {taken}. It is not forced here."


@words("OpAttrsTrySelect")
def try_select(vm: State, frame: AnyFrame, operand: int) -> str:
    """OpAttrsTrySelect (v key -- v), where AttrNotFound is called a mark."""
    container, key = vm.stack[-2], vm.stack[-1]
    name = safe(str(key)) if is_string(key) else brief(vm, key)
    if has(container, key):
        found = brief(vm, container[key])
        return f"Looks for {name} in {brief(vm, container)}: it is there, and {found} is left."
    where = brief(vm, container)
    return f"Looks for {name} in {where}: it is not there, so a mark is left instead of failing."


@words("OpHasAttr")
def has_attr(vm: State, frame: AnyFrame, operand: int) -> str:
    """OpHasAttr (v key -- bool), with its answer."""
    container, key = vm.stack[-2], vm.stack[-1]
    there = has(container, key)
    return f"Is {safe(str(key))} in {brief(vm, container)}? Leaves {'true' if there else 'false'}."


@words("OpCloseScope")
def close_scope(vm: State, frame: AnyFrame, operand: int) -> str:
    """OpCloseScope (x1 .. xn v -- v)."""
    return (
        f"Keeps {brief(vm, vm.stack[-1])} and drops the {operand} slot{'s' if operand != 1 else ''} under it."
    )


@words("OpJumpIfFalse")
def jump_if_false(vm: State, frame: AnyFrame, operand: int) -> str:
    """OpJumpIfFalse (b -- b)."""
    return jump_words(vm, frame, operand, False)


@words("OpJumpIfTrue")
def jump_if_true(vm: State, frame: AnyFrame, operand: int) -> str:
    """OpJumpIfTrue (b -- b)."""
    return jump_words(vm, frame, operand, True)


def jump_words(vm: State, frame: AnyFrame, operand: int, when: bool) -> str:
    """Whether a jump that is taken `when` the top is so will be taken, or fail."""
    value = vm.stack[-1]
    if type(value) is not bool:
        return f"Wants true or false, but finds {brief(vm, value)}: this will fail."
    if value is when:
        return f"The top is {'true' if value else 'false'}: jumps to {frame.ip + 1 + operand}."
    return f"The top is {'true' if value else 'false'}: goes on without jumping."


@words("OpJump")
def jump(vm: State, frame: AnyFrame, operand: int) -> str:
    """OpJump ( -- ): its target is an instruction of the same chunk."""
    return f"Jumps to {frame.ip + 1 + operand}."


@words("OpJumpIfNotFound")
def jump_if_not_found(vm: State, frame: AnyFrame, operand: int) -> str:
    """OpJumpIfNotFound (v -- v, or nothing)."""
    if vm.stack[-1] is AttrNotFound:
        return f"There was no such attribute: drops the mark and jumps to {frame.ip + 1 + operand}."
    return f"The attribute was there: keeps {brief(vm, vm.stack[-1])} and goes on."


@words("OpTailCall")
def tail_call(vm: State, frame: AnyFrame, operand: int) -> str:
    """OpTailCall (arg f -- r): a function, a builtin, a functor, or what will fail."""
    function, argument = vm.stack[-1], vm.stack[-2]
    if type(function) is Closure:
        return (
            f"Calls {brief(vm, function)} with {brief(vm, argument)}. "
            "The callee takes over this frame, so nothing piles up."
        )
    if type(function) in (Builtin, PartialBuiltin):
        return f"Gives {brief(vm, argument)} to {brief(vm, function)}; the result ends this frame."
    if type(function) is AttrSet:
        return f"Calls {brief(vm, function)} through its __functor with {brief(vm, argument)}."
    return f"Calls {brief(vm, function)}, which is not a function: this will fail."


def binary(template: str) -> Words:
    """For ops (a b -- c): the template has a place for each operand."""

    def text(vm: State, frame: AnyFrame, operand: int) -> str:
        return template.format(brief(vm, vm.stack[-2]), brief(vm, vm.stack[-1]))

    return text


WORDS["OpAdd"] = binary("Adds {} and {}.")
WORDS["OpSub"] = binary("Takes {1} away from {0}.")
WORDS["OpMul"] = binary("Multiplies {} by {}.")
WORDS["OpDiv"] = binary("Divides {} by {}.")
WORDS["OpEqual"] = binary("Compares {} with {}.")
WORDS["OpLess"] = binary("Is {} less than {}?")
WORDS["OpLessOrEq"] = binary("Is {} less than or equal to {}?")
WORDS["OpMore"] = binary("Is {} more than {}?")
WORDS["OpMoreOrEq"] = binary("Is {} more than or equal to {}?")
WORDS["OpConcat"] = binary("Joins {} and {}.")
WORDS["OpAttrsUpdate"] = binary("Merges {} with {}; where both have a name, the second wins.")


@words("OpResolveWith")
def resolve_with(vm: State, frame: AnyFrame, operand: int) -> str:
    """OpResolveWith (name -- v)."""
    return (
        f"Looks {safe(str(vm.stack[-1]))} up in the open with sets, the innermost first, forcing each it "
        "looks into."
    )


@words("OpPushWith")
def push_with(vm: State, frame: AnyFrame, operand: int) -> str:
    """OpPushWith ( -- ): its operand is a slot."""
    return (
        f"Opens {brief(vm, vm.stack[frame.base + operand])} as a with: names that nothing else binds are "
        "looked up in it."
    )


@words("OpFinalise")
def finalise(vm: State, frame: AnyFrame, operand: int) -> str:
    """OpFinalise ( -- ): its operand is a slot."""
    name = next((safe(name) for slot, name in frame.code.chunk.slots if slot == operand), f"slot {operand}")
    return f"Fills the captures of {name} that had to wait until everything in this scope was bound."
