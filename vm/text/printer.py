"""Printing values as Nix prints them. Never evaluates anything, and never recurses.

Byte-per-character text goes in and comes out; faces decode it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from vm.pulse import need_for
from vm.thunks import Thunk, peek_value
from vm.values import AttrSet, Builtin, Closure, PartialBuiltin, Path, Value, is_string

PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_'-]*\Z")
KEYWORDS = frozenset({"if", "then", "else", "assert", "with", "let", "in", "rec", "inherit"})
PLAIN_ESCAPES = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))
"""What Nix, JSON and ATerm have in common, in the order in which they are replaced one after the other: much
faster than `str.translate`."""
ESCAPES = (*PLAIN_ESCAPES, ("${", "\\${"))
PART = 1 << 16
"""Bytes of a string that are quoted at a time."""


def quote(text: str) -> str:
    """A string literal."""
    return '"' + escape(str(need_for(text)), ESCAPES) + '"'


def escape(text: str, escapes: Sequence[tuple[str, str]]) -> str:
    """Each of some pieces replaced, in their order."""
    for plain, escaped in escapes:
        text = text.replace(plain, escaped)
    return text


def quoted_in_parts(text: str) -> Iterator[str]:
    """A long string literal; no part takes long to make."""
    need_for(text)
    yield '"'
    start = 0
    while start < len(text):
        end = part_end(text, start + PART)
        yield escape(str(text[start:end]), ESCAPES)
        start = end
    yield '"'


def part_end(text: str, end: int) -> int:
    """That place or a little later: no character is cut, and no `${`."""
    if text.startswith("${", end - 1):
        return end + 1
    last = end + 3
    while end < last and "\x80" <= text[end : end + 1] < "\xc0":
        end += 1
    return end


def print_name(name: str) -> str:
    """An attribute name as it stands in a printed set: quoted unless it is a plain identifier."""
    return str(name) if PLAIN_NAME.match(name) and name not in KEYWORDS else quote(name)


def print_float(value: float) -> str:
    """As C++ streams print a double: six significant digits."""
    return f"{value:g}" if not math.isnan(value) else print_nan(value)


def float_to_string(value: float) -> str:
    """As `toString` turns a float into a string: six decimals."""
    return f"{value:f}" if not math.isnan(value) else print_nan(value)


def print_nan(value: float) -> str:
    """C++ prints the sign of what is not a number: on many machines, that of `inf - inf` is negative."""
    return "-nan" if math.copysign(1.0, value) < 0 else "nan"


def print_scalar(value: Value) -> str | None:
    """Anything but a list, a set and a thunk; None for these."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if is_string(value):
        return quote(value)
    kind = type(value)
    if kind is int:
        return str(value)
    if kind is float:
        return print_float(value)
    if kind is Path:
        return str(value.text)
    if kind is Closure:
        return "<LAMBDA>"
    if kind is Builtin and value.name == "derivation":
        return "<LAMBDA>"  # in C++ Nix it is written in Nix
    if kind is Builtin:
        return "<PRIMOP>"
    if kind is PartialBuiltin:
        return "<PRIMOP-APP>"
    if kind is Thunk:
        return "<CODE>"
    return None


class Printer:
    """One printing: pieces come out in order, so a caller can stop when it has enough."""

    def __init__(
        self, failed: Mapping[int, str] | None = None, peek: Callable[[Value], Value] = peek_value
    ) -> None:
        self.seen: dict[int, Value] = {}
        self.failed = failed or {}
        """What to print for a thunk that could not be evaluated, by its identity."""
        self.peek = peek
        """Looks through an evaluated thunk, or one that was evaluated at the time that is looked at."""

    def repeated(self, place: Value, value: Value) -> bool:
        """Whether this list or set was printed before. Lists of one or two live in their place."""
        owner = place if type(value) is tuple and len(value) <= 2 else value
        if id(owner) in self.seen:
            return True
        self.seen[id(owner)] = owner
        return False

    def pieces(self, value: Value) -> Iterator[str]:
        """The text in pieces. A caller that has enough stops asking, so infinite values are no trouble."""
        work: list[Iterator[tuple[str, Value]]] = []
        closers: list[str] = []
        yield from self.open(value, work, closers)
        while work:
            entry = next(work[-1], None)
            if entry is None:
                work.pop()
                yield closers.pop()
                continue
            prefix, place = entry
            yield prefix
            yield from self.open(place, work, closers)

    def open(
        self, place: Value, work: list[Iterator[tuple[str, Value]]], closers: list[str]
    ) -> Iterator[str]:
        """The value if it is plain; else its opening bracket, and what is in it goes on the work lists."""
        value = self.peek(place)
        if is_string(value) and len(value) > PART:
            yield from quoted_in_parts(value)
            return
        text = self.failed.get(id(place)) or print_scalar(value)
        if text is None and value and self.repeated(place, value):
            text = "\xc2\xabrepeated\xc2\xbb"
        if text is not None:
            yield text
        elif type(value) is tuple:
            yield "["
            closers.append(" ]")
            work.append((" ", element) for element in value)
        elif type(value) is AttrSet:
            yield "{"
            closers.append("; }" if value else " }")
            work.append(set_entries(value))
        else:
            yield f"<{type(value).__name__}>"


def set_entries(value: AttrSet) -> Iterator[tuple[str, Value]]:
    """(what stands before it, value) for each attribute, in alphabetical order."""
    separator = " "
    for name in value.sorted_names():
        yield f"{separator}{print_name(name)} = ", value[name]
        separator = "; "


def print_value(value: Value, failed: Mapping[int, str] | None = None) -> str:
    """The whole value; thunks that were not evaluated are `<CODE>`, or what `failed` has for them."""
    return "".join(Printer(failed).pieces(value))


def print_short(value: Value, limit: int = 60) -> str:
    """The beginning of the value, with `...` if it is longer than `limit` characters."""
    value = peek_value(value)
    if is_string(value) and len(value) > limit:
        value = value[: limit + 1]
    text = ""
    for piece in Printer().pieces(value):
        text += piece if len(piece) <= limit else piece[: limit + 1]
        if len(text) > limit:
            return text[: limit - 3] + "..."
    return text
