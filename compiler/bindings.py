"""What a set or let defines, after attribute paths have been merged.

Nix merges while it parses: `a.b = 1; a.c = 2;` is one set `a`, `a = { b = 1; }; a.c = 2;` too, and the
first part decides whether the set is recursive. A second definition of anything else is an error. Two
full sets merge one level deep; names that both define clash.
"""

from __future__ import annotations

from compiler.nodes import AttrSet, Binding, DynamicName, Inherit, Key, Name, Node, Paren, Str
from vm.errors import DuplicateAttribute
from vm.spans import Source, Span


class Inherited:
    """`inherit x;` or, with a source, `inherit (e) x;`."""

    __slots__ = ("end", "name", "source", "start")

    def __init__(self, name: str, source: Node | None, start: int, end: int) -> None:
        self.name = name
        self.source = source
        self.start = start
        self.end = end


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

    def add(self, bindings: list[Binding | Inherit]) -> None:
        for binding in bindings:
            if type(binding) is Inherit:
                for name in binding.names:
                    self.add_inherited(Inherited(key_text(name) or "", binding.source, name.start, name.end))
            elif type(binding) is Binding:
                self.add_binding(binding)

    def add_inherited(self, inherited: Inherited) -> None:
        self.check_new(inherited.name, Node(inherited.start, inherited.end))
        self.known[inherited.name] = inherited
        self.inherits.append(inherited)

    def add_binding(self, binding: Binding) -> None:
        target = self
        for key in binding.keys[:-1]:
            target = target.descend(key, binding)
        target.define(binding)

    def descend(self, key: Key, binding: Binding) -> MergedSet:
        """The set that `key` names here, made if there is none yet."""
        name = key_text(key)
        existing = self.known.get(name) if name is not None else None
        if existing is None:
            nested = MergedSet(self.source, binding.start, binding.end, False)
            self.put(Entry(key, name, nested, binding.keys[0].start))
            return nested
        merged = self.mergeable(existing)
        if merged is None:
            raise self.duplicate(existing, key, path_text(binding.keys))
        return merged

    def define(self, binding: Binding) -> None:
        key, value = binding.keys[-1], binding.value
        name = key_text(key)
        existing = self.known.get(name) if name is not None else None
        if existing is None:
            self.put(Entry(key, name, value, binding.keys[0].start))
            return
        inner = strip(value)
        merged = self.mergeable(existing) if isinstance(inner, AttrSet) else None
        if merged is None:
            raise self.duplicate(existing, key, path_text(binding.keys))
        assert isinstance(inner, AttrSet)
        merged.absorb(merge(self.source, inner))

    def absorb(self, other: MergedSet) -> None:
        """Take over what another full set defines; a name that both have is an error."""
        for inherited in other.inherits:
            self.add_inherited(inherited)
        for entry in other.entries:
            if entry.name is not None:
                self.check_new(entry.name, entry.key)
            self.put(entry)

    def put(self, entry: Entry) -> None:
        self.entries.append(entry)
        if entry.name is not None:
            self.known[entry.name] = entry

    def mergeable(self, existing: Inherited | Entry) -> MergedSet | None:
        """The existing definition as a set that can take more, if it is one."""
        if isinstance(existing, Inherited):
            return None
        value = strip(existing.value)
        if isinstance(value, AttrSet):
            value = existing.value = merge(self.source, value)
        return value if isinstance(value, MergedSet) else None

    def check_new(self, name: str, at: Node) -> None:
        if name in self.known:
            raise self.duplicate(self.known[name], at, name)

    def duplicate(self, existing: Inherited | Entry, second: Node, path: str) -> DuplicateAttribute:
        at = existing.start if isinstance(existing, Inherited) else existing.key.start
        source = self.source
        first = f"{source.path or source.name}:{source.position(at)}"
        return DuplicateAttribute(
            f"attribute '{path}' already defined at {first}", Span(source, second.start, second.end)
        )


def strip(node: Node) -> Node:
    """The expression inside any parentheses."""
    while type(node) is Paren:
        node = node.inner
    return node


def merge(source: Source, node: AttrSet) -> MergedSet:
    return merge_bindings(source, node.bindings, node.start, node.end, node.recursive)


def merge_bindings(
    source: Source, bindings: list[Binding | Inherit], start: int, end: int, recursive: bool
) -> MergedSet:
    merged = MergedSet(source, start, end, recursive)
    merged.add(bindings)
    return merged


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
