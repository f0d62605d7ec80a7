"""Values as Nix prints them."""

from __future__ import annotations

import math
import random

import pytest

from tests.evaluation import printed, value
from vm.text import printer
from vm.text.printer import float_to_string, print_name, print_short, print_value, quote
from vm.thunks import evaluated_cell
from vm.values import AttrSet, Path


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-(2**63), "-9223372036854775808"),
        (1.0, "1"),
        (0.1, "0.1"),
        (1e100, "1e+100"),
        (123456789.0, "1.23457e+08"),
        (-0.0, "-0"),
        ("a", '"a"'),
        ('"\\\n\r\t${$a$', '"\\"\\\\\\n\\r\\t\\${$a$"'),
        (Path("/a b"), "/a b"),
        ((), "[ ]"),
        ((1, (2,)), "[ 1 [ 2 ] ]"),
        (AttrSet(), "{ }"),
        (AttrSet({"b": 1, "a": AttrSet()}), "{ a = { }; b = 1; }"),
    ],
)
def test_every_kind_of_value_has_its_form(shown: object, expected: str) -> None:
    assert print_value(shown) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a", "a"),
        ("a-b'1", "a-b'1"),
        ("_", "_"),
        ("", '""'),
        ("1a", '"1a"'),
        ("a b", '"a b"'),
        ("if", '"if"'),
        ("or", "or"),
        ("null", "null"),
        ("a\n", '"a\\n"'),
        ("\xc3\xa4", '"\xc3\xa4"'),
    ],
)
def test_names_are_quoted_unless_they_are_identifiers(name: str, expected: str) -> None:
    assert print_name(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x: x", "<LAMBDA>"),
        ("builtins.add", "<PRIMOP>"),
        ("builtins.add 1", "<PRIMOP-APP>"),
        ("let a = { b = a; }; in a", "{ b = «repeated»; }"),
        ("let a = { }; in [ a a ]", "[ { } { } ]"),
        ("let a = [ 1 2 3 ]; in [ a a ]", "[ [ 1 2 3 ] «repeated» ]"),
        ("let a = { x = 1; }; in [ a a ]", "[ { x = 1; } «repeated» ]"),
    ],
)
def test_functions_and_repetitions_are_marked(text: str, expected: str) -> None:
    assert printed(text) == expected


def test_printing_never_evaluates() -> None:
    assert print_value(value('{ a = 1 + 1; b = [ (throw "x") ]; }')) == "{ a = <CODE>; b = <CODE>; }"


def test_short_forms_are_cut_to_their_limit() -> None:
    assert print_short((1,) * 1000, 20) == "[ 1 1 1 1 1 1 1 1..."
    assert len(print_short("a" * 1000, 60)) == 60
    assert print_short("a" * 10, 60) == '"aaaaaaaaaa"'
    assert print_short(AttrSet({"a" * 100: 1}), 30).endswith("...")


def test_floats_as_strings_have_six_decimals() -> None:
    assert float_to_string(1.5) == "1.500000"
    assert float_to_string(math.nan) == "nan"
    assert (
        float_to_string(math.copysign(math.nan, -1.0)) == print_value(math.copysign(math.nan, -1.0)) == "-nan"
    )
    assert float_to_string(1e20) == "100000000000000000000.000000"


def test_quoting_leaves_other_bytes_alone() -> None:
    assert quote("\x01\xff") == '"\x01\xff"'


@pytest.mark.parametrize("part", [1, 2, 3, 7])
def test_a_long_string_is_quoted_in_parts_as_it_would_be_whole(
    part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printer, "PART", part)
    dice = random.Random(part)
    for _ in range(2000):
        characters = [
            dice.choice(("a", "$", "${", '"', "\\", "\n", "\r", "\t", "é", "字")) for _ in range(20)
        ]
        text = "".join(characters).encode().decode("latin-1")
        parts = list(printer.quoted_in_parts(text))
        assert "".join(parts) == printer.quote(text)
        for each in parts:
            each.encode("latin-1").decode()


def test_what_was_evaluated_later_is_printed_as_it_was() -> None:
    cell = evaluated_cell(3, 1)
    assert "".join(printer.Printer(peek=lambda value: value).pieces((cell,))) == "[ <CODE> ]"
    assert "".join(printer.Printer().pieces((cell,))) == "[ 3 ]"
