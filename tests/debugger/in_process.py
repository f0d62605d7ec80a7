"""The command line as a test uses it: arguments in, exit code and both outputs out, in this process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from debugger.cli.main import run_command


@dataclass(frozen=True, slots=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def value(self) -> str:
        """What was printed, by a command that must have gone well."""
        assert self.code == 0, self.err
        return self.out.removesuffix("\n")


class CommandLine:
    """Runs commands in a directory of the test's own."""

    def __init__(self, capture: pytest.CaptureFixture[str], directory: Path) -> None:
        self.capture = capture
        self.directory = directory

    def __call__(self, *arguments: str) -> Outcome:
        self.capture.readouterr()
        code = run_command(list(arguments))
        streams = self.capture.readouterr()
        return Outcome(code, streams.out, streams.err)

    def file(self, name: str, text: str) -> Path:
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def link(self, name: str, target: str) -> Path:
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)
        return path
