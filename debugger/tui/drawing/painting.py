"""Painting: what goes to the terminal when only some cells have changed, in as few bytes as possible.

Textual knows which stretches of which rows are to be painted, but writes each from the left edge of its
widget on, and every colour anew. Over a slow line that is felt; here a stretch begins where it begins, and of
a style only that is written in which it differs from the one before.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from rich.color import ColorSystem
from rich.console import Console, ConsoleOptions, RenderResult
from rich.control import Control
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate
from textual.strip import Strip

RESET = "\x1b[0m"

Codes = tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]
"""Foreground, background, and attributes such as bold."""

PLAIN: Codes = ((), (), frozenset())
ATTRIBUTES = {
    "bold": "1",
    "dim": "2",
    "italic": "3",
    "underline": "4",
    "blink": "5",
    "blink2": "6",
    "reverse": "7",
    "conceal": "8",
    "strike": "9",
    "underline2": "21",
    "overline": "53",
}
DRAWN = frozenset(("4", "7", "9", "21", "53"))
"""Those that are seen on blanks: lines, and the colours turned round."""


class TightUpdate(CompositorUpdate):
    """The same update, written tightly."""

    def __init__(self, update: ChopsUpdate) -> None:
        self.update = update

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from self.update.__rich_console__(console, options)

    def stretches(self) -> Iterator[tuple[int, int, Strip]]:
        """What is to be painted: column, row, and the cells."""
        update = self.update
        for y, start, stop in update.spans:
            for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                if strip is not None and x < stop and end > start:
                    left = max(start - x, 0)
                    yield x + left, y, strip.crop(left, min(end, stop) - x)

    def render_segments(self, console: Console) -> str:
        """The bytes for the terminal. The cursor goes only where it is not yet."""
        system = ColorSystem(console._color_system or ColorSystem.TRUECOLOR)
        written: list[str] = []
        before, at = PLAIN, (-1, -1)
        for x, y, strip in self.stretches():
            if at != (x, y):
                written.append(Control.move_to(x, y).segment.text)
            for text, style, control in strip:
                if control or (style is not None and style.link):
                    written += [
                        turn(before, PLAIN),
                        text if style is None else style.render(text),
                    ]
                    before = PLAIN
                    continue
                now = codes_of(style, system) if style is not None else PLAIN
                if text.isspace():
                    now = ground_only(before, now)
                written += [turn(before, now), text]
                before = now
            at = (x + strip.cell_length, y)
        written.append(turn(before, PLAIN))
        return "".join(written)


@lru_cache(maxsize=4096)
def codes_of(style: Style, system: ColorSystem) -> Codes:
    """What the terminal is told of a style."""
    front, back = style.color, style.bgcolor
    return (
        front.downgrade(system).get_ansi_codes() if front is not None else (),
        back.downgrade(system).get_ansi_codes(foreground=False) if back is not None else (),
        frozenset(code for name, code in ATTRIBUTES.items() if getattr(style, name)),
    )


def ground_only(before: Codes, now: Codes) -> Codes:
    """What blanks need of a style: its ground, unless something is drawn through them."""
    return now if DRAWN & (before[2] | now[2]) else (before[0], now[1], before[2])


@lru_cache(maxsize=16384)
def turn(before: Codes, now: Codes) -> str:
    """What turns one style into another: as little as it takes."""
    if before == now:
        return ""
    if now == PLAIN:
        return RESET
    lost = (before[0] and not now[0]) or (before[1] and not now[1]) or before[2] - now[2]
    if lost:
        return f"\x1b[{';'.join(('0', *now[0], *now[1], *sorted(now[2])))}m"
    front = now[0] if now[0] != before[0] else ()
    back = now[1] if now[1] != before[1] else ()
    return f"\x1b[{';'.join((*front, *back, *sorted(now[2] - before[2])))}m"
