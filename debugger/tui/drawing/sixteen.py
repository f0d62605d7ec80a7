"""Sixteen colours: the terminal's own ones, for its themes and for terminals that have no more.

How they look is not known, only that dark text is dark. So none of them is ever a ground: what is marked is
reversed, bold or underlined, and hues are those that can be read on black, or on white, nearly everywhere.
"""

from __future__ import annotations

from rich.style import Style

ON_DARK = {
    "focus": "cyan",
    "past": "bright_magenta",
    "past-border": "magenta",
    "suspended": "bright_cyan",
    "blackhole": "bright_magenta",
    "evaluated": "bright_green",
    "changed": "bright_yellow",
    "error": "bright_red",
    "break": "bright_red",
    "string": "green",
    "number": "yellow",
    "keyword": "cyan",
}
ON_LIGHT = {
    "focus": "blue",
    "past": "magenta",
    "past-border": "magenta",
    "suspended": "blue",
    "blackhole": "magenta",
    "changed": "magenta",
    "error": "red",
    "break": "red",
    "keyword": "blue",
}
FAINT = ("faint", "border", "past-border", "hill")
"""Drawn dimly, by the terminal's own means."""
GROUNDS = {"cursor": "reverse", "current": "bold", "error": "bold", "changed": "bold"}
ROLES = {"span": "underline bold", "span-error": "reverse bold"}


def style(role: str, front: str, attributes: str, ground: str, dark: bool, native: bool) -> Style:
    """A role on a ground. `front` is its colour's name; `native` leaves the background to the terminal."""
    text, back = (
        ("default", "default") if native else ("white", "black") if dark else ("black", "bright_white")
    )
    is_badge = role.startswith("badge")
    hue = (ON_DARK if dark else ON_LIGHT).get(front, text)
    if ground == "cursor":
        hue = text
    words = [attributes, GROUNDS.get(ground, ""), ROLES.get(role, "")]
    if is_badge:
        words.append("reverse")
    elif front in FAINT and ground != "cursor":
        words.append("dim")
    return Style.parse(" ".join(filter(None, words))) + Style(color=hue, bgcolor=back)
