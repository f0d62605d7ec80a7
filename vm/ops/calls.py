"""Applying functions, and forcing thunks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vm.chunk import Lambda
from vm.errors import NixError, TypeMismatch
from vm.machine.frames import Frame
from vm.machine.trampoline import Force
from vm.opcodes import Operand, opcode
from vm.steps import StepsOf
from vm.text.messages import expected
from vm.thunks import EVALUATED, SUSPENDED, Thunk, peek_value
from vm.values import AttrSet, Builtin, Closure, Value

if TYPE_CHECKING:
    from mypy_extensions import i64

    from vm.machine.machine import Machine


def call(vm: Machine, frame: Frame, operand: i64) -> bool:
    stack = vm.stack
    function = stack.pop()
    argument = stack.pop()
    apply_or_restore(vm, [argument, function], function, argument)
    return vm.frame is not frame or len(vm.continuations) > frame.continuations


opcode(
    "OpCall",
    "arg f -- r",
    call,
    "Applies the function on top to the argument below it.",
    emitted="The compiler writes every call as a chunk of its own, whose last op is OpTailCall; this one "
    "stands in code that other tools write.",
)


def apply(vm: Machine, frame: Frame, operand: i64) -> bool:
    stack = vm.stack
    taken = stack[-1 - operand :]
    builtin = taken[-1]
    assert type(builtin) is Builtin
    del stack[-1 - operand :]
    arguments = taken[-2::-1]
    try:
        vm.apply(builtin, tuple(arguments))
    except NixError:
        stack.extend(taken)
        raise
    return vm.frame is not frame or len(vm.continuations) > frame.continuations


opcode(
    "OpApply",
    "arg*n builtin -- r",
    apply,
    "Gives a builtin all its arguments at once, the first one from the top.",
    Operand.COUNT,
    emitted="At level 1 of the code (`-O1`): a builtin that nothing can shadow, with all its arguments.",
    example="map (x: x) [ 1 ]",
)


def tail_call(vm: Machine, frame: Frame, operand: i64) -> bool:
    stack = vm.stack
    function, argument = stack[-1], stack[-2]
    base = frame.base
    if type(function) is Closure:
        code = function.code
        if code.end == 0:
            code.prepare()
        if len(stack) == base + 2:
            stack.pop()
            stack[-1] = argument
        else:
            del stack[base:]
            stack.append(argument)
        if vm.observed and vm.events.tail_call is not None:
            vm.events.tail_call(frame, code)
        frame.site = site_of(frame.code, frame.ip - 1)
        frame.code = code
        frame.upvalues = function.upvalues
        frame.ip = 0
        return True
    vm.taken = own = stack[base:]
    del stack[base:]
    after = frame.ip
    vm.tail, vm.tail_ip = frame, after - 1
    frame.ip = frame.code.end
    try:
        vm.call(function, argument)
    except NixError:
        stack.extend(own)
        frame.ip = after
        vm.tail = None
        raise
    return vm.frame is not frame


opcode(
    "OpTailCall",
    "arg f -- r",
    tail_call,
    "Applies a function as the last thing this frame does: the callee takes the frame over.",
    emitted="A call: argument, function, and this, as the last thing that the code of the call does.",
    example="(x: x) 1",
)


def site_of(code: Lambda, ip: i64) -> tuple[Lambda, int] | None:
    """One and the same pair for an instruction, however often it calls."""
    if code.last_ip != ip:
        code.last_ip = ip
        code.last_site = code.sites.setdefault(ip, (code, ip))
    return code.last_site


def apply_or_restore(vm: Machine, own: list[object], function: object, argument: object) -> None:
    """Apply; if that fails at once, put back what was taken, so that the failed step shows as it was."""
    try:
        vm.call(function, argument)
    except NixError:
        vm.stack.extend(own)
        raise


def force(vm: Machine, frame: Frame, operand: i64) -> bool:
    stack = vm.stack
    value = stack[-1]
    if operand:
        return force_argument(vm, value)
    if type(value) is not Thunk:
        return False
    if value.state == EVALUATED:
        stack[-1] = value.value
        return False
    stack.pop()
    try:
        if value.state == SUSPENDED:
            vm.force(value)
            return True
        return not vm.demand(value)
    except NixError:
        stack.append(value)
        raise


opcode(
    "OpForce",
    "v -- v",
    force,
    "Makes sure that the top is a plain value: runs a suspended thunk's code if need be.",
    emitted="Wherever a plain value is needed: the sides of an operator, a condition, a set "
    "that something is "
    "selected from, a function that is called.",
    example="1 + 2",
)


def force_argument(vm: Machine, value: Value) -> bool:
    """The force of a pattern with `...`, marked by an operand that no listing shows: nothing that comes
    after it would notice an argument that is not a set."""
    plain = peek_value(value)
    if type(plain) is not Thunk:
        if type(plain) is not AttrSet:
            raise TypeMismatch(expected("a set", plain))
        vm.stack[-1] = plain
        return False
    vm.stack.pop()
    vm.push_steps("OpForce", argument_set(value))
    return True


def argument_set(value: Value) -> StepsOf:
    """What a function with a pattern is given, forced; TypeMismatch if it is no set."""
    plain = yield Force(value, note=("the argument of a pattern",))
    if type(plain) is not AttrSet:
        raise TypeMismatch(expected("a set", plain))
    return plain
