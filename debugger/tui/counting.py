"""Counting: a number before a motion's key says how often, and yet each digit focuses its panel at once.

Which of the two was meant shows in the key that follows: a motion takes the number, and the focus goes back
to where it was; any other key, or a while without one, leaves the panel focused and forgets the number. So
neither has to wait for the other.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from debugger.tui.commands import COMMANDS
from debugger.tui.placing.desk import Desk

SECONDS = 2.0
"""How long a number waits for its motion: time enough to type it, and too little to look around."""
MOST = 9
"""Digits."""


@dataclass(frozen=True, slots=True)
class Before:
    """What was focused and shown before the digits."""

    focused: str
    recent: tuple[str, ...]
    zoomed: str | None


class Counting:
    """The number that is being typed, and the way back from the panels that its digits focused."""

    def __init__(self, desk: Desk, focus: Callable[[str], None], changed: Callable[[], None]) -> None:
        self.desk = desk
        self.focus = focus
        self.changed = changed
        """Called when there is another number to be shown."""
        self.digits = ""
        self.before: Before | None = None
        self.until = 0.0

    @property
    def is_under_way(self) -> bool:
        """Whether there is a number that a motion would take."""
        return bool(self.digits) and time.monotonic() < self.until

    def add(self, digit: str, focused: str) -> bool:
        """One more digit, before it focuses its panel; False if no number begins with it."""
        if not self.is_under_way:
            if digit == "0":
                return False
            self.digits = ""
            self.before = Before(focused, tuple(self.desk.recent), self.desk.zoomed)
        if len(self.digits) < MOST:
            self.digits += digit
        self.until = time.monotonic() + SECONDS
        self.changed()
        return True

    def take(self, id: str) -> str:
        """The number for a command, if it takes one; whatever follows a number, it is over then."""
        if not self.digits or is_digits_own(id):
            return ""
        number = self.digits if self.is_under_way and is_counted(id) else ""
        before = self.before
        self.drop()
        if number and before is not None:
            self.desk.bring_back(before.recent, before.zoomed)
            self.focus(before.focused)
        return number

    def drop(self) -> None:
        """Forget the number; the panel keeps the focus."""
        if self.digits:
            self.digits, self.before = "", None
            self.changed()

    def expire(self) -> None:
        """Forget a number that no motion came for."""
        if not self.is_under_way:
            self.drop()


def is_counted(id: str | None) -> bool:
    """Whether a number before its key says how often; `id` is that of a binding, which need not be ours."""
    return id in COMMANDS and COMMANDS[id].counted


def is_digits_own(id: str) -> bool:
    """Whether a command is what a digit does by itself."""
    return any(key.isdigit() for key in COMMANDS[id].keys)
