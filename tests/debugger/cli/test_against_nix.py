"""`nixstep eval` against `nix-instantiate --eval`, byte for byte, in every notation."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from debugger.cli.main import run_command
from tests.debugger.cli.test_examples import BAKERY

EXPRESSIONS = [
    "1 + 2",
    "7 / 2 - 10",
    "1.5 * 2",
    "1.0e10",
    "0.1 + 0.2",
    "-9223372036854775807",
    '"a\\"b\\\\c\\n\\r\\t${"$"}{x}"',
    '"\\${not} $x $${"',
    "''\n  two\n   lines ''${x}\n''",
    '"é日\u202e\x7f\x1b"',
    "null",
    "[ true false ]",
    "[ ]",
    "{ }",
    "{ a = 1; b = { c = [ 1 [ 2 ] { d = 3; } ]; }; }",
    '{ "a b" = 1; "" = 2; "if" = 3; "a\\"b" = 4; or = 5; a-b = 6; "1a" = 7; "é" = 8; }',
    '/a/b + "/c"',
    "./x",
    "../y/./z",
    "[ (x: x) builtins.head (builtins.add 1) ]",
    "{ f, a ? 1, ... }: f",
    "{ a }@args: a",
    "let x = { inherit y; z = x; }; y = [ 1 ]; in [ y y x.y ]",
    "rec { a = 1; b = a + 1; }",
    'let d = { type = "derivation"; name = "n"; outPath = "/o"; drvPath = "/d"; }; in [ d ]',
    '{ __toString = self: "text"; a = 1; }',
    '{ outPath = "/out"; a = 1; }',
    "builtins.attrNames { b = 1; a = 2; }",
    "map (x: x * 2) [ 1 2 3 ]",
    "builtins.mapAttrs (n: v: n) { b = 1; a = 2; }",
    "with { a = 1; }; a",
    'if 1 < 2 then "yes" else throw "no"',
    'builtins.tryEval (throw "x")',
    "builtins.sort builtins.lessThan [ 3 1 2 ]",
    'builtins.split "(a)b" "xabyab"',
    'builtins.fromJSON "{\\"a\\": [1, 2.5, null, true, \\"\\\\u00e9\\"]}"',
    'builtins.toJSON { a = [ 1 1.5 null ]; b = "é\\"\\n"; }',
    'builtins.substring 1 3 "hello"',
    'throw "no"',
    '[ 1 (throw "no") ]',
    "1 + null",
    "{ a = 1; }.b",
    "assert 1 == 2; 3",
    "let x = x; in x",
    'abort "end"',
    "x",
    "1 +",
]

PLACES = re.compile(rb' (?:column|line)="[0-9]+"')
"""Newer Nix, and so ours, says that an inherited attribute stands where its name does; not so 2.8."""

FORMS: dict[str, list[str]] = {
    "strict": ["--strict"],
    "strict json": ["--strict", "--json"],
    "strict xml": ["--strict", "--xml"],
}


def nix(arguments: list[str], directory: Path) -> tuple[int, bytes]:
    finished = subprocess.run(
        ["nix-instantiate", "--eval", *arguments], capture_output=True, cwd=directory, timeout=30
    )
    return finished.returncode, finished.stdout


@pytest.mark.needs_nix
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_value_is_printed_as_nix_prints_it(
    expression: str, form: list[str], tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "a.nix"
    file.write_text(expression)
    code = run_command(["eval", *form, str(file)])
    ours = capfdbinary.readouterr()
    real = nix([*form, str(file)], tmp_path)
    assert code == real[0]
    if code:
        assert (ours.out, ours.err[:7]) == (b"", b"error: ")
    else:
        assert (ours.out, ours.err) == (real[1], b"")


@pytest.mark.needs_nix
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_example_is_printed_as_nix_prints_it(
    form: list[str], tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    for attribute in ("blackboard", "breakfast", "total", "cheapest", "starter", "loaf.price"):
        arguments = [*form, str(BAKERY), "-A", attribute]
        assert run_command(["eval", *arguments]) == 0
        ours = PLACES.sub(b"", capfdbinary.readouterr().out)
        assert ours == PLACES.sub(b"", nix(arguments, tmp_path)[1])


def test_an_inherited_attribute_stands_where_its_name_does(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "a.nix"
    file.write_text("let a = 1; in { inherit a; }")
    assert run_command(["eval", "--strict", "--xml", str(file)]) == 0
    assert b'<attr column="25" line="1" name="a"' in capfdbinary.readouterr().out


@pytest.mark.needs_nix
@pytest.mark.parametrize("expression", ["{ a.b.c = 1; a.d = 2; }", "{ a = { b = 1; }; a.c = x: x; }"])
def test_positions_are_those_of_nix(
    expression: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "a.nix"
    file.write_text(expression)
    assert run_command(["eval", "--strict", "--xml", str(file)]) == 0
    assert capfdbinary.readouterr().out == nix(["--strict", "--xml", str(file)], tmp_path)[1]


@pytest.mark.needs_nix
@pytest.mark.parametrize(
    "expression",
    ["1", '"a"', "[ ]", "{ }", "x: x", "null", "[ 1 2 ]", '{ a = "b"; }', "[ (1 + 1) ]", "builtins.add 1"],
)
def test_without_strict_only_the_outside_is_forced_as_with_nix(
    expression: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run_command(["eval", "-E", expression]) == 0
    assert capfdbinary.readouterr().out == nix(["-E", expression], tmp_path)[1]


RAW = [('"a\\nb"', b"a\nb"), ('{ outPath = "/o"; }', b"/o"), ('"\\t"', b"\t")]


@pytest.mark.parametrize(("expression", "written"), RAW)
def test_raw_strings_have_neither_quotes_nor_a_line_end(
    expression: str, written: bytes, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run_command(["eval", "--raw", "-E", expression]) == 0
    assert capfdbinary.readouterr().out == written


@pytest.mark.parametrize("expression", ["1", "[ ]", "null", "x: x", "{ }"])
def test_only_what_is_a_string_can_be_raw(expression: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_command(["eval", "--raw", "-E", expression]) == 1
    assert "cannot coerce" in capfd.readouterr().err
