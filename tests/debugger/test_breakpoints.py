"""Breakpoints: which instructions each form of a place means, and how a run meets them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from debugger.breakpoints.breakpoints import Breakpoints
from debugger.errors import DebuggerError
from debugger.loading.program import Program
from debugger.motions import Continue, Finish, Into, Over, SourceStep
from debugger.session import Session
from tests.debugger.sessions import here, result, session, walk

FACTORIAL = "let\n  fac = n:\n    if n == 0 then 1 else n * fac (n - 1);\nin\n  fac 3"


@pytest.mark.parametrize("where", ["OpMul", "op OpMul", " OpMul "])
def test_an_opcode_stops_wherever_it_is_due(where: str) -> None:
    wanted = [step.step for step in walk(session(FACTORIAL)) if step.op == "OpMul"]
    subject = session(FACTORIAL, where)
    stops = []
    while subject.run(Continue()) == "stopped":
        stops.append(subject.machine.steps)
        assert subject.message == f"breakpoint 1: {where.strip()}"
    assert stops == wanted
    assert len(stops) == 3


def test_an_instruction_stops_where_it_is_due() -> None:
    steps = walk(session(FACTORIAL))
    target = next(step for step in steps if step.op == "OpMul")
    subject = session(FACTORIAL, f"{target.chunk}@{target.ip}")
    stops = []
    while subject.run(Continue()) == "stopped":
        stops.append(here(subject))
    assert stops == [step for step in steps if (step.chunk, step.ip) == (target.chunk, target.ip)]


def test_a_line_stops_where_its_expressions_begin() -> None:
    subject = session(FACTORIAL, "<expr>:3")
    lines = []
    while subject.run(Continue()) == "stopped":
        source = subject.snapshot().source
        assert source is not None
        lines.append(source.line)
        assert here(subject).marked
    assert set(lines) == {3}
    assert len(lines) >= 4
    assert result(subject) == "6"


def test_a_column_narrows_a_line() -> None:
    subject = session(FACTORIAL, "<expr>:3:27")
    columns = []
    while subject.run(Continue()) == "stopped":
        source = subject.snapshot().source
        assert source is not None
        columns.append(source.column)
    assert columns
    assert set(columns) == {27}


def test_a_file_is_known_by_its_name_its_end_and_its_whole_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = tmp_path / "tréé"
    directory.mkdir()
    file = directory / "a.nix"
    file.write_text("1 + 2")
    monkeypatch.chdir(directory)
    for name in ("a.nix", "./a.nix", "tréé/a.nix", str(file), "../tréé/a.nix"):
        subject = Session(Program(path=str(file)))
        subject.breakpoints.add(f"{name}:1")
        assert subject.breakpoint_lines(str(file)) == {1}, name
        assert subject.run(Continue()) == "stopped", name
    other = Session(Program(path=str(file)))
    other.breakpoints.add("b.nix:1")
    other.breakpoints.add("éé/a.nix:1")
    assert other.run(Continue()) == "finished"


def test_a_breakpoint_in_a_file_that_is_imported_later_stops_too(tmp_path: Path) -> None:
    (tmp_path / "late.nix").write_text("x:\nx + 1")
    (tmp_path / "main.nix").write_text("import ./late.nix 2")
    subject = Session(Program(path=str(tmp_path / "main.nix")))
    subject.breakpoints.add("late.nix:2")
    assert subject.run(Continue()) == "stopped"
    assert here(subject).chunk.startswith("late.nix:")


@pytest.mark.parametrize("motion", [Over, Finish, SourceStep, Continue])
def test_a_breakpoint_stops_every_motion(motion: type[Over]) -> None:
    subject = session(FACTORIAL, "OpMul")
    while subject.run(motion()) == "stopped" and "breakpoint" not in subject.message:
        pass
    assert here(subject).op == "OpMul"


def test_a_motion_leaves_the_breakpoint_it_stands_on() -> None:
    subject = session(FACTORIAL, "OpMul")
    subject.run(Continue())
    step = subject.machine.steps
    subject.run(Into())
    assert subject.machine.steps == step + 1


def test_a_breakpoint_ends_a_count() -> None:
    subject = session(FACTORIAL, "OpMul")
    subject.run(SourceStep(), 1000)
    assert here(subject).op == "OpMul"
    assert subject.message == "breakpoint 1: OpMul"


def test_a_disabled_or_removed_breakpoint_does_not_stop() -> None:
    subject = session(FACTORIAL, "OpMul", "OpEqual")
    subject.breakpoints.all[0].enabled = False
    assert subject.breakpoints.remove(2).where == "OpEqual"
    assert subject.run(Continue()) == "finished"


def test_numbers_are_never_given_twice() -> None:
    points = Breakpoints()
    numbers = [points.add("OpAdd").number, points.add("OpMul").number]
    points.remove(2)
    numbers.append(points.add("OpMul").number)
    assert numbers == [1, 2, 3]


def test_toggling_adds_and_removes() -> None:
    points = Breakpoints()
    assert points.toggle("a.nix:3")[0] is True
    assert [each.where for each in points.all] == ["a.nix:3"]
    assert points.toggle("a.nix:3")[0] is False
    assert not points


def test_clear_says_how_many_there_were() -> None:
    points = Breakpoints()
    points.add("OpAdd")
    points.add("OpMul")
    assert (points.clear(), len(points.all)) == (2, 0)


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("Force", "did you mean OpForce?"),
        ("OPADD", "did you mean OpAdd?"),
        ("nonsense", "try OpForce, CHUNK@IP, FILE:LINE or fn NAME"),
        ("", "is not a place"),
        ("DataUpvalueIdx", "is never executed"),
        ("a.nix:" + "9" * 5000, "is not a place"),
        ("a.nix@" + "9" * 5000, "is not a place"),
    ],
)
def test_what_is_no_place_is_refused_with_what_to_try(where: str, message: str) -> None:
    with pytest.raises(DebuggerError, match=message.replace("?", "[?]")):
        Breakpoints().add(where)


def test_removing_what_is_not_there_is_refused() -> None:
    with pytest.raises(DebuggerError, match="there is no breakpoint 7"):
        Breakpoints().remove(7)


def test_lines_and_instructions_with_breakpoints_are_known_to_the_panels(tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode("a é.nix".encode())
    file.write_text("let x = 1;\nin x + 2")
    subject = Session(Program(path=str(file)))
    subject.breakpoints.add(f"{file.name}:2")
    subject.run(Into())
    shown = subject.snapshot()
    assert shown.source is not None
    assert subject.breakpoint_lines(shown.source.path) == {2}
    chunks = [name for name in subject.loaded.options.chunks if subject.breakpoint_ips(name)]
    assert chunks
