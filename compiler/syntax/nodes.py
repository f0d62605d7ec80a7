"""The syntax tree. Every node carries the byte offsets of its text: `start` and, exclusive, `end`.

Hot data: plain slotted classes, built by the parser from the bottom up and never changed afterwards.
Nothing here walks the tree; walks must not recurse, because programs nest as deep as they like.
"""

from __future__ import annotations


class Node:
    """Any expression."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"{type(self).__name__}@{self.start}-{self.end}"


class Int(Node):
    """`42`; the value fits 64 bits signed."""

    __slots__ = ("value",)

    def __init__(self, start: int, end: int, value: int) -> None:
        self.start, self.end, self.value = start, end, value


class Float(Node):
    """`1.5`, `.5`, `1.e3`."""

    __slots__ = ("value",)

    def __init__(self, start: int, end: int, value: float) -> None:
        self.start, self.end, self.value = start, end, value


class Interpolation(Node):
    """`${ e }` inside a string or a path; the span includes `${` and `}`."""

    __slots__ = ("expression",)

    def __init__(self, start: int, end: int, expression: Node) -> None:
        self.start, self.end, self.expression = start, end, expression


class Str(Node):
    """A string, quoted or indented; escapes are resolved and indentation is stripped.

    `parts` alternates as written between literal text (never empty) and interpolations; `""` has none.
    """

    __slots__ = ("parts",)

    def __init__(self, start: int, end: int, parts: list[str | Interpolation]) -> None:
        self.start, self.end, self.parts = start, end, parts


class Path(Node):
    """A path literal without interpolation, as written: `/a`, `./a`, `a/b`, `~/a`."""

    __slots__ = ("text",)

    def __init__(self, start: int, end: int, text: str) -> None:
        self.start, self.end, self.text = start, end, text


class InterpolatedPath(Node):
    """`./a/${b}.nix`; `parts` as in `Str`, the first one is text as written (`./a/`, `~/`, `/`)."""

    __slots__ = ("parts",)

    def __init__(self, start: int, end: int, parts: list[str | Interpolation]) -> None:
        self.start, self.end, self.parts = start, end, parts


class SearchPath(Node):
    """`<nixpkgs/lib>`; `text` is what stands between the angle brackets."""

    __slots__ = ("text",)

    def __init__(self, start: int, end: int, text: str) -> None:
        self.start, self.end, self.text = start, end, text


class Uri(Node):
    """`https://example.org/x`, an unquoted URL literal."""

    __slots__ = ("text",)

    def __init__(self, start: int, end: int, text: str) -> None:
        self.start, self.end, self.text = start, end, text


class Variable(Node):
    __slots__ = ("name",)

    def __init__(self, start: int, end: int, name: str) -> None:
        self.start, self.end, self.name = start, end, name


class CurPos(Node):
    """`__curPos`."""

    __slots__ = ()


class Paren(Node):
    """`( e )`: kept, because spans and a few rules see the parentheses."""

    __slots__ = ("inner",)

    def __init__(self, start: int, end: int, inner: Node) -> None:
        self.start, self.end, self.inner = start, end, inner


class List(Node):
    __slots__ = ("elements",)

    def __init__(self, start: int, end: int, elements: list[Node]) -> None:
        self.start, self.end, self.elements = start, end, elements


class Name(Node):
    """An attribute name written as an identifier (also `or`)."""

    __slots__ = ("name",)

    def __init__(self, start: int, end: int, name: str) -> None:
        self.start, self.end, self.name = start, end, name


class DynamicName(Node):
    """An attribute name written as `${ e }`; the span includes `${` and `}`."""

    __slots__ = ("expression",)

    def __init__(self, start: int, end: int, expression: Node) -> None:
        self.start, self.end, self.expression = start, end, expression


Key = Name | Str | DynamicName
"""One part of an attribute path: `a`, `"a"`, `${a}`. A `Str` here is always a quoted string."""


class Select(Node):
    """`e.a.b` or `e.a.b or d`. The attribute path's own span is that of its first to last key."""

    __slots__ = ("default", "keys", "target")

    def __init__(self, start: int, end: int, target: Node, keys: list[Key], default: Node | None) -> None:
        self.start, self.end, self.target, self.keys, self.default = start, end, target, keys, default


class HasAttr(Node):
    """`e ? a.b`."""

    __slots__ = ("keys", "target")

    def __init__(self, start: int, end: int, target: Node, keys: list[Key]) -> None:
        self.start, self.end, self.target, self.keys = start, end, target, keys


class Call(Node):
    """`f x`: one application; `f x y` is Call(Call(f, x), y)."""

    __slots__ = ("argument", "function")

    def __init__(self, start: int, end: int, function: Node, argument: Node) -> None:
        self.start, self.end, self.function, self.argument = start, end, function, argument


class Unary(Node):
    """`-e` (operator "-") or `!e` (operator "!")."""

    __slots__ = ("operand", "operator")

    def __init__(self, start: int, end: int, operator: str, operand: Node) -> None:
        self.start, self.end, self.operator, self.operand = start, end, operator, operand


class Binary(Node):
    """`a OP b`, OP one of + - * / ++ // == != < <= > >= && || ->."""

    __slots__ = ("left", "operator", "right")

    def __init__(self, start: int, end: int, operator: str, left: Node, right: Node) -> None:
        self.start, self.end, self.operator, self.left, self.right = start, end, operator, left, right


class If(Node):
    __slots__ = ("condition", "otherwise", "then")

    def __init__(self, start: int, end: int, condition: Node, then: Node, otherwise: Node) -> None:
        self.start, self.end = start, end
        self.condition, self.then, self.otherwise = condition, then, otherwise


class Assert(Node):
    __slots__ = ("body", "condition")

    def __init__(self, start: int, end: int, condition: Node, body: Node) -> None:
        self.start, self.end, self.condition, self.body = start, end, condition, body


class With(Node):
    __slots__ = ("body", "namespace")

    def __init__(self, start: int, end: int, namespace: Node, body: Node) -> None:
        self.start, self.end, self.namespace, self.body = start, end, namespace, body


class Binding(Node):
    """`a.b = e;` with the semicolon in its span."""

    __slots__ = ("keys", "value")

    def __init__(self, start: int, end: int, keys: list[Key], value: Node) -> None:
        self.start, self.end, self.keys, self.value = start, end, keys, value


class Inherit(Node):
    """`inherit a b;` or `inherit (e) a b;`; `source` is the Paren node, or None.

    Names are `Name`, or `Str` for `inherit "a";` (and `Str` too for `inherit ${"a"};`).
    """

    __slots__ = ("names", "source")

    def __init__(self, start: int, end: int, source: Node | None, names: list[Name | Str]) -> None:
        self.start, self.end, self.source, self.names = start, end, source, names


class AttrSet(Node):
    """`{ ... }` or `rec { ... }`."""

    __slots__ = ("bindings", "recursive")

    def __init__(self, start: int, end: int, bindings: list[Binding | Inherit], recursive: bool) -> None:
        self.start, self.end, self.bindings, self.recursive = start, end, bindings, recursive


class Let(Node):
    """`let ... in e`."""

    __slots__ = ("bindings", "body")

    def __init__(self, start: int, end: int, bindings: list[Binding | Inherit], body: Node) -> None:
        self.start, self.end, self.bindings, self.body = start, end, bindings, body


class LegacyLet(Node):
    """`let { ...; body = e; }`."""

    __slots__ = ("bindings",)

    def __init__(self, start: int, end: int, bindings: list[Binding | Inherit]) -> None:
        self.start, self.end, self.bindings = start, end, bindings


class Formal(Node):
    """One formal of a pattern: `a` or `a ? d`."""

    __slots__ = ("default", "name")

    def __init__(self, start: int, end: int, name: str, default: Node | None) -> None:
        self.start, self.end, self.name, self.default = start, end, name, default


class Pattern(Node):
    """What stands before a lambda's colon: `{ a, b ? d, ... }@args`; the span includes the `@` part."""

    __slots__ = ("argument", "ellipsis", "formals")

    def __init__(
        self, start: int, end: int, formals: list[Formal], ellipsis: bool, argument: Name | None
    ) -> None:
        self.start, self.end = start, end
        self.formals, self.ellipsis, self.argument = formals, ellipsis, argument


class Lambda(Node):
    """`x: e` (parameter is a Name) or `{ ... }: e` (parameter is a Pattern)."""

    __slots__ = ("body", "parameter")

    def __init__(self, start: int, end: int, parameter: Name | Pattern, body: Node) -> None:
        self.start, self.end, self.parameter, self.body = start, end, parameter, body
