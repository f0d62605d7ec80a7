"""Numerals: how large numbers are written for people, everywhere the same."""

from __future__ import annotations

from typing import Final

SEPARATORS: Final = {"space": " ", "comma": ",", "point": ".", "plain": ""}
"""By what a person calls it in the configuration."""


class Style:
    """The one style of a process; the configuration chooses it before anything is shown."""

    separator = SEPARATORS["space"]


STYLE: Final = Style()


def grouped(number: int) -> str:
    """1284 as `1 284`, or as the person has it."""
    return f"{number:,}".replace(",", STYLE.separator)
