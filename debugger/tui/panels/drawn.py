"""Drawn: a widget whose rows are lines with roles. Showing something new never lays anything out again."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from debugger.tui.drawing.lines import Line, cells, take
from debugger.tui.drawing.theme import Palette

GAP = 8
"""Cells that did not change between two that did, and are painted with them."""

_palettes: WeakKeyDictionary[App[object], tuple[tuple[str, bool, bool], Palette]] = WeakKeyDictionary()


def palette_of(app: App[object]) -> Palette:
    """The palette of the theme that is on."""
    key = (app.theme, app.no_color, app.native_ansi_color)
    found = _palettes.get(app)
    if found is None or found[0] != key:
        theme = app.current_theme
        sixteen = "" if not app.native_ansi_color else "native" if theme.ansi else "few"
        palette = Palette(app.get_css_variables(), app.no_color, theme.dark, sixteen)
        found = _palettes[app] = (key, palette)
    return found[1]


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


def cells_of(strip: Strip) -> list[tuple[str, Style | None]]:
    """Each cell as character and style; one that is two cells wide stands in both."""
    found: list[tuple[str, Style | None]] = []
    for text, style, _ in strip:
        if cells(text) == len(text):
            found += [(char, style) for char in text]
        else:
            for char in text:
                found += [(char, style)] * cells(char)
    return found


def changed_cells(before: Strip, now: Strip) -> list[tuple[int, int]]:
    """Where two rows differ, as stretches from one cell to before another; those with little between them are
    one, since to go there costs as much as to write it."""
    old, new = cells_of(before), cells_of(now)
    if len(old) != len(new):
        return [(0, max(len(old), len(new)))]
    found: list[tuple[int, int]] = []
    for at, (one, other) in enumerate(zip(old, new, strict=True)):
        if one == other:
            continue
        if found and at - found[-1][1] <= GAP:
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
    return found


class Said(Message):
    """What the person did to something drawn. The window that it stands in answers, and nobody else."""


class Drawn(Widget):
    """Rows drawn by `draw`, made again only after `redraw`; the cells that changed are painted."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.stale = False
        self._lines: list[Line] | None = None
        self._size_drawn = (0, 0)
        self._painted: dict[int, Strip] = {}
        """The rows as they were given to the screen last."""
        self._paint_due = False
        self._strips: list[Strip] = []
        self._look: object = None
        """Size, staleness and palette for which these were made."""

    def draw(self, width: int, height: int) -> list[Line]:
        """At most `height` lines for `width` cells."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Forget the rows and have them drawn anew, once everything that is to be shown is known."""
        self._lines = None
        if not self.is_mounted:
            self.refresh()
        elif not self._paint_due:
            self._paint_due = True
            self.call_next(self.paint)

    def paint(self) -> None:
        """Have those cells painted that are others than before."""
        self._paint_due = False
        regions = []
        for y, now in enumerate(self.strips_now()):
            before = self._painted.get(y)
            if before is None:
                regions.append(Region(0, y, self.size.width, 1))
            elif before is not now and before != now:
                regions += [Region(start, y, end - start, 1) for start, end in changed_cells(before, now)]
        if regions:
            self.refresh(*regions)

    def lines_now(self) -> list[Line]:
        """The rows for the present size, drawn only if that or what is shown has changed."""
        size = (self.size.width, self.size.height)
        if self._lines is None or self._size_drawn != size:
            self._size_drawn = size
            self._lines = self.draw(*size)
        return self._lines

    def strips_now(self) -> list[Strip]:
        """All the cells, made again only if something has changed that is seen."""
        palette = palette_of(self.app)
        look = (self.size, self.stale, palette)
        if self._lines is None or look != self._look:
            self._look = look
            self._strips = self.strips(*self.size, palette)
        return self._strips

    def strips(self, width: int, height: int, palette: Palette) -> list[Strip]:
        """The cells of each row."""
        lines = self.lines_now()
        return [
            strip_of(lines[y] if y < len(lines) else Line(), width, palette, self.stale)
            for y in range(height)
        ]

    def render_line(self, y: int) -> Strip:
        strips = self.strips_now()
        strip = self._painted[y] = strips[y] if y < len(strips) else Strip.blank(self.size.width)
        return strip
