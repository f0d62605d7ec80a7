"""Twelve varied programs, and how large each is to be: functions of a number, in `programs/`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

DIRECTORY = Path(__file__).with_name("programs")
SIZES = {
    "attrsets": 10000,
    "closure": 15000,
    "fixpoints": 400,
    "json": 3500,
    "lists": 15000,
    "modules": 500,
    "recursion": 80,
    "regex": 12000,
    "sort": 4000,
    "splitting": 3000,
    "strings": 20000,
    "tailcalls": 1500,
}
"""As large as makes a run of a second or less, compiled."""
TINY = 5


def program(name: str, size: int) -> dict[str, Any]:
    return {"expression": f"import {DIRECTORY / name}.nix {size}", "strict": True}
