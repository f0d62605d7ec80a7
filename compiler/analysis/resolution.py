"""Resolution: which slot a name means, which chunks must capture it on the way, and what nothing binds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from compiler.analysis.positions import LAZY
from compiler.analysis.scope import Binders, Body, Context, Names, Slot, capture, capture_withs
from compiler.options import Options
from compiler.syntax.nodes import Node
from compiler.warnings import Remark
from vm.errors import UndefinedVariable
from vm.spans import Source, Span
from vm.text.suggestions import did_you_mean
from vm.values import Value

if TYPE_CHECKING:
    from mypy_extensions import i64


class Resolution(Names):
    """The chunks that a walk over one source is inside of, and the names that they bind and use."""

    def __init__(self, source: Source, options: Options, scope: Mapping[str, Value] | None = None) -> None:
        self.source = source
        self.options = options
        self.globals = options.globals
        self.scope: Mapping[str, Value] = scope or {}
        """Names that `scopedImport` puts before the globals."""
        self.warnings: list[Remark] = []
        self.bodies: dict[Node, Body] = {}
        """For each node that has a chunk of its own; all names of an `inherit (e) ...` share one."""
        self.starts: list[int] = []
        """Where chunks begin, each offset as often as chunks do."""
        self.binders = Binders()
        self.context = Context(Node(0, 0), 0, 0, None)
        self.dead: i64 = 0
        """Depth of dead code: no chunk in it is ever made."""

    def warn(self, code: str, node: Node, name: str = "") -> None:
        """Keep a remark of this code; `name` fills the place in its sentence, if there is one."""
        self.warnings.append(Remark(code, self.span(node), name))

    def span(self, node: Node) -> Span:
        return Span(self.source, node.start, node.end)

    # Chunks.

    def open(self, key: Node, start: i64, end: i64) -> Context:
        """Go into a chunk inside the present one; `key` finds its body."""
        self.context = Context(key, start, end, self.context)
        if not self.dead:
            self.starts.append(start)
        return self.context

    def close(self) -> None:
        """Leave the innermost chunk."""
        context = self.context
        self.binders.leave(context)
        outer = context.parent
        assert outer is not None
        self.context = outer
        if self.dead:
            self.dead -= context.is_dead
            return
        if outer.start == context.start:
            outer.count += context.count
        if context.copies > 1:
            self.starts += self.starts[context.first :] * (context.copies - 1)
        self.bodies[context.key] = context.body()

    # Names.

    def is_bound(self, name: str) -> bool:
        slot = self.binders.find(name)
        if slot is None:
            return name in self.scope
        if slot.scope is not None:
            self.note_scope(slot.scope, name)
        return True

    def note_scope(self, scope: Slot, name: str) -> None:
        """Keep for this chunk in which captured scope a name is looked up."""
        context = self.context
        if scope.context is not context and scope.name is not None:
            if context.scoped is None:
                context.scoped = {}
            context.scoped[name] = scope.name

    def identifier(self, name: str, node: Node, how: i64) -> None:
        """A name in an expression."""
        slot = self.binders.find(name)
        if slot is None:
            self.unbound(name, node, how)
            return
        if slot.scope is not None:
            slot = slot.scope
            self.note_scope(slot, name)
        if slot.context is not self.context:
            capture(self.context, slot, node)
        elif slot.bound:
            slot.used = True
        else:
            capture(self.open(node, node.start, node.end), slot, node)
            self.close()

    def unbound(self, name: str, node: Node, how: i64) -> None:
        """A global, a name for a `with`, or an error."""
        if name in self.scope or name in self.globals:
            return
        if not self.binders.withs:
            raise self.undefined(name, node)
        if how != LAZY:
            capture_withs(self.context, self.binders)
            return
        capture_withs(self.open(node, node.start, node.end), self.binders)
        self.close()

    def undefined(self, name: str, node: Node) -> UndefinedVariable:
        """The error for a name that nothing binds, with what may be meant."""
        error = UndefinedVariable(f"undefined variable '{name}'", self.span(node))
        visible = {each for each, slots in self.binders.table.items() if slots}
        error.notes += did_you_mean(name, visible | self.scope.keys() | self.globals.keys())
        if f"__{name}" in self.globals:
            error.notes.append(f"builtins.{name} is there")
        return error

    def declare(self, name: str, node: Node) -> Slot:
        """The next slot of this chunk for a name, not bound yet. Warns of shadowed globals."""
        if name in self.globals:
            self.warn("W004", node, name)
        return self.declare_slot(name, node)

    def declare_slot(self, name: str, node: Node) -> Slot:
        """The same without a warning."""
        context = self.context
        slot = Slot(context.height, name, node.start, node.end, context)
        context.height += 1
        context.slots.append(slot)
        self.binders.add(name, slot)
        return slot

    def declare_overridable(self, name: str, node: Node, scope: Slot) -> None:
        """A name that has no slot of its own."""
        if name in self.globals:
            self.warn("W004", node, name)
        slot = Slot(scope.index, name, node.start, node.end, self.context)
        slot.scope, slot.bound = scope, True
        self.context.slots.append(slot)
        self.binders.add(name, slot)
