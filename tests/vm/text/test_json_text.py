"""Reading JSON."""

from __future__ import annotations

import math

import pytest

from tests.vm.machine.test_trampoline import answer
from vm.errors import FormatError
from vm.text.json_text import parse_json
from vm.values import INT_MAX, INT_MIN, Value


def read(text: str) -> Value:
    return answer(parse_json(text)).result


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("null", None),
        ("true", True),
        ("false", False),
        ("0", 0),
        ("-0", 0),
        ("-12", -12),
        ("1.5", 1.5),
        ("1e2", 100.0),
        ("1E-2", 0.01),
        ("-1.5e+3", -1500.0),
        ('""', ""),
        ("[]", ()),
        ("{}", {}),
        (" [ ] ", ()),
        ("[1,[2],{}]", (1, (2,), {})),
        ('{"a":{"b":[null]}}', {"a": {"b": (None,)}}),
        ('{"a":1,"a":2}', {"a": 2}),
        ('"\\"\\\\\\/\\b\\f\\n\\r\\t"', '"\\/\b\f\n\r\t'),
        ('"\\u00e4"', "\xc3\xa4"),
        ('"\xc3\xa4"', "\xc3\xa4"),
        ('"\\ud83d\\ude00"', "\xf0\x9f\x98\x80"),
        ("\xef\xbb\xbf1", 1),
        ("\t\r\n1\n", 1),
        (str(INT_MAX), INT_MAX),
        (str(INT_MIN), INT_MIN),
        (str(INT_MIN * 10), float(INT_MIN * 10)),
    ],
)
def test_documents_have_their_values(text: str, expected: object) -> None:
    found = read(text)
    assert found == expected
    assert isinstance(found, dict) or type(found) is type(expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "nul",
        "tru",
        "01",
        "+1",
        ".5",
        "1.",
        "1e",
        "-",
        "[1,]",
        "[1 2]",
        "[",
        "]",
        "{",
        "}",
        '{"a"}',
        '{"a":}',
        '{"a":1,}',
        "{1:2}",
        '"',
        '"\\"',
        '"\\x"',
        '"\\u12"',
        '"\\ud800"',
        '"\\udc00"',
        '"\\ud800\\u0041"',
        '"\n"',
        "1 2",
        "[1]]",
        "'a'",
        '"\xff"',
        "NaN",
        "1e999",
        str(2**63),
        '"\\u0000"',
        "/**/1",
    ],
)
def test_what_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        read(text)


def test_messages_say_where_and_what() -> None:
    with pytest.raises(FormatError, match="JSON, line 2, column 3: expected a value, but found '}'"):
        read("[\n  }")
    with pytest.raises(FormatError, match="line 1, column 2: expected a value, but the text ends"):
        read("[")


def test_floats_keep_their_sign_and_size() -> None:
    assert math.isclose(read("1.7976931348623157e308"), 1.7976931348623157e308)
    assert read("0.1") == 0.1


def test_a_long_document_pauses() -> None:
    vm = answer(parse_json("[" + "1," * 9_999 + "1]"))
    assert len(vm.result) == 10_000
    assert vm.ticks >= 10
