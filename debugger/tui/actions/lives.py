"""Lives: the thunks of the window, when they were made, forced and evaluated, and what that cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.tui.actions.travel import jump, standing
from debugger.tui.commands import command
from debugger.tui.screens.thunks import ThunksScreen, ThunkView

if TYPE_CHECKING:
    from debugger.tui.app import NixStep

GROUP = "Looking around"
KEPT = "thunks"


@command(
    "look.thunks",
    "L",
    "Lives of the thunks",
    "When each thunk was made, forced, by whom, and evaluated, and what that cost; sorted and filtered as "
    "you like, every step a jump. Tab adds up what each place in the source made in the whole run.",
    GROUP,
    "thunks",
    ":thunks TEXT",
)
def thunks(app: NixStep, text: str) -> None:
    history = standing(app)
    view = app.kept.get(KEPT)
    if not isinstance(view, ThunkView):
        view = app.kept[KEPT] = ThunkView(history)
    view.renew()
    if text:
        view.text, view.is_old = text, True

    def go(step: int, words: str) -> None:
        try:
            jump(app, step, words)
        except DebuggerError as error:
            app.say(str(error), wrong=True)

    app.push_screen(ThunksScreen(view, go))
