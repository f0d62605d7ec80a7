"""How definitions compile: sets, let, legacy let, lambdas and their patterns."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from compiler.bindings import Entry, Inherited, MergedSet, merge, merge_bindings, strip
from compiler.emitter import IN_PLACE, Emission, Emitter, Work, thunked
from compiler.scope import Slot, capture_withs
from compiler.syntax.nodes import (
    AttrSet,
    DynamicName,
    Formal,
    Inherit,
    Lambda,
    LegacyLet,
    Let,
    Name,
    Node,
    Pattern,
    Variable,
)
from vm import values
from vm.chunk import ChunkKind, Formals
from vm.errors import DuplicateFormal
from vm.opcodes import number_of
from vm.spans import Place

CLOSURE_OPS = frozenset({number_of("OpThunkSuspended"), number_of("OpThunkClosure")})
OVERRIDES = "__overrides"
DEFERRED = number_of("DataDeferredLocal")


# Sets.


@thunked(AttrSet)
def emit_set(emitter: Emitter, node: AttrSet) -> Work:
    """`{ ... }` and `rec { ... }`, merged first."""
    return emit_merged(emitter, merge(emitter.source, node))


@thunked(MergedSet)
def emit_merged(emitter: Emitter, node: MergedSet) -> Work:
    """A set once merged: a constant `{ }` if nothing is in it, else flat, recursive or overridable."""
    if not node.inherits and not node.entries:
        emitter.constant(values.AttrSet(), node)
        return None
    if not node.recursive:
        return emit_flat(emitter, node)
    return emit_overridable(emitter, node) if OVERRIDES in node.known else emit_recursive(emitter, node)


def emit_flat(emitter: Emitter, node: MergedSet) -> Emission:
    """A set whose names bind nothing."""
    for inherited in ordered_inherits(node):
        emitter.constant(inherited.name, key_node(inherited))
        emitter.binds(inherited.name, inherited.start)
        yield inherited_value(emitter, inherited, None)
    for entry in node.entries:
        yield entry_key(emitter, entry)
        emitter.attribute = entry.name
        emitter.binds(entry.name or "", entry.key.start)
        yield emitter.compile(entry.value)
        emitter.attribute = None
    finish_set(emitter, node, places_of(emitter, node, node.entries))


def emit_recursive(emitter: Emitter, node: MergedSet) -> Emission:
    """`rec`: static names bind; pairs with dynamic keys come last, when everything else is bound."""
    scope = Scope(emitter, is_set=True)
    for inherited in node.inherits:
        if inherited.source is None:
            yield scope.plain_inherit(inherited)
    static = [entry for entry in node.entries if entry.name is not None]
    yield scope.bind(node, static)
    for entry in node.entries:
        if entry.name is None:
            yield entry_key(emitter, entry)
            emitter.binds("", entry.key.start)
            yield emitter.compile(entry.value)
    dynamic = [entry for entry in node.entries if entry.name is None]
    finish_set(emitter, node, places_of(emitter, node, static + dynamic))


def emit_overridable(emitter: Emitter, node: MergedSet) -> Emission:
    """`rec` with `__overrides`: its names are looked up in a scope (see vm.ops.overrides)."""
    scope = emitter.declare_scope(node)
    emitter.op("OpScope", node)
    static = [entry for entry in node.entries if entry.name is not None]
    dynamic = [entry for entry in node.entries if entry.name is None]
    inherits = ordered_inherits(node)
    for inherited in inherits:
        if inherited.source is None:
            emitter.constant(inherited.name, key_node(inherited))
            yield emitter.identifier(inherited.name, key_node(inherited))
    for inherited in inherits:
        emitter.declare_overridable(inherited.name, key_node(inherited))
    for entry in static:
        emitter.declare_overridable(entry.name or "", entry.key)
    for inherited in inherits:
        if inherited.source is not None:
            emitter.constant(inherited.name, key_node(inherited))
            emitter.binds(inherited.name, inherited.start)
            yield inherited_value(emitter, inherited, inherited.name)
    for entry in static:
        emitter.constant(entry.name, entry.key)
        emitter.binds(entry.name or "", entry.key.start)
        yield overridable_value(emitter, entry)
    finish_set(emitter, node, places_of(emitter, node, static))
    emitter.op("OpDefine", node, scope.index)
    overrides = node.known[OVERRIDES]
    at = key_node(overrides) if isinstance(overrides, Inherited) else overrides.key
    emitter.overridable(emitter.context, OVERRIDES, at)
    emitter.op("OpForce", at)
    emitter.op("OpOverride", at, scope.index)
    for entry in dynamic:
        yield entry_key(emitter, entry)
        yield emitter.compile(entry.value)
    if dynamic:
        last = emitter.op("OpAttrsExtend", node, len(dynamic))
        places = tuple((emitter.source, entry.start) for entry in dynamic)
        emitter.context.chunk.positions[last] = places
    emitter.op("OpCloseScope", node, 1)


def overridable_value(emitter: Emitter, entry: Entry) -> Work:
    """A name is looked up only when its value is needed, for it may mean something else by then."""
    value = strip(entry.value)
    if type(value) is Variable:
        return emitter.thunk(value, lambda inner, at: inner.identifier(at.name, at), entry.name)
    return emitter.compile(entry.value, entry.name)


def places_of(emitter: Emitter, node: MergedSet, entries: list[Entry]) -> list[tuple[str | None, Place]]:
    """Names, None where dynamic, and where they were written, in the order of the pairs."""
    source = emitter.source
    places: list[tuple[str | None, Place]] = [
        (inherited.name, (source, inherited.start)) for inherited in ordered_inherits(node)
    ]
    return places + [(entry.name, (source, entry.start)) for entry in entries]


def ordered_inherits(node: MergedSet) -> list[Inherited]:
    """Plain inherits first, then those with a source."""
    plain = [inherited for inherited in node.inherits if inherited.source is None]
    return plain + [inherited for inherited in node.inherits if inherited.source is not None]


def finish_set(emitter: Emitter, node: Node, places: list[tuple[str | None, Place]]) -> None:
    """OpAttrs, and what `unsafeGetAttrPos` will say: a table if all names are known, else a list."""
    at = emitter.op("OpAttrs", node, len(places))
    known = {name: place for name, place in places if name is not None}
    positions = emitter.context.chunk.positions
    positions[at] = known if len(known) == len(places) else tuple(place for _, place in places)


def key_node(inherited: Inherited) -> Node:
    return Node(inherited.start, inherited.end)


def entry_key(emitter: Emitter, entry: Entry) -> Work:
    """Push the name of an entry. Only a dynamic name is forced."""
    if entry.name is not None:
        emitter.constant(entry.name, entry.key)
        return None
    return emitter.force(entry.key.expression if type(entry.key) is DynamicName else entry.key)


def inherited_value(emitter: Emitter, inherited: Inherited, label: str | None) -> Work:
    """The value of an inherited name: looked up outside, or selected from the source."""
    node = key_node(inherited)
    source = inherited.source
    if source is None:
        return emitter.identifier(inherited.name, node)
    # The thunk's text is the source's: that is what it evaluates.
    return emitter.thunk(strip(source), lambda inner, at: select_inherited(inner, at, inherited), label)


def select_inherited(emitter: Emitter, source: Node, inherited: Inherited) -> Emission:
    """The value of one name of `inherit (source) name;`. The source is emitted anew for each name."""
    yield emitter.force(source)
    emitter.constant(inherited.name, key_node(inherited))
    emitter.op("OpAttrsSelect", key_node(inherited))


class Scope:
    """The names of a `let` or `rec` while they are declared, bound and finalised.

    In a set every value has its key in the slot before it.
    """

    def __init__(self, emitter: Emitter, is_set: bool) -> None:
        self.emitter = emitter
        self.is_set = is_set

    def declare(self, name: str, key: Node) -> Slot:
        """A slot for a name; in a set the slot of its key comes before it."""
        if self.is_set:
            self.emitter.declare(None, key).bound = True
        return self.emitter.declare(name, key)

    def plain_inherit(self, inherited: Inherited) -> Emission:
        """`inherit x;`: compiled at once, so that `x` still means the outer one."""
        node = key_node(inherited)
        if self.is_set:
            self.emitter.constant(inherited.name, node)
        self.emitter.binds(inherited.name, inherited.start)
        work = self.emitter.identifier(inherited.name, node)
        if work is not None:
            yield work
        self.declare(inherited.name, node).bound = True

    def bind(self, node: MergedSet, static: list[Entry]) -> Emission:
        """Declare everything, bind it in order, then finalise what captured too early."""
        emitter = self.emitter
        from_sources = [inherited for inherited in node.inherits if inherited.source is not None]
        items: list[tuple[Slot, Inherited | Entry]] = [
            (self.declare(inherited.name, key_node(inherited)), inherited) for inherited in from_sources
        ]
        items += [(self.declare(entry.name or "", entry.key), entry) for entry in static]
        deferred: list[tuple[Slot, Node]] = []
        for slot, item in items:
            key = key_node(item) if isinstance(item, Inherited) else item.key
            if self.is_set:
                emitter.constant(slot.name, key)
            first = len(emitter.context.chunk.ops)
            emitter.binds(slot.name or "", key.start)
            if isinstance(item, Inherited):
                yield inherited_value(emitter, item, slot.name)
            else:
                work = emitter.compile(item.value, slot.name)
                if work is not None:
                    yield work
            slot.bound = True
            if is_deferred(emitter, first):
                deferred.append((slot, key))
        for slot, key in deferred:
            emitter.op("OpFinalise", key, slot.index)


def is_deferred(emitter: Emitter, first: int) -> bool:
    """Whether the value made at instruction `first` has a capture that is still to be filled."""
    chunk = emitter.context.chunk
    return first < len(chunk.ops) and chunk.ops[first] in CLOSURE_OPS and DEFERRED in chunk.ops[first + 1 :]


# Let.


@thunked(Let)
def emit_let(emitter: Emitter, node: Let) -> Emission:
    """`let ... in body`: inherits, bindings, OpFinalise, body, OpCloseScope. Warns of unused names."""
    merged = merge_bindings(emitter.source, node.bindings, node.start, node.end, True)
    if not merged.inherits and not merged.entries:
        emitter.warn("W009", node)
    warn_empty_inherits(emitter, node.bindings)
    context = emitter.context
    scope = Scope(emitter, is_set=False)
    for inherited in merged.inherits:
        if inherited.source is not None:
            continue
        if emitter.binders.withs:
            capture_withs(context, emitter.binders)
            yield scope.plain_inherit(inherited)
        else:
            emitter.exists(inherited.name, key_node(inherited))
            emitter.warn("W002", key_node(inherited))
    for entry in merged.entries:
        if entry.name is None:
            refuse_dynamic(emitter, entry)
    yield scope.bind(merged, merged.entries)
    yield emitter.compile(node.body)
    if context.slots:
        emitter.op("OpCloseScope", node, len(context.slots))
    for slot in context.slots:
        if not slot.used and slot.name and not slot.name.startswith("_"):
            emitter.warn("W003", Node(slot.start, slot.end), slot.name)


def warn_empty_inherits(emitter: Emitter, bindings: list[Any]) -> None:
    """W008 for each `inherit;` and `inherit (e);` without names."""
    for binding in bindings:
        if type(binding) is Inherit and not binding.names:
            emitter.warn("W008", binding)


def refuse_dynamic(emitter: Emitter, entry: Entry) -> None:
    """Raises ParseError at the key: Nix refuses `${...}` in let while it parses."""
    from vm.errors import ParseError

    raise ParseError("dynamic attributes not allowed in let", emitter.span(entry.key))


@thunked(LegacyLet)
def emit_legacy_let(emitter: Emitter, node: LegacyLet) -> Emission:
    """`let { ...; body = e; }`: a recursive set, of which `body` is selected."""
    emitter.warn("W005", node)
    yield emit_merged(emitter, merge_bindings(emitter.source, node.bindings, node.start, node.end, True))
    emitter.constant("body", node)
    emitter.op("OpAttrsSelect", node)


# Lambdas.


def emit_lambda(emitter: Emitter, node: Lambda, label: str | None) -> Emission:
    """A function's chunk, then OpClosure or what stands for it. The argument is in slot 0."""
    context = emitter.open(ChunkKind.LAMBDA, node, label)
    parameter = node.parameter
    if type(parameter) is Pattern:
        yield emit_pattern(emitter, parameter)
    elif type(parameter) is Name:
        context.parameter = parameter.name
        emitter.declare(parameter.name, parameter).bound = True
    first = len(context.chunk.ops)
    work = emitter.compile(node.body)
    if work is not None:
        yield work
    emitter.mark_evaluation(first)
    emitter.op("OpCloseScope", node, len(context.slots))
    emitter.close_into(node, "OpClosure")


IN_PLACE[Lambda] = emit_lambda


def emit_pattern(emitter: Emitter, pattern: Pattern) -> Emission:
    """Take the formals out of the argument, which stays in slot 0."""
    context = emitter.context
    check_formals(emitter, pattern)
    argument = pattern.argument
    context.parameter = argument.name if argument is not None else None
    emitter.declare(context.parameter, argument or pattern).bound = True
    context.formals = Formals(
        {formal.name: formal.default is not None for formal in pattern.formals},
        pattern.ellipsis,
        {formal.name: (emitter.source, formal.start) for formal in pattern.formals},
    )
    emitter.op("OpForce", pattern, int(pattern.ellipsis))
    if not pattern.ellipsis:
        emitter.op("OpValidateClosedFormals", pattern)
    slots = [emitter.declare(formal.name, name_of(formal)) for formal in pattern.formals]
    deferred: list[Slot] = []
    for slot, formal in zip(slots, pattern.formals, strict=True):
        emitter.op("OpGetLocal", pattern, 0)
        emitter.constant(formal.name, name_of(formal))
        if formal.default is None:
            emitter.op("OpAttrsSelect", name_of(formal))
        elif (yield from emit_default(emitter, formal, formal.default)):
            deferred.append(slot)
        slot.bound = True
    for slot in deferred:
        emitter.op("OpFinalise", pattern, slot.index)
    context.chunk.prologue = len(context.chunk.ops)


def emit_default(emitter: Emitter, formal: Formal, default: Node) -> Generator[Any, None, bool]:
    """The value or else the default; True if the default has a deferred capture."""
    shown = strip(default)
    emitter.op("OpAttrsTrySelect", name_of(formal))
    missing = emitter.op("OpJumpIfNotFound", shown)
    found = emitter.op("OpJump", shown)
    emitter.patch(missing)
    first = len(emitter.context.chunk.ops)
    emitter.binds(formal.name, formal.start)
    yield emitter.compile(default, formal.name)
    deferred = is_deferred(emitter, first)
    emitter.patch(found)
    return deferred


def name_of(formal: Formal) -> Node:
    """The name alone, without its default, for spans."""
    return Node(formal.start, formal.start + len(formal.name))


def check_formals(emitter: Emitter, pattern: Pattern) -> None:
    """Refuse a name that stands twice among the formals and the `@` name."""
    seen: set[str] = set()
    for formal in pattern.formals:
        if formal.name in seen:
            raise DuplicateFormal(
                f"duplicate formal function argument '{formal.name}'", emitter.span(name_of(formal))
            )
        seen.add(formal.name)
    argument = pattern.argument
    if argument is not None and argument.name in seen:
        raise DuplicateFormal(f"duplicate formal function argument '{argument.name}'", emitter.span(argument))
