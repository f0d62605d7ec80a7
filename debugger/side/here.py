"""Here: an op that is due, for breakpoints with conditions and messages: what they ask is evaluated on the
side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from debugger.errors import DebuggerError
from debugger.history.timeline import AnyFrame, State
from debugger.loading.limits import Limits
from debugger.side.evaluation import Outcome, Side, begun, completed, forced
from debugger.side.scope import Scope
from debugger.text import safe, safe_lines
from debugger.views.values.value_text import value_text
from vm.thunks import Thunk
from vm.values import Value, is_string, with_article

UNDEFINED: Final = "E005"
"""The code of an undefined variable."""
MOST_STEPS: Final = 1_000_000
"""Of what a condition may take."""


class StandingHere:
    """What `debugger.breakpoints.breakpoint.Here` describes, of one state. `scope` gives the names for a
    text."""

    def __init__(self, side: Side, state: State, scope: Callable[[str], Scope]) -> None:
        self.side = side
        self.state = state
        self.scope = scope
        frame = state.frame
        assert frame is not None
        self.frame: AnyFrame = frame
        self.ip: int = frame.ip

    def evaluate(self, text: str) -> Outcome:
        """An expression in the scope of the frame on top."""
        limits = Limits(max_steps=MOST_STEPS)
        return completed(begun(self.side, self.state, self.scope(text), text, limits))

    def peek(self, value: Value) -> Value:
        """A value, if need be forced on the side; the thunk if that fails."""
        known = self.state.cells.peek(value)
        return forced(self.side, self.state, known, MOST_STEPS) if type(known) is Thunk else known

    def holds(self, text: str) -> bool:
        """Whether an expression is true here; not where a name of it is out of reach. DebuggerError if it
        fails otherwise."""
        try:
            scope = self.scope(text)
        except DebuggerError:
            return False
        limits = Limits(max_steps=MOST_STEPS)
        outcome = completed(begun(self.side, self.state, scope, text, limits))
        is_unknown = outcome.error is not None and outcome.error.code == UNDEFINED
        return not is_unknown and self.judged(outcome)

    def test(self, text: str) -> bool:
        """Whether an expression is true here. DebuggerError if that cannot be told."""
        return self.judged(self.evaluate(text))

    def judged(self, outcome: Outcome) -> bool:
        """A condition that was evaluated. DebuggerError if it failed, or is no Boolean."""
        if outcome.error is not None:
            raise DebuggerError(safe(outcome.error.message))
        if type(outcome.value) is not bool:
            raise DebuggerError(f"the condition is {with_article(outcome.value)}, not a Boolean")
        return outcome.value

    def fill(self, text: str) -> str:
        """A text with the values of what it has in `${...}`; what fails says why."""
        return "".join(self.shown(part) if is_code else part for part, is_code in parts(text))

    def shown(self, text: str) -> str:
        """The value of an expression in words; a string as it is."""
        try:
            outcome = self.evaluate(text)
        except DebuggerError as error:
            return f"<{error}>"
        if outcome.error is not None:
            return f"<{safe(outcome.error.message)}>"
        if is_string(outcome.value):
            return safe_lines(outcome.value)
        return value_text(outcome.value, outcome.cells)


def standing(side: Side, state: State, scope: Callable[[str], Scope]) -> StandingHere | None:
    """The op that is due in a state; None if none is."""
    frame = state.frame
    if frame is None or frame.ip >= frame.code.end:
        return None
    return StandingHere(side, state, scope)


def parts(text: str) -> list[tuple[str, bool]]:
    """A text in pieces, and whether each is an expression that stood in `${...}`; one that is not closed is
    text."""
    found: list[tuple[str, bool]] = []
    at = 0
    while True:
        start = text.find("${", at)
        end = closing(text, start + 2) if start >= 0 else -1
        if end < 0:
            found.append((text[at:], False))
            return found
        found += [(text[at:start], False), (text[start + 2 : end], True)]
        at = end + 1


def closing(text: str, at: int) -> int:
    """Where the brace is that closes the one before `at`; -1 if none is."""
    depth = 1
    for index in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[index], 0)
        if not depth:
            return index
    return -1
