"""Tables: rows in columns that can be sorted by, of which only the visible rows are ever made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from textual import events

from debugger.numerals import grouped
from debugger.tui.drawing.lines import Line, Part, cells, fit, line, pad, right
from debugger.tui.panels.drawn import Said
from debugger.tui.sheets.sheet import Sheet

GAP = 2
ROOM_FOR_TALLY = 26
NUMBERED = 104
"""Columns from which on titles begin with the key that sorts by them."""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    title: str
    width: int = 0
    """In cells; 0 for one that takes what is left."""
    is_number: bool = False
    room: int = 0
    """From which width of the table on it is shown."""


class Model(Protocol):
    """What a table shows."""

    sort: str
    backwards: bool
    chosen: str
    """The column under the cursor."""
    empty: str

    @property
    def columns(self) -> Sequence[Column]: ...

    def count(self) -> int: ...

    def cells(self, row: int) -> dict[str, Part]:
        """By the name of the column."""


def laid_out(columns: Sequence[Column], width: int) -> list[tuple[Column, int]]:
    """The columns that are shown, with their widths."""
    shown = [column for column in columns if column.room <= width]
    numbered = 2 if width >= NUMBERED else 0
    widths = {each.name: max(each.width, cells(each.title) + 1 + numbered) for each in shown if each.width}
    flexible = [column for column in shown if not column.width]
    left = width - 1 - sum(widths.values()) - GAP * max(len(shown) - 1, 0)
    for number, column in enumerate(flexible):
        widths[column.name] = max(left * (number + 1) // len(flexible) - left * number // len(flexible), 6)
    return [(column, widths[column.name]) for column in shown]


def head_line(model: Model, width: int) -> Line:
    """The titles, with an arrow where it is sorted and, with room, the digits that sort."""
    parts: list[Part] = [(" ", "")]
    for column, size in laid_out(model.columns, width):
        arrow = ("▼" if model.backwards else "▲") if column.name == model.sort else ""
        number = f"{model.columns.index(column) + 1} " if width >= NUMBERED else ""
        title = f"{number}{column.title}"
        title = right(f"{arrow}{title}", size) if column.is_number else pad(f"{title}{arrow}", size)
        role = "focus-strong" if column.name == model.sort else "dim"
        parts += [(title, role), (" " * GAP, "")]
    return Line(fit(parts[:-1], width))


def row_line(model: Model, row: int, width: int, has_cursor: bool) -> Line:
    """One row; the cell in the chosen column is marked if the row has the cursor."""
    shown = model.cells(row)
    parts: list[Part] = [(" ", "")]
    for column, size in laid_out(model.columns, width):
        text, role = shown[column.name]
        text = right(text, size) if column.is_number else pad(text, size)
        parts += [(text, "span" if has_cursor and column.name == model.chosen else role), (" " * GAP, "")]
    return line(*fit(parts[:-1], width))


def words_in(words: Sequence[str], room: int) -> str:
    """As many as there is room for."""
    shown = "   ".join(words)
    return shown if len(shown) <= room or len(words) < 2 else words_in(words[:-1], room)


class Table(Sheet):
    """Left and right choose a column, a click on its title sorts by it."""

    heads = 1

    class Sorted(Said):
        """The title of a column was clicked."""

        def __init__(self, column: str) -> None:
            super().__init__()
            self.column = column

    class Typed(Said):
        """The text that rows must have has changed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, title: str, model: Model, *, id: str = "sheet") -> None:
        super().__init__(title, [], picks=True, id=id)
        self.model = model
        self.note = ""
        """What is to be said of the rows."""
        self.keys: tuple[str, ...] = ()
        """What can be done, the most important first."""
        self.text: str | None = None
        """What is being typed."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a text is typed, keys are letters."""
        return False if self.is_typing else super().check_action(action, parameters)

    def count(self) -> int:
        return self.model.count()

    @property
    def empty(self) -> str:  # type: ignore[override]
        return self.model.empty

    def about(self) -> str:
        return self.note

    def tally(self) -> str:
        return f"{grouped(self.cursor + 1)} of {grouped(self.count())}"

    @property
    def is_typing(self) -> bool:
        return self.text is not None

    def keys_shown(self) -> str:
        if self.text is not None:
            return f"/{self.text}▏  Enter keeps   Esc drops"
        return words_in(self.keys, self.inner[0] - ROOM_FOR_TALLY)

    def head(self, width: int) -> list[Line]:
        return [head_line(self.model, width)]

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        last = min(top + height, self.count())
        return [row_line(self.model, row, width, row == self.cursor) for row in range(top, last)]

    def names(self) -> list[str]:
        """The columns that there is room for."""
        return [column.name for column, _ in laid_out(self.model.columns, self.inner[0])]

    def go_left(self) -> None:
        self.choose(-1)

    def go_right(self) -> None:
        self.choose(1)

    def choose(self, by: int) -> None:
        """The column `by` places further right is the chosen one, as far as there are any."""
        names = self.names()
        at = names.index(self.model.chosen) if self.model.chosen in names else 0
        self.model.chosen = names[max(0, min(at + by, len(names) - 1))]
        self.redraw()

    def column_at(self, cell: int) -> str:
        """The column that stands in a cell."""
        end = 1
        name = ""
        for column, size in laid_out(self.model.columns, self.inner[0]):
            name = column.name
            end += size + GAP
            if cell < end:
                break
        return name

    def clicked_head(self, column: int) -> None:
        self.post_message(self.Sorted(self.column_at(column)))

    def clicked(self, column: int, again: bool) -> None:
        self.model.chosen = self.column_at(column)
        self.redraw()
        if again:
            self.activate()

    # Typing.

    def on_key(self, event: events.Key) -> None:
        """While a text is typed, keys are letters."""
        if self.text is None:
            return
        event.stop()
        event.prevent_default()
        if event.key == "enter":
            self.text = None
        elif event.key == "escape":
            self.text = None
            self.post_message(self.Typed(""))
        elif event.key == "backspace":
            self.text = self.text[:-1]
            self.post_message(self.Typed(self.text))
        elif event.is_printable and event.character:
            self.text += event.character
            self.post_message(self.Typed(self.text))
        self.redraw()
