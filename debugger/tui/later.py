"""Keys that have a meaning already, but not in this version: pressing one says so."""

from __future__ import annotations

from textual.binding import Binding

LATER = {
    "I": "one opcode back",
    "O": "back over, by opcode",
    "S": "one source step back",
    "N": "back over",
    "C": "reverse continue",
    "T": "back to the cursor",
    "F": "back to the start of the frame",
    "E": "editing the program",
    "B": "editing a breakpoint",
    "less_than_sign": "the first step",
    "greater_than_sign": "the last step",
    "at": "going to a step: :goto N goes forward",
    "left_square_bracket": "the previous event",
    "right_square_bracket": "the next event",
    "slash": "searching",
    "full_stop": "the next match",
    "comma": "the previous match",
    "y": "asking why",
    "w": "watches",
    "e": "evaluating an expression",
    "m": "marks",
    "apostrophe": "jumping to a mark",
    "p": "predict mode",
    "x": "exporting",
    "space": "playing",
    "ctrl+o": "going back from a jump",
    "alt+o": "going forward again",
}


def later_bindings() -> list[Binding]:
    return [Binding(key, f"later('{key}')", show=False, id=f"later.{key}") for key in LATER]


def answer(key: str) -> str:
    """One line about a key."""
    return f"not here yet: {LATER[key]}"
