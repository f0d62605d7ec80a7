"""Pictures of the screen that stand alone: nothing in them is fetched from anywhere."""

from __future__ import annotations

import re

FONT_FACE = re.compile(r"\s*@font-face\s*\{[^}]*\}")
FONTS = "'Fira Code', 'JetBrains Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace"


def self_contained(svg: str) -> str:
    """The same picture without links to web fonts, in whatever fixed-width font the viewer has."""
    return FONT_FACE.sub("", svg).replace("font-family: Fira Code, monospace", f"font-family: {FONTS}")
