"""The tables: made of an unambiguous grammar, and only when something is parsed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from lark import Lark

from compiler.syntax import builder, generated_tables
from compiler.syntax.tables import start_row
from compiler.syntax.tables_text import GRAMMAR, NoLexer, tables_text


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


def test_the_tables_are_those_that_lark_computes_now():
    assert Path(generated_tables.__file__).read_text(encoding="ascii") == tables_text()


def test_tables_are_made_once():
    assert start_row() is start_row()


def test_parsing_does_not_import_lark():
    program = (
        "import sys; from compiler.syntax.parser import parse; from vm.spans import Source; "
        "parse(Source.of_expression('1 + 1')); sys.exit('lark' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
