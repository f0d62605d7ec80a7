"""Applying functions, and forcing thunks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vm.errors import NixError
from vm.frames import Frame
from vm.opcodes import opcode
from vm.thunks import EVALUATED, Thunk
from vm.values import Closure

if TYPE_CHECKING:
    from vm.machine import Machine


@opcode("OpCall", "arg f -- r", "Applies the function on top to the argument below it.")
def call(vm: Machine, frame: Frame, operand: int) -> None:
    stack = vm.stack
    function, argument = stack[-1], stack[-2]
    del stack[-2:]
    apply_or_restore(vm, [argument, function], function, argument)


@opcode(
    "OpTailCall",
    "arg f -- r",
    "Applies a function as the last thing this frame does: the callee takes the frame over.",
)
def tail_call(vm: Machine, frame: Frame, operand: int) -> None:
    stack = vm.stack
    function, argument = stack[-1], stack[-2]
    base = frame.base
    if type(function) is Closure:
        del stack[base:]
        stack.append(argument)
        if vm.events.tail_call is not None:
            vm.events.tail_call(frame, function.code)
        callee = Frame(
            function.code, function.upvalues, base, frame.withs, frame.continuations, frame.activation
        )
        vm.frame = vm.frames[-1] = callee
        return
    own = stack[base:]
    del stack[base:]
    apply_or_restore(vm, own, function, argument)


def apply_or_restore(vm: Machine, own: list[object], function: object, argument: object) -> None:
    """Apply; if that fails at once, put back what was taken, so that the failed step shows as it was."""
    try:
        vm.call(function, argument)
    except NixError:
        vm.stack.extend(own)
        raise


@opcode("OpForce", "v -- v", "Makes sure that the top is a plain value: runs a suspended thunk's code if need be.")
def force(vm: Machine, frame: Frame, operand: int) -> None:
    stack = vm.stack
    value = stack[-1]
    if type(value) is not Thunk:
        return
    if value.state == EVALUATED:
        stack[-1] = value.value
        return
    stack.pop()
    try:
        vm.demand(value)
    except NixError:
        stack.append(value)
        raise
