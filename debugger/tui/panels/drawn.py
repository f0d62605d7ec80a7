"""Drawn: a widget whose rows are lines with roles. Showing something new never lays anything out again."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from rich.segment import Segment
from textual.app import App
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from debugger.tui.drawing.lines import Line, cells, take
from debugger.tui.drawing.theme import Palette

_palettes: WeakKeyDictionary[App[object], tuple[tuple[str, bool, bool], Palette]] = WeakKeyDictionary()


def palette_of(app: App[object]) -> Palette:
    """The palette of the theme that is on."""
    key = (app.theme, app.no_color, app.native_ansi_color)
    found = _palettes.get(app)
    if found is None or found[0] != key:
        theme = app.current_theme
        palette = Palette(app.get_css_variables(), app.no_color, theme.dark, limits_of(app))
        found = _palettes[app] = (key, palette)
    return found[1]


def limits_of(app: App[object]) -> str:
    """Which colours there are, as a palette calls it. Where nothing is shown, all of them."""
    if app.native_ansi_color:
        return "native" if app.current_theme.ansi else "few"
    return "256" if app.console.color_system == "256" and not app.is_headless else ""


def strip_of(line: Line, width: int, palette: Palette, stale: bool = False) -> Strip:
    """Exactly `width` cells of a line. A stale one is drawn faintly: it shows what was before."""
    segments: list[Segment] = []
    left = width
    for text, role in line.parts:
        size = cells(text)
        if size > left:
            text = take(text, left)
            size = cells(text)
        if text:
            segments.append(
                Segment(text, palette.style("faint" if stale else role, "" if stale else line.ground))
            )
        left -= size
        if left <= 0:
            break
    if left > 0:
        segments.append(Segment(" " * left, palette.style("", "" if stale else line.ground)))
    return Strip(segments, width)


class Said(Message):
    """What the person did to something drawn. The window that it stands in answers, and nobody else."""


class Drawn(Widget):
    """Rows drawn by `draw`, made again only after `redraw`."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.stale = False
        self._lines: list[Line] | None = None
        self._size_drawn = (0, 0)

    def draw(self, width: int, height: int) -> list[Line]:
        """At most `height` lines for `width` cells."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Forget the rows and have them drawn anew."""
        self._lines = None
        self.refresh()

    def lines_now(self) -> list[Line]:
        """The rows for the present size, drawn only if that or what is shown has changed."""
        size = (self.size.width, self.size.height)
        if self._lines is None or self._size_drawn != size:
            self._size_drawn = size
            self._lines = self.draw(*size)
        return self._lines

    def render_line(self, y: int) -> Strip:
        lines = self.lines_now()
        shown = lines[y] if y < len(lines) else Line()
        return strip_of(shown, self.size.width, palette_of(self.app), self.stale)
