"""What is told of the lines of a source at one moment: pure data, which a panel shows beside the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from debugger.views.snapshot import ValueView


@dataclass(frozen=True, slots=True)
class LineView:
    """The bindings that begin on a line."""

    state: str = ""
    """`blackhole` if one of them is being evaluated, else `failed`, `evaluated` or `suspended`; empty if
    nothing was made of any yet."""
    value: ValueView | None = None
    """What the binding is, where there is one value to be shown."""
    evaluated: int = 0
    made: int = 0
    """How many thunks were made there, and how many of them have a value; 0 where that is not counted."""


@dataclass(frozen=True, slots=True)
class LinesView:
    """What is told of some lines, by their numbers from 1."""

    lines: Mapping[int, LineView] = field(default_factory=dict)
    current: int = 0
    """The line at which the selected frame stands; 0 if that is in another source."""
    names: tuple[tuple[str, ValueView], ...] = ()
    """The variables that are used on that line, with their values in the selected frame."""
    ran: frozenset[int] = frozenset()
    """The lines of the source that the selected activation has run, as far as is known."""
    ran_at_all: frozenset[int] = frozenset()
    """Those that any activation has run."""
    is_counted: bool = True
    """Whether the states are those of all that was made; else only the selected frame's own are known."""


NOTHING_TOLD = LinesView()
