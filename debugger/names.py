"""Names: what a person calls a cell, the same in every place that tells of one.

`url #7` where the binding or attribute is known that it is the value of, else `thunk#7`. A cell that handed
its code over is told with the one that gets its value now: `site #3 = url #7`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from debugger.text import safe, shorten
from vm.chunk import Lambda
from vm.machine.trampoline import WriteBack
from vm.thunks import EVALUATED, Cells, Thunk

Name: TypeAlias = Callable[[Thunk], str]

WIDTH = 40
"""Characters of a binding's name; an attribute may be called by any text."""


def binding_of(cell: Thunk) -> str:
    """The name of the binding or attribute that a cell is the value of; empty where none is known."""
    return binding_in(cell.code) if isinstance(cell.code, Lambda) else ""


def binding_in(code: Lambda) -> str:
    """The same, of a cell that has this code."""
    return shorten(safe(code.label or code.attribute or ""), WIDTH)


def called(cell: Thunk) -> str:
    """`url #7`, or `thunk#7`."""
    return numbered(binding_of(cell), cell.number)


def short(cell: Thunk) -> str:
    """`url #7`, or `#7` where nothing else is listed."""
    binding = binding_of(cell)
    return numbered(binding, cell.number) if binding else f"#{cell.number}"


def numbered(binding: str, number: int) -> str:
    """The name of a cell with this number."""
    return f"{binding} #{number}" if binding else f"thunk#{number}"


def called_now(cell: Thunk, cells: Cells) -> str:
    """The same; both names for a cell whose code another one has taken over and is still evaluating."""
    other = cells.stand_in(cell)
    if other is cell or cells.state(cell) == EVALUATED:
        return called(cell)
    return both(other, cell)


def awaited(waiting: WriteBack, name: Name = called) -> str:
    """The cell that waits for a result, and the one whose code is run for it, if that is another one's."""
    return both(waiting.thunk, waiting.working_on, name)


def both(cell: Thunk, taken: Thunk, name: Name = called) -> str:
    """A name comes before a mere number."""
    if taken is cell:
        return name(cell)
    if binding_of(taken) and not binding_of(cell):
        cell, taken = taken, cell
    return f"{name(cell)} = {short(taken)}"
