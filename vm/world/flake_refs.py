"""References to flakes and other trees: their form as a URL, and their form as a set.

A reference is a set of plain attributes, of which `type` says where the tree comes from. Each type has its
own way to be written as a URL, and knows which attributes there are. Texts are byte-per-character.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from vm.errors import FormatError, MissingAttribute, TypeMismatch, UnexpectedArgument
from vm.store.store_paths import parse_hash
from vm.text.messages import expected
from vm.world.urls import Url, parse_query, parse_url

Attributes: TypeAlias = "dict[str, str | int | bool]"

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9_-]*\Z")
COMMIT = re.compile(r"[0-9a-fA-F]{40}\Z")
HOST = re.compile(r"[a-zA-Z0-9.-]*\Z")
REGISTERED = re.compile(
    r"([a-zA-Z][a-zA-Z0-9_-]*(?:/[a-zA-Z0-9@][a-zA-Z0-9_./@+-]*)?)(?:#([^#]*))?\Z",
)
"""A name of the registry, perhaps with a branch and a commit."""
PLAIN_PATH = re.compile(r"([^?#]*)(?:\?([^#]*))?(?:#(.*))?\Z", re.DOTALL)
NO_REF = re.compile(r"[\0- \x7f~^:?*\[\\]|\.\.|@\{|//|/\.|\.lock(?:/|\Z)|\A[-./]|[./]\Z|\A@?\Z")
"""What no branch or tag is called, as in `git check-ref-format`."""
NUMBER = re.compile(r"[0-9]{1,19}\Z")
LARGEST_NUMBER = 2**63 - 1

DOWNLOADS = frozenset({"file", "http", "https"})
FACTS = frozenset({"narHash", "rev", "revCount", "lastModified"})
GIT_TEXTS = frozenset({"ref", "rev", "keytype", "publicKey", "publicKeys"})
GIT_FLAGS = frozenset({"shallow", "submodules", "lfs", "exportIgnore", "allRefs", "verifyCommit"})
OF_A_DOWNLOAD = FACTS | {"url", "name", "unpack"}
NUMBERS = frozenset({"revCount", "lastModified"})


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of reference."""

    needed: tuple[str, ...]
    known: frozenset[str]
    of_url: Callable[[Url], Attributes]
    to_url: Callable[[Attributes], Url]


# Whole references.


def parse_reference(text: str, relative: bool = False) -> Attributes:
    """The attributes of a reference to a flake; FormatError for what is none.

    `relative` allows the path of a directory that is not absolute.
    """
    found = REGISTERED.match(text)
    if found is not None:
        attributes, fragment, subdir = indirect_of_names(found[1].split("/"), text), found[2] or "", ""
    elif SCHEME.match(text):
        url = parse_url(text)
        fragment, subdir = url.fragment, url.query.get("dir", "")
        query = {name: value for name, value in url.query.items() if name != "dir"}
        attributes = reference_of_url(replace(url, query=query, fragment=""))
    else:
        attributes, fragment, subdir = plain_path(text, relative)
    if fragment:
        raise FormatError(f"unexpected fragment '{fragment}' in the flake reference '{text}'")
    if subdir:
        attributes["dir"] = subdir
    return attributes


def plain_path(text: str, relative: bool) -> tuple[Attributes, str, str]:
    """Attributes, fragment and subdirectory of a path that is no URL."""
    found = PLAIN_PATH.match(text)
    assert found is not None
    path, query, fragment = found[1], parse_query(found[2] or ""), found[3] or ""
    if not relative and not path.startswith("/"):
        raise FormatError(f"the flake reference '{text}' is not an absolute path")
    subdir = query.pop("dir", "")
    return path_of_url(Url("path", None, tuple(path.split("/")), query)), fragment, subdir


def reference_text(attributes: Attributes) -> str:
    """A reference as a URL."""
    rest = {name: value for name, value in attributes.items() if name != "dir"}
    kind = kind_of(checked(rest))
    subdir = text_of(attributes, "dir")
    url = kind.to_url(rest)
    return (url if "dir" in url.query else url.asking(dir=subdir or None)).text


def reference_of_url(url: Url) -> Attributes:
    """The attributes of a tree, from its URL."""
    kind = KINDS.get(scheme_kind(url))
    if kind is None:
        raise FormatError(f"nothing can be had from '{url.text}': its scheme is not known")
    return kind.of_url(url)


def scheme_kind(url: Url) -> str:
    """The type of reference that a scheme means; empty if none."""
    if url.scheme == "git" or url.application == "git":
        return "git"
    if url.application == "hg" and url.transport in DOWNLOADS | {"ssh"}:
        return "hg"
    if url.transport in DOWNLOADS and url.application in ("", "tarball", "file"):
        return url.application or "tarball"
    return "indirect" if url.scheme == "flake" else url.scheme if url.scheme in PLAIN_SCHEMES else ""


PLAIN_SCHEMES = frozenset({"path", "github", "gitlab", "sourcehut"})


def checked(attributes: Attributes) -> Attributes:
    """The attributes themselves; an error if they are not what their type wants."""
    kind = kind_of(attributes)
    for name in sorted(attributes.keys() - kind.known - {"type"}):
        raise UnexpectedArgument(
            f"attribute '{name}' is not supported by inputs of type '{attributes['type']}'"
        )
    for name in kind.needed:
        if name not in attributes:
            raise MissingAttribute(
                f"attribute '{name}' missing: inputs of type '{attributes['type']}' need it"
            )
    for name, value in attributes.items():
        wanted, words = (
            (int, "an integer")
            if name in NUMBERS
            else (bool, "a Boolean")
            if name in FLAGS
            else (str, "a string")
        )
        if type(value) is not wanted:
            raise TypeMismatch(f"in the input's attribute '{name}': {expected(words, value)}")
    check_commit(attributes)
    return attributes


FLAGS = GIT_FLAGS | {"unpack"}


def check_commit(attributes: Attributes) -> None:
    """FormatError for a branch, commit, host or name that cannot be one, or two of them in a forge."""
    kind, ref, rev = attributes["type"], attributes.get("ref"), attributes.get("rev")
    if ref is not None and NO_REF.search(str(ref)):
        raise FormatError(f"'{ref}' cannot be the name of a branch or tag")
    if rev is not None and not COMMIT.match(str(rev)):
        raise FormatError(f"'{rev}' is not the full hash of a commit")
    if ref is not None and rev is not None and kind in FORGES:
        raise FormatError(f"an input of type '{kind}' has a commit ('{rev}') or a branch ('{ref}'), not both")
    if kind in FORGES and not HOST.match(text_of(attributes, "host")):
        raise FormatError(f"'{attributes['host']}' cannot be the name of a host")
    if kind == "indirect" and not NAME.match(text_of(attributes, "id")):
        raise FormatError(f"'{attributes['id']}' cannot be the name of a flake")


def kind_of(attributes: Attributes) -> Kind:
    """What is known of its `type`; MissingAttribute without one, FormatError for one that is not known."""
    if "type" not in attributes:
        raise MissingAttribute("attribute 'type' missing: it says where the tree comes from")
    kind = KINDS.get(str(attributes["type"]))
    if kind is None:
        raise FormatError(f"there are no inputs of type '{attributes['type']}'; known are {', '.join(KINDS)}")
    return kind


def text_of(attributes: Attributes, name: str) -> str:
    """ "" if there is none."""
    return str(attributes.get(name, ""))


def optional_text(attributes: Attributes, name: str) -> str | None:
    """None if there is none."""
    return str(attributes[name]) if name in attributes else None


def nar_hash(attributes: Attributes) -> str | None:
    """In SRI form, whatever form it was given in; None if there is none. FormatError if it is no hash."""
    given = optional_text(attributes, "narHash")
    return None if given is None else parse_hash(given, "sha256").formatted("sri")


def number(text: str, name: str, url: Url) -> int:
    """From 0 to 64 bits; FormatError names the whole URL."""
    digits = text.lstrip("0") or text[-1:]
    if not NUMBER.match(digits) or int(digits) > LARGEST_NUMBER:
        raise FormatError(f"'{text}', the {name} of '{url.text}', is not a number")
    return int(digits)


# Each type.


def path_of_url(url: Url) -> Attributes:
    """`path:./dir?lastModified=1`. Only facts about the tree can be parameters."""
    if url.authority:
        raise FormatError(f"the path URL '{url.text}' should not have an authority ('{url.authority}')")
    result: Attributes = {"type": "path", "path": url.path}
    for name, value in url.query.items():
        if name not in FACTS:
            raise FormatError(f"the path URL '{url.text}' has an unsupported parameter '{name}'")
        result[name] = number(value, name, url) if name in NUMBERS else value
    return checked(result)


def path_to_url(attributes: Attributes) -> Url:
    """The path as it is, with the facts about the tree that it gives."""
    given = {name: str(attributes[name]) for name in FACTS & attributes.keys()}
    return Url("path", None, path_segments(text_of(attributes, "path")), given)


def path_segments(path: str) -> tuple[str, ...]:
    """The path without doubled slashes; one at the end stays."""
    names = [each for each in path.split("/") if each]
    return (*([""] if path.startswith("/") else []), *names, *([""] if path.endswith("/") else []))


def git_of_url(url: Url) -> Attributes:
    """`git+https://host/repo?ref=x`. Parameters that mean nothing here stay with the repository's own URL."""
    result: Attributes = {"type": "git"}
    rest: dict[str, str] = {}
    for name, value in url.query.items():
        if name in GIT_TEXTS:
            result[name] = value
        elif name in GIT_FLAGS:
            result[name] = value == "1"
        else:
            rest[name] = value
    result["url"] = replace(url, scheme=url.transport, query=rest).text
    return checked(result)


def git_to_url(attributes: Attributes) -> Url:
    """The reverse; flags are written only if they are set."""
    url = parse_url(git_url(text_of(attributes, "url")))
    flags = {
        name: "1" for name in sorted(GIT_FLAGS - {"allRefs"} & attributes.keys()) if attributes[name] is True
    }
    texts = {name: str(attributes[name]) for name in GIT_TEXTS & attributes.keys()}
    scheme = url.scheme if url.scheme == "git" else f"git+{url.scheme}"
    return replace(url, scheme=scheme, query={**url.query, **flags, **texts})


def git_url(text: str) -> str:
    """Where a repository is, as a URL: a path and `host:path` are allowed too."""
    if text.startswith("/"):
        return Url("file", "", path_segments(text)).text
    host, colon, path = text.partition(":")
    if colon and "://" not in text and "/" not in host and host.removeprefix("git+") not in GIT_SCHEMES:
        return Url("ssh", host, ("", *path.removeprefix("/").split("/"))).text
    url = parse_url(text)
    return replace(url, scheme=url.transport).text if url.application == "git" else url.text


GIT_SCHEMES = frozenset({"ssh", "http", "https", "file", "ftp", "ftps", "git"})


def mercurial_of_url(url: Url) -> Attributes:
    """`hg+https://host/repo?rev=x`. Other parameters stay with the repository's own URL."""
    known = {name: value for name, value in url.query.items() if name in ("ref", "rev")}
    rest = {name: value for name, value in url.query.items() if name not in known}
    return checked({"type": "hg", **known, "url": replace(url, scheme=url.transport, query=rest).text})


def mercurial_to_url(attributes: Attributes) -> Url:
    """The reverse: `rev` and `ref` are parameters again."""
    url = parse_url(text_of(attributes, "url"))
    asked = url.asking(rev=optional_text(attributes, "rev"), ref=optional_text(attributes, "ref"))
    return replace(asked, scheme=f"hg+{url.scheme}")


def forge_of_url(url: Url) -> Attributes:
    """An archive that a host of repositories makes of a commit."""
    names = url.names
    if len(names) < 2:
        raise FormatError(f"'{url.text}' lacks an owner or a repository")
    result: Attributes = {"type": url.scheme, "owner": names[0], "repo": names[1]}
    if len(names) > 2:
        is_commit = len(names) == 3 and COMMIT.match(names[2])
        result["rev" if is_commit else "ref"] = "/".join(names[2:])
    for name, value in url.query.items():
        if name not in ("rev", "ref", "host", "narHash"):
            raise FormatError(f"'{url.text}' has an unknown parameter '{name}'")
        if name in result:
            raise FormatError(f"'{url.text}' says twice which {name} is meant")
        result[name] = value
    return checked(result)


def forge_to_url(attributes: Attributes) -> Url:
    """`github:owner/repo/commit`, also of GitLab and SourceHut; a branch or commit is a part of the path."""
    commit = optional_text(attributes, "ref") or optional_text(attributes, "rev")
    names = (text_of(attributes, "owner"), text_of(attributes, "repo"), *((commit,) if commit else ()))
    url = Url(text_of(attributes, "type"), None, names)
    return url.asking(narHash=nar_hash(attributes), host=optional_text(attributes, "host"))


def indirect_of_url(url: Url) -> Attributes:
    """`flake:name/branch/commit`, a name of the registry."""
    return indirect_of_names(url.names, url.text)


def indirect_of_names(parts: list[str], text: str) -> Attributes:
    """A name, perhaps with a branch, a commit, or both."""
    names = [each for each in parts if each]
    if not 1 <= len(names) <= 3:
        raise FormatError(f"'{text}' is not a name of the registry with a branch and a commit")
    result: Attributes = {"type": "indirect", "id": names[0]}
    if len(names) == 3 or (len(names) == 2 and COMMIT.match(names[1])):
        result["rev"] = names[-1]
    if len(names) == 3 or (len(names) == 2 and "rev" not in result):
        result["ref"] = names[1]
    return checked(result)


def indirect_to_url(attributes: Attributes) -> Url:
    """`flake:name`, and branch and commit if there are."""
    given = (optional_text(attributes, name) for name in ("id", "ref", "rev"))
    return Url("flake", None, tuple(each for each in given if each is not None))


def download_of_url(url: Url) -> Attributes:
    """A file or archive. What describes the tree is not asked of the server."""
    result: Attributes = {"type": url.application or "tarball"}
    for name in sorted(FACTS & url.query.keys()):
        value = url.query[name]
        result[name] = number(value, name, url) if name in NUMBERS else value
    rest = {name: value for name, value in url.query.items() if name not in OF_A_DOWNLOAD}
    result["url"] = replace(url, scheme=url.transport, query=rest).text
    return checked(result)


def download_to_url(attributes: Attributes) -> Url:
    """Of tarballs and files: the address itself, and the hash if it is known."""
    return parse_url(text_of(attributes, "url")).asking(narHash=nar_hash(attributes))


FORGES = frozenset({"github", "gitlab", "sourcehut"})
FORGE = Kind(
    ("owner", "repo"),
    frozenset({"owner", "repo", "ref", "rev", "host", "narHash", "lastModified", "treeHash"}),
    forge_of_url,
    forge_to_url,
)
DOWNLOAD = Kind(("url",), OF_A_DOWNLOAD, download_of_url, download_to_url)
KINDS: dict[str, Kind] = {
    "path": Kind(("path",), FACTS | {"path"}, path_of_url, path_to_url),
    "git": Kind(
        ("url",),
        FACTS | GIT_TEXTS | GIT_FLAGS | {"url", "name", "dirtyRev", "dirtyShortRev"},
        git_of_url,
        git_to_url,
    ),
    "tarball": DOWNLOAD,
    "file": DOWNLOAD,
    "github": FORGE,
    "gitlab": FORGE,
    "sourcehut": FORGE,
    "indirect": Kind(("id",), frozenset({"id", "ref", "rev", "narHash"}), indirect_of_url, indirect_to_url),
    "hg": Kind(
        ("url",),
        frozenset({"url", "ref", "rev", "revCount", "narHash", "name"}),
        mercurial_of_url,
        mercurial_to_url,
    ),
}
