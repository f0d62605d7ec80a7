"""The host: files, environment and search path, as programs see them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluation import machine, program
from vm.errors import FileError, NixError
from vm.text.printer import print_value
from vm.world.host import Host


def shown(text: str, host: Host) -> str:
    return print_value(machine(program(text), strict=True, host=host).finish())


def test_a_pure_host_has_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIX_PATH", "x=/y")
    monkeypatch.setenv("SOMETHING", "set")
    open_host, pure = Host([("a", "/b")]), Host([("a", "/b")], pure=True)
    assert open_host.getenv("SOMETHING") == "set"
    assert pure.getenv("SOMETHING") == ""
    assert open_host.search_path() == [("a", "/b"), ("x", "/y")]
    assert pure.search_path() == [("a", "/b")]
    assert pure.home() is None


def test_bytes_of_names_and_variables_survive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOMETHING", "ä")
    assert Host().getenv("SOMETHING") == "\xc3\xa4"
    (tmp_path / "ä").write_bytes(b"\xff\xfe")
    host = Host()
    assert host.read_dir(str(tmp_path)) == {"\xc3\xa4": "regular"}
    assert host.read_file(f"{tmp_path}/\xc3\xa4") == "\xff\xfe"
    assert host.exists(f"{tmp_path}/\xc3\xa4")


def test_kinds_of_directory_entries_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("nowhere")
    text = f"builtins.readDir {tmp_path}"
    assert shown(text, Host()) == '{ file = "regular"; folder = "directory"; link = "symlink"; }'


def test_a_broken_link_exists() -> None:
    assert not Host().exists("/surely/not/there")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("builtins.readFile /surely/not/there", "/surely/not/there: no such file"),
        ('builtins.readFile "/"', "/: is a directory"),
        ("builtins.readDir /surely/not/there", "no such file"),
        ("import /surely/not/there.nix", "no such file"),
        ("builtins.readDir /etc/passwd", "not a directory"),
    ],
)
def test_failures_of_the_file_system_are_file_errors_with_the_path(text: str, part: str) -> None:
    with pytest.raises(FileError) as caught:
        shown(text, Host())
    assert part in caught.value.message
    assert caught.value.span is not None


def test_a_file_with_a_nul_byte_is_no_string(tmp_path: Path) -> None:
    (tmp_path / "nul").write_bytes(b"a\0b")
    with pytest.raises(FileError, match="cannot be represented"):
        shown(f"builtins.readFile {tmp_path}/nul", Host())


def test_search_path_entries_are_tried_in_order_and_by_prefix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIX_PATH", f"{tmp_path}/b:lib={tmp_path}/c")
    for name in ("a/x", "b/x", "b/y", "c/z"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("1")
    host = Host([("", f"{tmp_path}/a")])
    assert shown("[ <x> <y> <lib/z> <lib> ]", host) == (
        f"[ {tmp_path}/a/x {tmp_path}/b/y {tmp_path}/c/z {tmp_path}/c ]"
    )
    with pytest.raises(NixError, match="'library' was not found"):
        shown("<library>", host)


def test_relative_entries_start_from_the_person_s_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIX_PATH", "")
    (tmp_path / "x").write_text("1")
    host = Host([("", "../" + tmp_path.name)], base_dir=str(tmp_path))
    assert shown("<x>", host) == f"{tmp_path}/x"
    assert host.absolute("a/../b") == f"{tmp_path}/b"


def test_links_are_followed_and_directories_mean_their_default(tmp_path: Path) -> None:
    (tmp_path / "default.nix").write_text("1")
    (tmp_path / "link").symlink_to("default.nix")
    host = Host()
    real = tmp_path.resolve()
    assert (
        host.resolve_import(str(tmp_path)) == host.resolve_import(f"{tmp_path}/link") == f"{real}/default.nix"
    )


def test_a_nul_byte_in_a_path_is_a_file_error() -> None:
    with pytest.raises(FileError):
        Host().read_file("/a\0b")
    assert not Host().exists("/a\0b")
