"""The look: two themes of our own, and what each role of a line looks like in any theme."""

from __future__ import annotations

from rich.color import Color
from rich.style import Style
from textual.theme import Theme

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
        "nix-dim": "#949db0",
        "nix-faint": "#626c80",
        "nix-border": "#353d4e",
        "nix-focus": "#8fb4ff",
        "nix-past": "#d9a3c7",
        "nix-past-border": "#54415a",
        "nix-suspended": "#84b4ec",
        "nix-blackhole": "#c9a1f5",
        "nix-evaluated": "#93cda2",
        "nix-changed": "#ecc27a",
        "nix-changed-ground": "#2a261c",
        "nix-current-ground": "#1f2735",
        "nix-cursor-ground": "#313a4d",
        "nix-span-ground": "#2c4a75",
        "nix-error": "#ff8086",
        "nix-error-ground": "#3a1f26",
        "nix-error-span-ground": "#73303a",
        "nix-break": "#ff7a6b",
        "nix-string": "#86c9bd",
        "nix-number": "#dcb58c",
        "nix-keyword": "#b3a7f0",
        "nix-bar": "#1d222d",
        "border": "#8fb4ff",
        "border-blurred": "#353d4e",
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
        "nix-dim": "#5c6575",
        "nix-faint": "#8a91a0",
        "nix-border": "#cfd1d6",
        "nix-focus": "#2456b8",
        "nix-past": "#8d3a78",
        "nix-past-border": "#d8bcd2",
        "nix-suspended": "#2362a8",
        "nix-blackhole": "#7a35ab",
        "nix-evaluated": "#24733f",
        "nix-changed": "#8f5400",
        "nix-changed-ground": "#fbf0d4",
        "nix-current-ground": "#eaf0fa",
        "nix-cursor-ground": "#dde3ee",
        "nix-span-ground": "#bcd4fa",
        "nix-error": "#b8232f",
        "nix-error-ground": "#fbe4e4",
        "nix-error-span-ground": "#f5b8bb",
        "nix-break": "#c8321f",
        "nix-string": "#0d6b62",
        "nix-number": "#8a4a0f",
        "nix-keyword": "#5a41b5",
        "nix-bar": "#f0efea",
        "border": "#2456b8",
        "border-blurred": "#cfd1d6",
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
        *("changed", "error", "break", "string", "number", "keyword"),
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
    "comment": ("faint", "", "italic"),
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


class Palette:
    """Styles by (role, ground) for one theme; `colourless` keeps what matters visible under NO_COLOR."""

    def __init__(self, variables: dict[str, str], colourless: bool = False) -> None:
        self.colours = resolve(variables)
        self.colourless = colourless
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
        back = back or GROUNDS.get(ground, "background")
        style = Style.parse(attributes) + Style.from_color(self.colours[front], self.colours[back])
        if self.colourless:
            style += Style.parse(COLOURLESS_GROUNDS.get(ground, "") or "")
            style += Style.parse(COLOURLESS_ROLES.get(role, "") or "")
        return style


def resolve(variables: dict[str, str]) -> dict[str, Color]:
    """Our colours in a theme, as Rich colours."""
    from textual.color import Color as TextualColor

    background = TextualColor.parse(variables.get("background", "#000000"))
    colours = {"background": background.rich_color}
    for name, other in DEFAULTS.items():
        text = variables.get(f"nix-{name}") or variables.get(other) or "#808080"
        try:
            colour = TextualColor.parse(text.split()[0])
        except ValueError:
            colour = TextualColor.parse("#808080")
        colours[name] = (background + colour).rich_color if colour.a < 1 else colour.rich_color
    return colours
