"""Has Lark compute the automaton of `nix.lark` and writes it down:
`python -m compiler.syntax.tables_text > compiler/syntax/generated_tables.py`.

Lark takes longer for it than most programs take to run, so it is done when the grammar changes. A test
compares the file with what is written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lark import Lark
from lark.lexer import Lexer
from lark.parsers.lalr_analysis import Shift

from compiler.syntax import builder

GRAMMAR = Path(__file__).with_name("nix.lark")
HEAD = '''"""The automaton of nix.lark. Written by compiler.syntax.tables_text: do not edit.

A row for each state, in pairs: the number of a symbol, and the row to go to there, or the inverted number of
the rule that is complete. A rule: how many symbols, the function of the builder that makes a value of them
("" for none), what they are. Tuples of constants, for these are read from a file in one go.
"""

'''


class NoLexer(Lexer):
    """Keeps Lark from making a lexer of its own; ours is called by the parser."""

    def __init__(self, conf: object) -> None:
        pass

    def lex(self, lexer_state: object, parser_state: object) -> Iterator[Any]:
        return iter(())


def tables_text() -> str:
    """The whole file. States and rules are numbered as they are reached, in order of symbols."""
    tables = computed()
    order: dict[Any, int] = {tables.start_state: 0}
    rules: dict[tuple[int, str, str], int] = {}
    rows: list[dict[str, int]] = []
    for state in iter_growing(order):
        row: dict[str, int] = {}
        actions = {str(symbol): action for symbol, action in tables.states.get(state, {}).items()}
        for symbol in sorted(actions):
            action, target = actions[symbol]
            if action is Shift:
                row[symbol] = order.setdefault(target, len(order))
            else:
                rule = rule_of(target, tables.callbacks[target])
                row[symbol] = ~rules.setdefault(rule, len(rules))
        if state == tables.end_state:
            row["$END"] = order.setdefault(None, len(order))
        rows.append(row)
    symbols = sorted({symbol for row in rows for symbol in row})
    numbers = {symbol: number for number, symbol in enumerate(symbols)}
    pairs = [
        tuple(each for symbol, action in row.items() for each in (numbers[symbol], action)) for row in rows
    ]
    lines = [HEAD, f"SYMBOLS = {tuple(symbols)}\n"]
    lines += ["ROWS: tuple[tuple[int, ...], ...] = (\n", *(f"    {row},\n" for row in pairs), ")\n"]
    lines += ["RULES: tuple[tuple[int, str, str], ...] = (\n", *(f"    {rule},\n" for rule in rules), ")\n"]
    return "".join(lines).replace("'", '"')


def computed() -> Any:
    """What Lark makes of the grammar, with the functions of the builder."""
    transformer: Any = builder
    lark = Lark(
        GRAMMAR.read_text("ascii"),
        parser="lalr",
        lexer=NoLexer,
        transformer=transformer,
        keep_all_tokens=True,
    )
    return lark.parse_interactive().parser_state.parse_conf


def iter_growing(order: dict[Any, int]) -> Iterator[Any]:
    """The keys, those too that are added meanwhile. None, behind the last token, has no actions."""
    at = 0
    while at < len(order):
        yield list(order)[at]
        at += 1


def rule_of(rule: Any, make: Any) -> tuple[int, str, str]:
    """A rule by what the automaton needs of it."""
    name = next(name for name, each in vars(builder).items() if each is make)
    return len(rule.expansion), "" if make is builder.same else name, str(rule.origin.name)


if __name__ == "__main__":
    print(tables_text(), end="")  # noqa: T201
