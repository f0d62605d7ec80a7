"""Fixtures of the debugger's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.debugger.in_process import CommandLine


@pytest.fixture
def nixstep(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    """The command line in an empty directory, with no search path."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NIX_PATH", "")
    monkeypatch.delenv("NIX_STORE_DIR", raising=False)
    monkeypatch.delenv("NIX_STORE", raising=False)
    return CommandLine(capsys, tmp_path)
