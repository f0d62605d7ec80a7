"""Own files: small texts that are kept between sessions, one file each.

A file is only believed if it is the person's own and nobody else could have written it. It is written as a
whole or not at all.
"""

from __future__ import annotations

import json
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

LARGEST = 1 << 20
"""Bytes of a file that is read at all."""


def read_own(path: Path, largest: int = LARGEST) -> str:
    """The file's text; OSError or ValueError unless it is a small file that only its owner can write."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        known = os.fstat(file.fileno())
        is_own = known.st_uid == os.getuid() and not known.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        if not stat.S_ISREG(known.st_mode) or not is_own or known.st_size > largest:
            raise ValueError("not a file of ours")
        return file.read(largest).decode("utf-8")


def write_own(path: Path, text: str) -> bool:
    """False if that cannot be done."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", dir=path.parent)
    except OSError:
        return False
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text + "\n")
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        return False
    return True


def read_document(path: Path, format: str, version: int, largest: int = LARGEST) -> dict[str, Any]:
    """What a file of a format says; nothing where there is no file that can be believed."""
    try:
        found = json.loads(read_own(path, largest))
    except (OSError, ValueError, RecursionError):
        return {}
    is_known = isinstance(found, dict) and (found.get("format"), found.get("version")) == (format, version)
    return found if is_known else {}


def write_document(path: Path, format: str, version: int, **said: Any) -> bool:
    """False if that cannot be done."""
    return write_own(path, json.dumps({"format": format, "version": version, **said}))
