"""What is remembered of the desk from one session to the next: the borders that a person has moved.

The file is only believed if it is the person's own and looks as it was written; anything else counts as
nothing. It is written as a whole or not at all.
"""

from __future__ import annotations

import json
import os
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from platformdirs import user_state_path

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
        try:
            return borders_in(json.loads(self.own_text()))
        except (OSError, ValueError, RecursionError):
            return {}

    def own_text(self) -> str:
        """The file's text; OSError or ValueError unless it is a small file that only its owner can write."""
        handle = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            known = os.fstat(file.fileno())
            is_own = known.st_uid == os.getuid() and not known.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
            if not stat.S_ISREG(known.st_mode) or not is_own or known.st_size > LARGEST:
                raise ValueError("not a file of ours")
            return file.read(LARGEST).decode("utf-8")

    def write(self, borders: Mapping[str, int]) -> bool:
        """False if that cannot be done."""
        text = json.dumps({"format": FORMAT, "version": VERSION, "borders": dict(sorted(borders.items()))})
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".desk-", dir=self.path.parent)
        except OSError:
            return False
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text + "\n")
            Path(name).replace(self.path)
        except OSError:
            with suppress(OSError):
                Path(name).unlink()
            return False
        return True


def borders_in(found: object) -> dict[str, int]:
    """What a file says, as far as it is of the right form."""
    if not isinstance(found, dict) or (found.get("format"), found.get("version")) != (FORMAT, VERSION):
        return {}
    borders = found.get("borders")
    if not isinstance(borders, dict):
        return {}
    return {
        name: share
        for name, share in list(borders.items())[:MANY]
        if isinstance(name, str) and type(share) is int and 0 < share < WHOLE and len(name) < 40
    }
