"""Questions: what will the next step do? Asked before it is shown, with the answer and why.

The answer is what the machine does: the step is carried out first, and the moment before it is shown again.
The wrong choices are what one could think: values that are there already, depths beside the right one,
opcodes that stand nearby.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from debugger.motions import Into
from debugger.session import Session
from debugger.views.snapshot import Snapshot
from vm.machine.trampoline import WriteBack

MOST: Final = 4
WIDTH: Final = 60
COMMON: Final = ("OpForce", "OpConstant", "OpGetLocal", "OpCall", "OpThunkSuspended", "OpCloseScope")
EMPTY, FAILS, NONE = "nothing: it is empty", "none: the step fails", "none: no code runs"
NO_THUNK: Final = "none: its value is there already"
YES, NO = "yes, its value will be needed", "no, nobody ever needs it"
HIDDEN: Final = "What will this step do? Choose before you look."
KINDS: Final = {
    "opcode": "the next opcode",
    "top": "the top of the stack",
    "depth": "the depth",
    "thunk": "which thunk runs",
    "ever": "what is ever forced",
}
"""What can be asked, in words."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question about one step."""

    kind: str
    step: int
    text: str
    choices: tuple[str, ...]
    """All different, 2 to MOST."""
    answer: int
    """The index of the right one."""
    why: str

    def is_right(self, choice: int) -> bool:
        return choice == self.answer


@dataclass(slots=True)
class Score:
    """What was asked and how often that was answered rightly, by kind."""

    asked: dict[str, int] = field(default_factory=dict)
    right: dict[str, int] = field(default_factory=dict)

    def count(self, question: Question, choice: int) -> None:
        kind = question.kind
        self.asked[kind] = self.asked.get(kind, 0) + 1
        self.right[kind] = self.right.get(kind, 0) + question.is_right(choice)

    @property
    def words(self) -> str:
        """`7 of 9 right`."""
        return f"{sum(self.right.values())} of {sum(self.asked.values())} right"

    def summary(self) -> str:
        """The same with what went wrong most."""
        wrong = {kind: self.asked[kind] - self.right[kind] for kind in self.asked}
        worst = max(wrong, key=lambda kind: wrong[kind], default="")
        if not worst or not wrong[worst]:
            return self.words
        return f"{self.words}; wrong most: {KINDS[worst]} ({wrong[worst]} of {self.asked[worst]})"


def hidden(shown: Snapshot) -> Snapshot:
    """The same without what tells what the step will do."""
    bytecode = replace(shown.bytecode, returns="") if shown.bytecode is not None else None
    return replace(shown, explanation=HIDDEN, effect=None, because="", awaited="", bytecode=bytecode)


def question(session: Session) -> Question | None:
    """About the step that is due; None if none is. It is carried out, and then looked at from before; where
    one stands does not change. DebuggerError if steps are not recorded."""
    history = session.history
    session.need_record()
    before = session.snapshot()
    if before.status != "stopped" or before.tick or not before.opcode:
        return None
    step, selected, message = history.step, session.selected, session.message
    session.run(Into())
    after = session.snapshot()
    runs = running_thunk(session)
    session.travel(step, remember=False)
    session.selected, session.message = selected, message
    dice = random.Random(step)
    kinds = [each for each in askable(session, before, after, runs) if each.choices]
    made = kinds[int(len(kinds) * dice.random() ** 2)]
    choices = list(made.choices)
    dice.shuffle(choices)
    return Question(made.kind, step, made.text, tuple(choices), choices.index(made.right), before.explanation)


def running_thunk(session: Session) -> int:
    """The thunk whose code runs; -1 if it is none."""
    state = session.state
    top = state.continuations[-1] if len(state.continuations) else None
    frame = state.frame
    is_its = (
        frame is not None and isinstance(top, WriteBack) and frame.continuations == len(state.continuations)
    )
    return top.working_on.number if is_its and isinstance(top, WriteBack) else -1


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the making."""

    kind: str
    text: str
    right: str
    wrong: tuple[str, ...]
    """The likeliest first; the right one and the same again may be among them."""

    @property
    def choices(self) -> list[str]:
        """The right one first; none if there is no other."""
        others = [each for each in dict.fromkeys(self.wrong) if each != self.right]
        return [self.right, *others[: MOST - 1]] if others else []


def askable(session: Session, before: Snapshot, after: Snapshot, runs: int) -> Iterator[Asked]:
    """What can be asked about a step: the more telling first."""
    failed = after.error is not None and after.step == before.step
    fate = fate_of(session, before.thunks) if after.thunks == before.thunks + 1 else ""
    if fate:
        yield Asked("ever", f"This makes thunk#{before.thunks}. Will anybody ever force it?", fate, (YES, NO))
    if before.opcode == "OpForce" and not failed:
        values = [each.value for each in before.stack] + [each.value for each in before.upvalues]
        labels = [each.label for each in values if each.label]
        begins = after.depth > before.depth or (runs >= 0 and runs != number_in(before))
        right = f"thunk#{runs}" if begins and runs >= 0 else NO_THUNK
        yield Asked("thunk", "Which thunk's code runs next?", right, (*labels, NO_THUNK))
    yield Asked("top", "What lies on top of the value stack afterwards?", top_of(after, failed), tops(before))
    if after.depth != before.depth:
        beside = [before.depth, before.depth + 1, before.depth - 1, after.depth + 1, after.depth + 2]
        wrong = tuple(frames(each) for each in beside if each >= 0)
        yield Asked("depth", "How many frames are there afterwards?", frames(after.depth), wrong)
    nearby = [each.op for each in before.bytecode.instructions] if before.bytecode is not None else []
    right = FAILS if failed else after.opcode or NONE
    yield Asked("opcode", "Which instruction is due afterwards?", right, (*near(nearby, right), *COMMON))


def number_in(shown: Snapshot) -> int:
    """The thunk that the topmost write-back waits for; -1 if there is none."""
    cell = next((each.cell for each in shown.continuations if each.cell), "")
    digits = cell.rpartition("#")[2]
    return int(digits) if digits.isascii() and digits.isdigit() else -1


def fate_of(session: Session, number: int) -> str:
    """Whether a thunk is forced in a run that is at its end; "" where that cannot be known."""
    timeline = session.history.timeline
    cell = timeline.thunk(number) if number >= 0 and session.machine.finished else None
    if cell is None:
        return ""
    return YES if timeline.recorder.forced_step(cell) >= 0 else NO


def top_of(shown: Snapshot, failed: bool) -> str:
    if failed:
        return FAILS
    return shorten(shown.stack[0].value.text or shown.stack[0].value.label) if shown.stack else EMPTY


def tops(before: Snapshot) -> tuple[str, ...]:
    """What could lie on top: what does now, what lies below it, and numbers that one gets by mistake."""
    texts = [shorten(each.value.text or each.value.label) for each in before.stack[:3]]
    numbers = [int(each) for each in texts[:2] if each.lstrip("-").isdigit() and len(each) < 15]
    if len(numbers) == 2:
        right, left = numbers
        texts += [str(left + right), str(left - right), str(left * right)]
    elif numbers:
        texts += [str(numbers[0] + 1), str(numbers[0] - 1)]
    return (*texts, EMPTY, "true", "{ }", "[ ]")


def near(names: Iterable[str], right: str) -> list[str]:
    return [each for each in dict.fromkeys(names) if each != right][: MOST - 1]


def frames(depth: int) -> str:
    return f"{depth} frame{'' if depth == 1 else 's'}"


def shorten(text: str) -> str:
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"
