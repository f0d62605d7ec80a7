"""What is remembered of the desk from one session to the next: the borders that a person has moved, the
panels that are hidden, and layouts of the person's own.

What does not look as it was written counts as nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from platformdirs import user_state_path

from debugger.kept.own_file import read_document, write_document
from debugger.tui.placing.borders import WHOLE
from debugger.tui.placing.layouts import Arrangement
from debugger.tui.placing.plan import PANELS

FORMAT, VERSION = "nixstep-desk", 1
LARGEST = 64 * 1024
"""Bytes of a file that is read at all."""
MANY = 200
"""Borders and layouts that are read at the most."""
LONGEST_NAME = 40


def usual_path() -> Path:
    """Where a person's desk is remembered."""
    return user_state_path("nixstep", appauthor=False) / "desk.json"


@dataclass(slots=True)
class Kept:
    """What is remembered."""

    arrangement: Arrangement = field(default_factory=Arrangement)
    layouts: dict[str, Arrangement] = field(default_factory=dict)
    """Of the person's own, by their names."""


class Remembered:
    """The desk in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Kept:
        """Nothing where there is no file that can be believed."""
        found = read_document(self.path, FORMAT, VERSION, LARGEST)
        layouts = found.get("layouts")
        own = list(layouts.items())[:MANY] if isinstance(layouts, dict) else []
        return Kept(
            arrangement_in(found),
            {name: arrangement_in(said) for name, said in own if isinstance(name, str) and is_name(name)},
        )

    def write(self, kept: Kept) -> bool:
        """False if that cannot be done."""
        layouts = {name: told(each) for name, each in sorted(kept.layouts.items())}
        return write_document(self.path, FORMAT, VERSION, **told(kept.arrangement), layouts=layouts)


def is_name(text: str) -> bool:
    """Whether a layout may be called so."""
    return 0 < len(text) <= LONGEST_NAME and text.isprintable() and " " not in text


def told(arrangement: Arrangement) -> dict[str, Any]:
    """An arrangement as it is written down."""
    return {"borders": dict(sorted(arrangement.moved.items())), "hidden": sorted(arrangement.hidden)}


def arrangement_in(said: object) -> Arrangement:
    """What a file says of one, as far as it is of the right form."""
    if not isinstance(said, dict):
        return Arrangement()
    hidden = said.get("hidden")
    names = hidden if isinstance(hidden, list) else []
    return Arrangement(borders_in(said.get("borders")), frozenset(each for each in PANELS if each in names))


def borders_in(borders: object) -> dict[str, int]:
    """What a file says of them, as far as it is of the right form."""
    if not isinstance(borders, dict):
        return {}
    return {
        name: share
        for name, share in list(borders.items())[:MANY]
        if isinstance(name, str) and type(share) is int and 0 < share < WHOLE and len(name) < 40
    }
