"""Contexts: one per chunk under construction, and how names find their way between them.

Every chunk has at most one scope of its own (a lambda's argument and formals, a let, a set, a with), so a
context is a scope. A name is looked up through `Binders`, a table from name to the contexts that bind it
at the moment, innermost last; walking up the nest only ever adds captures that are missing, so deep
nests stay linear.
"""

from __future__ import annotations

from compiler.syntax.nodes import Node
from vm.chunk import (
    CAPTURE_DEFERRED,
    CAPTURE_LOCAL,
    CAPTURE_UPVALUE,
    CAPTURE_WITH,
    Chunk,
    ChunkKind,
    Formals,
)
from vm.spans import Source

SCOPE_NAME = "\0rec"
"""What the slot of an overridable scope is called among the names of its context: no name holds NUL."""


class Slot:
    """One stack slot of a chunk; nameless for temporaries such as the keys of a set."""

    __slots__ = ("bound", "end", "index", "name", "start", "used")

    def __init__(self, index: int, name: str | None, start: int, end: int) -> None:
        self.index = index
        self.name = name
        self.start = start
        self.end = end
        self.bound = False
        self.used = False


class Capture:
    """One static capture: where the enclosing chunk has it, and the span of its first use."""

    __slots__ = ("end", "kind", "name", "slot", "start", "upvalue")

    def __init__(self, name: str, slot: Slot | None, upvalue: int, start: int, end: int) -> None:
        self.name = name
        self.slot = slot
        """The enclosing chunk's own slot, or None: then it is the enclosing chunk's `upvalue`."""
        self.upvalue = upvalue
        self.start = start
        self.end = end

    def instruction(self) -> tuple[int, int]:
        """Kind and index of its data instruction, as things stand now."""
        if self.slot is None:
            return CAPTURE_UPVALUE, self.upvalue
        return (CAPTURE_LOCAL if self.slot.bound else CAPTURE_DEFERRED), self.slot.index


class Context:
    """A chunk under construction."""

    __slots__ = (
        "attribute",
        "capture_index",
        "captures",
        "captures_with",
        "chunk",
        "formals",
        "kind",
        "label",
        "names",
        "node",
        "overridable",
        "parameter",
        "parent",
        "slots",
    )

    def __init__(
        self, source: Source, kind: ChunkKind, node: Node, label: str | None, parent: Context | None
    ) -> None:
        self.chunk = Chunk(source)
        self.kind = kind
        self.node = node
        self.label = label
        self.parent = parent
        self.slots: list[Slot] = []
        self.names: dict[str, Slot] = {}
        self.captures: list[Capture] = []
        self.capture_index: dict[tuple[int, str], int] = {}
        self.captures_with = False
        self.formals: Formals | None = None
        self.parameter: str | None = None
        self.attribute: str | None = None
        self.overridable = False
        """Whether its names have no slots of their own, but are looked up in the scope that it has in one."""

    @property
    def capture_count(self) -> int:
        """The operand of the op that makes it: static captures, and one for the with-stack."""
        return len(self.captures) + self.captures_with

    def plan(self) -> list[tuple[int, int, int, int]]:
        """The data instructions: kind, index, span."""
        rows = [(*capture.instruction(), capture.start, capture.end) for capture in self.captures]
        if self.captures_with:
            rows.append((CAPTURE_WITH, 0, self.node.start, self.node.end))
        return rows


class Binders:
    """Which contexts bind which names right now."""

    def __init__(self) -> None:
        self.table: dict[str, list[Context]] = {}
        self.withs: list[Context] = []
        """Contexts whose `with` is open, outermost first."""

    def find(self, name: str) -> Context | None:
        """The innermost context that binds `name` statically."""
        binders = self.table.get(name)
        return binders[-1] if binders else None

    def add(self, name: str, context: Context) -> None:
        """Make the context the innermost that binds `name`."""
        self.table.setdefault(name, []).append(context)

    def leave(self, context: Context) -> None:
        """Forget what `context`, which must be the innermost, binds."""
        for name in context.names:
            self.table[name].pop()
        if self.withs and self.withs[-1] is context:
            self.withs.pop()


def declare(context: Context, binders: Binders, name: str | None, start: int, end: int) -> Slot:
    """The next slot of `context`; a name becomes visible at once, though it is not bound yet."""
    slot = Slot(len(context.slots), name, start, end)
    context.slots.append(slot)
    if name is not None:
        context.names[name] = slot
        context.chunk.slots.append((slot.index, name))
        binders.add(name, context)
    return slot


def declare_scope(context: Context, binders: Binders, start: int, end: int) -> Slot:
    """The slot of a scope in which `declare_overridable` names are looked up."""
    slot = declare(context, binders, SCOPE_NAME, start, end)
    context.chunk.slots[-1] = (slot.index, shown_name(SCOPE_NAME))
    context.overridable = slot.bound = True
    return slot


def declare_overridable(context: Context, binders: Binders, name: str) -> None:
    """Make a name visible that is looked up in the scope of `context`."""
    context.names[name] = context.names[SCOPE_NAME]
    binders.add(name, context)


def shown_name(name: str) -> str:
    """The name of a capture or slot as people see it."""
    return name.removeprefix("\0")


def capture(context: Context, binder: Context, name: str, node: Node) -> int:
    """The upvalue index in `context` of a name that `binder`, further out, has in a slot."""
    key = (id(binder), name)
    path: list[Context] = []
    at = context
    while at is not binder and key not in at.capture_index:
        path.append(at)
        assert at.parent is not None
        at = at.parent
    for inner in reversed(path):
        outer = inner.parent
        slot = binder.names[name] if outer is binder else None
        upvalue = 0 if outer is binder or outer is None else outer.capture_index[key]
        inner.capture_index[key] = len(inner.captures)
        inner.captures.append(Capture(name, slot, upvalue, node.start, node.end))
    binder.names[name].used = True
    return context.capture_index[key]


def capture_withs(context: Context, binders: Binders) -> None:
    """Have every chunk strictly inside the outermost one with an open `with` capture the with-stack."""
    outermost = binders.withs[0]
    at: Context | None = context
    while at is not None and at is not outermost and not at.captures_with:
        at.captures_with = True
        at = at.parent
