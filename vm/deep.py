"""Deep forcing: every element and attribute, through cycles safely, from a work list.

What turns a value into text cannot get through a cycle: `check_depth` is its way out.
"""

from __future__ import annotations

from vm.errors import StackOverflow
from vm.trampoline import PAUSE, Force, StepsOf
from vm.values import AttrSet, Value

DEEPEST = 1_000_000
"""Levels of lists and sets in a value that is turned into text: one that nests deeper is endless."""


def check_depth(levels: int) -> None:
    if levels > DEEPEST:
        raise StackOverflow(f"stack overflow: the value nests more than {DEEPEST} levels deep")


def deep_force(value: Value) -> StepsOf:
    """Force `value` and all it holds; each list and set is looked into once."""
    seen: dict[int, Value] = {}
    work = [iter((value,))]
    count = 0
    while work:
        count += 1
        if not count & 1023:
            yield PAUSE
        for item in work[-1]:
            plain = yield Force(item, note=("{} looked into", len(seen)))
            kind = type(plain)
            if (kind is tuple or kind is AttrSet) and plain and id(plain) not in seen:
                seen[id(plain)] = plain
                work.append(
                    iter(plain) if kind is tuple else iter([plain[name] for name in plain.sorted_names()])
                )
                break
        else:
            work.pop()


def deeply(value: Value) -> StepsOf:
    """The value itself, once everything in it is forced."""
    plain = yield Force(value)
    yield from deep_force(plain)
    return plain
