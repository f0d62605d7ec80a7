"""The footer: the keys that matter most, as many as fit."""

from __future__ import annotations

from collections.abc import Sequence

from debugger.tui.drawing.lines import Line, Part, cells
from debugger.tui.panels.drawn import Drawn

ENDING = 2
"""How many of the keys stand at the right edge and are never left out: the last ones."""


def lines(keys: Sequence[tuple[str, str]], width: int, running: bool = False) -> list[Line]:
    """One row of (key, words); while running there is one key that counts."""
    if running:
        keys = [("Esc", "pause"), *keys[-ENDING:]]
    always = parts_of(keys[-ENDING:])
    room = width - measured(always) - 1
    gap = 3 if measured(parts_of(keys[:-ENDING], 3)) + 1 <= room else 2
    shown: list[Part] = [(" ", "")]
    for key, words in keys[:-ENDING]:
        more: list[Part] = [(key, "key"), (f" {words}{' ' * gap}", "dim")]
        if measured([*shown, *more]) - gap > room:
            break
        shown += more
    left = max(width - measured(shown) - measured(always), 0)
    return [Line((*shown, (" " * left, ""), *always), "bar")]


def parts_of(keys: Sequence[tuple[str, str]], gap: int = 2) -> list[Part]:
    """Keys with their words, `gap` cells between them."""
    return [part for key, words in keys for part in ((key, "key"), (f" {words}{' ' * gap}", "dim"))]


def measured(parts: Sequence[Part]) -> int:
    """Terminal cells."""
    return sum(cells(text) for text, _ in parts)


class Footer(Drawn):
    def __init__(self, keys: Sequence[tuple[str, str]], *, id: str) -> None:
        super().__init__(id=id)
        self.keys = keys
        self.running = False

    def draw(self, width: int, height: int) -> list[Line]:
        return lines(self.keys, width, self.running)
