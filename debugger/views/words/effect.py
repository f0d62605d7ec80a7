"""Effect: what the op that is due takes, what it leaves, and what follows if its frame ends with it."""

from __future__ import annotations

from dataclasses import dataclass

from debugger.history.timeline import AnyFrame, State
from debugger.names import binding_of
from debugger.provenance.demanders import is_op_shown
from debugger.text import safe, safe_shown
from debugger.views.snapshot import EffectView
from debugger.views.values.value_text import kind_of, value_text
from debugger.views.words.frame_end import end_words, row_words
from debugger.views.words.outcome import Outcome, outcome_of, taken_by
from debugger.views.words.wording import new_thunk
from vm.chunk import Lambda
from vm.opcodes import OPCODES
from vm.thunks import Thunk
from vm.values import Blueprint, ReadyClosure, ReadyThunk, Value

CALLS = frozenset({"OpTailCall", "OpCall"})
KINDS = {
    "closure": "a function",
    "bool": "true or false",
    "string": "a string",
    "list": "a list",
    "set": "a set",
    "r": "its result",
}
"""What an op leaves whose result cannot be told, by the last word of its declared effect."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Of the op that is due in the top frame."""

    name: str
    taken: int
    outcome: Outcome
    ends: bool
    """Whether the frame ends with it."""

    def result(self, state: State) -> Outcome:
        """What the frame gives that ends with it: a last jump leaves what lies there already."""
        return Outcome((state.stack[-1],)) if self.name == "OpJump" and state.stack else self.outcome


def effect_of(state: State) -> Effect | None:
    """None if no op is due."""
    frame = state.frame
    if frame is None or not is_op_shown(state) or frame.ip >= frame.code.end:
        return None
    name = OPCODES[frame.code.ops[frame.ip]].name
    if state.error is not None:
        return Effect(name, taken_by(state, frame), Outcome(failure=safe(state.error.message)), False)
    outcome = outcome_of(state, frame)
    target = outcome.target if outcome.target >= 0 else after(frame.code, frame.ip)
    return Effect(name, taken_by(state, frame), outcome, name == "OpTailCall" or target >= frame.code.end)


def after(code: Lambda, ip: int) -> int:
    """The instruction behind that one: a jump's target, past the data of one that captures."""
    if OPCODES[code.ops[ip]].name == "OpJump":
        return int(ip + 1 + code.operands[ip])
    return ip + 1 + len(code.captures.get(ip, ()))


def end_of(state: State, effect: Effect) -> str:
    """The clause that says what follows; empty if the frame goes on, or something fails before."""
    if not effect.ends or effect.outcome.failure:
        return ""
    return end_words(state, state.depth, effect.result(state))


def effect_view(state: State, effect: Effect) -> EffectView:
    """The same for showing."""
    frame = state.frame
    assert frame is not None
    text, kind = told(state, frame, effect)
    return EffectView(effect.taken, text, kind)


def told(state: State, frame: AnyFrame, effect: Effect) -> tuple[str, str]:
    """The result as text with its kind: `error` if it fails, `jump` for where it goes on, `begun` for what
    must run first, else that of the value."""
    outcome = effect.outcome
    if outcome.failure:
        return "fails", "error"
    if effect.name.startswith("OpJump"):
        where = "the end" if outcome.target >= frame.code.end else str(outcome.target)
        return ("goes on" if outcome.target < 0 else f"jumps to {where}"), "jump"
    made = made_by(frame, effect.name)
    if made is not None:
        return new_thunk(state, made).removeprefix("thunk"), "thunk"
    if outcome.is_known:
        return shown_result(state, outcome.value)
    if outcome.begins and effect.name == "OpForce":
        return "runs", "begun"
    if outcome.begins and effect.name in CALLS:
        return "a call", "begun"
    op = OPCODES[frame.code.ops[frame.ip]]
    left = op.effect.partition("--")[2].split()
    return (KINDS.get(left[-1], "a value"), "begun") if left else ("", "")


def made_by(frame: AnyFrame, name: str) -> Lambda | None:
    """The code of the thunk that an op makes."""
    operand = frame.code.operands[frame.ip]
    constant: Value = frame.code.constants[operand] if name in ("OpConstant", "OpThunkSuspended") else None
    is_thunk = isinstance(constant, Blueprint) and (
        type(constant) is ReadyThunk or (name == "OpThunkSuspended" and type(constant) is not ReadyClosure)
    )
    return constant.code if is_thunk else None


def shown_result(state: State, value: Value) -> tuple[str, str]:
    """A value short, a cell that is not evaluated by its name."""
    plain = state.cells.peek(value)
    if type(plain) is Thunk:
        binding = binding_of(plain)
        return f"{binding} #{plain.number}".strip(), "thunk"
    return value_text(plain, state.cells), kind_of(plain)


def return_words(state: State, number: int, effect: Effect | None) -> str:
    """The last row of the code of that frame: what it gives, if that is known, and where that goes."""
    where = row_words(state, number)
    if effect is None or number != state.depth or not effect.ends or not effect.result(state).is_known:
        return safe_shown(f"→ {where}")
    text, _ = shown_result(state, effect.result(state).value)
    return safe_shown(f"{text} → {where}")
