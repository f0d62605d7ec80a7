"""Steps: bodies that work in pieces, yielding what they need; whoever drives them answers.

The words that a body needs which only pauses now and then. What else can be asked for: vm.machine.trampoline.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final, TypeAlias

Note: TypeAlias = "tuple[Any, ...] | None"
"""A template and its integers, formatted only when shown: ("element {} of {}", 3, 10)."""

StepsOf: TypeAlias = Generator[Any, Any, Any]
"""A body that yields requests and returns its result."""


class Pause:
    """A thousand primitive operations are done: end this tick and go on at the next."""

    __slots__ = ()


PAUSE: Final = Pause()
