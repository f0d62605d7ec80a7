"""Names on their way to values: slots, captures, and the tables by which both passes find them.

The analysis keeps one context per chunk that it is inside of, and `Binders`, a table from name to the
slots that bind it at the moment, innermost last. Walking up the nest only ever adds captures that are
missing, so deep nests stay linear. What it finds out about a chunk is a `Body`: all that writing it needs
to know about the world around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from compiler.syntax.nodes import Node
from vm.chunk import CAPTURE_DEFERRED, CAPTURE_LOCAL, CAPTURE_UPVALUE

if TYPE_CHECKING:
    from mypy_extensions import i64

SCOPE_NAME: Final = "\0rec"
"""How the slot of an overridable scope is called, a number behind it: no name of a program holds NUL."""
NO_SLOT: Final = -1


class Slot:
    """One stack slot of a chunk; nameless for temporaries such as the keys of a set."""

    __slots__ = ("bound", "context", "end", "index", "name", "scope", "start", "used")

    def __init__(self, index: i64, name: str | None, start: i64, end: i64, context: Context | None) -> None:
        self.index = index
        self.name = name
        self.start = start
        self.end = end
        self.context = context
        """Whose slot it is; None in the chunk that is being written, for that has no other."""
        self.bound = False
        self.used = False
        self.scope: Slot | None = None
        """For a name that has no slot of its own: where the scope lies in which it is looked up."""


class Capture:
    """One static capture: where the enclosing chunk has it, and the span of its first use."""

    __slots__ = ("end", "name", "slot", "start", "upvalue")

    def __init__(self, name: str, slot: i64, upvalue: i64, start: i64, end: i64) -> None:
        self.name = name
        self.slot = slot
        """The enclosing chunk's own slot, or NO_SLOT: then it is the enclosing chunk's `upvalue`."""
        self.upvalue = upvalue
        self.start = start
        self.end = end

    def instruction(self, unbound: set[int]) -> tuple[int, int]:
        """Kind and index of its data instruction, while these slots are not bound yet."""
        if self.slot == NO_SLOT:
            return CAPTURE_UPVALUE, self.upvalue
        return (CAPTURE_DEFERRED if self.slot in unbound else CAPTURE_LOCAL), self.slot


class Body:
    """What the analysis knows of a chunk."""

    __slots__ = ("captures", "captures_with", "count", "scoped")

    def __init__(
        self, captures: list[Capture], captures_with: bool, count: i64, scoped: dict[str, str] | None
    ) -> None:
        self.captures = captures
        self.captures_with = captures_with
        self.count = count
        """How many chunks begin where it begins, itself and inner ones."""
        self.scoped = scoped
        """Names that are looked up in a captured scope: how that capture is called."""

    def names(self) -> list[str]:
        """The captures as people see them, in order."""
        names = [shown_name(capture.name) for capture in self.captures]
        if self.captures_with:
            names.append("with")
        return names


CLOSED: Final = Body([], False, 1, None)
"""That of a chunk which captures nothing."""


class Context:
    """A chunk that the analysis is inside of."""

    __slots__ = (
        "capture_index",
        "captures",
        "captures_with",
        "copies",
        "count",
        "end",
        "first",
        "height",
        "is_dead",
        "key",
        "parent",
        "scoped",
        "slots",
        "start",
    )

    def __init__(self, key: Node, start: i64, end: i64, parent: Context | None) -> None:
        self.key = key
        """The node by which its body is found."""
        self.start = start
        self.end = end
        self.parent = parent
        self.slots: list[Slot] = []
        """Those that bind a name, in order."""
        self.height: i64 = 0
        """How many slots there are at the moment."""
        self.captures: list[Capture] = []
        self.capture_index: dict[str, int] = {}
        self.captures_with = False
        self.count: i64 = 1
        self.scoped: dict[str, str] | None = None
        self.is_dead = False
        self.copies: i64 = 1
        """How often a chunk is made of it: once for each name of an `inherit (e) ...`."""
        self.first: i64 = 0
        """The number of its place among the places where chunks begin."""

    def body(self) -> Body:
        """All of it, once the analysis leaves."""
        plain = not self.captures and not self.captures_with and self.count == 1 and self.scoped is None
        return CLOSED if plain else Body(self.captures, self.captures_with, self.count, self.scoped)


class Binders:
    """Which slots bind which names right now."""

    __slots__ = ("table", "withs")

    def __init__(self) -> None:
        self.table: dict[str, list[Slot]] = {}
        self.withs: list[Context] = []
        """Contexts whose `with` is open, outermost first."""

    def find(self, name: str) -> Slot | None:
        """The innermost slot that binds `name` statically."""
        slots = self.table.get(name)
        return slots[-1] if slots else None

    def add(self, name: str, slot: Slot) -> None:
        """Make the slot the innermost that binds `name`."""
        slots = self.table.get(name)
        if slots is None:
            self.table[name] = [slot]
        else:
            slots.append(slot)

    def forget(self, context: Context, kept: i64) -> None:
        """Forget what `context`, which must be the innermost, binds, but for its first `kept` names."""
        slots = context.slots
        while len(slots) > kept:
            name = slots.pop().name
            if name is not None:
                self.table[name].pop()

    def leave(self, context: Context) -> None:
        """Forget all that `context` binds."""
        if context.slots:
            self.forget(context, 0)
        if self.withs and self.withs[-1] is context:
            self.withs.pop()


class Names:
    """What both passes ask about names."""

    def is_bound(self, name: str) -> bool:
        """Whether `name` is bound statically at this place."""
        raise NotImplementedError


def shown_name(name: str) -> str:
    """The name of a capture or slot as people see it."""
    return "rec" if name.startswith("\0") else name


def capture(context: Context, slot: Slot, node: Node) -> None:
    """Have `context`, and every chunk on the way to it, capture a slot of a chunk further out."""
    name, binder = slot.name, slot.context
    assert name is not None
    path: list[Context] = []
    at: Context | None = context
    while at is not None and at is not binder and name not in at.capture_index:
        path.append(at)
        at = at.parent
    while path:
        inner = path.pop()
        outer = inner.parent
        inner.capture_index[name] = len(inner.captures)
        if outer is binder or outer is None:
            slot.used = True
            inner.captures.append(Capture(name, slot.index, 0, node.start, node.end))
        else:
            inner.captures.append(Capture(name, NO_SLOT, outer.capture_index[name], node.start, node.end))


def capture_withs(context: Context, binders: Binders) -> None:
    """Have every chunk strictly inside the outermost one with an open `with` capture the with-stack."""
    outermost = binders.withs[0]
    at: Context | None = context
    while at is not None and at is not outermost and not at.captures_with:
        at.captures_with = True
        at = at.parent
