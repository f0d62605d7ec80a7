"""Values as one line of text: in panels, in sentences, inside other values. Never forces anything."""

from __future__ import annotations

from debugger.names import binding_of, called, short
from debugger.text import safe, safe_shown
from vm.chunk import Lambda
from vm.spans import Span, to_display
from vm.text.disassembler import one_line
from vm.text.printer import print_name, print_short
from vm.thunks import Application, Cells, Thunk
from vm.values import (
    TYPE_NAMES,
    AttrSet,
    Blueprint,
    Builtin,
    Closure,
    DeferredUpvalue,
    PartialBuiltin,
    Path,
    Scope,
    UnresolvedPath,
    Value,
    context_of,
    is_string,
)

VALUE_WIDTH = 100
SHORT = 20
"""Bytes of a string or path that even a narrow panel shows all of; longer ones can be opened."""


def place(span: Span) -> str:
    """`file.nix:12`."""
    return safe_shown(f"{to_display(span.source.name)}:{span.source.line_of(span.start)}")


def kind_of(plain: Value) -> str:
    """The name of the type, `thunk`, or `internal` for what no program sees."""
    if type(plain) is Thunk:
        return "thunk"
    return TYPE_NAMES.get(type(plain), "internal")


def is_openable(plain: Value) -> bool:
    """Whether there is more to show than fits on its line."""
    kind = type(plain)
    return (
        (kind in (tuple, AttrSet) and bool(plain))
        or kind in (Closure, PartialBuiltin, Thunk)
        or (is_string(plain) and (len(plain) > SHORT or "\n" in plain or bool(context_of(plain))))
        or (kind is Path and len(plain.text) > SHORT)
    )


def size_of(plain: Value) -> int:
    """Elements, attributes or bytes."""
    return len(plain) if type(plain) in (tuple, AttrSet) or is_string(plain) else 0


def value_text(value: Value, cells: Cells) -> str:
    """One line for any value, internal ones included."""
    plain = cells.peek(value)
    if type(plain) is Thunk:
        return thunk_text(plain, cells)
    kind = type(plain)
    if kind is AttrSet:
        return set_text(plain, cells)
    if kind is tuple:
        return list_text(plain, cells)
    if kind is Closure:
        return closure_text(plain)
    if kind is Builtin:
        return f"builtin {plain.name}"
    if kind is PartialBuiltin:
        return f"builtin {plain.builtin.name} with {len(plain.arguments)} of {plain.builtin.arity} arguments"
    if isinstance(plain, Blueprint):
        return f"blueprint {safe_shown(plain.code.name)}"
    if kind is DeferredUpvalue:
        return f"to be captured from slot {plain.slot}"
    if kind is UnresolvedPath:
        return f"unresolved {safe(plain.text)}"
    if kind is Scope:
        return "the names of a recursive set"
    if kind not in TYPE_NAMES:
        return "no such attribute"
    text = safe(print_short(plain, VALUE_WIDTH))
    return f"{text} ({len(plain)})" if is_string(plain) and text.endswith("...") else text


def thunk_text(thunk: Thunk, cells: Cells) -> str:
    """The source of its code, or the application; "" once that is forgotten."""
    code = thunk.code
    if type(code) is Lambda:
        return safe_shown(one_line(code.span.beginning(600), VALUE_WIDTH))
    if type(code) is Application:
        return f"{code.maker}: apply {element_text(code.function, cells)}"
    return ""


def made_from(cell: Thunk, cells: Cells) -> str:
    """The source of a cell's code, or the call that a builtin put off: `layer 3`; "" if that is forgotten."""
    code = cell.code
    if type(code) is not Application:
        return thunk_text(cell, cells)
    function = cells.peek(code.function)
    label = function.code.label if type(function) is Closure else None
    name = "λ" if type(function) is Closure else element_text(function, cells)
    arguments = cells.captured(cell.arguments)[:3]
    return " ".join([safe(label) if label else name, *(brief_text(each, cells) for each in arguments)])


def brief_text(value: Value, cells: Cells) -> str:
    """A value in a word; a cell without the word for it."""
    plain = cells.peek(value)
    return short(plain) if type(plain) is Thunk else element_text(plain, cells)


def element_text(value: Value, cells: Cells, name: str = "") -> str:
    """A value inside another one: only a word or two. `name` is what it is called there already."""
    plain = cells.peek(value)
    kind = type(plain)
    if kind is Thunk:
        return f"#{plain.number}" if name and binding_of(plain) == name else called(plain)
    if kind is AttrSet:
        return "{ ... }" if plain else "{ }"
    if kind is tuple:
        return "[ ... ]" if plain else "[ ]"
    if kind is Closure:
        return "lambda"
    if kind is Builtin:
        return str(plain.name)
    if kind not in TYPE_NAMES:
        return "..."
    return safe(print_short(plain, 24))


def set_text(value: AttrSet, cells: Cells) -> str:
    """Attributes until the line is full, then how many there are. Forces nothing."""
    if not value:
        return "{ }"
    if len(value) > 100:
        return f"{{ {len(value)} attributes }}"
    text = "{ "
    for name in value.sorted_names():
        text += f"{safe(print_name(name))} = {element_text(value[name], cells, safe(name))}; "
        if len(text) > VALUE_WIDTH:
            return f"{text[: VALUE_WIDTH - 3]}... ({len(value)})"
    return text + "}"


def list_text(value: tuple[Value, ...], cells: Cells) -> str:
    """Elements until the line is full, then how many there are. Forces nothing."""
    if not value:
        return "[ ]"
    text = "[ "
    for item in value[:50]:
        text += element_text(item, cells) + " "
        if len(text) > VALUE_WIDTH:
            break
    if len(text) > VALUE_WIDTH or len(value) > 50:
        return f"{text[: VALUE_WIDTH - 3]}... ({len(value)})"
    return text + "]"


def closure_text(value: Closure) -> str:
    """Name, argument and place of a function, on one line."""
    code = value.code
    formals = code.formals
    if formals is not None:
        shown = ", ".join(list(map(safe, formals.names))[:6])
        more = ", ..." if formals.ellipsis or len(formals.names) > 6 else ""
        head = f"{{ {shown}{more} }}"
    else:
        head = safe(code.parameter or "_")
    name = f"{safe(code.label)} = " if code.label else ""
    return f"{name}λ {head}: ({place(code.span)})"
