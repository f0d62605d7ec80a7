"""Panels: focus, cursor, zoom. All of these work on the panel that has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debugger.tui.commands import Act, command
from debugger.tui.panels.panel import TITLES
from debugger.tui.plan import PANELS
from debugger.tui.verbs import VERBS, verb_id

if TYPE_CHECKING:
    from debugger.tui.app import NixStep

GROUP = "Panels"
DESCRIBED = {
    "source": "the program's text and where it stands",
    "bytecode": "the instructions of the running code",
    "frames": "calls and forces under way",
    "stack": "the values that instructions work on",
    "withs": "sets that free names are looked up in",
    "upvalues": "what the running code captured",
    "continuations": "what will happen with each result",
    "output": "trace messages and warnings",
}


def focuses(name: str) -> Act:
    """The action of a panel's own key."""

    def focus(app: NixStep, argument: str) -> None:
        app.focus_panel(name)

    return focus


for name, (number, title) in TITLES.items():
    command(f"panel.{name}", str(number), title, f"Shows and focuses it: {DESCRIBED[name]}.", GROUP, name)(
        focuses(name)
    )


@command("panel.next", "tab", "Next panel", "Moves the focus on.", GROUP)
def focus_next(app: NixStep, argument: str) -> None:
    app.focus_panel(neighbour(app, 1))


@command("panel.previous", "shift+tab", "Previous panel", "Moves the focus back.", GROUP)
def focus_previous(app: NixStep, argument: str) -> None:
    app.focus_panel(neighbour(app, -1))


def neighbour(app: NixStep, by: int) -> str:
    """The panel `by` places further on, round and round; its id."""
    return PANELS[(PANELS.index(app.focused_panel.id or "source") + by) % len(PANELS)]


@command(
    "panel.zoom",
    "z",
    "Zoom",
    "Gives the whole screen to the panel, or takes it back.",
    GROUP,
    "zoom",
    ":zoom",
)
def zoom(app: NixStep, argument: str) -> None:
    app.zoom()


def moves(verb: str) -> Act:
    """The action of a key that moves in lists."""

    def move(app: NixStep, argument: str) -> None:
        app.focused_panel.move(verb)

    return move


for verb, (keys, title, description) in VERBS.items():
    command(verb_id(verb), keys, title, description, GROUP)(moves(verb))
