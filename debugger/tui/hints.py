"""Hints: the keys that the footer names, in which order, and which of them give way first."""

from __future__ import annotations

from debugger.tui.commands import COMMANDS, shown_key
from debugger.tui.panels.footer import Hint

ORDER: tuple[tuple[tuple[str, ...], str, int], ...] = (
    (("step.opcode",), "op", 1),
    (("step.source",), "expr", 2),
    (("step.over",), "over", 3),
    (("step.finish",), "finish", 5),
    (("run.continue",), "run", 4),
    (("event.previous", "event.next"), "prev/next {}", 9),
    (("break.toggle",), "break", 8),
    (("look.why",), "why", 7),
    (("panel.zoom",), "zoom", 10),
    (("ask.print",), "evaluate", 11),
    (("frame.caller", "frame.callee"), "frame", 12),
    (("look.thunks",), "thunks", 13),
    (("look.calls",), "call tree", 14),
    (("run.cursor",), "to cursor", 15),
    (("run.goto",), "to step", 16),
    (("window.command",), "cmd", 0),
    (("window.help",), "help", 0),
)
"""Commands, what is said of them, and how soon that gives way where there is little room: the last first."""
BACK = Hint((("", "window.help"),), "(Shift = back)", 6)
LAST = ("window.command", "window.help")
PAUSE = Hint((("Esc", "run.pause"),), "pause", 1)


def hints(events: str = "") -> list[Hint]:
    """What the footer says; `events` is what `[` and `]` look for, empty where there is no way back."""
    found: list[Hint] = []
    for ids, words, rank in ORDER:
        if ids[0] == "event.previous":
            if not events:
                continue
            found.append(BACK)
        keys = tuple((shown_key(COMMANDS[each].keys[0]), each) for each in ids)
        found.append(Hint(keys, words.format(events), rank, ids[0] in LAST))
    return found


def counting_hints(number: str, panel: str) -> list[Hint]:
    """What the footer says while a number waits for its motion; `panel` is what its digits focused."""
    times = "once" if number == "1" else f"{number} times"
    return [
        Hint(((number, ""),), "then", 0),
        Hint(tuple((key, "") for key in "isnofc[]"), f"goes {times}", 0),
        BACK,
        Hint((("Esc", "run.pause"),), f"only {panel}" if panel else "forgets it", 1, True),
    ]
