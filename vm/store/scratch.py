"""Directories for what has to be unpacked to be read: made when needed, removed when nobody can want them.

That is when their owner is gone, or at the end of the process, however it ends.
"""

from __future__ import annotations

import weakref
from typing import Any

_removals: list[weakref.finalize[..., Any]] = []


def scratch_directory(owner: object) -> str:
    """A new empty directory that lives as long as its owner, as host text."""
    import shutil
    import tempfile

    directory = tempfile.mkdtemp(prefix="nixstep-")
    _removals.append(weakref.finalize(owner, shutil.rmtree, directory, ignore_errors=True))
    return directory


def remove_all() -> None:
    """For a process that ends without the usual ceremonies."""
    while _removals:
        _removals.pop()()
