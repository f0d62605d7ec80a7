"""Loading a program: arguments, attribute paths, search path and `default.nix`, as in `nix-instantiate`."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from debugger.loading.program import Argument, Program, load, parse_attribute_path
from debugger.session import Session
from tests.debugger.sessions import result
from vm.errors import FileError, MissingArgument, MissingAttribute, NixError, ParseError, TypeMismatch

FUNCTION = "{ a, b ? a + 1, ... }@all: { sum = a + b; f = { c ? 5 }: { inherit c; }; all = all; }"


def evaluate(program: Program) -> str:
    subject = Session(replace(program, strict=True))
    subject.run_to_end()
    if subject.machine.failure is not None:
        raise subject.machine.failure
    return result(subject)


def an_expression(text: str, *arguments: str, attribute: str = "") -> Program:
    """A program with `--arg` for each NAME=EXPR, and `--argstr` for each NAME:STRING."""
    made = []
    for argument in arguments:
        is_string = ":" in argument
        name, _, given = argument.partition(":" if is_string else "=")
        made.append(Argument(name, given, is_string))
    return Program(expression=text, arguments=tuple(made), attribute=attribute)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("a", ["a"]),
        ("a.b", ["a", "b"]),
        ('a."b.c".d', ["a", "b.c", "d"]),
        ('a"b c"d', ["ab cd"]),
        ("a..b", ["a", "", "b"]),
        ("a.", ["a"]),
        (".a", ["", "a"]),
        ("a.0.b", ["a", "0", "b"]),
    ],
)
def test_an_attribute_path_is_cut_at_dots_outside_quotes(text: str, parts: list[str]) -> None:
    assert parse_attribute_path(text) == parts


def test_a_missing_quote_in_an_attribute_path_is_an_error() -> None:
    with pytest.raises(NixError, match="missing closing quote"):
        parse_attribute_path('a."b')


SELECTED = [
    (an_expression("{ a.b = 3; }", attribute="a.b"), "3"),
    (an_expression("{ a = [ 1 { b = 2; } ]; }", attribute="a.1.b"), "2"),
    (an_expression("{ x ? 7 }: { a = x; }", attribute="a"), "7"),
    (an_expression(FUNCTION, "a=1"), "{ all = { a = 1; }; f = <LAMBDA>; sum = 3; }"),
    (an_expression(FUNCTION, "a=1", "b=1 + 1", "z:q", attribute="all"), '{ a = 1; b = 2; z = "q"; }'),
    (an_expression(FUNCTION, "a=1", attribute="f.c"), "5"),
    (an_expression("{ s }: s", "s:${x}"), '"\\${x}"'),
    (an_expression("{ a }: a", "a=1", 'b=throw "never"'), "1"),
    (an_expression("{ __functor = self: { a }: a; }", "a=1"), "1"),
    (an_expression("x: x", "a=1"), "<LAMBDA>"),
]


@pytest.mark.parametrize(("program", "value"), SELECTED)
def test_arguments_and_attributes_are_supplied(program: Program, value: str) -> None:
    assert evaluate(program) == value


@pytest.mark.parametrize(
    ("program", "kind", "message"),
    [
        (an_expression("{ a = 1; }", attribute="b"), MissingAttribute, "'b' in selection path 'b' not found"),
        (an_expression("[ 1 ]", attribute="1"), MissingAttribute, "list index 1 in selection path '1'"),
        (an_expression("[ 1 ]", attribute="a"), TypeMismatch, "expected a set but found a list"),
        (an_expression("{ }", attribute="0"), TypeMismatch, "expected a list but found a set"),
        (an_expression("[ 1 ]", attribute="99999999999999999999"), TypeMismatch, "expected a set"),
        (an_expression("[ 1 ]", attribute="\udcb2"), TypeMismatch, "expected a set"),
        (an_expression("{ a }: a", "b=1"), MissingArgument, "give it with --arg or --argstr"),
        (an_expression("{ a }: a", "a=1 +"), ParseError, "unexpected end of file"),
    ],
)
def test_what_cannot_be_supplied_is_an_error(program: Program, kind: type[NixError], message: str) -> None:
    with pytest.raises(kind, match=message):
        evaluate(program)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A directory with a default.nix, a library on the search path, and a file that asks the environment."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "default.nix").write_text('"the library"')
    (tmp_path / "other.nix").write_text('"other"')
    (tmp_path / "default.nix").write_text(
        "{ lib ? import <lib> }: { inherit lib; here = ./other.nix; other = import ./other.nix;\n"
        '  env = builtins.getEnv "NIXSTEP_TEST"; }'
    )
    return tmp_path


def test_a_directory_means_its_default_nix(tree: Path) -> None:
    assert evaluate(Program(path=str(tree), attribute="other")) == '"other"'
    assert evaluate(Program(path=str(tree), attribute="here")) == str(tree / "other.nix")


def test_the_search_path_given_comes_before_nix_path(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "second").mkdir()
    (tree / "second" / "default.nix").write_text('"the second library"')
    monkeypatch.setenv("NIX_PATH", f"lib={tree}/second")
    program = Program(path=str(tree), attribute="lib")
    assert evaluate(program) == '"the second library"'
    assert evaluate(replace(program, search=(f"lib={tree}/lib",))) == '"the library"'
    assert evaluate(replace(program, search=(str(tree),))) == '"the library"'


def test_pure_programs_see_neither_environment_nor_search_path(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIX_PATH", f"lib={tree}/lib")
    monkeypatch.setenv("NIXSTEP_TEST", "seen")
    impure = Program(path=str(tree), attribute="env")
    assert evaluate(impure) == '"seen"'
    assert evaluate(replace(impure, pure=True)) == '""'
    lib = replace(impure, attribute="lib")
    assert evaluate(lib) == '"the library"'
    with pytest.raises(NixError, match="was not found in the Nix search path"):
        evaluate(replace(lib, pure=True))
    assert evaluate(replace(lib, pure=True, search=(f"lib={tree}/lib",))) == '"the library"'


def test_relative_paths_start_where_they_are_written(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree / "lib")
    assert evaluate(Program(expression="../other.nix")) == str(tree / "other.nix")
    assert evaluate(Program(stdin=b"./x")) == str(tree / "lib" / "x")
    assert evaluate(Program(path="../default.nix", attribute="here")) == str(tree / "other.nix")
    assert evaluate(an_expression("{ p }: p", "p=./y")) == str(tree / "lib" / "y")


@pytest.mark.parametrize(
    ("name", "message"),
    [("missing.nix", "missing.nix: no such file or directory"), (".", "default.nix: no such file")],
)
def test_a_missing_file_is_an_error_that_names_it(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(FileError, match=message):
        load(Program(path=str(tmp_path / name)))


def test_names_of_files_need_not_be_utf8(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9 \xff.nix")
    (tmp_path / name).write_text("__curPos.file")
    shown = evaluate(Program(path=str(tmp_path / name)))
    assert shown == f'"{tmp_path}/caf\ufffd \ufffd.nix"'


def test_a_program_is_called_by_where_it_comes_from() -> None:
    titles = [Program(path="a.nix").title, Program(expression="1").title, Program(stdin=b"1").title]
    assert titles == ["a.nix", "<expr>", "<stdin>"]


def test_every_load_is_a_fresh_one(tmp_path: Path) -> None:
    file = tmp_path / "a.nix"
    file.write_text("1")
    program = Program(path=str(file))
    first = load(program)
    file.write_text("2")
    second = load(program)
    assert (first.machine.finish(), second.machine.finish()) == (1, 2)
    assert first.options.chunks.keys() == second.options.chunks.keys()


NIX_ARGUMENTS = [
    ["-A", "a.b", "-E", "{ a.b = 3; }"],
    ["-A", "a.1.b", "-E", "{ a = [ 1 { b = 2; } ]; }"],
    ["-A", 'a."x.y"', "-E", '{ a."x.y" = 4; }'],
    ["-A", "a.", "-E", "{ a = 1; }"],
    ["-A", "a", "-E", "{ x ? 7 }: { a = x; }"],
    ["-E", "{ x ? 7 }: x"],
    ["--arg", "a", "1", "-E", FUNCTION],
    ["--arg", "a", "1", "--argstr", "z", "q", "-A", "all", "-E", FUNCTION],
    ["--arg", "a", "1", "-A", "f", "-E", FUNCTION],
    ["--arg", "a", "1", "-A", "f.c", "-E", FUNCTION],
    ["--arg", "a", "1", "--arg", "c", "6", "-A", "f", "-E", FUNCTION],
    ["--argstr", "s", '${x} "', "-E", "{ s }: s"],
    ["--arg", "a", "1", "-E", "x: x"],
    ["--arg", "a", "1", "-E", "{ __functor = self: { a }: a + 1; }"],
    ["-I", "lib=LIB", "-E", "import <lib>"],
    ["-I", "ROOT", "-E", "import <lib>"],
    ["-I", "lib=LIB", "-E", "<lib/x>"],
    ["ROOT", "-A", "other"],
    ["ROOT/default.nix", "-A", "here"],
]


@pytest.mark.needs_nix
@pytest.mark.parametrize("arguments", NIX_ARGUMENTS, ids=" ".join)
def test_arguments_mean_what_they_mean_to_nix(
    arguments: list[str], tree: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    from debugger.cli.main import run_command

    given = [word.replace("LIB", f"{tree}/lib").replace("ROOT", str(tree)) for word in arguments]
    real = subprocess.run(
        ["nix-instantiate", "--eval", "--strict", *given], capture_output=True, timeout=20, check=False
    )
    code = run_command(["eval", "--strict", *given])
    assert (code == 0) == (real.returncode == 0), real.stderr
    assert capfdbinary.readouterr().out == real.stdout
