"""Panels: focus, cursor, zoom. All of these work on the panel that has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.tui.actions.moving import count_of
from debugger.tui.commands import Act, command
from debugger.tui.panels.tabs import TITLES
from debugger.tui.placing.plan import DOCK, PANELS
from debugger.tui.placing.plan import DOCKED as DOCKS
from debugger.tui.sheets.sheet import DOCKED
from debugger.tui.verbs import VERBS, verb_id

if TYPE_CHECKING:
    from debugger.tui.app import NixStep

GROUP = "Panels"
DESCRIBED = {
    "source": "the program's text and where it stands",
    "bytecode": "the instructions of the running code",
    "frames": "who waits for whom, calls and forces under way and where their results go",
    "stack": "the values that instructions work on",
    "withs": "sets that free names are looked up in",
    "upvalues": "what the running code captured",
    "continuations": "the plain list of what will happen with each result",
    "output": "trace messages and warnings",
}


def focuses(name: str) -> Act:
    """The action of a panel's own key."""

    def focus(app: NixStep, argument: str) -> None:
        app.focus_panel(name)

    return focus


def goes_to_dock(name: str) -> Act:
    """The action of the key of a docked sheet."""

    def go(app: NixStep, argument: str) -> None:
        if not app.desk.has_place_for(name):
            raise DebuggerError(
                f"there is no room for a third column: it takes {DOCK[0]} columns. "
                + ("y shows why" if name == "why" else "Enter opens a value")
            )
        app.focus_panel(name)

    return go


for name, (number, title) in TITLES.items():
    command(f"panel.{name}", str(number), title, f"Shows and focuses it: {DESCRIBED[name]}.", GROUP, name)(
        focuses(name)
    )


DOCK_DESCRIBED = {
    "value": "what is in the value under the cursor of 4, 5 or 6",
    "why": "who demanded what happens now, and who demanded that",
}
for name, words in DOCK_DESCRIBED.items():
    key, title = DOCKED[name]
    command(
        f"panel.{name}",
        key,
        f"{title}, in the third column",
        f"On wide screens, follows the cursor: {words}. Esc goes back.",
        GROUP,
        f"dock-{name}",
    )(goes_to_dock(name))


@command("panel.next", "tab", "Next panel", "Moves the focus on.", GROUP)
def focus_next(app: NixStep, argument: str) -> None:
    app.focus_panel(neighbour(app, 1))


@command("panel.previous", "shift+tab", "Previous panel", "Moves the focus back.", GROUP)
def focus_previous(app: NixStep, argument: str) -> None:
    app.focus_panel(neighbour(app, -1))


def neighbour(app: NixStep, by: int) -> str:
    """The panel `by` places further on, round and round; its id."""
    docked = [name for name in DOCKS if app.desk.has_place_for(name)] if app.desk.zoomed is None else []
    names = [*PANELS, *docked]
    here = app.focused_panel.id or "source"
    return names[((names.index(here) if here in names else 0) + by) % len(names)]


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


@command(
    "panel.grow",
    "plus",
    "Larger panel",
    "Makes the focused panel larger; its borders can be dragged too. That is remembered.",
    GROUP,
    "grow",
    ":grow N",
)
def grow(app: NixStep, argument: str) -> None:
    resize(app, count_of(argument))


@command("panel.shrink", "minus", "Smaller panel", "Makes it smaller.", GROUP, "shrink", ":shrink N")
def shrink(app: NixStep, argument: str) -> None:
    resize(app, -count_of(argument))


def resize(app: NixStep, by: int) -> None:
    """Larger, or smaller if negative; DebuggerError where there is no border, or none that gives way."""
    if app.desk.zoomed is not None:
        raise DebuggerError("the panel has the whole screen: z gives it back")
    if not app.desk.grow(app.focused_panel.id or "", by):
        raise DebuggerError(f"this panel cannot be {'larger' if by > 0 else 'smaller'} here")


@command(
    "panel.even",
    "equals_sign",
    "Usual sizes",
    "Puts all borders back to where they stand by themselves.",
    GROUP,
    "even",
    ":even",
)
def even_out(app: NixStep, argument: str) -> None:
    if not app.desk.even_out():
        app.say("the borders are where they stand by themselves: + and - move them, and the mouse")


def moves(verb: str) -> Act:
    """The action of a key that moves in lists."""

    def move(app: NixStep, argument: str) -> None:
        app.focused_panel.move(verb)

    return move


for verb, (keys, title, description) in VERBS.items():
    command(verb_id(verb), keys, title, description, GROUP)(moves(verb))
