"""Breakpoints in text."""

from __future__ import annotations

from collections.abc import Iterable

from debugger.breakpoints.breakpoint import Breakpoint
from debugger.breakpoints.grammar import THEN, usages
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
    rows = usages()
    width = max(len(usage) for usage, _ in rows)
    for usage, text in rows:
        yield f"{usage:<{width}}  {text}"
    yield f"after each: {THEN}"


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
