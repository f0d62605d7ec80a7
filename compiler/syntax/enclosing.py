"""Where a place lies in the syntax tree: the nodes around it, and what binds a name there.

For tools that look at a finished program; the compiler itself has its own scopes. Nothing recurses.
"""

from __future__ import annotations

from collections.abc import Iterator

from compiler.syntax.nodes import (
    AttrSet,
    Binding,
    Formal,
    Inherit,
    Lambda,
    LegacyLet,
    Let,
    Name,
    Node,
    Pattern,
    Str,
)

Binder = Lambda | Let | LegacyLet | AttrSet


def enclosing(root: Node, start: int, end: int) -> list[Node]:
    """The nodes that contain the bytes from `start` to `end`, the outermost first, `root` itself included."""
    path = [root]
    while True:
        inner = next((node for node in children(path[-1]) if node.start <= start and end <= node.end), None)
        if inner is None:
            return path
        path.append(inner)


def children(node: Node) -> Iterator[Node]:
    """The nodes directly inside a node."""
    for name in fields(type(node)):
        value = getattr(node, name)
        for each in value if isinstance(value, list) else (value,):
            if isinstance(each, Node):
                yield each


FIELDS: dict[type, tuple[str, ...]] = {}


def fields(kind: type) -> tuple[str, ...]:
    """The names of what a node has; a compiled class keeps them under another name."""
    known = FIELDS.get(kind)
    if known is None:
        slots = [name for each in kind.__mro__ for name in getattr(each, "__slots__", ())]
        known = FIELDS[kind] = tuple(slots or vars(kind)["__mypyc_attrs__"])
    return known


def binder(path: list[Node], name: str) -> int | None:
    """The index in `path` of the node that binds a name for the last node of the path; None for a global,
    and for what a `with` may bind."""
    for at in range(len(path) - 2, -1, -1):
        node, inner = path[at], path[at + 1]
        if isinstance(node, Lambda) and name in parameters(node):
            return at
        if isinstance(node, Let | LegacyLet) or (isinstance(node, AttrSet) and node.recursive):
            outside = isinstance(inner, Inherit) and inner.source is None
            if not outside and name in bound_names(node.bindings):
                return at
    return None


def parameters(function: Lambda) -> set[str]:
    """The names that a function's parameter binds."""
    parameter = function.parameter
    if isinstance(parameter, Name):
        return {parameter.name}
    names = {formal.name for formal in parameter.formals}
    return names | {parameter.argument.name} if parameter.argument is not None else names


def formal(function: Lambda, name: str) -> Formal | None:
    """The formal argument of that name, if the function takes a set."""
    parameter = function.parameter
    if not isinstance(parameter, Pattern):
        return None
    return next((each for each in parameter.formals if each.name == name), None)


def bound_names(bindings: list[Binding | Inherit]) -> set[str]:
    """The names that a set or let defines, inherited ones too; of `a.b` it is `a`. Without dynamic ones."""
    names: set[str] = set()
    for each in bindings:
        keys = each.names if isinstance(each, Inherit) else each.keys[:1]
        names.update(name for name in map(static_name, keys) if name is not None)
    return names


def static_name(key: Node) -> str | None:
    """The name that a key of an attribute path spells; None for a dynamic one."""
    if isinstance(key, Name):
        return key.name
    if isinstance(key, Str) and all(isinstance(part, str) for part in key.parts):
        return "".join(part for part in key.parts if isinstance(part, str))
    return None
