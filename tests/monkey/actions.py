"""What the monkey can do. All of it comes from the program's own tables, so that it learns what is new."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from textual.binding import Binding

from debugger.history.happenings import KINDS
from debugger.tui.commands import WORDS, load_commands
from debugger.tui.screens import (
    calls,
    kinds,
    marks,
    reading,
    thunks,
    value,
    why,
)  # their windows have keys too
from debugger.tui.verbs import VERBS
from debugger.tui.windows.window import Window
from tests.debugger.hostile import TEXT
from vm.opcodes import OPCODES

WINDOWS = (calls, kinds, marks, reading, thunks, value, why)
HARMFUL = frozenset({"window.suspend", "look.edit", "share.export"})
"""What reaches outside: the shell, the editor, files."""
PLAIN = (
    "enter",
    "escape",
    "backspace",
    "delete",
    "space",
    "home",
    "end",
    "f2",
    "f12",
    "ctrl+a",
    "alt+x",
    "ä",
    "字",
    "0",
)
SIZES = (
    (3, 1), (1, 1), (2, 2), (8, 3), (20, 5), (30, 10), (40, 12), (60, 20), (80, 24), (80, 25), (100, 30),
    (120, 40), (132, 43), (160, 52), (200, 60), (300, 3), (3, 80),
)  # fmt: skip
PLACES = (
    "0", "1", "7", "-1", "-10", "+3", "99999999", "1 000", "end", "start", "first", "last", "live", "mark a",
    "next error", "previous error", "next force", "first force of thunk#1", "last force of thunk#2",
    "creation of thunk#3", "last evaluation of thunk#0", "push of 0", "push of 3", "thunk#1", "next", "'",
)  # fmt: skip
NAMES = (
    "a",
    "all",
    "light",
    "dark",
    "nixstep-dark",
    "textual-light",
    "nothing",
    "<expr>@0",
    "<expr>:1:1@2",
    "default.nix:3",
)


EXPRESSIONS = (
    "1 + 1", "n", "__top", "builtins.length __stack", "__depth > 2", 'throw "x"', "nope.x", "1 +", "x: x",
    "{ a = [ 1 { } ]; }", "builtins", "let a = a; in a", "builtins.genList (n: n) 5000", "config.a.b", "''",
)  # fmt: skip
"""What is asked of the selected frame, for watches and conditions too."""
BREAKPOINTS = (
    "fn f", "fn nope if n > 1", "builtin map", "attr a", "attr a.b once", "error", "error caught", "trace",
    "blackhole", "tailcall", "with-miss", "depth > 3", "force-depth > 2", "force thunk#2", "evaluated #3",
    "when __depth == 4", "option a.b", 'OpAdd log "${__top}"', "OpForce if __depth > 3 ignore 2", "1 if",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the monkey does. `settles` is false where the next one comes before it is answered."""

    kind: str
    """`key`, `type`, `paste`, `click`, `wheel`, `drag` or `size`."""
    text: str = ""
    """The key, or what is typed."""
    numbers: tuple[int, ...] = ()
    """Positions in thousandths of the screen, a count of clicks, or a size in cells."""
    settles: bool = True

    def __str__(self) -> str:
        shown = " ".join(
            filter(None, (self.kind, repr(self.text) if self.text else "", *map(str, self.numbers)))
        )
        return shown if self.settles else f"{shown} ..."


def key_names() -> list[str]:
    """Every key that means something anywhere, the harmful ones left out."""
    harmful = {key for each in load_commands().values() if each.id in HARMFUL for key in each.keys}
    found = {key for each in load_commands().values() for key in each.keys}
    for kind in window_kinds():
        for each in kind.BINDINGS:
            if isinstance(each, Binding):
                found |= set(each.key.split(","))
    found |= {key for keys, *_ in VERBS.values() for key in keys.split()}
    return sorted((found | set(PLAIN)) - harmful)


def window_kinds(kind: type[Window] = Window) -> list[type[Window]]:
    return [kind, *(each for inner in kind.__subclasses__() for each in window_kinds(inner))]


def words() -> list[str]:
    """Every word of the command line, the harmful ones left out."""
    return sorted(word for word, each in WORDS.items() if each.id not in HARMFUL)


def argument(dice: random.Random) -> str:
    """Something that stands behind a word: right, nearly right, or hostile."""
    kind = dice.randrange(11)
    if kind == 0:
        return str(dice.choice((0, 1, 2, 3, 10, 40, 300, 2_000, 50_000, 10**9, 10**30)))
    if kind == 1:
        return dice.choice(PLACES)
    if kind == 2:
        return dice.choice(NAMES)
    if kind == 3:
        return dice.choice([op.name for op in OPCODES])
    if kind == 4:
        return dice.choice(KINDS)
    if kind == 5:
        return dice.choice(("[/red]", "[b]", TEXT, "\x1b[31m", "ä字👍🏽", "x" * 200, "@", ":", "//", "''"))
    if kind == 6:
        return dice.choice(EXPRESSIONS)
    if kind == 7:
        return dice.choice(BREAKPOINTS)
    return ""


def line(dice: random.Random) -> str:
    """A line for the command line."""
    if dice.random() < 0.05:
        return dice.choice(("", " ", "::", "nonsense", "i i i", "[/red]", TEXT, "goto"))
    return f"{dice.choice(words())} {argument(dice)}".strip()


def place(dice: random.Random) -> tuple[int, int]:
    """A place on the screen in thousandths; edges and corners are taken more often."""
    return tuple(dice.choice((0, 1, 999, dice.randrange(1000), dice.randrange(1000))) for _ in "xy")  # type: ignore[return-value]


def any_action(dice: random.Random, keys: Sequence[str]) -> Action:
    """The next thing to do."""
    chance = dice.random()
    settles = dice.random() < 0.8
    if chance < 0.60:
        return Action("key", dice.choice(keys), settles=settles)
    if chance < 0.66:
        return Action("key", dice.choice(("escape", "enter", "i", "c", "I", "down", "tab")), settles=settles)
    if chance < 0.76:
        return Action("type", f":{line(dice)}", (dice.random() < 0.95,), settles)
    if chance < 0.78:
        return Action("paste", dice.choice((TEXT, "i 3", "goto 5\ngoto 6", "x" * 2_000)), settles=settles)
    if chance < 0.89:
        return Action("click", "", (*place(dice), dice.choice((1, 1, 1, 2, 3))), settles)
    if chance < 0.93:
        return Action("wheel", dice.choice(("up", "down")), (*place(dice), dice.choice((1, 5))), settles)
    if chance < 0.96:
        return Action("drag", "", (*place(dice), *place(dice)), settles)
    size = dice.choice(SIZES) if dice.random() < 0.8 else (dice.randrange(1, 220), dice.randrange(1, 70))
    return Action("size", "", size, settles)
