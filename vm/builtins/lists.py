"""Lists. Elements are forced only by those that must look at them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from vm.builtins.registry import BUILTINS, Function, Int, List, Set, builtin
from vm.errors import IndexOutOfBounds, MissingAttribute, TypeMismatch
from vm.machine.equality import simply_less
from vm.machine.trampoline import Call, Equal, Force, Skip, Suspend, force_note
from vm.pulse import CELL, MANY, REFERENCE, need_elements
from vm.steps import PAUSE, StepsOf
from vm.store.contexts import attribute_name
from vm.text.messages import expected
from vm.values import AttrSet, Value, is_string

STRETCH = 2000
"""Thunks made, or elements passed over, between two breaths."""


def as_bool(value: Value) -> bool:
    """The value itself; TypeMismatch if it is no bool. Does not force."""
    if type(value) is not bool:
        raise TypeMismatch(expected("a Boolean", value))
    return value


def as_list(value: Value) -> List:
    """The value itself; TypeMismatch if it is no list. Does not force."""
    if type(value) is not tuple:
        raise TypeMismatch(expected("a list", value))
    return value


def needed(attributes: AttrSet, name: str, by: str) -> Value:
    """An attribute that a builtin cannot do without."""
    if name not in attributes:
        raise MissingAttribute(f"attribute '{name}' missing: {by} needs it")
    return attributes[name]


@builtin("length", lesson="How many elements; none is forced.")
def length(e: List) -> int:
    return len(e)


@builtin("head", lesson="The first element.")
def head(list_: List) -> Value:
    if not list_:
        raise IndexOutOfBounds("list index 0 is out of bounds: the list is empty")
    return list_[0]


@builtin("tail", lesson="All elements but the first.")
def tail(list_: List) -> Value:
    if not list_:
        raise IndexOutOfBounds("'tail' called on an empty list")
    return list_[1:]


@builtin("elemAt", lesson="The element at an index, from 0.", order=(1, 0))
def elem_at(xs: List, n: Int) -> Value:
    if not 0 <= n < len(xs):
        raise IndexOutOfBounds(f"list index {n} is out of bounds: {sized(xs)}")
    return xs[n]


def sized(xs: List) -> str:
    """How long the list is, for an error's note."""
    if not xs:
        return "the list is empty"
    return f"the list has {len(xs)} element{'' if len(xs) == 1 else 's'}"


@builtin("map", lesson="Applies a function to every element: each result is a thunk until it is needed.")
def map_(f: Value, list_: List) -> StepsOf:
    if not list_:
        return list_
    return (yield from suspended("map", f, list_))


@builtin("genList", lesson="A list of n elements, each a thunk that applies a function to its index.")
def gen_list(generator: Value, length: Int) -> StepsOf:
    if length < 0:
        raise IndexOutOfBounds(f"cannot create a list of length {length}")
    return (yield from suspended("genList", generator, range(length)))


def suspended(maker: str, function: Value, items: Sequence[Value]) -> StepsOf:
    """One thunk an item that applies the function to it, made a stretch at a time."""
    need_elements(len(items), CELL)
    cells: list[Value] = []
    for start in range(0, len(items), STRETCH):
        if start:
            yield PAUSE
        cells += yield Suspend(maker, function, [[item] for item in items[start : start + STRETCH]])
    return tuple(cells)


@builtin("filter", lesson="The elements for which a predicate is true; it is called for each in order.")
def filter_(f: Function, list_: List) -> StepsOf:
    kept = []
    for index, x in enumerate(list_):
        if as_bool((yield Call(f, x, note=force_note(index, len(list_))))):
            kept.append(x)
    return tuple(kept)


@builtin("all", lesson="Stops at the first false; later elements stay thunks.")
def all_(pred: Function, list_: List) -> StepsOf:
    for index, x in enumerate(list_):
        if not as_bool((yield Call(pred, x, note=force_note(index, len(list_))))):
            return False
    return True


@builtin("any", lesson="Stops at the first true; later elements stay thunks.")
def any_(pred: Function, list_: List) -> StepsOf:
    for index, x in enumerate(list_):
        if as_bool((yield Call(pred, x, note=force_note(index, len(list_))))):
            return True
    return False


@builtin("foldl'", lesson="Folds from the left; each intermediate result is forced.")
def foldl(op: Function, nul: Value, list_: List) -> StepsOf:
    result = nul
    for index, x in enumerate(list_):
        result = yield Call(op, result, x, note=force_note(index, len(list_)))
    return (yield Force(result))


@builtin("elem", lesson="Is a value in a list? Compares with == from the first element on.")
def elem(x: Value, xs: List) -> StepsOf:
    index, unseen = 0, True
    while index < len(xs):
        if unseen:
            skipped = yield Skip(x, xs, index)
            unseen = skipped >= 0
            index += max(skipped, 0)
            if index == len(xs):
                break
            if skipped > STRETCH:
                yield PAUSE
        if (yield Equal(x, xs[index], note=force_note(index, len(xs)))):
            return True
        index += 1
    return False


@builtin("concatLists", lesson="Joins a list of lists.")
def concat_lists(lists: List) -> StepsOf:
    result: list[Value] = []
    for index, x in enumerate(lists):
        extend(result, as_list((yield Force(x, note=force_note(index, len(lists))))))
    return tuple(result)


@builtin("concatMap", lesson="Applies a function that gives lists, and joins them.")
def concat_map(f: Function, list_: List) -> StepsOf:
    result: list[Value] = []
    for index, x in enumerate(list_):
        extend(result, as_list((yield Call(f, x, note=force_note(index, len(list_))))))
    return tuple(result)


def extend(result: list[Value], more: List) -> None:
    """Add elements to a list that becomes a tuple in the end, if there is room for it."""
    if len(more) > MANY:
        need_elements(len(more), 2 * REFERENCE)
    result.extend(more)


@builtin("partition", lesson="Splits a list in two, right and wrong, by a predicate; elements are forced.")
def partition(pred: Function, list_: List) -> StepsOf:
    right: list[Value] = []
    wrong: list[Value] = []
    for index, x in enumerate(list_):
        yield Force(x)
        answer = as_bool((yield Call(pred, x, note=force_note(index, len(list_)))))
        (right if answer else wrong).append(x)
    return AttrSet({"right": tuple(right), "wrong": tuple(wrong)})


@builtin("groupBy", lesson="A set of lists: elements by the name that a function gives each.")
def group_by(f: Function, list_: List) -> StepsOf:
    groups: dict[str, list[Value]] = {}
    for index, x in enumerate(list_):
        name = yield Call(f, x, note=force_note(index, len(list_)))
        groups.setdefault(attribute_name(name), []).append(x)
    return AttrSet({name: tuple(members) for name, members in groups.items()})


@builtin("sort", lesson="A stable merge sort; the comparator is called as the sort goes along.")
def sort(comparator: Function, list_: List) -> StepsOf:
    if len(list_) < 2:
        return list_
    simple = yield from simple_order(comparator, list_)
    if simple is not None:
        return simple
    items = list(list_)
    width, calls = 1, 0
    while width < len(items):
        merged: list[Value] = []
        for start in range(0, len(items), 2 * width):
            left, right = items[start : start + width], items[start + width : start + 2 * width]
            i = j = 0
            while i < len(left) and j < len(right):
                calls += 1
                swap = as_bool((yield Call(comparator, right[j], left[i], note=("comparison {}", calls))))
                if swap:
                    merged.append(right[j])
                    j += 1
                else:
                    merged.append(left[i])
                    i += 1
            merged += left[i:]
            merged += right[j:]
        items = merged
        width *= 2
    return tuple(items)


def simple_order(comparator: Value, xs: List) -> StepsOf:
    """The sorted list if `lessThan` itself compares plain numbers or plain strings; else None."""
    if comparator is not BUILTINS["lessThan"]:
        return None
    plain = []
    for index, x in enumerate(xs):
        plain.append((yield Force(x, note=force_note(index, len(xs)))))
    if not (all(type(x) in (int, float) for x in plain) or all(is_string(x) for x in plain)):
        return None
    if any(type(x) is float and math.isnan(x) for x in plain):
        return None
    runs = []
    for start in range(0, len(plain), 512):
        runs.append(sorted(range(start, min(start + 512, len(plain))), key=plain.__getitem__))
        yield PAUSE
    while len(runs) > 1:
        merged_runs = []
        for first in range(0, len(runs), 2):
            merged_runs.append((yield from merge_runs(plain.__getitem__, runs[first : first + 2])))
        runs = merged_runs
    return tuple(xs[index] for index in runs[0])


def merge_runs(key: Callable[[int], Value], runs: list[list[int]]) -> StepsOf:
    """Two sorted runs of indices as one, or one as it is; equal keys keep their order."""
    if len(runs) == 1:
        return runs[0]
    left, right = runs
    merged: list[int] = []
    i = j = 0
    while i < len(left) and j < len(right):
        if not len(merged) & 1023:
            yield PAUSE
        if key(right[j]) < key(left[i]):
            merged.append(right[j])
            j += 1
        else:
            merged.append(left[i])
            i += 1
    return merged + left[i:] + right[j:]


@builtin(
    "genericClosure", lesson="Follows an operator from start items; items with a known key are left out."
)
def generic_closure(attrset: Set) -> StepsOf:
    work = list(as_list((yield Force(needed(attrset, "startSet", "genericClosure")))))
    operator = (yield Force(needed(attrset, "operator", "genericClosure"))) if work else None
    result: list[Value] = []
    seen = KeySet()
    at = 0
    while at < len(work):
        item = yield Force(work[at], note=("item {}", at + 1))
        at += 1
        if type(item) is not AttrSet:
            raise TypeMismatch(expected("a set", item))
        if "key" not in item:
            raise MissingAttribute("attribute 'key' missing: every item of genericClosure needs one")
        key = yield Force(item["key"])
        if not (yield from seen.add(key)):
            continue
        result.append(item)
        found = yield Call(operator, item, note=("item {}", at))
        work.extend(as_list(found))
    return tuple(result)


class KeySet:
    """Keys seen so far, compared as `lessThan` compares: simple ones hashed, lists kept sorted."""

    def __init__(self) -> None:
        self.simple: set[Value] = set()
        self.ordered: list[Value] = []

    def add(self, key: Value) -> StepsOf:
        """True if the key is new; keys of kinds that do not compare are an error."""
        less = BUILTINS["lessThan"]
        if type(key) in (int, float) or is_string(key):
            if self.ordered:
                yield Call(less, self.ordered[0], key)
            sample = next(iter(self.simple), None)
            if sample is not None and simply_less(sample, key) is None:
                yield Call(less, key, sample)  # says why they cannot be compared
            if key in self.simple:
                return False
            self.simple.add(key)
            return True
        if self.simple:
            yield Call(less, next(iter(self.simple)), key)
        low, high = 0, len(self.ordered)
        while low < high:
            middle = (low + high) // 2
            if (yield Call(less, self.ordered[middle], key)):
                low = middle + 1
            else:
                high = middle
        if low < len(self.ordered) and not (yield Call(less, key, self.ordered[low])):
            return False
        self.ordered.insert(low, key)
        return True
