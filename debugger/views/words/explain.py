"""What the machine is about to do, in plain words, with the values that are really there.

A sentence begins with the opcode's name and says what will come out, as far as that can be told without
running anything; that it will fail, if it will; and what follows when the frame ends with it. What is told
of each opcode stands in `value_ops` and `code_ops`.
"""

from __future__ import annotations

from debugger.history.timeline import State
from debugger.text import safe, shorten
from debugger.views.words import code_ops, value_ops
from debugger.views.words.effect import Effect, effect_of, end_of
from debugger.views.words.wording import WORDS, brief
from vm.errors import NixError
from vm.opcodes import BY_NAME
from vm.values import Closure

__all__ = ["FAMILIES", "WORDS", "explain", "explain_op"]

FAMILIES = (value_ops, code_ops)
"""The modules that fill the table of words."""


def explain(state: State, status: str, error: NixError | None, effect: Effect | None = None) -> str:
    """One or two sentences about what comes next; `effect` is that of the op that is due, if it is known."""
    if error is not None and state.error is not None:
        return (
            f"This failed: {shorten(safe(error.message), 160)}. Nothing is unwound yet: look around, then "
            "step on."
        )
    if status == "failed":
        return "The program failed. R runs it again; < goes to its beginning."
    if status == "finished":
        return (
            f"The program is done. Its value is {brief(state, state.result, 100) if state.stack else 'gone'}."
        )
    if state.op_due and state.frame is not None:
        found = effect or effect_of(state)
        return explain_op(state, found) if found is not None else ""
    return ""


def explain_op(state: State, effect: Effect) -> str:
    """What the op that is due will do."""
    text = f"{effect.name} {deed(state, effect)}"
    if effect.outcome.failure:
        return f"{text}. This will fail: {effect.outcome.failure}."
    end = end_of(state, effect)
    if effect.name == "OpTailCall" and type(state.stack[-1]) is Closure:
        return f"{text}. The callee takes over this frame, so nothing piles up: {end}."
    return f"{text}. Then frame {state.depth} ends: {end}." if end else f"{text}."


def deed(state: State, effect: Effect) -> str:
    """The op's own words, or its lesson where it has none or they do not fit what is there."""
    frame = state.frame
    assert frame is not None
    special = WORDS.get(effect.name)
    lesson = BY_NAME[effect.name].lesson.rstrip(".")
    lesson = lesson[:1].lower() + lesson[1:]
    try:
        return special(state, frame, frame.code.operands[frame.ip], effect.outcome) if special else lesson
    except IndexError:
        return lesson
