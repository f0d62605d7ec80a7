"""Waiting: who waits for what is being done and what for, and what a frame below the top one waits for."""

from __future__ import annotations

from collections.abc import Callable

from debugger import names
from debugger.history.timeline import State
from debugger.names import called, short
from debugger.numerals import grouped
from debugger.provenance.demanders import is_between, own_write_back, shown_ip
from debugger.text import safe
from debugger.views.values.value_text import place
from debugger.views.words.frame_end import DEEP_FORCE
from debugger.views.words.purpose import purpose
from vm.machine.calls import ApplyRest
from vm.machine.trampoline import Continuation, ForceResult, WriteBack
from vm.opcodes import OPCODES
from vm.spans import Span
from vm.thunks import Thunk

SHOWN = 3
"""Continuations between two frames that are told."""

ARGUMENT, ONLY = "force argument", " 1 of 1"
"""How a builtin notes that it forces what it was given."""

ForcedAt = Callable[[Thunk], int]
"""The step in which a cell was forced; -1 where that is not known."""


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


def because_words(state: State, number: int, forced_at: ForcedAt) -> str:
    """Why that happens which the frame of that number does: who wants its value, and what for, and when that
    was asked; empty for no frame at all."""
    if number == state.depth and is_between(state):
        return because_of_turn(state)
    if not number:
        return ""
    cell = cell_of(state, number)
    asked = nearest(state, number)
    if asked is not None:
        why, where = continuation_words(asked), asked.span
    elif number > 1:
        who, what_for, where = wish(state, number - 1)
        why = f"{in_frame(who, number - 1)} {what_for}"
    else:
        why, where = "the program's value is asked for", None
    return f"{why}{aside(where, cell, forced_at(cell) if cell is not None else -1, state)}."


def because_of_turn(state: State) -> str:
    """The same for the run of a continuation: who wants what it gives."""
    low = state.frames[-1].continuations if state.depth else 0
    top = wanting(state, low, len(state.continuations) - 2)
    if top >= low:
        waiting = state.continuations[top]
        return f"{continuation_words(waiting)}{aside(waiting.span, None, -1, state)}."
    if not state.depth:
        return "the program's value is asked for."
    who, what_for, where = wish(state, state.depth)
    return f"{in_frame(who, state.depth)} {what_for}{aside(where, None, -1, state)}."


def awaited_by(state: State, number: int) -> str:
    """The frame below, where it is that which wants the result of that frame, as a clause: `which the `if` in
    frame 12 waits for`."""
    if number < 2 or nearest(state, number) is not None:
        return ""
    return f"which {in_frame(wish(state, number - 1)[0], number - 1)} waits for"


def in_frame(who: str, number: int) -> str:
    return f"{who} in frame {number}" if who else f"frame {number}"


def wish(state: State, number: int) -> tuple[str, str, Span]:
    """Who in a frame wants a value, what for, and where that stands."""
    frame = state.frames[number - 1]
    ip = shown_ip(state, frame, number)
    who, what_for = purpose(frame.code, ip)
    return who, what_for, frame.code.chunk.span(ip)


def cell_of(state: State, number: int) -> Thunk | None:
    """The cell whose code a frame runs."""
    below = own_write_back(state, state.frames[number - 1])
    return below.thunk if below is not None else None


def nearest(state: State, number: int) -> Continuation | None:
    """What waits for the frame of that number before the frame below it: not what only passes a value on."""
    height = state.frames[number - 1].continuations
    low = state.frames[number - 2].continuations if number > 1 else 0
    top = height - 1
    if cell_of(state, number) is not None:
        top -= 1
    top = wanting(state, low, top)
    return state.continuations[top] if top >= low else None


def wanting(state: State, low: int, top: int) -> int:
    """The index of the uppermost continuation from `top` down that does not only pass a value on; less than
    `low` if there is none."""
    while top >= low and isinstance(state.continuations[top], ForceResult):
        top -= 1
    return top


def continuation_words(continuation: Continuation) -> str:
    """`foldl' wants it for element 4 of 4`; of a cell, that it takes the value over."""
    if isinstance(continuation, WriteBack):
        return f"{called(continuation.thunk)} gets the same value"
    site = getattr(continuation, "site", None)
    if site is not None and getattr(continuation, "builtin", None) is None:
        who, what_for = purpose(*site)
        return f"{who or 'this'} {what_for}"
    if isinstance(continuation, ApplyRest):
        return f"the function that comes of it gets {counted(len(continuation.arguments), 'more argument')}"
    owner, _, note = safe(continuation.describe()).partition(": ")
    if owner == DEEP_FORCE:
        return f"{owner} wants everything in the value"
    if note.startswith(ARGUMENT):
        return f"{owner} needs its argument{note.removeprefix(ARGUMENT).removesuffix(ONLY)}"
    return f"{owner} needs it: {note}" if note else f"{owner} needs it"


def counted(number: int, what: str) -> str:
    return f"{grouped(number)} {what}{'' if number == 1 else 's'}"


def aside(where: Span | None, cell: Thunk | None, step: int, state: State) -> str:
    """`(cake.nix:5, it forced #553 at step 2 562)`."""
    notes = [place(where)] if where is not None else []
    if cell is not None and 0 <= step < state.steps:
        notes.append(f"it forced {short(cell)} at step {grouped(step)}")
    return f" ({', '.join(notes)})" if notes else ""


def waits_for(state: State, number: int) -> tuple[str, str]:
    """What a frame waits for, and by way of what else; both empty for a mere call."""
    frame, above = state.frames[number - 1], state.frames[number]
    low, high = frame.continuations, above.continuations
    if low >= high:
        return "", ""
    between = [state.continuations[at] for at in range(low, min(high, low + SHOWN + 1))]
    first, *others = between
    left_out = high - low - 1 - SHOWN
    ways = ", ".join(awaited(each) for each in others[:SHOWN])
    more = f" and {left_out} more" if left_out > 0 else ""
    return awaited(first), f", by way of {ways}{more}" if others else ""


def op_of(state: State, number: int) -> str:
    """The opcode that a frame is at."""
    frame = state.frames[number - 1]
    return OPCODES[frame.code.ops[shown_ip(state, frame, number)]].name


def awaited(continuation: Continuation) -> str:
    """What a continuation stands for: the cell whose value it will write, or the work that goes on then."""
    if isinstance(continuation, WriteBack):
        return names.awaited(continuation)
    return safe(continuation.describe())
