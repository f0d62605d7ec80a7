"""Heap: what a value holds on to, drawn as a graph: what is reached twice is drawn once and pointed at.

A suspended thunk holds what its code has captured, an evaluated one its value, a function its upvalues. The
walk goes level by level up to a bound, so a cyclic set or a set of packages takes no longer than any other.
Nothing is forced.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from debugger.numerals import grouped
from debugger.views.values.inside import Fact, inside_of
from vm.thunks import Cells, Thunk
from vm.values import AttrSet, Closure, PartialBuiltin, Value

MOST_COUNTED: Final = 20_000
"""Things that are looked at for how much there is."""
MOST_ROWS: Final = 300
MOST_INSIDE: Final = 40
"""Things that are drawn of one set, list or function."""
MOST_FACTS: Final = 4
"""That are told of a function or thunk, before what it holds."""
HOLDERS: Final = (AttrSet, tuple, Closure, PartialBuiltin)


@dataclass(frozen=True, slots=True)
class Held:
    """One row: something that is held, under what holds it."""

    depth: int
    name: str
    """What it is called where it is held."""
    value: Value
    number: int
    """Tells it from everything else in the graph; 0 for a plain value."""
    holders: int = 1
    """How many things in the graph hold it."""
    is_again: bool = False
    """Whether it has been drawn before: what it holds is there."""
    left_out: int = 0
    """Of a row that stands for more of the same holder: how many there are."""


@dataclass(frozen=True, slots=True)
class Graph:
    """What is held, and how much there is of it."""

    rows: tuple[Held, ...]
    count: int
    """Other cells, sets, lists and functions that can be reached."""
    is_all: bool
    """Whether there is no more than was counted."""


def graph_of(value: Value, cells: Cells) -> Graph:
    """Everything that a value holds on to, itself included."""
    holders, is_all = counted(value, cells)
    numbers: dict[int, int] = {}
    rows = tuple(drawn(value, cells, holders, numbers))
    return Graph(rows, max(len(holders) - 1, 0), is_all)


def counted(value: Value, cells: Cells) -> tuple[dict[int, int], bool]:
    """How many holders each thing has, by identity; and whether everything was reached."""
    holders = {id(node): 0 for node in [node_of(value, cells)] if node is not None}
    kept: list[Value] = [value]
    waiting = deque(kept)
    while waiting:
        for _, inner in held_by(waiting.popleft(), cells, MOST_COUNTED)[0]:
            node = node_of(inner, cells)
            if node is None:
                continue
            if id(node) in holders:
                holders[id(node)] += 1
                continue
            if len(holders) >= MOST_COUNTED:
                return holders, False
            holders[id(node)] = 1
            kept.append(node)
            waiting.append(node)
    return holders, True


def drawn(value: Value, cells: Cells, holders: dict[int, int], numbers: dict[int, int]) -> Iterator[Held]:
    """The rows, level by level as far as there is room for them, in the order in which they are read."""
    children: dict[int, list[Held]] = {}
    root = held(0, "", value, cells, holders, numbers)
    waiting = deque([root])
    room = MOST_ROWS - 1
    while waiting and room > 0:
        row = waiting.popleft()
        if row.is_again or not row.number:
            continue
        shown, count = held_by(row.value, cells, min(MOST_INSIDE, room))
        below = [held(row.depth + 1, name, each, cells, holders, numbers) for name, each in shown]
        if count > len(shown):
            below.append(Held(row.depth + 1, "", None, 0, left_out=count - len(shown)))
        children[row.number] = below
        room -= len(below)
        waiting.extend(below)
    pending = [root]
    while pending:
        row = pending.pop()
        yield row
        if not row.is_again:
            pending.extend(reversed(children.get(row.number, [])))


def held(
    depth: int, name: str, value: Value, cells: Cells, holders: dict[int, int], numbers: dict[int, int]
) -> Held:
    """A row; the first one for a thing gives it its number."""
    node = node_of(value, cells)
    if node is None:
        return Held(depth, name, value, 0)
    is_again = id(node) in numbers
    number = numbers.setdefault(id(node), len(numbers) + 1)
    return Held(depth, name, value, number, holders.get(id(node), 1), is_again)


def node_of(value: Value, cells: Cells) -> Value | None:
    """What is drawn once: a cell, or a set, list or function; None for a plain value."""
    if type(value) is Thunk:
        return cells.stand_in(value)
    return value if isinstance(value, HOLDERS) and not (type(value) is tuple and not value) else None


def held_by(value: Value, cells: Cells, most: int) -> tuple[list[tuple[str, Value]], int]:
    """The first things that a thing holds directly, by name; and how many there are."""
    plain = cells.peek(value)
    inside = inside_of(plain, cells)
    facts = sum(isinstance(inside.value(at), Fact) for at in range(min(len(inside), MOST_FACTS)))
    places = range(facts, min(len(inside), facts + most))
    return [(inside.name(at), inside.value(at)) for at in places], len(inside) - facts


def note_of(row: Held) -> str:
    """What the drawing adds to a row: that it is shared, or where it was drawn."""
    if row.is_again:
        return f"↑ {row.number}"
    return f"({row.number})  held {row.holders} times" if row.holders > 1 else ""


def summary(graph: Graph) -> str:
    """How much there is, in words."""
    shared = sum(not row.is_again and row.holders > 1 for row in graph.rows)
    if not graph.count:
        return "holds on to nothing"
    count = (
        f"{'' if graph.is_all else 'more than '}{grouped(graph.count)} thing{'' if graph.count == 1 else 's'}"
    )
    return f"holds on to {count}" + (f", {grouped(shared)} of them held more than once" if shared else "")
