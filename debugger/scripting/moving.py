"""Moving in text: every motion of the session, and what a cursor would have been for."""

from __future__ import annotations

from collections.abc import Iterable

from debugger.breakpoints.grammar import placed
from debugger.breakpoints.placed import InstructionBreakpoint, LineBreakpoint
from debugger.errors import DebuggerError
from debugger.motions import Backwards, Motion, ToInstruction, ToLine
from debugger.scripting.console import Console
from debugger.scripting.verbs import Tell, verb
from debugger.tui.actions.moving import MOTIONS, count_of, first_words


def mover(id: str) -> Tell:
    """What carries out one of the motions of the table."""
    make, is_back = MOTIONS[id]

    def move(console: Console, argument: str) -> Iterable[str]:
        motion = make(console)
        if is_back:
            return back(console, motion, count_of(argument))
        return console.move(motion, count_of(argument))

    return move


def back(console: Console, motion: Motion, count: int) -> Iterable[str]:
    """A motion backwards; at the first step there is nothing to do but to say so."""
    history = console.session.history
    if history.recorder is not None and history.point <= (history.start, 0):
        return [first_words(history)]
    return console.move(Backwards(motion), count)


for _id in MOTIONS:
    verb(_id)(mover(_id))


def destination(text: str) -> Motion:
    """`FILE:LINE` or `CHUNK@IP`; DebuggerError for anything else."""
    if not text:
        raise DebuggerError("where to? t FILE:LINE or t CHUNK@IP")
    where = placed(text)
    if isinstance(where, LineBreakpoint):
        return ToLine(where.file, where.line)
    if isinstance(where, InstructionBreakpoint):
        return ToInstruction(where.chunk, where.ip)
    raise DebuggerError("where to? t FILE:LINE or t CHUNK@IP")


@verb("run.cursor")
def to_place(console: Console, argument: str) -> Iterable[str]:
    return console.move(destination(argument))


@verb("back.cursor")
def back_to_place(console: Console, argument: str) -> Iterable[str]:
    return back(console, destination(argument), 1)


@verb("run.tick")
def tick(console: Console, argument: str) -> Iterable[str]:
    for _ in range(count_of(argument)):
        console.session.tick()
    return console.standing()


@verb("back.tick")
def tick_back(console: Console, argument: str) -> Iterable[str]:
    for _ in range(count_of(argument)):
        console.session.tick_back()
        list(console.arrive())
    return console.standing()


@verb("run.reload")
def reload(console: Console, argument: str) -> Iterable[str]:
    console.session.reload()
    return console.standing()
