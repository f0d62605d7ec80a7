"""Making closures and thunks, and filling their captures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vm.chunk import CAPTURE_DEFERRED, CAPTURE_LOCAL, CAPTURE_UPVALUE
from vm.machine.frames import Frame
from vm.opcodes import Operand, never_executed, opcode
from vm.thunks import EVALUATED, SUSPENDED, Thunk
from vm.values import Blueprint, Closure, DeferredUpvalue, Value

if TYPE_CHECKING:
    from mypy_extensions import i64

    from vm.machine.machine import Machine


def captured(vm: Machine, frame: Frame, blueprint: Blueprint) -> list[Value]:
    """What the data instructions behind the one under way capture; they are skipped."""
    plan = blueprint.plan
    if plan is None:
        plan = blueprint.plan = [kind | index << 2 for kind, index in frame.code.captures[frame.ip - 1]]
    count = len(plan)
    frame.ip += count
    if count == 1:
        return [one(vm, frame, plan[0])]
    if count == 2:
        return [one(vm, frame, plan[0]), one(vm, frame, plan[1])]
    return [one(vm, frame, each) for each in plan]


def one(vm: Machine, frame: Frame, packed: i64) -> Value:
    """One capture; its kind stands in the lowest two bits."""
    kind, index = packed & 3, packed >> 2
    if kind == CAPTURE_LOCAL:
        return vm.stack[frame.base + index]
    if kind == CAPTURE_UPVALUE:
        return frame.upvalues[index]
    if kind == CAPTURE_DEFERRED:
        return DeferredUpvalue(index)
    return vm.captured_withs(frame)


def closure(vm: Machine, frame: Frame, operand: i64) -> None:
    blueprint: Blueprint = frame.code.constants[operand]
    vm.stack.append(Closure(blueprint.code, captured(vm, frame, blueprint)))


opcode(
    "OpClosure",
    "-- closure",
    closure,
    "Makes a function from its blueprint and what it captures.",
    Operand.CONSTANT,
    emitted="A function that uses names from around it.",
    example="x: y: x",
)


def thunk_closure(vm: Machine, frame: Frame, operand: i64) -> None:
    blueprint: Blueprint = frame.code.constants[operand]
    vm.stack.append(vm.new_cell(Closure(blueprint.code, captured(vm, frame, blueprint))))


opcode(
    "OpThunkClosure",
    "-- thunk",
    thunk_closure,
    "Makes a function that captures something not bound yet, in a cell that is evaluated already.",
    Operand.CONSTANT,
    emitted="A function that uses a name which is bound only later in the same `let` or set, "
    "such as its own.",
    example="let f = x: f x; in f",
)


def thunk_suspended(vm: Machine, frame: Frame, operand: i64) -> None:
    blueprint: Blueprint = frame.code.constants[operand]
    vm.stack.append(vm.new_thunk(blueprint.code, captured(vm, frame, blueprint)))


opcode(
    "OpThunkSuspended",
    "-- thunk",
    thunk_suspended,
    "Makes a thunk: code and captures, not run before it is forced.",
    Operand.CONSTANT,
    emitted="An expression whose value may never be needed: an argument, the value of a name "
    "or attribute, an "
    "element of a list.",
    example="let x = 1; in [ (x + 1) ]",
)


def finalise(vm: Machine, frame: Frame, operand: i64) -> None:
    cell = vm.stack[frame.base + operand]
    if type(cell) is not Thunk:
        return
    if cell.state == SUSPENDED:
        upvalues = cell.arguments
    elif cell.state == EVALUATED and type(cell.value) is Closure:
        upvalues = cell.value.upvalues
    else:
        return
    for index, captured in enumerate(upvalues):
        if type(captured) is DeferredUpvalue:
            upvalues[index] = vm.stack[frame.base + captured.slot]


opcode(
    "OpFinalise",
    "--",
    finalise,
    "Fills captures that had to wait until all names of a scope were bound.",
    Operand.SLOT,
    emitted="After the last name of a `let` or `rec` is bound, for each value that captures a name which was "
    "not bound yet when it was made.",
    example="let a = [ b ]; b = [ a ]; in a",
)


opcode(
    "DataStackIdx",
    "--",
    never_executed,
    "Capture: a slot of this frame.",
    Operand.SLOT,
    is_data=True,
    emitted="Behind an op that makes a function or thunk: it captures a slot of the code that makes it.",
    example="x: y: x",
)
opcode(
    "DataDeferredLocal",
    "--",
    never_executed,
    "Capture: a slot, filled when finalised.",
    Operand.SLOT,
    is_data=True,
    emitted="Behind an op that makes a function or thunk: it captures a slot that is not bound yet, which "
    "OpFinalise fills in.",
    example="let f = x: f x; in f",
)
opcode(
    "DataUpvalueIdx",
    "--",
    never_executed,
    "Capture: a capture of this code.",
    Operand.UPVALUE,
    is_data=True,
    emitted="Behind an op that makes a function or thunk: it captures what the code that makes it has itself "
    "captured.",
    example="x: y: z: x",
)
opcode(
    "DataCaptureWith",
    "--",
    never_executed,
    "Capture: the whole with-stack.",
    is_data=True,
    emitted="Behind an op that makes a function or thunk, last: it captures the sets of all "
    "open `with`s, because "
    "the code looks names up in them.",
    example="with { a = 1; }; [ (a + 1) ]",
)
