"""What the monkey plays with: programs that are large, deep, endless, hostile or wrong."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import debugger
import debugger.history.history
import debugger.history.remaking
import debugger.tui.showing
from debugger.history.segments import PACE
from debugger.loading.limits import Limits
from debugger.loading.program import Program
from debugger.motions import Continue, Into
from debugger.session import Session
from tests.debugger.failing import AFTER_FORCING
from tests.debugger.hostile import NIX_STRING

EXAMPLE = Path(debugger.__file__).parent / "examples" / "bakery" / "default.nix"
TEXTS = {
    "recursion": "let a = b + 1; b = { x = c; }.x; c = builtins.foldl' (p: q: p + q) 0 [ 1 a ]; in a",
    "endless": "let f = n: f (n + 1); in f 0",
    "frames": "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 20000",
    "list": "builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x * x) 100000)",
    "wide": "builtins.genList (x: { name = toString x; value = x; }) 100000",
    "set": "builtins.listToAttrs (map (x: { name = toString x; value = x; }) (builtins.genList (x: x) 3000))",
    "chatty": 'map (x: builtins.trace "x is\\n ${toString x}" (x + 1)) (builtins.genList (x: x) 300)',
    "caught": 'map (x: builtins.tryEval (if x == 3 then throw "t${toString x}" else x)) [ 1 2 3 4 ]',
    "sorted": "builtins.sort (a: b: a > b) (builtins.genList (x: x * 7919 - x * x) 300)",
    "with": "let pkgs = { a = 1; b = [ 2 3 ]; }; in with pkgs; with { c = a; }; { x = a; y = b; z = c; }",
    "plain": "1",
    "long line": f"[ {' '.join(str(number) for number in range(4000))} ]",
    "hostile": f"let s = {NIX_STRING}; in {{ ${{s}} = s; x = [ s {{ a = s; }} ]; f = y: s + y; }}",
    "hostile message": f"builtins.trace {NIX_STRING} (throw {NIX_STRING})",
    "hostile marks": f"builtins.foldl' (a: b: a + b) {NIX_STRING} [ {NIX_STRING} {NIX_STRING} ]",
    "hostile comment": "/* [/red] \\x1b \u202e */ [ 1 ] # \u202e\n",
    "many lines": "[\n" + "\n".join(f"  (x: x + {number})" for number in range(3000)) + "\n]",
}
MOST_STEPS = 400_000
"""After which a run ends by itself: what the monkey starts and forgets."""


@dataclass(frozen=True, slots=True)
class Toy:
    """A program, how far it has run already, and how much of its past is kept."""

    name: str
    program: Program
    window: int
    steps: int
    segment: int = 1 << 16
    """Steps in a segment of the record: with short ones, the window overflows soon."""

    def session(self) -> Session:
        made = Session(self.program, Limits(max_steps=MOST_STEPS), history=self.window)
        if self.steps < 0:
            made.run(Continue())
        elif self.steps:
            made.run(Into(), self.steps)
        return made


SIZES: tuple[tuple[object, str, Callable[[int], float]], ...] = (
    (debugger.tui.showing, "SAID", lambda length: 600.0),  # messages stay, however slow the machine is
    (PACE, "segment", lambda length: length),
    (PACE, "keyframe", lambda length: min(1 << 10, length)),
    (debugger.history.remaking, "STRETCH", lambda length: 2 * length),
    (debugger.history.remaking, "NEAR", lambda length: 4 * length),
    (debugger.history.history, "STRETCH", lambda length: 2 * length),
    (debugger.history.history, "NEAR", lambda length: 4 * length),
    (debugger.history.history, "MARGIN", lambda length: min(1 << 14, length)),
)


@contextmanager
def segments(length: int) -> Iterator[None]:
    """Records with segments of that many steps, and the stretches that are made again to fit."""
    before = [getattr(module, name) for module, name, _ in SIZES]
    for module, name, size in SIZES:
        setattr(module, name, size(length))
    try:
        yield
    finally:
        for (module, name, _), size in zip(SIZES, before, strict=True):
            setattr(module, name, size)


def toys() -> dict[str, Program]:
    """Every program by name."""
    made = {"bakery": Program(path=str(EXAMPLE), strict=True)}
    made |= {name: Program(expression=text, strict=True) for name, text in TEXTS.items()}
    return made | {
        f"error {number}": Program(expression=text, strict=True) for number, text in enumerate(AFTER_FORCING)
    }


LARGE = ("bakery", "recursion", "endless", "frames", "list", "wide")
"""Taken more often than the others."""


def chosen(dice: random.Random) -> Toy:
    """Any program, at its beginning, somewhere inside, or at its end or error."""
    known = toys()
    name = dice.choice(LARGE if dice.random() < 0.4 else tuple(known))
    window = dice.choice((0, 1, 5_000, 2_000_000, 2_000_000))
    segment = dice.choice((64, 1_000)) if window < 10_000 else 1 << 16
    return Toy(name, known[name], window, dice.choice((0, 0, 7, 60, 1_000, -1, -1)), segment)
