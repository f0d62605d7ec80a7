"""Counting: what becomes of thunks in the part of a repeated run that is not recorded again.

The record that begins after it knows by this how things stood. Only counts are kept: the log of the last few
thunks is sorted and let go of time and again.
"""

from __future__ import annotations

from collections.abc import Callable

from debugger.history.lives import EVER, Lives
from debugger.history.segments import BEGUN, DONE, FAILED, HANDED, Segment
from vm.machine.machine import Machine
from vm.machine.trampoline import NO_ARGUMENTS
from vm.thunks import EVALUATED, Thunk

MOST = 1 << 14
"""Thunks that are kept before they are counted."""


class Counting:
    """Listens to a machine from its beginning until somebody asks for the counts."""

    is_trusted = True

    def __init__(self, machine: Machine) -> None:
        self.lives = Lives()
        self.is_over = False
        self.begin(machine.thunks)
        machine.keep_code = True
        machine.attach(self)

    def begin(self, first_thunk: int) -> None:
        """A new log, of steps that nobody will ask about."""
        self.segment = segment = Segment(0, first_thunk)
        self.add: Callable[[Thunk], None] = segment.changes.append
        self.add_kind: Callable[[int], None] = segment.change_stamps.append
        self.created = segment.created

    def take(self) -> Lives:
        """The counts; nothing is listened to any more."""
        self.count()
        self.is_over = True
        self.add = self.add_kind = forget_it
        return self.lives

    def count(self) -> None:
        """Sort what was logged, forget all but the counts, and begin a new log."""
        segment = self.segment
        segment.created_at.extend([0] * len(segment.created))
        self.lives.advance([segment])
        self.lives.forget(segment, EVER)
        for thunk, kind in zip(segment.changes, segment.change_stamps, strict=True):
            if kind == DONE and thunk.state == EVALUATED:
                thunk.code = None
                thunk.arguments = NO_ARGUMENTS
        self.begin(segment.first_thunk + len(segment.created))

    def thunk_created(self, thunk: Thunk) -> None:
        if not self.is_over:
            self.created.append(thunk)
            if len(self.created) >= MOST:
                self.count()

    def thunk_forced(self, thunk: Thunk) -> None:
        self.add(thunk)
        self.add_kind(BEGUN)

    def thunk_evaluated(self, thunk: Thunk) -> None:
        self.add(thunk)
        self.add_kind(DONE)

    def thunk_failed(self, thunk: Thunk) -> None:
        self.add(thunk)
        self.add_kind(FAILED)

    def thunk_aliased(self, thunk: Thunk, cell: Thunk) -> None:
        for each in (thunk, cell):
            self.add(each)
            self.add_kind(HANDED)


def forget_it(event: object) -> None:
    """Where events go when nobody counts any more."""
