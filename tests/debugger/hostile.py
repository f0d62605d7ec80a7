"""Strings that must never reach a terminal as they are, and how to tell that none did."""

from __future__ import annotations

import unicodedata

MARKUP = "[/red]"
ESCAPE = "\x1b[31m"
OVERRIDE = "\u202e"
TEXT = f"{MARKUP}{ESCAPE}{OVERRIDE}\x7f\u2066\x9b"
"""Markup that crashes Textual, an escape sequence, a direction override, and more that steers."""

NIX_STRING = f'"{TEXT}"'


def unsafe_characters(text: str, allowed: str = "") -> set[str]:
    """The control characters, direction overrides and lone surrogates in a text."""
    unsafe = ("Cc", "Cs", "Zl", "Zp")
    overrides = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
    found = {
        character for character in text if unicodedata.category(character) in unsafe or character in overrides
    }
    return found - set(allowed)
