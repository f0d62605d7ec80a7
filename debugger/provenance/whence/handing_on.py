"""What builtins hand on: the part of what one was given that it gave as it was, or put into what it made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from vm.thunks import CELLS_NOW, Thunk
from vm.values import AttrSet, Value

MOST_LISTS = 1_000
"""Lists and sets in a list that are looked into."""
PLAIN = (int, float, bool, type(None))
"""Types whose values are the same wherever they come from."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an argument: what a list has at an index, what a set has by a name, or the whole."""

    whole: Value
    key: str | int | None = None


def result_part(name: str, arguments: Sequence[Value], given: Value) -> Part | None:
    """What a builtin gave that is a part of its arguments; None if it made it itself."""
    if name in WHOLE:
        return Part(arguments[WHOLE[name]])
    if name == "head":
        return Part(arguments[0], 0)
    if name == "elemAt" and type(index := CELLS_NOW.peek(arguments[1])) is int:
        return Part(arguments[0], index)
    if name == "getAttr" and type(key := CELLS_NOW.peek(arguments[0])) is str:
        return Part(arguments[1], key)
    return only_part(arguments, given) if name in CHOOSES or type(given) not in PLAIN else None


def attribute_part(name: str, arguments: Sequence[Value], key: str, value: Value) -> Part | None:
    """The part that an attribute of a builtin's set was; None if the builtin made it itself."""
    if name in KEEPS_THE_REST:
        rest = CELLS_NOW.peek(arguments[KEEPS_THE_REST[name]])
        return Part(rest, key) if type(rest) is AttrSet and key in rest else None
    if name == "tryEval":
        return Part(arguments[0]) if key == "value" else None
    if name == "listToAttrs":
        for each in items_of(arguments[0]):
            pair = CELLS_NOW.peek(each)
            if type(pair) is AttrSet and CELLS_NOW.peek(pair.get("name")) == key:
                return Part(pair, "value")
        return None
    return None if name in PARSERS else only_part(arguments, value)


def item_part(name: str, arguments: Sequence[Value], index: int, item: Value) -> Part | None:
    """The part that an item of a builtin's list was; None if the builtin made it itself."""
    if name == "attrValues":
        known = CELLS_NOW.peek(arguments[0])
        return Part(known, sorted(known)[index]) if type(known) is AttrSet and index < len(known) else None
    if name == "tail":
        return Part(arguments[0], index + 1)
    if name == "concatLists":
        for each in items_of(arguments[0]):
            known = items_of(each)
            if index < len(known):
                return Part(each, index)
            index -= len(known)
        return None
    return None if name in PARSERS else only_part(arguments, item)


WHOLE = {
    **dict.fromkeys(("seq", "deepSeq", "trace", "traceVerbose", "warn", "addErrorContext"), -1),
    **dict.fromkeys(("break", "unsafeDiscardStringContext", "unsafeDiscardOutputDependency"), 0),
}
"""Builtins whose result is one of their arguments, and which."""
KEEPS_THE_REST = {"removeAttrs": 0, "intersectAttrs": -1, "derivation": 0}
"""Builtins whose set has the cells of one of their arguments, and which."""
CHOOSES = ("foldl'",)
"""Builtins that may give a number which they got."""
PARSERS = (
    "fromJSON",
    "fromTOML",
    "match",
    "split",
    "splitVersion",
    "parseDrvName",
    "compareVersions",
    "genList",
    "attrNames",
)
"""Builtins in whose sets and lists nothing is as it was in what they got."""


def items_of(value: Value) -> tuple[Value, ...]:
    """The items of a list; none of anything else."""
    known = CELLS_NOW.peek(value)
    return known if type(known) is tuple else ()


def only_part(arguments: Sequence[Value], sought: Value) -> Part | None:
    """Where a cell or value lies in lists and sets that a builtin got, and in those in them. A cell, a set
    and the like are known again; of plain values there must be only one that is equal."""
    if type(sought) in PLAIN:
        equal = (part for part in parts_of(arguments) if is_same(CELLS_NOW.peek(held_by(part)), sought))
        found = list(islice(equal, 2))
        return found[0] if len(found) == 1 else None
    is_cell = type(sought) is Thunk
    for part in parts_of(arguments):
        held = held_by(part)
        if held is sought or (not is_cell and CELLS_NOW.peek(held) is sought):
            return part
    return None


def is_same(one: Value, other: Value) -> bool:
    """Whether two plain values are the same one, as far as can be told."""
    return type(one) is type(other) and one == other


def held_by(part: Part) -> Value:
    """The cell or value that a part is."""
    known = CELLS_NOW.peek(part.whole)
    if type(part.key) is int and type(known) is tuple:
        return known[part.key]
    if type(part.key) is str and type(known) is AttrSet:
        return known[part.key]
    return part.whole


def parts_of(arguments: Sequence[Value]) -> Iterator[Part]:
    """All arguments, what lies in them, and what lies in the lists and sets in a list."""
    for each in arguments:
        yield Part(each)
        yield from parts_in(each)
    for each in arguments:
        for inner in items_of(each)[:MOST_LISTS]:
            yield from parts_in(inner)


def parts_in(value: Value) -> Iterator[Part]:
    """What lies directly in a list or set."""
    known = CELLS_NOW.peek(value)
    if type(known) is tuple:
        yield from (Part(value, index) for index in range(len(known)))
    elif type(known) is AttrSet:
        yield from (Part(value, key) for key in known)
