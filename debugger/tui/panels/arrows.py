"""Jump arrows: the gutter that shows where each jump goes, drawn like railway tracks."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

MAX_LANES = 5

Jumps: TypeAlias = "tuple[tuple[int, int], ...]"
"""(row of the jump, row of its target) pairs; a target may lie below the last row."""


@lru_cache(maxsize=64)
def tracks(jumps: Jumps, rows: int) -> tuple[tuple[str, ...], dict[int, int]]:
    """One string a row, all as wide; and the column of each jump's lane by its row."""
    lanes = assign(jumps)
    width = max(lanes.values(), default=-1) + 1
    if not width:
        return ("",) * rows, {}
    grid = [[" "] * (width + 1) for _ in range(rows)]
    for start, end in sorted(jumps, key=lambda jump: -abs(jump[1] - jump[0])):
        if start not in lanes:
            continue
        column = width - 1 - lanes[start]
        draw(grid, start, end, column)
    columns = {start: width - 1 - lane for start, lane in lanes.items()}
    return tuple("".join(row) for row in grid), columns


def assign(jumps: Jumps) -> dict[int, int]:
    """A lane for each jump, the short ones nearest to the code; those beyond the last lane get none."""
    taken: list[list[tuple[int, int]]] = [[] for _ in range(MAX_LANES)]
    lanes: dict[int, int] = {}
    for start, end in sorted(jumps, key=lambda jump: (abs(jump[1] - jump[0]), jump)):
        low, high = min(start, end), max(start, end)
        for lane, spans in enumerate(taken):
            if all(high < other_low or low > other_high for other_low, other_high in spans):
                spans.append((low, high))
                lanes[start] = lane
                break
    return lanes


def draw(grid: list[list[str]], start: int, end: int, column: int) -> None:
    """Draw one jump into rows of characters: from row `start` to row `end`, which may lie outside."""
    rows, last = len(grid), len(grid[0]) - 1
    down = end > start
    for row in range(min(start, end) + 1, max(start, end)):
        if 0 <= row < rows:
            grid[row][column] = "┼" if grid[row][column] == "─" else "│"
    for row, corner, tip in ((start, "╭" if down else "╰", "─"), (end, "╰" if down else "╭", "▸")):
        if not 0 <= row < rows:
            continue
        grid[row][column] = "├" if grid[row][column] != " " else corner
        for across in range(column + 1, last):
            grid[row][across] = "┼" if grid[row][across] in "│├┼" else "─"
        grid[row][last] = tip
