"""The loop that runs the automaton of the grammar over a stream of tokens. Its tables: see `tables`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from compiler.syntax.lexer import Token
from compiler.syntax.nodes import Node
from compiler.syntax.tables import Row, start_row


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
            while type(action) is tuple:
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
