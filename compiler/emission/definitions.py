"""How definitions are written: sets, let, legacy let, lambdas and their patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.analysis.bindings import Entry, Inherited, MergedSet, key_expression, ordered_inherits, strip
from compiler.analysis.positions import LAZY, operand, outcome
from compiler.analysis.scope import Slot
from compiler.emission.emitter import Emitter
from compiler.emission.origins import LookedUpLate
from compiler.syntax.nodes import Formal, Lambda, Let, Name, Node, Pattern, Variable
from vm import values
from vm.chunk import ChunkKind, Formals
from vm.opcodes import number_of

if TYPE_CHECKING:
    from mypy_extensions import i64

CLOSURE_OPS = frozenset({number_of("OpThunkSuspended"), number_of("OpThunkClosure")})
OVERRIDES = "__overrides"
DEFERRED = number_of("DataDeferredLocal")


# Sets.


def emit_set(emitter: Emitter, node: MergedSet, how: i64) -> None:
    """A set once merged: a constant `{ }` if nothing is in it, else flat, recursive or overridable."""
    if not node.inherits and not node.entries:
        emitter.constant(values.AttrSet(), node)
    elif not node.recursive:
        emit_flat(emitter, node, how)
    elif OVERRIDES in node.known:
        emit_overridable(emitter, node)
    else:
        emit_recursive(emitter, node)


def emit_flat(emitter: Emitter, node: MergedSet, how: i64) -> None:
    """A set whose names bind nothing."""
    for inherited in ordered_inherits(node):
        emitter.constant(inherited.name, inherited)
        emitter.binds(inherited.name, inherited.start)
        inherited_value(emitter, inherited, None)
    for entry in node.entries:
        entry_key(emitter, entry, operand(how))
        emitter.attribute = entry.name
        emitter.binds(entry.name or "", entry.key.start)
        emitter.compile(entry.value)
        emitter.attribute = None
    finish_set(emitter, node, ordered_inherits(node), node.entries)


def emit_recursive(emitter: Emitter, node: MergedSet) -> None:
    """`rec`: static names bind; pairs with dynamic keys come last, when everything else is bound."""
    for inherited in node.inherits:
        if inherited.source is None:
            plain_inherit(emitter, inherited, True)
    bind(emitter, node, True)
    for entry in node.entries:
        if entry.name is None:
            entry_key(emitter, entry, operand(emitter.root))
            emitter.binds("", entry.key.start)
            emitter.compile(entry.value)
    static = [entry for entry in node.entries if entry.name is not None]
    dynamic = [entry for entry in node.entries if entry.name is None]
    finish_set(emitter, node, ordered_inherits(node), static + dynamic)


def emit_overridable(emitter: Emitter, node: MergedSet) -> None:
    """`rec` with `__overrides`: its names are looked up in a scope (see vm.ops.overrides)."""
    scope = emitter.declare_scope()
    emitter.op("OpScope", node)
    static = [entry for entry in node.entries if entry.name is not None]
    dynamic = [entry for entry in node.entries if entry.name is None]
    inherits = ordered_inherits(node)
    for inherited in inherits:
        if inherited.source is None:
            emitter.constant(inherited.name, inherited)
            emitter.identifier(inherited.name, inherited)
    for inherited in inherits:
        emitter.declare_overridable(inherited.name, scope)
    for entry in static:
        emitter.declare_overridable(entry.name or "", scope)
    for inherited in inherits:
        if inherited.source is not None:
            emitter.constant(inherited.name, inherited)
            emitter.binds(inherited.name, inherited.start)
            inherited_value(emitter, inherited, inherited.name)
    for entry in static:
        emitter.constant(entry.name, entry.key)
        emitter.binds(entry.name or "", entry.key.start)
        overridable_value(emitter, entry)
    finish_set(emitter, node, inherits, static)
    emitter.op("OpDefine", node, scope.index)
    overrides = node.known[OVERRIDES]
    at = overrides if isinstance(overrides, Inherited) else overrides.key
    emitter.identifier(OVERRIDES, at)
    emitter.op("OpForce", at)
    emitter.op("OpOverride", at, scope.index)
    for entry in dynamic:
        entry_key(emitter, entry, operand(emitter.root))
        emitter.compile(entry.value)
    if dynamic:
        last = emitter.op("OpAttrsExtend", node, len(dynamic))
        emitter.chunk.positions[last] = tuple((emitter.source, entry.start) for entry in dynamic)
        emitter.chunk.sites[last] = tuple(key_site(entry) for entry in dynamic)
    emitter.op("OpCloseScope", node, 1)


def overridable_value(emitter: Emitter, entry: Entry) -> None:
    """A name is looked up only when its value is needed, for it may mean something else by then."""
    value = strip(entry.value)
    if type(value) is Variable:
        emitter.thunk(value, entry.name, LookedUpLate(entry.key, value))
    else:
        emitter.compile(entry.value, LAZY, entry.name)


def finish_set(emitter: Emitter, node: Node, inherits: list[Inherited], entries: list[Entry]) -> None:
    """OpAttrs, and what `unsafeGetAttrPos` will say: a table if all names are known, else a list."""
    source, chunk = emitter.source, emitter.chunk
    at = emitter.op("OpAttrs", node, len(inherits) + len(entries))
    if all(entry.name is not None for entry in entries):
        places = {inherited.name: (source, inherited.start) for inherited in inherits}
        for entry in entries:
            places[entry.name or ""] = (source, entry.start)
        chunk.positions[at] = places
    else:
        written: list[Inherited | Entry] = [*inherits, *entries]
        chunk.positions[at] = tuple((source, each.start) for each in written)
        sites = [(inherited.start, inherited.end) for inherited in inherits]
        chunk.sites[at] = tuple(sites + [key_site(entry) for entry in entries])


def key_site(entry: Entry) -> tuple[int, int]:
    """The bytes that errors about a key show."""
    key = key_expression(entry.key)
    return key.start, key.end


def entry_key(emitter: Emitter, entry: Entry, how: i64) -> None:
    """Push the name of an entry. Only a dynamic name is forced."""
    if entry.name is not None:
        emitter.constant(entry.name, entry.key)
    else:
        emitter.force(key_expression(entry.key), how)


def inherited_value(emitter: Emitter, inherited: Inherited, label: str | None) -> None:
    """The value of an inherited name: looked up outside, or selected from the source."""
    if inherited.source is None:
        emitter.identifier(inherited.name, inherited)
    else:
        # The thunk's text is the source's: that is what it evaluates.
        emitter.thunk(strip(inherited.source), label, inherited)


def select_inherited(emitter: Emitter, source: Node, inherited: Inherited) -> None:
    """The value of one name of `inherit (source) name;`. The source is written anew for each name."""
    emitter.force(strip(source), operand(emitter.root))
    emitter.constant(inherited.name, inherited)
    emitter.op("OpAttrsSelect", inherited)


def plain_inherit(emitter: Emitter, inherited: Inherited, is_set: bool) -> None:
    """`inherit x;`: written at once, so that `x` still means the outer one."""
    if is_set:
        emitter.constant(inherited.name, inherited)
    emitter.binds(inherited.name, inherited.start)
    emitter.identifier(inherited.name, inherited)
    emitter.height += is_set
    emitter.declare(inherited.name, True)


def bind(emitter: Emitter, node: MergedSet, is_set: bool) -> None:
    """Declare the names of a `let` or `rec`, bind them in order, then finalise what captured too early.

    In a set every value has its key in the slot before it.
    """
    items: list[tuple[Slot, Node, Inherited | Entry]] = []
    for inherited in node.inherits:
        if inherited.source is not None:
            emitter.height += is_set
            items.append((emitter.declare(inherited.name), inherited, inherited))
    for entry in node.entries:
        if entry.name is not None:
            emitter.height += is_set
            items.append((emitter.declare(entry.name), entry.key, entry))
    deferred: list[tuple[Slot, Node]] = []
    for slot, key, item in items:
        if is_set:
            emitter.constant(slot.name, key)
        first = len(emitter.chunk.ops)
        emitter.binds(slot.name or "", key.start)
        if isinstance(item, Inherited):
            inherited_value(emitter, item, slot.name)
        else:
            emitter.compile(item.value, LAZY, slot.name)
        emitter.bind(slot)
        if is_deferred(emitter, first):
            deferred.append((slot, key))
    for slot, key in deferred:
        emitter.op("OpFinalise", key, slot.index)


def is_deferred(emitter: Emitter, first: int) -> bool:
    """Whether the value made at instruction `first` has a capture that is still to be filled."""
    ops = emitter.chunk.ops
    return first < len(ops) and ops[first] in CLOSURE_OPS and DEFERRED in ops[first + 1 :]


# Let.


def emit_let(emitter: Emitter, node: Let, merged: MergedSet, how: i64) -> None:
    """`let ... in body`: inherits, bindings, OpFinalise, body, OpCloseScope."""
    height, names = emitter.height, dict(emitter.names)
    for inherited in merged.inherits:
        # Without a `with` around it, the name means what it means anyway.
        if inherited.source is None and emitter.body.captures_with:
            plain_inherit(emitter, inherited, False)
    bind(emitter, merged, False)
    emitter.compile(node.body, outcome(how))
    if emitter.height > height:
        emitter.op("OpCloseScope", node, emitter.height - height)
    emitter.height, emitter.names = height, names


def emit_legacy_let(emitter: Emitter, node: Node, merged: MergedSet) -> None:
    """`let { ...; body = e; }`: a recursive set, of which `body` is selected."""
    emit_set(emitter, merged, emitter.root)
    emitter.constant("body", node)
    emitter.op("OpAttrsSelect", node)


# Lambdas.


def emit_function(emitter: Emitter, node: Lambda, label: str | None) -> None:
    """OpClosure or what stands for it."""
    parameter = node.parameter
    formals = None
    name: str | None = None
    if type(parameter) is Pattern:
        formals = formals_of(emitter, parameter)
        name = parameter.argument.name if parameter.argument is not None else None
    elif type(parameter) is Name:
        name = parameter.name
    code, body = emitter.inner(ChunkKind.LAMBDA, node, node, label, formals, name)
    emitter.make(code, body, node, "OpClosure")


def emit_function_body(emitter: Emitter, node: Lambda) -> None:
    """A function's own chunk. The argument is in slot 0."""
    parameter = node.parameter
    if type(parameter) is Pattern:
        emit_pattern(emitter, parameter)
    elif type(parameter) is Name:
        emitter.declare(parameter.name, True)
    first = len(emitter.chunk.ops)
    emitter.compile(node.body, emitter.root)
    emitter.mark_evaluation(first)
    emitter.op("OpCloseScope", node, emitter.height)


def formals_of(emitter: Emitter, pattern: Pattern) -> Formals:
    """What `functionArgs` will say."""
    return Formals(
        {formal.name: formal.default is not None for formal in pattern.formals},
        pattern.ellipsis,
        {formal.name: (emitter.source, formal.start) for formal in pattern.formals},
    )


def emit_pattern(emitter: Emitter, pattern: Pattern) -> None:
    """Take the formals out of the argument, which stays in slot 0."""
    emitter.declare(pattern.argument.name if pattern.argument is not None else None, True)
    emitter.op("OpForce", pattern, int(pattern.ellipsis))
    if not pattern.ellipsis:
        emitter.op("OpValidateClosedFormals", pattern)
    slots = [emitter.declare(formal.name) for formal in pattern.formals]
    deferred: list[Slot] = []
    for slot, formal in zip(slots, pattern.formals, strict=True):
        emitter.op("OpGetLocal", pattern, 0)
        emitter.constant(formal.name, formal_name(formal))
        if formal.default is None:
            emitter.op("OpAttrsSelect", formal_name(formal))
        elif emit_default(emitter, formal, formal.default):
            deferred.append(slot)
        emitter.bind(slot)
    for slot in deferred:
        emitter.op("OpFinalise", pattern, slot.index)
    emitter.chunk.prologue = len(emitter.chunk.ops)


def emit_default(emitter: Emitter, formal: Formal, default: Node) -> bool:
    """The value or else the default; True if the default has a deferred capture."""
    shown = strip(default)
    emitter.op("OpAttrsTrySelect", formal_name(formal))
    missing = emitter.op("OpJumpIfNotFound", shown)
    found = emitter.op("OpJump", shown)
    emitter.patch(missing)
    first = len(emitter.chunk.ops)
    emitter.binds(formal.name, formal.start)
    emitter.compile(default, LAZY, formal.name)
    deferred = is_deferred(emitter, first)
    emitter.patch(found)
    return deferred


def formal_name(formal: Formal) -> Node:
    """The name alone, without its default, for spans."""
    return Node(formal.start, formal.start + len(formal.name))
