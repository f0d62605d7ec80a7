"""Locals, captures and `with`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vm.errors import TypeMismatch, UnboundName
from vm.machine.frames import Frame
from vm.machine.trampoline import Force
from vm.opcodes import Operand, opcode
from vm.steps import StepsOf
from vm.text.messages import expected
from vm.text.suggestions import did_you_mean
from vm.thunks import EVALUATED, Thunk, peek_value
from vm.values import AttrSet, Value

if TYPE_CHECKING:
    from mypy_extensions import i64

    from vm.machine.machine import Machine


def get_local(vm: Machine, frame: Frame, operand: i64) -> None:
    vm.stack.append(vm.stack[frame.base + operand])


opcode(
    "OpGetLocal",
    "-- v",
    get_local,
    "Pushes the value in one of this frame's own slots.",
    Operand.SLOT,
    emitted="A name that this very code binds: an argument, or a name of its `let`, set or `with`.",
    example="x: x",
)


def get_upvalue(vm: Machine, frame: Frame, operand: i64) -> None:
    vm.stack.append(frame.upvalues[operand])


opcode(
    "OpGetUpvalue",
    "-- v",
    get_upvalue,
    "Pushes a value that this code captured where it was made.",
    Operand.UPVALUE,
    emitted="A name that code further out binds; what it means was captured when this code was made into a "
    "value.",
    example="let x = 1; in 2 + x",
)


def close_scope(vm: Machine, frame: Frame, operand: i64) -> None:
    stack = vm.stack
    if operand == 1:
        stack[-2] = stack[-1]
        stack.pop()
    else:
        result = stack[-1]
        del stack[len(stack) - operand - 1 :]
        stack.append(result)


opcode(
    "OpCloseScope",
    "x*n v -- v",
    close_scope,
    "Drops n slots from under the result.",
    Operand.COUNT,
    emitted="At the end of a `let`, a `with` and every function: its names go, its result stays.",
    example="x: x",
)


def push_with(vm: Machine, frame: Frame, operand: i64) -> None:
    vm.withs.append(frame.base + operand)
    if vm.events.with_pushed is not None:
        vm.events.with_pushed(frame, frame.base + operand)


opcode(
    "OpPushWith",
    "--",
    push_with,
    "Opens the set in a slot as the innermost `with`.",
    Operand.SLOT,
    emitted="At the beginning of `with a; b`: `a` lies in a slot, but it is not forced before a name is "
    "looked up in it.",
    example="with { a = 1; }; a",
)


def pop_with(vm: Machine, frame: Frame, operand: i64) -> None:
    vm.withs.pop()
    if vm.events.with_popped is not None:
        vm.events.with_popped(frame)


opcode(
    "OpPopWith",
    "--",
    pop_with,
    "Closes the innermost `with`.",
    emitted="At the end of the body of a `with`.",
    example="with { a = 1; }; a",
)


def resolve_with(vm: Machine, frame: Frame, operand: i64) -> bool:
    stack = vm.stack
    name = stack[-1]
    candidates = vm.captured_withs(frame)
    for index in range(len(candidates) - 1, -1, -1):
        candidate = candidates[index]
        if type(candidate) is Thunk:
            if candidate.state != EVALUATED:
                stack.pop()
                vm.push_steps("OpResolveWith", resolved(name, candidates[: index + 1]))
                return True
            candidate = candidate.value
        if type(candidate) is not AttrSet:
            raise no_scope(candidate)
        if name in candidate:
            stack[-1] = candidate[name]
            return False
    raise unbound(name, candidates)


opcode(
    "OpResolveWith",
    "name -- v",
    resolve_with,
    "Looks a name up in the open `with` sets, the innermost first; each set looked into is forced.",
    emitted="A name that nothing binds but perhaps a `with` around it.",
    example="with { a = 1; }; a",
)


def resolved(name: str, candidates: tuple[Value, ...]) -> StepsOf:
    """The lookup when a set must be forced first."""
    for index in range(len(candidates) - 1, -1, -1):
        scope = yield Force(
            candidates[index], note=("look for " + name.replace("{", "{{") + " in with {}", index)
        )
        if type(scope) is not AttrSet:
            raise no_scope(scope)
        if name in scope:
            return scope[name]
    raise unbound(name, candidates)


def no_scope(value: Value) -> TypeMismatch:
    """The error for `with e;` where e is no set, found when a name is looked up."""
    error = TypeMismatch(expected("a set", value))
    error.notes.append("it is what a `with` opens, in which the name is looked for")
    return error


def unbound(name: str, candidates: tuple[Value, ...]) -> UnboundName:
    """The error for a name that no open `with` has; all of them are evaluated by now."""
    error = UnboundName(f"undefined variable '{name}'")
    scopes = [peek_value(candidate) for candidate in candidates]
    names = {each for scope in scopes if type(scope) is AttrSet for each in scope}
    error.notes += did_you_mean(name, names)
    count = len(scopes)
    where = "the set of the `with` around it does" if count == 1 else f"none of the {count} `with` sets does"
    error.notes.append(f"nothing binds it, and {where}{' not' if count == 1 else ''} have it")
    return error
