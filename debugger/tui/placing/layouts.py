"""Layouts: named arrangements of the panels. Which are hidden, and where borders stand; what an arrangement
says nothing of is as it is by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from debugger.tui.placing.plan import CODE_SHARE


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How the desk is arranged."""

    moved: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Where borders have been moved to: shares by their names, see debugger.tui.placing.borders."""
    hidden: frozenset[str] = frozenset()
    """Panels that are not shown."""


def code_at(share: int) -> dict[str, int]:
    """So much of the rows for the code, on screens of every shape."""
    return {f"{shape}.code": share for shape in CODE_SHARE}


LAYOUTS: dict[str, tuple[str, Arrangement]] = {
    "everything": ("every panel, as it stands by itself", Arrangement()),
    "source": (
        "much source, frames and the value stack: for finding a fault",
        Arrangement(code_at(6500), frozenset(("bytecode", "withs", "upvalues"))),
    ),
    "machine": ("little source, much of the machine's stacks", Arrangement(code_at(2800))),
    "bytecode": (
        "instructions and the value stack, no source: for builders of machines",
        Arrangement(code_at(6000), frozenset(("source", "withs"))),
    ),
    "lesson": (
        "source, instructions, frames and value stack, all large: for showing to others",
        Arrangement(code_at(5200), frozenset(("withs", "upvalues", "output"))),
    ),
}
"""Those that come along, with a word about each."""
