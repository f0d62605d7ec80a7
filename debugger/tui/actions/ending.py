"""The ending: what can be asked of a program that is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.motions import Continue
from debugger.tui.actions.moving import FORWARD
from debugger.tui.commands import FORCE, command
from debugger.tui.panels.holding import HoldingPanel
from debugger.tui.screens.value import ValueScreen, ValueSheet

if TYPE_CHECKING:
    from debugger.tui.app import NixStep
    from debugger.views.snapshot import ValueView


@command(
    FORCE,
    "X",
    "Force the result",
    "When the program is done: forces what was never needed of its value, or the thunk under the cursor. "
    "That goes on with the same run, so one can walk back through it.",
    FORWARD,
    "strict force",
    ":strict",
)
def force_result(app: NixStep, argument: str) -> None:
    if app.runner.running():
        raise DebuggerError("still running: Esc pauses")
    chosen = under_cursor(app)
    app.session.force_result(chosen.ref if chosen is not None and chosen.state == "suspended" else 0)
    if isinstance(app.screen, ValueScreen):
        app.screen.dismiss(None)
    app.runner.begin(Continue())


def under_cursor(app: NixStep) -> ValueView | None:
    """The value that the cursor is on, in a window or in a panel."""
    panel = app.screen.opened if isinstance(app.screen, ValueScreen) else app.focused_panel
    if isinstance(panel, ValueSheet):
        return panel.node.value
    found = panel.value() if isinstance(panel, HoldingPanel) else None
    return found[1] if found is not None else None
