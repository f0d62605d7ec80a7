"""The lexer: source text to tokens, cut as C++ Nix 2.8 cuts it.

A stack of modes tells code from the insides of strings, indented strings and paths; it grows with the
nesting of braces and interpolations, the host's stack does not. The time taken is proportional to the text.

Oddities of Nix kept here:

* The longest match wins, so `a/b`, `-a/b`, `1/2` and `.../x` are paths, `x:x` is a URL, `a->b` is `a- > b`.
* A float needs its dot, and no leading zero before more digits: `1e3` is `1 e3`, `01.5` is `01 .5`.
* A NUL byte in code is the end of the file, in a comment it is a byte; in a string it is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import repeat
from math import isinf
from sys import float_info

from compiler.strings import Piece, strip_indentation, unescape
from vm.pulse import PULSE, STRETCH

KEYWORDS = {
    "if": "IF", "then": "THEN", "else": "ELSE", "assert": "ASSERT", "with": "WITH", "let": "LET", "in": "IN",
    "rec": "REC", "inherit": "INHERIT", "or": "OR",
}  # fmt: skip

SIGNS = {
    "(": "LPAR", ")": "RPAR", "[": "LSQB", "]": "RSQB", "{": "LBRACE", "}": "RBRACE", "${": "DOLLAR",
    ";": "SEMICOLON", ",": "COMMA", ":": "COLON", "@": "AT", "=": "EQUAL", ".": "DOT", "...": "ELLIPSIS",
    "?": "QMARK", "!": "BANG", "-": "MINUS",
    **dict.fromkeys(("+", "++", "*", "/", "//", "->", "&&", "||"), "OPERATOR"),
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), "OPERATOR"),
}  # fmt: skip

PIPES = ("<|", "|>")
"""Operators that are an experiment: without it, they are tokens that fit nowhere."""
SIGNS_WITHOUT_PIPES = SIGNS | dict.fromkeys(PIPES, "PIPE")
SIGNS_WITH_PIPES = SIGNS | dict.fromkeys(PIPES, "OPERATOR")

LARGEST_INT = 2**63 - 1
QUOTED_AT_MOST = 40
"""How much of a token an error message repeats, in bytes."""

# Groups repeat a bounded number of times (the engine spends memory on each round) and are run again.
_BLANKS = r"[ \t\r\n]*+(?:(?:\#[^\r\n]*+|/\*(?s:.*?)\*/)[ \t\r\n]*+){0,99}"
_CHAR = r"[a-zA-Z0-9._+\-]"
_NUMBER = r"(?:[1-9][0-9]*+\.[0-9]*+|0?\.[0-9]++)(?:[Ee][+-]?[0-9]++)?|[0-9]++"
_CODE = re.compile(
    _BLANKS
    + rf"""(?:
    ([a-zA-Z_][a-zA-Z0-9_'\-]*+)(?![./+:])              # 1 a word that cannot begin anything longer
  | (==?|[;,()\[\]:@?*]|&&|\|[|>]|!=?|>=?|<[=|]|<(?!{_CHAR})|->|//|/(?![/*$]|{_CHAR})
      |\+\+?+(?![/+]|{_CHAR})|-(?![/>]|{_CHAR}))         # 2 a sign that cannot
  | ([{{}}]|\$\{{)                                      # 3 a brace
  | "([^"\\$\r\0]*+)"                                   # 4 a string in which everything is plain
  | ([0-9]{{1,18}}+)(?!/|{_CHAR})                       # 5 a whole number that cannot be too large
  | ([a-zA-Z_][a-zA-Z0-9_'\-]*+)                        # 6 a word, or a path or URL that begins like one
  | ({_NUMBER}|\.\.\.|\.|\+\+?+|-)                      # 7 a number or sign, or a path that begins like one
  | ("|'')                                              # 8 the beginning of any other string
  | (<{_CHAR}[a-zA-Z0-9._+\-/]*+>|<)                    # 9 a search path, or only the sign
  | (\#|/\*)                                            # 10 a comment after 99 others, or an unclosed one
  | ([/~])                                              # 11 the beginning of a path, or only the sign
    )""",
    re.VERBOSE,
)
_WORD, _SIGN, _BRACE, _PLAIN, _INT, _LONG_WORD, _LONG_SIGN, _QUOTE, _ANGLE, _COMMENT, _SLASH = range(1, 12)

_BLANK = re.compile(_BLANKS)
_RUN = re.compile(rf"{_CHAR}*+")
_PATH_TEXT = re.compile(r"[a-zA-Z0-9._+\-/]*+")
_PATH_GOES_ON = re.compile(rf"/(?:{_CHAR}|\$\{{)")
_URI = re.compile(r"[a-zA-Z][a-zA-Z0-9+\-.]*+:[a-zA-Z0-9%/?:@&=+$,\-_.!~*']++")
_STRING_TEXT = re.compile(r"""(?:[^$"\\]++|\$?\\(?s:.)|\$(?:[^{"\\]|(?="))){1,99}""")
_INDENTED_TEXT = re.compile(r"""(?:[^$']++|\$[^{']|'[^'$]){1,99}""")
_INDENTED_ESCAPE = re.compile(r"""''(?:\$|'|\\(?s:.))|\$(?!\{)|'(?!')""")
_INDENTED_START = re.compile(r"''(?: *+\n)?")
_NOT_ASCII = re.compile(r"[\x80-\xff]{1,4}")

INTERPOLATION = "${"
STRING, INDENTED, PATH = "string", "indented string", "path"
"""Modes: code inside an interpolation, and three kinds of text. An open brace is the mode `{`."""


class SyntaxFault(Exception):
    """What is wrong and where, without a source; `opened` names what was left open and its offset."""

    def __init__(self, message: str, start: int, end: int, opened: tuple[str, int] | None = None) -> None:
        super().__init__(message)
        self.message, self.start, self.end, self.opened = message, start, end, opened


class Token:
    """One token; `value` is its text, or what a literal means."""

    __slots__ = ("end", "start", "type", "value")

    def __init__(self, type: str, value: object, start: int, end: int) -> None:
        self.type, self.value, self.start, self.end = type, value, start, end

    def __repr__(self) -> str:
        return f"{self.type}({self.value!r})@{self.start}-{self.end}"


def tokens(text: str, pipes: bool = False) -> Iterator[Token]:
    """All tokens of a text, perhaps with pipe operators. Raises SyntaxFault where none can be cut."""
    return Lexer(text, pipes).tokens()


def shortened(text: str) -> str:
    """Text as an error message repeats it."""
    return text if len(text) <= QUOTED_AT_MOST else text[:QUOTED_AT_MOST] + "..."


class Lexer:
    """Where we are in one text. What is not plain is cut by methods that return tokens and move `at`."""

    def __init__(self, text: str, pipes: bool = False) -> None:
        self.text = text
        self.signs = SIGNS_WITH_PIPES if pipes else SIGNS_WITHOUT_PIPES
        self.at = 0
        self.modes: list[tuple[str, int]] = []
        """What is open around the current place, outermost first, and where it was opened."""
        self.run_end = 0
        """Up to here, nothing that was not cut yet begins a path."""
        self.uri_from = 0
        """Between here and `run_end`, every letter begins a URL."""
        self.skipped = (0, 0)
        """The last comments that were cut on their own: from the token before them to their end."""

    def tokens(self) -> Iterator[Token]:
        """All tokens, the last being the end of the text. Raises SyntaxFault for what is no Nix."""
        match, keyword, sign, at = _CODE.match, KEYWORDS.get, self.signs, 0
        text, modes = self.text, self.modes
        while True:
            for _ in repeat(None, STRETCH):
                found = match(text, at)
                if found is None:
                    yield self.end_token(at)
                    return
                kind, at = found.lastindex, found.end()
                if kind == _WORD:
                    word = found[1]
                    yield Token(keyword(word, "ID"), word, at - len(word), at)
                elif kind == _SIGN:
                    word = found[2]
                    yield Token(sign[word], word, at - len(word), at)
                elif kind == _BRACE:
                    word = found[3]
                    yield Token(sign[word], word, at - len(word), at)
                    if word != "}":
                        modes.append((word, at - len(word)))
                    elif modes and modes.pop()[0] == INTERPOLATION and modes and modes[-1][0] in _TEXTS:
                        self.at = at
                        yield from _TEXTS[modes[-1][0]](self)
                        at = self.at
                elif kind == _PLAIN:
                    yield Token("STRING", found[4], found.start(4) - 1, at)
                elif kind == _INT:
                    yield Token("INT", int(found[5]), found.start(5), at)
                else:
                    self.at = at
                    yield from self.longer(found)
                    at = self.at
            self.at = at
            PULSE.ask()

    def longer(self, found: re.Match[str]) -> list[Token]:
        """What needs a second look; `found` is the shortest token that may stand here."""
        kind = found.lastindex or 0
        start = found.start(kind)
        if kind == _QUOTE:
            return self.quoted(start)
        if kind == _COMMENT:
            return self.comment(found.start(), start)
        if kind == _ANGLE:
            return self.angle(start)
        if kind == _SLASH:
            return self.slash(start)
        if self.begins_path(start):
            return self.path(start, start)
        uri = _URI.match(self.text, start) if start >= self.uri_from else None
        if uri:
            self.at = uri.end()
            return [Token("URI", uri[0], start, self.at)]
        return [self.short(start, self.at)]

    def begins_path(self, start: int) -> bool:
        """Whether a path begins at this path character; each run of them is searched only once."""
        if start < self.run_end:
            return False
        text, end = self.text, _end(_RUN, self.text, start)
        if _PATH_GOES_ON.match(text, end):
            return True
        self.run_end = end
        self.uri_from = text.rfind("_", start, end) + 1 if text.startswith(":", end) else end
        return False

    def short(self, start: int, end: int) -> Token:
        """The word, sign or number that stands here."""
        text = self.text[start:end]
        first = text[0]
        if first in "0123456789" or (first == "." and len(text) > 1 and text != "..."):
            return number(text, start)
        return Token(SIGNS.get(text) or KEYWORDS.get(text, "ID"), text, start, end)

    def angle(self, start: int) -> list[Token]:
        """`<a/b>`, or only `<`."""
        inside = self.text[start + 1 : self.at - 1]
        if inside and "//" not in inside and inside[-1] != "/":
            return [Token("SEARCH_PATH", inside, start, self.at)]
        self.at = start + 1
        return [Token("OPERATOR", "<", start, self.at)]

    def slash(self, start: int) -> list[Token]:
        """`/a`, `~/a` or the sign for division."""
        slash = start + (self.text[start] == "~")
        if _PATH_GOES_ON.match(self.text, slash):
            return self.path(start, slash)
        if slash != start:
            raise self.invalid(start)
        return [Token("OPERATOR", "/", start, self.at)]

    def comment(self, before: int, start: int) -> list[Token]:
        """Blanks and comments; Nix sees two signs in `/*` without an end, which are always an error."""
        self.at = _end(_BLANK, self.text, start)
        self.skipped = (self.skipped[0] if self.skipped[1] == before else before, self.at)
        if self.at == start:
            raise SyntaxFault(
                "syntax error, unexpected end of file, expecting '*/'",
                len(self.text),
                len(self.text),
                ("comment", start),
            )
        return []

    def path(self, start: int, text_start: int) -> list[Token]:
        """A path literal, or the head of one that goes on with an interpolation."""
        text, end = self.text, _end(_PATH_TEXT, self.text, text_start)
        if text.startswith("${", end):
            self.modes.append((PATH, start))
            return [Token("PATH_START", text[start:end], start, end), self.interpolation(end)]
        self.refuse_trailing_slash(end)
        twice = text.find("//", start, end)
        if twice >= 0:
            raise SyntaxFault("syntax error, unexpected '//' in a path", twice, twice + 2)
        self.at = end
        return [Token("PATH", text[start:end], start, end)]

    def path_text(self) -> list[Token]:
        """What stands in a path after an interpolation, to the next one or the end."""
        text, start = self.text, self.at
        end = self.at = _end(_PATH_TEXT, text, start)
        found = [Token("TEXT", text[start:end], start, end)] if end > start else []
        if text.startswith("${", end):
            return [*found, self.interpolation(end)]
        self.refuse_trailing_slash(end)
        self.modes.pop()
        return [*found, Token("PATH_END", "", end, end)]

    def refuse_trailing_slash(self, end: int) -> None:
        """SyntaxFault if a path ends at byte `end` with a slash."""
        if self.text[end - 1] == "/":
            raise SyntaxFault("path has a trailing slash", end - 1, end)

    def quoted(self, start: int) -> list[Token]:
        """A string: all of it, or up to its first interpolation."""
        return self.string(start) if self.text[start] == '"' else self.indented_string(start)

    def string(self, start: int) -> list[Token]:
        """A string from its opening quote on: whole, or up to and with its first `${`."""
        self.modes.append((STRING, start))
        self.at = start + 1
        text = self.scan_string()
        if self.closes('"'):
            return [Token("STRING", text, start, self.at)]
        found = [Token("STRING_START", '"', start, start + 1), *self.text_token(text)]
        return [*found, self.interpolation(self.at)]

    def string_text(self) -> list[Token]:
        """What stands in a string after an interpolation, to the next one or the end."""
        found = self.text_token(self.scan_string())
        if self.closes('"'):
            return [*found, Token("STRING_END", '"', self.at - 1, self.at)]
        return [*found, self.interpolation(self.at)]

    def text_token(self, text: str) -> list[Token]:
        """The piece of a string that ends here; nothing for an empty one."""
        return [Token("TEXT", text, self.at, self.at)] if text else []

    def scan_string(self) -> str:
        """Read up to a quote, a `${` or the end; answers the text unescaped."""
        start = self.at
        while found := _STRING_TEXT.match(self.text, self.at):
            self.at = found.end()
        self.refuse_nul(start)
        return unescape(self.text[start : self.at])

    def indented_string(self, start: int) -> list[Token]:
        """From its first two quotes on: whole, or up to and with its first `${`. A blank first line goes."""
        self.modes.append((INDENTED, start))
        opened = self.at = _end(_INDENTED_START, self.text, start)
        pieces = self.scan_indented()
        if self.closes("''"):
            return [Token("INDENTED", "".join(strip_indentation(pieces)), start, self.at)]
        found = [Token("INDENTED_START", "''", start, opened), Token("PIECES", pieces, opened, self.at)]
        return [*found, self.interpolation(self.at)]

    def indented_text(self) -> list[Token]:
        """What stands in an indented string after an interpolation, to the next one or the end."""
        pieces = Token("PIECES", self.scan_indented(), self.at, self.at)
        if self.closes("''"):
            return [pieces, Token("INDENTED_END", "''", self.at - 2, self.at)]
        return [pieces, self.interpolation(self.at)]

    def scan_indented(self) -> list[Piece]:
        """Read up to `''`, a `${` or the end. Pieces that were escapes are told from plain text."""
        text, pieces, opened = self.text, [], self.at
        while True:
            start = self.at
            while found := _INDENTED_TEXT.match(text, self.at):
                self.at = found.end()
            if self.at > start:
                pieces.append(Piece(text[start : self.at], True))
            found = _INDENTED_ESCAPE.match(text, self.at)
            if not found:
                self.refuse_nul(opened)
                return pieces
            self.at = found.end()
            pieces.append(Piece(_escaped(found[0]), False))

    def refuse_nul(self, start: int) -> None:
        """Nix strings do not hold NUL bytes."""
        at = self.text.find("\0", start, self.at)
        if at >= 0:
            raise SyntaxFault("a string must not hold a NUL byte", at, at + 1)

    def closes(self, quote: str) -> bool:
        """Whether the text ends here rather than at an interpolation; if so, step over the quote."""
        if self.text.startswith("${", self.at):
            return False
        if not self.text.startswith(quote, self.at):
            end = len(self.text)
            message = "syntax error, unexpected end of file, expecting " + _CLOSED_BY[quote]
            raise SyntaxFault(message, end, end, self.modes[-1])
        self.at += len(quote)
        self.modes.pop()
        return True

    def interpolation(self, start: int) -> Token:
        """`${` at byte `start`: what follows is code, up to the brace that closes it."""
        self.at = start + 2
        self.modes.append((INTERPOLATION, start))
        return Token("DOLLAR", "${", start, self.at)

    def end_token(self, end: int) -> Token:
        """No other token was found: right only at the end of the file. It stands behind the last one."""
        at = _end(_BLANK, self.text, end)
        if at < len(self.text) and self.text[at] != "\0":
            raise self.invalid(at)
        if end == self.skipped[1]:
            end = self.skipped[0]
        return Token("$END", "", end, end)

    def invalid(self, at: int) -> SyntaxFault:
        """The error for a character that begins no token; one of many bytes is shown whole."""
        found = _NOT_ASCII.match(self.text, at)
        written = found[0] if found else self.text[at]
        shown = written if found or written.isprintable() else f"\\x{ord(written):02x}"
        return SyntaxFault(f"syntax error, unexpected character '{shown}'", at, at + len(written))


_TEXTS = {STRING: Lexer.string_text, INDENTED: Lexer.indented_text, PATH: Lexer.path_text}
"""How each mode of text goes on after an interpolation."""


_CLOSED_BY = {'"': "'\"'", "''": "two single quotes"}


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where a pattern that matches everywhere ends."""
    found = pattern.match(text, at)
    return found.end() if found else at


def _escaped(written: str) -> str:
    """What an escape inside an indented string means; a lone `$` or `'` is cut like one."""
    if written.startswith("''\\"):
        return unescape(written[2:])
    return {"''$": "$", "'''": "''"}.get(written, written)


def _is_exactly(text: str, value: float) -> bool:
    """Whether a tiny float is what was written; Nix refuses the others as too small."""
    from decimal import Decimal

    return Decimal(text) == Decimal(value)


def number(text: str, start: int) -> Token:
    """An INT or FLOAT token. Raises SyntaxFault where it does not fit 64 bits."""
    end = start + len(text)
    if "." in text:
        value = float(text)
        if isinf(value) or (abs(value) < float_info.min and not _is_exactly(text, value)):
            raise SyntaxFault(f"invalid float '{shortened(text)}'", start, end)
        return Token("FLOAT", value, start, end)
    digits = text.lstrip("0")
    if len(digits) > 19 or (whole := int(digits or "0")) > LARGEST_INT:
        raise SyntaxFault(f"invalid integer '{shortened(text)}'", start, end)
    return Token("INT", whole, start, end)
