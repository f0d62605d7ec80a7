"""Skipped files: which sources steps pass over and traces fold."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache

from vm.spans import Source, to_display


def matches_any(source: Source, patterns: tuple[str, ...]) -> bool:
    """Whether one of the globs names the source."""
    return bool(patterns) and matches(to_display(source.path or source.name), patterns)


@lru_cache(maxsize=4096)
def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """A glob names a file, or a directory with all in it; one that does not begin with `/` may begin at
    any directory of the path. `*` crosses slashes."""
    return any(matches_one(path, pattern.rstrip("/") or "/") for pattern in patterns)


def matches_one(path: str, pattern: str) -> bool:
    """Whether the pattern means the path, a directory around it or, unless it is absolute, the end of it."""
    pattern = pattern.removeprefix("./")
    whole = [pattern, f"{pattern}/*"]
    if not pattern.startswith("/"):
        whole += [f"*/{each}" for each in whole]
    return any(fnmatchcase(path, each) for each in whole)
