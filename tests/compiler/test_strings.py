"""What strings mean: escapes, line ends, indentation."""

from __future__ import annotations

import pytest

from compiler.strings import Piece, merged, strip_indentation, unescape
from tests.compiler.shapes import shape


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\n\r\t", "\n\r\t"),
        (r"\q\"\\\$", 'q"\\$'),
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("\\\r\n", "\r\n"),
        ("\xff", "\xff"),
    ],
)
def test_escapes_and_line_ends_of_quoted_text(written, meant):
    assert unescape(written) == meant


def strip(*parts: Piece | int) -> list[str | int]:
    return strip_indentation(parts)


def raw(text: str) -> Piece:
    return Piece(text, True)


def escaped(text: str) -> Piece:
    return Piece(text, False)


def test_the_least_indented_line_decides():
    assert strip(raw("    a\n  b\n   c")) == ["  a\nb\n c"]


def test_blank_lines_do_not_count_and_lose_what_they_have():
    assert strip(raw("    a\n  \n\n      \n    b")) == ["a\n\n\n  \nb"]


def test_tabs_are_text():
    assert strip(raw("\ta\n\t")) == ["\ta\n\t"]


def test_carriage_returns_stay_and_count_as_text():
    assert strip(raw("\r\n  a\r\n")) == ["\r\n  a\r\n"]


def test_a_last_line_of_blanks_is_dropped():
    assert strip(raw("  a\n      ")) == ["a\n"]


def test_a_last_line_of_blanks_stays_where_another_piece_begins_it():
    assert strip(raw("a\n"), escaped("$"), raw("\n  ")) == ["a\n$\n"]
    assert strip(raw("  a\n"), 1, raw("  ")) == ["  a\n", 1, "  "]


def test_an_interpolation_ends_the_blanks_of_its_line():
    assert strip(raw("    "), 1, raw(" a\n   b\n ")) == [" ", 1, " a\nb\n"]


def test_an_escape_ends_the_blanks_of_its_line():
    assert strip(raw("  "), escaped("$"), raw("x\n    y")) == ["$x\n  y"]


def test_blanks_behind_an_escaped_line_end_are_dropped_unmeasured():
    assert strip(raw("   a"), escaped("\n"), raw("   b\n  c")) == [" a\n b\nc"]


def test_nothing_but_blanks_is_nothing():
    assert strip(raw("   ")) == []
    assert strip() == []


def test_texts_that_touch_are_joined_and_empty_ones_vanish():
    assert merged(["", "a", "b", 1, "", 2, "c", ""]) == ["ab", 1, 2, "c"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('""', "(str)"),
        ('"a"', "(str 'a')"),
        ('"${x}"', "(str ${x})"),
        ('"a${x}b${y}"', "(str 'a' ${x} 'b' ${y})"),
        ('"$${x}"', "(str '$${x}')"),
        (r'"\${x}"', "(str '${x}')"),
        (r'"$\${x}"', "(str '$${x}')"),
        ('"$$$${x}"', "(str '$$$${x}')"),
        ('"$$${x}"', "(str '$$' ${x})"),
        ('"$"', "(str '$')"),
        ('"$$"', "(str '$$')"),
        ('"{}$x"', "(str '{}$x')"),
        ("''''", "(str)"),
        ("'''''''", "(str \"''\")"),
        ("''  \n  a''", "(str 'a')"),
        ("''a''\\nb''\\qc''", r"(str 'a\nbqc')"),
        ("''a''$b''${c}''", "(str 'a$b${c}')"),
        ("''$${x}''", "(str '$${x}')"),
        ("''a'${x}''", '(str "a\'" ${x})'),
        ("''a' b''", '(str "a\' b")'),
        ("''\\n\"''", "(str '\\\\n\"')"),
        ("''\n  a ${''\n    b\n    ''} c\n  d''", "(str 'a ' ${(str 'b\\n')} ' c\\nd')"),
    ],
)
def test_how_strings_are_read(text, expected):
    assert shape(text) == expected
