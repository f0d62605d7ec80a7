"""Breakpoints in text."""

from __future__ import annotations

from collections.abc import Iterable

from debugger.breakpoints.breakpoint import Breakpoint
from debugger.breakpoints.grammar import KINDS
from debugger.errors import DebuggerError
from debugger.scripting.console import Console
from debugger.scripting.verbs import verb
from debugger.tui.actions.breaking import HOW, changed, number_of


@verb("break.add")
def add(console: Console, where: str) -> Iterable[str]:
    if not where:
        raise DebuggerError(HOW)
    made = console.session.breakpoints.add(where)
    return [f"breakpoint {made.number}: {made.text}"]


@verb("break.delete")
def delete(console: Console, argument: str) -> Iterable[str]:
    breakpoints = console.session.breakpoints
    if argument == "all":
        count = breakpoints.clear()
        return [f"{count} breakpoint{'' if count == 1 else 's'} removed"]
    gone = breakpoints.remove(number_of(argument, "delete"))
    return [f"breakpoint {gone.number} removed: {gone.text}"]


@verb("break.list")
def listed(console: Console, argument: str) -> Iterable[str]:
    found = console.session.breakpoints.all
    return [breakpoint_text(each) for each in found] or ["no breakpoints: break WHERE sets one"]


def breakpoint_text(each: Breakpoint) -> str:
    """A breakpoint on one line."""
    hits = f", hit {each.hits} time{'' if each.hits == 1 else 's'}" if each.hits else ""
    return f"{each.number}: {each.text}{'' if each.enabled else ', disabled'}{hits}"


@verb("break.kinds")
def kinds(console: Console, argument: str) -> Iterable[str]:
    width = max(len(each.usage) for each in KINDS.values())
    yield f"{'FILE:LINE[:COLUMN]':<{width}}  where an expression begins there"
    yield f"{'CHUNK@IP':<{width}}  one instruction"
    for each in KINDS.values():
        yield f"{each.usage:<{width}}  {each.help}"
    yield 'after each: [if EXPR] [ignore N] [once] [log "TEXT with ${EXPR}"]'


@verb("break.change")
def change(console: Console, argument: str) -> Iterable[str]:
    number, _, text = argument.partition(" ")
    return [breakpoint_text(console.session.breakpoints.change(number_of(number, "change"), text))]


def changing(id: str) -> None:
    """Declare a command that changes one breakpoint."""

    @verb(id)
    def act(console: Console, argument: str) -> Iterable[str]:
        return [breakpoint_text(changed(console.session.breakpoints, id, argument))]


for _id in ("break.condition", "break.ignore", "break.enable", "break.disable"):
    changing(_id)
