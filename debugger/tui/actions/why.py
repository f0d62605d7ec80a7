"""Why: the chain of demand of what one looks at, down to the toplevel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.numerals import grouped
from debugger.tui.actions.travel import jump
from debugger.tui.commands import command
from debugger.tui.placing.dock import nothing_due
from debugger.tui.screens.why import WhyScreen

if TYPE_CHECKING:
    from debugger.tui.app import NixStep
    from debugger.views.snapshot import Snapshot

GROUP = "Looking around"


@command(
    "look.why",
    "y",
    "Why is this happening",
    "Who demanded this step, and who demanded that, down to the program; Enter goes to the step of a demand. "
    "An infinite recursion is drawn as the cycle that it is.",
    GROUP,
    "why",
)
def why(app: NixStep, argument: str) -> None:
    if app.runner.running():
        raise DebuggerError("still running: Esc pauses")
    if not is_anything_due(app):
        raise DebuggerError(nothing_due(app.session))
    if app.dock.go("why"):
        return
    snapshot = app.snapshot
    error = snapshot.error.label if snapshot.error is not None and snapshot.status == "error" else ""
    title = f"Why step {snapshot.moment}  {error or snapshot.opcode or due(snapshot)}"
    app.push_screen(WhyScreen(title, app.session.looked_for_why(), app.dock.follow_link, app.session.near))


def due(snapshot: Snapshot) -> str:
    """Between two steps: the continuation that runs."""
    return next((each.text for each in snapshot.continuations if each.is_due), "")


def is_anything_due(app: NixStep) -> bool:
    """Whether somebody waits for something; after a failure that is looked for where it happened."""
    failed = app.session.history.failed_step
    if app.session.is_anything_due:
        return True
    if failed is None or failed not in app.session.history:
        return False
    jump(app, failed, f"the program failed at step {grouped(failed)}")
    return app.session.is_anything_due
