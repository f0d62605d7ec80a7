"""Which programs from outside the tests need, and what is left out where one is missing.

Run as a script it reports what cannot be run here. In CI nothing may be left out: there a missing program
is a failure, of this script and of every test that needs it.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that is not installed from `constraints.txt`."""

    marker: str
    """The pytest marker of the tests that need it."""
    command: str
    package: str
    """The Debian package it comes from."""
    purpose: str
    """What is left out without it."""

    @property
    def missing(self) -> bool:
        return shutil.which(self.command) is None

    @property
    def reason(self) -> str:
        return f"{self.command} is not installed (apt-get install {self.package})"


TOOLS = (
    Tool("needs_nix", "nix-instantiate", "nix-bin", "comparisons with the real Nix"),
    Tool("needs_git", "git", "git", "repositories read by fetchGit and as flakes"),
    Tool("needs_tmux", "tmux", "tmux", "sessions in a real terminal"),
)


def in_ci(environ: Mapping[str, str] = os.environ) -> bool:
    return environ.get("CI", "").lower() in ("true", "1")


def report() -> int:
    """Prints what cannot be run; the exit code is 1 only in CI with something missing."""
    missing = [tool for tool in TOOLS if tool.missing]
    for tool in missing:
        print(f"NOT RUN: {tool.purpose}: {tool.reason}")
    if not missing:
        print("Every program that the tests need is here.")
    return 1 if missing and in_ci() else 0


if __name__ == "__main__":
    sys.exit(report())
