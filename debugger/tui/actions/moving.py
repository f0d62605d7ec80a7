"""Moving: every motion of the session has its command here, and another one with time reversed.

A motion is declared once, with the words of both ways; the way back is on the same letter in upper case.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from debugger.errors import DebuggerError
from debugger.history.history import NO_RECORD, History
from debugger.motions import (
    Backwards,
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
    from debugger.session import Session
    from debugger.tui.app import NixStep

FORWARD, BACK = "Going forward", "Going back"
GROUP = FORWARD
MOST_TICKS = 1000
"""At one go."""

Words: TypeAlias = "tuple[str, str, str, str, str, str]"
"""Of a command: id, keys, title, description, what it is called on the `:` line, and how that is used."""


class Mover(Protocol):
    """Who moves: the app, or a console."""

    @property
    def session(self) -> Session: ...


MOTIONS: dict[str, tuple[Callable[[Any], Motion], bool]] = {}
"""What makes the motion of a command, by id, and whether it is carried out backwards."""


def count_of(text: str) -> int:
    """A count on the `:` line, 1 if there is none; DebuggerError for what is no count."""
    if not text:
        return 1
    if not (text.isascii() and text.isdigit()) or len(text) > 15 or int(text) < 1:
        raise DebuggerError(f"'{text}' is not a count: try 40")
    return int(text)


def motion(
    forward: Words, back: Words, counted: bool = True
) -> Callable[[Callable[[NixStep], Motion]], None]:
    """Declare what makes a motion, and with it the two commands that carry it out, onwards and back.

    A number before its key says how often, unless it is not `counted`.
    """

    def declare(make: Callable[[NixStep], Motion]) -> None:
        def move(app: NixStep, argument: str) -> None:
            app.runner.begin(make(app), count_of(argument))

        def move_back(app: NixStep, argument: str) -> None:
            go_back(app, make(app), count_of(argument))

        if counted:
            MOTIONS[forward[0]], MOTIONS[back[0]] = (make, False), (make, True)
        name, keys, title, description, words, usage = forward
        command(name, keys, title, description, FORWARD, words, usage, counted)(move)
        name, keys, title, description, words, usage = back
        command(name, keys, title, description, BACK, words, usage, counted)(move_back)

    return declare


def go_back(app: NixStep, motion: Motion, count: int) -> None:
    """Walk back through the record; at its beginning there is nothing to do but to say so."""
    history = app.session.history
    if history.recorder is None:
        raise DebuggerError(NO_RECORD)
    if not app.runner.running() and history.point <= (history.start, 0):
        app.say(first_words(history))
        return
    app.runner.begin(Backwards(motion), count)


def first_words(history: History) -> str:
    """Why there is no way further back at once."""
    return "this is the first step" + (" that is recorded" if history.start else "")


@motion(
    ("step.opcode", "i", "One opcode", "Carries out one instruction.", "i step", ":i N"),
    ("back.opcode", "I", "One opcode back", "To the instruction that ran before.", "I back", ":I N"),
)
def opcode(app: Mover) -> Motion:
    return Into()


@motion(
    (
        "step.opcode-over",
        "o",
        "Over, by opcode",
        "The next instruction of this frame: what it calls or forces runs to its end.",
        "o",
        ":o N",
    ),
    (
        "back.opcode-over",
        "O",
        "Back over, by opcode",
        "To this frame's instruction before: what that called or forced is passed over.",
        "O",
        ":O N",
    ),
)
def opcode_over(app: Mover) -> Motion:
    return Over()


@motion(
    (
        "step.source",
        "s f11",
        "Source step",
        "To where the next expression begins evaluating, entering calls and forces.",
        "s",
        ":s N",
    ),
    (
        "back.source",
        "S",
        "Source step back",
        "To where the expression before began evaluating, entering calls and forces from their end.",
        "S",
        ":S N",
    ),
)
def source(app: Mover) -> Motion:
    return SourceStep(app.session.skipped)


@motion(
    (
        "step.over",
        "n f10",
        "Over",
        "To this frame's next expression: calls and forces run to their end.",
        "n next over",
        ":n N",
    ),
    (
        "back.over",
        "N",
        "Back over",
        "To this frame's expression before: calls and forces are passed over.",
        "N",
        ":N N",
    ),
)
def source_over(app: Mover) -> Motion:
    return SourceOver(app.session.skipped)


@motion(
    ("step.finish", "f", "Finish the frame", "Until the selected frame has ended.", "f finish", ":f"),
    (
        "back.start",
        "F",
        "Start of the frame",
        "Back to the first instruction of the selected frame.",
        "F",
        ":F",
    ),
)
def finish(app: Mover) -> Motion:
    return Finish(app.session.selected)


@motion(
    (
        "run.continue",
        "c f5",
        "Continue",
        "On until a breakpoint, an error or the end.",
        "c continue run",
        ":c N",
    ),
    (
        "back.continue",
        "C",
        "Reverse continue",
        "Back to a breakpoint or to the first step.",
        "C reverse",
        ":C N",
    ),
)
def go_on(app: Mover) -> Motion:
    return Continue()


@motion(
    (
        "run.cursor",
        "t",
        "Run to the cursor",
        "Until the line or instruction under the cursor of Source or Bytecode is due.",
        "t cursor",
        ":t",
    ),
    (
        "back.cursor",
        "T",
        "Back to the cursor",
        "To when the line or instruction under the cursor of Source or Bytecode was due last.",
        "T",
        ":T",
    ),
    counted=False,  # a digit that focuses Source or Bytecode chooses the cursor
)
def to_cursor(app: NixStep) -> Motion:
    """To what is under the cursor of Source or Bytecode; DebuggerError in another panel."""
    if app.code_panel == "bytecode" and app.bytecode.view is not None:
        return ToInstruction(app.bytecode.chunk, app.bytecode.ip)
    if app.code_panel == "source" and app.source.view is not None:
        return ToLine(app.source.path, app.source.line)
    raise DebuggerError("there is no cursor to run to: focus Source (1) or Bytecode (2)")


@command(
    "run.tick",
    "a",
    "One tick",
    "One opcode or one turn of a continuation, 4274·1 being the first after step 4274: what happens between "
    "opcodes.",
    FORWARD,
    "tick",
    ":tick N",
)
def tick(app: NixStep, count: str) -> None:
    if app.runner.running():
        raise DebuggerError("still running: Esc pauses")
    for _ in range(min(count_of(count), MOST_TICKS)):
        app.session.tick()
    app.show_soon()


@command(
    "back.tick",
    "A",
    "One tick back",
    "To before the opcode or the turn of a continuation that came last.",
    BACK,
    "untick",
    ":untick N",
)
def tick_back(app: NixStep, count: str) -> None:
    history = app.session.history
    if app.runner.running():
        raise DebuggerError("still running: Esc pauses")
    for _ in range(min(count_of(count), MOST_TICKS)):
        if history.recorder is not None and history.point <= (history.start, 0):
            app.say(first_words(history))
            return
        app.session.tick_back()
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
    if app.runner.running() or not app.dock.leave():
        app.runner.pause()


@command(
    "run.reload",
    "R",
    "Reload",
    "Reads the program again and goes to its beginning; breakpoints stay.",
    GROUP,
    "reload R",
    ":reload",
)
def reload(app: NixStep, argument: str) -> None:
    app.reload()
