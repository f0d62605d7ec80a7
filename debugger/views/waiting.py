"""Waiting: what a frame that is not on top waits for, in a sentence."""

from __future__ import annotations

from debugger.history.timeline import State
from debugger.provenance.demanders import shown_ip
from debugger.text import safe, safe_shown
from vm.machine.traces import cell_name
from vm.machine.trampoline import Continuation, WriteBack
from vm.opcodes import OPCODES

SHOWN = 3
"""Continuations between two frames that are told."""


def waiting_words(state: State, number: int) -> str:
    """`Frame 10 waits in OpForce for thunk 'url' (thunk#513), which frame 11 runs.`

    `number` is that of a frame below the top one, from 1.
    """
    frame, above = state.frames[number - 1], state.frames[number]
    op = OPCODES[frame.code.ops[shown_ip(state, frame, number)]].name
    between = [state.continuations[at] for at in range(frame.continuations, above.continuations)]
    lead = f"Frame {number} waits in {op}"
    runs = f"frame {number + 1} runs"
    if not between:
        return f"{lead} for the call that {runs}."
    first, *others = between
    if not others:
        return f"{lead} for {awaited(first)}, which {runs}."
    ways = ", ".join(awaited(each) for each in others[:SHOWN])
    more = f" and {len(others) - SHOWN} more" if len(others) > SHOWN else ""
    return f"{lead} for {awaited(first)}, by way of {ways}{more}; {runs}."


def awaited(continuation: Continuation) -> str:
    """What a continuation stands for: the cell whose value it will write, or the work that goes on then."""
    if isinstance(continuation, WriteBack):
        cell = continuation.thunk
        if cell.code is None:
            return f"thunk#{cell.number}"
        return safe_shown(f"{cell_name(cell)} (thunk#{cell.number})")
    return safe(continuation.describe())
