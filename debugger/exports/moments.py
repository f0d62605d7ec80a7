"""Moments: the steps of a run that are handed on, and why each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from debugger.errors import DebuggerError
from debugger.session import Session

MOST = 3_000
"""Pictures of the screen in one file."""


@dataclass(slots=True)
class Moment:
    """A step, with what somebody wrote at it."""

    step: int
    titles: list[str] = field(default_factory=list)
    """Of a mark, or what there is to be seen: `the first step`."""
    notes: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """All of it in one line."""
        return "; ".join([*self.titles, *self.notes])


def moments(session: Session, steps: Iterable[int] = ()) -> list[Moment]:
    """The steps that are wanted; if none is named, those with a mark or a note, or else the first step, the
    one that failed and the end. DebuggerError if the run has no such step."""
    history = session.history
    found: dict[int, Moment] = {}

    def at(step: int) -> Moment:
        return found.setdefault(step, Moment(step))

    for name, step in history.marks.items():
        at(step).titles.append(name)
    for step, text in history.notes:
        at(step).notes.append(text)
    wanted = list(steps)
    if not wanted and not found:
        at(0).titles.append("the first step")
        failed = history.failed_step
        if failed is not None:
            at(failed).titles.append("the error")
        else:
            at(history.edge).titles.append("the end")
    for step in wanted:
        check_step(session, step)
    chosen = [at(step) for step in dict.fromkeys(wanted)] or [found[step] for step in sorted(found)]
    return [each for each in chosen if each.step <= history.edge]


def stretch(
    session: Session, first: int, last: int | None, every: int, pictures: bool = True
) -> Sequence[int]:
    """Every so many steps from one to another, inclusive. DebuggerError if there are none, or too many to be
    pictures."""
    edge = session.history.edge
    check_step(session, first)
    steps = range(first, min(edge if last is None else last, edge) + 1, every)
    if not steps:
        raise DebuggerError(f"from step {first} to step {last} there is nothing")
    if pictures and len(steps) > MOST:
        enough = -(-len(steps) // MOST) * every
        raise DebuggerError(f"{len(steps)} are too many: choose --from and --to, or --every {enough}")
    return steps


def check_step(session: Session, step: int) -> None:
    """DebuggerError if the run has no such step."""
    if step > session.history.edge:
        raise DebuggerError(f"there is no step {step}: the run ends at step {session.history.edge}")


def visit(session: Session, step: int) -> None:
    """Look at a step, made again if it has left the window."""
    if step != session.history.step:
        session.travel(step, remember=False)
    while session.motion is not None:
        session.advance(0.25)


def labels(found: Sequence[Moment]) -> dict[int, str]:
    """By step, what is written there."""
    return {each.step: each.label for each in found if each.label}
