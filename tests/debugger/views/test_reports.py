"""Error reports: message, place, source line, caret under the right characters, frames."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from debugger.views.reports import LEAST_WIDTH, WIDTH, excerpt, report
from tests.debugger.hostile import NIX_STRING, unsafe_characters
from tests.evaluation import error
from vm.errors import EvalError, NixError, TraceLine
from vm.spans import Source, Span, from_host


def spanning(text: str, marked: str) -> Span:
    """The span of `marked` (the only one) in a text."""
    whole, part = from_host(text), from_host(marked)
    assert whole.count(part) == 1
    start = whole.index(part)
    return Span(Source("<expr>", whole), start, start + len(part))


def test_a_report_has_message_place_source_and_caret() -> None:
    assert report(error("let\n  a = { b = 1; };\nin a.c")).split("\n")[:5] == [
        "error: attribute 'c' missing [E013]",
        "  at <expr>:3:6",
        "  |",
        "3 | in a.c",
        "  |      ^",
    ]


@pytest.mark.parametrize(
    ("text", "marked", "shown", "carets"),
    [
        ("1 + a", "a", "1 + a", "    ^"),
        ("a.bcd + 1", "bcd", "a.bcd + 1", "  ^^^"),
        ("\t\tx = y;", "y", "        x = y;", "            ^"),
        ("日本 = bad;", "bad", "日本 = bad;", "       ^^^"),
        ("a = 日本;", "日本", "a = 日本;", "    ^^^^"),
        ("e\u0301 + bad", "bad", "e\u0301 + bad", "    ^^^"),
        ("a = 'x\ty';", "'x\ty'", "a = 'x    y';", "    ^^^^^^^^"),
        ("\x1b[31m + bad", "bad", "\\e[31m + bad", "         ^^^"),
        ("\u202e + bad", "bad", "\\u202e + bad", "         ^^^"),
        ("[/red] + bad", "bad", "[/red] + bad", "         ^^^"),
        ("one\ntwo + bad\nthree", "bad", "two + bad", "      ^^^"),
        ("one\r\ntwo + bad\r\nthree", "bad", "two + bad", "      ^^^"),
        ("a = [\n b\n]", "[\n b\n]", "a = [", "    ^"),
    ],
)
def test_the_caret_stands_under_what_is_meant(text: str, marked: str, shown: str, carets: str) -> None:
    assert excerpt(spanning(text, marked)) == [shown, carets]


def test_an_error_at_the_end_has_its_caret_after_the_last_character() -> None:
    failure = error("1 +")
    assert failure.span is not None
    assert excerpt(failure.span) == ["1 +", "   ^"]


def test_an_empty_source_has_a_caret_too() -> None:
    assert excerpt(Span(Source("<expr>", ""), 0, 0)) == ["", "^"]
    assert excerpt(Span(Source("<expr>", "a\n"), 2, 2)) == ["", "^"]


FILLERS = {
    "ascii": "abc ",
    "wide": "日本語 ",
    "combining": "e\u0301 ",
    "emoji": "🦊 ",
    "tabs": "\t",
    "escapes": "\x1b",
}


@pytest.mark.parametrize("filler", FILLERS.values(), ids=FILLERS)
@pytest.mark.parametrize("before", [0, 3, 40, 3000])
@pytest.mark.parametrize("after", [0, 3, 3000])
@pytest.mark.parametrize("width", [LEAST_WIDTH, 60, WIDTH])
def test_any_line_is_cut_around_the_span(filler: str, before: int, after: int, width: int) -> None:
    text, carets = excerpt(spanning(filler * before + "BAD" + filler * after, "BAD"), width)
    assert cell_len(text) <= width
    assert cell_len(text[: text.index("BAD")]) == carets.index("^")
    assert carets.count("^") == 3
    assert text.startswith("...") or before <= 40
    assert text.endswith("...") or after <= 3 or width == WIDTH
    assert unsafe_characters(text) == set()


def test_a_span_longer_than_the_line_shown_is_marked_to_its_cut() -> None:
    text, carets = excerpt(spanning("a = " + "b" * 5000 + ";", "b" * 5000))
    assert (cell_len(text), cell_len(carets)) == (WIDTH, WIDTH)
    assert carets == "    " + "^" * (WIDTH - 4)


@pytest.mark.parametrize("filler", ["1 ", "é "])
def test_the_end_of_a_line_of_ten_megabytes_is_shown(filler: str) -> None:
    text = from_host(filler * (10_000_000 // len(from_host(filler))))
    span = Span(Source("<expr>", text + "BAD 2"), len(text), len(text) + 3)
    shown, carets = excerpt(span)
    assert shown.startswith("...")
    assert shown.endswith(" BAD 2")
    assert carets.index("^") == shown.index("BAD")
    assert span.position.column == len(text) // len(from_host(filler)) * len(filler) + 1


def test_bytes_that_are_not_utf8_take_one_place_each() -> None:
    source = Source("<expr>", "\xff\xfe + BAD")
    assert excerpt(Span(source, 5, 8)) == ["\ufffd\ufffd + BAD", "     ^^^"]


def test_colours_change_nothing_but_colours() -> None:
    failure = error("let f = x: x.y; in f { a = 1; }")
    coloured = report(failure, colour=True)
    assert "\x1b[1;31merror:" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == report(failure)


def test_hostile_text_is_escaped_everywhere_in_a_report() -> None:
    failure = error(
        f"builtins.addErrorContext {NIX_STRING} (let f = x: throw ({NIX_STRING} + x); in f {NIX_STRING})"
    )
    written = report(failure, full=True)
    assert written.count("u202e") >= 3
    assert unsafe_characters(written, allowed="\n") == set()


def test_a_message_of_several_lines_keeps_them() -> None:
    assert report(error('throw "one\\ntwo"')).startswith("error: one\ntwo [E041]\n")


def test_notes_follow_the_source() -> None:
    lines = report(error('builtins.addErrorContext "while cooking" (throw "burnt")')).split("\n")
    assert "  note: while cooking" in lines
    assert lines.index("  note: while cooking") > next(n for n, line in enumerate(lines) if "^" in line)


def test_what_is_still_open_is_noted() -> None:
    assert "was opened at 1:1" in report(error("( 1 + 2"))


def failed(*lines: str) -> NixError:
    made = EvalError("no")
    made.take_trace(lambda: [TraceLine(line, None) for line in lines])
    return made


def test_frames_that_repeat_are_said_once() -> None:
    lines = report(failed("in f", "in f", "in f", "in g", "in f")).split("\n")
    assert lines == ["error: no [E010]", "  in f  (3 times)", "  in g", "  in f"]


def test_lines_that_repeat_together_are_said_once() -> None:
    lines = [TraceLine(f"in {name}", None) for name in "ab" + "cd" * 5 + "e" + "fg" * 2]
    failure = EvalError("no")
    failure.trace = lines
    assert report(failure).split("\n")[1:] == [
        "  in a",
        "  in b",
        "  in c",
        "  in d",
        "  ... these 2 lines 4 more times",
        *(f"  in {name}" for name in "efgfg"),
    ]


def test_a_long_trace_is_cut_unless_all_of_it_is_wanted() -> None:
    failure = failed(*(f"in f{number}" for number in range(30)))
    short, full = report(failure).split("\n"), report(failure, full=True).split("\n")
    assert short[-1] == "  ... and 18 more (--show-trace shows all)"
    assert full[1:] == [f"  in f{number}" for number in range(30)]


def test_an_error_without_a_place_is_its_message() -> None:
    assert report(EvalError("no")) == "error: no [E010]"
