"""The read-eval-print loop: what each line is answered with."""

from __future__ import annotations

from pathlib import Path

import pytest

from debugger.loading.limits import Limits
from debugger.loading.program import Program, load
from debugger.messages import Message
from debugger.repl.loop import COMMANDS, Loop
from debugger.repl.workspace import Workspace, binding_in
from tests.debugger.commands import run
from vm.text.printer import print_value


class Debugged:
    """What was given to the debugger."""

    def __init__(self) -> None:
        self.programs: list[tuple[Program, bool]] = []

    def open(self, program: Program, at_error: bool) -> None:
        self.programs.append((program, at_error))


@pytest.fixture
def debugged() -> Debugged:
    return Debugged()


@pytest.fixture
def said() -> list[Message]:
    return []


@pytest.fixture
def loop(debugged: Debugged, said: list[Message]) -> Loop:
    return Loop(Workspace(Program(), Limits(max_steps=200_000), said.append), debugged.open)


def answers(loop: Loop, *lines: str) -> list[str]:
    """What the last of some lines is answered with."""
    found: list[str] = []
    for line in lines:
        found = list(loop.answer(line))
    return found


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("1 + 1", "2"),
        ('"a\n${"b"}"', '"a\\nb"'),
        ("{ a = 1 + 1; b.c = 2; }", "{ a = 2; b = { ... }; }"),
        ("[ (1 + 1) [ 2 ] { } ]", "[ 2 [ ... ] { } ]"),
        ('{ a = throw "no"; }', "{ a = «error: no»; }"),
        ("x: x", "«lambda at <expr>:1»"),
        ("builtins.map", "«builtin map»"),
        ("builtins.map (x: x)", "«builtin map»"),
        ("{ }", "{ }"),
        (":p { a = [ (1 + 1) ]; }", "{ a = [ 2 ]; }"),
        (":t { }", "set"),
        (":type x: x", "lambda"),
        (":names", "there are none: x = 1 gives one"),
        (":nope", "error: there is no command :nope: :help lists them"),
        (":p", "error: :print what? :print EXPR"),
        (":debug", "error: nothing has failed yet: :debug EXPR steps through an expression"),
        (":doc 1", "error: it is no function"),
    ],
)
def test_a_line_is_answered(loop: Loop, line: str, answer: str) -> None:
    assert answers(loop, line) == [answer]


def test_names_are_given_and_used_and_evaluated_once(loop: Loop, said: list[Message]) -> None:
    assert answers(loop, 'x = builtins.trace "once" 20') == []
    assert answers(loop, "y = x + 1", "x + y") == ["41"]
    assert answers(loop, "x + x") == ["40"]
    assert said == [Message("trace", "once")]
    assert answers(loop, "x = 3", "y") == ["21"]
    assert answers(loop, ":names") == ["x", "y"]
    assert answers(loop, "x == 3") == ["true"]


def test_a_line_that_is_not_finished_waits(loop: Loop) -> None:
    assert answers(loop, "let a = 1;") == []
    assert loop.waiting
    assert answers(loop, "in a +", " 1") == ["2"]
    assert answers(loop, "rec {", "a = 1;", "}") == ["{ a = 1; }"]
    assert answers(loop, "''", "two", "''") == ['"two\\n"']
    assert answers(loop, "1 +", "")[0].startswith("error: syntax error")
    assert answers(loop, ")")[0].startswith("error: syntax error")


def test_what_failed_last_can_be_debugged_with_the_names_that_it_needs(
    loop: Loop, debugged: Debugged
) -> None:
    lines = answers(loop, "x = 5", "f = n: n.y + x", "f { z = x; }")
    assert lines[0] == "error: attribute 'y' missing [E013]"
    assert lines[-1] == "  `:debug` opens the debugger where it failed"
    assert answers(loop, "nope")[-1] != lines[-1]
    assert answers(loop, ":debug", ":d f { y = 2; }") == []
    (failed, at_error), (other, elsewhere) = debugged.programs
    assert (at_error, elsewhere) == (True, False)
    assert failed.expression == "let x = 5; f = n: n.y + x; in f { z = x; }"
    assert print_value(load(other).machine.finish()) == "7"


def test_files_and_sets_give_names(loop: Loop, debugged: Debugged, tmp_path: Path) -> None:
    (tmp_path / "a.nix").write_text("{ one ? 1 }: { inherit one; two = one + 1; }")
    assert answers(loop, f":l {tmp_path}/a.nix") == ["2 names"]
    assert answers(loop, "two") == ["2"]
    assert answers(loop, ":add { three = two + 1; }", "three") == ["3"]
    answers(loop, ":debug one + three")
    assert print_value(load(debugged.programs[0][0]).machine.finish()) == "4"
    assert answers(loop, ":add 1")[0].startswith("error: expected a set")
    answers(loop, ":forget")
    assert answers(loop, "one")[0] == "error: undefined variable 'one' [E005]"


def test_documentation_and_bytecode(loop: Loop) -> None:
    assert answers(loop, ":doc map")[0] == "builtins.map f list"
    assert answers(loop, "f = x: x", ":doc f") == ["a function, at <expr>:1:1"]
    assert any("OpAdd" in line for line in answers(loop, "x = 1", ":dis x + 1"))
    assert len(answers(loop, ":help")) == 2 + len(set(map(id, COMMANDS.values())))


def test_limits_end_an_expression_and_leave_the_cells_alone(loop: Loop) -> None:
    answers(loop, "g = (let h = n: h (n + 1); in h) 0")
    for _ in range(2):
        assert answers(loop, "g")[0].startswith("error: more than 200000 steps")
    assert answers(loop, "1 + 1") == ["2"]


def test_what_may_come_next_is_known(loop: Loop) -> None:
    answers(loop, "table = { one = 1; other = 2; }")
    assert loop.workspace.completions("1 + tab") == ["1 + table"]
    assert loop.workspace.completions("table.o") == ["table.one", "table.other"]
    assert "builtins.concatMap" in loop.workspace.completions("builtins.concat")
    assert loop.workspace.completions("nope.x") == []


def test_a_binding_is_told_from_a_comparison() -> None:
    assert binding_in("x = 1") == ("x", "1")
    assert binding_in("x == 1") is None
    assert binding_in("x = 1;") == ("x", "1")
    assert binding_in("{ x = 1; }") is None


def test_the_command_reads_lines_from_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "a.nix").write_text("{ one = 1; }")
    finished = run("repl", str(tmp_path / "a.nix"), given=b'one + 1\nbuiltins.trace "a" 2\n1 +\n2\n:q\n3\n')
    assert finished.returncode == 0
    assert finished.stdout.decode().splitlines() == ["1 name", "2", "2", "3"]
    assert finished.stderr == b"trace: a\n"
    assert b"syntax error" in run("repl", given=b"let a = 1;").stdout
