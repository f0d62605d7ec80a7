"""Goldens: what a program shows is compared with a file beside it, or written there: NIXSTEP_UPDATE=1."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def updating(environ: Mapping[str, str] = os.environ) -> bool:
    return environ.get("NIXSTEP_UPDATE") == "1"


def check_golden(file: Path, shown: str) -> None:
    """Fails if `file` does not hold exactly `shown`."""
    if updating():
        file.write_text(shown, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == shown, f"NIXSTEP_UPDATE=1 rewrites {file.name}"


def program_text(file: Path) -> str:
    """The program in a `.nix` file, without the line end that closes the file."""
    return file.read_text(encoding="utf-8").removesuffix("\n")
