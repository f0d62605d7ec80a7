"""Turns: what the continuation that is due is about to do, in a sentence or two.

Continuations are the machine's other half: what frames leave goes through them. What one will ask for next
only its run can tell; what it gets, and who goes on after it, stands on the stacks.
"""

from __future__ import annotations

from debugger.history.timeline import State
from debugger.names import called
from debugger.provenance.demanders import shown_ip
from debugger.text import safe
from debugger.views.words.frame_end import DEEP_FORCE, going_on
from debugger.views.words.outcome import Outcome
from debugger.views.words.wording import brief
from vm.machine.calls import ApplyRest
from vm.machine.trampoline import FIRST_RUN, Continuation, ForceResult, Then, WriteBack
from vm.opcodes import OPCODES
from vm.thunks import SUSPENDED, Thunk


def turn_words(state: State) -> str:
    """`9 is written into price #8. Then foldl' goes on with it.`"""
    continuation = state.continuations[-1]
    if continuation.waits == FIRST_RUN:
        return f"{name_of(continuation)} begins: it asks for what it needs, one thing after the other."
    result = state.stack[-1] if state.stack else None
    what = brief(state, result)
    if isinstance(continuation, WriteBack):
        cell = called(continuation.thunk)
        if type(result) is Thunk and state.cells.state(result) == SUSPENDED:
            return f"The result is {what}, which has not run: {cell} takes over its code, in the same place."
        return f"{capital(what)} is written into {cell}. {then_words(state)}"
    if isinstance(continuation, ForceResult):
        if type(result) is Thunk and state.cells.state(result) == SUSPENDED:
            return f"The call gave {what}: that is forced now."
        return f"The call gave {what}. {then_words(state)}"
    if isinstance(continuation, ApplyRest):
        count = len(continuation.arguments)
        return f"{capital(what)} is applied to {count} more argument{'s' if count != 1 else ''}."
    if isinstance(continuation, Then):
        return f"{name_of(continuation)} begins with {what}."
    if continuation.owner == DEEP_FORCE:
        on = going_on(state, continuation, Outcome((result,)), "")
        return f"{DEEP_FORCE} gets {what} and {on.removeprefix(DEEP_FORCE).strip()}."
    return f"{name_of(continuation)} goes on with {what}."


def then_words(state: State) -> str:
    """Who goes on when the continuation that is due has done its work."""
    height, depth = len(state.continuations), state.depth
    frame = state.frames[-1] if depth else None
    if frame is not None and height - 1 <= frame.continuations:
        op = OPCODES[frame.code.ops[shown_ip(state, frame, depth)]].name
        return f"Then frame {depth} goes on, which waits in {op}."
    if height < 2:
        return "Then the program is done."
    below = state.continuations[height - 2]
    if isinstance(below, WriteBack):
        return f"Then it goes into {called(below.thunk)} too."
    result = state.stack[-1] if state.stack else None
    return f"Then {going_on(state, below, Outcome((result,)), '')}."


def name_of(continuation: Continuation) -> str:
    """`foldl': element 2 of 3`."""
    return safe(continuation.describe())


def capital(text: str) -> str:
    """`a set of 3` at the beginning of a sentence; a value is left as it is printed."""
    return text[:1].upper() + text[1:] if text.startswith(("a ", "an ", "the ")) else text
