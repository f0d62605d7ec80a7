"""Help: a card to begin with, the keys of the panel that has the focus, and the table of commands."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from debugger.tui.commands import COMMANDS, GROUPS, Command
from debugger.tui.drawing.lines import Line, Part, line, pad, right, spread, wrap
from debugger.tui.panels.panel import stretch
from debugger.tui.panels.tabs import TITLES
from debugger.tui.screens.card import card, keyed, titled
from debugger.tui.sheets.asking import AskingSheet
from debugger.tui.sheets.sheet import DOCKED
from debugger.tui.windows.window import Window

KEY_WIDTH = 13
TITLE_WIDTH = 26
USAGE_WIDTH = 16
WIDE = 110

MOVING = keyed("hjkl ←↓↑→", "move; g and G go to the first and the last row, PgUp and PgDn by pages")
OPENING = keyed("Enter l", "opens the value, part by part; nothing is forced")
ORIGINS = keyed("H", "the history of the value: when it was pushed, made, forced, evaluated")
OF_PANELS = {
    "source": (
        keyed(
            "b", "a breakpoint where an expression begins on this line; a click into the margin does the same"
        ),
        keyed("t T", "run to this line, forward or back in time"),
        keyed("h l", "scroll to the left and right"),
    ),
    "bytecode": (
        keyed("b", "a breakpoint at this instruction; a click into the margin does the same"),
        keyed("t T", "run to this instruction, forward or back in time"),
        keyed("Enter", "what this opcode does"),
    ),
    "frames": (
        keyed("j k u d", "select the frame below, above: every panel shows that one"),
        keyed("U D", "the same, but only frames of your own code"),
        keyed("Enter", "opens a row that stands for many frames"),
        keyed("f F", "finish the selected frame; back to its beginning"),
    ),
    "stack": (
        OPENING,
        keyed(":[7]", "an element of the value, or :name"),
        keyed("v", "all of it as text"),
        ORIGINS,
    ),
    "withs": (OPENING, ORIGINS),
    "upvalues": (OPENING, ORIGINS, keyed("X", "when the program is done: force the thunk under the cursor")),
    "continuations": (keyed("Enter", "what waits there, and for what; opens a row that stands for many"),),
    "output": (keyed("Enter", "goes to the step that said it"),),
    "value": (
        OPENING,
        keyed("/", "chooses attributes by a part of their names"),
        keyed("v", "all of it as text"),
    ),
    "why": (
        keyed("Enter", "goes to the step that forced the thunk"),
        keyed("m", "goes to where the thunk was made"),
    ),
    "tree": (
        keyed("Enter l h", "opens and closes a branch"),
        keyed(".", "comes back to the step that is looked at"),
    ),
    "thunks": (
        keyed("Enter", "goes to the step"),
        keyed("/", "filters; Backspace has all again"),
        keyed("L", "the same in a window, where they are sorted and added up by place"),
    ),
}
"""What keys do in each panel, beside moving."""


def lines(width: int, panel: str = "source") -> list[Line]:
    """The whole page, for the panel that has the focus."""
    rows = card(width)
    names = {**TITLES, **DOCKED}
    if panel in names:
        rows += [line(), *titled(f"In {names[panel][1]}", (*OF_PANELS.get(panel, ()), MOVING), width)]
    for group in GROUPS:
        rows += [line(), line((f" {group}", "focus-strong"))]
        for each in COMMANDS.values():
            if each.group == group:
                rows += command_lines(each, width)
    return rows


def command_lines(each: Command, width: int) -> list[Line]:
    """Keys, what it is called, what it does, how it is typed; folded where it is narrow."""
    usage = each.usage or (f":{each.words[0]}" if each.words else "")
    keys = each.shown_keys or usage
    head: list[Part] = [(right(keys, KEY_WIDTH), "key"), ("  ", "")]
    typed = usage if each.keys else ""
    room = width - KEY_WIDTH - TITLE_WIDTH - 4
    if room < 66:
        rows = [line(*head, (each.title, "strong"), (f"   {typed}" if typed else "", "faint"))]
        folded = wrap(each.description, max(width - KEY_WIDTH - 4, 10), 4)
        return rows + [line((" " * (KEY_WIDTH + 2) + row, "dim")) for row in folded]
    first, *others = wrap(each.description, room - USAGE_WIDTH - 2, 4)
    parts: list[Part] = [*head, (pad(each.title, TITLE_WIDTH), "strong"), (first, "dim")]
    indent = " " * (KEY_WIDTH + 2 + TITLE_WIDTH)
    return [spread(parts, ((f"{typed} ", "faint"),), width), *(line((indent + row, "dim")) for row in others)]


class HelpSheet(AskingSheet):
    """The page, with what is looked for lit."""

    needle = ""
    """What is looked for, in lower case; empty while nothing is."""
    hit = -1
    """The row where it was found last."""

    def keys(self) -> tuple[str, ...]:
        if self.needle:
            return ("Esc closes", ". next", ", previous", "/ search")
        return ("Esc closes", "/ search", "j k move", "g G ends")

    def rows(self, width: int, top: int, height: int) -> list[Line]:
        return [
            lit(self.lines[row], self.needle, row == self.hit) for row in stretch(self.lines, top, height)
        ]

    def seek(self, start: int, backwards: bool = False) -> None:
        """Go to the next row from `start` on that has the text, round and round."""
        count = len(self.lines)
        order = range(start, start - count, -1) if backwards else range(start, start + count)
        found = (row % count for row in order if self.needle in self.lines[row % count].text.lower())
        self.hit = next(found, -1) if self.needle else -1
        if self.hit >= 0:
            self.top = max(self.hit - self.inner[1] // 3, 0)
        self.say("not found" if self.needle and self.hit < 0 else "")


def lit(shown: Line, needle: str, is_hit: bool) -> Line:
    """A line with every occurrence of a text marked; the one that was gone to has a ground of its own."""
    at = shown.text.lower().find(needle) if needle else -1
    if at < 0:
        return shown
    parts: list[Part] = []
    start = 0
    for text, role in shown.parts:
        cut = 0
        while 0 <= at < start + len(text):
            begin, end = max(at - start, 0), min(at - start + len(needle), len(text))
            parts += [(text[cut:begin], role), (text[begin:end], "span")]
            cut = end
            if at + len(needle) > start + len(text):
                break  # it goes on in the next part
            at = shown.text.lower().find(needle, at + len(needle))
        parts.append((text[cut:], role))
        start += len(text)
    return Line(tuple(part for part in parts if part[0]), "current" if is_hit else shown.ground)


class HelpScreen(Window):
    """Searched with `/`; made anew for every width."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "ask", "Search", show=False, priority=True, id="help.search"),
        Binding("full_stop", "seek(False)", "The next match", show=False, id="help.next"),
        Binding("comma", "seek(True)", "The previous match", show=False, id="help.previous"),
        Binding("space", "move('page_down')", "Page down", show=False, id="help.page"),
        Binding("f1", "close", "Close", show=False, id="help.close"),
    ]

    def __init__(self, panel: str) -> None:
        self.page = HelpSheet("Help", ())
        super().__init__(self.page)
        self.panel = panel
        self.before = 0
        """The first row that was shown when the search began."""

    def fit_sheet(self) -> None:
        self.page.lines = lines(self.wanted_width(self.app.size.width) - 2, self.panel)
        self.page.hit = -1
        super().fit_sheet()
        self.page.redraw()

    def wanted_width(self, width: int) -> int:
        return width if width < WIDE else min(width - 6, 150)

    def action_ask(self) -> None:
        self.before = self.page.top
        self.page.ask("/")

    def action_seek(self, backwards: bool) -> None:
        if not self.page.needle:
            self.page.say("/ searches")
            return
        start = self.page.hit if self.page.hit >= 0 else self.page.top
        self.page.seek(start - 1 if backwards else start + 1, backwards)

    def on_asking_sheet_typed(self, event: HelpSheet.Typed) -> None:
        self.page.needle = event.text.lower() if event.state != "dropped" else ""
        if event.state == "typing":
            self.page.seek(self.before)
        elif event.state == "dropped":
            self.page.hit, self.page.top = -1, self.before
            self.page.say("")
