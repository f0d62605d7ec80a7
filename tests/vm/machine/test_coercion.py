"""Turning values into strings, weakly and strongly."""

from __future__ import annotations

import pytest

from tests.evaluation import error, printed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"${"a"}"', '"a"'),
        ('"${{ outPath = "a"; }}"', '"a"'),
        ('"${{ outPath = { __toString = s: "b"; }; }}"', '"b"'),
        ('"${{ __toString = s: s.x; x = "c"; outPath = "d"; }}"', '"c"'),
        ('{ outPath = "a"; } + "b"', '"ab"'),
        ('"a" + { __toString = s: "b"; }', '"ab"'),
        ('{ outPath = "a"; } + { outPath = "b"; }', '"ab"'),
        ('/a + "b"', "/ab"),
        ('/a + "/../c"', "/c"),
        ("/a + /b", "/a/b"),
        ('/a/.${"."}/c', "/a./c"),
        ('./a/../${"x"}', "/base/x"),
        ('"" + ""', '""'),
        ("toString null", '""'),
        ("toString true", '"1"'),
        ("toString false", '""'),
        ("toString (-3)", '"-3"'),
        ("toString 1.5", '"1.500000"'),
        ("toString /a", '"/a"'),
        ("toString [ ]", '""'),
        ('toString [ 1 [ 2 [ ] ] null "a" ]', '"1 2   a"'),
        ("toString [ [ ] 1 [ [ ] ] 2 ]", '"1  2"'),
        ("toString [ { outPath = [ 1 2 ]; } 3 ]", '"1 2 3"'),
        ('toString { __toString = s: [ 1 { outPath = "x"; } ]; }', '"1 x"'),
    ],
)
def test_strings_are_made_as_in_nix(text: str, expected: str) -> None:
    assert printed(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('"${1}"', "cannot coerce an integer to a string: 1"),
        ('"${null}"', "cannot coerce null to a string"),
        ('"${[ ]}"', "cannot coerce a list to a string: [ ]"),
        ('"${{ a = 1; }}"', "cannot coerce a set to a string: { a = 1; }"),
        ("toString { }", "cannot coerce a set to a string: { }"),
        ("toString (x: x)", "cannot coerce a function to a string"),
        ("toString [ 1 (x: x) ]", "cannot coerce a function to a string"),
        ('"a" + 1', "cannot coerce an integer to a string: 1"),
        ("{ } + 1", "cannot coerce a set to a string: { }"),
        ("/a + 1", "cannot coerce an integer to a string: 1"),
        ("1 + null", "cannot add null to an integer: 1"),
        ('1.5 + "a"', 'cannot add a string: "a" to a float: 1.5'),
    ],
)
def test_what_is_no_string_is_refused_by_showing_it(text: str, message: str) -> None:
    found = error(text)
    assert found.message == message
    assert type(found).__name__ == "TypeMismatch"
    assert found.span is not None


def test_a_path_in_a_string_must_be_there_to_be_hashed() -> None:
    assert type(error('"${/surely/not/there}"')).__name__ == "FileError"


@pytest.mark.parametrize("text", ['toString { __toString = s: throw "x"; }', '"${{ outPath = throw "x"; }}"'])
def test_errors_inside_a_coercion_are_passed_on(text: str) -> None:
    assert error(text).message == "x"


def test_pieces_are_coerced_last_to_first() -> None:
    assert error('"${throw "first"}${throw "last"}"').message == "last"
