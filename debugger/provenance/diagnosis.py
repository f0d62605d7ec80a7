"""Diagnosis: infinite recursions that nearly everybody meets once, told by their shape.

What is looked at is the demand chain of the cycle and where its links lie in the syntax tree of the person's
own files, never what variables are called. The invariant: a diagnosis names only places of the cycle itself.

The shapes: a function's argument that is needed to know the *structure* of what that function returns (a
module's imports, its option names, the attributes of its config); an overlay's attribute that takes itself
from the final set; a set whose names are needed by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from compiler.syntax.enclosing import binder, enclosing, formal, static_name
from compiler.syntax.nodes import (
    Assert,
    AttrSet,
    Binary,
    Binding,
    Call,
    DynamicName,
    HasAttr,
    If,
    Inherit,
    Lambda,
    Let,
    Name,
    Node,
    Paren,
    Pattern,
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


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong, and what to write instead."""

    kind: str
    """`imports`, `options`, `structure`, `overlay`, `names` or `argument`."""
    text: str
    advice: str
    span: Span
    """The place in the person's own code that it is about."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of own code, as the syntax tree sees it."""

    span: Span
    path: list[Node]
    """The nodes around it, the outermost first; the last one is a variable, or what is selected from it."""
    name: str
    """The variable that is used there."""
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


def diagnosed(cycle: Iterable[Span], is_closed: bool = True) -> Diagnosis | None:
    """The diagnosis of an infinite recursion. `cycle` are the places of its links in own code, the innermost
    first; `is_closed` says that no library takes part in it."""
    looked_at = list(places(cycle))
    for tell in (overlay, names, lambda place: module(place, is_closed)):
        for place in looked_at:
            found = tell(place)
            if found is not None:
                return found
    return None


def missing_argument(name: str, own: Span) -> Diagnosis | None:
    """For a library that finds no attribute `name`, while a formal argument of that name is used in `own`:
    which file asks for it, and where."""
    root = tree(own.source)
    around = enclosing(root, own.start, own.end) if root is not None else []
    functions = [node for node in reversed(around) if isinstance(node, Lambda)]
    wanted = next((found for node in functions if (found := formal(node, name)) is not None), None)
    if wanted is None:
        return None
    shown = safe_shown(to_display(name))
    return Diagnosis(
        "argument",
        f"{at(own.source, wanted)} asks for an argument '{shown}', and nobody passes one of that name",
        "pass it to the module system as `specialArgs` or set `_module.args`, or see how it is spelt",
        Span(own.source, wanted.start, wanted.end),
    )


def places(spans: Iterable[Span]) -> Iterator[Place]:
    """The places in which a variable is used, each once."""
    seen: set[tuple[int, int, int]] = set()
    for span in spans:
        key = (id(span.source), span.start, span.end)
        if key in seen or len(seen) >= MOST_LOOKED_AT:
            continue
        seen.add(key)
        root = tree(span.source)
        place = place_of(span, enclosing(root, span.start, span.end)) if root is not None else None
        if place is not None:
            yield place


@lru_cache(maxsize=64)
def tree(source: Source) -> Node | None:
    """The syntax of a source; None if it cannot be parsed, as with what was made up."""
    try:
        return parse(source, pipes=True)
    except ParseError:
        return None


def place_of(span: Span, path: list[Node]) -> Place | None:
    """Who uses a variable there: `x`, `x.a.b`, `x ? a` or a key of these."""
    while isinstance(path[-1], Name | Str | DynamicName | Paren) and len(path) > 1:
        path = path[:-1]
    if isinstance(path[-1], Variable) and isinstance(path[-2] if len(path) > 1 else None, Select | HasAttr):
        path = path[:-1]
    use = path[-1]
    target = use.target if isinstance(use, Select | HasAttr) else use
    if not isinstance(target, Variable):
        return None
    keys = tuple(map(static_name, use.keys)) if isinstance(use, Select | HasAttr) else ()
    return Place(span, path, target.name, keys, binder([*path, target], target.name))


# The shapes.


def overlay(place: Place) -> Diagnosis | None:
    """`final: prev: { x = ... final.x ...; }`"""
    functions = functions_around(place)
    for (outer_at, outer), (inner_at, inner) in pairwise(functions):
        if outer_at != place.bound or not isinstance(outer.parameter, Name) or bare(outer.body) is not inner:
            continue
        binding = next((node for node in place.path[inner_at:] if isinstance(node, Binding)), None)
        if binding is None or not place.keys or static_name(binding.keys[0]) != place.keys[0]:
            continue
        attribute, second = to_display(place.keys[0] or ""), inner.parameter
        previous = f"{to_display(second.name)}.{attribute}" if isinstance(second, Name) else attribute
        return Diagnosis(
            "overlay",
            f"'{safe_shown(attribute)}' of this overlay is made from `{place.shown}`, which is itself: "
            "the first argument is the set with all overlays applied",
            f"take it from the overlay's second argument, the set before it: `{safe_shown(previous)}`",
            place.span,
        )
    return None


def names(place: Place) -> Diagnosis | None:
    """`let s = { a = 1; } // (if s ? b then ... else ...); in s`"""
    if place.bound is None or not isinstance(place.path[place.bound], Let | AttrSet):
        return None
    binding = place.path[place.bound + 1]
    if not isinstance(binding, Binding) or [static_name(key) for key in binding.keys] != [place.name]:
        return None
    inside = place.path[place.bound + 2 :]
    if not inside or not is_structure(inside) or not makes_set(binding.value):
        return None
    shown = safe_shown(to_display(place.name))
    return Diagnosis(
        "names",
        f"which attributes '{shown}' has depends on `{place.shown}`, and looking that up needs '{shown}' "
        "with all its names",
        "take what decides it from somewhere else, or let only values depend on it, not names",
        place.span,
    )


def module(place: Place, is_closed: bool) -> Diagnosis | None:
    """An argument of a module that is needed to know the structure of what the module returns."""
    place = meant(place)
    function = place.path[place.bound] if place.bound is not None else None
    if place.bound is None or not isinstance(function, Lambda):
        return None
    parameter = function.parameter
    if is_closed and not (isinstance(parameter, Pattern) and parameter.ellipsis):
        return None
    binding, inside = first_binding(place.path[place.bound + 1 :])
    if not is_structure(inside):
        return None
    key = static_name(binding.keys[0]) if binding is not None else None
    where = f"the module at {at(place.source, function)} needs its argument `{place.shown}` to know "
    if key == "imports":
        return Diagnosis(
            "imports",
            where + "its imports, but arguments are known only when all modules are imported",
            "import unconditionally and use it in `config`, or pass it in `specialArgs`",
            place.span,
        )
    if key == "options":
        return Diagnosis(
            "options",
            where + "which options it declares, but arguments are known only when all options are",
            "declare the options unconditionally, or pass it in `specialArgs`",
            place.span,
        )
    if binding is None or (key == "config" and (len(binding.keys) == 1 or is_set(binding.value))):
        return Diagnosis(
            "structure",
            where + "which options it defines, but that must be known before any option has a value",
            "write `config = lib.mkIf condition { ... };`: then the names do not depend on the condition",
            place.span,
        )
    return None


def meant(place: Place) -> Place:
    """The same place; where it uses a local name for something, `let cfg = config.a;`, for that thing."""
    for _ in range(MOST_LOOKED_AT):
        at = place.bound
        if at is None or not isinstance(place.path[at], Let):
            return place
        definition = definition_of(place.path[at], place.name)
        if definition is None:
            return place
        path = [*place.path[: at + 1], definition, bare(definition.value)]
        other = place_of(place.span, path)
        if other is None or other.bound is None or other.bound > at:
            return place
        place = Place(place.span, place.path, other.name, (*other.keys, *place.keys), other.bound)
    return place


def definition_of(node: Node, name: str) -> Binding | None:
    """The binding `name = ...;` among the definitions of a `let`."""
    for each in node.bindings if isinstance(node, Let) else ():
        if isinstance(each, Binding) and [static_name(key) for key in each.keys] == [name]:
            return each
    return None


def at(source: Source, node: Node) -> str:
    """`file.nix:12:5`"""
    return safe_shown(f"{to_display(source.name)}:{source.position(node.start)}")


def functions_around(place: Place) -> list[tuple[int, Lambda]]:
    """The functions that the place is in, with their index in its path, outermost first."""
    return [(at, node) for at, node in enumerate(place.path) if isinstance(node, Lambda)]


def first_binding(path: Sequence[Node]) -> tuple[Binding | None, Sequence[Node]]:
    """The attribute of the returned set that a place lies in, and the rest of the path; None and all of it
    for a place that is not in the value of an attribute."""
    for at, node in enumerate(path):
        if isinstance(node, AttrSet):
            inner = path[at + 1] if at + 1 < len(path) else None
            return (inner, path[at + 2 :]) if isinstance(inner, Binding) else (None, path)
    return None, path


def is_structure(path: Sequence[Node]) -> bool:
    """Whether the first node cannot be known, even only as a set with names, without the last."""
    for at, node in enumerate(path[:-1]):
        inner = path[at + 1]
        if isinstance(node, Lambda | Inherit):
            return False
        if isinstance(node, Binding) and inner is node.value:
            return False
    return True


def makes_set(node: Node) -> bool:
    """Whether an expression is, by its form, a set whose names it has to find out."""
    node = bare(node)
    while isinstance(node, Let | With | Assert):
        node = bare(node.body)
    if isinstance(node, AttrSet):
        return any(isinstance(key, DynamicName) for each in node.bindings for key in keys_of(each))
    return isinstance(node, Call) or (isinstance(node, Binary) and node.operator == "//")


def is_set(node: Node) -> bool:
    """Whether an expression is a set by its form, chosen or put together from others."""
    node = bare(node)
    while isinstance(node, If):
        node = bare(node.then)
    return isinstance(node, AttrSet) or makes_set(node)


def keys_of(each: Binding | Inherit) -> Sequence[Node]:
    """What the definition defines: the parts of its path, or the names that it inherits."""
    return each.keys if isinstance(each, Binding) else each.names


def bare(node: Node) -> Node:
    """Without parentheses."""
    while isinstance(node, Paren):
        node = node.inner
    return node
