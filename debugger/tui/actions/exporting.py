"""Exporting: what is seen, handed on as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.exports.files import write_file
from debugger.exports.story import story_of
from debugger.text import safe_shown
from debugger.tui.commands import command

if TYPE_CHECKING:
    from debugger.tui.app import NixStep


@command(
    "share.export",
    "x",
    "Export",
    "Writes the screen as a picture (`:export screen.svg`), or the steps with marks and notes as a story in "
    "Markdown (`:export story.md`). `nixstep export` makes films and lines of JSON.",
    "Everything else",
    "export",
    ":export FILE.svg|FILE.md",
)
def export(app: NixStep, name: str) -> None:
    if not name:
        app.open_command_line("export ")
        return
    if app.runner.running():
        raise DebuggerError("still running: Esc pauses")
    if name.lower().endswith(".svg"):
        text = app.export_screenshot(title="nixstep", simplify=True)
    elif name.lower().endswith(".md"):
        text = story_of(app.session)
    else:
        raise DebuggerError("which form? :export screen.svg, :export story.md")
    write_file(name, text)
    app.say(f"written: {safe_shown(name)}")
