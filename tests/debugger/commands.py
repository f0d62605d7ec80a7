"""The command as a person has it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]

DROPPED = {"NIX_PATH", "NO_COLOR", "COLUMNS", "LINES", "TMUX", "NIXSTEP_TRACEBACK"}


def nixstep(*arguments: str) -> list[str]:
    """How to call nixstep: the installed script beside this Python, or the module."""
    script = Path(sys.executable).parent / "nixstep"
    return (
        [str(script), *arguments] if script.exists() else [sys.executable, "-m", "debugger.cli", *arguments]
    )


def environment(**changes: str) -> dict[str, str]:
    """An environment in which the module is found from anywhere, and nothing of our own gets in the way."""
    kept = {name: value for name, value in os.environ.items() if name not in DROPPED}
    # What one program keeps for the next time, breakpoints for instance, is no concern of another test's.
    kept["XDG_STATE_HOME"] = tempfile.mkdtemp(dir=os.environ["XDG_STATE_HOME"])
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return {**kept, "PYTHONPATH": path, **changes}


def run(
    *arguments: str | bytes,
    given: bytes = b"",
    directory: Path | None = None,
    changes: Mapping[str, str] | None = None,
    seconds: float = 60,
) -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end; it must never show a Python traceback."""
    finished = subprocess.run(
        [*nixstep(), *arguments],
        input=given,
        capture_output=True,
        cwd=directory,
        env=environment(**(changes or {})),
        timeout=seconds,
    )
    assert b"Traceback" not in finished.stderr, finished.stderr.decode(errors="replace")
    assert b"internal error" not in finished.stderr, finished.stderr.decode(errors="replace")
    return finished
