"""Panels: focus, cursor, zoom. All of these work on the panel that has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.text import safe_shown
from debugger.tui.actions.moving import count_of
from debugger.tui.commands import Act, command
from debugger.tui.drawing.lines import line, pad
from debugger.tui.panels.tabs import TITLES
from debugger.tui.placing.layouts import LAYOUTS
from debugger.tui.placing.plan import DOCK, PANELS
from debugger.tui.placing.plan import DOCKED as DOCKS
from debugger.tui.placing.remembered import is_name
from debugger.tui.sheets.sheet import DOCKED
from debugger.tui.verbs import VERBS, verb_id
from debugger.tui.windows.picker import PickerScreen

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


@command(
    "panel.hide",
    "",
    "Hide a panel",
    "The focused one, or one by its name; its place goes to its neighbours. Its key shows it again.",
    GROUP,
    "hide",
    ":hide [PANEL]",
)
def hide(app: NixStep, name: str) -> None:
    wanted = panel_named(name) if name else app.focused_panel.id or ""
    if wanted not in PANELS:
        raise DebuggerError("this panel cannot be hidden")
    if not app.desk.hide(wanted):
        raise DebuggerError("nothing else would stand in its place here")
    if app.focused_panel.id == wanted:
        app.focus_panel(next(each for each in app.desk.recent if each in app.desk.places))
    app.say(f"{wanted} is hidden: {TITLES[wanted][0]} shows it again")


def panel_named(text: str) -> str:
    """A panel by its name or number; DebuggerError if there is none."""
    for name, (number, title) in TITLES.items():
        if text in (name, str(number)) or text.lower() == title.lower():
            return name
    raise DebuggerError(f"there is no panel '{safe_shown(text)}': there are {', '.join(PANELS)}")


@command(
    "panel.layout",
    "",
    "Layout",
    "Arranges the panels; without a name it lets you choose. `:layout save NAME` keeps the present one.",
    GROUP,
    "layout",
    ":layout [save] [NAME]",
)
def layout(app: NixStep, text: str) -> None:
    word, _, name = text.partition(" ")
    if word == "save":
        save(app, name.strip())
        return
    names = [*LAYOUTS, *app.remains.layouts]
    if text:
        arrange(app, text)
        return
    width = max(map(len, names))
    rows = [
        line(
            (f" {pad(each, width)}", "text"),
            (f"  {LAYOUTS[each][0] if each in LAYOUTS else 'your own'}", "dim"),
        )
        for each in names
    ]

    def chosen(row: int | None) -> None:
        if row is not None:
            arrange(app, names[row])

    app.push_screen(PickerScreen("Layouts", rows, 0), chosen)


def arrange(app: NixStep, name: str) -> None:
    """Arrange the panels as a layout says; DebuggerError if there is none of that name."""
    wanted = app.layout_called(name)
    if wanted is None:
        known = ", ".join([*LAYOUTS, *app.remains.layouts])
        raise DebuggerError(f"there is no layout '{safe_shown(name)}': there are {known}")
    app.desk.lay_out(wanted)
    if (app.focused_panel.id or "") not in app.desk.places:
        app.focus_panel(next(each for each in app.desk.recent if each in app.desk.places))
    app.say(f"layout: {safe_shown(name)}")


def save(app: NixStep, name: str) -> None:
    """Keep the present arrangement under a name."""
    if not is_name(name) or name in LAYOUTS or name == "save":
        raise DebuggerError("a layout of your own needs one word as its name, and one that is free")
    app.remains.layouts[name] = app.desk.arrangement
    app.remember_soon()
    app.say(f"layout {safe_shown(name)} is kept: :layout {safe_shown(name)} brings it back")


def moves(verb: str) -> Act:
    """The action of a key that moves in lists."""

    def move(app: NixStep, argument: str) -> None:
        app.focused_panel.move(verb)

    return move


for verb, (keys, title, description) in VERBS.items():
    command(verb_id(verb), keys, title, description, GROUP)(moves(verb))
