"""256 colours: what a terminal shows of a colour that it does not have is chosen here, not by rounding.

Rounding each colour by itself moves text and ground towards each other, and makes all dark grounds grey. So
the nearest colour is taken that keeps the contrast that is asked for, and grounds have a hue of their own.
"""

from __future__ import annotations

from functools import cache

from rich.color import Color, ColorSystem

from debugger.tui.drawing.contrast import Triplet, luminance

GROUNDS: dict[bool, dict[str, Triplet]] = {
    True: {
        "changed-ground": (0x5F, 0x5F, 0x00),
        "current-ground": (0x00, 0x5F, 0x87),
        "error-ground": (0x87, 0x00, 0x00),
        "span-ground": (0x00, 0x5F, 0xAF),
        "error-span-ground": (0xAF, 0x00, 0x00),
    },
    False: {
        "changed-ground": (0xD7, 0xD7, 0x87),
        "current-ground": (0xAF, 0xD7, 0xFF),
        "error-ground": (0xFF, 0xAF, 0xAF),
        "span-ground": (0x87, 0xAF, 0xFF),
        "error-span-ground": (0xFF, 0x87, 0x87),
    },
}
"""Of dark themes and of light ones; a theme on which one of them is not seen has the nearest that is."""
CUBE, GREYS = range(16, 232), range(1, 25)


@cache
def shown(colour: Triplet) -> Triplet:
    """What a terminal of 256 colours shows when it is asked for a colour."""
    red, green, blue = Color.from_rgb(*colour).downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
    return red, green, blue


@cache
def known() -> tuple[tuple[Triplet, Triplet, float], ...]:
    """What to ask for, what is shown then, and how bright that is; for colours that look alike everywhere."""
    asked: list[Triplet] = []
    for number in CUBE:
        red, green, blue = Color.from_ansi(number).get_truecolor()
        asked.append((red, green, blue))
    for number in GREYS:
        grey = round(number * 255 / 25)
        asked.append((grey, grey, grey))
    return tuple((each, shown(each), luminance(shown(each))) for each in asked)


def nearest(
    colour: Triplet, ground: Triplet | None = None, least: float = 1.0, most: float = 21.0
) -> Triplet:
    """What to ask for to have the nearest colour with so much contrast to what is shown of a ground."""
    light = luminance(shown(ground)) if ground is not None else 0.0
    found = fitting(light, least, most)
    return min(found, key=lambda each: distance(each[1], colour))[0] if found else colour


@cache
def fitting(light: float, least: float, most: float) -> tuple[tuple[Triplet, Triplet], ...]:
    """What to ask for, and what is shown, to have so much contrast to a colour that is so bright."""
    return tuple((asked, seen) for asked, seen, other in known() if least <= ratio(light, other) <= most)


def ground_of(name: str, colour: Triplet, background: Triplet, least: float, most: float) -> Triplet:
    """What to ask for to have a ground that is seen on a background."""
    light = luminance(shown(background))
    preferred = GROUNDS[light < 0.2].get(name)
    if preferred is not None and least <= ratio(light, luminance(preferred)) <= most:
        return preferred
    return nearest(colour, background, least, most)


def ratio(one: float, other: float) -> float:
    """The contrast of two colours that are so bright."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def distance(one: Triplet, other: Triplet) -> int:
    """How unlike two colours look, roughly."""
    red, green, blue = (a - b for a, b in zip(one, other, strict=True))
    return 2 * red * red + 4 * green * green + 3 * blue * blue
