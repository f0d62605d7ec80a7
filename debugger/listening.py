"""Listening: observers that tell a session what the program says, and what becomes of its thunks."""

from __future__ import annotations

from typing import ClassVar, Protocol

from debugger.text import safe_lines
from vm.thunks import Thunk

EVALUATION_WARNING = "evaluation warning"
"""What `builtins.warn` says; a mere "warning" is a remark of the compiler."""


class Hearing(Protocol):
    """The session, as far as it is told anything."""

    at_break: bool

    def collect_warnings(self) -> None: ...

    def say(self, kind: str, text: str) -> None: ...

    def happened(self, event: str, subject: int | None = None) -> None: ...


class OutputCollector:
    """An observer that keeps what the program says."""

    def __init__(self, session: Hearing) -> None:
        self.session = session

    def file_imported(self, path: str) -> None:
        """A file was compiled, so there may be new remarks."""
        self.session.collect_warnings()

    def trace_output(self, text: str) -> None:
        self.session.say("trace", safe_lines(text))
        self.session.happened("trace")

    def break_reached(self) -> None:
        """The motion stops before the next op."""
        self.session.at_break = True
        self.session.happened("break")

    def warning(self, text: str, span: object) -> None:
        self.session.say(EVALUATION_WARNING, safe_lines(text))
        self.session.happened("warning")


class ThunkWatcher:
    """An observer that tells breakpoints what becomes of thunks."""

    is_trusted: ClassVar[bool] = True

    def __init__(self, session: Hearing) -> None:
        self.session = session
        self.taken: dict[int, list[int]] = {}
        """The thunks whose code others have taken over, by the numbers of the others."""

    def thunk_forced(self, thunk: Thunk) -> None:
        self.session.happened("force", thunk.number)

    def thunk_aliased(self, thunk: Thunk, cell: Thunk) -> None:
        self.taken.setdefault(cell.number, []).append(thunk.number)
        self.session.happened("force", thunk.number)

    def thunk_evaluated(self, thunk: Thunk) -> None:
        for number in (thunk.number, *self.taken.pop(thunk.number, ())):
            self.session.happened("evaluated", number)
