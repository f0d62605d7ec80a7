"""Waiting: what a frame that is not on top waits for, in a sentence."""

from __future__ import annotations

from debugger import names
from debugger.history.timeline import State
from debugger.provenance.demanders import shown_ip
from debugger.text import safe, safe_shown
from vm.machine.trampoline import Continuation, WriteBack
from vm.opcodes import OPCODES
from vm.spans import to_display

SHOWN = 3
"""Continuations between two frames that are told."""


def waiting_words(state: State, number: int) -> str:
    """`Frame 10 waits in OpForce for url #513, which frame 11 runs.`

    `number` is that of a frame below the top one, from 1.
    """
    what, others = waits_for(state, number)
    runs = f"frame {number + 1} runs"
    if not what:
        return f"Frame {number} waits in {op_of(state, number)} for the call that {runs}."
    way = f"{others}; " if others else ", which "
    return f"Frame {number} waits in {op_of(state, number)} for {what}{way}{runs}."


def because_words(state: State, number: int) -> str:
    """Why that happens which the frame of that number does: who waits for it; empty for no frame at all."""
    if number > 1:
        what, others = waits_for(state, number - 1)
        frame = state.frames[number - 2]
        span = frame.code.chunk.span(shown_ip(state, frame, number - 1))
        place = safe_shown(f"{to_display(span.source.name)}:{span.position.line}")
        op = op_of(state, number - 1)
        return f"frame {number - 1} ({place}) waits in {op} for {what or 'its result'}{others}."
    if number and state.frames[0].continuations:
        waiting = [state.continuations[at] for at in range(state.frames[0].continuations)]
        return f"{', '.join(awaited(each) for each in reversed(waiting[-SHOWN:]))} waits for it."
    return "it is the program itself." if number else ""


def waits_for(state: State, number: int) -> tuple[str, str]:
    """What a frame waits for, and by way of what else; both empty for a mere call."""
    frame, above = state.frames[number - 1], state.frames[number]
    between = [state.continuations[at] for at in range(frame.continuations, above.continuations)]
    if not between:
        return "", ""
    first, *others = between
    ways = ", ".join(awaited(each) for each in others[:SHOWN])
    more = f" and {len(others) - SHOWN} more" if len(others) > SHOWN else ""
    return awaited(first), f", by way of {ways}{more}" if others else ""


def op_of(state: State, number: int) -> str:
    """The opcode that a frame is at."""
    frame = state.frames[number - 1]
    return OPCODES[frame.code.ops[shown_ip(state, frame, number)]].name


def awaited(continuation: Continuation) -> str:
    """What a continuation stands for: the cell whose value it will write, or the work that goes on then."""
    if isinstance(continuation, WriteBack):
        return names.awaited(continuation, names.told)
    return safe(continuation.describe())
