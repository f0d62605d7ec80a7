"""Help: the table of commands as a page, and what the marks and colours mean."""

from __future__ import annotations

from debugger.tui.commands import COMMANDS, GROUPS, Command
from debugger.tui.drawing.lines import Line, Part, line, pad, right, spread, wrap
from debugger.tui.windows.pager import PagerScreen

KEY_WIDTH = 13
TITLE_WIDTH = 26
USAGE_WIDTH = 16

INTRODUCTION = (
    "nixstep walks the machine that evaluates your program. Step forward, look at the panels, "
    "open values; looking never forces anything."
)
MARKS: tuple[tuple[Part, str], ...] = (
    (("▶", "focus-strong"), "the current instruction; the selected frame"),
    (("■", "break"), "a breakpoint (in the margin of Source and Bytecode)"),
    (("+", "changed-strong"), "what the last step changed, in every panel"),
    (("○", "suspended"), "a thunk that is suspended: nothing has forced it yet"),
    (("◐", "blackhole"), "a thunk that is being evaluated right now; forcing it again is infinite recursion"),
    (("●", "evaluated"), "a thunk that was evaluated; its value is shown"),
)


def lines(width: int) -> list[Line]:
    """The whole page."""
    rows = [line(("  " + row, "dim")) for row in wrap(INTRODUCTION, max(width - 4, 10), 6)]
    for group in GROUPS:
        rows += [line(), line((f"  {group}", "focus-strong"))]
        for each in COMMANDS.values():
            if each.group == group:
                rows += command_lines(each, width)
    rows += [line(), line(("  Marks", "focus-strong"))]
    for mark, meaning in MARKS:
        first, *others = wrap(meaning, max(width - KEY_WIDTH - 5, 10), 4)
        rows.append(line((" " * (KEY_WIDTH - 1), ""), mark, (f"  {first}", "text")))
        rows += [line((" " * (KEY_WIDTH + 2) + other, "text")) for other in others]
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


def help_screen(width: int) -> PagerScreen:
    """For a screen of this width."""
    inner = (width if width < 70 else min(width * 8 // 10, 130)) - 2
    return PagerScreen("Help", lines(inner))
