"""The Output panel: what the program and the compiler said, and at which step.

In a single row it is a ticker: how much was said, and the last of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter, itemgetter
from typing import TypeAlias

from debugger.numerals import grouped
from debugger.text import safe_shown
from debugger.tui.drawing.lines import Line, Part, fit, pad, wrap
from debugger.tui.panels.panel import Panel, stretch
from debugger.tui.panels.tabs import TITLES
from debugger.views.snapshot import OutputView, Snapshot

Row: TypeAlias = "tuple[int, str, str]"
"""(step, kind, text) of one row; a message's further rows have no kind."""

step_of = itemgetter(0)
message_step = attrgetter("step")
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


def ticker(messages: Sequence[OutputView], width: int, now: int | None, heading: Part) -> Line:
    """`8 Output  3 messages, last at 2 140: trace: opening`.

    `now` is the step of the past at which one looks: what was said later is only counted.
    """
    said = messages if now is None else messages[: bisect_right(messages, now, key=message_step)]
    parts: list[Part] = [(" ", ""), heading, ("  ", "")]
    if not messages:
        return Line(fit([*parts, ("empty", "faint")], width))
    of = f"{grouped(len(said))} of " if len(said) < len(messages) else ""
    parts.append((f"{of}{counted(len(messages))}", "dim"))
    if not said:
        return Line(fit([*parts, (f", first at {grouped(messages[0].step)}", "faint")], width))
    last = said[-1]
    parts += [(f", last at {grouped(last.step)}: ", "dim")]
    parts += [(f"{last.kind}: ", ROLES.get(last.kind, "suspended"))]
    parts += [(safe_shown(last.text.split("\n", 1)[0]), ROLES.get(last.kind, "text"))]
    return Line(fit(parts, width))


def counted(count: int) -> str:
    return f"{grouped(count)} message{'' if count == 1 else 's'}"


class OutputPanel(Panel):
    """Follows the newest message, in the past the last one by then, unless the cursor was moved away."""

    empty = "Messages of `builtins.trace` and warnings are listed here, with the step they came from."

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.messages: list[OutputView] = []
        self.listed: list[Row] = []

    def count(self) -> int:
        return len(self.listed)

    def counted(self) -> int | None:
        return len(self.messages)

    @property
    def is_changed(self) -> bool:
        """Whether something was said in the last step."""
        if self.snapshot is None:
            return False
        by_now = bisect_right(self.messages, self.snapshot.step - 1, key=message_step)
        return by_now > 0 and self.messages[by_now - 1].step == self.snapshot.step - 1

    @property
    def is_ticker(self) -> bool:
        return not self.bordered and self.size.height == 1 and len(self.mates) == 1

    @property
    def now(self) -> int | None:
        """The step of the past at which one looks; None at the live edge."""
        return self.snapshot.step if self.snapshot is not None and not self.snapshot.is_live else None

    def draw(self, width: int, height: int) -> list[Line]:
        if not self.is_ticker:
            return super().draw(width, height)
        number, title = TITLES["output"]
        shown = ticker(self.messages, width, self.now, (f"{number} {title}", self.title_role))
        if self.has_focus and not self.messages:
            return [Line(fit([*shown.parts, (f": {self.empty}", "faint")], width))]
        return [shown]

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

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        return lines(self.listed, width, top, height, self.now)

    def opening(self) -> str:
        is_there = self.snapshot is None or self.step == self.snapshot.step
        return "Enter goes there" if self.is_recorded and not is_there else super().opening()

    def clicked(self, column: int, again: bool) -> None:
        """A message is gone to; the ticker opens, now that it has the focus."""
        if not self.is_ticker:
            self.activate()

    def page(self) -> tuple[str, list[Line]] | None:
        if self.cursor >= len(self.listed):
            return None
        text = self.listed[self.cursor][2]
        return "Message", [Line(((f"  {row}", "text"),)) for row in wrap(text, 76, 1000)]

    def can_open(self) -> bool:
        return self.count() > 0
