"""`nixstep debug` without its screen: exit codes, both outputs, and where a run begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.debugger.commands import run
from tests.debugger.in_process import CommandLine

FAC = "let\n  fac = n:\n    if n == 0 then 1 else n * fac (n - 1);\nin\n  fac 3\n"


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> CommandLine:
    return CommandLine(capsys, tmp_path)


def test_commands_are_carried_out_and_answered(command: CommandLine) -> None:
    file = str(command.file("a.nix", FAC))
    outcome = command("debug", file, "-x", "break fn fac if n == 2", "-x", "continue", "-x", "print n * 100")
    assert outcome.code == 0
    assert outcome.out.splitlines()[-1] == "200"


def test_a_place_that_a_run_does_not_come_to_is_said(command: CommandLine) -> None:
    file = str(command.file("a.nix", FAC))
    outcome = command("debug", file, "--until", "fn nobody", "-x", "print 1")
    assert outcome.err == "warning: --until was not reached: the program is done\n"
    assert command("debug", file, "--until", "fn fac", "-x", "print 1").err == ""


def test_the_first_that_fails_ends_it(command: CommandLine) -> None:
    file = str(command.file("a.nix", FAC))
    outcome = command("debug", file, "-x", "c", "-x", "assert 1 == 2", "-x", "print 3")
    assert outcome.code == 1
    assert outcome.err == "error: -x: assert 1 == 2: not true: 1 == 2\n"
    assert "3" not in outcome.out.splitlines()


def test_a_script_names_its_line(command: CommandLine) -> None:
    file = str(command.file("a.nix", FAC))
    script = str(command.file("s", "# the factorial\nbreak fn fac\nc\n\nassert n == 3\nc\nassert n == 3\n"))
    outcome = command("debug", file, "--script", script)
    assert outcome.code == 1
    assert f"{script}:7: assert n == 3: not true" in outcome.err
    assert command("debug", file, "--script", script + "nope").code == 1


def test_quit_ends_a_script(command: CommandLine) -> None:
    file = str(command.file("a.nix", FAC))
    assert command("debug", file, "-x", "q", "-x", "assert false").code == 0


def test_it_can_begin_where_something_happens(command: CommandLine) -> None:
    file = str(
        command.file(
            "a.nix", 'let f = x: builtins.trace "go" x.y; in (builtins.tryEval (throw "a")).success || f {}'
        )
    )
    assert "attribute 'y' missing" in command("debug", file, "--until", "error E013", "-x", "error").out
    first = command("debug", file, "--no-ignore-try", "-x", "c").out
    assert first.splitlines()[0] == "breakpoint 1: error caught"
    assert "breakpoint 1: trace" in command("debug", file, "--on-trace", "-x", "c").out
    outcome = command("debug", file, "--until", "fn f", "-x", "breakpoints", "-x", "print x")
    assert outcome.out.splitlines() == ["no breakpoints: break WHERE sets one", "{ }"]
    assert command("debug", file, "--until", "nowhere", "-x", "c").code == 2


def test_plain_answers_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "a.nix").write_text(FAC)
    finished = run(
        "debug", "--plain", str(tmp_path / "a.nix"), given=b"break fn fac\nc\nprint n\nnope\nprint n + 1\n"
    )
    assert finished.returncode == 0
    answers = finished.stdout.decode().splitlines()
    assert answers[0] == "loaded"
    assert answers[-2:] == ["3", "4"]
    assert b"there is no command 'nope'" in finished.stderr


def test_plain_and_a_script_exclude_each_other(command: CommandLine) -> None:
    assert command("debug", "--plain", "-E", "1", "-x", "c").code == 2


def test_shells_are_told_how_to_complete() -> None:
    assert b"complete -o nosort -F" in run(changes={"_NIXSTEP_COMPLETE": "bash_source"}).stdout
    asked = {"_NIXSTEP_COMPLETE": "bash_complete", "COMP_WORDS": "nixstep re", "COMP_CWORD": "1"}
    assert {b"plain,record", b"plain,repl", b"plain,replay"} <= set(run(changes=asked).stdout.split(b"\n"))
