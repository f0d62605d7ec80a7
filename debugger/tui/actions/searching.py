"""Searching: `/` looks for a text in the panel that has the focus, `.` and `,` go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.text import safe_shown
from debugger.tui.actions.times import go_on
from debugger.tui.commands import SEARCH, command
from debugger.tui.panels.panel import Panel
from debugger.tui.panels.source import SourcePanel
from debugger.tui.panels.tabs import TITLES

if TYPE_CHECKING:
    from debugger.tui.app import NixStep

GROUP = "Looking around"
WIDE = 2_000
"""Cells of a row that are looked at."""


@command(
    SEARCH,
    "slash",
    "Search",
    "In the panel that has the focus: source, code, values, names, output. Without capitals it finds both; "
    ":find searches the history.",
    GROUP,
    "search",
    ":search TEXT",
)
def search(app: NixStep, text: str) -> None:
    if not text:
        app.open_command_line("search ")
        return
    app.needle, app.times = text, []
    seek(app, backwards=False)


@command("look.next-match", "full_stop", "Next match", "Of the last search.", GROUP, "match", ":match")
def next_match(app: NixStep, argument: str) -> None:
    seek(app, backwards=False)


@command(
    "look.previous-match", "comma", "Previous match", "Of the last search.", GROUP, "unmatch", ":unmatch"
)
def previous_match(app: NixStep, argument: str) -> None:
    seek(app, backwards=True)


def seek(app: NixStep, backwards: bool) -> None:
    """Move the cursor to the next row with the text; after the last comes the first."""
    if app.times:
        go_on(app, backwards)
        return
    if not app.needle:
        raise DebuggerError("nothing was searched for yet: / searches")
    panel, count = app.focused_panel, app.focused_panel.count()
    title = TITLES[panel.id or ""][1] if panel.id in TITLES else "this panel"
    step = -1 if backwards else 1
    for distance in range(1, count + 1):
        row = (panel.cursor + step * distance) % count
        if is_in(app.needle, row_text(panel, row)):
            is_round = row <= panel.cursor if not backwards else row >= panel.cursor
            panel.move_to(row)
            where = f"row {row + 1} of {count}" + (", from the other end" if is_round else "")
            app.say(f"{safe_shown(app.needle)}: {where}")
            return
    raise DebuggerError(f"'{safe_shown(app.needle)}' is not in {title}")


def is_in(needle: str, text: str) -> bool:
    """Capitals count only if the needle has some."""
    return needle in (text if needle != needle.lower() else text.lower())


def row_text(panel: Panel, row: int) -> str:
    """What a row says; of a source the whole line."""
    if isinstance(panel, SourcePanel) and panel.view is not None:
        return panel.view.text.line_text(panel.line_at(row))
    found = panel.rows(WIDE, row, 1)
    return found[0].text if found else ""
