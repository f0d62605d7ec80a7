"""Calls: the tree of forces and calls, with what each cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.tui.actions.travel import standing
from debugger.tui.commands import command
from debugger.tui.screens.calls import CallTreeScreen

if TYPE_CHECKING:
    from debugger.tui.app import NixStep

GROUP = "Looking around"


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
    if not standing(app).edge:
        raise DebuggerError("nothing has run yet: i begins")
    if app.dock.go("tree"):
        return
    app.push_screen(
        CallTreeScreen(app.dock.call_view(), app.travel, app.session.own.has_path), app.dock.renew
    )
