"""The look: two themes of our own, and what each role of a line looks like in any theme."""

from __future__ import annotations

from rich.color import Color
from rich.style import Style
from textual.theme import BUILTIN_THEMES, Theme

from debugger.tui.drawing import eight_bit, sixteen
from debugger.tui.drawing.contrast import READABLE, VISIBLE, Triplet, raised, readable

DARK = Theme(
    name="nixstep-dark",
    primary="#8fb4ff",
    secondary="#7fb0e8",
    accent="#8fb4ff",
    warning="#ecc27a",
    error="#ff8086",
    success="#93cda2",
    foreground="#d6dbe5",
    background="#14171f",
    surface="#1a1e28",
    panel="#222734",
    dark=True,
    variables={
        "nix-text": "#d6dbe5",
        "nix-strong": "#ffffff",
        "nix-dim": "#9fa8bb",
        "nix-faint": "#7b859a",
        "nix-border": "#3f495d",
        "nix-focus": "#8fb4ff",
        "nix-past": "#d9a3c7",
        "nix-past-border": "#5d4863",
        "nix-suspended": "#84b4ec",
        "nix-blackhole": "#c9a1f5",
        "nix-evaluated": "#93cda2",
        "nix-changed": "#ecc27a",
        "nix-changed-ground": "#413a25",
        "nix-current-ground": "#2b3955",
        "nix-cursor-ground": "#3e4a62",
        "nix-span-ground": "#2f5590",
        "nix-error": "#ff8086",
        "nix-error-ground": "#562a36",
        "nix-error-span-ground": "#84343f",
        "nix-break": "#ff7a6b",
        "nix-string": "#86c9bd",
        "nix-number": "#dcb58c",
        "nix-keyword": "#b3a7f0",
        "nix-bar": "#1d222d",
        "nix-hill": "#626d87",
        "border": "#8fb4ff",
        "border-blurred": "#3f495d",
        "input-cursor-background": "#8fb4ff",
    },
)

LIGHT = Theme(
    name="nixstep-light",
    primary="#2456b8",
    secondary="#2362a8",
    accent="#2456b8",
    warning="#8f5400",
    error="#b8232f",
    success="#24733f",
    foreground="#262b35",
    background="#fbfaf7",
    surface="#f3f2ee",
    panel="#e8e7e2",
    dark=False,
    variables={
        "nix-text": "#262b35",
        "nix-strong": "#000000",
        "nix-dim": "#505968",
        "nix-faint": "#6a7180",
        "nix-border": "#b9bcc4",
        "nix-focus": "#2456b8",
        "nix-past": "#8d3a78",
        "nix-past-border": "#c9a9c2",
        "nix-suspended": "#2362a8",
        "nix-blackhole": "#7a35ab",
        "nix-evaluated": "#24733f",
        "nix-changed": "#8f5400",
        "nix-changed-ground": "#e5ca92",
        "nix-current-ground": "#c0ceec",
        "nix-cursor-ground": "#b3bccd",
        "nix-span-ground": "#8fb3f0",
        "nix-error": "#b8232f",
        "nix-error-ground": "#f2babd",
        "nix-error-span-ground": "#ea8d93",
        "nix-break": "#c8321f",
        "nix-string": "#0d6b62",
        "nix-number": "#8a4a0f",
        "nix-keyword": "#5a41b5",
        "nix-bar": "#f0efea",
        "nix-hill": "#858d9e",
        "border": "#2456b8",
        "border-blurred": "#b9bcc4",
        "input-cursor-background": "#2456b8",
    },
)

OWN = (DARK, LIGHT)

DEFAULTS = {
    "text": "foreground",
    "strong": "foreground",
    "dim": "foreground-muted",
    "faint": "foreground-disabled",
    "border": "panel",
    "focus": "primary",
    "past": "accent",
    "past-border": "accent-muted",
    "suspended": "secondary",
    "blackhole": "accent",
    "evaluated": "success",
    "changed": "warning",
    "changed-ground": "warning-muted",
    "current-ground": "surface",
    "cursor-ground": "panel",
    "span-ground": "primary-muted",
    "error": "error",
    "error-ground": "error-muted",
    "error-span-ground": "error-darken-2",
    "break": "error",
    "string": "success",
    "number": "warning",
    "keyword": "secondary",
    "bar": "surface",
    "hill": "foreground-disabled",
}
"""Where a theme that knows nothing of us takes our colours from."""

FOREGROUNDS = {
    role: role
    for role in (
        *(
            "text",
            "dim",
            "faint",
            "border",
            "focus",
            "past",
            "past-border",
            "suspended",
            "blackhole",
            "evaluated",
        ),
        *("changed", "error", "break", "string", "number", "keyword", "hill"),
    )
}
GROUNDS = {
    "changed": "changed-ground",
    "current": "current-ground",
    "cursor": "cursor-ground",
    "error": "error-ground",
    "bar": "bar",
}
EXTRA = {
    "strong": ("strong", "", "bold"),
    "title": ("text", "", "bold"),
    "title-focus": ("focus", "", "bold"),
    "key": ("focus", "", "bold"),
    "op": ("text", "", ""),
    "op-current": ("strong", "", "bold"),
    "span": ("strong", "span-ground", "bold"),
    "span-error": ("strong", "error-span-ground", "bold"),
    "chosen": ("strong", "cursor-ground", "underline"),
    "chosen-span": ("strong", "span-ground", "bold underline"),
    "chosen-span-error": ("strong", "error-span-ground", "bold underline"),
    "error-strong": ("error", "", "bold"),
    "changed-strong": ("changed", "", "bold"),
    "evaluated-strong": ("evaluated", "", "bold"),
    "focus-strong": ("focus", "", "bold"),
    "past-strong": ("past", "", "bold"),
    "linked": ("changed", "", "underline"),
    "comment": ("faint", "", "italic"),
    "gone": ("faint", "", "strike"),
    "badge": ("background", "focus", "bold"),
    "badge-past": ("background", "past", "bold"),
    "badge-error": ("background", "error", "bold"),
    "badge-running": ("background", "changed", "bold"),
    "badge-done": ("background", "evaluated", "bold"),
}
COLOURLESS_GROUNDS = {"cursor": "reverse", "current": "bold", "error": "bold"}
COLOURLESS_ROLES = {
    "span": "underline bold",
    "span-error": "reverse",
    "chosen": "reverse",
    "chosen-span": "reverse",
    "chosen-span-error": "underline",
    "faint": "dim",
    "border": "dim",
    "past-border": "dim",
    "badge": "reverse",
    "badge-past": "reverse",
}


HUES = {
    "changed-ground": ("changed", VISIBLE, 2.0),
    "current-ground": ("focus", VISIBLE, 2.0),
    "cursor-ground": ("text", 1.8, 2.6),
    "span-ground": ("focus", 2.0, 3.2),
    "error-ground": ("error", VISIBLE, 2.2),
    "error-span-ground": ("error", 2.0, 3.2),
    "bar": ("text", 1.08, 1.6),
}
"""What a ground is tinted with where it is not seen, and its least and most contrast to the background."""
LINES = {"border": VISIBLE, "past-border": VISIBLE, "hill": 3.0}
"""Roles of what is drawn and not read, with the contrast that is enough for them."""


class Palette:
    """Styles by (role, ground) for one theme; `colourless` keeps what matters visible under NO_COLOR.

    Where `limits` is `native` or `few`, only the terminal's own colours are used: because the theme is the
    terminal's, or because it has no others. `256` is for one that has so many.
    """

    def __init__(
        self,
        variables: dict[str, str],
        colourless: bool = False,
        dark: bool = True,
        limits: str = "",
    ) -> None:
        self.limits = limits
        self.colours = {} if limits in ("native", "few") else resolve(variables)
        if limits == "256":
            self.colours |= grounds_of_256(self.colours)
        self.colourless = colourless
        self.dark = dark
        self.made: dict[tuple[str, str], Style] = {}

    def style(self, role: str, ground: str = "") -> Style:
        """The style of a role on a ground, made once."""
        key = (role, ground)
        found = self.made.get(key)
        if found is None:
            found = self.made[key] = self.make(role, ground)
        return found

    def make(self, role: str, ground: str) -> Style:
        """Fore- and background from the theme, attributes from the role."""
        front, back, attributes = EXTRA.get(role, (FOREGROUNDS.get(role, "text"), "", ""))
        if not self.colours:
            hue = back if front == "background" else front
            return sixteen.style(role, hue, attributes, ground, self.dark, self.limits == "native")
        behind = self.colours[back or GROUNDS.get(ground, "background")]
        least = LINES.get(role, READABLE)
        shown = readable(self.colours[front], behind, least)
        if self.limits == "256":
            behind = eight_bit.nearest(behind)
            shown = eight_bit.nearest(shown, behind, least)
        style = Style.parse(attributes) + Style.from_color(Color.from_rgb(*shown), Color.from_rgb(*behind))
        if self.colourless:
            style += Style.parse(COLOURLESS_GROUNDS.get(ground, "") or "")
            style += Style.parse(COLOURLESS_ROLES.get(role, "") or "")
        return style


def grounds_of_256(colours: dict[str, Triplet]) -> dict[str, Triplet]:
    """Background and grounds on a terminal of 256 colours."""
    background = eight_bit.nearest(colours["background"])
    grounds = {
        name: eight_bit.ground_of(name, colours[name], background, least, most + 1)
        for name, (_, least, most) in HUES.items()
    }
    return {**grounds, "background": background}


def resolve(variables: dict[str, str]) -> dict[str, Triplet]:
    """Our colours in a theme. Grounds are made to be seen; text is made readable on each of them later."""
    from textual.color import Color as TextualColor

    background = TextualColor.parse(variables.get("background", "#000000"))
    colours = {"background": background.rgb}
    for name, other in DEFAULTS.items():
        text = variables.get(f"nix-{name}") or variables.get(other) or "#808080"
        try:
            colour = TextualColor.parse(text.split()[0])
        except ValueError:
            colour = TextualColor.parse("#808080")
        colours[name] = (background + colour).rgb if colour.a < 1 else colour.rgb
    for name, (hue, least, most) in HUES.items():
        tint = readable(colours[hue], background.rgb)
        colours[name] = raised(colours[name], tint, background.rgb, least, most)
    return colours


def all_themes() -> dict[str, Theme]:
    """Our own and those of Textual, by their names."""
    return {**BUILTIN_THEMES, **{each.name: each for each in OWN}}
