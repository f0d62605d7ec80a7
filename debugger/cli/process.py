"""The process: its streams, Ctrl-C, and how it leaves. Nothing here ends in a Python traceback."""

from __future__ import annotations

import io
import os
import sys
from types import TracebackType
from typing import NoReturn, Protocol

from vm.store.scratch import remove_all

INTERRUPTED = 130


class Unraisable(Protocol):
    """What Python tells about an exception that it cannot hand to anybody."""

    exc_type: type[BaseException]
    exc_value: BaseException | None
    exc_traceback: TracebackType | None
    err_msg: str | None
    object: object


def prepare() -> None:
    """Make the standard streams usable, whatever they were when the process began."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, this one
    sys.stdin = sys.stdin or os.fdopen(0, "r")
    sys.stdout = sys.stdout or os.fdopen(1, "w")
    sys.stderr = sys.stderr or os.fdopen(2, "w")
    if isinstance(getattr(sys.stdout, "buffer", None), io.RawIOBase):
        # PYTHONUNBUFFERED: what a write does not take at once would be lost
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.unraisablehook = leave_if_interrupted


def leave_if_interrupted(unraisable: Unraisable) -> None:
    """Ctrl-C that arrives while Python is tidying up something would be lost."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        os._exit(INTERRUPTED)
    sys.__unraisablehook__(unraisable)


def say(text: str) -> None:
    """A line or more to standard error; that nobody reads there is no reason to fail."""
    try:
        sys.stdout.flush()
    except OSError:
        pass
    try:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
    except OSError:
        pass


def leave(code: int) -> NoReturn:
    """End the process without taking a large heap apart first."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, KeyboardInterrupt):
            pass
    remove_all()
    os._exit(code)
