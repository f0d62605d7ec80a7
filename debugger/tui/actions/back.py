"""Going back: the motions of `moving` with time reversed, on the same letters in upper case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.history.history import NO_RECORD
from debugger.motions import Backwards, Continue, Finish, Into, Motion, Over, SourceOver, SourceStep
from debugger.tui.actions.moving import count_of, cursor_motion
from debugger.tui.commands import command

if TYPE_CHECKING:
    from debugger.tui.app import NixStep

GROUP = "Going back"


def move_back(app: NixStep, motion: Motion, count: str = "") -> None:
    """Walk back through the record; at its beginning there is nothing to do but to say so."""
    history = app.session.history
    if history.recorder is None:
        raise DebuggerError(NO_RECORD)
    if not app.runner.running() and history.step <= history.start:
        app.say("this is the first step" + (" that is recorded" if history.start else ""))
        return
    app.runner.begin(Backwards(motion), count_of(count))


@command(
    "back.opcode", "I", "One opcode back", "To the instruction that ran before.", GROUP, "I back", ":I N"
)
def opcode_back(app: NixStep, count: str) -> None:
    move_back(app, Into(), count)


@command(
    "back.opcode-over",
    "O",
    "Back over, by opcode",
    "To this frame's instruction before: what that called or forced is passed over.",
    GROUP,
    "O",
    ":O N",
)
def opcode_over_back(app: NixStep, count: str) -> None:
    move_back(app, Over(), count)


@command(
    "back.source",
    "S",
    "Source step back",
    "To where the expression before began evaluating, entering calls and forces from their end.",
    GROUP,
    "S",
    ":S N",
)
def source_back(app: NixStep, count: str) -> None:
    move_back(app, SourceStep(app.session.skipped), count)


@command(
    "back.over",
    "N",
    "Back over",
    "To this frame's expression before: calls and forces are passed over.",
    GROUP,
    "N",
    ":N N",
)
def over_back(app: NixStep, count: str) -> None:
    move_back(app, SourceOver(app.session.skipped), count)


@command(
    "back.start",
    "F",
    "Start of the frame",
    "Back to the first instruction of the selected frame.",
    GROUP,
    "F",
    ":F",
)
def frame_start(app: NixStep, count: str) -> None:
    move_back(app, Finish(app.session.selected), count)


@command(
    "back.continue",
    "C",
    "Reverse continue",
    "Back to a breakpoint or to the first step.",
    GROUP,
    "C reverse",
    ":C N",
)
def continue_back(app: NixStep, count: str) -> None:
    move_back(app, Continue(), count)


@command(
    "back.cursor",
    "T",
    "Back to the cursor",
    "To when the line or instruction under the cursor of Source or Bytecode was due last.",
    GROUP,
    "T",
    ":T",
)
def cursor_back(app: NixStep, argument: str) -> None:
    move_back(app, cursor_motion(app))
