"""Breakpoints at what an op brings about: errors, messages, and what becomes of a thunk.

A motion ends at the op after that, before anything else is done; at an error before anything is unwound.
"""

from __future__ import annotations

from dataclasses import dataclass

from debugger.breakpoints.breakpoint import Breakpoint
from vm.errors import InfiniteRecursion, NixError


@dataclass(slots=True)
class ErrorBreakpoint(Breakpoint):
    """An error: any, one that will be caught or not, or one with some code."""

    is_event = True
    which: str = ""
    """`caught`, `uncaught`, a code like E013, or "" for any."""

    def is_meant(self, event: str, subject: int | NixError | None, is_caught: bool) -> bool:
        if event != "error" or not isinstance(subject, NixError):
            return False
        if self.which in ("caught", "uncaught"):
            return is_caught == (self.which == "caught")
        return self.which in ("", subject.code)


@dataclass(slots=True)
class BlackholeBreakpoint(Breakpoint):
    """A thunk is needed by its own evaluation."""

    is_event = True

    def is_meant(self, event: str, subject: int | NixError | None, is_caught: bool) -> bool:
        return event == "error" and isinstance(subject, InfiniteRecursion)


@dataclass(slots=True)
class MessageBreakpoint(Breakpoint):
    """`builtins.trace`, `builtins.warn` or `builtins.break`."""

    is_event = True
    event: str = ""

    def is_meant(self, event: str, subject: int | NixError | None, is_caught: bool) -> bool:
        return event == self.event


@dataclass(slots=True)
class ThunkBreakpoint(Breakpoint):
    """A thunk is forced, or gets its value."""

    is_event = True
    event: str = ""
    """`force` or `evaluated`."""
    thunk: int = 0

    def is_meant(self, event: str, subject: int | NixError | None, is_caught: bool) -> bool:
        return event == self.event and subject == self.thunk
