"""The card that help opens with: the keys to begin with, the marks as they are drawn, and the words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from debugger.tui.drawing.lines import Line, Part, cells, line, right, wrap

Entry: TypeAlias = "tuple[tuple[Part, ...], str]"
"""What stands at the left, and what it means."""

COLUMNS = 96
"""Cells from which on there are two columns."""
LEFT = 9
"""Cells of what stands at the left."""
GAP = 3


def keyed(keys: str, meaning: str) -> Entry:
    """Keys and what they do."""
    return ((keys, "key"),), meaning


def drawn(text: str, role: str, meaning: str) -> Entry:
    """A mark as it is drawn, and what it means."""
    return ((text, role),), meaning


KEYS: tuple[Entry, ...] = (
    keyed("i", "one opcode"),
    keyed("s", "next expression, into calls and forces"),
    keyed("n", "over: calls and forces run to their end"),
    keyed("f", "finish this frame"),
    keyed("c", "run to a breakpoint, an error or the end"),
    keyed("I S N F C", "the same back in time"),
    keyed("10i", "that many times: also s n o f c [ ]"),
    keyed("[ ]", "previous, next event; { chooses the kind"),
    keyed("y", "why is this happening: who demanded it"),
    keyed("Enter", "open a value; looking forces nothing"),
    keyed("b", "breakpoint at this line or instruction"),
    keyed("1-8 Tab z", "focus a panel; zoom it"),
    keyed(": e w /", "command line; evaluate, watch, search"),
    keyed("Esc q", "pause a run, close a window; leave"),
)
MARKS: tuple[Entry, ...] = (
    drawn("▶", "focus-strong", "the next instruction; the chosen frame"),
    drawn("○", "suspended", "a thunk that nothing has needed yet"),
    drawn("◐", "blackhole", "a thunk that is being evaluated just now"),
    drawn("●", "evaluated", "a thunk that has its value"),
    drawn("+", "changed-strong", "what the last step changed"),
    drawn("■", "break", "a breakpoint; on the timeline, a hit"),
    ((("┘ ", "focus"), ("→ 5", "number")), "what the next opcode takes and leaves"),
    drawn("⤷ ⏎", "dim", "where a result goes; at the end of the code"),
    ((("9 ", "strong"), ("8 ", "text"), ("7", "faint")), "lines this frame ran, others ran, none did"),
    drawn("─ 11 ─", "faint", "below it values belong to frame 11"),
    (
        (("━━", "focus"), ("█", "focus-strong"), ("──", "faint")),
        "the timeline: where you are in the run",
    ),
    ((("▁▂▅▇", "hill"), ("▅▂", "border")), "above it: the depth of the frames"),
    (
        (
            ("✗", "error-strong"),
            ("▲", "changed"),
            ("◆", "suspended"),
            ("◇", "dim"),
            ("a", "evaluated-strong"),
        ),
        "error, warning, message, import, mark a",
    ),
    ((("past", "past-strong"),), "this colour: you look at the past"),
)
WORDS: tuple[tuple[str, str], ...] = (
    ("step", "one instruction carried out; steps are numbered from 0"),
    (
        "thunk",
        "an expression put off until its value is needed; thunks are numbered as they are made",
    ),
    ("force", "to need a thunk's value: its code runs, once, and the value stays"),
    ("blackhole", "a thunk while its code runs: to need it then is infinite recursion"),
    ("frame", "one call or force under way, and where in its code it stands"),
    ("continuation", "what will happen with a result, such as writing it into a thunk"),
    ("value stack", "where instructions take their operands and leave their results"),
    ("upvalue", "a value that code brought along from where it was made"),
    ("with-stack", "the sets of `with` that free names are looked up in, the innermost first"),
    ("chunk", "the instructions of one function, thunk or file"),
    ("tail call", "a call that is all that is left to do: it takes over the frame, so nothing piles up"),
    ("tick", "a step, or one turn of a continuation, as when a builtin works"),
    ("event", "what [ and ] go to: a call, a force, an error, a message, and so on"),
    ("live edge", "where the machine stands; what is before it is recorded and stays as it was"),
)


def card(width: int) -> list[Line]:
    """The whole card for so many cells."""
    words = [(((name, "strong"),), meaning) for name, meaning in WORDS]
    if width < COLUMNS:
        keys, marks = titled("To begin with", KEYS, width), titled("Marks", MARKS, width)
        return [*keys, line(), *marks, line(), *titled("Words", words, width)]
    left = (width - GAP) // 2
    rest = width - GAP - left
    upper = beside(titled("To begin with", KEYS, left), titled("Marks", MARKS, rest), left)
    half = (len(words) + 1) // 2
    lower = beside(titled("Words", words[:half], left), titled("", words[half:], rest), left)
    return [*upper, line(), *lower]


def titled(title: str, entries: Sequence[Entry], width: int) -> list[Line]:
    """Entries under a title, folded into so many cells."""
    left = max(LEFT, *(1 + sum(cells(text) for text, _ in parts) for parts, _ in entries))
    rows = [line((f" {title}", "focus-strong"))]
    for parts, meaning in entries:
        first, *others = wrap(meaning, max(width - left - 3, 10), 4)
        blanks = left - sum(cells(text) for text, _ in parts)
        rows.append(line((" " * blanks, ""), *parts, (f"  {first}", "text")))
        rows += [line((" " * (left + 2) + other, "text")) for other in others]
    return rows


def beside(one: Sequence[Line], other: Sequence[Line], width: int) -> list[Line]:
    """Two columns, the left one `width` cells wide."""
    rows = max(len(one), len(other))
    left = [*one, *[Line()] * (rows - len(one))]
    rest = [*other, *[Line()] * (rows - len(other))]
    return [
        Line((*first.parts, (right("", width + GAP - first.width), ""), *second.parts))
        for first, second in zip(left, rest, strict=True)
    ]
