"""Path text and the search path."""

from __future__ import annotations

import pytest

from vm.text.paths import base_name, canonical, directory_name, parse_search_path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/", "/"),
        ("//", "/"),
        ("/a/", "/a"),
        ("/a//b", "/a/b"),
        ("/a/./b", "/a/b"),
        ("/a/../b", "/b"),
        ("/..", "/"),
        ("/../..", "/"),
        ("/a/..", "/"),
        ("/a/.b", "/a/.b"),
        ("/a/..b", "/a/..b"),
        ("/a/b", "/a/b"),
        ("/a/.", "/a"),
        ("/./", "/"),
    ],
)
def test_canonical_paths_have_no_detours(text: str, expected: str) -> None:
    assert canonical(text) == expected


@pytest.mark.parametrize(
    ("text", "base", "directory"),
    [
        ("/a/b", "b", "/a"),
        ("/a", "a", "/"),
        ("a", "a", "."),
        ("a/b/", "b", "a/b"),
        ("", "", "."),
        ("/", "", "/"),
        ("a//b", "b", "a/"),
        ("/a//", "", "/a/"),
    ],
)
def test_base_and_directory_names(text: str, base: str, directory: str) -> None:
    assert base_name(text) == base
    assert directory_name(text) == directory


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("/a", [("", "/a")]),
        ("x=/a:/b", [("x", "/a"), ("", "/b")]),
        ("x=http://a.b/c:y=/d", [("x", "http://a.b/c"), ("y", "/d")]),
        (":/a::", [("", "/a")]),
        ("x=a=b", [("x", "a=b")]),
    ],
)
def test_search_paths_are_split_at_colons_but_not_inside_urls(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert parse_search_path(text) == expected
