"""The Output panel: what the program and the compiler said, and at which step."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter
from typing import TypeAlias

from debugger.text import safe_shown
from debugger.tui.drawing.lines import Line, fit, grouped, pad, wrap
from debugger.tui.panels.panel import Panel, stretch
from debugger.views.snapshot import OutputView, Snapshot

Row: TypeAlias = "tuple[int, str, str]"
"""(step, kind, text) of one row; a message's further rows have no kind."""

step_of = itemgetter(0)
ROLES = {"warning": "changed", "evaluation warning": "changed", "error": "error"}


def rows_of(messages: Sequence[OutputView]) -> list[Row]:
    """One row a line of each message."""
    rows: list[Row] = []
    for message in messages:
        first, *others = message.text.split("\n")
        rows.append((message.step, message.kind, safe_shown(first)))
        rows.extend((message.step, "", safe_shown(other)) for other in others)
    return rows


def lines(
    rows: Sequence[Row], width: int, top: int = 0, height: int = 20, now: int | None = None
) -> list[Line]:
    """`now` is the step of the past at which one looks: what was said later is drawn faintly."""
    digits = max((len(grouped(step)) for step, _, _ in rows), default=1)
    kinds = max((len(kind) for _, kind, _ in rows), default=0)
    return [row_line(rows[index], digits, kinds, width, now) for index in stretch(rows, top, height)]


def row_line(row: Row, digits: int, kinds: int, width: int, now: int | None) -> Line:
    """What was said; later than step `now` it is faint. No kind: it goes on from the row above."""
    step, kind, text = row
    number = grouped(step) if kind else ""
    later, here = now is not None and step > now, step == now and bool(kind)
    parts = [
        ("▶" if here else " ", "past-strong"),
        (f"{number:>{digits}} ", "faint"),
        (pad(kind, kinds) + "  ", "faint" if later else ROLES.get(kind, "suspended")),
        (text, "faint" if later else ROLES.get(kind, "text")),
    ]
    return Line(fit(parts, width))


def ticker(messages: Sequence[OutputView], width: int, now: int | None, has_focus: bool = False) -> Line:
    """All of it in one row: how many messages there are, and the last one, by step `now` if that is given."""
    said = messages if now is None else messages[: bisect_right(messages, now, key=lambda each: each.step)]
    title = (" 8 Output  ", "title-focus" if has_focus else "title")
    if not messages:
        return Line(fit([title, ("empty: messages of `builtins.trace` and warnings", "faint")], width))
    count = f"{grouped(len(messages))} message{'' if len(messages) == 1 else 's'}"
    if not said:
        return Line(fit([title, (f"{count}, none by this step", "dim")], width))
    last = said[-1]
    of = f"{grouped(len(said))} of {count}" if len(said) < len(messages) else count
    head = f"{of}, {'last ' if len(said) > 1 else ''}at {grouped(last.step)}: "
    text = safe_shown(last.text.split("\n")[0])
    parts = [title, (head, "dim"), (f"{last.kind}: ", ROLES.get(last.kind, "suspended")), (text, "text")]
    return Line(fit(parts, width))


class OutputPanel(Panel):
    """Follows the newest message, in the past the last one by then, unless the cursor was moved away."""

    empty = "Output: messages of `builtins.trace` and warnings are listed here, with the step they came from."

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

    def updated(self, before: Snapshot | None) -> None:
        assert self.snapshot is not None
        if not self.has_focus and self.listed:
            step = self.snapshot.step
            self.cursor = max(bisect_right(self.listed, step, key=step_of) - 1, 0)

    @property
    def step(self) -> int | None:
        """The step of the message under the cursor."""
        return self.listed[self.cursor][0] if self.cursor < len(self.listed) else None

    @property
    def now(self) -> int | None:
        """The step of the past that is looked at; None at the live edge."""
        return self.snapshot.step if self.snapshot is not None and not self.snapshot.is_live else None

    def draw(self, width: int, height: int) -> list[Line]:
        if height == 1 and len(self.mates) == 1 and not self.bordered:
            return [ticker(self.messages, width, self.now, self.has_focus)]
        return super().draw(width, height)

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        return lines(self.listed, width, top, height, self.now)

    def opening(self) -> str:
        is_there = self.snapshot is None or self.step == self.snapshot.step
        return "Enter goes there" if self.is_recorded and not is_there else super().opening()

    def clicked(self, column: int, again: bool) -> None:
        self.activate()

    def page(self) -> tuple[str, list[Line]] | None:
        if self.cursor >= len(self.listed):
            return None
        text = self.listed[self.cursor][2]
        return "Message", [Line(((f"  {row}", "text"),)) for row in wrap(text, 76, 1000)]

    def can_open(self) -> bool:
        return self.count() > 0
