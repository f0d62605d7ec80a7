"""What is remembered of the desk from one session to the next: the borders that a person has moved.

What does not look as it was written counts as nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_state_path

from debugger.kept.own_file import read_document, write_document
from debugger.tui.placing.borders import WHOLE

FORMAT, VERSION = "nixstep-desk", 1
LARGEST = 64 * 1024
"""Bytes of a file that is read at all."""
MANY = 200
"""Borders that are read at the most."""


def usual_path() -> Path:
    """Where a person's desk is remembered."""
    return user_state_path("nixstep", appauthor=False) / "desk.json"


class Remembered:
    """The borders in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, int]:
        """Shares by the names of borders; none where there is no file that can be believed."""
        return borders_in(read_document(self.path, FORMAT, VERSION, LARGEST).get("borders"))

    def write(self, borders: Mapping[str, int]) -> bool:
        """False if that cannot be done."""
        return write_document(self.path, FORMAT, VERSION, borders=dict(sorted(borders.items())))


def borders_in(borders: object) -> dict[str, int]:
    """What a file says of them, as far as it is of the right form."""
    if not isinstance(borders, dict):
        return {}
    return {
        name: share
        for name, share in list(borders.items())[:MANY]
        if isinstance(name, str) and type(share) is int and 0 < share < WHOLE and len(name) < 40
    }
