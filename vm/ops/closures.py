"""Making closures and thunks, and filling their captures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vm.chunk import CAPTURE_DEFERRED, CAPTURE_LOCAL, CAPTURE_UPVALUE
from vm.machine.frames import Frame
from vm.opcodes import Operand, never_executed, opcode
from vm.thunks import EVALUATED, SUSPENDED, Thunk
from vm.values import Closure, DeferredUpvalue, Value

if TYPE_CHECKING:
    from mypy_extensions import i64

    from vm.machine.machine import Machine


def fill(vm: Machine, frame: Frame, upvalues: list[Value]) -> None:
    """Fill the captures of what was just pushed, and skip the data instructions that list them."""
    plan = frame.code.captures[frame.ip - 1]
    stack, base, own = vm.stack, frame.base, frame.upvalues
    at = 0
    for kind, index in plan:
        if kind == CAPTURE_LOCAL:
            upvalues[at] = stack[base + index]
        elif kind == CAPTURE_UPVALUE:
            upvalues[at] = own[index]
        elif kind == CAPTURE_DEFERRED:
            upvalues[at] = DeferredUpvalue(index)
        else:
            upvalues[at] = vm.captured_withs(frame)
        at += 1
    frame.ip += at


def closure(vm: Machine, frame: Frame, operand: i64) -> None:
    upvalues: list[Value] = [None] * len(frame.code.captures[frame.ip - 1])
    vm.stack.append(Closure(frame.code.constants[operand].code, upvalues))
    fill(vm, frame, upvalues)


opcode(
    "OpClosure",
    "-- closure",
    closure,
    "Makes a function from its blueprint and what it captures.",
    Operand.CONSTANT,
)


def thunk_closure(vm: Machine, frame: Frame, operand: i64) -> None:
    upvalues: list[Value] = [None] * len(frame.code.captures[frame.ip - 1])
    vm.stack.append(vm.new_cell(Closure(frame.code.constants[operand].code, upvalues)))
    fill(vm, frame, upvalues)


opcode(
    "OpThunkClosure",
    "-- thunk",
    thunk_closure,
    "Makes a function that captures something not bound yet, in a cell that is evaluated already.",
    Operand.CONSTANT,
)


def thunk_suspended(vm: Machine, frame: Frame, operand: i64) -> None:
    upvalues: list[Value] = [None] * len(frame.code.captures[frame.ip - 1])
    vm.stack.append(vm.new_thunk(frame.code.constants[operand].code, upvalues))
    fill(vm, frame, upvalues)


opcode(
    "OpThunkSuspended",
    "-- thunk",
    thunk_suspended,
    "Makes a thunk: code and captures, not run before it is forced.",
    Operand.CONSTANT,
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
)


opcode("DataStackIdx", "--", never_executed, "Capture: a slot of this frame.", Operand.SLOT, is_data=True)
opcode(
    "DataDeferredLocal",
    "--",
    never_executed,
    "Capture: a slot, filled when finalised.",
    Operand.SLOT,
    is_data=True,
)
opcode(
    "DataUpvalueIdx", "--", never_executed, "Capture: a capture of this code.", Operand.UPVALUE, is_data=True
)
opcode("DataCaptureWith", "--", never_executed, "Capture: the whole with-stack.", is_data=True)
