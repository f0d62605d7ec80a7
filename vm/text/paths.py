"""Path text: canonical form, base and directory names, the search path."""

from __future__ import annotations


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


URL_SCHEMES = frozenset({"http", "https", "file", "channel", "git", "s3", "ssh"})


def is_url(text: str) -> bool:
    """Whether Nix takes an entry of the search path for something to be downloaded."""
    scheme, separator, _ = text.partition("://")
    return text.startswith("channel:") or (bool(separator) and scheme in URL_SCHEMES)


def local_url(text: str) -> str | None:
    """The path that a `file:` URL means; None for any other text."""
    rest = text.removeprefix("git+")
    if not rest.startswith("file:/"):
        return None
    path = rest.removeprefix("file:").partition("?")[0]
    if path.startswith("//"):
        _, slash, path = path.removeprefix("//").partition("/")
        path = slash + path
    return decoded(path)


def decoded(text: str) -> str:
    """Without the `%20` of URLs. Byte-per-character, before and after."""
    from urllib.parse import unquote_to_bytes

    return unquote_to_bytes(text.encode("latin-1")).decode("latin-1")


def parse_search_path(text: str) -> list[tuple[str, str]]:
    """`NIX_PATH` as (prefix, path) pairs; the first colon in a URL does not separate."""
    entries: list[tuple[str, str]] = []
    rest = text
    while rest:
        piece, colon, after = rest.partition(":")
        if colon and is_url(rest[piece.rfind("=") + 1 :]):
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
