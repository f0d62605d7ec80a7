"""Limits on a run: steps, time, memory. Each ends it with an error of its own; depth is the machine's.

Here is where they are measured. Whoever runs a machine asks between two ticks (`check`); what takes long
within one, or without a machine, asks through `vm.pulse`, whose judge the limits are inside `running`. For
what never asks, a process of our own also has an alarm, which raises the error wherever the work is.
"""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from vm.errors import LimitExceeded, NixError, out_of_memory
from vm.machine.machine import Machine
from vm.pulse import PULSE

MEMORY_SHARE = 0.75
CONFINED_SHARE = 0.85
"""Of the memory that the system gives a process at all. Compiled code cannot always go on after a refusal, so
it ends before one."""
CONFINED_TICKS = 50_000
"""Ticks that cannot take the rest."""
MEMORY_EVERY = 0.05
"""Seconds between two looks at the memory."""
ALARM_EVERY = 0.1
PATIENCE = 0.3
"""Seconds after which a limit that nobody has asked about is enforced."""


def machine_memory() -> int:
    """Bytes of main memory."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def resident_memory() -> int:
    """Bytes that this process occupies now; 0 where the system does not tell."""
    return memory_figure(1)


def memory_figure(index: int) -> int:
    """The size of this process, 0, or what of it is in main memory, 1.

    The alarm asks too, in the middle of anything, so nothing here may import: no decoding.
    """
    try:
        with Path("/proc/self/statm").open("rb", buffering=0) as file:
            pages = file.read().split()[index]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def confinement() -> int:
    """The bytes that the system gives this process at most (`ulimit -v`); 0 if it sets no limit."""
    most = resource.getrlimit(resource.RLIMIT_AS)[0]
    return 0 if most == resource.RLIM_INFINITY else most


@dataclass(slots=True)
class Limits:
    """What a run may use; None means no limit."""

    max_steps: int | None = None
    max_memory: int | None = None
    """Bytes; None means three quarters of the machine."""
    timeout: float | None = None
    """Seconds of running, pauses not counted."""
    spent: float = 0.0
    """Seconds that the run has taken, without the stretch that is under way."""
    begun: float | None = None
    """When that stretch began; None while nothing runs."""
    looked: float = 0.0
    overdue: float | None = None
    """Since when a limit has been exceeded without anybody having asked."""
    is_told: bool = False
    """Whether a limit has ended the run."""
    confined: int = field(default_factory=confinement)
    """Bytes; 0 if the system sets no limit."""

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count the time, and judge whatever asks the pulse. Inside of itself it does nothing."""
        if self.begun is not None:
            yield
            return
        outer, PULSE.judge, PULSE.room = PULSE.judge, self, 0
        self.begun = time.monotonic()
        ALARM.set(True)
        try:
            yield
        finally:
            ALARM.set(outer is not None)
            PULSE.judge = outer
            self.spent += time.monotonic() - self.begun
            self.begun = None

    def restart(self) -> None:
        """A run begins anew; what was spent on another is forgotten."""
        self.spent, self.overdue, self.is_told = 0.0, None, False
        if self.begun is not None:
            self.begun = time.monotonic()

    def check(self, machine: Machine) -> NixError | None:
        """The limit that a machine has reached, if any."""
        if self.max_steps is not None and machine.steps >= self.max_steps and machine.op_due:
            return LimitExceeded(f"more than {self.max_steps} steps (see --max-steps)")
        return self.told(self.reached())

    def reached(self) -> LimitExceeded | None:
        """The limit of time or memory that has been reached, if any."""
        now = time.monotonic()
        if self.timeout is not None:
            used = self.spent if self.begun is None else self.spent + now - self.begun
            if used > self.timeout:
                return LimitExceeded(
                    f"more than {self.timeout:g} second{'' if self.timeout == 1 else 's'} (see --timeout)"
                )
        if now - self.looked > MEMORY_EVERY:
            self.looked = now
            allowed = self.allowed_memory
            if resident_memory() > allowed:
                return LimitExceeded(f"more than {allowed // 2**20} MiB of memory (see --max-memory)")
        if self.confined and memory_figure(0) > self.confined * CONFINED_SHARE:
            return out_of_memory()
        return None

    @property
    def allowed_memory(self) -> int:
        """Bytes."""
        return self.max_memory or int(machine_memory() * MEMORY_SHARE)

    def told(self, error: LimitExceeded | None) -> LimitExceeded | None:
        """The error as it came; from then on the alarm keeps quiet."""
        self.is_told = self.is_told or error is not None
        return error

    # What the pulse asks.

    def ask(self) -> None:
        """LimitExceeded if a limit of time or memory has been reached."""
        error = self.told(self.reached())
        if error is not None:
            error.is_within_tick = True
            raise error

    def find_room(self, size: int) -> int:
        """LimitExceeded if so many bytes more are too many; else how many may come before it is asked again.

        Nobody says when memory is free again, so that is half of what there is.
        """
        self.ask()
        used, allowed = resident_memory(), self.allowed_memory
        if used + size > allowed:
            error = LimitExceeded(
                f"a result of {size:,} bytes would need more than {allowed // 2**20} MiB of memory "
                "(see --max-memory)"
            )
            error.is_within_tick = True
            self.told(error)
            raise error
        return (allowed - used - size) // 2

    def alarm(self) -> None:
        """Called now and then, wherever the work is: LimitExceeded if a limit is being passed over."""
        if self.is_told:
            return
        error = self.reached()
        now = time.monotonic()
        if error is None:
            self.overdue = None
        elif self.overdue is None:
            self.overdue = now
        elif now - self.overdue > PATIENCE:
            error.is_within_tick = True
            raise self.told(error) or error

    def slice(self, machine: Machine, ticks: int) -> int:
        """How many ticks to run before the next check."""
        if self.confined:
            ticks = min(ticks, CONFINED_TICKS)
        if self.max_steps is None:
            return ticks
        return max(1, min(ticks, self.max_steps - machine.steps))


class Alarm:
    """Has the limits of what runs looked at ten times a second, wherever the work is.

    It rings in the main thread only, and only in a process that is ours alone.
    """

    def __init__(self) -> None:
        self.is_armed = False

    def arm(self) -> None:
        """From now on it rings while something runs."""
        self.is_armed = True
        signal.signal(signal.SIGALRM, self.ring)

    def set(self, is_on: bool) -> None:
        """Start or stop the timer; nothing unless it is armed."""
        if self.is_armed:
            signal.setitimer(signal.ITIMER_REAL, ALARM_EVERY if is_on else 0, ALARM_EVERY)

    def ring(self, number: int, frame: object) -> None:
        """Answers the signal. What it raises comes out wherever the work is."""
        judge = PULSE.judge
        if isinstance(judge, Limits):
            judge.alarm()


ALARM = Alarm()
