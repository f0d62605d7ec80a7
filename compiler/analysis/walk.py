"""The analysis: one walk over a syntax tree that finds what every chunk captures, and all that is to be
reported at once: undefined variables, attributes and formals defined twice, remarks.

Nothing is written here. The walk meets names in the order in which the emitter will, for captures are
numbered by their first use. It keeps what is still to be visited on a stack of its own, so no depth of
nesting can exhaust the host's: nodes, and between them slots to be bound and contexts to be left.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from compiler.analysis.bindings import (
    Entry,
    Inherited,
    MergedSet,
    key_expression,
    merge,
    merge_bindings,
    ordered_inherits,
    strip,
)
from compiler.analysis.findings import Findings
from compiler.analysis.positions import LAZY, OPERAND, TAIL, operand, outcome
from compiler.analysis.resolution import Resolution
from compiler.analysis.rewriting import has_literal, is_plain_text, reduced, rewritten
from compiler.analysis.scope import SCOPE_NAME, Slot, capture_withs
from compiler.options import Options
from compiler.syntax import nodes
from compiler.syntax.nodes import (
    Binary,
    Call,
    DynamicName,
    Key,
    Lambda,
    Name,
    Node,
    Paren,
    Pattern,
    Str,
    Variable,
)
from vm.errors import STOPS, DuplicateFormal, ParseError, stopped_at
from vm.pulse import PULSE, STRETCH
from vm.spans import Source, Span
from vm.values import Value

if TYPE_CHECKING:
    from mypy_extensions import i64

OVERRIDES = "__overrides"


class Mark:
    """Stands in the walk at a place where something changes."""

    __slots__ = ()

    def reached(self, analysis: Analysis) -> None:
        """What changes there."""
        raise NotImplementedError


class Bound(Mark):
    """From here on a slot holds its value."""

    __slots__ = ("slot",)

    def __init__(self, slot: Slot) -> None:
        self.slot = slot

    def reached(self, analysis: Analysis) -> None:
        self.slot.bound = True


class EndOfChunk(Mark):
    """The end of the innermost chunk."""

    __slots__ = ()

    def reached(self, analysis: Analysis) -> None:
        analysis.close()


class EndOfLet(Mark):
    """Behind the body of a `let`, which found so many names and so many slots in its chunk."""

    __slots__ = ("names", "slots")

    def __init__(self, names: i64, slots: i64) -> None:
        self.names = names
        self.slots = slots

    def reached(self, analysis: Analysis) -> None:
        context = analysis.context
        for slot in context.slots[self.names :]:
            if not slot.used and slot.name and not slot.name.startswith("_"):
                analysis.warn("W003", Node(slot.start, slot.end), slot.name)
        analysis.binders.forget(context, self.names)
        context.height = self.slots


class OpenWith(Mark):
    """Between the set of a `with` and its body."""

    __slots__ = ()

    def reached(self, analysis: Analysis) -> None:
        analysis.context.height += 1
        analysis.binders.withs.append(analysis.context)


END_OF_CHUNK = EndOfChunk()
OPEN_WITH = OpenWith()


class Analysis(Resolution):
    """The analysis of one source, and what it found."""

    def __init__(self, source: Source, options: Options, scope: Mapping[str, Value] | None = None) -> None:
        super().__init__(source, options, scope)
        self.merged: dict[Node, MergedSet] = {}
        """For each set and let: what it defines."""
        self.instead: dict[Node, Node] = {}
        """For each expression that means another one: that."""
        self.asserted: set[Node] = set()
        """Comparisons that are asserted, whose failure is explained."""
        self.scopes = 0
        """How many overridable scopes there were so far."""
        self.work: list[Node | Mark] = []
        """What is still to be visited, last first."""
        self.positions: list[int] = []
        """For each of them its position (see compiler.analysis.positions)."""
        self.root: i64 = TAIL if options.level else LAZY
        """The position of what a chunk as a whole is for."""

    # The walk.

    def run(self, node: Node) -> Findings:
        """Find out all about a program; raises CompileError and ParseError."""
        self.open(node, node.start, node.end)
        self.then(END_OF_CHUNK)
        self.then(node, OPERAND if self.root else LAZY)
        try:
            self.stretch()
            while self.work:
                PULSE.ask()
                self.stretch()
        except STOPS as stop:
            source, at = self.source, self.context
            note = f"{source.path or source.name} was parsed, and was being compiled"
            stopped_at(stop, Span(source, at.start, at.end), note)
            raise
        found = Findings(node, self.warnings, self.starts)
        found.bodies, found.merged = self.bodies, self.merged
        found.instead, found.asserted = self.instead, self.asserted
        return found

    def stretch(self) -> None:
        """Visit the next few thousand."""
        work, positions = self.work, self.positions
        for _ in range(STRETCH):
            if not work:
                return
            item, how = work.pop(), positions.pop()
            if isinstance(item, Node):
                self.visit(item, how)
            else:
                item.reached(self)

    def then(self, item: Node | Mark, how: i64 = LAZY) -> None:
        """Have something visited before all that is still to be visited."""
        self.work.append(item)
        self.positions.append(how)

    def visit(self, node: Node, how: i64) -> None:
        """An expression at a position. What it consists of is put down last to first."""
        while type(node) is Paren:
            if type(node.inner) is Paren:
                self.warn("W010", node)
            node = node.inner
        if type(node) is Variable:
            self.identifier(node.name, node, how)
        elif type(node) is Str:
            if not is_plain_text(node):
                self.pieces(node.parts, self.enter(node, how))
        elif type(node) is Call:
            self.call(node, self.enter(node, how))
        elif type(node) is nodes.Select:
            how = self.enter(node, how)
            if node.default is not None:
                self.then(node.default, outcome(how))
            self.keys(node.keys, operand(how))
            self.then(node.target, operand(how))
        elif type(node) is Binary:
            self.binary(node, how)
        elif type(node) is nodes.AttrSet:
            merged = self.merged[node] = merge(self.source, node)
            self.set_node(node, merged, how)
        elif type(node) is MergedSet:
            self.set_node(node, node, how)
        elif type(node) is Lambda:
            self.function(node)
        elif type(node) is nodes.List:
            self.enter(node, how)
            for element in reversed(node.elements):
                self.then(element)
        else:
            self.visit_rarer(node, how)

    def visit_rarer(self, node: Node, how: i64) -> None:
        """The constructs that programs have less of."""
        if type(node) is nodes.If:
            how = self.enter(node, how)
            self.then(node.otherwise, outcome(how))
            self.then(node.then, outcome(how))
            self.then(node.condition, operand(how))
        elif type(node) is nodes.Let:
            self.let(node, how)
        elif type(node) is nodes.HasAttr:
            how = self.enter(node, how)
            self.keys(node.keys, operand(how))
            self.then(node.target, operand(how))
        elif type(node) is nodes.Assert:
            how = self.enter(node, how)
            condition = strip(node.condition)
            if type(condition) is Binary and condition.operator == "==":
                self.asserted.add(condition)
            self.then(node.body, outcome(how))
            self.then(node.condition, operand(how))
        elif type(node) is nodes.With:
            self.enter(node, LAZY)
            self.then(node.body)
            self.then(OPEN_WITH)
            self.then(node.namespace)
        elif type(node) is nodes.Unary:
            how = self.enter(node, how)
            if not self.rewrite(node, how):
                self.then(node.operand, operand(how))
        elif type(node) is nodes.InterpolatedPath:
            self.pieces(node.parts, self.enter(node, LAZY))
        elif type(node) is nodes.SearchPath:
            self.rewrite(node, self.enter(node, how))
        elif type(node) is nodes.LegacyLet:
            self.warn("W005", node)
            self.enter(node, LAZY)
            merged = merge_bindings(self.source, node.bindings, node.start, node.end, True)
            self.merged[node] = merged
            self.set_body(merged, LAZY)
        elif type(node) is nodes.Path:
            if node.text.startswith("~/"):
                self.enter(node, how)
        elif type(node) is nodes.Uri:
            self.warn("W001", node)

    def enter(self, node: Node, how: i64) -> i64:
        """Begin a thunk unless the node is written in place; answers the position of what it consists of."""
        if how != LAZY:
            return how
        self.open(node, node.start, node.end)
        self.then(END_OF_CHUNK)
        return self.root

    # Expressions.

    def pieces(self, parts: list[str | nodes.Interpolation], how: i64) -> None:
        """Those of a string or path: the last one is evaluated first."""
        how = operand(how)
        for part in parts:
            if isinstance(part, nodes.Interpolation):
                self.then(part.expression, how)

    def keys(self, keys: list[Key], how: i64) -> None:
        """The parts of an attribute path that is selected, first to last."""
        for key in reversed(keys):
            if type(key) is DynamicName:
                self.then(key.expression, how)
            elif type(key) is Str:
                self.then(key, how)

    def call(self, node: Call, how: i64) -> None:
        """The argument, then the function."""
        self.then(node.function, operand(how))
        self.then(node.argument)

    def rewrite(self, node: Node, how: i64) -> bool:
        """Visit, and keep, the expression that a node means instead; False if it means itself."""
        instead = rewritten(self, node)
        if instead is None:
            return False
        self.instead[node] = instead
        if type(instead) is Call:
            self.call(instead, how)
        elif type(instead) is nodes.Unary:
            self.then(instead.operand, operand(how))
        return True

    def binary(self, node: Binary, how: i64) -> None:
        """An operation on two operands."""
        if node.operator in ("&&", "||") and has_literal(self, node):
            self.warn("W006", node)
            found = reduced(self, node)
            if found is not None:
                if found.dead is not None:
                    self.dead_code(found.dead)
                return
        how = self.enter(node, how)
        if not self.rewrite(node, how):
            self.then(node.right, operand(how))
            self.then(node.left, operand(how))

    def dead_code(self, dead: Node) -> None:
        """Code that never runs: no chunk is made of it, but what it captures counts."""
        self.warn("W007", dead)
        self.dead += 1
        self.open(dead, dead.start, dead.end).is_dead = True
        self.then(END_OF_CHUNK)
        self.then(strip(dead))

    # Sets.

    def set_node(self, node: Node, merged: MergedSet, how: i64) -> None:
        """A set, once its paths are merged; only one whose names bind nothing is written in place."""
        how = self.enter(node, LAZY if merged.recursive else how)
        self.set_body(merged, how)

    def set_body(self, merged: MergedSet, how: i64) -> None:
        """What is in the set of this chunk."""
        if not merged.recursive:
            self.flat_set(merged, operand(how))
        elif OVERRIDES in merged.known:
            self.overridable_set(merged)
        else:
            self.recursive_set(merged)

    def flat_set(self, merged: MergedSet, how: i64) -> None:
        """A set whose names bind nothing; its dynamic keys are at position `how`."""
        self.plain_inherits(merged.inherits)
        for entry in reversed(merged.entries):
            self.pair(entry, how)
        for source in reversed(sources_of(merged.inherits)):
            self.then(source)

    def plain_inherits(self, inherits: list[Inherited]) -> None:
        """`inherit x;` where that binds nothing."""
        for inherited in inherits:
            if inherited.source is None:
                self.identifier(inherited.name, inherited, LAZY)

    def pair(self, entry: Entry, how: i64) -> None:
        """A definition that binds nothing: its key, if that is dynamic, then its value."""
        self.then(entry.value)
        if entry.name is None:
            self.then(key_expression(entry.key), how)

    def recursive_set(self, merged: MergedSet) -> None:
        """`rec`: static names bind; pairs with dynamic keys come last, when everything else is bound."""
        how = operand(self.root)
        for entry in reversed(merged.entries):
            if entry.name is None:
                self.pair(entry, how)
        for inherited in merged.inherits:
            if inherited.source is None:
                self.plain_inherit(inherited, True)
        self.bind(merged, True)

    def overridable_set(self, merged: MergedSet) -> None:
        """`rec` with `__overrides`: its names are looked up in a scope (see vm.ops.overrides)."""
        how = operand(self.root)
        self.scopes += 1
        scope = self.declare_slot(f"{SCOPE_NAME}{self.scopes}", merged)
        scope.bound = True
        self.plain_inherits(merged.inherits)
        for inherited in ordered_inherits(merged):
            self.declare_overridable(inherited.name, inherited, scope)
        for entry in merged.entries:
            if entry.name is not None:
                self.declare_overridable(entry.name, entry.key, scope)
        for entry in reversed(merged.entries):
            if entry.name is None:
                self.pair(entry, how)
        for entry in reversed(merged.entries):
            if entry.name is not None:
                self.then(looked_up_late(entry))
        for source in reversed(sources_of(merged.inherits)):
            self.then(source)

    def plain_inherit(self, inherited: Inherited, is_set: bool) -> None:
        """`inherit x;` that binds: visited at once, so that `x` still means the outer one."""
        self.identifier(inherited.name, inherited, LAZY)
        self.context.height += is_set
        self.declare(inherited.name, inherited).bound = True

    def bind(self, merged: MergedSet, is_set: bool) -> None:
        """Declare the names of a `let` or `rec`, then visit what they are bound to, in order.

        In a set every value has its key in the slot before it.
        """
        context = self.context
        steps: list[Node | Mark] = []
        sources: dict[Node, InheritFrom] = {each.source: each for each in sources_of(merged.inherits)}
        for inherited in merged.inherits:
            if inherited.source is not None:
                context.height += is_set
                slot = self.declare(inherited.name, inherited)
                first = sources.pop(inherited.source, None)
                if first is not None:
                    steps.append(first)
                steps.append(Bound(slot))
        for entry in merged.entries:
            if entry.name is not None:
                context.height += is_set
                steps.append(entry.value)
                steps.append(Bound(self.declare(entry.name, entry.key)))
        for step in reversed(steps):
            self.then(step)

    # Let.

    def let(self, node: nodes.Let, how: i64) -> None:
        """`let ... in body`: in slots of this chunk if it stands at the end of a path through it."""
        merged = merge_bindings(self.source, node.bindings, node.start, node.end, True)
        self.merged[node] = merged
        how = self.enter(node, LAZY if how > 0 else how)
        if not merged.inherits and not merged.entries:
            self.warn("W009", node)
        for binding in node.bindings:
            if type(binding) is nodes.Inherit and not binding.names:
                self.warn("W008", binding)
        context = self.context
        self.then(EndOfLet(len(context.slots), context.height))
        self.then(node.body, outcome(how))
        for inherited in merged.inherits:
            if inherited.source is not None:
                continue
            if self.binders.withs:
                capture_withs(context, self.binders)
                self.plain_inherit(inherited, False)
            else:
                self.inherited_anyway(inherited)
        for entry in merged.entries:
            if entry.name is None:
                raise ParseError("dynamic attributes not allowed in let", self.span(entry.key))
        self.bind(merged, False)

    def inherited_anyway(self, inherited: Inherited) -> None:
        """`inherit x;` in a `let` says nothing (W002), but x must mean something."""
        name = inherited.name
        if name not in self.globals and name not in self.scope and self.binders.find(name) is None:
            raise self.undefined(name, inherited)
        self.warn("W002", inherited)

    # Lambdas.

    def function(self, node: Lambda) -> None:
        """A function's chunk. The argument is in slot 0."""
        self.open(node, node.start, node.end)
        self.then(END_OF_CHUNK)
        self.then(node.body, self.root)
        parameter = node.parameter
        if type(parameter) is Pattern:
            self.pattern(parameter)
        elif type(parameter) is Name:
            self.declare(parameter.name, parameter).bound = True

    def pattern(self, pattern: Pattern) -> None:
        """The formals, each bound once its default has been visited."""
        argument = pattern.argument
        self.check_formals(pattern)
        if argument is None:
            self.context.height += 1
        else:
            self.declare(argument.name, argument).bound = True
        slots = [self.declare(formal.name, formal_name(formal)) for formal in pattern.formals]
        if all(formal.default is None for formal in pattern.formals):
            for slot in slots:
                slot.bound = True
            return
        for slot, formal in zip(reversed(slots), reversed(pattern.formals), strict=True):
            self.then(Bound(slot))
            if formal.default is not None:
                self.then(formal.default)

    def check_formals(self, pattern: Pattern) -> None:
        """Refuse a name that stands twice among the formals and the `@` name."""
        seen: set[str] = set()
        for formal in pattern.formals:
            if formal.name in seen:
                raise DuplicateFormal(
                    f"duplicate formal function argument '{formal.name}'", self.span(formal_name(formal))
                )
            seen.add(formal.name)
        argument = pattern.argument
        if argument is not None and argument.name in seen:
            raise DuplicateFormal(
                f"duplicate formal function argument '{argument.name}'", self.span(argument)
            )

    def inherit_from(self, source: Node, copies: i64) -> None:
        """The chunk that selects a name from the source of an `inherit (e) ...`."""
        inner = strip(source)
        context = self.open(source, inner.start, inner.end)
        context.copies, context.first = copies, len(self.starts) - 1
        self.then(END_OF_CHUNK)
        self.then(inner, operand(self.root))

    def look_up_late(self, key: Node, variable: Variable) -> None:
        """The chunk that looks up an overridable name when its value is needed."""
        self.open(key, variable.start, variable.end)
        self.identifier(variable.name, variable, LAZY)
        self.close()


class InheritFrom(Mark):
    """The source of an `inherit (e) ...`: visited once, though each name has a chunk of it."""

    __slots__ = ("copies", "source")

    def __init__(self, source: Node) -> None:
        self.source = source
        self.copies: i64 = 1

    def reached(self, analysis: Analysis) -> None:
        analysis.inherit_from(self.source, self.copies)


class LookUpLate(Mark):
    """A name that another name of an overridable set is defined as."""

    __slots__ = ("key", "variable")

    def __init__(self, key: Node, variable: Variable) -> None:
        self.key = key
        self.variable = variable

    def reached(self, analysis: Analysis) -> None:
        analysis.look_up_late(self.key, self.variable)


def sources_of(inherits: list[Inherited]) -> list[InheritFrom]:
    """Those that names are inherited from, in order."""
    found: list[InheritFrom] = []
    for inherited in inherits:
        if inherited.source is None:
            continue
        if found and found[-1].source is inherited.source:
            found[-1].copies += 1
        else:
            found.append(InheritFrom(inherited.source))
    return found


def looked_up_late(entry: Entry) -> Node | Mark:
    """What is to be visited for a definition of an overridable set."""
    value = strip(entry.value)
    return LookUpLate(entry.key, value) if type(value) is Variable else entry.value


def formal_name(formal: nodes.Formal) -> Node:
    """The name alone, without its default, for spans."""
    return Node(formal.start, formal.start + len(formal.name))
