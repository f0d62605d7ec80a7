"""Errors as a person reads them on a terminal or in a log: message, place, source line, caret, trace."""

from __future__ import annotations

from rich.cells import cell_len

from debugger.text import safe, safe_lines, safe_shown
from vm.errors import NixError
from vm.spans import Span

WIDTH = 100
"""Columns of source shown at most."""
TRACE_LINES = 12

RED, BLUE, DIM, BOLD, PLAIN = "\x1b[1;31m", "\x1b[34m", "\x1b[2m", "\x1b[1m", "\x1b[0m"


def excerpt(span: Span) -> list[str]:
    """The source line and, under it, a caret line; a long line is cut around the span."""
    start = span.position
    line = span.source.line_text(start.line)
    first = max(0, start.column - 1 - WIDTH * 2 // 3) if start.column > WIDTH * 2 // 3 else 0
    before, rest = line[first : start.column - 1], line[start.column - 1 :]
    end = span.end_position
    length = end.column - start.column if end.line == start.line else len(rest)
    shown_before = ("..." if first else "") + safe_shown(before)
    shown = safe_shown(rest[:WIDTH])[: max(WIDTH - len(shown_before), 20)]
    carets = max(1, min(cell_len(safe_shown(rest[:length][:WIDTH])), cell_len(shown)))
    return [shown_before + shown, " " * cell_len(shown_before) + "^" * carets]


def place_lines(span: Span, colour: bool) -> list[str]:
    """Where, with the source line in a margin of line numbers."""
    number = str(span.position.line)
    margin = " " * len(number)
    text, carets = excerpt(span)
    dim, red, plain = (DIM, RED, PLAIN) if colour else ("", "", "")
    return [
        f"{dim}{margin} at{plain} {safe_shown(str(span))}",
        f"{dim}{margin} |{plain}",
        f"{dim}{number} |{plain} {text}",
        f"{dim}{margin} |{plain} {red}{carets}{plain}",
    ]


def report(error: NixError, colour: bool = False, full: bool = False) -> str:
    """The whole report, ending without a line end; `full` shows all of the trace."""
    red, dim, plain = (RED, DIM, PLAIN) if colour else ("", "", "")
    lines = [f"{red}error:{plain} {safe_lines(error.message)} {dim}[{error.code}]{plain}"]
    if error.span is not None:
        lines += place_lines(error.span, colour)
    lines += [f"  note: {safe(note)}" for note in error.notes]
    trace = error.trace if full else error.trace[:TRACE_LINES]
    for line in trace:
        where = f" at {safe_shown(str(line.span))}" if line.span is not None else ""
        lines.append(f"  {dim}{safe_shown(line.text)}{where}{plain}")
    left = len(error.trace) - len(trace)
    if left > 0:
        lines.append(f"  {dim}... and {left} more (--show-trace shows all){plain}")
    return "\n".join(lines)
