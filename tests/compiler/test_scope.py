"""How names find their values: slots, captures, globals and `with`."""

from __future__ import annotations

import pytest

from tests.evaluation import error_at, printed, program
from vm.chunk import Lambda
from vm.opcodes import OPCODES


def instructions(code: Lambda) -> list[str]:
    return [f"{OPCODES[op].name} {operand}" for op, operand in zip(code.ops, code.operands, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("let a = 1; in let a = 2; in a", "2"),
        ("let a = 1; f = x: a; in let a = 2; in f 0", "1"),
        ("(a: (a: a) 2) 1", "2"),
        ("rec { a = 1; b = { a = 2; c = a; }.c; }.b", "1"),
        ("rec { a = 1; b = rec { a = 2; c = a; }.c; }.b", "2"),
        ("let a = b; b = c; c = 3; in a", "3"),
        ("let f = n: if n == 0 then 0 else g (n - 1); g = n: f n; in f 3", "0"),
        ("({ a, b ? a }: b) { a = 4; }", "4"),
        ("({ a ? b, b ? 5 }: a) { }", "5"),
        ("let x = 1; in { inherit x; y = rec { inherit x; z = x; }; }.y.z", "1"),
        ("let x = 1; in let inherit x; y = x; in y", "1"),
        ("let a = { b = 2; }; in let inherit (a) b; in b", "2"),
        ("rec { inherit (a) b; a.b = 3; }.b", "3"),
        ("let a = 1; in rec { inherit a; b = a; }.b", "1"),
        ("let null = 1; in null", "1"),
        ("let builtins = { a = 1; }; in builtins.a", "1"),
        ("let throw = x: x; in throw 1", "1"),
        ("let a = x: y: z: [ x y z a ]; in builtins.length (a 1 2 3)", "4"),
        ("(x: (y: (z: x + y + z) 3) 2) 1", "6"),
        ("let __add = 1; in 1 + 1", "2"),
        ('let __sub = a: b: "sub"; in 1 - 1', '"sub"'),
        (
            "let __lessThan = a: b: true; in [ (2 < 1) (2 >= 1) (1 > 2) (1 <= 2) ]",
            "[ true false true false ]",
        ),
    ],
)
def test_names_mean_their_innermost_binding(text: str, expected: str) -> None:
    assert printed(text) == expected


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("a", "a"),
        ("x: y", "y"),
        ("let a = 1; in b", "b"),
        ("{ a = 1; b = a; }", "a"),
        ("let inherit a; in 1", "a"),
        ("{ inherit a; }", "a"),
        ("x: { inherit (y) a; }", "y"),
        ("if true then 1 else nothing", "nothing"),
        ("true || nothing", "nothing"),
        ("{ a ? b }: a", "b"),
        ("with a; 1", "a"),
        ('"${a}"', "a"),
    ],
)
def test_a_name_that_nothing_binds_is_refused_where_it_stands(text: str, at: str) -> None:
    assert error_at(text) == ("UndefinedVariable", at)


def test_captures_come_in_the_order_of_first_use_and_only_once() -> None:
    code = program("a: b: c: d: [ c a c b a ]").chunks[0]
    assert code.capture_names == ["c", "a", "b"]
    assert instructions(code)[:5] == [
        "OpGetUpvalue 0",
        "OpGetUpvalue 1",
        "OpGetUpvalue 0",
        "OpGetUpvalue 2",
        "OpGetUpvalue 1",
    ]


def test_every_level_between_captures_a_name() -> None:
    counts = [len(chunk.capture_names) for chunk in program("a: b: c: a").chunks]
    assert counts == [1, 1, 0, 0]


def test_slots_are_numbered_in_order_of_declaration() -> None:
    code = program("{ a, b ? 1, c }@d: x: 1").chunks[1]
    assert code.chunk.slots == [(0, "d"), (1, "a"), (2, "b"), (3, "c")]
    recursive = next(chunk for chunk in program("rec { a = 1; b = 2; }").chunks if chunk.chunk.slots)
    assert recursive.chunk.slots == [(1, "a"), (3, "b")]


def test_only_chunks_inside_the_outermost_with_capture_the_with_stack() -> None:
    flags = {chunk.span.text: chunk.captures_with for chunk in program("x: with x; y: [ a y ]").chunks}
    assert [text for text, captures in flags.items() if captures] == ["a", "[ a y ]", "y: [ a y ]"]


def test_lexical_names_under_a_with_need_no_with_stack() -> None:
    assert not any(chunk.captures_with for chunk in program("x: with { }; y: [ x y ]").chunks)


def test_the_with_stack_is_the_last_capture() -> None:
    (code,) = [
        chunk for chunk in program("with { }; y: z: [ a y z ]").chunks if chunk.span.text == "[ a y z ]"
    ]
    assert code.capture_names == ["y", "z", "with"]


def test_names_bound_in_one_place_do_not_leak_into_the_next() -> None:
    assert error_at("[ (let a = 1; in a) a ]") == ("UndefinedVariable", "a")
    assert error_at("[ (a: a) a ]") == ("UndefinedVariable", "a")
    assert error_at("[ (rec { a = 1; }) a ]") == ("UndefinedVariable", "a")
    assert error_at("[ (with { a = 1; }; a) a ]") == ("UndefinedVariable", "a")
