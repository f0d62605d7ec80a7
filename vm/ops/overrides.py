"""`__overrides`: a recursive set that changes what its own names mean while it is being made.

    rec { __overrides = { a = 2; }; a = 1; b = a; }   is   { __overrides = { a = 2; }; a = 2; b = 2; }

The names mean what is written until `__overrides` has been evaluated, which may use them, and from then on
what it says. What captured a name before must see the change, so it cannot hold the value: in such a set, and
only there, names are looked up in a `Scope` each time that they are evaluated.

    OpScope              the scope, in slot 0
    "a", 1, ...          the static pairs; their code captures the scope
    OpAttrs n
    OpDefine 0           the names mean what is written
    OpGetLocal 0, "__overrides", OpScopeSelect, OpForce
    OpOverride 0         the names mean what __overrides says
    key, value, ...      the dynamic pairs, which only see that
    OpAttrsExtend m
    OpCloseScope 1
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vm.errors import TypeMismatch
from vm.machine.frames import Frame
from vm.opcodes import Operand, opcode
from vm.ops.sets import careful_set
from vm.text.messages import expected
from vm.values import AttrSet, Scope

if TYPE_CHECKING:
    from mypy_extensions import i64

    from vm.machine.machine import Machine


def scope(vm: Machine, frame: Frame, operand: i64) -> None:
    vm.stack.append(Scope())


opcode(
    "OpScope",
    "-- scope",
    scope,
    "Makes the scope of a recursive set whose names may still change their meaning.",
    emitted="At the beginning of a `rec` that has `__overrides`: its names may yet come to mean something "
    "else.",
    example="rec { a = 1; __overrides = { a = 2; }; }",
)


def define(vm: Machine, frame: Frame, operand: i64) -> None:
    vm.stack[frame.base + operand].names = vm.stack[-1]


opcode(
    "OpDefine",
    "set -- set",
    define,
    "Lets the names of a scope mean what this set says.",
    Operand.SLOT,
    emitted="In such a set, once its attributes are there: names mean these from now on.",
    example="rec { a = 1; __overrides = { a = 2; }; }",
)


def scope_select(vm: Machine, frame: Frame, operand: i64) -> None:
    key = vm.stack.pop()
    vm.stack[-1] = vm.stack[-1].names[key]


opcode(
    "OpScopeSelect",
    "scope key -- v",
    scope_select,
    "Takes what a name means at the moment; it is not forced here.",
    emitted="A name of such a set, used inside it.",
    example="rec { a = 1; b = a; __overrides = { a = 2; }; }",
)


def override(vm: Machine, frame: Frame, operand: i64) -> None:
    stack = vm.stack
    written, overrides = stack[-2], stack[-1]
    if type(overrides) is not AttrSet:
        error = TypeMismatch(expected("a set", overrides))
        error.notes.append("it is the __overrides of a recursive set, which say what its names mean")
        raise error
    stack.pop()
    stack[-1] = stack[frame.base + operand].names = written.updated(overrides)


opcode(
    "OpOverride",
    "set overrides -- set",
    override,
    "Merges the overrides into a recursive set; its names mean what they say from now on.",
    Operand.SLOT,
    emitted="At the end of such a set: what `__overrides` says wins.",
    example="rec { a = 1; __overrides = { a = 2; }; }",
)


def attrs_extend(vm: Machine, frame: Frame, operand: i64) -> None:
    stack = vm.stack
    first = len(stack) - 2 * operand
    places = frame.code.chunk.positions.get(frame.ip - 1)
    result = careful_set(frame, stack[first::2], stack[first + 1 :: 2], places, stack[first - 1])
    del stack[first:]
    stack[-1] = result


opcode(
    "OpAttrsExtend",
    "set (key value)*n -- set",
    attrs_extend,
    "Adds n pairs to a set that has none of these names. Keys are forced, values stay thunks.",
    Operand.COUNT,
    emitted="A `rec` with `__overrides` and with names that are computed: these are added at the end.",
    example='let k = "b"; in rec { a = 1; __overrides = { }; ${k} = 2; }',
)
