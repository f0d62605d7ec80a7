"""The emitter: writes one chunk, when it is first entered or looked at.

What the chunk captures, and in which order, the analysis has found out. Each construct has an `emit`
function in `expressions` or `definitions`, which takes the emitter, a node and its position. Only what is
written in place nests, so nothing recurses deeper than positions allow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from compiler.analysis.positions import LAZY, TAIL
from compiler.analysis.scope import NO_SLOT, SCOPE_NAME, Body, Names, Slot, shown_name
from compiler.emission.units import SourceUnit
from compiler.syntax.nodes import Node, Paren, Select
from vm.chunk import CAPTURE_DEFERRED, CAPTURE_WITH, Chunk, ChunkKind, Formals, Lambda
from vm.opcodes import OPCODES
from vm.spans import Source, Span
from vm.values import Blueprint, ReadyClosure, ReadyThunk, Value

if TYPE_CHECKING:
    from mypy_extensions import i64

DATA_NAMES = ("DataStackIdx", "DataDeferredLocal", "DataUpvalueIdx", "DataCaptureWith")
NUMBERS = {op.name: op.number for op in OPCODES}
GLOBAL_OPS = {"true": "OpTrue", "false": "OpFalse", "null": "OpNull"}
THUNK_SUSPENDED = NUMBERS["OpThunkSuspended"]
CONSTANT_OP = NUMBERS["OpConstant"]


class Emitter(Names):
    """The writing of one chunk."""

    def __init__(self, unit: SourceUnit, code: Lambda, body: Body) -> None:
        self.unit = unit
        self.source: Source = unit.source
        self.globals: Mapping[str, Value] = unit.options.globals
        self.scope: Mapping[str, Value] = unit.scope
        """Names that `scopedImport` puts before the globals."""
        self.code = code
        self.body = body
        self.chunk = Chunk(unit.source)
        self.root: i64 = TAIL if unit.options.level else LAZY
        """The position of what the chunk as a whole is for."""
        self.height: i64 = 0
        """How many slots there are at the moment."""
        self.names: dict[str, Slot] = {}
        """The names that have slots of this chunk at the moment."""
        self.unbound: set[int] = set()
        """Slots that hold no value yet."""
        self.capture_index: dict[str, int] = {
            capture.name: index for index, capture in enumerate(body.captures)
        }
        self.attribute: str | None = None
        """The attribute that the next chunk gives the value of, if it does."""
        self.taken: dict[int, int] = {}
        """For places where inner chunks begin: how many do."""

    # Instructions.

    def op(self, name: str, node: Node, operand: int = 0) -> int:
        """Append an instruction with the node's span; returns its index."""
        return self.op_at(name, node.start, node.end, operand)

    def op_at(self, name: str, start: int, end: int, operand: int = 0) -> int:
        """Append an instruction with a span from `start` to `end`, in bytes; returns its index."""
        chunk = self.chunk
        chunk.ops.append(NUMBERS[name])
        chunk.operands.append(operand)
        chunk.starts.append(start)
        chunk.ends.append(end)
        return len(chunk.ops) - 1

    def insist(self, name: str, node: Node, written: Node) -> int:
        """Append an instruction that insists on a Boolean, which was `written` there; returns its index."""
        at = self.op(name, node)
        self.chunk.sites[at] = ((written.start, written.end),)
        return at

    def constant(self, value: Value, node: Node) -> None:
        """A new constant and the instruction that pushes it."""
        self.op("OpConstant", node, self.add_constant(value))

    def binds(self, name: str, start: int) -> None:
        """Note that the next instruction makes what is bound to a name written at `start`; "" for none."""
        self.chunk.bindings[len(self.chunk.ops)] = (name, start)

    def add_constant(self, value: Value) -> int:
        """Append to the chunk's constants, which are never shared; returns the index."""
        constants = self.chunk.constants
        constants.append(value)
        return len(constants) - 1

    def patch(self, jump: int) -> None:
        """Let the jump at `jump` land on the next instruction."""
        self.chunk.operands[jump] = len(self.chunk.ops) - jump - 1

    # Expressions.

    def compile(self, node: Node, how: i64 = LAZY, label: str | None = None) -> bool:
        """Write what leaves the node's value, perhaps as a thunk, on the stack; True if it is no thunk."""
        while type(node) is Paren:
            node = node.inner
        return self.write(node, how, label)

    def write(self, node: Node, how: i64, label: str | None) -> bool:
        """Write an expression at a position; True if what it leaves is surely no thunk."""
        raise NotImplementedError

    def force(self, node: Node, how: i64, at: Node | None = None) -> None:
        """Write the node and its force; its first instruction is where a source step stops."""
        first = len(self.chunk.ops)
        is_plain = self.compile(node, how)
        self.mark_evaluation(first)
        if not is_plain or not self.root:
            self.op("OpForce", at or (selected(node) if how else node))

    def mark_evaluation(self, first: int) -> None:
        """Mark an instruction unless it only creates a thunk."""
        chunk = self.chunk
        op = chunk.ops[first]
        creates = op == THUNK_SUSPENDED or (
            op == CONSTANT_OP and type(chunk.constants[chunk.operands[first]]) is ReadyThunk
        )
        if not creates:
            chunk.marks.add(first)

    # Chunks.

    def thunk(self, node: Node, label: str | None, origin: Node | None = None) -> bool:
        """Write what makes a thunk of a node; of `origin`, if that says more than the node."""
        code, body = self.inner(ChunkKind.THUNK, node, origin or node, label)
        self.make(code, body, node, "OpThunkSuspended")
        return False

    def inner(
        self,
        kind: ChunkKind,
        node: Node,
        origin: Node,
        label: str | None,
        formals: Formals | None = None,
        parameter: str | None = None,
    ) -> tuple[Lambda, Body]:
        """A chunk inside this one, to be written later. It takes over the attribute whose value it gives."""
        body = self.unit.body_of(origin)
        attribute, self.attribute = self.attribute, None
        code = Lambda(
            kind,
            Span(self.source, node.start, node.end),
            body.names(),
            body.captures_with,
            label,
            formals,
            parameter,
            attribute,
        )
        code.unit, code.origin = self.unit, origin
        taken = self.taken.get(node.start, 0)
        self.taken[node.start] = taken + body.count
        around = self.code.ordinal if self.code.span.start == node.start else 0
        code.ordinal = around + taken + 1
        return code, body

    def make(self, code: Lambda, body: Body, node: Node, op: str) -> None:
        """Write what makes a thunk or a function of a chunk inside this one."""
        if not body.captures and not body.captures_with:
            ready = ReadyThunk if code.kind is ChunkKind.THUNK else ReadyClosure
            self.constant(ready(code), node)
            return
        plan = [capture.instruction(self.unbound) for capture in body.captures]
        if op == "OpClosure" and any(kind == CAPTURE_DEFERRED for kind, _ in plan):
            op = "OpThunkClosure"
        at = self.op(op, node, self.add_constant(Blueprint(code)))
        for capture, (kind, index) in zip(body.captures, plan, strict=True):
            self.op_at(DATA_NAMES[kind], capture.start, capture.end, index)
        if body.captures_with:
            plan.append((CAPTURE_WITH, 0))
            self.op(DATA_NAMES[CAPTURE_WITH], node)
        self.chunk.captures[at] = tuple(plan)

    # Slots.

    def declare(self, name: str | None, is_bound: bool = False) -> Slot:
        """The next slot of this chunk; None for one without a name."""
        slot = Slot(self.height, name, 0, 0, None)
        self.height += 1
        if name is not None:
            self.names[name] = slot
            self.chunk.slots.append((slot.index, shown_name(name)))
        if not is_bound:
            self.unbound.add(slot.index)
        return slot

    def bind(self, slot: Slot) -> None:
        """From here on the slot holds its value."""
        self.unbound.discard(slot.index)

    def declare_scope(self) -> Slot:
        """The slot of a scope whose names can be overridden."""
        return self.declare(SCOPE_NAME, True)

    def declare_overridable(self, name: str, scope: Slot) -> None:
        """A name of a set with `__overrides`: it has no slot and is looked up when it is used."""
        slot = self.names[name] = Slot(scope.index, name, 0, 0, None)
        slot.scope = scope

    # Names.

    def is_bound(self, name: str) -> bool:
        scoped = self.body.scoped
        return (
            name in self.names
            or name in self.capture_index
            or (scoped is not None and name in scoped)
            or name in self.scope
        )

    def identifier(self, name: str, node: Node, how: i64 = LAZY, label: str | None = None) -> bool:
        """Write the value that a name stands for; True if it is no thunk."""
        slot = self.names.get(name)
        if slot is not None:
            return self.own(slot, name, node, label)
        scoped = self.body.scoped
        if scoped is not None and name in scoped:
            self.op("OpGetUpvalue", node, self.capture_index[scoped[name]])
            self.scope_select(name, node)
            return False
        index = self.capture_index.get(name, NO_SLOT)
        if index != NO_SLOT:
            self.op("OpGetUpvalue", node, index)
            return False
        return self.free(name, node, how, label)

    def own(self, slot: Slot, name: str, node: Node, label: str | None) -> bool:
        """Write the value of a name of this chunk."""
        if slot.scope is None and slot.index in self.unbound:
            return self.thunk(node, label)
        self.op("OpGetLocal", node, slot.index)
        if slot.scope is not None:
            self.scope_select(name, node)
        return False

    def scope_select(self, name: str, node: Node) -> None:
        """Write the look-up of a name in the scope on the stack (s -- v)."""
        self.constant(name, node)
        self.op("OpScopeSelect", node)

    def free(self, name: str, node: Node, how: i64, label: str | None) -> bool:
        """Write the value of a name that nothing binds statically: a global, or one for a `with`."""
        if name in self.scope:
            self.constant(self.scope[name], node)
            return False
        if name in self.globals:
            op = GLOBAL_OPS.get(name)
            if op is not None:
                self.op(op, node)
            else:
                self.constant(self.globals[name], node)
            return True
        if how == LAZY and self.code.origin is not node:
            return self.thunk(node, label)
        self.constant(name, node)
        self.op("OpResolveWith", node)
        return False


def selected(node: Node) -> Node:
    """The key that a selection in place ends with: that is where its value comes from. Else the node."""
    while type(node) is Paren:
        node = node.inner
    return node.keys[-1] if type(node) is Select and node.default is None else node
