"""What the history asks of those who know more: which steps are hits, and where a motion ends.

Breakpoints and motions are made for the session, above; here stands only how they are asked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from debugger.history.timeline import AnyFrame
from vm.chunk import Lambda


class Hits(Protocol):
    """Breakpoints, as far as a look into the past needs them."""

    def __bool__(self) -> bool: ...

    @property
    def enabled_places(self) -> tuple[str, ...]:
        """What they are; what was found counts only as long as this stays the same."""

    def certain_ips(self, code: Lambda) -> Collection[int]:
        """The instructions of a chunk at which one stops whatever the state."""


class Goal(Protocol):
    """A motion backwards, asked in order of time."""

    def stopped_before(self, frames: Sequence[AnyFrame], ip: int, op: int) -> bool:
        """Whether it would end before this op, with all frames at hand; the last yes is what counts."""
