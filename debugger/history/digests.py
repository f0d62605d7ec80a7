"""Digests: short marks of where a machine stands, by which a repeated run is compared with the first.

One is taken every 65,536 steps, when the op of that number is due, so it does not matter in which slices the
machine was run to there. Each is made from the one before it as well: equal digests mean an equal past, as
far as the numbers that go into them tell.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from hashlib import blake2b

from debugger.loading.limits import Limits
from vm.machine.machine import Machine, Stop
from vm.opcodes import OPCODES

EVERY = 1 << 16
"""Steps between two digests."""
SIZE = 8
BEGINNING = bytes(SIZE)
"""What stands before the first digest."""
NUMBERS = struct.Struct("<8Q")
PACE = 20_000
LOOKING_PACE = 2_000
"""Most ticks in one stretch of a run, and where somebody looks at every op."""
UNLIMITED = Limits()


def digest(machine: Machine, before: bytes = BEGINNING) -> bytes:
    """Where the machine stands, after `before`: counts, heights, and the instruction that is due."""
    frame = machine.frame
    name, ip = (frame.code.name, frame.ip) if frame is not None else ("", 0)
    numbers = (
        machine.steps,
        machine.depth,
        len(machine.stack),
        len(machine.continuations),
        len(machine.withs),
        machine.thunks,
        machine.activations,
        ip,
    )
    return blake2b(before + NUMBERS.pack(*numbers) + name.encode("utf-8"), digest_size=SIZE).digest()


def table_hash() -> str:
    """The opcode table, as far as it says what code does: another one may run the same program otherwise."""
    state = blake2b(digest_size=SIZE)
    for op in OPCODES:
        text = f"{op.number} {op.name} {op.effect} {op.operand.value} {op.is_data}\n"
        state.update(text.encode("ascii"))
    return state.hexdigest()


def run_to(
    machine: Machine,
    step: int,
    limits: Limits | None = None,
    pulse: Callable[[], bool] | None = None,
    look: Stop | None = None,
) -> bool:
    """Run until the op of that number is due; False if the run ends before, or `pulse` says to stop.

    Errors are passed over. `pulse` is called every few thousand ticks, `look` before every op up to there.
    Never goes too far: a tick is at most one step.
    """
    limits = limits or UNLIMITED
    while not machine.finished:
        if machine.error is not None:
            machine.tick()
        elif machine.steps < step:
            pace = PACE if look is None else LOOKING_PACE
            machine.run(limits.slice(machine, min(step - machine.steps, pace)), look)
        elif not machine.op_due:
            machine.run(1)
        else:
            return True
        if limits is not UNLIMITED and machine.error is None and not machine.finished:
            reached = limits.check(machine)
            if reached is not None:
                machine.fail(reached, None)
        if pulse is not None and pulse():
            return False
    return False
