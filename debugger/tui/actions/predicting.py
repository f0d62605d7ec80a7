"""Predicting: say what the next step does before it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debugger.errors import DebuggerError
from debugger.lessons.questions import Question, Score, question
from debugger.tui.actions.moving import FORWARD
from debugger.tui.commands import command
from debugger.tui.screens.predict import PredictScreen

if TYPE_CHECKING:
    from debugger.tui.app import NixStep


@command(
    "learn.predict",
    "p",
    "Predict",
    "Asks what the next step will do, and tells whether that was right, and why; step after step, with a "
    "score. What would give it away is hidden meanwhile.",
    FORWARD,
    "predict",
    ":predict",
)
def predict(app: NixStep, text: str) -> None:
    if app.runner.running():
        raise DebuggerError("still running: Esc pauses")
    first = question(app.session)
    if first is None:
        raise DebuggerError("nothing to predict here: no instruction is due")
    score = Score()

    def proceed() -> Question | None:
        """Do the step, and ask about the one after it."""
        session = app.session
        session.travel(session.history.step + 1, remember=False)
        following = question(session)
        app.show()
        return following

    def done(row: int | None) -> None:
        app.is_predicting = False
        app.show()
        if score.asked:
            app.say(f"predicted: {score.summary()}")

    app.is_predicting = True
    app.show()
    app.push_screen(PredictScreen(first, score, proceed), done)
