"""Breakpoints that have to look at how things stand: builtins, attributes, options, depths, values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from debugger.breakpoints.breakpoint import Breakpoint, Here
from debugger.breakpoints.placed import FunctionBreakpoint
from debugger.history.timeline import State
from vm.chunk import ChunkKind, Lambda
from vm.machine.trampoline import WriteBack
from vm.opcodes import number_of
from vm.values import AttrSet, Builtin, PartialBuiltin, Value

CALLS = frozenset(map(number_of, ("OpCall", "OpTailCall", "OpApply")))
APPLY, FORCE = number_of("OpApply"), number_of("OpForce")
CONSTANT = number_of("OpConstant")
SELECTS = frozenset(map(number_of, ("OpAttrsSelect", "OpAttrsTrySelect")))
RESOLVE_WITH = number_of("OpResolveWith")
GET_LOCAL, GET_UPVALUE = number_of("OpGetLocal"), number_of("OpGetUpvalue")


@dataclass(slots=True)
class BuiltinBreakpoint(Breakpoint):
    """Where code gives a builtin its last argument."""

    asks = True
    name: str = ""

    def ips(self, code: Lambda) -> Collection[int]:
        return {ip for ip, op in enumerate(code.ops) if op in CALLS}

    def is_met(self, here: Here) -> bool:
        stack, op = here.state.stack, here.frame.code.ops[here.ip]
        if not stack:
            return False
        if op == APPLY:
            return type(stack[-1]) is Builtin and stack[-1].name == self.name
        return self.is_last(here.state.cells.peek(stack[-1]), 1)

    def is_last(self, function: Value, arguments: int) -> bool:
        """Whether so many arguments more are all that the builtin needs."""
        if type(function) is PartialBuiltin:
            known, arguments = function.builtin, arguments + len(function.arguments)
        elif type(function) is Builtin:
            known = function
        else:
            return False
        return bool(known.name == self.name and known.arity == arguments)


@dataclass(slots=True)
class AttributeBreakpoint(Breakpoint):
    """Where `a.b` is selected, or the value of an attribute of that name begins to be evaluated."""

    has_place = True
    path: tuple[str, ...] = ()

    def ips(self, code: Lambda) -> Collection[int]:
        found = {ip for ip, op in enumerate(code.ops) if op in SELECTS and self.is_path(code, ip)}
        if code.attribute == self.path[-1] and self.is_written(code):
            found.add(0)
        return found

    def is_path(self, code: Lambda, ip: int) -> bool:
        """Whether the selections up to this one are those of the path; the first name may be a variable."""
        for at, name in enumerate(reversed(self.path)):
            is_key = ip >= 1 and code.ops[ip] in SELECTS and code.ops[ip - 1] == CONSTANT
            if not is_key:
                return at == len(self.path) - 1 and at > 0 and variable(code, ip) == name
            if code.constants[code.operands[ip - 1]] != name:
                return False
            ip -= 2
            if ip >= 0 and code.ops[ip] == FORCE:
                ip -= 1
        return True

    def is_written(self, code: Lambda) -> bool:
        """Whether the names before the last one stand before it, as in `a.b = 1`."""
        if len(self.path) == 1:
            return True
        text = code.span.source.text[max(code.span.start - 1000, 0) : code.span.start]
        return text.rstrip().removesuffix("=").rstrip().endswith(".".join(self.path))


def variable(code: Lambda, ip: int) -> str:
    """The name of the variable that an instruction pushes; "" if it does something else."""
    if ip < 0:
        return ""
    op, operand = code.ops[ip], code.operands[ip]
    if op == GET_UPVALUE and operand < len(code.capture_names):
        return code.capture_names[operand]
    return dict(code.chunk.slots).get(operand, "") if op == GET_LOCAL else ""


@dataclass(slots=True)
class OptionBreakpoint(FunctionBreakpoint):
    """Where the module system begins to merge what is defined for an option."""

    asks = True
    path: tuple[str, ...] = ()

    def is_met(self, here: Here) -> bool:
        quoted = " ".join(f'"{name}"' for name in self.path)
        return here.test(f"loc == [ {quoted} ]")


@dataclass(slots=True)
class DepthBreakpoint(Breakpoint):
    """Where there come to be more than so many frames, or so many thunks under evaluation."""

    asks = True
    most: int = 0
    of_thunks: bool = False

    def ips(self, code: Lambda) -> Collection[int]:
        return {0} if not self.of_thunks or code.kind is ChunkKind.THUNK else ()

    def is_met(self, here: Here) -> bool:
        state = here.state
        if self.of_thunks:
            if len(state.continuations) <= self.most:
                return False
            depth = sum(1 for each in state.continuations if type(each) is WriteBack)
        else:
            depth = state.depth
        return depth == self.most + 1 and is_new(state)


def is_new(state: State) -> bool:
    """Whether the frame on top has just been entered: none that took over another one's place."""
    frame = state.frame
    if frame is None or frame.site is not None:
        return False
    top = state.continuations[-1] if len(state.continuations) else None
    return type(top) is not WriteBack or top.taken is top.thunk


@dataclass(slots=True)
class WithMissBreakpoint(Breakpoint):
    """Where a name is looked up in `with`s, and the innermost set does not have it."""

    asks = True

    def ips(self, code: Lambda) -> Collection[int]:
        return {ip for ip, op in enumerate(code.ops) if op == RESOLVE_WITH}

    def is_met(self, here: Here) -> bool:
        state, frame = here.state, here.frame
        own = state.own_withs(state.depth)
        captured = frame.upvalues[-1] if frame.code.captures_with and frame.upvalues else ()
        sets = [*captured, *(state.stack[index] for index in own)]
        if not sets or not state.stack:
            return False
        inner = here.peek(sets[-1])
        return type(inner) is AttrSet and state.stack[-1] not in inner


@dataclass(slots=True)
class WhenBreakpoint(Breakpoint):
    """Wherever an expression is true: asked before every op where its names are in scope."""

    asks = True
    expression: str = ""

    def ips(self, code: Lambda) -> Collection[int]:
        return range(code.end)

    def is_met(self, here: Here) -> bool:
        return here.holds(self.expression)
