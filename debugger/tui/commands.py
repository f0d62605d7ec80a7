"""The commands: the one table that keys, help, palette and the `:` line are made of.

A command is declared beside the code that carries it out, in a module of `actions`. Its id never
changes, so that a person's keymap can name it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import Any, TypeAlias

from textual.binding import Binding
from textual.keys import Keys, key_to_character

from debugger.errors import DebuggerError

Act: TypeAlias = "Callable[[Any, str], None]"
"""What carries out a command: it gets the app, which this table does not know."""

FAMILIES = (
    "moving",
    "playing",
    "predicting",
    "ending",
    "travel",
    "events",
    "times",
    "marks",
    "origins",
    "why",
    "lives",
    "calls",
    "breaking",
    "asking",
    "searching",
    "looking",
    "exporting",
    "explaining",
    "panels",
    "windows",
)
GROUPS = (
    "Going forward",
    "Going back",
    "Jumping in time",
    "Breakpoints",
    "Looking around",
    "Panels",
    "Everything else",
)
COMMAND_LINE = "window.command"
ORIGINS, FORCE = "value.origins", "run.force-result"
RESULT, ELEMENT, WHY = "look.result", "look.element", "look.why"
MARK, PLAY = "mark.set", "run.play"
SEARCH = "look.search"
TYPED = (COMMAND_LINE, "run.goto", MARK, "mark.jump", "ask.print", "watch.add", SEARCH, "break.change")
"""What comes after these keys is a name or a line: on the command line they are only letters themselves."""
AROUND = ("panel.next", "panel.previous")
"""These keys go round the panels, not round whatever can have the focus."""
EAGER = ("window.palette", "window.interrupt", *AROUND, *TYPED)
"""Answered before the panels see the key."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can ask for."""

    id: str
    keys: tuple[str, ...]
    """As Textual calls them; empty for one that has no key."""
    title: str
    description: str
    group: str
    act: Act
    """Gets the app and what stood behind the word on the `:` line."""
    words: tuple[str, ...]
    """What it is called on the `:` line; empty for one that makes sense as a key only."""
    usage: str
    """`:i N`, or empty."""
    counted: bool
    """Whether a number typed before its key says how often; it stands in what `act` gets then."""

    @property
    def shown_keys(self) -> str:
        """All keys as help shows them, blanks between."""
        return " ".join(shown_key(key) for key in self.keys)

    @property
    def binding(self) -> Binding:
        """For Textual."""
        return Binding(
            ",".join(self.keys),
            f"command('{self.id}')",
            self.title,
            show=False,
            id=self.id,
            priority=self.id in EAGER,
        )


COMMANDS: dict[str, Command] = {}
WORDS: dict[str, Command] = {}


def command(
    id: str,
    keys: str,
    title: str,
    description: str,
    group: str,
    words: str = "",
    usage: str = "",
    counted: bool = False,
) -> Callable[[Act], Act]:
    """Declare the decorated function as what carries out a command."""

    def declare(act: Act) -> Act:
        made = Command(
            id, tuple(keys.split()), title, description, group, act, tuple(words.split()), usage, counted
        )
        COMMANDS[id] = made
        for word in made.words:
            WORDS[word] = made
        return act

    return declare


def load_commands() -> dict[str, Command]:
    """The whole table, complete."""
    for family in FAMILIES:
        import_module(f"debugger.tui.actions.{family}")
    return COMMANDS


def bindings() -> list[Binding]:
    """Those of all commands that have keys."""
    return [each.binding for each in load_commands().values() if each.keys]


def find_word(text: str) -> tuple[Command, str]:
    """The command that a `:` line names and its argument; DebuggerError if there is none."""
    text = text.strip().removeprefix(":").lstrip()
    if text.startswith("["):
        return COMMANDS[ELEMENT], text
    word, _, argument = text.partition(" ")
    found = WORDS.get(word)
    if found is None:
        beginning = (
            {WORDS[known].id: WORDS[known] for known in WORDS if known.startswith(word)}
            if len(word) > 1
            else {}
        )
        if len(beginning) == 1:
            found = next(iter(beginning.values()))
    if found is None:
        near = get_close_matches(word, WORDS, 1)
        hint = f"did you mean :{near[0]}?" if near else ":help lists the commands"
        raise DebuggerError(f"there is no command '{word}': {hint}")
    return found, argument.strip()


SHOWN = {
    "space": "Space",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "at": "@",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "apostrophe": "'",
    "question_mark": "?",
    "exclamation_mark": "!",
    "colon": ":",
    "escape": "Esc",
    "enter": "Enter",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
}


def shown_key(key: str) -> str:
    """A key as a person calls it."""
    if key in SHOWN:
        return SHOWN[key]
    if "+" in key:
        return "+".join(part.capitalize() for part in key.split("+"))
    return key.upper() if len(key) > 1 else key


MODIFIERS = frozenset({"ctrl", "shift", "alt", "meta", "super", "hyper"})
KNOWN = frozenset(each.value for each in Keys)
"""What keys without a character are called."""


def keymap_problems(keymap: Mapping[str, str], commands: Mapping[str, Command]) -> Iterator[str]:
    """What is wrong with the keys that are given to commands; commands that there are not are passed over."""
    chosen = {name: listed(keys) for name, keys in keymap.items() if name in commands}
    for name, keys in chosen.items():
        for key in keys:
            if not is_key(key):
                yield f"keys: {name}: no key is called '{key}'"
    for name, keys in chosen.items():
        for key in keys:
            for other, command in commands.items():
                if other == name or (other in chosen and other < name):
                    continue  # two that were chosen are told once
                if same_key(key) in map(same_key, chosen.get(other, command.keys)):
                    yield f"keys: '{key}' would be both {name} and {other}"


def listed(keys: str) -> tuple[str, ...]:
    """The keys of `n,f10`; a comma itself is called `comma`."""
    return tuple(each.strip() for each in keys.split(","))


def is_key(name: str) -> bool:
    """Whether a terminal can send a key of this name: `n`, `f10`, `ctrl+up`, `question_mark`."""
    *modifiers, base = name.split("+") if len(name) > 1 else [name]
    return (
        MODIFIERS.issuperset(modifiers)
        and bool(base)
        and (base in KNOWN or key_to_character(base) is not None)
    )


def same_key(name: str) -> str:
    """What two names of one key have in common: the character it writes, or the name itself."""
    return key_to_character(name) or name
