"""Everything else: help, palette, command line, themes, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.text import safe_shown
from debugger.tui.commands import command
from debugger.tui.screens.help import HelpScreen

if TYPE_CHECKING:
    from debugger.tui.app import NixStep

GROUP = "Everything else"


@command(
    "window.command",
    "colon",
    "Command line",
    "Commands by name, with counts: `:i 40`.",
    GROUP,
)
def open_command_line(app: NixStep, argument: str) -> None:
    app.open_command_line()


@command(
    "window.palette", "ctrl+p", "Command palette", "Searches everything that can be done.", GROUP, "palette"
)
def palette(app: NixStep, argument: str) -> None:
    app.action_command_palette()


@command(
    "window.theme",
    "",
    "Theme",
    "Changes the colours; without a name it lets you choose.",
    GROUP,
    "theme",
    ":theme NAME",
)
def theme(app: NixStep, name: str) -> None:
    if not name:
        app.action_change_theme()
        return
    known = app.available_themes
    chosen = name if name in known else f"nixstep-{name}"
    if chosen not in known:
        raise DebuggerError(f"there is no theme '{safe_shown(name)}': try dark, light or :theme alone")
    app.theme = chosen
    app.say(f"theme: {chosen}")


@command(
    "window.help",
    "question_mark f1",
    "Help",
    "The keys to begin with, marks and words, the focused panel's keys, and all commands; `/` searches.",
    GROUP,
    "help",
    ":help",
)
def show_help(app: NixStep, argument: str) -> None:
    app.push_screen(HelpScreen(app.focused_panel.id or ""))


@command("window.interrupt", "ctrl+c", "Pause", "Pauses a run, like Esc. Never quits.", GROUP)
def interrupt(app: NixStep, argument: str) -> None:
    if app.command_line.input.is_open:
        app.command_line.input.finish("")
    elif app.session.motion is not None:
        app.runner.pause()
    else:
        app.say("press q to quit")


@command(
    "window.suspend", "ctrl+z", "To the shell", "Puts nixstep in the background; fg brings it back.", GROUP
)
def suspend(app: NixStep, argument: str) -> None:
    app.action_suspend_process()


@command("window.quit", "q ctrl+q", "Quit", "Leaves nixstep.", GROUP, "quit q exit", ":quit")
def leave(app: NixStep, argument: str) -> None:
    app.exit(0)
