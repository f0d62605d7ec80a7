"""URLs as Nix takes them apart and puts them together. Texts are byte-per-character, before and after."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from urllib.parse import quote_from_bytes

from vm.errors import FormatError
from vm.text.paths import decoded

PARTS = re.compile(
    r"([A-Za-z][A-Za-z0-9+.-]*):(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?\Z",
    re.DOTALL,
)


def made_of(more: str) -> re.Pattern[str]:
    """A pattern for a part of a URL, in which some more characters may stand as they are."""
    return re.compile(rf"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@{more}]|%[0-9A-Fa-f]{{2}})*\Z")


AUTHORITY, PATH = made_of(r"\[\]"), made_of("/")
QUERY, FRAGMENT = made_of('/? "'), made_of('/? "^')
"""Nix lets pass some characters in these two that should be encoded."""
KEPT_IN_PATHS, KEPT_IN_QUERIES = ":@", ":@/?"


@dataclass(frozen=True, slots=True)
class Url:
    """The parts of a URL; all but the authority are decoded."""

    scheme: str
    authority: str | None
    """None where there are no two slashes, as in `path:x`."""
    segments: tuple[str, ...]
    """What is between the slashes of the path; an absolute one begins with an empty segment."""
    query: dict[str, str] = field(default_factory=dict)
    fragment: str = ""

    @property
    def transport(self) -> str:
        """`https` of `git+https`."""
        return self.scheme.partition("+")[2] or self.scheme

    @property
    def application(self) -> str:
        """`git` of `git+https`; empty where there is none."""
        first, plus, _ = self.scheme.partition("+")
        return first if plus else ""

    @property
    def path(self) -> str:
        """FormatError if a segment holds a slash or a NUL byte, as no file's name does."""
        if any("/" in each or "\0" in each for each in self.segments):
            raise FormatError(f"the URL '{self.text}' is not one of a file")
        return "/".join(self.segments)

    @property
    def names(self) -> list[str]:
        """The segments, without empty ones."""
        return [each for each in self.segments if each]

    @property
    def text(self) -> str:
        """The URL in its normal form: parameters in alphabetical order, only what must be encoded."""
        slashes = "" if self.authority is None else f"//{self.authority}"
        result = f"{self.scheme}:{slashes}{'/'.join(encoded(each, KEPT_IN_PATHS) for each in self.segments)}"
        if self.query:
            pairs = (
                f"{encoded(name, KEPT_IN_QUERIES)}={encoded(value, KEPT_IN_QUERIES)}"
                for name, value in sorted(self.query.items())
            )
            result += "?" + "&".join(pairs)
        return result + (f"#{encoded(self.fragment, '')}" if self.fragment else "")

    def asking(self, **query: str | None) -> Url:
        """The same with more of a query; None is left out."""
        more = {name: value for name, value in query.items() if value is not None}
        return replace(self, query={**self.query, **more})


def encoded(text: str, kept: str) -> str:
    """Percent-encoded but for letters, digits, `_.-~` and what is in `kept`."""
    return quote_from_bytes(text.encode("latin-1"), safe=kept)


def parse_url(text: str) -> Url:
    """FormatError for what is no URL."""
    found = PARTS.match(text)
    if found is None:
        raise FormatError(f"'{text}' is not a valid URL")
    scheme, authority, path, query, fragment = found.groups()
    parts = ((AUTHORITY, authority), (PATH, path), (QUERY, query), (FRAGMENT, fragment))
    if not all(pattern.match(part or "") for pattern, part in parts):
        raise FormatError(f"'{text}' is not a valid URL: it has characters that must be encoded")
    is_file = scheme.rpartition("+")[2] == "file"
    if is_file and authority:
        raise FormatError(f"the file URL '{text}' has the unexpected authority '{authority}'")
    segments = tuple(decoded(each) for each in ("/" if is_file and not path else path).split("/"))
    return Url(scheme, authority, segments, parse_query(query or ""), decoded(fragment or ""))


def parse_query(text: str) -> dict[str, str]:
    """What stands behind the question mark. Of equal names the first counts, what has no value is nothing."""
    result: dict[str, str] = {}
    for each in text.split("&"):
        name, equals, value = each.partition("=")
        if equals:
            result.setdefault(decoded(name), decoded(value))
    return result
