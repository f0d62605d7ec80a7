"""Sources, offsets and positions."""

from __future__ import annotations

import pytest

from vm.spans import Position, Source, Span, from_host, to_display, to_host


@pytest.mark.parametrize(
    ("offset", "line", "column"),
    [(0, 1, 1), (2, 1, 2), (3, 1, 3), (4, 2, 1), (5, 2, 2), (7, 3, 1), (8, 3, 2), (9, 4, 1), (10, 4, 2)],
)
def test_positions_count_lines_and_characters(offset: int, line: int, column: int) -> None:
    source = Source("x", from_host("äb\nc\r\nd\re"))
    assert source.position(offset) == Position(line, column)


def test_columns_of_bytes_count_bytes() -> None:
    source = Source("x", from_host("äb"))
    assert source.byte_column(2) == 3
    assert source.position(2).column == 2


def test_each_kind_of_line_end_ends_a_line() -> None:
    assert Source("x", "a\nb\r\nc\rd").line_starts == [0, 2, 5, 7]
    assert Source("x", "").line_starts == [0]


def test_a_span_shows_its_text_and_its_place() -> None:
    source = Source.of_file("/some/where.nix", "let\n  ä = 1;".encode())
    span = Span(source, 6, 8)
    assert span.text == "ä"
    assert str(span) == "/some/where.nix:2:3"
    assert (span.position, span.end_position) == (Position(2, 3), Position(2, 4))
    assert source.base_dir == "/some"
    assert source.name == "where.nix"


def test_lines_are_decoded_for_display() -> None:
    source = Source("x", from_host("a\näö\n"))
    assert source.line_text(2) == "äö"


def test_text_goes_in_and_out_unchanged() -> None:
    for text in ("abc", "äöü", "\udcff", "😀"):
        assert to_host(from_host(text)) == text
    assert to_display("\xff") == "\N{REPLACEMENT CHARACTER}"
    assert from_host("ä") == "\xc3\xa4"


def test_an_expression_has_no_path_and_its_own_base() -> None:
    source = Source.of_expression("1", "/base")
    assert (source.path, source.name, source.base_dir) == (None, "<expr>", "/base")
