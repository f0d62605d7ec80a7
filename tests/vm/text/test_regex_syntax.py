"""POSIX extended syntax."""

from __future__ import annotations

import pytest

from tests.evaluation import error, printed
from vm.errors import RegexError
from vm.text.regex_syntax import translate


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("a*", "aaa", "[ ]"),
        ("(a)(b)?", "a", '[ "a" null ]'),
        ("a|b", "b", "[ ]"),
        ("[ab]+", "abba", "[ ]"),
        ("[^ab]", "c", "[ ]"),
        ("[]a]", "]", "[ ]"),
        ("[^]a]", "b", "[ ]"),
        ("[a-c]{2,3}", "abc", "[ ]"),
        ("a{2}", "a", "null"),
        ("[[:digit:]]+", "123", "[ ]"),
        ("[[:alpha:]_-]+", "a_-", "[ ]"),
        ("(a|ab)(c|bcd)(d*)", "abcd", '[ "a" "bcd" "" ]'),
        (".", "\\n", "[ ]"),
        ("a.c", "abc", "[ ]"),
        ("\\\\.", ".", "[ ]"),
        ("\\\\.", "a", "null"),
        ("[\\\\]", "\\\\", "[ ]"),
        ("^a$", "a", "[ ]"),
        ("", "", "[ ]"),
        ("(a*)*", "aa", '[ "" ]'),
        ("a**", "aa", "[ ]"),
        ("(x?)", "", '[ "" ]'),
        ("[a-]", "-", "[ ]"),
        ("}", "}", "[ ]"),
        ("a]", "a]", "[ ]"),
    ],
)
def test_patterns_match_whole_strings(pattern: str, text: str, expected: str) -> None:
    assert printed(f'builtins.match "{pattern}" "{text}"') == expected


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        ")",
        "a)",
        "[",
        "[a",
        "[b-a]",
        "*",
        "+a",
        "?",
        "(*)",
        "a|*",
        "{1}",
        "a{",
        "a{b}",
        "a{2,1}",
        "[[:no:]]",
        "\\q",
        "\\",
    ],
)
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(RegexError, match="invalid regular expression"):
        translate(pattern)


def test_an_invalid_pattern_is_shown_at_its_call() -> None:
    found = error('builtins.match "(" "a"')
    assert found.message == "invalid regular expression '('"
    assert found.span is not None


def test_python_s_own_syntax_means_nothing() -> None:
    assert printed('builtins.match "a{1}?" "a"') == "[ ]"
    assert printed('builtins.match "\\\\^" "^"') == "[ ]"
