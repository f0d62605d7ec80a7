"""What is wrong with a program that no longer compiles: message, place, line and caret."""

from __future__ import annotations

from debugger.text import safe, safe_shown
from debugger.tui.drawing.lines import Line, line, wrap
from debugger.tui.windows.pager import PagerScreen
from debugger.views.reports import excerpt
from vm.errors import NixError
from vm.spans import Span

WIDTH = 90


def lines(error: NixError) -> list[Line]:
    """The whole page. Notes and place come if there are any."""
    rows = [line()]
    rows += [line((f"  {row}", "error-strong")) for row in wrap(safe(error.message), WIDTH, 10)]
    if error.span is not None:
        rows += [line((f"  at {safe_shown(str(error.span))}", "dim")), line(), *place_lines(error.span)]
    rows += [line((f"  {safe(note)}", "text")) for note in error.notes]
    rows += [
        line(),
        line(
            ("  The program as it was loaded before is still here. Repair the file and press R again.", "dim")
        ),
    ]
    return rows


def place_lines(span: Span) -> list[Line]:
    """The line and a caret under what is meant."""
    number = f"{span.position.line:>6} │ "
    text, caret = excerpt(span, WIDTH - len(number))
    return [
        line((number, "faint"), (text, "text")),
        line((" " * (len(number) - 2) + "│ ", "faint"), (caret, "error-strong")),
    ]


def compile_error_screen(error: NixError) -> PagerScreen:
    """Shown over the program as it was, which is still there."""
    return PagerScreen(error.label.capitalize(), lines(error))
