"""Frame end: where a frame's result goes, and who goes on with it.

Below a frame lie the continuations that run when it has ended: write-backs, each of which puts the result
into its cell, and then perhaps somebody who goes on with it: a builtin, a comparison, a deep force.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from debugger.history.timeline import State
from debugger.names import short
from debugger.text import safe
from debugger.views.words.outcome import Outcome
from debugger.views.words.wording import SIZE_WORDS, brief
from vm.machine.calls import ApplyRest
from vm.machine.trampoline import Continuation, ForceResult, WriteBack
from vm.thunks import BLACKHOLE, EVALUATED, SUSPENDED, Thunk
from vm.values import AttrSet, Value

MOST_CELLS = 2
"""Cells told that get the same value."""
DEEP_FORCE = "deep force"
LOOKED_AT = 1000


@dataclass(frozen=True, slots=True)
class Destination:
    """What waits below a frame."""

    cells: tuple[str, ...]
    """The cells that the result is written into, by their names."""
    more: bool
    """Whether there is more than can be told."""
    next: Continuation | None
    """Who goes on with it; None for the frame below, or for the program's value."""


def destination(state: State, number: int) -> Destination:
    """Of the result of the frame of that number."""
    cells: list[str] = []
    for continuation in below(state, number):
        if isinstance(continuation, WriteBack):
            if len(cells) == MOST_CELLS:
                return Destination(tuple(cells), True, None)
            cells.append(short(continuation.thunk))
        elif not isinstance(continuation, ForceResult):
            return Destination(tuple(cells), False, continuation)
    return Destination(tuple(cells), False, None)


def below(state: State, number: int) -> Iterator[Continuation]:
    """The continuations between a frame and the one below it, in the order in which they will run."""
    low = state.frames[number - 2].continuations if number > 1 else 0
    for index in range(state.frames[number - 1].continuations - 1, low - 1, -1):
        yield state.continuations[index]


def row_words(state: State, number: int) -> str:
    """The same in a few words, as `#513 → foldl'`."""
    found = destination(state, number)
    ways = list(found.cells)
    if found.more:
        ways.append("…")
    elif found.next is not None:
        ways.append(safe(found.next.owner))
    elif not ways:
        ways.append(f"frame {number - 1}" if number > 1 else "the program's value")
    return " → ".join(ways)


def end_words(state: State, number: int, outcome: Outcome) -> str:
    """What follows when that frame has ended with this outcome, as a clause."""
    found = destination(state, number)
    value = outcome.value if outcome.is_known else None
    cell = value if type(value) is Thunk and state.cells.state(value) != EVALUATED else None
    if cell is not None and found.cells:
        return handing_over(state, cell, found)
    what = result_words(state, outcome)
    if found.more:
        return f"{what} goes into {', '.join(found.cells)} and others"
    clauses = [f"{what} goes into {' and '.join(found.cells)}"] if found.cells else []
    if found.next is not None:
        clauses.append(going_on(state, found.next, outcome, "" if clauses else what))
    if clauses:
        return ", and ".join(clauses)
    return f"{what} goes back to frame {number - 1}" if number > 1 else f"{what} is the program's value"


def handing_over(state: State, cell: Thunk, found: Destination) -> str:
    """A cell as the result of another one: its code is run for that."""
    into = found.cells[0]
    if state.cells.state(cell) == BLACKHOLE:
        return f"{into} would be {short(cell)}, which is being evaluated: infinite recursion"
    return f"the code of {short(cell)} runs in its place, for {into}"


def result_words(state: State, outcome: Outcome) -> str:
    """What comes out: a plain value as it is, others as `its list`."""
    if not outcome.is_known:
        return "its result" if outcome.begins else "what comes out"
    plain = state.cells.peek(outcome.value)
    if type(plain) in SIZE_WORDS:
        return "its set" if type(plain) is AttrSet else "its list"
    return brief(state, outcome.value).removesuffix(",")


def going_on(state: State, continuation: Continuation, outcome: Outcome, what: str) -> str:
    """Who goes on, and with what; `what` comes out if nothing was said of it yet."""
    owner = safe(continuation.owner)
    if isinstance(continuation, ApplyRest):
        return f"{what or 'it'} is applied to what is left"
    if what:
        return f"{owner} goes on with {what}"
    first = first_member(state, outcome) if owner == DEEP_FORCE else None
    return f"{owner} goes on with {short(first)}" if first is not None else f"{owner} goes on"


def first_member(state: State, outcome: Outcome) -> Thunk | None:
    """What deep forcing comes to next in a list or set; None where that is not plain to see."""
    plain: Value = state.cells.peek(outcome.value) if outcome.is_known else None
    if type(plain) not in SIZE_WORDS or len(plain) > LOOKED_AT:
        return None
    names = plain.sorted_names() if type(plain) is AttrSet else range(len(plain))
    for name in names:
        member = plain[name]
        if type(member) is Thunk and state.cells.state(member) == SUSPENDED:
            return member
        if type(state.cells.peek(member)) in (Thunk, *SIZE_WORDS):
            return None
    return None
