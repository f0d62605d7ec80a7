"""Pictures of the screen that stand alone: nothing in them is fetched from anywhere, and every renderer puts
each character into its own cell.

Some renderers drop the blanks that a text begins or ends with, even those that do not break, and what comes
behind them then stands too far left. So no text here begins or ends with a blank or has two in a row: it is
cut there, and each piece stands at its own place. Blanks within a piece do not break.
"""

from __future__ import annotations

import re
from html import unescape

from debugger.tui.drawing.lines import cells

FONT_FACE = re.compile(r"\s*@font-face\s*\{[^}]*\}")
FONTS = "'Fira Code', 'JetBrains Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace"
BLANK = "&#160;"
TEXT = re.compile(
    r'<text(?P<before>[^>]*?) x="(?P<x>[\d.]+)"(?P<between>[^>]*?) textLength="(?P<length>[\d.]+)"'
    r"(?P<after>[^>]*)>(?P<text>[^<]*)</text>"
)
CUTS = re.compile(r"( {2,}|─{3,}|━{3,})")
"""Between pieces: blanks, and rules, which get too short in a font that is narrower than expected."""


def self_contained(svg: str) -> str:
    """The same picture without links to web fonts, in whatever fixed-width font the viewer has."""
    plain = FONT_FACE.sub("", svg).replace("font-family: Fira Code, monospace", f"font-family: {FONTS}")
    return TEXT.sub(placed, plain)


def placed(found: re.Match[str]) -> str:
    """One text of a picture as pieces without blanks around them, each at its own place."""
    before, between, after = found["before"], found["between"], found["after"]
    raw = found["text"].replace(BLANK, " ").replace("\N{NO-BREAK SPACE}", " ")
    if raw == "\n":
        return raw
    # The length that is told there takes wide characters for narrow ones.
    left, size = float(found["x"]), float(found["length"]) / max(len(unescape(raw)), 1)
    pieces = []
    at = 0
    for part in CUTS.split(raw):
        if piece := part.strip(" "):
            start = at + len(part) - len(part.lstrip(" "))
            place = f'{before} x="{left + size * start:.6g}"{between}'
            length = f'textLength="{size * cells(unescape(piece)):.6g}"'
            pieces.append(f"<text{place} {length}{after}>{piece.replace(' ', BLANK)}</text>")
        at += cells(unescape(part))
    return "".join(pieces)
