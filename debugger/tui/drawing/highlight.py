"""Nix, coloured: a small tokeniser by lines, good enough for the eye and safe on any text.

State is carried from line to line as a stack of modes, so strings and comments over many lines work.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

from debugger.views.snapshot import SourceText

Modes: TypeAlias = "tuple[str, ...]"
Token: TypeAlias = "tuple[str, str]"
"""(raw text, role)."""

KEYWORDS = frozenset("let in if then else assert with rec inherit or".split())
WORDS = frozenset("true false null".split())
FAR = 3000
"""Lines that are looked at to find the state of a line; beyond it begins afresh."""

CODE = re.compile(
    r"(?P<comment>\#.*)|(?P<open>/\*)|(?P<string>\"|'')|(?P<left>\{)|(?P<right>\})"
    r"|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<word>[A-Za-z_][\w'-]*)|(?P<other>\s+|.)",
    re.DOTALL,
)
STRING = re.compile(r"(?P<text>\\.|[^\"\\$]+)|(?P<left>\$\{)|(?P<end>\")|(?P<other>.)", re.DOTALL)
INDENTED = re.compile(r"(?P<text>'''|''\$|''\\.|[^'$]+)|(?P<left>\$\{)|(?P<end>'')|(?P<other>.)", re.DOTALL)


def tokens(text: str, modes: Modes) -> tuple[list[Token], Modes]:
    """One line's tokens, and the modes at its end."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        mode = modes[-1] if modes else "code"
        if mode == "comment":
            end = text.find("*/", at)
            stop = len(text) if end < 0 else end + 2
            found.append((text[at:stop], "comment"))
            modes = modes if end < 0 else modes[:-1]
            at = stop
            continue
        match = (STRING if mode == "string" else INDENTED if mode == "indented" else CODE).match(text, at)
        if match is None:
            break
        role, modes = (quoted if mode in ("string", "indented") else plain)(match, modes)
        found.append((match.group(), role))
        at = match.end()
    return joined(found), modes


def names_in(text: str, modes: Modes) -> list[tuple[int, str]]:
    """The names in one line, each with the character at which it begins, counted from 0. What is selected
    from a set is none: it means something only there."""
    found: list[tuple[int, str]] = []
    at, before = 0, ""
    while at < len(text):
        mode = modes[-1] if modes else "code"
        if mode == "comment":
            end = text.find("*/", at)
            if end < 0:
                break
            at, modes = end + 2, modes[:-1]
            continue
        match = (STRING if mode == "string" else INDENTED if mode == "indented" else CODE).match(text, at)
        if match is None:
            break
        is_quoted = mode in ("string", "indented")
        role, modes = (quoted if is_quoted else plain)(match, modes)
        if match.lastgroup == "word" and not role and before not in (".", "?"):
            found.append((at, match.group()))
        before = match.group().strip() or before
        at = match.end()
    return found


def quoted(match: re.Match[str], modes: Modes) -> tuple[str, Modes]:
    """The role of what was found inside a string, and the modes after it."""
    kind = match.lastgroup
    if kind == "left":
        return "keyword", (*modes, "hole")
    return "string", modes[:-1] if kind == "end" else modes


def plain(match: re.Match[str], modes: Modes) -> tuple[str, Modes]:
    """The role of what was found in code, and the modes after it."""
    kind, text = match.lastgroup, match.group()
    if kind == "comment":
        return "comment", modes
    if kind == "open":
        return "comment", (*modes, "comment")
    if kind == "string":
        return "string", (*modes, "string" if text == '"' else "indented")
    if kind == "left":
        return "", (*modes, "brace")
    if kind == "right":
        hole = bool(modes) and modes[-1] == "hole"
        return "keyword" if hole else "", modes[:-1]
    if kind == "number":
        return "number", modes
    if kind == "word":
        return "keyword" if text in KEYWORDS else "number" if text in WORDS else "", modes
    return "", modes


def joined(found: list[Token]) -> list[Token]:
    """Neighbours of the same role as one."""
    result: list[Token] = []
    for text, role in found:
        if result and result[-1][1] == role:
            result[-1] = (result[-1][0] + text, role)
        else:
            result.append((text, role))
    return result


class Highlighter:
    """The tokens of one source's lines, made when they are looked at."""

    def __init__(self, text: SourceText) -> None:
        self.text = text
        self.states: dict[int, Modes] = {1: ()}
        """Modes at the beginning of a line."""
        self.lines: dict[int, list[Token]] = {}

    def line(self, number: int) -> list[Token]:
        """A 1-based line; only a bounded number of them are kept."""
        found = self.lines.get(number)
        if found is None:
            if len(self.lines) > FAR:
                self.lines.clear()
            found, after = tokens(self.text.line_text(number), self.state(number))
            self.lines[number] = found
            self.states.setdefault(number + 1, after)
        return found

    def names(self, number: int) -> list[tuple[int, str]]:
        """The names in a 1-based line, each with the character at which it begins, counted from 0."""
        return names_in(self.text.line_text(number), self.state(number))

    def state(self, number: int) -> Modes:
        """The modes at the beginning of a 1-based line. Far from any known one, a guess: plain code."""
        at = number
        while at not in self.states and number - at < FAR:
            at -= 1
        modes = self.states.get(at, ())
        for each in range(at, number):
            _, modes = tokens(self.text.line_text(each), modes)
            self.states[each + 1] = modes
        return modes


@lru_cache(maxsize=16)
def highlighter(text: SourceText) -> Highlighter:
    """The one for this source, kept for the few that were looked at last."""
    return Highlighter(text)
