"""The tables: made of an unambiguous grammar, and only when something is parsed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from lark import Lark
from lark.lexer import Lexer

from compiler.syntax import builder
from compiler.syntax.tables import GRAMMAR, start_row


class NoLexer(Lexer):
    def __init__(self, conf: object) -> None:
        pass

    def lex(self, lexer_state: object, parser_state: object) -> Iterator[Any]:
        return iter(())


def grammar() -> Lark:
    """Lark's strict mode refuses a grammar in which any place is ambiguous."""
    return Lark(GRAMMAR.read_text("ascii"), parser="lalr", lexer=NoLexer, strict=True)


def test_the_grammar_has_no_conflicts_and_every_rule_its_function():
    names = {str(rule.alias) for rule in grammar().rules}
    assert [name for name in sorted(names) if not callable(getattr(builder, name, None))] == []


def test_every_function_of_the_builder_is_used_by_the_grammar():
    names = {str(rule.alias) for rule in grammar().rules}
    made = {
        name for name, made in vars(builder).items() if getattr(made, "__module__", "") == builder.__name__
    }
    assert {name for name in made if not name.startswith("_")} - names == set()


def test_tables_are_made_once():
    assert start_row() is start_row()


def test_importing_the_parser_does_not_import_lark():
    program = "import sys, compiler.syntax.parser; sys.exit('lark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
