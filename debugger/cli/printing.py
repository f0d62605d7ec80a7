"""What commands print: the result of a run, its messages, its error, and how far it is.

Results go to standard output, all else to standard error. A terminal gets nothing that could steer it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from typing import Any

from debugger.cli.process import INTERRUPTED, say
from vm.pulse import PULSE

PROGRAM_ERROR = 1
PART = 1 << 20
"""Bytes of a result that are printed at a time, about."""


def print_outcome(loaded: Any, form: str, full: bool, own: Any) -> int:
    """The value or the error that a run ended with; errors inside the value too, if it has any."""
    if loaded.machine.failure is not None:
        return print_error(loaded.machine.failure, full, own)
    failures = loaded.failures.values()
    print_result(loaded.machine.result, form, {id(each.item): error_text(each.error) for each in failures})
    for each in failures:
        each.error.notes.append(f"this is {path_text(each.path)} of the result")
        print_error(each.error, full, own)
    if failures:
        say(f"{len(failures)} part{'s' if len(failures) > 1 else ''} of the result could not be evaluated")
    return PROGRAM_ERROR if failures else 0


def error_text(error: Any) -> str:
    """What stands in a printed value where there is none."""
    return f"<error: {' '.join(error.message.split())}>"


def path_text(path: tuple[str | int, ...]) -> str:
    """`a.b.[0]`"""
    from vm.text.printer import print_name

    return ".".join(f"[{part}]" if isinstance(part, int) else print_name(part) for part in path)


def print_result(value: Any, form: str, failed: dict[int, str]) -> None:
    """Bytes as they are into a file or a pipe; to a terminal only what cannot steer it."""
    from debugger.text import safe_lines

    terminal = sys.stdout.isatty()
    last = ""
    for text in result_texts(value, form, failed):
        PULSE.ask()
        last = text or last
        if terminal:
            sys.stdout.write(safe_lines(text))
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(text.encode("latin-1"))
    if form == "value" or (terminal and not last.endswith("\n")):
        sys.stdout.write("\n")
    sys.stdout.flush()


def result_texts(value: Any, form: str, failed: dict[int, str]) -> Iterator[str]:
    """What is printed of a result, a bounded part at a time: all of it may be more than memory holds.

    On a terminal no part may end within a character: each is cut before one that can stand alone.
    """
    from vm.text.printer import Printer

    waiting: list[str] = []
    size = 0
    for piece in Printer(failed).pieces(value) if form == "value" else (str(value),):
        waiting.append(piece)
        size += len(piece)
        if size >= PART:
            yield from parts("".join(waiting))
            waiting, size = [], 0
    yield "".join(waiting)


def parts(text: str) -> Iterator[str]:
    """A long text in parts that can be decoded one by one: none begins within a character."""
    start = 0
    while start < len(text):
        end = start + PART
        while end < len(text) and not text[end].isascii():
            end += 1
        yield text[start:end]
        start = end


def print_message(message: Any, warnings: bool = True) -> None:
    """What the program says, and what the compiler remarks if that is wanted."""
    if message.kind != "warning" or warnings:
        say(message_text(message.kind, message.text))


def message_text(kind: str, text: str) -> str:
    """A message for a terminal; the lines of a program's warning stand below each other, as Nix has them."""
    if kind == "evaluation warning" and not text.startswith("\n"):
        text = ("\n" + " " * (len(kind) + 2)).join(text.removesuffix("\n").split("\n"))
    return f"{kind}: {text}"


def print_error(error: Any, full: bool = False, own: Any = None) -> int:
    """The report on standard error; answers the exit code. Only a terminal gets colours and its own width."""
    from shutil import get_terminal_size

    from debugger.explaining.errors import page
    from debugger.loading.own_code import ALL_OWN
    from debugger.views.reports import WIDTH, report

    terminal = sys.stderr.isatty()
    width = get_terminal_size().columns - 1 if terminal else WIDTH
    has_page = terminal and page(error.code) is not None
    say(report(error, coloured(), full, width, own or ALL_OWN, has_page))
    return PROGRAM_ERROR


def print_interrupted(stop: BaseException) -> int:
    """Where Ctrl-C struck, as far as that is known."""
    from debugger.provenance.whereabouts import Interrupted
    from vm.errors import Cancelled

    if isinstance(stop, Interrupted):
        print_error(stop.error, own=stop.own)
    else:
        print_error(with_notes(Cancelled("interrupted"), stop))
    return INTERRUPTED


def with_notes(error: Any, stop: BaseException) -> Any:
    """The error with what has been noted about the exception that it stands for."""
    from vm.spans import from_host

    error.notes += map(from_host, getattr(stop, "__notes__", ()))
    return error


def coloured() -> bool:
    """Whether standard error may have colours."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Teller:
    """An observer that prints what a run says besides its result."""

    def __init__(self, warnings: bool) -> None:
        self.warnings = warnings
        self.loaded: Any = None
        self.told = 0

    def attend(self, loaded: Any) -> None:
        """Print the remarks of the compiler from now on, those that there are first."""
        self.loaded = loaded
        self.remarks()

    def remarks(self) -> None:
        """Print the compiler's warnings that are new."""
        from debugger.text import safe_shown

        for warning in self.loaded.warnings[self.told :] if self.warnings else ():
            say(f"warning: {safe_shown(f'{warning.span}: {warning.text}')} [{warning.code}]")
        self.told = len(self.loaded.warnings)

    def file_imported(self, path: str) -> None:
        if self.loaded is not None:
            self.remarks()

    def trace_output(self, text: str) -> None:
        from debugger.text import safe_lines

        say(f"trace: {safe_lines(text)}")

    def warning(self, text: str, span: object) -> None:
        from debugger.text import safe_lines

        say(message_text("evaluation warning", safe_lines(text)))


class Meter:
    """Shows on a terminal how far a run is that a person waits for."""

    EVERY = 0.5

    def __init__(self, last: int) -> None:
        self.last = last
        self.shown = time.monotonic()
        self.is_there = False

    def __call__(self, step: int) -> None:
        now = time.monotonic()
        if now - self.shown >= self.EVERY and sys.stderr.isatty():
            self.shown, self.is_there = now, True
            sys.stderr.write(f"\rre-executing: step {step:,} of {self.last:,}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Take its line off the terminal again."""
        if self.is_there:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
