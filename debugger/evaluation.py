"""One run from beginning to end, for commands that only want what comes out of it.

The session can do all this too, and much more; a run needs a fraction of what a session is made of, and a
small program is evaluated in less time than it takes to load the rest.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from debugger.loading.limits import Limits
from debugger.loading.program import Loaded, Program, load
from debugger.messages import Message, remark_text
from debugger.text import safe_lines
from vm.errors import LimitExceeded, NixError

if TYPE_CHECKING:
    from debugger.loading.own_code import OwnCode
    from debugger.provenance.landmarks import Landmarks

FIRST_SLICE: Final = 1_000
LONGEST_SLICE: Final = 1_000_000
SLICE_TIME: Final = 0.05
"""Seconds that a slice may take before a limit is looked at."""


class Evaluation:
    """A program that is loaded and can be run."""

    def __init__(
        self,
        program: Program,
        limits: Limits,
        listener: Callable[[Message], None],
        skipped: tuple[str, ...] = (),
        remarks: bool = False,
        observers: tuple[object, ...] = (),
    ) -> None:
        self.limits = limits
        self.listener = listener
        self.skipped = skipped
        self.remarks = remarks
        """Whether the compiler's remarks are among the messages."""
        self.told = 0
        """Remarks told so far."""
        self._own: OwnCode | None = None
        self.loaded: Loaded
        with limits.running():
            self.loaded = load(program, (self, *observers))
        for each in observers:
            if hasattr(each, "machine"):
                each.machine = self.loaded.machine
        self.tell_remarks()

    @property
    def own(self) -> OwnCode:
        """Which sources are the person's own."""
        if self._own is None:
            from debugger.loading.own_code import own_code_of

            self._own = own_code_of(self.loaded.source, self.loaded.machine.host, self.skipped)
        return self._own

    def run(self) -> None:
        """Go on to the end, past errors that are caught, to a result or a failure."""
        with self.limits.running():
            try:
                self.go_on()
            except KeyboardInterrupt:
                from debugger.provenance.whereabouts import interruptible

                with interruptible(self.loaded.machine, lambda: self.own):
                    raise

    def go_on(self) -> None:
        """Slices, each as long as it may be until limits are looked at again."""
        vm, limits = self.loaded.machine, self.limits
        pace, before = FIRST_SLICE, time.monotonic()
        while not vm.finished:
            try:
                if vm.error is not None:
                    vm.tick()
                    continue
                vm.run(limits.slice(vm, pace))
                reached = limits.check(vm) if vm.error is None and not vm.finished else None
            except LimitExceeded as limit:
                reached = limit if vm.error is None and not vm.finished else None
            if reached is not None:
                vm.fail(reached, None)
            self.tell_remarks()
            now = time.monotonic()
            pace = min(pace * 2, LONGEST_SLICE) if now - before < SLICE_TIME else max(pace // 2, 1)
            before = now

    def landmarks(self) -> Landmarks:
        """What tells of a failure in the words of a library."""
        from debugger.side.landmarks import landmarks_of

        return landmarks_of(self.loaded)

    # What the machine tells.

    def error_raised(self, error: NixError) -> None:
        """Attach what can be found out about an error that nothing will catch."""
        try:
            from debugger.provenance.findings import Witness

            Witness(self.loaded.machine, lambda: self.own, self.landmarks).error_raised(error)
        except MemoryError:  # that may be why it was raised
            return

    def trace_output(self, text: str) -> None:
        self.listener(Message("trace", safe_lines(text)))

    def warning(self, text: str, span: object) -> None:
        self.listener(Message("evaluation warning", safe_lines(text)))

    def file_imported(self, path: str) -> None:
        self.tell_remarks()

    def tell_remarks(self) -> None:
        """Tell the remarks that are new, if anybody wants them."""
        if not self.remarks or not hasattr(self, "loaded"):
            return
        warnings = self.loaded.warnings
        for remark in warnings[self.told :]:
            self.listener(Message("warning", remark_text(remark)))
        self.told = len(warnings)
