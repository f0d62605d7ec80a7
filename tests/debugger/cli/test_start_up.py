"""What a command needs to begin: a small evaluation loads neither the session nor what rare builtins use."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.debugger.commands import environment

REPORT = """
import sys
from debugger.cli.main import run_command
run_command(sys.argv[1:])
print(*sorted(sys.modules))
"""
HEAVY = {
    "debugger.session",
    "debugger.views.snapshot",
    "debugger.history.history",
    "debugger.provenance.findings",
    "debugger.loading.flakes",
    "textual",
    "rich",
    "regex",
    "lark",
    "subprocess",
    "tarfile",
    "zipfile",
    "json.decoder",
    "tomllib",
    "decimal",
    "asyncio",
    "importlib.metadata",
    "hashlib",
    "platformdirs",
}


@pytest.fixture(scope="module")
def small() -> set[str]:
    """The modules that are loaded when `eval -E 1+1` is done."""
    found = subprocess.run(
        [sys.executable, "-P", "-c", REPORT, "eval", "-E", "1+1"],
        capture_output=True,
        check=True,
        env=environment(),
    )
    value, modules = found.stdout.decode().splitlines()
    assert value == "2"
    return set(modules.split())


@pytest.mark.parametrize("heavy", sorted(HEAVY))
def test_a_small_evaluation_does_without(heavy: str, small: set[str]) -> None:
    assert "debugger.evaluation" in small
    assert heavy not in small
