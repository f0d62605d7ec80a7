"""What each rule of the grammar makes: one function per rule, called by the parser as it reduces.

A function gets the rule's symbols, tokens or what their rules made, in a fresh list. Lists grow in place,
so that a long list costs no more per element than a short one. The names are those in `nix.lark`.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from compiler.operators import resolve
from compiler.strings import Piece, merged, strip_indentation
from compiler.syntax import nodes
from compiler.syntax.lexer import SyntaxFault
from compiler.syntax.nodes import Interpolation, Name, Node, Str

Symbols = list[Any]
Part = str | Interpolation

same = itemgetter(0)


def items(symbols: Symbols) -> Symbols:
    """A list begun with all symbols of the rule, which may be none."""
    return symbols


def appended(symbols: Symbols) -> Symbols:
    """One more for a list: an element, a binding, a key of `inherit`, an operator or operand of a chain."""
    found, item = symbols
    found.append(item)
    return found  # type: ignore[no-any-return]


def asked(symbols: Symbols) -> Symbols:
    """`chain ? a.b`: the sign and the keys go on the row, without a tree yet."""
    found, sign, keys = symbols
    found += (sign, keys)
    return found  # type: ignore[no-any-return]


def path_on(symbols: Symbols) -> Symbols:
    """`a.b` and one more `.c`."""
    keys, _, key = symbols
    keys.append(key)
    return keys  # type: ignore[no-any-return]


formals_on = path_on


def chain(symbols: Symbols) -> Node:
    """A row of operands and operators made into a tree, by precedence."""
    return resolve(symbols[0])


def function(symbols: Symbols) -> Node:
    """`x: body`, also with a pattern."""
    parameter, _, body = symbols
    return nodes.Lambda(parameter.start, body.end, parameter, body)


def let_nothing(symbols: Symbols) -> Node:
    """`let in body`."""
    opening, _, body = symbols
    return nodes.Let(opening.start, body.end, [], body)


def let(symbols: Symbols) -> Node:
    """`let a = 1; in body`."""
    opening, bindings, _, body = symbols
    return nodes.Let(opening.start, body.end, bindings, body)


def with_(symbols: Symbols) -> Node:
    """`with e; body`."""
    opening, namespace, _, body = symbols
    return nodes.With(opening.start, body.end, namespace, body)


def assertion(symbols: Symbols) -> Node:
    """`assert e; body`."""
    opening, test, _, body = symbols
    return nodes.Assert(opening.start, body.end, test, body)


def condition(symbols: Symbols) -> Node:
    """`if e then a else b`."""
    opening, test, _, then, _, otherwise = symbols
    return nodes.If(opening.start, otherwise.end, test, then, otherwise)


def call(symbols: Symbols) -> Node:
    """`f x`, one argument at a time."""
    called, argument = symbols
    return nodes.Call(called.start, argument.end, called, argument)


def call_with_or(symbols: Symbols) -> Node:
    """`f or`: an old program's variable of that name as an argument."""
    called, word = symbols
    argument = nodes.Variable(word.start, word.end, "or")
    return nodes.Call(called.start, argument.end, called, argument)


def select(symbols: Symbols) -> Node:
    """`e.a.b`."""
    target, _, keys = symbols
    return nodes.Select(target.start, keys[-1].end, target, keys, None)


def select_or(symbols: Symbols) -> Node:
    """`e.a.b or d`."""
    target, _, keys, _, default = symbols
    return nodes.Select(target.start, default.end, target, keys, default)


def variable(symbols: Symbols) -> Node:
    """A name as a value. `__curPos` is the place where it stands, and never a name."""
    token = symbols[0]
    if token.value == "__curPos":
        return nodes.CurPos(token.start, token.end)
    return nodes.Variable(token.start, token.end, token.value)


def _of_token(kind: Callable[[int, int, Any], Node]) -> Callable[[Symbols], Node]:
    """An expression that is one token, with the text or the number that the lexer made of it."""

    def build(symbols: Symbols) -> Node:
        token = symbols[0]
        return kind(token.start, token.end, token.value)

    return build


int_ = _of_token(nodes.Int)
float_ = _of_token(nodes.Float)
path_literal = _of_token(nodes.Path)  # `./a`, `/a`, `~/a` as written
search_path = _of_token(nodes.SearchPath)  # `<a/b>` without its brackets
uri = _of_token(nodes.Uri)  # `scheme:rest` without quotes


def interpolated_path(symbols: Symbols) -> Node:
    """`./a/${e}/b`; the first part is the text before the first interpolation."""
    opening, parts, closing = symbols
    return nodes.InterpolatedPath(opening.start, closing.end, [opening.value, *parts])


def plain_string(symbols: Symbols) -> Str:
    """`"..."` or `''...''` without interpolations, unescaped by the lexer. Empty text makes no part."""
    token = symbols[0]
    return Str(token.start, token.end, [token.value] if token.value else [])


def string(symbols: Symbols) -> Str:
    """`"a ${e}"`; neighbouring texts are one part."""
    opening, parts, closing = symbols
    return Str(opening.start, closing.end, merged(parts))


def indented(symbols: Symbols) -> Str:
    """`''a ${e}''`, with the common indentation taken off."""
    opening, parts, closing = symbols
    return Str(opening.start, closing.end, strip_indentation(parts))


def part_text(symbols: Symbols) -> list[Part]:
    """Text within a string or path."""
    parts, token = symbols
    parts.append(token.value)
    return parts  # type: ignore[no-any-return]


def part_pieces(symbols: Symbols) -> list[Piece | Interpolation]:
    """Text within an indented string, in pieces: escaped ones do not count as indentation."""
    parts, token = symbols
    parts += token.value
    return parts  # type: ignore[no-any-return]


def part_interpolation(symbols: Symbols) -> list[Part]:
    """`${e}` within a string or path."""
    parts, opening, inner, closing = symbols
    parts.append(Interpolation(opening.start, closing.end, inner))
    return parts  # type: ignore[no-any-return]


def paren(symbols: Symbols) -> nodes.Paren:
    """`(e)`: kept as a node, since spans and merging need to know."""
    opening, inner, closing = symbols
    return nodes.Paren(opening.start, closing.end, inner)


def empty_list(symbols: Symbols) -> Node:
    """`[ ]`."""
    opening, closing = symbols
    return nodes.List(opening.start, closing.end, [])


def list_(symbols: Symbols) -> Node:
    """`[ a b ]`."""
    opening, elements, closing = symbols
    return nodes.List(opening.start, closing.end, elements)


def empty_set(symbols: Symbols) -> Node:
    """`{ }` where the token behind it says that it is no pattern."""
    return nodes.AttrSet(symbols[0].start, symbols[-1].end, [], False)


def set_(symbols: Symbols) -> Node:
    """`{ a = 1; }`."""
    opening, bindings, closing = symbols
    return nodes.AttrSet(opening.start, closing.end, bindings, False)


def empty_rec(symbols: Symbols) -> Node:
    """`rec { }`."""
    return nodes.AttrSet(symbols[0].start, symbols[-1].end, [], True)


def rec(symbols: Symbols) -> Node:
    """`rec { a = 1; }`."""
    opening, _, bindings, closing = symbols
    return nodes.AttrSet(opening.start, closing.end, bindings, True)


def empty_legacy_let(symbols: Symbols) -> Node:
    """`let { }`."""
    return nodes.LegacyLet(symbols[0].start, symbols[-1].end, [])


def legacy_let(symbols: Symbols) -> Node:
    """`let { body = 1; }`, of old programs."""
    opening, _, bindings, closing = symbols
    return nodes.LegacyLet(opening.start, closing.end, bindings)


def binding(symbols: Symbols) -> Node:
    """`a.b = e;`; the span takes in the semicolon."""
    keys, _, value, closing = symbols
    return nodes.Binding(keys[0].start, closing.end, keys, value)


def inherit(symbols: Symbols) -> Node:
    """`inherit a "b";`. A name that is not static is an error."""
    opening, keys, closing = symbols
    names = [_static(key) for key in keys]
    return nodes.Inherit(opening.start, closing.end, None, names)


def inherit_from(symbols: Symbols) -> Node:
    """`inherit (e) a b;`. A name that is not static is an error."""
    opening, left, inner, right, keys, closing = symbols
    names = [_static(key) for key in keys]
    return nodes.Inherit(opening.start, closing.end, paren([left, inner, right]), names)


def _static(key: nodes.Key) -> Name | Str:
    """What an inherited name is written as; Nix looks through `${ }` and parentheses."""
    inner: Node = key.expression if isinstance(key, nodes.DynamicName) else key
    while isinstance(inner, nodes.Paren):
        inner = inner.inner
    if isinstance(key, Name):
        return key
    if isinstance(inner, Str) and not any(isinstance(part, Interpolation) for part in inner.parts):
        return inner
    raise SyntaxFault("dynamic attributes not allowed in inherit", key.start, key.end)


def name(symbols: Symbols) -> Name:
    """An identifier as a key or as an argument; `or` is one too where a key stands."""
    token = symbols[0]
    return Name(token.start, token.end, token.value)


def dynamic_name(symbols: Symbols) -> nodes.DynamicName:
    """`${e}` as a key."""
    opening, inner, closing = symbols
    return nodes.DynamicName(opening.start, closing.end, inner)


def pattern(symbols: Symbols) -> nodes.Pattern:
    """Also with a comma after the last formal."""
    return nodes.Pattern(symbols[0].start, symbols[-1].end, symbols[1], False, None)


def open_pattern(symbols: Symbols) -> nodes.Pattern:
    """`{ a, ... }`."""
    return nodes.Pattern(symbols[0].start, symbols[-1].end, symbols[1], True, None)


def any_pattern(symbols: Symbols) -> nodes.Pattern:
    """`{ ... }`."""
    return nodes.Pattern(symbols[0].start, symbols[-1].end, [], True, None)


def empty_pattern(symbols: Symbols) -> nodes.Pattern:
    """`{ }` where a colon or `@` follows."""
    return nodes.Pattern(symbols[0].start, symbols[-1].end, [], False, None)


def pattern_as(symbols: Symbols) -> nodes.Pattern:
    """`{ a }@x`."""
    found, _, token = symbols
    argument = name([token])
    return nodes.Pattern(found.start, argument.end, found.formals, found.ellipsis, argument)


def as_pattern(symbols: Symbols) -> nodes.Pattern:
    """`x@{ a }`."""
    token, _, found = symbols
    return nodes.Pattern(token.start, found.end, found.formals, found.ellipsis, name([token]))


def formal(symbols: Symbols) -> nodes.Formal:
    """`a` within a pattern."""
    token = symbols[0]
    return nodes.Formal(token.start, token.end, token.value, None)


def formal_default(symbols: Symbols) -> nodes.Formal:
    """`a ? d` within a pattern."""
    token, _, default = symbols
    return nodes.Formal(token.start, default.end, token.value, default)
