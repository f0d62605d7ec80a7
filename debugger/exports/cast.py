"""Cast: a film of the terminal in the format asciicast 2, with a marker where something was noted.

The first line is a header, each other one an event: seconds, kind, data. `o` is what is written to the
terminal, `m` a marker. Only rows that changed are painted again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from debugger.text import json_line

CLEAR = "\x1b[0m\x1b[2J\x1b[?25l"
SETTLE = 2.0
"""Seconds that a noted step stands longer, and the last one."""


def cast(
    frames: Iterable[tuple[str, Sequence[str]]], size: tuple[int, int], title: str, pace: float
) -> Iterator[str]:
    """The lines of the file. Each frame is what is noted at it, "" if nothing, and its rows; `pace` is in
    seconds from one to the next."""
    yield raw_line({"version": 2, "width": size[0], "height": size[1], "title": title})
    time, before = 0.0, [""] * size[1]
    yield raw_line([time, "o", CLEAR])
    for label, rows in frames:
        changed = [f"\x1b[{at};1H{row}" for at, row in enumerate(rows, 1) if row != before[at - 1]]
        before = list(rows)
        if label:
            yield raw_line([round(time, 3), "m", label])
        yield raw_line([round(time, 3), "o", "".join(changed)])
        time += pace + (SETTLE if label else 0)
    yield raw_line([round(time + SETTLE, 3), "o", "\x1b[0m"])


def raw_line(event: object) -> str:
    """JSON; a player reads the escapes, a terminal that shows the file does not."""
    return json_line(event)
