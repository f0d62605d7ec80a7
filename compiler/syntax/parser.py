"""The parser: one call from source to syntax tree, and the words for what is wrong with a text.

`lexer.py` cuts tokens, `automaton.py` runs the grammar in `nix.lark` over them, and the functions of
`builder.py` make the nodes as it goes. Nothing recurses, however deep a program nests.
"""

from __future__ import annotations

from compiler.syntax.automaton import Unexpected, run
from compiler.syntax.lexer import Lexer, SyntaxFault, Token, shortened
from compiler.syntax.nodes import Node
from vm.errors import STOPS, ParseError, stopped_at
from vm.spans import Source, Span

CLOSERS = {
    "RPAR": "')'", "RSQB": "']'", "RBRACE": "'}'", "SEMICOLON": "';'", "THEN": "'then'", "ELSE": "'else'",
    "IN": "'in'", "EQUAL": "'='", "DOT": "'.'", "COLON": "':'", "AT": "'@'", "COMMA": "','", "LBRACE": "'{'",
    "$END": "end of file",
}  # fmt: skip
"""Tokens that an error message names when they would have fitted."""

EXPECTED_AT_MOST = 4
ENDS = {"$END", "RPAR", "RSQB", "RBRACE", "THEN", "ELSE", "IN"}
"""Tokens whose being unexpected makes one ask what is still open."""

OPENERS = {"LPAR", "LSQB", "LBRACE", "DOLLAR", "LET", "IF"}


def parse(source: Source, pipes: bool = False) -> Node:
    """The expression a source holds, perhaps with pipe operators. Raises ParseError."""
    lexer = Lexer(source.text, pipes)
    try:
        return run(lexer.tokens())
    except SyntaxFault as fault:
        raise _error(source, fault) from None
    except Unexpected as error:
        raise _error(source, _fault(error, source.text)) from None
    except STOPS as stop:
        stopped_at(stop, Span(source, lexer.at, lexer.at), f"{_progress(source, lexer.at)} was parsed")
        raise


def _progress(source: Source, at: int) -> str:
    """How much of a text is done."""
    total = len(source.text)
    return f"{100 * at // max(total, 1)} % of the {total:,} bytes of {source.path or source.name}"


def _error(source: Source, fault: SyntaxFault) -> ParseError:
    error = ParseError(fault.message, Span(source, fault.start, fault.end))
    if fault.opened:
        what, start = fault.opened
        error.notes.append(f"the {what} was opened at {source.position(start)}")
    return error


def _fault(error: Unexpected, text: str) -> SyntaxFault:
    token = error.token
    written = text[token.start : token.end].partition("\n")[0]
    shown = "end of file" if token.type == "$END" else f"'{shortened(written)}'"
    message = f"syntax error, unexpected {shown}"
    if token.type == "PIPE":
        message += ": pipe operators are an experiment of Nix, which --experimental turns on"
        return SyntaxFault(message, token.start, token.end)
    expected = _in_words({kind for kind in (*CLOSERS, "ID", "INT") if error.accepts(kind)})
    if 0 < len(expected) <= EXPECTED_AT_MOST:
        message += ", expecting " + " or ".join(expected)
    open_bracket = error.accepts("RPAR") or error.accepts("RSQB")
    opened = _innermost_opening(error.values) if open_bracket or token.type in ENDS else None
    return SyntaxFault(message, token.start, token.end, opened)


def _in_words(names: set[str]) -> list[str]:
    """What a person would write next; operators and arguments are left out, they fit almost everywhere."""
    if "EQUAL" not in names:
        names.discard("DOT")
    if "INT" in names:
        names -= {"LBRACE", "COLON", "AT"}
    closers = [shown for name, shown in CLOSERS.items() if name in names]
    if "INT" in names:
        return closers or ["an expression"]
    return [*(["a name"] if "ID" in names else []), *closers]


def _innermost_opening(values: list[object]) -> tuple[str, int] | None:
    """What is still open; a `let` is not once its `in` has come, nor is an `if` after its `else`."""
    finished = 0
    for value in reversed(values):
        if not isinstance(value, Token):
            continue
        if value.type in ("IN", "ELSE"):
            finished += 1
        elif value.type in ("LET", "IF") and finished:
            finished -= 1
        elif value.type in OPENERS:
            return f"'{value.value}'", value.start
    return None
