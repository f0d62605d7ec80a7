"""The differences from 2.8 that docs/differences.md lists are real, and all of them have a test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.differential import oracle
from tests.differential.comparison import DELIBERATE, our_answer
from tests.differential.tree import TREE, plant
from tests.evaluation import outcome

ROOT = Path(__file__).parent.parent.parent
DOCUMENT = ROOT / "docs" / "differences.md"
NAMED_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")

HALF = '(builtins.substring 0 1 "ä")'
DERIVATION = 'name = "a"; system = "b"; builder = "c";'

FAILING = (
    "9223372036854775807 + 1",
    "-9223372036854775807 - 2",
    "9223372036854775807 * 2",
    "-(-9223372036854775807 - 1)",
    "builtins.ceil 1.0e300",
    "builtins.floor 1.0e300",
    "builtins.ceil 9223372036854775807",
    "builtins.floor 9007199254740993",
    f"builtins.toJSON {HALF}",
    f"builtins.toJSON {{ ${{{HALF}}} = 1; }}",
    'builtins.fromJSON "9223372036854775808"',
    'builtins.fromTOML "a = 9223372036854775808"',
    r'builtins.fromJSON "\"a\\u0000\""',
    r'builtins.fromTOML "a = \"\\u0000\""',
    '"a\0b"',
    f'(derivation {{ {DERIVATION} outputs = [ "drvPath" ]; }}).drvPath',
    'builtins.toFile "." ""',
    'builtins.toFile ".-a" ""',
    'builtins.toFile ".." ""',
    'builtins.toFile "..-a" ""',
)
"""They have a value in 2.8 and fail with us."""

PATH_IN_STORE = "/nix/store/00000000000000000000000000000000-a"
EMPTY_OUTPUT = (
    f"with builtins; getContext (appendContext (derivation {{ {DERIVATION} }}).outPath (mapAttrs "
    f'(_: _: {{ outputs = [ "" ]; }}) (getContext (derivation {{ {DERIVATION} }}).outPath)))'
)
LONG = 'builtins.concatStringsSep "" (builtins.genList (_: "a") 200000)'

OTHERS = (
    (f"builtins.path {{ path = {TREE}/a.txt; filter = 1; }}", False, True),
    ('{ n = { x = 1; }; n = { ${"x" + ""} = 2; }; }', False, True),
    ("builtins.genericClosure { startSet = [ ]; }", True, False),
    ('builtins.genericClosure { startSet = [ ]; operator = throw "x"; }', True, False),
    (f"builtins.filterSource {{ __functor = _: _: _: true; }} {TREE}/sub", True, False),
    (f'builtins.match "(.|b)*" ({LONG})', True, False),
    (f'builtins.appendContext "a" {{ "{PATH_IN_STORE}" = {{ path = true; }}; }}', True, False),
    ('builtins.replaceStrings [ "a" "b" ] [ "x" (throw "unused") ] "a"', True, False),
    ('{ "a$b" = 1; "\\${" = 2; }', True, True),
    ('{ "then" = 1; }', True, True),
    ('let a = { x = "y"; ${a.x} = 2; }; in a', False, True),
    ("let a = rec { __overrides = a.x; x = { y = 1; }; y = 2; }; in a.y", False, True),
    ("{ a.b.c = 1; a = { b.d = 2; }; }", True, False),
    ("{ a = { b = { c = 1; }; }; a = { b = { d = 2; }; }; }", True, False),
    ('{ n = { x = 1; }; n = { ${"b" + ""} = 2; }; }', True, True),
    (EMPTY_OUTPUT, True, True),
    ('builtins.tryEval (1 // throw "x")', True, False),
    ('builtins.tryEval "${throw "a"}${abort "b"}"', False, True),
    ('builtins.tryEval (throw "a" > abort "b")', True, False),
    ('builtins.tryEval ([ ] + throw "x")', True, False),
    ("builtins.toJSON (1.0e200 * 1.0e200)", True, True),
    ('builtins.fromTOML "a = 1e400"', True, True),
    ("builtins.sort builtins.lessThan [ 3 (1.0e200 * 1.0e200 * 0) 1 ]", True, True),
    ("builtins.elemAt [ 1 ] 4294967296", False, True),
    ('builtins.substring 0 4294967296 "a"', True, True),
    (f'builtins.readFile "{TREE}/sub/../nowhere/../a.txt"', True, False),
    (f'builtins.readFile "{TREE}/a.txt/"', True, False),
    (f'builtins.findFile [ {{ path = "{TREE}"; }} ] "a.txt/."', True, False),
    ("builtins.nixVersion", True, True),
    ("builtins ? fetchTree", True, True),
)
"""An expression, whether it has a value with us, and whether in 2.8; where in both, they differ."""


@pytest.fixture(autouse=True)
def the_tree_and_no_search_path(monkeypatch: pytest.MonkeyPatch) -> None:
    plant()
    monkeypatch.setenv("NIX_PATH", "")
    monkeypatch.delenv("NIX_STORE_DIR", raising=False)


def entries_met(expression: str) -> set[int]:
    """The entries of DELIBERATE that the error of an expression is one of."""
    said = our_answer(expression)
    assert said.deliberate, f"{expression}: {said}"
    kind, _, message = said.text.partition(": ")
    return {
        index for index, (error, part) in enumerate(DELIBERATE) if error.__name__ == kind and part in message
    }


def test_every_deliberate_error_is_produced_by_some_expression() -> None:
    assert set().union(*map(entries_met, FAILING)) == set(range(len(DELIBERATE)))


@pytest.mark.needs_nix
def test_deliberate_errors_are_errors_only_with_us() -> None:
    assert all(our_answer(expression).deliberate for expression in FAILING)
    outcomes = oracle.evaluate_bulk(FAILING)
    assert [text for text, said in zip(FAILING, outcomes, strict=True) if not said.ok] == []


@pytest.mark.needs_nix
@pytest.mark.parametrize(("expression", "ours", "theirs"), OTHERS)
def test_other_differences_are_as_listed(expression: str, ours: bool, theirs: bool) -> None:
    (said,) = oracle.evaluate_bulk([expression])
    done, shown = outcome(expression)
    assert (done, said.ok) == (ours, theirs)
    assert shown != said.text


def rows() -> list[str]:
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("| ") and not line.endswith("| test |")]


@pytest.mark.parametrize("row", rows())
def test_every_difference_names_a_test_that_is_there(row: str) -> None:
    named = NAMED_TEST.findall(row)
    assert named
    for file, function in named:
        assert f"def {function}(" in (ROOT / file).read_text(encoding="utf-8")
