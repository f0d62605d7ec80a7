"""Predicting: what will the next step do? One question after the other, with a score."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import BindingType

from debugger.lessons.questions import Question, Score
from debugger.tui.drawing.lines import Line, line, wrap
from debugger.tui.sheets.sheet import Sheet
from debugger.tui.windows.window import Window

KEYS = "1234"
WHY_ROWS = 6
ROOMY = 30
"""Rows of a screen on which there may be empty ones."""


class PredictScreen(Window):
    """Asks, and says what was right. `proceed` does the step and answers with the next question, or None."""

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, question: Question, score: Score, proceed: Callable[[], Question | None]) -> None:
        self.question = question
        self.score = score
        self.proceed = proceed
        self.chosen: int | None = None
        self.first = 1
        """The row of the first choice."""
        super().__init__(Sheet("Predict", [], picks=True))

    def on_mount(self) -> None:
        self.show()
        super().on_mount()

    def show(self) -> None:
        """The question, the choices, and once one is chosen whether that is right, and why."""
        asked, chosen = self.question, self.chosen
        self.sheet.heading = f"Predict ── step {asked.step} ── {self.score.words}"
        space = [line()] if self.app.size.height >= ROOMY else []
        rows = [line((asked.text, "strong")), *space]
        for index, choice in enumerate(asked.choices):
            role = "" if chosen is None else "string" if index == asked.answer else "faint"
            mark = (
                "" if chosen is None else " ✓" if index == asked.answer else " ✗" if index == chosen else ""
            )
            rows.append(line((f"{KEYS[index]}  ", "key"), (choice + mark, role)))
        self.first = 1 + len(space)
        rows += space
        if chosen is None:
            rows.append(line(("1-4 answers, Esc ends it", "faint")))
        else:
            rows.append(self.verdict(asked.is_right(chosen)))
            rows += self.why(asked.why)
            rows.append(line(("Enter goes on, Esc ends it", "faint")))
        self.sheet.lines = rows
        self.sheet.cursor = self.first + (chosen or 0)
        self.refit()
        self.sheet.redraw()

    def verdict(self, right: bool) -> Line:
        answer = self.question.choices[self.question.answer]
        return line(("Right.", "string")) if right else line((f"No: {answer}", "error"))

    def why(self, text: str) -> list[Line]:
        width = max(self.wanted_width(self.app.size.width) - 4, 10)
        return [line(row) for row in wrap(text, width, WHY_ROWS)]

    def on_key(self, event: events.Key) -> None:
        if event.character is not None and event.character in KEYS and self.chosen is None:
            event.stop()
            self.answer(KEYS.index(event.character))

    def answer(self, choice: int) -> None:
        if choice < len(self.question.choices):
            self.chosen = choice
            self.score.count(self.question, choice)
            self.show()

    def choose(self) -> None:
        """Enter, or a click: the choice under the cursor, or the next question."""
        if self.chosen is None:
            row = self.sheet.cursor - self.first
            if row >= 0:
                self.answer(row)
            return
        following = self.proceed()
        if following is None:
            self.dismiss(None)
            return
        self.question, self.chosen = following, None
        self.show()
