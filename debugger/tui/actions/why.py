"""Why: the chain of demand of what one looks at, down to the toplevel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.provenance.demand import Link
from debugger.tui.actions.travel import jump
from debugger.tui.commands import command
from debugger.tui.drawing.lines import grouped
from debugger.tui.screens.why import WhyScreen
from debugger.views.snapshot import moment_text

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
        raise DebuggerError(nothing_due(app))
    snapshot = app.snapshot

    def follow(links: Sequence[Link], number: int, where: str) -> None:
        try:
            go_to(app, links, number, where)
        except DebuggerError as error:
            app.say(str(error), wrong=True)

    error = snapshot.error.label if snapshot.error is not None and snapshot.status == "error" else ""
    title = f"Why step {snapshot.moment}  {error or snapshot.opcode or due(snapshot)}"
    app.push_screen(WhyScreen(title, app.session.looked_for_why(), follow))


def number_of(label: str) -> int:
    """Of `thunk#17`."""
    return int(label.removeprefix("thunk#"))


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


def nothing_due(app: NixStep) -> str:
    """Why there is no chain to show, and what to press."""
    if not app.session.ended:
        return "nothing is being evaluated yet: i begins"
    if app.session.history.recorder is None:
        return "nothing is being evaluated any more: R runs the program again"
    return "nothing is being evaluated any more: I goes back to where something was"


def go_to(app: NixStep, links: Sequence[Link], number: int, where: str) -> None:
    """Go to the step that forced or made what a link evaluates; where none is known, to its frame."""
    link = links[number]
    step = {"forced": link.forced, "made": link.made}.get(where, -1)
    if step >= 0:
        words = "forced" if where == "forced" else "made"
        tick = app.session.history.life_tick("force", number_of(link.thunk), step) if where == "forced" else 0
        jump(app, step, f"{link.called} {words}: step {moment_text(step, tick)}", tick)
        return
    if where == "made":
        raise DebuggerError("the step that made this is not known" if link.thunk else "this is no thunk")
    frame = next((each.frame for each in links[number:] if each.frame), 0)
    if not frame:
        raise DebuggerError("this has no frame of its own")
    app.select_frame(frame)
    app.say(f"frame {frame} of {app.snapshot.frame_count}")
