"""The Output panel: what the program and the compiler said, and at which step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from debugger.snapshot import OutputView
from debugger.text import safe_shown
from debugger.tui.lines import Line, fit, grouped, pad, wrap
from debugger.tui.panels.panel import Panel, stretch

Row: TypeAlias = "tuple[int | None, str, str]"
"""(step, kind, text) of one row; a message's further rows have no step."""

ROLES = {"warning": "changed", "evaluation warning": "changed", "error": "error"}


def rows_of(messages: Sequence[OutputView]) -> list[Row]:
    """One row a line of each message."""
    rows: list[Row] = []
    for message in messages:
        first, *others = message.text.split("\n")
        rows.append((message.step, message.kind, safe_shown(first)))
        rows.extend((None, "", safe_shown(other)) for other in others)
    return rows


def lines(rows: Sequence[Row], width: int, top: int = 0, height: int = 20) -> list[Line]:
    digits = max((len(grouped(step)) for step, _, _ in rows if step is not None), default=1)
    kinds = max((len(kind) for _, kind, _ in rows), default=0)
    return [row_line(rows[index], digits, kinds, width) for index in stretch(rows, top, height)]


def row_line(row: Row, digits: int, kinds: int, width: int) -> Line:
    step, kind, text = row
    number = "" if step is None else grouped(step)
    return Line(
        fit(
            [
                (f" {number:>{digits}} ", "faint"),
                (pad(kind, kinds) + "  ", ROLES.get(kind, "suspended")),
                (text, ROLES.get(kind, "text")),
            ],
            width,
        )
    )


class OutputPanel(Panel):
    """Follows the newest message unless the cursor was moved away from it."""

    empty = "Messages of `builtins.trace` and warnings are listed here with the step they came from."

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.messages: list[OutputView] = []
        self.listed: list[Row] = []

    def count(self) -> int:
        return len(self.listed)

    def about(self) -> str:
        return (
            f"{len(self.messages)} message{'' if len(self.messages) == 1 else 's'}" if self.messages else ""
        )

    def say(self, messages: Sequence[OutputView]) -> None:
        """Show these messages: all there are."""
        if len(messages) == len(self.messages):
            return
        follows = self.cursor >= self.count() - 1
        if len(messages) < len(self.messages):
            self.listed = []
            self.messages = []
            follows = True
        self.listed += rows_of(messages[len(self.messages) :])
        self.messages += messages[len(self.messages) :]
        if follows:
            self.cursor = max(self.count() - 1, 0)
        self.keep_visible()
        self.redraw()

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        return lines(self.listed, width, top, height)

    def page(self) -> tuple[str, list[Line]] | None:
        if self.cursor >= len(self.listed):
            return None
        text = self.listed[self.cursor][2]
        return "Message", [Line(((f"  {row}", "text"),)) for row in wrap(text, 76, 1000)]

    def can_open(self) -> bool:
        return self.count() > 0
