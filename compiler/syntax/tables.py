"""The tables of the LALR(1) automaton, as rows that refer to each other directly.

A row says what to do at a token type: another row means shift and go there, a `Reduction` means that the
last symbols are complete. It also says where to go behind a symbol that a reduction has made. Lark computed
them from `nix.lark`: see `tables_text`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from compiler.syntax import builder
from compiler.syntax.generated_tables import ROWS, RULES, SYMBOLS

Row = dict[str, Any]
Reduction = tuple[int, Callable[[list[Any]], Any] | None, str]
"""How many symbols, what makes a value of them (None where a single one stays as it is), the new symbol."""


@cache
def start_row() -> Row:
    """Where the automaton begins; all other rows hang on it."""
    reductions: list[Reduction] = [
        (size, getattr(builder, name) if name else None, symbol) for size, name, symbol in RULES
    ]
    rows: list[Row] = [{} for _ in ROWS]
    for row, actions in zip(rows, ROWS, strict=True):
        for at in range(0, len(actions), 2):
            number = actions[at + 1]
            row[SYMBOLS[actions[at]]] = rows[number] if number >= 0 else reductions[~number]
    return rows[0]
