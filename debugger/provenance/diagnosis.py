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
from itertools import pairwise

from compiler.syntax.enclosing import enclosing, formal, static_name
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
    Pattern,
    Select,
    Variable,
    With,
)
from debugger.provenance.uses import (
    Place,
    bare,
    callee,
    meant,
    places,
    places_of_definitions,
    places_within,
    tree,
)
from debugger.text import safe_shown
from vm.spans import Source, Span, to_display

CHOOSERS = ("optionalAttrs", "listToAttrs", "genAttrs", "mapAttrs", "mapAttrs'", "filterAttrs", "removeAttrs")
"""Functions that give a set whose names depend on an argument."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong, and what to write instead."""

    kind: str
    """`imports`, `options`, `structure`, `overlay`, `names` or `argument`."""
    text: str
    advice: str
    span: Span
    """The place in the person's own code that it is about."""


def diagnosed(cycle: Iterable[Span], cells: Iterable[Span] = (), is_closed: bool = True) -> Diagnosis | None:
    """The diagnosis of an infinite recursion. `cycle` are the places of its links in own code, the innermost
    first, and `cells` the expressions there that are under evaluation; `is_closed` says that no library takes
    part in it."""
    used = list(places(cycle))
    for looked_at in (used, list(places_within(cells)), list(places_of_definitions(used))):
        for tell in (overlay, names, own_names, lambda place: module(place, is_closed)):
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


# The shapes.


def overlay(place: Place) -> Diagnosis | None:
    """`final: prev: { x = ... final.x ...; }`"""
    place = meant(place)
    for outer_at, inner_at, inner in overlays_around(place):
        if outer_at != place.bound:
            continue
        defined = defined_in(place, inner_at + 1)
        if not defined or place.keys[: len(defined)] != defined[: len(place.keys)] or not place.keys:
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


def overlays_around(place: Place) -> Iterator[tuple[int, int, Lambda]]:
    """Functions of two arguments, `final: prev: ...`: where they begin, and the inner one."""
    functions = [(at, node) for at, node in enumerate(place.path) if isinstance(node, Lambda)]
    for (outer_at, outer), (inner_at, inner) in pairwise(functions):
        if isinstance(outer.parameter, Name) and bare(outer.body) is inner:
            yield outer_at, inner_at, inner


def defined_in(place: Place, start: int) -> tuple[str | None, ...]:
    """The names of the attributes that a place is in the value of, the outermost first."""
    keys: list[str | None] = []
    for around, node, inner in zip(
        place.path[start:], place.path[start + 1 :], place.path[start + 2 :], strict=False
    ):
        if isinstance(around, AttrSet) and isinstance(node, Binding) and inner is node.value:
            keys += map(static_name, node.keys)
        elif isinstance(around, AttrSet) and isinstance(node, Inherit):
            keys += place.keys[-1:]
    return tuple(keys)


def names(place: Place) -> Diagnosis | None:
    """`let s = { a = 1; } // (if s ? b then ... else ...); in s`"""
    place = place if defines_itself(place) else meant(place)
    if not defines_itself(place) or place.bound is None:
        return None
    binding = place.path[place.bound + 1]
    inside = place.path[place.bound + 2 :]
    if not isinstance(binding, Binding) or not inside or not is_structure(inside):
        return None
    if not makes_set(binding.value) or not looks_up(place):
        return None
    shown = safe_shown(to_display(place.name))
    return Diagnosis(
        "names",
        f"which attributes '{shown}' has depends on `{place.shown}`, and looking that up needs '{shown}' "
        "with all its names",
        "take what decides it from somewhere else, or let only values depend on it, not names",
        place.span,
    )


def defines_itself(place: Place) -> bool:
    """Whether the place is in the definition of the variable that it uses."""
    if place.bound is None or not isinstance(place.path[place.bound], Let | AttrSet):
        return False
    binding = place.path[place.bound + 1]
    return isinstance(binding, Binding) and [static_name(key) for key in binding.keys] == [place.name]


def looks_up(place: Place) -> bool:
    """Whether the variable must be a set there."""
    around = place.path[-2] if len(place.path) > 1 else None
    is_read = isinstance(place.path[-1], Select | HasAttr) or isinstance(around, Call)
    return bool(place.keys) or is_read or (isinstance(around, Binary) and around.operator == "//")


def own_names(place: Place) -> Diagnosis | None:
    """`final: prev: if final ? a then { ... } else { }`; `self: { ${self.key} = 1; }` in a fixed point."""
    place = meant(place)
    function = place.path[place.bound] if place.bound is not None else None
    if place.bound is None or not isinstance(function, Lambda) or not isinstance(function.parameter, Name):
        return None
    overlaid = next((inner for outer_at, _, inner in overlays_around(place) if outer_at == place.bound), None)
    inside = place.path[place.bound + (1 if overlaid is None else 2) :]
    body = function.body if overlaid is None else overlaid.body
    if not place.keys or not chooses_names(body) or not is_structure(inside):
        return None
    if overlaid is not None and isinstance(overlaid.parameter, Name):
        advice = (
            f"take it from the overlay's second argument, `{safe_shown(to_display(overlaid.parameter.name))}`"
        )
        what = "this overlay"
    else:
        advice, what = "take it from somewhere else", f"the function at {at(place.source, function)}"
    return Diagnosis(
        "names",
        f"which attributes {what} gives depends on `{place.shown}`, and looking that up "
        "needs all of their names",
        f"{advice}, or let only values depend on it, not names",
        place.span,
    )


def module(place: Place, is_closed: bool) -> Diagnosis | None:
    """An argument of a module that is needed to know the structure of what the module returns."""
    place = meant(place)
    function = place.path[place.bound] if place.bound is not None else None
    if place.bound is None or not isinstance(function, Lambda):
        return None
    if not may_be_module(place, function, is_closed):
        return None
    body = place.path[place.bound + 1 :]
    binding, inside = first_binding(body)
    key = static_name(binding.keys[0]) if binding is not None else None
    where = f"the module at {at(place.source, function)} needs its argument `{place.shown}` to know "
    if key == "imports" and is_structure(inside):
        return Diagnosis(
            "imports",
            where + "its imports, but arguments are known only when all modules are imported",
            "import unconditionally and use it in `config`, or pass it in `specialArgs`",
            place.span,
        )
    if key == "options" and is_structure(inside):
        return Diagnosis(
            "options",
            where + "which options it declares, but arguments are known only when all options are",
            "declare the options unconditionally, or pass it in `specialArgs`",
            place.span,
        )
    defined = () if binding is None else structure_of(place, body, key == "config")
    if (
        defined is None
        or is_condition(body)
        or (binding is None and (is_callee(inside) or not is_structure(inside)))
    ):
        return None
    known = "which options it defines, but that must be known before any option has a value"
    if defined:
        shown = safe_shown(to_display(".".join(["config", *defined])))
        known = f"what there is in `{shown}`, but that must be known before anything in it has a value"
    advice = "write `config = lib.mkIf condition { ... };`: then the names do not depend on the condition"
    if len(inside) == 1:
        advice = "name it in `imports`, and pass it in `specialArgs`"
    return Diagnosis("structure", where + known, advice, place.span)


def may_be_module(place: Place, function: Lambda, is_closed: bool) -> bool:
    """Whether a function can be called by a module system, which hands more to it than it asks for."""
    if isinstance(function.parameter, Pattern):
        return function.parameter.ellipsis
    is_inner = place.bound is not None and place.bound > 0 and isinstance(place.path[place.bound - 1], Lambda)
    return not is_closed and not is_inner and bool(place.keys)


def may_be_set(function: Lambda) -> bool:
    """Whether a function returns, by its form, a set with names that depend on something."""
    body = bare(function.body)
    while isinstance(body, Let | With | Assert):
        body = bare(body.body)
    if isinstance(function.parameter, Name):
        return isinstance(body, AttrSet) or chooses_names(body)
    return isinstance(body, Variable | Select) or is_set(body)


def structure_of(place: Place, body: Sequence[Node], in_config: bool) -> tuple[str, ...] | None:
    """The part of `config`, `()` for all of it, whose names a place in the value of an attribute decides;
    None for a place that decides only a value, or names of something else than what is needed there."""
    keys: list[str] = []
    binding, inside = first_binding(body)
    while binding is not None:
        keys += [static_name(key) or "" for key in binding.keys]
        if is_structure(inside):
            break
        if not isinstance(bare(inside[0]) if inside else None, AttrSet):
            return None
        binding, inside = first_binding(inside)
    else:
        return None
    if not is_set(binding.value):
        return None
    defined = tuple(keys[1:] if in_config else keys)
    if not defined:
        return ()
    needed = (place.name, *place.keys)
    needed = needed[needed.index("config") + 1 :] if "config" in needed[:2] else ()
    return defined if len(needed) > len(defined) and needed[: len(defined)] == defined else None


def is_condition(path: Sequence[Node]) -> bool:
    """Whether the last node is in the condition of a `mkIf`, where it may be."""
    return any(
        isinstance(node, Call)
        and inner is node.argument
        and not isinstance(node.function, Call)
        and callee(node) == "mkIf"
        for node, inner in pairwise(path)
    )


def is_callee(path: Sequence[Node]) -> bool:
    """Whether the last node is, or is in, the function of a call, and decides only what is called."""
    return any(
        isinstance(node, Call) and inner is node.function for node, inner in pairwise(path)
    ) and not any(isinstance(node, Call) and inner is node.argument for node, inner in pairwise(path))


def at(source: Source, node: Node) -> str:
    """`file.nix:12:5`"""
    return safe_shown(f"{to_display(source.name)}:{source.position(node.start)}")


def first_binding(path: Sequence[Node]) -> tuple[Binding | None, Sequence[Node]]:
    """The attribute of the returned set that a place lies in the value of, and the rest of the path; None and
    all of it for a place that is not in the value of an attribute."""
    for at, node in enumerate(path):
        if isinstance(node, AttrSet):
            inner = path[at + 1] if at + 1 < len(path) else None
            is_value = isinstance(inner, Binding) and at + 2 < len(path) and path[at + 2] is inner.value
            return (inner, path[at + 2 :]) if isinstance(inner, Binding) and is_value else (None, path)
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


def chooses_names(node: Node) -> bool:
    """Whether an expression is, by its form, a set whose names depend on something."""
    node = bare(node)
    while isinstance(node, Let | With | Assert):
        node = bare(node.body)
    if isinstance(node, If):
        return is_set(node.then) and is_set(node.otherwise)
    return makes_set(node) and (not isinstance(node, Call) or callee(node) in CHOOSERS)


def keys_of(each: Binding | Inherit) -> Sequence[Node]:
    """What the definition defines: the parts of its path, or the names that it inherits."""
    return each.keys if isinstance(each, Binding) else each.names
