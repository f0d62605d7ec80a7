"""Limits on a run: steps, time, memory. Each ends it with an error of its own; depth is the machine's."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from vm.errors import LimitExceeded, NixError
from vm.machine import Machine

MEMORY_SHARE = 0.75
MEMORY_EVERY = 0.05
"""Seconds between two looks at the memory."""


def machine_memory() -> int:
    """Bytes of main memory."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def resident_memory() -> int:
    """Bytes that this process occupies now; 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


@dataclass(slots=True)
class Limits:
    """What a run may use; None means no limit."""

    max_steps: int | None = None
    max_memory: int | None = None
    """Bytes; None means three quarters of the machine."""
    timeout: float | None = None
    """Seconds of running, pauses not counted."""
    spent: float = 0.0
    looked: float = 0.0

    def check(self, machine: Machine) -> NixError | None:
        """The limit that has been reached, if any."""
        if self.max_steps is not None and machine.steps >= self.max_steps and machine.op_due:
            return LimitExceeded(f"more than {self.max_steps} steps (see --max-steps)")
        if self.timeout is not None and self.spent > self.timeout:
            return LimitExceeded(f"more than {self.timeout:g} seconds (see --timeout)")
        now = time.monotonic()
        if now - self.looked > MEMORY_EVERY:
            self.looked = now
            allowed = self.max_memory or int(machine_memory() * MEMORY_SHARE)
            if resident_memory() > allowed:
                return LimitExceeded(f"more than {allowed // 2**20} MiB of memory (see --max-memory)")
        return None

    def slice(self, machine: Machine, ticks: int) -> int:
        """How many ticks to run before the next check."""
        if self.max_steps is None:
            return ticks
        return max(1, min(ticks, self.max_steps - machine.steps))
