"""From an opcode's number to its body. Written by vm.ops.dispatch_text: do not edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vm.machine.frames import Frame
from vm.ops.arithmetic import addition, division, invert, multiplication, negation, subtraction
from vm.ops.calls import apply, call, force, tail_call
from vm.ops.closures import closure, finalise, thunk_closure, thunk_suspended
from vm.ops.comparison import equal, less, less_or_equal, more, more_or_equal
from vm.ops.constants import constant, false, null, pop, true
from vm.ops.control import assert_bool, assert_fail, jump, jump_if_false, jump_if_not_found, jump_if_true
from vm.ops.overrides import attrs_extend, define, override, scope, scope_select
from vm.ops.scope import close_scope, get_local, get_upvalue, pop_with, push_with, resolve_with
from vm.ops.sets import (
    attrs,
    attrs_select,
    attrs_try_select,
    attrs_update,
    concat,
    has_attr,
    make_list,
    validate_closed_formals,
)
from vm.ops.strings import find_file, interpolate, resolve_home, to_string

if TYPE_CHECKING:
    from mypy_extensions import i64

    from vm.machine.machine import Machine


def execute(vm: Machine, frame: Frame, op: i64, operand: i64) -> bool:
    """Run the body of opcode number `op`; True if it began something that goes on before its own frame."""
    if op == 0:
        constant(vm, frame, operand)
        return False
    if op == 1:
        pop(vm, frame, operand)
        return False
    if op == 2:
        null(vm, frame, operand)
        return False
    if op == 3:
        true(vm, frame, operand)
        return False
    if op == 4:
        false(vm, frame, operand)
        return False
    if op == 5:
        invert(vm, frame, operand)
        return False
    if op == 6:
        negation(vm, frame, operand)
        return False
    if op == 7:
        return addition(vm, frame, operand)
    if op == 8:
        subtraction(vm, frame, operand)
        return False
    if op == 9:
        multiplication(vm, frame, operand)
        return False
    if op == 10:
        division(vm, frame, operand)
        return False
    if op == 11:
        return equal(vm, frame, operand)
    if op == 12:
        return less(vm, frame, operand)
    if op == 13:
        return less_or_equal(vm, frame, operand)
    if op == 14:
        return more(vm, frame, operand)
    if op == 15:
        return more_or_equal(vm, frame, operand)
    if op == 16:
        jump(vm, frame, operand)
        return False
    if op == 17:
        jump_if_true(vm, frame, operand)
        return False
    if op == 18:
        jump_if_false(vm, frame, operand)
        return False
    if op == 19:
        jump_if_not_found(vm, frame, operand)
        return False
    if op == 20:
        assert_bool(vm, frame, operand)
        return False
    if op == 21:
        assert_fail(vm, frame, operand)
        return False
    if op == 22:
        attrs(vm, frame, operand)
        return False
    if op == 23:
        attrs_update(vm, frame, operand)
        return False
    if op == 24:
        attrs_select(vm, frame, operand)
        return False
    if op == 25:
        attrs_try_select(vm, frame, operand)
        return False
    if op == 26:
        has_attr(vm, frame, operand)
        return False
    if op == 27:
        validate_closed_formals(vm, frame, operand)
        return False
    if op == 28:
        make_list(vm, frame, operand)
        return False
    if op == 29:
        concat(vm, frame, operand)
        return False
    if op == 30:
        get_local(vm, frame, operand)
        return False
    if op == 31:
        get_upvalue(vm, frame, operand)
        return False
    if op == 32:
        close_scope(vm, frame, operand)
        return False
    if op == 33:
        push_with(vm, frame, operand)
        return False
    if op == 34:
        pop_with(vm, frame, operand)
        return False
    if op == 35:
        return resolve_with(vm, frame, operand)
    if op == 36:
        interpolate(vm, frame, operand)
        return False
    if op == 37:
        return to_string(vm, frame, operand)
    if op == 38:
        return find_file(vm, frame, operand)
    if op == 39:
        resolve_home(vm, frame, operand)
        return False
    if op == 40:
        return call(vm, frame, operand)
    if op == 41:
        return apply(vm, frame, operand)
    if op == 42:
        return tail_call(vm, frame, operand)
    if op == 43:
        return force(vm, frame, operand)
    if op == 44:
        closure(vm, frame, operand)
        return False
    if op == 45:
        thunk_closure(vm, frame, operand)
        return False
    if op == 46:
        thunk_suspended(vm, frame, operand)
        return False
    if op == 47:
        finalise(vm, frame, operand)
        return False
    if op == 52:
        scope(vm, frame, operand)
        return False
    if op == 53:
        define(vm, frame, operand)
        return False
    if op == 54:
        scope_select(vm, frame, operand)
        return False
    if op == 55:
        override(vm, frame, operand)
        return False
    if op == 56:
        attrs_extend(vm, frame, operand)
        return False
    raise AssertionError("a data instruction was executed")
