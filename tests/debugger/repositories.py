"""Git repositories for tests: the same commits on every machine, whoever is at it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

DATE = "2020-01-01T00:00:00Z"
AUTHOR = {
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a",
}
SETTLED = {**AUTHOR, "GIT_AUTHOR_DATE": DATE, "GIT_COMMITTER_DATE": DATE, "GIT_CONFIG_GLOBAL": "/dev/null"}


def git(directory: Path, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    finished = subprocess.run(
        ["git", *arguments],
        cwd=directory,
        env={**environment, **SETTLED},
        capture_output=True,
        check=True,
        timeout=60,
    )
    return finished.stdout.decode().strip()
