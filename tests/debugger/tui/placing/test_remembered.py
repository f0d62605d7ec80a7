"""The desk is remembered in a file that is the person's own, or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from debugger.tui.placing.layouts import Arrangement
from debugger.tui.placing.remembered import LARGEST, Kept, Remembered, usual_path

GOOD = {"format": "nixstep-desk", "version": 1, "borders": {"wide.source": 4200}}
DESK = Kept(
    Arrangement({"wide.source": 4200}, frozenset(("withs",))),
    {"mine": Arrangement({"wide.code": 3000}, frozenset(("source", "output")))},
)


def file_with(path: Path, text: str) -> Remembered:
    path.write_text(text)
    path.chmod(0o600)
    return Remembered(path)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    kept = Remembered(tmp_path / "nixstep" / "desk.json")
    assert kept.read() == Kept()
    assert kept.write(DESK)
    assert kept.read() == DESK
    assert [each.name for each in kept.path.parent.iterdir()] == ["desk.json"]
    assert kept.path.stat().st_mode & 0o777 == 0o600
    assert kept.path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "[" * 50_000,
        "null",
        "[1]",
        '{"borders": {"a": 5}}',
        json.dumps(GOOD | {"version": 2}),
        json.dumps(GOOD | {"borders": [1]}),
        json.dumps(GOOD | {"borders": {"a": "5", "b": True, "c": 0, "d": 10_000, "e" * 50: 5, "f": 1e3}}),
        json.dumps(GOOD) + " " * LARGEST,
    ],
)
def test_anything_else_counts_as_nothing(tmp_path: Path, text: str) -> None:
    assert file_with(tmp_path / "desk.json", text).read() == Kept()


def test_a_file_that_others_can_write_is_not_believed(tmp_path: Path) -> None:
    kept = file_with(tmp_path / "desk.json", json.dumps(GOOD))
    assert kept.read().arrangement.moved == GOOD["borders"]
    kept.path.chmod(0o666)
    assert kept.read() == Kept()


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    own = file_with(tmp_path / "other.json", json.dumps(GOOD))
    link = tmp_path / "desk.json"
    link.symlink_to(own.path)
    assert Remembered(link).read() == Kept()
    assert Remembered(tmp_path).read() == Kept()


def test_where_nothing_can_be_written_nothing_is_lost(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not Remembered(tmp_path / "file" / "desk.json").write(DESK)
    (tmp_path / "desk.json").mkdir()
    assert not Remembered(tmp_path / "desk.json").write(DESK)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["desk.json", "file"]


def test_it_is_kept_in_the_state_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert usual_path() == tmp_path / "nixstep" / "desk.json"
