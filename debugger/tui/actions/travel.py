"""Jumping in time: to a step, to both ends of the record, and back from a jump."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.history.history import NO_RECORD, History
from debugger.history.places import WHERE
from debugger.motions import ToStep
from debugger.numerals import grouped
from debugger.tui.commands import command
from debugger.views.snapshot import moment_text

if TYPE_CHECKING:
    from debugger.tui.app import NixStep

GROUP = "Jumping in time"
RAN = re.compile(r".*:[0-9]{1,9}(:[0-9]{1,9})?\Z|.+@[0-9]{1,9}\Z", re.DOTALL)
AHEAD = re.compile(r"\+?[0-9][0-9 ,_]{0,19}\Z")


def standing(app: NixStep) -> History:
    """The history, while nothing runs; DebuggerError otherwise, or where nothing is recorded."""
    if app.runner.running():
        raise DebuggerError("still running: Esc pauses")
    if app.session.history.recorder is None:
        raise DebuggerError(NO_RECORD)
    return app.session.history


def jump(app: NixStep, step: int, message: str, tick: int = 0) -> None:
    """Look at another step, or a tick of it; DebuggerError if there is none. It may have to be made again."""
    standing(app)
    app.session.travel(step, message, tick=tick)
    app.runner.go_on()


@command(
    "run.goto",
    "at",
    "Go to a step",
    "`@40`, `:goto -10`, `end`, `error`, `mark a`, `next error`, `last force of thunk#17`, `push of 3`; "
    "`:12` or `cake.nix:12` lists all times that a line ran.",
    GROUP,
    "goto",
    ":goto WHERE",
)
def goto(app: NixStep, where: str) -> None:
    if not where:
        app.open_command_line("goto ")
        app.say(WHERE)
        return
    history = app.session.history
    if app.runner.running():
        raise DebuggerError("still running: Esc pauses")
    if is_place(where):
        app.command("event.log", placed(app, where))
        return
    number = ahead(where, history.step)
    if number is not None and (number > history.edge or history.recorder is None):
        run_to(app, number)
        return
    step, tick = standing(app).find(where)
    name = f"step {moment_text(step, tick)}"
    if (step, tick) == history.here:
        app.say(f"{name} is where you are")
        return
    jump(app, step, name if number is not None else f"{where}: {name}", tick)


def is_place(where: str) -> bool:
    """Whether `cake.nix:12` or `:12` is meant, which may have run at many times."""
    return bool(RAN.match(where)) and not where.startswith("mark ")


def placed(app: NixStep, where: str) -> str:
    """The same with its file: that in the Source panel if none is named."""
    return f"{app.source.path}{where}" if where.startswith(":") else where


def ahead(where: str, here: int) -> int | None:
    """The step that `40` or `+10` names; None for any other place."""
    if not AHEAD.match(where):
        return None
    number = int(re.sub("[+ ,_]", "", where))
    return here + number if where.startswith("+") else number


def run_to(app: NixStep, step: int) -> None:
    """Beyond the live edge the machine goes on."""
    history = app.session.history
    if step < history.edge:
        raise DebuggerError(NO_RECORD)
    if step == history.edge:
        app.say(f"step {grouped(step)} is where you are")
        return
    if app.session.ended:
        raise DebuggerError(
            f"there is no step {grouped(step)}: the program ended at step {grouped(history.edge)}"
        )
    if not history.is_live:
        history.jump(history.edge)
    app.runner.begin(ToStep(step))


@command(
    "time.first",
    "less_than_sign",
    "First step",
    "To the first step of the run.",
    GROUP,
    "first",
    ":first",
)
def first(app: NixStep, argument: str) -> None:
    jump(app, 0, "the first step")


@command(
    "time.last",
    "greater_than_sign",
    "Last step",
    "To the live edge, where the machine stands.",
    GROUP,
    "last live",
    ":last",
)
def last(app: NixStep, argument: str) -> None:
    history = standing(app)
    jump(app, history.edge, "the end of the run" if app.session.ended else "the live edge")


@command(
    "time.back",
    "ctrl+o",
    "Back from a jump",
    "To where you were before the last jump.",
    GROUP,
    "return",
    ":return",
)
def jump_back(app: NixStep, argument: str) -> None:
    standing(app)
    app.session.go_back()
    app.runner.go_on()


@command("time.forward", "alt+o", "Forward again", "Undoes going back from a jump.", GROUP, "again", ":again")
def jump_forward(app: NixStep, argument: str) -> None:
    standing(app)
    app.session.go_forward()
    app.runner.go_on()
