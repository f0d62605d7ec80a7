"""Errors as a person reads them on a terminal or in a log: message, place, source line, caret, trace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.cells import cell_len

from debugger.text import safe, safe_lines, safe_shown
from vm.errors import NixError, TraceLine
from vm.spans import Span

WIDTH = 100
"""Columns of source shown at most, unless somebody knows better."""
LEAST_WIDTH = 20
TRACE_LINES = 12
CUT = "..."

RED, BLUE, DIM, BOLD, PLAIN = "\x1b[1;31m", "\x1b[34m", "\x1b[2m", "\x1b[1m", "\x1b[0m"


def excerpt(span: Span, width: int = WIDTH) -> list[str]:
    """The source line and, under it, a caret line; a long line is cut around the span, wherever that is."""
    width = max(width, LEAST_WIDTH)
    before, after = span.source.surroundings(span.start, 4 * width)
    left_out = span.position.column - 1 > len(before)
    shown_before = last_cells(safe_shown(before), width * 2 // 3, left_out)
    marked = safe_shown(span.beginning(4 * width).partition("\n")[0].partition("\r")[0])
    rest = first_cells(safe_shown(after), width - cell_len(shown_before))
    carets = max(1, min(cell_len(marked), cell_len(rest)))
    return [shown_before + rest, " " * cell_len(shown_before) + "^" * carets]


def first_cells(text: str, cells: int) -> str:
    """As much of the beginning as fits, ending in `...` if that is not all."""
    if cell_len(text) <= cells:
        return text
    return "".join(fitting(text, cells - len(CUT))) + CUT


def last_cells(text: str, cells: int, left_out: bool) -> str:
    """As much of the end as fits, beginning with `...` if that is not all, or if more was left out before."""
    if not left_out and cell_len(text) <= cells:
        return text
    return CUT + "".join(fitting(reversed(text), cells - len(CUT)))[::-1]


def fitting(characters: Iterable[str], cells: int) -> Iterator[str]:
    for character in characters:
        cells -= cell_len(character)
        if cells < 0:
            return
        yield character


def place_lines(span: Span, colour: bool, width: int = WIDTH) -> list[str]:
    """Where, with the source line in a margin of line numbers."""
    number = str(span.position.line)
    margin = " " * len(number)
    text, carets = excerpt(span, width - len(number) - 3)
    blue, dim, red, plain = (BLUE, DIM, RED, PLAIN) if colour else ("", "", "", "")
    return [
        f"{dim}{margin} at{plain} {blue}{safe_shown(str(span))}{plain}",
        f"{dim}{margin} |{plain}",
        f"{dim}{number} |{plain} {text}".rstrip(),
        f"{dim}{margin} |{plain} {red}{carets}{plain}",
    ]


def trace_text(lines: Iterable[TraceLine]) -> Iterator[str]:
    """One text a line; what is repeated directly is said once."""
    for text, same in groupby(lines, lambda line: (line.text, line.span)):
        where = f" at {safe_shown(str(text[1]))}" if text[1] is not None else ""
        count = len(list(same))
        times = f"  ({count} times)" if count > 1 else ""
        yield f"{safe_shown(text[0])}{where}{times}"


def report(error: NixError, colour: bool = False, full: bool = False, width: int = WIDTH) -> str:
    """The whole report, ending without a line end; `full` shows all of the trace."""
    red, bold, dim, plain = (RED, BOLD, DIM, PLAIN) if colour else ("", "", "", "")
    lines = [f"{red}error:{plain} {bold}{safe_lines(error.message)}{plain} {dim}[{error.code}]{plain}"]
    if error.span is not None:
        lines += place_lines(error.span, colour, width)
    lines += [f"  {bold}note:{plain} {safe(note)}" for note in error.notes]
    trace = list(trace_text(error.trace))
    shown = trace if full else trace[:TRACE_LINES]
    lines += [f"  {dim}{line}{plain}" for line in shown]
    if len(trace) > len(shown):
        lines.append(f"  {dim}... and {len(trace) - len(shown)} more (--show-trace shows all){plain}")
    return "\n".join(lines)
