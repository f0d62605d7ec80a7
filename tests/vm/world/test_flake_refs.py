"""References to flakes: read from URLs, written as URLs, and the same again after both.

The expected forms are those of current Nix, whose own tests have the odder ones.
"""

from __future__ import annotations

import random

import pytest

from tests.evaluation import printed
from vm.errors import NixError
from vm.world.flake_refs import Attributes, parse_reference, reference_text
from vm.world.urls import encoded, parse_url

REV = "2aae6c35c94fcfb415dbe95f408b9ce91ee846ed"
HASH = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
WRITTEN = HASH.replace("+", "%2B").replace("=", "%3D")

CASES: list[tuple[str, Attributes, str]] = [
    ("nixpkgs", {"type": "indirect", "id": "nixpkgs"}, "flake:nixpkgs"),
    ("nixpkgs/branch", {"type": "indirect", "id": "nixpkgs", "ref": "branch"}, "flake:nixpkgs/branch"),
    (f"nixpkgs/{REV}", {"type": "indirect", "id": "nixpkgs", "rev": REV}, f"flake:nixpkgs/{REV}"),
    (
        f"nixpkgs/branch///{REV}///",
        {"type": "indirect", "id": "nixpkgs", "ref": "branch", "rev": REV},
        f"flake:nixpkgs/branch/{REV}",
    ),
    ("flake:/nixpkgs///a////", {"type": "indirect", "id": "nixpkgs", "ref": "a"}, "flake:nixpkgs/a"),
    ("/foo/bar", {"type": "path", "path": "/foo/bar"}, "path:/foo/bar"),
    (
        f"/foo/bar?revCount=123&rev={REV}",
        {"type": "path", "path": "/foo/bar", "revCount": 123, "rev": REV},
        f"path:/foo/bar?rev={REV}&revCount=123",
    ),
    (
        "/foo bar/baz?dir=bla space",
        {"type": "path", "path": "/foo bar/baz", "dir": "bla space"},
        "path:/foo%20bar/baz?dir=bla%20space",
    ),
    ("/a%20b", {"type": "path", "path": "/a%20b"}, "path:/a%2520b"),
    ("path:./a%20b?dir=c", {"type": "path", "path": "./a b", "dir": "c"}, "path:./a%20b?dir=c"),
    (f"path:/?narHash={HASH}", {"type": "path", "path": "/", "narHash": HASH}, f"path:/?narHash={WRITTEN}"),
    ("git://somewhere/repo?ref=branch", {"type": "git", "url": "git://somewhere/repo", "ref": "branch"}, ""),
    ("git+https://x.org/repo?ref=b", {"type": "git", "url": "https://x.org/repo", "ref": "b"}, ""),
    (
        f"git+file:///a/b?dir=c&ref=main&rev={REV}&submodules=1",
        {"type": "git", "url": "file:///a/b", "dir": "c", "ref": "main", "rev": REV, "submodules": True},
        "",
    ),
    ("git+ssh://git@x.org/a?q=1", {"type": "git", "url": "ssh://git@x.org/a?q=1"}, ""),
    ("github:foo/bar/branch%23", {"type": "github", "owner": "foo", "repo": "bar", "ref": "branch#"}, ""),
    (
        "github:foo/bar?ref=branch%23",
        {"type": "github", "owner": "foo", "repo": "bar", "ref": "branch#"},
        "github:foo/bar/branch%23",
    ),
    (
        "github://////owner%42/////repo%41///branch%43////",
        {"type": "github", "owner": "ownerB", "repo": "repoA", "ref": "branchC"},
        "github:ownerB/repoA/branchC",
    ),
    (f"github:a/b/{REV}", {"type": "github", "owner": "a", "repo": "b", "rev": REV}, ""),
    (
        f"github:a/b?host=x.org&narHash={HASH}&dir=c",
        {"type": "github", "owner": "a", "repo": "b", "host": "x.org", "narHash": HASH, "dir": "c"},
        f"github:a/b?dir=c&host=x.org&narHash={WRITTEN}",
    ),
    (
        "gitlab:/owner%252Fsubgroup/repo/branch",
        {"type": "gitlab", "owner": "owner%2Fsubgroup", "repo": "repo", "ref": "branch"},
        "gitlab:owner%252Fsubgroup/repo/branch",
    ),
    ("sourcehut:~a/b", {"type": "sourcehut", "owner": "~a", "repo": "b"}, ""),
    ("https://x.org/a", {"type": "tarball", "url": "https://x.org/a"}, ""),
    (
        "http://localhost:8181/test/+3d.tar.gz",
        {"type": "tarball", "url": "http://localhost:8181/test/%2B3d.tar.gz"},
        "http://localhost:8181/test/%2B3d.tar.gz",
    ),
    (
        "https://x.org/a.tar.gz?lastModified=5&rev=" + REV + "&x=y",
        {"type": "tarball", "url": "https://x.org/a.tar.gz?x=y", "lastModified": 5, "rev": REV},
        "https://x.org/a.tar.gz?x=y",
    ),
    ("tarball+file:///a.tar", {"type": "tarball", "url": "file:///a.tar"}, "file:///a.tar"),
    ("file+https://x.org/a", {"type": "file", "url": "https://x.org/a"}, "https://x.org/a"),
    ("hg+https://x.org/a?ref=b", {"type": "hg", "url": "https://x.org/a", "ref": "b"}, ""),
]  # fmt: skip
"""The URL, its attributes, and how these are written; empty if as they were."""


@pytest.mark.parametrize(("text", "attributes", "written"), CASES, ids=[case[0] for case in CASES])
def test_a_reference_is_read_and_written_as_in_nix(text: str, attributes: Attributes, written: str) -> None:
    assert parse_reference(text) == attributes
    assert reference_text(attributes) == (written or text)


LOST = frozenset({"file+https://x.org/a"})
"""Nix writes a file as it writes an archive."""


@pytest.mark.parametrize("text", [case[0] for case in CASES if case[0] not in LOST])
def test_what_was_written_means_the_same_again(text: str) -> None:
    once = reference_text(parse_reference(text))
    assert reference_text(parse_reference(once)) == once


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("/a b", "file:///a%20b"), ("git@x.org:a/b", "ssh://git@x.org/a/b"), ("x:/a", "ssh://x/a"),
        ("git+https://x/a", "https://x/a"), ("file:/a", "file:/a"), ("ssh://x/a", "ssh://x/a"),
    ],
)  # fmt: skip
def test_a_repository_can_be_named_as_git_names_it(text: str, url: str) -> None:
    written = reference_text({"type": "git", "url": text})
    assert written == f"git+{url}"


def test_both_builtins_are_inverses_and_the_example_of_the_manual_is_right() -> None:
    text = 'builtins.parseFlakeRef "github:NixOS/nixpkgs/23.05?dir=lib"'
    shown = '{ dir = "lib"; owner = "NixOS"; ref = "23.05"; repo = "nixpkgs"; type = "github"; }'
    assert printed(text, experimental=True) == shown
    back = f"builtins.flakeRefToString ({text})"
    assert printed(back, experimental=True) == '"github:NixOS/nixpkgs/23.05?dir=lib"'
    numbers = 'builtins.parseFlakeRef "git+https://x/a?shallow=1&submodules=0"'
    assert printed(numbers, experimental=True) == (
        '{ shallow = true; submodules = false; type = "git"; url = "https://x/a"; }'
    )


BAD_REFS = [
    "-a",
    "a..b",
    "a b",
    "a~1",
    "a^",
    "a:b",
    "a?",
    "a*",
    "a[",
    "a\\b",
    "/a",
    "a/",
    "a//b",
    "a/.b",
    "a.",
]
BAD_REFS += ["a.lock", "a.lock/b", "@", "a@{b", "", "a\x7f", "a\nb"]


@pytest.mark.parametrize("name", BAD_REFS)
def test_what_git_would_not_take_as_a_name_is_refused(name: str) -> None:
    with pytest.raises(NixError, match="cannot be the name of a branch or tag"):
        reference_text({"type": "git", "url": "/a", "ref": name})


@pytest.mark.parametrize(
    "text", ["https://x.org/%zz", "https://x.org/a b", "https://x<y/", "path:/a%2Fb", "path:/a%00b", "git+file:///%"]
)  # fmt: skip
def test_what_is_no_url_is_refused(text: str) -> None:
    with pytest.raises(NixError):
        parse_reference(text)


def test_bytes_come_back_as_they_were() -> None:
    every = "".join(map(chr, range(1, 256))).replace("/", "")
    text = reference_text({"type": "path", "path": f"/{every}/x"})
    assert text.isascii()
    assert parse_reference(text) == {"type": "path", "path": f"/{every}/x"}


@pytest.mark.parametrize("text", ["a://b", "x:y?z=1&a=2#f", "a+b://u@h:1/p/q", "a:/b%23?c=d%26"])
def test_a_url_is_written_as_it_was(text: str) -> None:
    assert parse_url(text).text == text.replace("?z=1&a=2", "?a=2&z=1")


@pytest.mark.parametrize(
    "digits", ["", "x", "-1", "1_0", "\xb2", "9223372036854775808", "0" * 30 + "9" * 30, "9" * 9999]
)
def test_what_is_no_number_is_refused(digits: str) -> None:
    with pytest.raises(NixError, match="is not a number"):
        parse_reference(f"path:/a?revCount={encoded(digits, '')}")


def test_zeros_before_a_number_are_nothing() -> None:
    assert parse_reference(f"path:/a?revCount={'0' * 9999}7&lastModified=0000") == {
        "type": "path", "path": "/a", "revCount": 7, "lastModified": 0,
    }  # fmt: skip


def test_any_text_is_a_reference_or_an_error_and_what_is_one_can_be_written() -> None:
    draw = random.Random(3)
    parts = (
        "nixpkgs path git github flake file https + : / // ? # = & % %41 %2F %00 . .. dir ref rev a b ~ @ [ ]"
    )
    words = [*parts.split(), " ", '"', "\xff", REV, "narHash=" + HASH, "lastModified=", "revCount="]
    seen = 0
    for _ in range(30_000):
        text = "".join(draw.choice(words) for _ in range(draw.randrange(1, 12)))
        try:
            once = reference_text(parse_reference(text))
        except NixError:
            continue
        seen += 1
        assert reference_text(parse_reference(once)) == once, text
    assert seen > 1_000
