"""References to flakes: what `inputs.x.url`, a lock file and the command line call one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode

from vm.errors import FlakeError
from vm.paths import canonical

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


@dataclass(frozen=True, slots=True)
class Ref:
    """One reference. Texts are byte-per-character."""

    kind: str
    """`path`, `git`, `github`, `tarball`, `indirect`, ..."""
    text: str
    """As somebody wrote it."""
    path: str | None = None
    """Of a directory on this machine: absolute, or relative to the flake that names it."""
    subdir: str = ""
    """Where in it `flake.nix` is."""
    with_git: bool = True
    """Whether a `.git` directory belongs to it: not where Nix would take the tracked files."""
    ref: str | None = None
    rev: str | None = None
    """The commit that is meant, of a Git repository."""

    @property
    def is_relative(self) -> bool:
        return self.path is not None and not self.path.startswith("/")


def parse_ref(text: str) -> Ref:
    """A reference from its URL-like form; what is not a path or a URL is a name of the registry."""
    address, _, query = text.partition("?")
    given = {name: values[0] for name, values in parse_qs(query).items()}
    subdir = given.get("dir", "")
    scheme = SCHEME.match(address)
    kind = scheme.group(1) if scheme else ""
    rest = unquote(address[len(kind) + 1 :] if kind else address)
    if kind == "path":
        return Ref("path", text, rest, subdir)
    if kind == "git+file":
        path = rest.removeprefix("//")
        return Ref("git", text, path, subdir, False, given.get("ref"), given.get("rev"))
    if not kind and rest.startswith(("/", ".")):
        return Ref("path", text, rest, subdir, with_git=False)
    if not kind:
        return Ref("indirect", text)
    return Ref(KINDS.get(kind, kind.partition("+")[0]), text)


def as_reference(text: str) -> str:
    """What the person typed, where a bare name is a directory and not a name of the registry."""
    return text if SCHEME.match(text) or text.startswith(("/", ".")) else f"./{text}"


KINDS = {"http": "tarball", "https": "tarball", "file": "tarball", "flake": "indirect"}


def ref_of_attributes(attributes: dict[str, Any]) -> Ref:
    """A reference from its form as a set, which a lock file uses."""
    kind = str(attributes.get("type", "path"))
    subdir = str(attributes.get("dir", ""))
    if kind == "path":
        return Ref("path", f"path:{attributes.get('path', '')}", str(attributes.get("path", "")), subdir)
    if kind == "git" and str(attributes.get("url", "")).startswith("file:"):
        given: dict[str, str] = {
            name: str(attributes[name]) for name in ("dir", "ref", "rev") if name in attributes
        }
        return parse_ref(f"git+{attributes['url']}?{urlencode(given)}")
    parts = [str(attributes[each]) for each in ("id", "owner", "repo", "url") if each in attributes]
    return Ref(kind, f"{kind}:{'/'.join(parts)}", subdir=subdir)


def relative_to(ref: Ref, directory: str) -> str:
    """The directory that a relative reference means; FlakeError if it leads out of the flake's own."""
    target = canonical(f"{directory}/{ref.path}")
    if target != directory and not target.startswith(directory + "/"):
        raise FlakeError(f"the relative path '{ref.path}' points outside of the flake in '{directory}'")
    return target
