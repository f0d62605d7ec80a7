"""What a set or let defines, after attribute paths have been merged.

Nix merges while it parses: `a.b = 1; a.c = 2;` is one set `a`, `a = { b = 1; }; a.c = 2;` too, and the
first part decides whether the set is recursive. A second definition of anything else is an error. What two
parts of a set both define merges in the same way, however deep it lies and however it is written.

The work yields what must be merged first, as emission does, so no depth of nesting exhausts the host's stack.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from compiler.analysis.driving import Work, drive
from compiler.syntax.nodes import AttrSet, Binding, DynamicName, Inherit, Key, Name, Node, Paren, Str
from vm.errors import DuplicateAttribute
from vm.spans import Source, Span


class Inherited(Node):
    """`inherit x;` or, with a source, `inherit (e) x;`. Its span is that of the name."""

    __slots__ = ("name", "source")

    def __init__(self, name: str, source: Node | None, start: int, end: int) -> None:
        self.start, self.end, self.name, self.source = start, end, name, source


class Entry:
    """One definition; `name` is None where the key is dynamic.

    `start` is what Nix calls its position: where the whole attribute path begins, for every part of it.
    """

    __slots__ = ("key", "name", "start", "value")

    def __init__(self, key: Key, name: str | None, value: Node, start: int) -> None:
        self.start = start
        self.key = key
        self.name = name
        self.value = value


class Within:
    """Where a set lies in the one that is being merged: names from the outside in, for messages."""

    __slots__ = ("keys", "outer")

    def __init__(self, outer: Within | None, keys: list[Key]) -> None:
        self.outer = outer
        self.keys = keys

    def text(self) -> str:
        """The whole attribute path."""
        parts: list[str] = []
        at: Within | None = self
        while at is not None:
            parts.append(path_text(at.keys))
            at = at.outer
        return ".".join(reversed(parts))


class MergedSet(Node):
    """A set with its paths merged. Its span is the set's, or that of the first `a.b = v;` that made it."""

    __slots__ = ("entries", "inherits", "known", "recursive", "source")

    def __init__(self, source: Source, start: int, end: int, recursive: bool) -> None:
        super().__init__(start, end)
        self.source = source
        self.recursive = recursive
        self.inherits: list[Inherited] = []
        self.entries: list[Entry] = []
        self.known: dict[str, Inherited | Entry] = {}

    def add_plain(self, bindings: list[Binding | Inherit]) -> int:
        """Take over what comes before anything that has to be merged; answers how many bindings that were."""
        for count, binding in enumerate(bindings):
            if type(binding) is Binding:
                key = binding.keys[0]
                if len(binding.keys) > 1 or self.existing(key) is not None:
                    return count
                self.put(key, binding.value, key.start)
            elif type(binding) is Inherit:
                self.add_inherits(binding, None)
        return len(bindings)

    def add_inherits(self, binding: Inherit, within: Within | None) -> None:
        """Take in all names of an `inherit`."""
        for name in binding.names:
            inherited = Inherited(key_text(name) or "", binding.source, name.start, name.end)
            self.add_inherited(inherited, Within(within, [name]))

    def add(self, bindings: list[Binding | Inherit], within: Within | None = None) -> Work:
        """Take over what a set or let defines; what it defines again must be a set on both sides."""
        for binding in bindings:
            if type(binding) is Inherit:
                self.add_inherits(binding, within)
            elif type(binding) is Binding:
                keys = binding.keys
                if len(keys) > 1 or self.existing(keys[0]) is not None:
                    yield self.add_path(binding, within)
                else:
                    self.put(keys[0], binding.value, keys[0].start)

    def add_inherited(self, inherited: Inherited, within: Within) -> None:
        """Take in one inherited name. Raises DuplicateAttribute if anything defines it already."""
        existing = self.known.get(inherited.name)
        if existing is not None:
            raise self.duplicate(existing, inherited, within)
        self.known[inherited.name] = inherited
        self.inherits.append(inherited)

    def add_path(self, binding: Binding, within: Within | None) -> Work:
        """`a.b.c = v;` or `a = v;` where something of that name may be there already."""
        keys, value = binding.keys, binding.value
        target = self
        for count, key in enumerate(keys[:-1], 1):
            existing = target.existing(key)
            if existing is None:
                nested = MergedSet(self.source, binding.start, binding.end, False)
                target.put(key, nested, keys[0].start)
            else:
                nested = yield from target.opened(existing, key, Within(within, keys[:count]))
            target = nested
        existing = target.existing(keys[-1])
        if existing is None:
            target.put(keys[-1], value, keys[0].start)
            return
        path = Within(within, keys)
        inner = strip(value)
        if type(inner) is not AttrSet:
            raise target.duplicate(existing, keys[-1], path)
        merged = yield from target.opened(existing, keys[-1], path)
        yield merged.add(inner.bindings, path)

    def existing(self, key: Key) -> Inherited | Entry | None:
        """What the name of a key means here already; dynamic keys never meet another."""
        name = key_text(key)
        return None if name is None else self.known.get(name)

    def put(self, key: Key, value: Node, start: int) -> None:
        """Add a definition without looking for another. A dynamic key has no name to be found by."""
        entry = Entry(key, key_text(key), value, start)
        self.entries.append(entry)
        if entry.name is not None:
            self.known[entry.name] = entry

    def opened(
        self, existing: Inherited | Entry, key: Key, within: Within
    ) -> Generator[Any, None, MergedSet]:
        """An earlier definition as a set that can take more; DuplicateAttribute at `key` if it is none."""
        value = strip(existing.value) if type(existing) is Entry else None
        if type(value) is AttrSet:
            merged = MergedSet(self.source, value.start, value.end, value.recursive)
            existing.value = merged  # type: ignore[union-attr]
            yield merged.add(value.bindings, within)
            return merged
        if type(value) is not MergedSet:
            raise self.duplicate(existing, key, within)
        return value

    def duplicate(self, existing: Inherited | Entry, second: Node, within: Within) -> DuplicateAttribute:
        """The error, at the span of the second definition; the message names the place of the first."""
        at = existing.start if isinstance(existing, Inherited) else existing.key.start
        source = self.source
        first = f"{source.path or source.name}:{source.position(at)}"
        return DuplicateAttribute(
            f"attribute '{within.text()}' already defined at {first}",
            Span(source, second.start, second.end),
        )


def strip(node: Node) -> Node:
    """The expression inside any parentheses."""
    while type(node) is Paren:
        node = node.inner
    return node


def merge(source: Source, node: AttrSet) -> MergedSet:
    """The bindings of a written set, merged in one go. Raises DuplicateAttribute."""
    return merge_bindings(source, node.bindings, node.start, node.end, node.recursive)


def merge_bindings(
    source: Source, bindings: list[Binding | Inherit], start: int, end: int, recursive: bool
) -> MergedSet:
    """The same for bare bindings, as `let` has them; `start` and `end` are byte offsets of the whole."""
    merged = MergedSet(source, start, end, recursive)
    count = merged.add_plain(bindings)
    if count < len(bindings):
        drive(merged.add(bindings[count:]))
    return merged


def ordered_inherits(node: MergedSet) -> list[Inherited]:
    """Plain inherits first, then those with a source."""
    plain = [inherited for inherited in node.inherits if inherited.source is None]
    return plain + [inherited for inherited in node.inherits if inherited.source is not None]


def key_expression(key: Key) -> Node:
    """What is evaluated for a dynamic key."""
    return key.expression if type(key) is DynamicName else key


def path_text(keys: list[Key]) -> str:
    """An attribute path as messages show it."""
    return ".".join(key_text(key) or "${...}" for key in keys)


def key_text(key: Key) -> str | None:
    """The name if the key is static: an identifier, or a string without interpolation, even in `${}`."""
    if type(key) is Name:
        return key.name
    inner = strip(key.expression) if type(key) is DynamicName else key
    if type(inner) is Str:
        if not inner.parts:
            return ""
        if len(inner.parts) == 1 and isinstance(inner.parts[0], str):
            return inner.parts[0]
    return None
