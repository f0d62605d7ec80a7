"""Verbs: what the commands do where there is only text. Each belongs to a command of the one table.

A verb is declared beside the code that carries it out; what it is called and how it is used stands in the
table, which the terminal interface, its help and `help` here are made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, TypeAlias

from debugger.tui.commands import Command, load_commands

Tell: TypeAlias = "Callable[[Any, str], Iterable[str]]"
"""Carries out a command with what stood behind its word, for a console, which this table does not know; gives
lines. DebuggerError if it cannot."""

FAMILIES = ("moving", "travel", "breaking", "asking", "looking", "exporting", "ending")
VERBS: dict[str, Tell] = {}
"""By the ids of the commands."""
NEEDS_A_SCREEN: dict[str, str] = {
    "learn.predict": "it asks a person",
    "run.play": "there is nobody to watch: `i 40`",
    "look.edit": "it is about the terminal",
    "run.pause": "a run in text ends by itself or by Ctrl-C",
    "break.toggle": "there is no cursor: `break`",
    "mark.jump": "`goto mark NAME`",
    "event.kind": "`following KIND` and `previous KIND` name it",
    "value.origins": "there is no cursor: `goto last force of thunk#N`",
    "look.calls": "it is for walking about: `frames` and `why` tell where one is",
    "ask.force": "there is no cursor: `print NAME`",
    "value.copy": "there is no cursor: `deep NAME`",
    "look.definition": "there is no cursor: `whence NAME` tells where it was defined",
    "look.search": "search in what is printed",
    "look.next-match": "search in what is printed",
    "look.previous-match": "search in what is printed",
    "look.element": "`print NAME` prints any value",
    "panel.value": "it is a place on the screen: `print`",
    "panel.why": "it is a place on the screen: `why`",
    "panel.zoom": "it is about the screen",
    "panel.grow": "it is about the screen",
    "panel.shrink": "it is about the screen",
    "panel.even": "it is about the screen",
    "panel.hide": "it is about the screen",
    "panel.layout": "it is about the screen",
    "window.palette": "`help` lists the commands",
    "window.theme": "it is about the screen",
}
"""Why a command that has a word has no verb."""


def verb(id: str) -> Callable[[Tell], Tell]:
    """Declare what a command does in text."""

    def declare(tell: Tell) -> Tell:
        VERBS[id] = tell
        return tell

    return declare


def load_verbs() -> dict[str, Command]:
    """All of them; answers the commands that have one, by id."""
    commands = load_commands()
    for family in FAMILIES:
        import_module(f"debugger.scripting.{family}")
    return {each.id: each for each in commands.values() if each.id in VERBS}
