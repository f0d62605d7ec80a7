"""JSON and XML, each from a work list of its own: documents may nest as deep as they like."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from vm.builtins.registry import BUILTINS, Plain, builtin
from vm.errors import FormatError, TypeMismatch
from vm.machine.coercion import coerce_to_string, copied_path
from vm.machine.deep import check_depth
from vm.machine.trampoline import Call, Force
from vm.pulse import LARGE, PULSE, joined, need_for
from vm.spans import Place
from vm.steps import PAUSE, StepsOf
from vm.text.json_text import parse_json
from vm.text.printer import PLAIN_ESCAPES, escape, print_float
from vm.thunks import Thunk, peek_value
from vm.values import AttrSet, Closure, Path, Value, context_of, is_string, with_article, with_context


@builtin("fromJSON", lesson="The value that a JSON text stands for.")
def from_json(e: Plain) -> StepsOf:
    return (yield from parse_json(str(e)))


RARE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters of which JSON has the number; replaced when the others are."""


def json_string(text: str) -> str:
    """A JSON string literal; FormatError for bytes that are not UTF-8."""
    if not text.isascii():
        try:
            text.encode("latin-1").decode("utf-8")
        except UnicodeDecodeError:
            raise FormatError("a string that is not valid UTF-8 cannot be converted to JSON") from None
    escaped = escape(str(need_for(text)), PLAIN_ESCAPES)
    return f'"{RARE.sub(numbered, escaped)}"'


def numbered(match: re.Match[str]) -> str:
    """A character by its number."""
    return f"\\u{ord(match[0]):04x}"


@builtin("toJSON", lesson="A value as JSON text; everything in it is forced.")
def to_json(e: Value) -> StepsOf:
    pieces: list[str] = []
    context: frozenset[str] = frozenset()
    work: list[tuple[str, Value]] = [("", e)]
    count = 0
    while work:
        count += 1
        if not count & 1023:
            check_depth(len(work))
            yield PAUSE
        before, place = work.pop()
        pieces.append(before)
        if place is END:
            continue
        value = yield Force(place, note=("{} converted", count))
        kind = type(value)
        if kind is AttrSet:
            if "__toString" in value:
                function = yield Force(value["__toString"])
                result = yield Call(function, value, note=("__toString",))
                value = yield from coerce_to_string(result, strong=False, copy_paths=False)
            elif "outPath" in value:
                work.append(("", value["outPath"]))
                continue
        elif kind is Path:
            value = yield from copied_path(value)
        if is_string(value):
            context |= context_of(value)
            pieces.append(json_string(value))
        elif type(value) is AttrSet:
            names = value.sorted_names()
            work.append(("}" if names else "{}", END))
            for index in range(len(names) - 1, -1, -1):
                work.append((("," if index else "{") + json_string(names[index]) + ":", value[names[index]]))
        elif kind is tuple:
            work.append(("]" if value else "[]", END))
            for index in range(len(value) - 1, -1, -1):
                work.append(("," if index else "[", value[index]))
        else:
            pieces.append(json_scalar(value))
    return with_context(joined(pieces), context)


END = object()


def json_scalar(value: Value) -> str:
    """Not for strings and paths. NaN and infinities are null, as in Nix; functions are a TypeMismatch."""
    if value is None:
        return "null"
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is int:
        return str(value)
    if type(value) is float:
        return print_float(value) if math.isfinite(value) else "null"
    if type(value) is Path:
        raise AssertionError("a path is converted by the caller")
    raise TypeMismatch(f"cannot convert {with_article(value)} to JSON")


XML_ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\n", "&#xA;"))


def xml_text(text: str) -> str:
    """Escaped as Nix does it, for an attribute in double quotes. Asks for the memory first."""
    return escape(str(need_for(text)), XML_ESCAPES)


@builtin("toXML", lesson="A value as XML text; everything in it is forced.")
def to_xml(e: Value) -> StepsOf:
    return (yield from xml_document(e, force=True))


def xml_document(root: Value, force: bool, locations: bool = False) -> StepsOf:
    """The document; thunks are forced, or else shown as unevaluated. `locations` adds where things are."""
    lines = [(0, "<?xml version='1.0' encoding='utf-8'?>"), (0, "<expr>")]
    seen: set[str] = set()
    context: frozenset[str] = frozenset()
    work: list[tuple[str, Value, int]] = [("</expr>", END, 0), ("", root, 1)]
    count = depth = 0
    while work:
        count += 1
        if not count & 1023:
            check_depth(depth)
            yield PAUSE
        before, place, depth = work.pop()
        if before:
            lines.append((depth, before))
            if place is END:
                continue
            depth += 1
        value = (yield Force(place, note=("{} converted", count))) if force else peek_value(place)
        if type(value) is AttrSet:
            opening, closing, inside = "<attrs>", "</attrs>", True
            if "type" in value and (force or type(peek_value(value["type"])) is not Thunk):
                kind = yield Force(value["type"])
                if is_string(kind) and kind == "derivation":
                    opening, closing, inside = yield from xml_derivation(value, seen)
            lines.append((depth, opening))
            work.append((closing, END, depth))
            if not inside:
                lines.append((depth + 1, "<repeated />"))
                continue
            for name in reversed(value.sorted_names()):
                work.append(("</attr>", END, depth + 1))
                work.append((xml_attribute(value, name, locations), value[name], depth + 1))
        elif type(value) is tuple:
            lines.append((depth, "<list>"))
            work.append(("</list>", END, depth))
            work.extend(("", element, depth + 1) for element in reversed(value))
        else:
            context |= context_of(value) if is_string(value) else frozenset()
            lines.extend((depth, line) for line in xml_scalar(value, locations))
    return with_context(indented(lines), context)


def indented(lines: Sequence[tuple[int, str]]) -> str:
    """Lines with their depths as one text: only here is it indented, as what nests deep is long that way."""
    size = sum(2 * depth + len(line) + 1 for depth, line in lines)  # of the pieces, and of the text again
    if size > LARGE:
        PULSE.need(2 * size)
    return "".join(f"{'  ' * depth}{line}\n" for depth, line in lines)


def xml_derivation(value: AttrSet, seen: set[str]) -> StepsOf:
    """The opening tag, the closing tag, and whether it is shown for the first time."""
    attributes = ""
    first = False
    for name in ("drvPath", "outPath"):
        if name in value:
            text = yield Force(value[name])
            if is_string(text):
                attributes += f' {name}="{xml_text(text)}"'
                if name == "drvPath":
                    first = text != "" and text not in seen
                    seen.add(str(text))
    return f"<derivation{attributes}>", "</derivation>", first


def xml_attribute(value: AttrSet, name: str, locations: bool) -> str:
    """The opening tag; with `locations`, where the attribute was defined, if that is known."""
    place = (value.positions or {}).get(name) if locations else None
    where = xml_place(place, f' name="{xml_text(name)}"')
    return f"<attr{where}>"


def xml_place(place: Place | None, between: str = "") -> str:
    """Attributes for a place, sorted by name as all XML attributes here."""
    if place is None:
        return between
    source, offset = place
    line, column = source.line_of(offset), source.byte_column(offset)
    return f' column="{column}" line="{line}"{between} path="{xml_text(source.path or source.name)}"'


XML_OF_DERIVATION = [
    "<function>",
    '  <attrspat ellipsis="1" name="drvAttrs">',
    '    <attr name="outputs" />',
    "  </attrspat>",
    "</function>",
]
"""In C++ Nix it is written in Nix."""


def xml_scalar(value: Value, locations: bool = False) -> list[str]:
    """The lines of a value without inner values. What was not forced is `<unevaluated />`."""
    if is_string(value):
        return [f'<string value="{xml_text(value)}" />']
    kind = type(value)
    if value is None:
        return ["<null />"]
    if kind is bool:
        return [f'<bool value="{"true" if value else "false"}" />']
    if kind is int:
        return [f'<int value="{value}" />']
    if kind is float:
        return [f'<float value="{print_float(value)}" />']
    if kind is Path:
        return [f'<path value="{xml_text(value.text)}" />']
    if value is BUILTINS["derivation"]:
        return XML_OF_DERIVATION
    if kind is Closure:
        span = value.code.span
        where = xml_place((span.source, span.start)) if locations else ""
        return [f"<function{where}>", *("  " + line for line in xml_pattern(value)), "</function>"]
    return ["<unevaluated />"]


def xml_pattern(value: Closure) -> list[str]:
    """The lines of a function's argument: `<varpat>`, or `<attrspat>` with its names alphabetically."""
    code = value.code
    if code.formals is None:
        return [f'<varpat name="{xml_text(code.parameter or "")}" />']
    attributes = ' ellipsis="1"' if code.formals.ellipsis else ""
    if code.parameter is not None:
        attributes += f' name="{xml_text(code.parameter)}"'
    names = [f'  <attr name="{xml_text(name)}" />' for name in sorted(code.formals.names)]
    return [f"<attrspat{attributes}>", *names, "</attrspat>"]
