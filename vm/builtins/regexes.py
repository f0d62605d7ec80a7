"""POSIX extended regular expressions, by the `regex` package in POSIX (leftmost-longest) mode, on bytes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from vm.builtins.registry import Plain, builtin
from vm.builtins.strings import as_string
from vm.errors import RegexError
from vm.machine.trampoline import Force
from vm.steps import PAUSE, StepsOf
from vm.text.regex_syntax import translate
from vm.values import Value

if TYPE_CHECKING:
    import regex

TIMEOUT = 30.0
"""Seconds that one match may take before it is given up."""


@lru_cache(maxsize=512)
def compiled(pattern: str) -> regex.Pattern[bytes]:
    """Kept, since programs match many strings by few expressions. RegexError if it is not one."""
    import regex

    try:
        return regex.compile(translate(pattern).encode("latin-1"), regex.POSIX | regex.VERSION0)
    except regex.error:
        raise RegexError(f"invalid regular expression '{pattern}'") from None


@builtin("match", lesson="Matches a whole string against a regular expression: null, or the groups.")
def match(regex_: Plain, str_: Value) -> StepsOf:
    pattern = compiled(str(regex_))  # a bad expression is refused before the string is looked at
    text = as_string((yield Force(str_)))
    try:
        found = pattern.fullmatch(text.encode("latin-1"), timeout=TIMEOUT)
    except TimeoutError:
        raise too_slow(regex_) from None
    return None if found is None else groups(found)


@builtin("split", lesson="Splits a string at matches; between the pieces stand lists of groups.")
def split(regex_: Plain, str_: Value) -> StepsOf:
    pattern = compiled(str(regex_))
    text = as_string((yield Force(str_)))
    data = text.encode("latin-1")
    pieces: list[Value] = []
    at = 0
    try:
        for count, found in enumerate(pattern.finditer(data, timeout=TIMEOUT)):
            if not count + 1 & 1023:
                yield PAUSE
            pieces.append(data[at : found.start()].decode("latin-1"))
            pieces.append(groups(found))
            at = found.end()
    except TimeoutError:
        raise too_slow(regex_) from None
    if not pieces:
        return (text,)  # nothing was cut: the string itself, with its context
    pieces.append(data[at:].decode("latin-1"))
    return tuple(pieces)


def groups(found: regex.Match[bytes]) -> tuple[Value, ...]:
    """The groups of a match as Nix values: null for one that took no part."""
    return tuple(None if group is None else group.decode("latin-1") for group in found.groups())


def too_slow(pattern: str) -> RegexError:
    """The error for a match that was given up: some expressions take exponential time."""
    return RegexError(f"regular expression '{pattern}' took too long to match")
