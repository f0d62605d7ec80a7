"""What the compiler remarks, each remark with its code and its place."""

from __future__ import annotations

import pytest

from compiler.warnings import WARNINGS
from tests.evaluation import program


def remarks(text: str) -> list[tuple[str, str]]:
    return [(warning.code, warning.span.text) for warning in program(text).compiled.warnings]


CASES = [
    ("[ http://a.b/c ]", [("W001", "http://a.b/c")]),
    ("x: let inherit x; in x", [("W002", "x")]),
    ("let a = 1; b = 2; in b", [("W003", "a")]),
    ("let _a = 1; in 2", []),
    ("let a = a; in 2", []),
    ("let inherit ({ }) a; in 1", [("W003", "a")]),
    ("let map = 1; in map", [("W004", "map")]),
    ("true: true", [("W004", "true")]),
    ("{ toString }: toString", [("W004", "toString")]),
    ("{ map = 1; }", []),
    ("rec { map = 1; }", [("W004", "map")]),
    ("let { body = 1; }", [("W005", "let { body = 1; }")]),
    ("x: x || true", [("W006", "x || true")]),
    ("x: true || x", [("W006", "true || x"), ("W007", "x")]),
    ("x: false && (x + 1)", [("W006", "false && (x + 1)"), ("W007", "(x + 1)")]),
    ("x: (true) || x", []),
    ("let true = 1; in true || true", [("W004", "true")]),
    ("let inherit; in 1", [("W009", "let inherit; in 1"), ("W008", "inherit;")]),
    ("let in 1", [("W009", "let in 1")]),
    ("((1))", [("W010", "((1))")]),
    ("(((1)))", [("W010", "(((1)))"), ("W010", "((1))")]),
    ("(1)", []),
    ("with { a = 1; }; let inherit a; in a", []),
    ("rec { a = 1; }", []),
    ("{ a, b ? 1 }: 2", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_remarks_have_their_code_and_place(text: str, expected: list[tuple[str, str]]) -> None:
    assert remarks(text) == expected


def test_every_warning_is_given_somewhere() -> None:
    given = {code for _, found in CASES for code, _ in found}
    assert given == set(WARNINGS)


def test_warnings_name_what_they_speak_of() -> None:
    (unused,) = program("let ab = 1; in 2").compiled.warnings
    assert unused.text == "'ab' is defined but never used"
    (legacy,) = program("let { body = 1; }").compiled.warnings
    assert legacy.text == "`let { ... }` is legacy: write `let ... in ...`"


def test_a_name_used_only_in_dead_code_or_by_a_deeper_function_is_used() -> None:
    assert [code for code, _ in remarks("let a = 1; in true || a")] == ["W006", "W007"]
    assert remarks("let a = 1; in x: y: a") == []
