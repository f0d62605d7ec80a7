"""The search path, imports through links and directories, and the store directory."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path

import pytest

from tests.debugger.commands import environment
from tests.debugger.commands import nixstep as command
from tests.debugger.in_process import CommandLine
from vm.text.paths import parse_search_path


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("", []),
        ("/a", [("", "/a")]),
        ("x=/a:/b:y=/c", [("x", "/a"), ("", "/b"), ("y", "/c")]),
        ("::/a:", [("", "/a")]),
        ("n=channel:nixos-unstable:b=/t", [("n", "channel:nixos-unstable"), ("b", "/t")]),
        ("channel:x:/b", [("", "channel:x"), ("", "/b")]),
        ("x=https://a.b/c:y=/t", [("x", "https://a.b/c"), ("y", "/t")]),
        ("a=b=/c", [("a", "b=/c")]),
    ],
)
def test_nix_path_is_split_as_nix_splits_it(text: str, entries: list[tuple[str, str]]) -> None:
    assert parse_search_path(text) == entries


@pytest.fixture
def tree(nixstep: CommandLine) -> CommandLine:
    nixstep.file("pkgs/default.nix", '"pkgs"')
    nixstep.file("pkgs/lib/x.nix", '"x"')
    nixstep.file("other/lib/x.nix", '"other"')
    nixstep.file("here.nix", "./.")
    nixstep.file("real/here.nix", "{ here = ./.; file = __curPos.file; }")
    nixstep.link("link", "real")
    nixstep.link("real/again.nix", "here.nix")
    nixstep.link("dangling", "nowhere")
    nixstep.link("circle", "circle")
    return nixstep


def test_entries_with_and_without_a_name_are_searched_in_order(tree: CommandLine) -> None:
    assert tree("eval", "-I", "n=pkgs", "-E", "import <n>").value == '"pkgs"'
    assert tree("eval", "-I", "n=pkgs", "-E", "import <n/lib/x.nix>").value == '"x"'
    assert tree("eval", "-I", "pkgs", "-E", "import <lib/x.nix>").value == '"x"'
    assert tree("eval", "-I", "other", "-I", "pkgs", "-E", "import <lib/x.nix>").value == '"other"'


def test_nix_path_comes_after_the_options(tree: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIX_PATH", "n=other:pkgs")
    assert tree("eval", "-E", "import <n/lib/x.nix>").value == '"other"'
    assert tree("eval", "-I", "n=pkgs", "-E", "import <n/lib/x.nix>").value == '"x"'
    assert tree("eval", "-E", "import <lib/x.nix>").value == '"x"'
    assert tree("eval", "--pure", "-E", "import <n>").code == 1


def test_entries_that_do_not_exist_are_passed_over(tree: CommandLine) -> None:
    assert tree("eval", "-I", "n=nowhere", "-I", "n=pkgs", "-E", "import <n>").value == '"pkgs"'
    assert tree("eval", "-I", "n=nowhere", "-E", "(builtins.tryEval <n>).success").value == "false"


def test_a_url_in_the_search_path_is_refused_by_name_when_it_is_used(tree: CommandLine) -> None:
    found = tree("eval", "-I", "n=https://example.org/x.tar.gz", "-E", "<n>")
    assert found.code == 1
    assert "'n=https://example.org/x.tar.gz' is a URL" in found.err
    assert "[E023]" in found.err
    assert (
        tree("eval", "-I", "n=channel:nixos-unstable", "-I", "m=pkgs", "-E", "import <m>").value == '"pkgs"'
    )


def test_relative_paths_start_from_the_file_that_holds_them(tree: CommandLine) -> None:
    tree.file("a/b/up.nix", "import ../../pkgs/lib/x.nix")
    assert tree("eval", "-E", "import ./a/b/up.nix").value == '"x"'
    assert tree("eval", "a/b/up.nix").value == '"x"'


def test_links_on_the_way_stay_and_a_link_at_the_end_is_followed_as_in_nix(tree: CommandLine) -> None:
    base = tree.directory
    assert tree("eval", "--strict", "-E", "import ./link/here.nix").value == (
        f'{{ file = "{base}/link/here.nix"; here = {base}/link; }}'
    )
    assert tree("eval", "-E", "(import ./link/again.nix).file").value == f'"{base}/link/here.nix"'


def test_home_means_the_home_directory(tree: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tree.directory))
    assert tree("eval", "-E", "import ~/pkgs").value == '"pkgs"'
    assert tree("eval", "--pure", "-E", "import ~/pkgs").code == 1


def test_read_dir_tells_the_types(tree: CommandLine) -> None:
    import os

    os.mkfifo(tree.directory / "real" / "pipe")
    assert tree("eval", "--strict", "-E", "builtins.readDir ./real").value == (
        '{ "again.nix" = "symlink"; "here.nix" = "regular"; pipe = "unknown"; }'
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import ./dangling", "no such file"), ("import ./circle", "too many levels"),
        ("builtins.readFile ./real", "is a directory"), ("builtins.readDir ./here.nix", "not a directory"),
        ("import ./real", "no such file"), ("builtins.readFile ./here.nix/x", "not a directory"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read_say_why(text: str, words: str, tree: CommandLine) -> None:
    found = tree("eval", "-E", text)
    assert found.code == 1
    assert words in found.err
    assert "[E020]" in found.err


def test_the_store_directory_is_given_by_option_or_environment(
    nixstep: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert nixstep("eval", "-E", "builtins.storeDir").value == '"/nix/store"'
    monkeypatch.setenv("NIX_STORE_DIR", "/foo/../bar/")
    assert nixstep("eval", "-E", "builtins.storeDir").value == '"/bar"'
    assert nixstep("eval", "--store-dir", "/x", "-E", "builtins.storeDir").value == '"/x"'
    written = nixstep("eval", "--store-dir", "/x", "-E", 'builtins.toFile "a" "b"').value
    assert written.startswith('"/x/')


def test_a_store_directory_must_be_absolute(nixstep: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert nixstep("eval", "--store-dir", "x", "-E", "1").code == 2
    monkeypatch.setenv("NIX_STORE_DIR", "x")
    found = nixstep("eval", "-E", "1")
    assert (found.code, "not an absolute path" in found.err) == (1, True)


def test_files_of_a_copied_directory_have_paths_in_the_store(nixstep: CommandLine, tmp_path: Path) -> None:
    nixstep.file("src/a.nix", "[ ./. ./b.nix ]")
    nixstep.file("src/b.nix", "1")
    shown = nixstep("eval", "--strict", "-E", 'import "${./src}/a.nix"').value
    assert shown.startswith("[ /nix/store/")
    assert nixstep("eval", "-E", 'import (builtins.elemAt (import "${./src}/a.nix") 1)').value == "1"


STORED = "/nix/store/00000000000000000000000000000000-x"


def test_a_store_path_is_found_through_links(tree: CommandLine) -> None:
    base = tree.directory
    stored = base / "store" / STORED.rpartition("/")[2]
    stored.mkdir(parents=True)
    tree.link("result", str(stored))
    tree.link("store/way", str(stored))
    for name in ("result", "store/way", f"store/{stored.name}"):
        found = tree("eval", "--store-dir", f"{base}/store", "-E", f"builtins.storePath ./{name}")
        assert found.value == f'"{stored}"'


def test_what_was_made_in_this_run_is_a_store_path(nixstep: CommandLine) -> None:
    found = nixstep("eval", "-E", 'builtins.storePath (builtins.toFile "x" "y")').value
    assert found == '"/nix/store/lfngsssysp6h1v4ccqg23c52s9sjl779-x"'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/etc", "is not in the Nix store"),
        (STORED, "is not valid: nothing is there"),
        ('"${derivation { name = "d"; system = "x"; builder = "b"; }}"', "is not valid: nothing is there"),
        ("/surely/not/there", "no such file"),
        (f"{STORED}/y", "no such file"),
        ('"x"', "doesn't represent an absolute path"),
    ],
)
def test_what_is_no_store_path_says_so(text: str, words: str, nixstep: CommandLine) -> None:
    found = nixstep("eval", "-E", f"builtins.storePath {text}")
    assert words in found.err
    assert "[E020]" in found.err


def test_the_store_itself_is_no_store_path(tree: CommandLine) -> None:
    store = tree.directory / "store"
    store.mkdir(exist_ok=True)
    found = tree("eval", "--store-dir", str(store), "-E", f"builtins.storePath {store}")
    assert "is not in the Nix store" in found.err


@pytest.mark.parametrize("key", ["/nix/store/foo", f"{STORED}/y", "/nix/store", "foo"])
def test_only_store_paths_can_be_in_a_context(key: str, nixstep: CommandLine) -> None:
    found = nixstep("eval", "-E", f'builtins.appendContext "x" {{ "{key}" = {{ path = true; }}; }}')
    assert f"context key '{key}' is not a store path" in found.err


def test_a_slow_reader_gets_everything_unbuffered_too() -> None:
    with subprocess.Popen(
        command("eval", "--json", "-E", "builtins.genList (x: { a = x; }) 50000"),
        stdout=subprocess.PIPE,
        env=environment(PYTHONUNBUFFERED="1"),
    ) as child:
        assert child.stdout is not None
        time.sleep(1.5)  # the pipe is full by now, and the alarm has rung
        text = child.stdout.read()
    assert child.returncode == 0
    assert len(json.loads(text)) == 50_000
