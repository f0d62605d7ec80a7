"""Path text: canonical form, base and directory names, the search path."""

from __future__ import annotations

from vm.errors import SearchPathMiss
from vm.trampoline import Ask, StepsOf
from vm.values import Path


def canonical(text: str) -> str:
    """An absolute path without `.`, `..`, doubled and trailing slashes; links are not followed."""
    if "//" not in text and "/." not in text and not (text.endswith("/") and len(text) > 1):
        return text
    parts: list[str] = []
    for part in text.split("/"):
        if part == "..":
            if parts:
                parts.pop()
        elif part and part != ".":
            parts.append(part)
    return "/" + "/".join(parts)


def base_name(text: str) -> str:
    """The last component; one trailing slash is ignored."""
    if text.endswith("/") and len(text) > 1:
        text = text[:-1]
    return text.rpartition("/")[2]


def directory_name(text: str) -> str:
    """Everything before the last slash; `.` where there is none."""
    head, slash, _ = text.rpartition("/")
    if not slash:
        return "."
    return head or "/"


def parse_search_path(text: str) -> list[tuple[str, str]]:
    """`NIX_PATH` as (prefix, path) pairs; a colon in a URL does not separate."""
    entries: list[tuple[str, str]] = []
    rest = text
    while rest:
        piece, colon, after = rest.partition(":")
        while colon and after.startswith("//"):
            more, colon, after = after.partition(":")
            piece += ":" + more
        rest = after
        if piece:
            entries.append(parse_search_entry(piece))
    return entries


def parse_search_entry(text: str) -> tuple[str, str]:
    """`name=path` or `path`."""
    prefix, equals, path = text.partition("=")
    return (prefix, path) if equals else ("", text)


def search_path_entries(entries: list[tuple[str, str]], wanted: str) -> StepsOf:
    """The path that `<wanted>` means; SearchPathMiss if no entry has it."""
    for prefix, path in entries:
        if prefix == "":
            suffix = "/" + wanted
        elif wanted == prefix:
            suffix = ""
        elif wanted.startswith(prefix + "/"):
            suffix = wanted[len(prefix) :]
        else:
            continue
        absolute = yield Ask("absolute", path)
        candidate = canonical(absolute + suffix)
        if (yield Ask("exists", candidate)):
            return Path(candidate)
    raise SearchPathMiss(
        f"file '{wanted}' was not found in the Nix search path (add it using $NIX_PATH or -I)"
    )
