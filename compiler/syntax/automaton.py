"""The LALR(1) automaton of the grammar, and the loop that runs it.

Lark reads `nix.lark` and computes the tables; they are turned into rows that refer to each other directly,
because Lark's own loop looks every step up by rule objects and takes nearly twice the time. Lark is imported
at the first parse only.

A row says what to do at a token type: another row means shift and go there, a `Reduction` means that the
last symbols are complete. It also says where to go behind a symbol that a reduction has made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from compiler.syntax import builder
from compiler.syntax.lexer import Token
from compiler.syntax.nodes import Node

GRAMMAR = Path(__file__).with_name("nix.lark")

Row = dict[str, Any]
Reduction = tuple[int, Callable[[list[Any]], Any] | None, str]
"""How many symbols, what makes a value of them (None where a single one stays as it is), the new symbol."""


class Unexpected(Exception):
    """A token fits nothing. `rows` and `values` are the stacks of the automaton as it stopped."""

    def __init__(self, token: Token, rows: list[Row], values: list[Any]) -> None:
        super().__init__(token)
        self.token, self.rows, self.values = token, rows, values

    def accepts(self, kind: str) -> bool:
        """Whether a token of this type could have come; a row alone promises too much, places share rows."""
        rows = list(self.rows)
        while (action := rows[-1].get(kind)) is not None:
            if not isinstance(action, tuple):
                return True
            size, _, symbol = action
            del rows[len(rows) - size :]
            rows.append(rows[-1][symbol])
        return False


def run(tokens: Iterable[Token]) -> Node:
    """The tree of a token stream that ends with its end token. Raises Unexpected."""
    row = start_row()
    rows: list[Row] = [row]
    values: list[Any] = []
    for token in tokens:
        kind = token.type
        try:
            action = row[kind]
            while action.__class__ is tuple:
                size, make, symbol = action
                if make is None:
                    row = rows[-1] = rows[-2][symbol]
                elif size:
                    value = make(values[-size:])
                    del values[-size:], rows[-size:]
                    row = rows[-1][symbol]
                    rows.append(row)
                    values.append(value)
                else:
                    values.append(make([]))
                    row = row[symbol]
                    rows.append(row)
                action = row[kind]
        except KeyError:
            raise Unexpected(token, rows, values) from None
        row = action
        rows.append(row)
        values.append(token)
    return values[0]  # type: ignore[no-any-return]


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
