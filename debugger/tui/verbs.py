"""The keys that move in a list of rows, the same in every panel and window."""

from __future__ import annotations

from textual.binding import Binding

VERBS = {
    "up": ("k up", "Up", "One row up."),
    "down": ("j down", "Down", "One row down."),
    "left": ("h left", "Left, close", "Closes what is open; in Source, the name before, or scrolls left."),
    "right": ("l right", "Right, open", "Opens the value; in Source, the next name, or scrolls right."),
    "open": ("enter", "Open", "Opens what is under the cursor. Looking never forces anything."),
    "page_up": ("pageup", "Page up", "One page up."),
    "page_down": ("pagedown", "Page down", "One page down."),
    "first": ("g home", "First row", "To the first row."),
    "last": ("G end", "Last row", "To the last row."),
}


def verb_id(verb: str) -> str:
    """The id by which a keymap names it."""
    return f"cursor.{verb.replace('_', '-')}"


def verb_bindings() -> list[Binding]:
    """For windows, which have no app commands under them."""
    return [
        Binding(",".join(keys.split()), f"move('{verb}')", title, show=False, id=verb_id(verb))
        for verb, (keys, title, _) in VERBS.items()
    ]
