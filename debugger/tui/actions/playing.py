"""Playing and pausing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.tui.actions.moving import FORWARD
from debugger.tui.commands import PLAY, command
from debugger.tui.player import FASTEST, SLOWEST

if TYPE_CHECKING:
    from debugger.tui.app import NixStep

STEPS = {"i": "opcode", "s": "source", "n": "over"}
USAGE = "play how? :play, :play 10 (steps a second), :play back, :play s (by expression)"


@command(
    PLAY,
    "space",
    "Play and pause",
    "Steps by itself: `:play 10` ten times a second, `:play back` back in time, `:play s` by expression.",
    FORWARD,
    "play",
    ":play [SPEED] [back] [i|s|n]",
)
def play(app: NixStep, text: str) -> None:
    player = app.player
    if not text and player.stop():
        app.session.message = "paused"  # a step that is still to be shown does not take its place
        app.say("paused")
        return
    if app.runner.running():
        raise DebuggerError("still running: Esc pauses")
    speed, way, step = player.speed, "step", "opcode"
    if not text:
        way, _, step = player.command.partition(".")
    for word in text.split():
        if word == "back":
            way = "back"
        elif word in STEPS:
            step = STEPS[word]
        else:
            speed = speed_of(word)
    player.speed, player.command = speed, f"{way}.{step}"
    player.play()


def speed_of(word: str) -> float:
    """Steps a second; DebuggerError for anything else."""
    try:
        found = float(word)
    except ValueError:
        raise DebuggerError(USAGE) from None
    if not SLOWEST <= found <= FASTEST:
        raise DebuggerError(f"between {SLOWEST:g} and {FASTEST:g} steps a second")
    return found
