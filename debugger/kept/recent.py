"""Recent programs: the files that were debugged last, for the start screen."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_state_path

from debugger.kept.own_file import read_document, write_document

FORMAT, VERSION = "nixstep-recent", 1
MOST = 12
LARGEST = 64 * 1024


def usual_path() -> Path:
    """Where they are kept."""
    return user_state_path("nixstep", appauthor=False) / "recent.json"


def recent(path: Path) -> list[str]:
    """The whole paths of those that are still there, the latest first."""
    files = read_document(path, FORMAT, VERSION, LARGEST).get("files")
    known = [each for each in files if isinstance(each, str)] if isinstance(files, list) else []
    return [each for each in known[:MOST] if "\0" not in each and Path(each).exists()]


def note(path: Path, file: str) -> bool:
    """Put a file before all others; False if that cannot be kept."""
    files = [file, *(each for each in recent(path) if each != file)][:MOST]
    return write_document(path, FORMAT, VERSION, files=files)
