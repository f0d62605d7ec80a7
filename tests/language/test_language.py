"""One behaviour of the language a file: `okay` has its printed value beside it, `fail` its error and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluation import LEVELS, machine, program_of_file
from vm.errors import NixError
from vm.text.printer import print_value

HERE = Path(__file__).parent
OKAY = sorted((HERE / "okay").glob("*.nix"))
FAIL = sorted((HERE / "fail").glob("*.nix"))


@pytest.fixture(autouse=True)
def empty_search_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIX_PATH", "")


def named(path: Path) -> str:
    return path.stem


def test_there_are_cases_of_both_kinds() -> None:
    assert len(OKAY) > 200
    assert len(FAIL) > 100


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("path", OKAY, ids=named)
def test_value_is_printed_as_nix_prints_it(path: Path, level: int) -> None:
    shown = print_value(machine(program_of_file(path, level), strict=True).finish())
    assert shown.encode("latin-1") == path.with_suffix(".exp").read_bytes().removesuffix(b"\n")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("path", FAIL, ids=named)
def test_failure_has_the_stated_kind_and_line(path: Path, level: int) -> None:
    with pytest.raises(NixError) as caught:
        machine(program_of_file(path, level), strict=True).finish()
    found = caught.value
    assert found.span is not None
    line = found.span.position.line
    assert f"kind: {type(found).__name__}\nline: {line}\n" == path.with_suffix(".exp").read_text()
    assert found.code != NixError.code
    assert found.message
