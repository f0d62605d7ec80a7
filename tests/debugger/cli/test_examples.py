"""The shipped example: large enough to be worth a walk, and right."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import debugger
from debugger.loading.program import Program
from debugger.session import Session
from tests.debugger.sessions import result

BAKERY = Path(debugger.__file__).parent / "examples" / "bakery"


class Imports:
    """Hears which files a run imports."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def file_imported(self, path: str) -> None:
        self.paths.append(path)


def test_the_bakery_has_a_few_hundred_lines_in_several_files() -> None:
    files = list(BAKERY.rglob("*.nix"))
    assert len(files) >= 6
    assert sum(len(file.read_text().splitlines()) for file in files) >= 200


def test_the_bakery_imports_all_its_files() -> None:
    imports = Imports()
    session = Session(Program(path=str(BAKERY), strict=True), observers=(imports,))
    session.run_to_end()
    assert session.status == "finished"
    others = {str(file) for file in BAKERY.rglob("*.nix")} - {str(BAKERY / "default.nix")}
    assert sorted(imports.paths) == sorted(others)


def test_the_bakery_has_no_remarks_of_the_compiler() -> None:
    session = Session(Program(path=str(BAKERY), strict=True))
    session.run_to_end()
    assert [message.text for message in session.output if message.kind == "warning"] == []


def test_asking_for_one_thing_is_lazy() -> None:
    steps = {}
    for attribute in ("cheapest", ""):
        session = Session(Program(path=str(BAKERY), attribute=attribute, strict=True))
        session.run_to_end()
        steps[attribute] = session.machine.steps
    assert int(steps["cheapest"]) < int(steps[""]) / 2
    assert steps[""] > 2000


@pytest.mark.needs_nix
@pytest.mark.parametrize(
    "attribute", ["", "blackboard", "breakfast", "total", "cheapest", "starter", "loaf.price"]
)
def test_the_bakery_evaluates_as_with_nix(attribute: str) -> None:
    session = Session(Program(path=str(BAKERY), attribute=attribute, strict=True))
    session.run_to_end()
    real = subprocess.run(
        ["nix-instantiate", "--eval", "--strict", str(BAKERY), "-A", attribute],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert result(session) == real.stdout.removesuffix("\n")
