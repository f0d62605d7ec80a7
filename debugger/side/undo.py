"""Undo: a side evaluation's marks on the program's cells, noted as they are made and taken back at its end.

Only cells hold what an evaluation changes. One that the program has not forced may be forced on the side; one
that it is evaluating just now starts as suspended there, as if nobody had come to it. Each is put back as it
was, and the values that the side found stay in a table of their own.
"""

from __future__ import annotations

from typing import ClassVar

from vm.errors import EvalError
from vm.thunks import ALIAS, EVALUATED, SUSPENDED, Cells, Thunk, alias_target
from vm.values import DeferredUpvalue, Value


class Undo:
    """An observer of the machine of a side evaluation. Cells that are numbered from `own` on are its own."""

    is_trusted: ClassVar[bool] = True

    def __init__(self, own: int, cells: Cells) -> None:
        self.own = own
        self.cells = cells
        """How cells looked at the moment that is looked at."""
        self.before: dict[int, tuple[Thunk, int, Value]] = {}
        """By identity: each cell of the program that was touched, its state, and of an alias what stands for
        it."""

    def thunk_forced(self, thunk: Thunk) -> None:
        """A suspended cell has become a blackhole. EvalError if its scope is not complete yet."""
        if thunk.number < self.own:
            self.before.setdefault(id(thunk), (thunk, SUSPENDED, None))
            if any(type(value) is DeferredUpvalue for value in self.cells.captured(thunk.arguments)):
                raise EvalError("it needs a name that is not bound yet: a few steps on it is")

    def thunk_aliased(self, thunk: Thunk, cell: Thunk) -> None:
        """A suspended cell has handed its code over."""
        self.thunk_forced(thunk)

    def take_back(self, thunk: Thunk) -> bool:
        """Let a cell that the program is evaluating be suspended; False if the side has come to it itself."""
        if thunk.number >= self.own or id(thunk) in self.before:
            return False
        value = thunk.value if thunk.state == ALIAS else None
        self.before[id(thunk)] = (thunk, thunk.state, value)
        thunk.state = SUSPENDED
        return True

    def undo(self) -> dict[int, Value]:
        """Put every cell back; answers what the side found them to be, by identity."""
        found: dict[int, Value] = {}
        for thunk, _, _ in self.before.values():
            target = alias_target(thunk) if thunk.state == ALIAS else thunk
            if target is not None and target.state == EVALUATED:
                found[id(thunk)] = target.value
        for thunk, state, value in self.before.values():
            thunk.value = value
            thunk.state = state
        return found


class SideCells(Cells):
    """How cells look to the result of a side evaluation: as they look anyway, or as it found them."""

    def __init__(self, cells: Cells, found: dict[int, Value]) -> None:
        self.cells = cells
        self.found = found

    def state(self, thunk: Thunk) -> int:
        return EVALUATED if id(thunk) in self.found else self.cells.state(thunk)

    def peek(self, value: Value) -> Value:
        while type(value) is Thunk:
            if id(value) in self.found:
                value = self.found[id(value)]
                continue
            peeked = self.cells.peek(value)
            if peeked is value:
                return value
            value = peeked
        return value

    def stand_in(self, thunk: Thunk) -> Thunk:
        return thunk if id(thunk) in self.found else self.cells.stand_in(thunk)

    def captured(self, upvalues: list[Value]) -> list[Value]:
        return self.cells.captured(upvalues)
