"""The keyboard before the interface is there: keys pressed while a program is loaded are kept for it."""

from __future__ import annotations

import os
import termios
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def keys_kept() -> Iterator[None]:
    """From now on keys are neither shown nor changed, and wait until somebody reads them; Ctrl-C still ends.

    What the terminal was like comes back at the end. Does nothing where there is none.
    """
    terminal = open_terminal()
    if terminal is None:
        yield
        return
    try:
        before = termios.tcgetattr(terminal)
        now = termios.tcgetattr(terminal)
        now[0] &= ~(termios.ICRNL | termios.INLCR)
        now[3] &= ~(termios.ICANON | termios.ECHO)
        termios.tcsetattr(terminal, termios.TCSANOW, now)
    except termios.error:
        os.close(terminal)
        yield
        return
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSANOW, before)
        os.close(terminal)


def open_terminal() -> int | None:
    """A descriptor of the terminal that this process belongs to."""
    try:
        return os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return None
