"""Contrast: how well two colours can be told from each other, and the nearest colour that can be.

Measured as the guidelines for web content (WCAG 2) do: from 1:1 for the same colour to 21:1 for black and
white. Whatever a theme says, text is at least READABLE on its ground, and a ground that marks something at
least VISIBLE on the background.
"""

from __future__ import annotations

from typing import TypeAlias

Triplet: TypeAlias = "tuple[int, int, int]"
"""Red, green and blue, each from 0 to 255."""

READABLE = 4.5
VISIBLE = 1.5
BLACK: Triplet = (0, 0, 0)
WHITE: Triplet = (255, 255, 255)
PARTS = 64
"""Into how many parts the way from one colour to another is divided."""


def luminance(colour: Triplet) -> float:
    """How bright a colour is, from 0 to 1."""
    red, green, blue = (linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(part: float) -> float:
    """A part of a colour as light."""
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def contrast(one: Triplet, other: Triplet) -> float:
    """The ratio of two colours, at least 1."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(colour: Triplet, other: Triplet, part: float) -> Triplet:
    """So much of the other colour in this one."""
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def readable(colour: Triplet, ground: Triplet, least: float = READABLE) -> Triplet:
    """The colour, brighter or darker if it must be to stand out from the ground."""
    end = WHITE if contrast(WHITE, ground) >= contrast(BLACK, ground) else BLACK
    return towards(colour, end, ground, least)


def raised(ground: Triplet, hue: Triplet, background: Triplet, least: float, most: float) -> Triplet:
    """A ground that is seen on the background and does not shout: with more of its hue, or less of itself."""
    if contrast(ground, background) < least:
        return towards(ground, hue, background, least)
    for number in range(PARTS):
        found = mixed(ground, background, number / PARTS)
        if contrast(found, background) <= most:
            return found
    return background


def towards(colour: Triplet, end: Triplet, ground: Triplet, least: float) -> Triplet:
    """The first colour on the way to another one that stands out from a ground."""
    for number in range(PARTS + 1):
        found = mixed(colour, end, number / PARTS)
        if contrast(found, ground) >= least:
            return found
    return end
