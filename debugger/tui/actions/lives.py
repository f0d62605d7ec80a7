"""Lives: the thunks of the window, when they were made, forced and evaluated, and what that cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debugger.tui.actions.travel import standing
from debugger.tui.commands import command
from debugger.tui.screens.thunks import ThunksScreen

if TYPE_CHECKING:
    from debugger.tui.app import NixStep

GROUP = "Looking around"


@command(
    "look.thunks",
    "L",
    "Lives of the thunks",
    "When each thunk was made, forced, by whom, and evaluated, and what that cost; sorted and filtered as "
    "you like, every step a jump. Tab adds up what each place in the source made in the whole run.",
    GROUP,
    "thunks",
    ":thunks TEXT",
)
def thunks(app: NixStep, text: str) -> None:
    standing(app)
    view = app.dock.thunk_view()
    if text:
        view.text, view.is_old = text, True
        app.dock.made_of.pop("thunks", None)
    if app.dock.go("thunks"):
        return
    app.push_screen(ThunksScreen(view, app.travel), app.dock.renew)
