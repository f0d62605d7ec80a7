"""Text for people: nothing that a program says can steer the terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial

import pytest

from debugger.text import (
    STEERS,
    TABLE,
    UNSAFE,
    json_line,
    safe,
    safe_lines,
    safe_shown,
    shorten,
    source_name,
    with_near_paths,
)
from tests.debugger.hostile import TEXT, unsafe_characters
from vm.spans import Source, from_host

EVERY_CHARACTER = "".join(map(chr, range(sys.maxunicode + 1)))


@pytest.mark.parametrize("escape", [safe, safe_lines, safe_shown])
def test_hostile_text_is_escaped(escape: Callable[[str], str]) -> None:
    shown = escape(TEXT if escape is safe_shown else from_host(TEXT))
    assert unsafe_characters(shown) == set()
    assert shown.startswith("[/red]\\e[31m\\u202e")


def test_no_character_at_all_gets_through_unsafe() -> None:
    shown = EVERY_CHARACTER.translate({0x20: "_"})
    assert unsafe_characters(shown)
    assert unsafe_characters(safe_shown(shown)) == set()


def test_lines_keep_their_ends_and_tabs() -> None:
    assert safe_lines("a\n\tb\r\0") == "a\n\tb\\r\\x00"
    assert safe("a\n\tb") == "a\\n\\tb"


def test_bytes_that_are_not_utf8_are_shown_as_such() -> None:
    assert safe("a\xff\xc3\xa9") == "a\ufffdé"


def test_json_lines_say_the_same_but_escape_what_steers() -> None:
    document = {"text": TEXT, "plain": "é\n"}
    written = json_line(document)
    assert json.loads(written) == document
    assert unsafe_characters(written) == set()
    assert "é" in written


@pytest.mark.parametrize(("width", "shown"), [(5, "abcde"), (4, "a..."), (2, "..."), (0, "...")])
def test_shortened_text_ends_in_dots(width: int, shown: str) -> None:
    assert shorten("abcde", width) == shown


def test_a_source_is_called_by_its_path_or_its_name() -> None:
    assert source_name(Source("a.nix", "", from_host("/é/a\x1b.nix"))) == "/é/a\\e.nix"
    assert source_name(Source("<expr>", "")) == "<expr>"


def test_paths_near_by_are_relative() -> None:
    near = partial(with_near_paths, directories=("/home/me/it", "/home/me"))
    assert near("breakpoint 1: /home/me/it/a.nix:3") == "breakpoint 1: a.nix:3"
    assert near("/home/me/other/b.nix:1:2, /home/me/it/sub/c.nix") == "other/b.nix:1:2, sub/c.nix"
    untouched = "/srv/home/me/it/a.nix /home/me2/a.nix /home/me/"
    assert near(untouched) == untouched
    assert with_near_paths("/a.nix", ("", "/")) == "/a.nix"


def test_the_pattern_of_what_steers_is_what_the_table_has() -> None:
    assert {code for code in range(0x110000) if STEERS.match(chr(code))} == UNSAFE == TABLE.keys()
