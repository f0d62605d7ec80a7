"""For every builtin: applications that fail, the error each ends in, and what the error points at.

They stand in errors.txt, an application and its error below each other. The error points at the whole
application unless a third line says at what else. A few builtins cannot fail by themselves: what is told of
them is that the error of an argument which they force comes through as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.differential import oracle
from tests.differential.comparison import our_answer
from tests.evaluation import error
from vm.builtins.registry import declared

TABLE = Path(__file__).with_name("errors.txt")
NAME = re.compile(r"builtins\.([A-Za-z']+) ")

ONLY_OF_THEIR_ARGUMENTS = {
    "typeOf", "isNull", "isBool", "isInt", "isFloat", "isString", "isPath", "isList", "isAttrs", "isFunction",
    "seq", "deepSeq", "trace", "traceVerbose", "break", "tryEval", "toXML",
}  # fmt: skip
"""Any value will do for them, so nothing but an argument that has no value makes them fail."""

SINCE_2_8 = {
    "addDrvOutputDependencies", "break", "convertHash", "readFileType", "traceVerbose", "warn",
    "getFlake", "parseFlakeRef", "flakeRefToString", "fetchClosure", "outputOf",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Failure:
    """An application of a builtin, its error, and the text that the error's span covers."""

    application: str
    error: str
    at: str

    @property
    def builtin(self) -> str:
        found = NAME.match(self.application)
        assert found is not None, self.application
        return found[1]

    @property
    def is_its_own(self) -> bool:
        """Whether the builtin itself fails, and not something that it forces."""
        return self.at == self.application


def failures() -> list[Failure]:
    """The rows of errors.txt."""
    found: list[Failure] = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("builtins."):
            found.append(Failure(line, "", line))
        elif line.startswith("  at: "):
            found[-1] = Failure(found[-1].application, found[-1].error, line.removeprefix("  at: "))
        elif line.startswith("  "):
            assert not found[-1].error, line
            found[-1] = Failure(found[-1].application, line.strip(), found[-1].at)
        else:
            assert not line or line.startswith("# "), line
    return found


ROWS = failures()


@pytest.fixture(autouse=True)
def empty_search_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIX_PATH", "")


def test_no_builtin_is_missing_from_the_table() -> None:
    assert {row.builtin for row in ROWS} == set(declared())


def test_every_builtin_that_can_fails_by_itself() -> None:
    assert {row.builtin for row in ROWS if row.is_its_own} == set(declared()) - ONLY_OF_THEIR_ARGUMENTS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.application)
def test_the_error_is_of_the_stated_class_and_says_and_points_at_what_is_stated(row: Failure) -> None:
    found = error(row.application, experimental=True)
    assert f"{type(found).__name__}: {found.text}" == row.error
    assert found.span is not None
    assert found.span.text == row.at


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.application)
def test_messages_are_in_the_form_of_the_house(row: Failure) -> None:
    message = row.error.partition(": ")[2]
    assert not message.endswith(".")
    assert message[:1].islower() or message[:1] in "'/" or message.startswith(("JSON", "TOML"))


@pytest.mark.needs_nix
def test_the_applications_fail_in_nix_too() -> None:
    rows = [row for row in ROWS if row.builtin not in SINCE_2_8]
    outcomes = oracle.evaluate_bulk([row.application for row in rows])
    have_values = [row.application for row, outcome in zip(rows, outcomes, strict=True) if outcome.ok]
    assert [each for each in have_values if not our_answer(each).deliberate] == []


@pytest.mark.needs_nix
def test_builtins_said_to_be_newer_are_not_in_nix_2_8() -> None:
    there = oracle.evaluate_bulk([f"builtins ? {name}" for name in sorted(declared())])
    newer = {name for name, outcome in zip(sorted(declared()), there, strict=True) if outcome.text == "false"}
    assert newer == SINCE_2_8
