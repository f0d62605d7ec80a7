"""Uses of variables in own code: where one lies in the syntax tree, and what its name stands for.

What diagnosis judges shapes by. Names of `let`, `inherit (x)` and `with x` are followed to what they
stand for, since a person who writes `cfg = config.services.web;` means the right side wherever `cfg` is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from compiler.syntax.enclosing import binder, bound_names, children, enclosing, static_name
from compiler.syntax.nodes import (
    Binary,
    Binding,
    Call,
    DynamicName,
    HasAttr,
    Inherit,
    Lambda,
    Let,
    Name,
    Node,
    Paren,
    Select,
    Str,
    Variable,
    With,
)
from compiler.syntax.parser import parse
from debugger.text import safe_shown
from vm.errors import ParseError
from vm.spans import Source, Span, to_display

MOST_LOOKED_AT = 50
"""Places of one cycle that are looked at."""

NAME_READERS = ("attrNames", "attrValues")
"""Builtins whose argument must be a set, and all its names known."""


CONDITIONALS = ("optional", "optionals", "optionalAttrs")


@dataclass(frozen=True, slots=True)
class Place:
    """A place of own code, as the syntax tree sees it."""

    span: Span
    path: list[Node]
    """The nodes around it, the outermost first; the last one is a variable, or what is selected from it."""
    name: str
    """The variable that is used there, or what it stands for."""
    keys: tuple[str | None, ...]
    """What is selected from it, as far as one can read it."""
    bound: int | None
    """The index in the path of the node that binds the variable."""

    @property
    def source(self) -> Source:
        return self.span.source

    @property
    def shown(self) -> str:
        """The use as it is written: `config.services.enable`."""
        return safe_shown(to_display(".".join([self.name, *(key for key in self.keys if key is not None)])))


def places(spans: Iterable[Span]) -> Iterator[Place]:
    """The places in which a variable is used, each once."""
    for span, path in located(spans):
        place = place_of(span, path)
        if place is not None:
            yield place


def places_within(spans: Iterable[Span]) -> Iterator[Place]:
    """What is used inside of expressions, other than in functions and definitions, and is an argument of the
    function around: an argument that is handed on as it is has no place of its own in a chain."""
    for span, path in located(spans):
        pending = [path]
        while pending:
            path = pending.pop()
            node = path[-1]
            if isinstance(node, Variable):
                place = place_of(Span(span.source, node.start, node.end), path)
                place = meant(place) if place is not None else None
                if place is not None and is_argument(place):
                    yield place
            elif isinstance(node, Binding):
                pending.extend([*path, key] for key in reversed(node.keys))
            elif not isinstance(node, Lambda | Inherit):
                pending.extend([*path, child] for child in reversed(list(children(node))))


def places_of_definitions(defined: Iterable[Place]) -> Iterator[Place]:
    """Where names are conditions or parts of something whose definitions are among these places. A name that
    is handed on has no place of its own in a chain, and what it is handed to may have been taken over."""
    for place in defined:
        for at, (node, each) in enumerate(pairwise(place.path)):
            if isinstance(node, Let) and isinstance(each, Binding | Inherit):
                wanted = bound_names([each])
                for path in inside([*place.path[: at + 1], node.body]):
                    use = place_of(Span(place.source, path[-1].start, path[-1].end), path)
                    if use is not None and use.name in wanted and use.bound == at and decides(path):
                        yield use


def inside(path: list[Node]) -> Iterator[list[Node]]:
    """The variables in a node that are not in functions there, each as a path."""
    pending = [path]
    while pending:
        path = pending.pop()
        if isinstance(path[-1], Variable):
            yield path
        elif not isinstance(path[-1], Lambda):
            pending.extend([*path, child] for child in reversed(list(children(path[-1]))))


def decides(path: list[Node]) -> bool:
    """Whether a variable is forced whenever what it is part of is."""
    around = path[-2]
    if isinstance(around, Call):
        return callee(around) in CONDITIONALS
    return isinstance(around, Binding) or (isinstance(around, Binary) and around.operator in ("++", "//"))


def located(spans: Iterable[Span]) -> Iterator[tuple[Span, list[Node]]]:
    """Each place once, with the nodes around it."""
    seen: set[tuple[int, int, int]] = set()
    for span in spans:
        key = (id(span.source), span.start, span.end)
        if key in seen or len(seen) >= MOST_LOOKED_AT:
            continue
        seen.add(key)
        root = tree(span.source)
        if root is not None:
            yield span, enclosing(root, span.start, span.end)


@lru_cache(maxsize=64)
def tree(source: Source) -> Node | None:
    try:
        return parse(source, pipes=True)
    except ParseError:
        return None


def place_of(span: Span, path: list[Node]) -> Place | None:
    """Who uses a variable there: `x`, `x.a.b`, `x ? a`, a key of these, `inherit (x) a;` or `attrNames x`."""
    last = path[-1]
    while isinstance(path[-1], Name | Str | DynamicName | Paren) and len(path) > 1:
        path = path[:-1]
    use = path[-1]
    inherited: tuple[str | None, ...] = ()
    if isinstance(use, Inherit) and use.source is not None and isinstance(last, Name | Str):
        path, inherited = [*path, bare(use.source)], (static_name(last),)
    elif isinstance(use, Call) and callee(use) in NAME_READERS:
        path = [*path, bare(use.argument)]
    elif isinstance(use, Variable) and len(path) > 1:
        around = path[-2]
        path = path[:-1] if isinstance(around, Select | HasAttr) and around.target is use else path
    use = path[-1]
    target = use.target if isinstance(use, Select | HasAttr) else use
    if not isinstance(target, Variable):
        return None
    outer = next((node for node in reversed(path[:-1]) if not isinstance(node, Paren)), None)
    if not inherited and isinstance(outer, Inherit) and len(outer.names) == 1:
        inherited = (static_name(outer.names[0]),)
    keys = tuple(map(static_name, use.keys)) if isinstance(use, Select | HasAttr) else ()
    return Place(span, path, target.name, (*keys, *inherited), binder([*path, target], target.name))


def meant(place: Place) -> Place:
    """The same place; where it uses a local name for something, `let cfg = config.a;`, for that thing."""
    for _ in range(MOST_LOOKED_AT):
        other = stands_for(place)
        if other is None:
            return place
        place = Place(place.span, place.path, other.name, (*other.keys, *place.keys), other.bound)
    return place


def stands_for(place: Place) -> Place | None:
    """What the name that is used stands for, as a use at the place of its definition."""
    if place.bound is None:
        # A `with` of an argument may bind it; of several, nobody knows which.
        found = [other for other in namespaces(place) if is_argument(other)]
        if len(found) != 1:
            return None
        return Place(place.span, place.path, found[0].name, (*found[0].keys, place.name), found[0].bound)
    node = place.path[place.bound]
    if not isinstance(node, Let):
        return None
    for each in node.bindings:
        other = None
        if isinstance(each, Binding) and [static_name(key) for key in each.keys] == [place.name]:
            other = place_of(place.span, [*place.path[: place.bound + 1], each, bare(each.value)])
        elif isinstance(each, Inherit) and each.source and place.name in map(static_name, each.names):
            written = Name(each.start, each.end, place.name)
            other = place_of(place.span, [*place.path[: place.bound + 1], each, written])
        if other is not None:
            return other if other.bound is not None and other.bound <= place.bound else None
    return None


def namespaces(place: Place) -> Iterator[Place]:
    """What is named by each `with` around a place."""
    for at, (node, inner) in enumerate(pairwise(place.path)):
        if isinstance(node, With) and inner is node.body:
            other = place_of(place.span, [*place.path[: at + 1], bare(node.namespace)])
            if other is not None:
                yield meant(other)


def is_argument(place: Place) -> bool:
    return place.bound is not None and isinstance(place.path[place.bound], Lambda)


def callee(call: Call) -> str | None:
    """The name of the function that a call is of: `optional` for `lib.optional a b`."""
    function: Node = call
    while isinstance(function, Call | Paren):
        function = function.function if isinstance(function, Call) else function.inner
    if isinstance(function, Select):
        return static_name(function.keys[-1])
    return function.name if isinstance(function, Variable) else None


def bare(node: Node) -> Node:
    """Without parentheses."""
    while isinstance(node, Paren):
        node = node.inner
    return node
