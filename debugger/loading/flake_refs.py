"""What the references in `inputs.x.url`, a lock file and a command mean on this machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from vm.errors import FlakeError, NixError
from vm.text.paths import canonical, decoded, local_url
from vm.world.flake_refs import SCHEME, parse_reference


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
        """Whether it is a path within the flake that names it."""
        return self.path is not None and not self.path.startswith("/")


def parse_ref(text: str) -> Ref:
    """A reference from its URL-like form; FlakeError for what is none.

    A path that is no URL may be relative; what is neither a path nor a URL is a name of the registry.
    """
    try:
        ref = ref_of_attributes(parse_reference(text, relative=True))
    except NixError as error:
        raise FlakeError(error.message) from None
    is_plain = ref.kind == "path" and not SCHEME.match(text)
    return replace(ref, text=text, with_git=ref.with_git and not is_plain)


def as_reference(text: str) -> str:
    """What the person typed, where a bare name is a directory and not a name of the registry."""
    return text if SCHEME.match(text) or text.startswith(("/", ".")) else f"./{text}"


def ref_of_attributes(attributes: Mapping[str, Any]) -> Ref:
    """A reference from its form as a set, which a lock file uses."""
    kind, url = str(attributes.get("type", "path")), str(attributes.get("url", ""))
    subdir = str(attributes.get("dir", ""))
    if kind == "path":
        return Ref("path", f"path:{attributes.get('path', '')}", str(attributes.get("path", "")), subdir)
    if kind == "git" and url.startswith("file:"):
        path = local_url(url) or decoded(url.removeprefix("file:").partition("?")[0])
        commit = [str(attributes[name]) if name in attributes else None for name in ("ref", "rev")]
        return Ref("git", f"git+{url}", path, subdir, False, *commit)
    parts = [str(attributes[each]) for each in ("id", "owner", "repo", "url") if each in attributes]
    return Ref(kind, f"{kind}:{'/'.join(parts)}", subdir=subdir)


def relative_to(ref: Ref, directory: str) -> str:
    """The directory that a relative reference means; FlakeError if it leads out of the flake's own."""
    target = canonical(f"{directory}/{ref.path}")
    if target != directory and not target.startswith(directory + "/"):
        raise FlakeError(f"the relative path '{ref.path}' points outside of the flake in '{directory}'")
    return target
