"""The emitter: walks a syntax tree and finishes chunks, inner ones first.

Each construct is an `emit` function that takes the emitter and a node. Those with children are
generators that yield what must be emitted next; `drive` runs them from a stack of its own, so no depth
of nesting can exhaust the host's. The table of constructs is filled by compiler.expressions and
compiler.definitions.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from itertools import repeat
from typing import TYPE_CHECKING, Any, TypeAlias

from compiler.scope import (
    SCOPE_NAME,
    Binders,
    Context,
    Slot,
    capture,
    capture_withs,
    declare,
    declare_overridable,
    declare_scope,
    shown_name,
)
from compiler.syntax.nodes import Node, Paren
from compiler.warnings import Remark
from vm.chunk import CAPTURE_DEFERRED, ChunkKind, Lambda
from vm.errors import STOPS, UndefinedVariable, stopped_at
from vm.opcodes import OPCODES
from vm.pulse import PULSE, STRETCH
from vm.spans import Source, Span
from vm.text.suggestions import did_you_mean
from vm.values import Blueprint, ReadyClosure, ReadyThunk, Value

if TYPE_CHECKING:
    from compiler.options import Options

Emission: TypeAlias = "Generator[Any, None, None]"
"""Work that is under way: yields what must be emitted next."""

Work: TypeAlias = "Emission | None"
"""What is left to do for a node: nothing, or a generator of more work."""

Emit: TypeAlias = "Callable[[Emitter, Any], Work]"

DATA_NAMES = ("DataStackIdx", "DataDeferredLocal", "DataUpvalueIdx", "DataCaptureWith")
NUMBERS = {op.name: op.number for op in OPCODES}

THUNKED: dict[type[Node], Emit] = {}
"""Constructs that become a thunk of their own."""

IN_PLACE: dict[type[Node], Callable[[Emitter, Any, str | None], Work]] = {}
"""Constructs that are evaluated where they stand; they get the label of the slot they fill."""

REDUCED: dict[type[Node], Callable[[Emitter, Any], tuple[str, Node | None] | None]] = {}
"""Constructs that may turn into a single opcode: answers its name and what is never evaluated, or None."""


def thunked(kind: type[Node]) -> Callable[[Emit], Emit]:
    """Register how the body of a thunk for such nodes is emitted."""

    def register(emit: Emit) -> Emit:
        THUNKED[kind] = emit
        return emit

    return register


def drive(work: Work) -> None:
    """Run work and all that it yields, depth first."""
    stack = [work] if work is not None else []
    while stack:
        for _ in repeat(None, STRETCH):
            try:
                more = next(stack[-1])
            except StopIteration:
                stack.pop()
                if not stack:
                    return
            else:
                if more is not None:
                    stack.append(more)
        PULSE.ask()


class Emitter:
    """The emission of one source."""

    def __init__(self, source: Source, options: Options, scope: Mapping[str, Value] | None = None) -> None:
        self.source = source
        self.scope = scope or {}
        """Names that `scopedImport` puts before the globals."""
        self.options = options
        self.binders = Binders()
        self.context: Context = Context(source, ChunkKind.TOPLEVEL, Node(0, 0), None, None)
        self.warnings: list[Remark] = []
        self.attribute: str | None = None
        """The attribute that the next chunk gives the value of, if it does."""
        self.asserted: Node | None = None
        """The condition of the assertion whose condition is compiled next."""
        self.dead = 0
        """Depth of dead code: nothing compiled there is observed or numbered."""

    # Instructions.

    def op(self, name: str, node: Node, operand: int = 0) -> int:
        """Append an instruction with the node's span; returns its index."""
        return self.op_at(name, node.start, node.end, operand)

    def op_at(self, name: str, start: int, end: int, operand: int = 0) -> int:
        """Append an instruction with a span from `start` to `end`, in bytes; returns its index."""
        chunk = self.context.chunk
        chunk.ops.append(NUMBERS[name])
        chunk.operands.append(operand)
        chunk.starts.append(start)
        chunk.ends.append(end)
        return len(chunk.ops) - 1

    def constant(self, value: Value, node: Node) -> None:
        """A new constant and the instruction that pushes it."""
        self.op("OpConstant", node, self.add_constant(value))

    def binds(self, name: str, start: int) -> None:
        """Note that the next instruction makes what is bound to a name written at `start`; "" for none."""
        chunk = self.context.chunk
        chunk.bindings[len(chunk.ops)] = (name, start)

    def add_constant(self, value: Value) -> int:
        """Append to the chunk's constants, which are never shared; returns the index."""
        constants = self.context.chunk.constants
        constants.append(value)
        return len(constants) - 1

    def patch(self, jump: int) -> None:
        """Let the jump at `jump` land on the next instruction."""
        chunk = self.context.chunk
        chunk.operands[jump] = len(chunk.ops) - jump - 1

    def span(self, node: Node) -> Span:
        return Span(self.source, node.start, node.end)

    def warn(self, code: str, node: Node, name: str = "") -> None:
        """Keep a remark of this code; `name` fills the place in its sentence, if there is one."""
        self.warnings.append(Remark.of(code, self.span(node), name))

    # Expressions.

    def compile(self, node: Node, label: str | None = None) -> Work:
        """Emit what leaves the node's value, perhaps as a thunk, on the stack."""
        while type(node) is Paren:
            if type(node.inner) is Paren:
                self.warn("W010", node)
            node = node.inner
        kind = type(node)
        reduce = REDUCED.get(kind)
        if reduce is not None:
            reduced = reduce(self, node)
            if reduced is not None:
                return self.single_op(node, *reduced)
        emit = IN_PLACE.get(kind)
        if emit is not None:
            return emit(self, node, label)
        return self.thunk(node, THUNKED[kind], label)

    def single_op(self, node: Node, name: str, dead: Node | None) -> Work:
        """Emit one opcode for a node, once what it makes dead code of is compiled."""
        if dead is not None:
            return self.dead_code(node, name, dead)
        self.op(name, node)
        return None

    def dead_code(self, node: Node, name: str, dead: Node) -> Emission:
        """Compile code that never runs: no instruction or constant of it stays, but its captures count."""
        self.warn("W007", dead)
        self.dead += 1
        self.open(ChunkKind.THUNK, dead, None)
        while type(dead) is Paren:
            dead = dead.inner
        yield self.compile(dead)
        self.close()
        self.dead -= 1
        self.op(name, node)

    def force(self, node: Node, at: Node | None = None) -> Work:
        """Emit the node and force it; its first instruction is where a source step stops."""
        at = at or node
        chunk = self.context.chunk
        first = len(chunk.ops)
        work = self.compile(node)
        if work is not None:
            return self.force_after(work, first, at)
        self.mark_evaluation(first)
        self.op("OpForce", at)
        return None

    def force_after(self, work: Work, first: int, at: Node) -> Emission:
        """Emit the work, then OpForce; the evaluation that instruction `first` begins is marked."""
        yield work
        self.mark_evaluation(first)
        self.op("OpForce", at)

    def mark_evaluation(self, first: int) -> None:
        """Mark an instruction unless it only creates a thunk."""
        chunk = self.context.chunk
        op = chunk.ops[first]
        creates = op in THUNK_CREATION or (
            op == CONSTANT_OP and type(chunk.constants[chunk.operands[first]]) is ReadyThunk
        )
        if not creates:
            chunk.marks.add(first)

    # Chunks.

    def thunk(self, node: Node, emit: Emit, label: str | None) -> Emission:
        """A chunk for the node, and the instruction that makes a thunk of it."""
        self.open(ChunkKind.THUNK, node, label)
        self.context.chunk.marks.add(0)
        work = emit(self, node)
        if work is not None:
            yield work
        self.close_into(node, "OpThunkSuspended")

    def open(self, kind: ChunkKind, node: Node, label: str | None) -> Context:
        """Begin a chunk inside the present one. It takes over the attribute whose value it gives."""
        self.context = Context(self.source, kind, node, label, self.context)
        self.context.attribute, self.attribute = self.attribute, None
        return self.context

    def close(self) -> tuple[Context, Lambda]:
        """Finish the chunk under construction and go back to the one around it."""
        context = self.context
        self.binders.leave(context)
        assert context.parent is not None
        self.context = context.parent
        names = [shown_name(captured.name) for captured in context.captures]
        if context.captures_with:
            names.append("with")
        node = context.node
        finished = Lambda(
            context.chunk,
            context.kind,
            None if not self.dead else "",
            context.label,
            Span(self.source, node.start, node.end),
            names,
            context.captures_with,
            context.formals,
            context.parameter,
            context.attribute,
        )
        if not self.dead:
            self.options.compiled(finished)
        return context, finished

    def close_into(self, node: Node, op: str) -> bool:
        """Finish a thunk or lambda and emit what makes it; True if a capture is deferred."""
        context, finished = self.close()
        if not context.capture_count:
            ready = ReadyThunk if context.kind is ChunkKind.THUNK else ReadyClosure
            self.constant(ready(finished), node)
            return False
        plan = context.plan()
        deferred = any(kind == CAPTURE_DEFERRED for kind, *_ in plan)
        if op == "OpClosure" and deferred:
            op = "OpThunkClosure"
        at = self.op(op, node, self.add_constant(Blueprint(finished)))
        for kind, index, start, end in plan:
            self.op_at(DATA_NAMES[kind], start, end, index)
        self.context.chunk.captures[at] = tuple((kind, index) for kind, index, *_ in plan)
        return deferred

    def declare(self, name: str | None, node: Node) -> Slot:
        """The next slot of this chunk, unbound; None for one without a name. Warns of shadowed globals."""
        if name is not None:
            self.warn_of_shadowing(name, node)
        return declare(self.context, self.binders, name, node.start, node.end)

    def declare_scope(self, node: Node) -> Slot:
        """The slot of a scope whose names can be overridden."""
        return declare_scope(self.context, self.binders, node.start, node.end)

    def declare_overridable(self, name: str, node: Node) -> None:
        """A name of a set with `__overrides`: it has no slot and is looked up when it is used."""
        self.warn_of_shadowing(name, node)
        declare_overridable(self.context, self.binders, name)

    def warn_of_shadowing(self, name: str, node: Node) -> None:
        """W004 if a global has this name."""
        if name in self.options.globals:
            self.warn("W004", node, name)

    # Names.

    def is_bound(self, name: str) -> bool:
        """Whether `name` is bound statically at this place."""
        return self.binders.find(name) is not None or name in self.scope

    def identifier(self, name: str, node: Node, label: str | None = None) -> Work:
        """Emit the value that a name stands for."""
        binder = self.binders.find(name)
        if binder is None:
            return self.unbound(name, node, label)
        if binder.overridable:
            self.overridable(binder, name, node)
            return None
        if binder is not self.context:
            self.op("OpGetUpvalue", node, capture(self.context, binder, name, node))
            return None
        slot = binder.names[name]
        if slot.bound:
            slot.used = True
            self.op("OpGetLocal", node, slot.index)
            return None
        return self.thunk(node, lambda emitter, at: emitter.identifier(name, at), label)

    def overridable(self, binder: Context, name: str, node: Node) -> None:
        """Emit the value that a name means in the scope of `binder` when it is looked up."""
        if binder is self.context:
            self.op("OpGetLocal", node, binder.names[SCOPE_NAME].index)
        else:
            self.op("OpGetUpvalue", node, capture(self.context, binder, SCOPE_NAME, node))
        self.constant(name, node)
        self.op("OpScopeSelect", node)

    def unbound(self, name: str, node: Node, label: str | None) -> Work:
        """A global, a name for a `with`, or an error."""
        if name in self.scope:
            self.constant(self.scope[name], node)
            return None
        if name in self.options.globals:
            op = GLOBAL_OPS.get(name)
            if op is not None:
                self.op(op, node)
            else:
                self.constant(self.options.globals[name], node)
            return None
        if self.binders.withs:
            return self.thunk(node, lambda emitter, at: emitter.resolve_with(name, at), label)
        raise self.undefined(name, node)

    def undefined(self, name: str, node: Node) -> UndefinedVariable:
        """The error for a name that nothing binds, with what may be meant."""
        error = UndefinedVariable(f"undefined variable '{name}'", self.span(node))
        visible = {each for each, contexts in self.binders.table.items() if contexts}
        error.notes += did_you_mean(name, visible | self.scope.keys() | self.options.globals.keys())
        if f"__{name}" in self.options.globals:
            error.notes.append(f"builtins.{name} is there")
        return error

    def resolve_with(self, name: str, node: Node) -> Work:
        """Emit a look-up in the open `with` sets ( -- v). Every chunk between captures the with-stack."""
        capture_withs(self.context, self.binders)
        self.constant(name, node)
        self.op("OpResolveWith", node)
        return None

    def exists(self, name: str, node: Node) -> None:
        """Refuse a name that nothing can stand for."""
        known = name in self.options.globals or name in self.scope
        if not known and not self.is_bound(name) and not self.binders.withs:
            raise self.undefined(name, node)

    def calls_instead(self, name: str) -> bool:
        """Whether the program itself binds `__sub` or the like, which Nix then calls for an operator."""
        return self.is_bound(name)


GLOBAL_OPS = {"true": "OpTrue", "false": "OpFalse", "null": "OpNull"}
THUNK_CREATION = frozenset({NUMBERS["OpThunkSuspended"]})
CONSTANT_OP = NUMBERS["OpConstant"]


def toplevel(emitter: Emitter, node: Node) -> Lambda:
    """Emit a whole program: body, then OpForce."""
    emitter.open(ChunkKind.TOPLEVEL, node, None)
    try:
        drive(emitter.force(node))
    except STOPS as stop:
        source = emitter.source
        note = f"{source.path or source.name} was parsed, and was being compiled"
        stopped_at(stop, emitter.span(emitter.context.node), note)
        raise
    return emitter.close()[1]
