"""A missing program is reported, and is a failure only in CI."""

from __future__ import annotations

import shutil

import pytest

from tests.prerequisites import TOOLS, in_ci, report


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _command: None)


@pytest.mark.usefixtures("nothing_installed")
def test_missing_programs_are_named_and_tolerated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert report() == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(TOOLS)
    assert lines[0].startswith("NOT RUN: comparisons with the real Nix")


@pytest.mark.usefixtures("nothing_installed")
def test_missing_programs_are_a_failure_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert report() == 1


def test_nothing_missing_is_no_failure_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(shutil, "which", lambda command: f"/bin/{command}")
    assert report() == 0


@pytest.mark.parametrize(("value", "expected"), [("true", True), ("1", True), ("false", False), ("", False)])
def test_ci_is_recognised_by_its_variable(value: str, expected: bool) -> None:
    assert in_ci({"CI": value}) is expected
