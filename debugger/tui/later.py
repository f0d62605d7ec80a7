"""Keys that have a meaning already, but not in this version: pressing one says so."""

from __future__ import annotations

from textual.binding import Binding

LATER = {
    "p": "predict mode",
}


def later_bindings() -> list[Binding]:
    """A binding for each key that has no meaning yet."""
    return [Binding(key, f"later('{key}')", show=False, id=f"later.{key}") for key in LATER]


def answer(key: str) -> str:
    """One line about a key."""
    return f"not here yet: {LATER[key]}"
