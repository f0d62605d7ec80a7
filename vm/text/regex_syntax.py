"""POSIX extended syntax, as Nix accepts it, rewritten for the `regex` package.

The syntaxes differ: in a POSIX bracket a backslash is an ordinary character, outside only punctuation may
be escaped, there are no lazy quantifiers or (?...) groups, and `{` must begin a repeat.
"""

from __future__ import annotations

import re

from vm.errors import RegexError

CLASSES = {
    "alpha": "a-zA-Z",
    "digit": "0-9",
    "alnum": "a-zA-Z0-9",
    "upper": "A-Z",
    "lower": "a-z",
    "space": r" \t\n\r\f\v",
    "blank": r" \t",
    "punct": r"!-/:-@\[-`{-~",
    "print": r" -~",
    "graph": r"!-~",
    "cntrl": r"\x00-\x1f\x7f",
    "xdigit": "0-9A-Fa-f",
    "w": "a-zA-Z0-9_",
    "d": "0-9",
    "s": r" \t\n\r\f\v",
}
REPEAT = re.compile(r"\{([0-9]+)(,([0-9]*))?\}")


def translate(pattern: str) -> str:
    """The same expression for the `regex` package; RegexError if it is not one."""
    out: list[str] = []
    at, depth = 0, 0
    repeatable = False
    while at < len(pattern):
        char = pattern[at]
        if char == "[":
            text, at = bracket(pattern, at)
            out.append(text)
            repeatable = True
            continue
        if char == "\\":
            if at + 1 >= len(pattern) or pattern[at + 1] not in ESCAPABLE:
                raise invalid(pattern)
            out.append(re.escape(pattern[at + 1]))
            at += 2
            repeatable = True
            continue
        if char in "*+?{":
            if not repeatable:
                raise invalid(pattern)
            text, at = quantifier(pattern, at)
            # A repeat of a repeat is one of the whole: (?:..) keeps `regex` from seeing lazy or possessive.
            out.append(text)
            while at < len(pattern) and pattern[at] in "*+?{":
                text, at = quantifier(pattern, at)
                out = [*group_last(out), text]
            continue
        if char == "(":
            depth += 1
            repeatable = False
        elif char == ")":
            if depth == 0:
                raise invalid(pattern)
            depth -= 1
            repeatable = True
        elif char in "|^":
            repeatable = False
        else:
            repeatable = True
        out.append(
            {".": r"[^\x00]", "$": r"\Z", "^": r"\A"}.get(char)
            or (char if char in "()|" else re.escape(char))
        )
        at += 1
    if depth:
        raise invalid(pattern)
    return "".join(out)


ESCAPABLE = frozenset("^.[]$()|*+?{}\\/-")


def group_last(out: list[str]) -> list[str]:
    """The pieces with the last atom and its quantifier as one non-capturing group."""
    quantified = out[-1]
    at = len(out) - 2
    if out[at] == ")":
        depth = 0
        while True:
            depth += (out[at] == ")") - (out[at] == "(")
            if depth == 0:
                break
            at -= 1
    return [*out[:at], "(?:", *out[at:-1], quantified, ")"]


def quantifier(pattern: str, at: int) -> tuple[str, int]:
    """The quantifier at `at` and where it ends; RegexError for braces that are no repeat."""
    if pattern[at] != "{":
        return pattern[at], at + 1
    found = REPEAT.match(pattern, at)
    if found is None:
        raise invalid(pattern)
    low, high = int(found[1]), found[3]
    if high and int(high) < low:
        raise invalid(pattern)
    return found.group(), found.end()


def bracket(pattern: str, at: int) -> tuple[str, int]:
    """A bracket expression from its `[`."""
    at += 1
    negated = pattern.startswith("^", at)
    at += negated
    items: list[str] = []
    first = True
    while True:
        if at >= len(pattern):
            raise invalid(pattern)
        if pattern[at] == "]" and not first:
            break
        first = False
        if pattern.startswith("[:", at):
            end = pattern.find(":]", at)
            name = pattern[at + 2 : end] if end >= 0 else ""
            if name not in CLASSES:
                raise invalid(pattern)
            items.append(CLASSES[name])
            at = end + 2
            continue
        low, at = bracket_char(pattern, at)
        if pattern.startswith("-", at) and not pattern.startswith("-]", at) and at + 1 < len(pattern):
            high, at = bracket_char(pattern, at + 1)
            if high < low:
                raise invalid(pattern)
            items.append(f"{bracket_escape(low)}-{bracket_escape(high)}")
        else:
            items.append(bracket_escape(low))
    return f"[{'^' if negated else ''}{''.join(items)}]", at + 1


def bracket_char(pattern: str, at: int) -> tuple[str, int]:
    """One character of a bracket, perhaps written as `[.x.]` or `[=x=]`."""
    for mark in ".=":
        if pattern.startswith(f"[{mark}", at):
            end = pattern.find(f"{mark}]", at)
            if end != at + 3:
                raise invalid(pattern)
            return pattern[at + 2], end + 2
    return pattern[at], at + 1


def bracket_escape(char: str) -> str:
    r"""A character as `\xHH`: in a bracket of the `regex` package it can mean nothing else."""
    return f"\\x{ord(char):02x}"


def invalid(pattern: str) -> RegexError:
    """The one error for every kind of bad expression; Nix tells no more."""
    return RegexError(f"invalid regular expression '{pattern}'")
