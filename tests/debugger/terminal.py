"""A real pseudo-terminal with nixstep in it: keys go in, the screen is read as a person reads it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pexpect
import pyte

from tests.debugger.commands import environment

PATIENCE = 20.0
"""Seconds after which what should be shown is missed; a busy machine is slow."""


class Terminal:
    """One program on a screen of so many columns and lines."""

    def __init__(self, command: list[str], columns: int, lines: int, **changes: str) -> None:
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)
        self.written = b""
        variables = environment(TERM="xterm-256color", COLORTERM="truecolor", **changes)
        self.child: pexpect.spawn[bytes] = pexpect.spawn(
            command[0], command[1:], dimensions=(lines, columns), env=variables, timeout=PATIENCE
        )

    @property
    def shown(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def read(self, seconds: float) -> bool:
        """Take in what is written within that time; False when the program has ended."""
        try:
            piece = self.child.read_nonblocking(65536, seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.written += piece
        self.stream.feed(piece)
        return True

    def press(self, keys: str) -> None:
        self.child.send(keys)

    def wait(self, true: Callable[[str], object], what: str) -> str:
        """The screen, once it shows what is waited for."""
        deadline = time.monotonic() + PATIENCE
        while not true(self.shown):
            assert time.monotonic() < deadline, f"no {what}:\n{self.shown}"
            assert self.read(0.05), f"ended without {what}:\n{self.shown}"
        self.settle()
        return self.shown

    def settle(self) -> None:
        """Take in the rest of what is being drawn."""
        deadline = time.monotonic() + 2
        before = -1
        while before != len(self.written) and time.monotonic() < deadline:
            before = len(self.written)
            if not self.read(0.15):
                return

    def wait_for(self, text: str) -> str:
        return self.wait(lambda shown: text in shown, text)

    def wait_for_step(self, number: int) -> None:
        self.wait(lambda _: self.step() == number, f"step {number}")

    def end(self) -> int:
        """The exit code, once the program has ended."""
        deadline = time.monotonic() + PATIENCE
        while self.read(0.05):
            assert time.monotonic() < deadline, f"does not end:\n{self.shown}"
        self.child.close()
        assert self.child.exitstatus is not None, f"ended by signal {self.child.signalstatus}"
        return self.child.exitstatus

    def step(self) -> int:
        """The step number in the status line; -1 if there is none."""
        found = re.search(r"\bstep +(\d[\d ]*?) *(?:depth|$|  )", self.shown.splitlines()[0])
        return int(found[1].replace(" ", "")) if found else -1


@contextmanager
def terminal(command: list[str], columns: int = 120, lines: int = 40, **changes: str) -> Iterator[Terminal]:
    made = Terminal(command, columns, lines, **changes)
    try:
        yield made
    finally:
        made.child.close(force=True)
