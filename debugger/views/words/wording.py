"""Wording: how sentences call what is there, and the table of what is told of each opcode.

A value is told by what is known of it, and a thunk by its name and number: nothing is forced for a sentence.
"""

from __future__ import annotations

from collections.abc import Callable

from debugger.history.timeline import AnyFrame, State
from debugger.names import binding_in, called, numbered
from debugger.numerals import grouped
from debugger.text import safe, safe_shown, shorten
from debugger.views.words.outcome import Outcome
from vm.chunk import Lambda
from vm.spans import Span
from vm.text.disassembler import one_line, slot_names
from vm.text.printer import print_short
from vm.thunks import Application, Thunk
from vm.values import AttrNotFound, AttrSet, Builtin, Closure, PartialBuiltin, Scope, UnresolvedPath, Value

Words = Callable[["State", "AnyFrame", int, "Outcome"], str]
"""What is told of an op: a sentence that begins behind the opcode's name and has no full stop yet."""

WORDS: dict[str, Words] = {}

SIZE_WORDS: dict[type, tuple[str, str]] = {
    tuple: ("a list of {}", "an empty list"),
    AttrSet: ("a set of {}", "an empty set"),
}


def words(*names: str) -> Callable[[Words], Words]:
    """Registers what is told of the ops of these names; others have their lesson told."""

    def register(function: Words) -> Words:
        for name in names:
            WORDS[name] = function
        return function

    return register


def new_thunk(state: State, code: Lambda) -> str:
    """What the thunk will be called that an op is about to make."""
    return numbered(binding_in(code), state.thunks)


def brief(state: State, value: Value, width: int = 40) -> str:
    """A value in a sentence: a thunk by its name, everything else short."""
    if type(value) is Thunk:
        plain = state.cells.peek(value)
        if type(plain) is Thunk:
            return called(value)
        value = plain
    kind = type(value)
    if value is AttrNotFound:
        return "the mark for a missing attribute"
    if kind is Closure:
        label = value.code.label
        return f"the function {safe(label)}" if label else "a function"
    if kind is Builtin:
        return f"the builtin {value.name}"
    if kind is PartialBuiltin:
        return f"the builtin {value.builtin.name}, which has {len(value.arguments)} of its arguments,"
    if kind in SIZE_WORDS:
        some, none = SIZE_WORDS[kind]
        return some.format(grouped(len(value))) if value else none
    if kind is UnresolvedPath:
        return safe(value.text)
    if kind is Scope:
        return "the names of a recursive set"
    return shorten(safe(print_short(value, width)), width)


def source_words(span: Span, width: int = 40) -> str:
    """The beginning of some source text on one line."""
    return safe_shown(one_line(span.beginning(400), width))


def thunk_words(thunk: Thunk) -> str:
    """What running the thunk means, as part of a sentence."""
    code = thunk.code
    if isinstance(code, Application):
        return f"the call that {code.maker} put off"
    if code is None:
        return "its code"
    return f"`{source_words(code.span)}`"


def slot_words(frame: AnyFrame, slot: int) -> str:
    """A slot by its name if it has one."""
    name = slot_names(frame.code).get(slot)
    return safe(name) if name is not None else f"slot {slot}"


def plural(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
