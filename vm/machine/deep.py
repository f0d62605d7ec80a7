"""Deep forcing: every element and attribute, through cycles safely, from a work list.

What turns a value into text cannot get through a cycle: `check_depth` is its way out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from vm.errors import Cancelled, LimitExceeded, NixError, StackOverflow
from vm.machine.trampoline import Force
from vm.steps import PAUSE, StepsOf
from vm.thunks import Thunk, peek_value
from vm.values import AttrSet, Value

DEEPEST = 1_000_000
"""Levels of lists and sets in a value that is turned into text: one that nests deeper is endless."""


def check_depth(levels: int) -> None:
    """StackOverflow beyond DEEPEST levels: a cycle, or as good as one."""
    if levels > DEEPEST:
        raise StackOverflow(f"stack overflow: the value nests more than {DEEPEST} levels deep")


def deep_force(value: Value, failures: Failures | None = None) -> StepsOf:
    """Force `value` and all it holds; each list and set is looked into once.

    With `failures` what cannot be evaluated is noted there, and the rest is forced all the same; that takes
    steps which catch.
    """
    seen: dict[int, Value] = {}
    work: list[Iterator[tuple[str | int, Value]]] = [iter((("", value),))]
    path: list[str | int] = []
    count = 0
    while work:
        count += 1
        if not count & 1023:
            yield PAUSE
        for name, item in work[-1]:
            count += 1
            if not count & 1023:
                yield PAUSE
            plain = peek_value(item)
            if type(plain) is Thunk:
                if failures is not None and id(item) in failures:
                    continue
                try:
                    plain = yield Force(item, note=("{} looked into", len(seen)))
                except NixError as error:
                    if failures is None or isinstance(error, LimitExceeded | Cancelled):
                        raise
                    failures[id(item)] = Failure(item, (*path, name)[1:], error)
                    continue
            kind = type(plain)
            if (kind is tuple or kind is AttrSet) and plain and id(plain) not in seen:
                seen[id(plain)] = plain
                path.append(name)
                work.append(iter(enumerate(plain)) if kind is tuple else attributes(plain))
                break
        else:
            work.pop()
            if path:
                path.pop()


def deep_force_then(value: Value, result: Value) -> StepsOf:
    """The same, and then another value."""
    yield from deep_force(value)
    return result


def attributes(value: AttrSet) -> Iterator[tuple[str | int, Value]]:
    """(name, value) in alphabetical order, in which Nix forces them; values as they are stored."""
    names = value.sorted_names()
    return zip(names, map(value.__getitem__, names), strict=True)


@dataclass(frozen=True, slots=True)
class Failure:
    """Something in a value that cannot be evaluated."""

    item: Value
    path: tuple[str | int, ...]
    """The attributes and list indices that lead to it."""
    error: NixError


Failures: TypeAlias = "dict[int, Failure]"
"""By the identity of what failed."""


def deeply(value: Value) -> StepsOf:
    """The value itself, once everything in it is forced."""
    plain = yield Force(value)
    yield from deep_force(plain)
    return plain


def keeping_going(failures: Failures, path: tuple[str | int, ...] = ()) -> Callable[[Value], StepsOf]:
    """The same, past what cannot be evaluated; only the value itself has to. With a `path` only what it leads
    to is forced deeply."""

    def deeply_all_the_same(value: Value) -> StepsOf:
        plain = yield Force(value)
        inner: Value = plain
        for name in path:
            inner = yield Force(inner[name])
        yield from deep_force(inner, failures)
        return plain

    return deeply_all_the_same


def following(path: tuple[str, ...]) -> Callable[[Value], StepsOf]:
    """The value itself, once what a path of names leads to is forced, as far as there is anything there."""

    def follow(value: Value) -> StepsOf:
        plain = yield Force(value)
        inner: Value = plain
        for name in path:
            cell = member(inner, name)
            if cell is None:
                break
            inner = yield Force(cell)
        return plain

    return follow


def member(value: Value, name: str) -> Value:
    """What a set has by a name, or a list at an index; None if there is nothing."""
    if type(value) is AttrSet:
        return value.get(name)
    if type(value) is tuple and is_index(name, len(value)):
        return value[int(name)]
    return None


def is_index(name: str, length: int) -> bool:
    """Whether a part of a path is the index of an item in a list of that length."""
    return name.isascii() and name.isdigit() and len(name) < 20 and int(name) < length
