"""Calls: the tree of forces and calls, with what each cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.tui.actions.travel import jump, standing
from debugger.tui.commands import command
from debugger.tui.screens.calls import CallTreeScreen, CallView

if TYPE_CHECKING:
    from debugger.tui.app import NixStep

GROUP = "Looking around"
KEPT = "calls"


@command(
    "look.calls",
    "K",
    "Call tree",
    "Forces and calls nested as they happened, with the steps of each, opened where you are; < and > go to "
    "the first step of one and to its end.",
    GROUP,
    "tree",
    ":tree",
)
def calls(app: NixStep, argument: str) -> None:
    history = standing(app)
    if not history.edge:
        raise DebuggerError("nothing has run yet: i begins")
    view = app.kept.get(KEPT)
    if not isinstance(view, CallView):
        view = app.kept[KEPT] = CallView(history)
    view.renew()

    def go(step: int, words: str) -> None:
        try:
            jump(app, step, words)
        except DebuggerError as error:
            app.say(str(error), wrong=True)

    app.push_screen(CallTreeScreen(view, go, app.session.own.has_path))
