"""One breakpoint: a place or an event, and under which condition it stops.

Every kind answers two questions. At which instructions of this code may it stop? That is kept per code, so
that a run asks nothing anywhere else. And, for some, does it stop there as things stand?
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar, Protocol

from debugger.history.timeline import AnyFrame, State
from vm.chunk import Lambda
from vm.errors import NixError
from vm.values import Value


class Here(Protocol):
    """An op that is due, and how things stand before it."""

    @property
    def state(self) -> State:
        """The machine as it is, or as it was."""

    @property
    def frame(self) -> AnyFrame:
        """The frame on top."""

    @property
    def ip(self) -> int:
        """The instruction that is due."""

    def peek(self, value: Value) -> Value:
        """A value, if need be forced on the side; the thunk if that fails."""

    def test(self, text: str) -> bool:
        """Whether an expression is true here. DebuggerError if that cannot be told."""

    def holds(self, text: str) -> bool:
        """The same; not where a name of it is out of reach."""

    def fill(self, text: str) -> str:
        """A text with the values of what it has in `${...}`."""


@dataclass(slots=True)
class Breakpoint:
    """One breakpoint; `number` is how commands call it."""

    where: str
    """As the person wrote it."""
    number: int = 0
    condition: str = ""
    """An expression that must be true; "" for none."""
    ignore: int = 0
    """How many hits are still to be passed over."""
    is_once: bool = False
    """Whether it goes when it has stopped."""
    log: str | None = None
    """What is said instead of stopping."""
    enabled: bool = True
    hits: int = 0

    has_place: ClassVar[bool] = False
    """Whether it stands somewhere in the source."""
    asks: ClassVar[bool] = False
    """Whether `is_met` has to be asked."""
    is_event: ClassVar[bool] = False
    """Whether it stops at no op, but after something that an op brings about."""

    @property
    def text(self) -> str:
        """What would make the same one."""
        parts = [self.where]
        if self.condition:
            parts.append(f"if {self.condition}")
        if self.ignore:
            parts.append(f"ignore {self.ignore}")
        if self.is_once:
            parts.append("once")
        if self.log is not None:
            parts.append(f'log "{self.log}"')
        return " ".join(parts)

    def learn(self, code: Lambda) -> Lambda | None:
        """Look at a chunk, outer ones first; the chunk of which another thing is to be said from now on."""
        return None

    def ips(self, code: Lambda) -> Collection[int]:
        """The instructions of `code` at which it may stop."""
        return ()

    def may_lie_in(self, code: Lambda) -> bool:
        """Whether it can stop in this code or in code inside it; asked before anything of that is written."""
        return True

    def is_met(self, here: Here) -> bool:
        """Whether it stops at one of its instructions as things stand."""
        return True

    def is_meant(self, event: str, subject: int | NixError | None, is_caught: bool) -> bool:
        """Whether an event is the one that it stops at. `subject` is the number of a thunk, or an error."""
        return False
