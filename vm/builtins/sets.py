"""Attribute sets."""

from __future__ import annotations

from vm.builtins.registry import BUILTINS, Forced, Function, List, Plain, Set, Str, builtin
from vm.errors import MissingAttribute, TypeMismatch
from vm.machine.trampoline import Force, Suspend, force_note
from vm.steps import StepsOf
from vm.store.contexts import attribute_name, without_context
from vm.text.messages import expected
from vm.text.suggestions import missing_attribute
from vm.values import AttrSet, Builtin, Closure, PartialBuiltin, Value


@builtin("attrNames", lesson="The names of a set, sorted.")
def attr_names(set_: Set) -> Value:
    return tuple(set_.sorted_names())


@builtin("attrValues", lesson="The values of a set, in the order of their names; none is forced.")
def attr_values(set_: Set) -> Value:
    return tuple(set_[name] for name in set_.sorted_names())


@builtin("hasAttr", lesson="Is there an attribute of that name?")
def has_attr(s: Str, set_: Set) -> bool:
    return without_context(s, "the string") in set_


@builtin("getAttr", lesson="The attribute of that name.")
def get_attr(s: Str, set_: Set) -> Value:
    if without_context(s, "the string") not in set_:
        raise missing_attribute(s, set_)
    return set_[s]


@builtin("removeAttrs", lesson="A set without the attributes named in a list.")
def remove_attrs(set_: Set, list_: List) -> StepsOf:
    result = AttrSet(set_, dict(set_.positions) if set_.positions else None)
    for index, item in enumerate(list_):
        name = yield Force(item, note=force_note(index, len(list_)))
        result.pop(attribute_name(name), None)
        if result.positions:
            result.positions.pop(name, None)
    return result


@builtin("listToAttrs", lesson="A set from a list of { name, value }; the first of a name wins.")
def list_to_attrs(e: List) -> StepsOf:
    result = AttrSet()
    for index, item in enumerate(e):
        pair = yield Force(item, note=force_note(index, len(e)))
        if type(pair) is not AttrSet:
            raise TypeMismatch(expected("a set", pair))
        if "name" not in pair:
            raise MissingAttribute("attribute 'name' missing: listToAttrs needs it in every element")
        name = yield Force(pair["name"])
        name = attribute_name(name)
        if name in result:
            continue
        if "value" not in pair:
            raise MissingAttribute("attribute 'value' missing: listToAttrs needs it in every element")
        result[name] = pair["value"]
    return result


@builtin("intersectAttrs", lesson="The attributes of the second set whose names are in the first.")
def intersect_attrs(e1: Set, e2: Set) -> Value:
    names = [name for name in e2 if name in e1] if len(e2) < len(e1) else [name for name in e1 if name in e2]
    places = e2.positions
    result = AttrSet({name: e2[name] for name in names})
    if places:
        result.positions = {name: places[name] for name in names if name in places}
    return result


@builtin("catAttrs", lesson="The values of one attribute from all sets of a list that have it.")
def cat_attrs(attr: Plain, list_: List) -> StepsOf:
    found = []
    for index, item in enumerate(list_):
        each = yield Force(item, note=force_note(index, len(list_)))
        if type(each) is not AttrSet:
            raise TypeMismatch(expected("a set", each))
        if attr in each:
            found.append(each[attr])
    return tuple(found)


@builtin("mapAttrs", lesson="Applies a function to every name and value: each result is a thunk.")
def map_attrs(f: Value, attrset: Set) -> StepsOf:
    cells = yield Suspend("mapAttrs", f, [[name, value] for name, value in attrset.items()])
    return AttrSet(dict(zip(attrset, cells, strict=True)))


@builtin("zipAttrsWith", lesson="Merges a list of sets: a function gets each name and its values.")
def zip_attrs_with(f: Function, list_: List) -> StepsOf:
    groups: dict[str, list[Value]] = {}
    for index, item in enumerate(list_):
        each = yield Force(item, note=force_note(index, len(list_)))
        if type(each) is not AttrSet:
            raise TypeMismatch(expected("a set", each))
        for name, value in each.items():
            groups.setdefault(name, []).append(value)
    cells = yield Suspend("zipAttrsWith", f, [[name, tuple(found)] for name, found in groups.items()])
    return AttrSet(dict(zip(groups, cells, strict=True)))


@builtin("functionArgs", lesson="The formals of a function: a set that says which have a default.")
def function_args(f: Forced) -> Value:
    if type(f) is AttrSet or not isinstance(f, Closure | Builtin | PartialBuiltin):
        raise TypeMismatch(expected("a function", f))
    if f is BUILTINS["derivation"]:
        return AttrSet({"outputs": True})
    formals = f.code.formals if type(f) is Closure else None
    return AttrSet(formals.names, formals.places) if formals is not None else AttrSet()


@builtin("unsafeGetAttrPos", lesson="Where an attribute was defined: file, line, column; or null.")
def unsafe_get_attr_pos(s: Plain, set_: Set) -> Value:
    place = (set_.positions or {}).get(s) if s in set_ else None
    if place is None or place[0].path is None:
        return None
    source, offset = place
    return AttrSet(
        {"file": source.path, "line": source.line_of(offset), "column": source.byte_column(offset)}
    )
