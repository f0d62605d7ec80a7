"""The tables of the LALR(1) automaton: Lark reads `nix.lark` and computes them, at the first parse only.

They are turned into rows that refer to each other directly, because Lark's own loop looks every step up by
rule objects and takes nearly twice the time. A row says what to do at a token type: another row means shift
and go there, a `Reduction` means that the last symbols are complete. It also says where to go behind a symbol
that a reduction has made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from compiler.syntax import builder

GRAMMAR = Path(__file__).with_name("nix.lark")

Row = dict[str, Any]
Reduction = tuple[int, Callable[[list[Any]], Any] | None, str]
"""How many symbols, what makes a value of them (None where a single one stays as it is), the new symbol."""


@cache
def start_row() -> Row:
    """Where the automaton begins; all other rows hang on it."""
    from lark import Lark
    from lark.lexer import Lexer
    from lark.parsers.lalr_analysis import Shift

    class NoLexer(Lexer):
        """Keeps Lark from making a lexer of its own; ours is called by the parser."""

        def __init__(self, conf: object) -> None:
            pass

        def lex(self, lexer_state: object, parser_state: object) -> Iterator[Any]:
            return iter(())

    transformer: Any = builder
    lark = Lark(
        GRAMMAR.read_text("ascii"),
        parser="lalr",
        lexer=NoLexer,
        transformer=transformer,
        keep_all_tokens=True,
    )
    tables = lark.parse_interactive().parser_state.parse_conf

    rows: dict[int, Row] = {state: {} for state in tables.states}
    for state, actions in tables.states.items():
        for symbol, (action, target) in actions.items():
            rows[state][str(symbol)] = (
                rows[target] if action is Shift else _reduction(target, tables.callbacks[target])
            )
    rows[tables.end_state]["$END"] = {}
    return rows[tables.start_state]


def _reduction(rule: Any, make: Callable[[list[Any]], Any]) -> Reduction:
    return len(rule.expansion), None if make is builder.same else make, str(rule.origin.name)
