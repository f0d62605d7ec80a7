"""Going forward: every motion of the session has its command here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.motions import (
    Continue,
    Finish,
    Into,
    Motion,
    Over,
    SourceOver,
    SourceStep,
    ToInstruction,
    ToLine,
)
from debugger.tui.commands import command

if TYPE_CHECKING:
    from debugger.tui.app import NixStep

GROUP = "Going forward"


def count_of(text: str) -> int:
    """A count on the `:` line, 1 if there is none."""
    if not text:
        return 1
    if not (text.isascii() and text.isdigit()) or len(text) > 15 or int(text) < 1:
        raise DebuggerError(f"'{text}' is not a count: try 40")
    return int(text)


def move(app: NixStep, motion: Motion, count: str = "") -> None:
    """Begin the motion; `count` is what was typed behind it, "" for once."""
    app.runner.begin(motion, count_of(count))


@command("step.opcode", "i", "One opcode", "Carries out one instruction.", GROUP, "i step", ":i N", "op")
def step_opcode(app: NixStep, count: str) -> None:
    move(app, Into(), count)


@command(
    "step.opcode-over",
    "o",
    "Over, by opcode",
    "The next instruction of this frame: what it calls or forces runs to its end.",
    GROUP,
    "o",
    ":o N",
)
def over_opcode(app: NixStep, count: str) -> None:
    move(app, Over(), count)


@command(
    "step.source",
    "s f11",
    "Source step",
    "To where the next expression begins evaluating, entering calls and forces.",
    GROUP,
    "s",
    ":s N",
    "step",
)
def source_step(app: NixStep, count: str) -> None:
    move(app, SourceStep(app.session.skipped), count)


@command(
    "step.over",
    "n f10",
    "Over",
    "To this frame's next expression: calls and forces run to their end.",
    GROUP,
    "n next over",
    ":n N",
    "over",
)
def source_over(app: NixStep, count: str) -> None:
    move(app, SourceOver(app.session.skipped), count)


@command(
    "step.finish",
    "f",
    "Finish the frame",
    "Until the selected frame has ended.",
    GROUP,
    "f finish",
    ":f",
    "finish",
)
def finish(app: NixStep, count: str) -> None:
    move(app, Finish(app.session.selected), count)


@command(
    "run.continue",
    "c f5",
    "Continue",
    "On until a breakpoint, an error or the end.",
    GROUP,
    "c continue run",
    ":c N",
    "continue",
)
def go_on(app: NixStep, count: str) -> None:
    move(app, Continue(), count)


@command(
    "run.cursor",
    "t",
    "Run to the cursor",
    "Until the line or instruction under the cursor of Source or Bytecode is due.",
    GROUP,
    "t cursor",
    ":t",
    "to cursor",
)
def to_cursor(app: NixStep, argument: str) -> None:
    move(app, cursor_motion(app))


def cursor_motion(app: NixStep) -> Motion:
    """To what is under the cursor of Source or Bytecode; DebuggerError in another panel."""
    if app.code_panel == "bytecode" and app.bytecode.view is not None:
        return ToInstruction(app.bytecode.chunk, app.bytecode.ip)
    if app.code_panel == "source" and app.source.view is not None:
        return ToLine(app.source.path, app.source.line)
    raise DebuggerError("there is no cursor to run to: focus Source (1) or Bytecode (2)")


@command(
    "run.tick",
    "",
    "One tick",
    "One instruction or one turn of a continuation: to watch builtins and equality at work.",
    GROUP,
    "tick",
    ":tick N",
)
def tick(app: NixStep, count: str) -> None:
    for _ in range(min(count_of(count), 1000)):
        app.session.tick()
    app.show_soon()


@command(
    "run.pause",
    "escape",
    "Pause",
    "Stops a run where it is, or closes what is open. Never quits.",
    GROUP,
    "pause",
)
def pause(app: NixStep, argument: str) -> None:
    app.runner.pause()


@command(
    "run.reload",
    "R",
    "Reload",
    "Reads the program again and goes to its beginning; breakpoints stay.",
    GROUP,
    "reload R",
    ":reload",
    "reload",
)
def reload(app: NixStep, argument: str) -> None:
    app.reload()
