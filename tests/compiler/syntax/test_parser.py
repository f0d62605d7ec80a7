"""From text to tree: shapes, spans, and the words for what is wrong."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from compiler.syntax import nodes as n
from compiler.syntax.parser import parse
from tests.compiler.shapes import shape, tree
from vm.errors import ParseError
from vm.spans import Source

DEEP = 10_000


def error(text: str) -> ParseError:
    with pytest.raises(ParseError) as caught:
        tree(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a - b - c", "((a - b) - c)"),
        ("a + b * c - d / e", "((a + (b * c)) - (d / e))"),
        ("a ++ b ++ c", "(a ++ (b ++ c))"),
        ("a // b // c", "(a // (b // c))"),
        ("a -> b -> c", "(a -> (b -> c))"),
        ("a || b && c == d", "(a || (b && (c == d)))"),
        ("a < b == c > d", "((a < b) == (c > d))"),
        ("a + b // c + d", "((a + b) // (c + d))"),
        ("a * b ++ c * d", "((a * (b ++ c)) * d)"),
        ("a && b || c -> d", "(((a && b) || c) -> d)"),
        ("a <= b != c >= d", "((a <= b) != (c >= d))"),
        ("f a + g b c", "((f a) + ((g b) c))"),
        ("f a.b c", "((f (. a b)) c)"),
    ],
)
def test_infix_operators_bind_as_in_nix(text, expected):
    assert shape(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("!a ? b", "(! (a ? b))"),
        ("-a ? b", "((- a) ? b)"),
        ("a ? b ? c", "((a ? b) ? c)"),
        ("a ? b.c + d", "((a ? b.c) + d)"),
        ("a ++ b ? c ++ d", "(a ++ ((b ? c) ++ d))"),
        ("- f a", "(- (f a))"),
        ("-a.b", "(- (. a b))"),
        ("a ++ -b", "(a ++ (- b))"),
        ("1 - -2", "(1 - (- 2))"),
        ("- - - 1", "(- (- (- 1)))"),
        ("!!a", "(! (! a))"),
        ("!a == b", "((! a) == b)"),
        ("!a + b", "(! (a + b))"),
        ("!a // b", "((! a) // b)"),
        ("a + !b // c", "((a + (! b)) // c)"),
        ("a * !b + c", "(a * (! (b + c)))"),
        ("- !a + b", "(- (! (a + b)))"),
        ("a == !b && c", "((a == (! b)) && c)"),
    ],
)
def test_prefix_operators_and_questions_bind_as_in_nix(text, expected):
    assert shape(text) == expected


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("1 < 2 < 3", "< 3"),
        ("1 == 2 == 3", "== 3"),
        ("1 != 2 == 3", "== 3"),
        ("1 >= 2 <= 3", "<= 3"),
        ("a == !b == c", "== c"),
    ],
)
def test_a_second_comparison_is_an_error_at_its_sign(text, rest):
    found = error(text)
    assert "comparisons cannot be chained" in found.message
    assert found.span is not None
    assert text[found.span.start :] == rest


@pytest.mark.parametrize("text", ["(1 < 2) < 3", "1 < (2 < 3)", "1 < 2 == 3", "a == b && c == d"])
def test_comparisons_that_are_kept_apart_are_fine(text):
    assert isinstance(tree(text), n.Binary)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f or", "(f or)"),
        ("f x or y", "((f (x or)) y)"),
        ("[ a or b ]", "[(a or) b]"),
        ("a.b or c.d or e", "(. a b or (. c d or e))"),
        ("a.b or c d", "((. a b or c) d)"),
        ("a.or or or.or", None),
        ("f a.or or b", "(f (. a or or b))"),
        ("let or = 1; in a.or", "(let {or=1} (. a or))"),
        ("{ or.a = 1; inherit (b) or; }", "{or.a=1; inherit (paren b):or}"),
        ("or", None),
        ("or.a", None),
        ("or: 1", None),
        ("{ or }: 1", None),
        ("f or or", None),
    ],
)
def test_or_is_a_name_only_where_nix_takes_it_for_one(text, expected):
    if expected is None:
        assert error(text).message.startswith("syntax error, unexpected")
    else:
        assert shape(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x: y: z", "(λ x (λ y z))"),
        ("{ }: 1", "(λ {} 1)"),
        ("{ }", "{}"),
        ("{ a }: 1", "(λ {a} 1)"),
        ("{ a, }: 1", "(λ {a} 1)"),
        ("{ a, b ? c + 1, ... }: 1", "(λ {a b?(c + 1) ...} 1)"),
        ("{ a ? x: y, b }: 1", "(λ {a?(λ x y) b} 1)"),
        ("{ ... }@args: 1", "(λ {...}@args 1)"),
        ("args@{ a }: 1", "(λ {a}@args 1)"),
        ("{ }@args: 1", "(λ {}@args 1)"),
        ("__curPos: __curPos", "(λ __curPos (curpos))"),
        ("{ a = 1; }", "{a=1}"),
        ("{ a.\"b\".${c}.\"${d}\" = 1; }", "{a.(str 'b').${c}.(str ${d})=1}"),
        ("rec { }", "rec{}"),
        ("rec { a = b; }.a", "(. rec{a=b} a)"),
        ("{ inherit; inherit a \"b\"; inherit (c) d; }", "{inherit:; inherit:a,(str 'b'); inherit (paren c):d}"),  # noqa: E501
        ("{ inherit ${\"a\"} ${(''b'')}; }", "{inherit:(str 'a'),(str 'b')}"),
        ("let in 1", "(let {} 1)"),
        ("let a = 1; inherit b; in a", "(let {a=1; inherit:b} a)"),
        ("let { body = 1; }.x", "(. (legacy-let {body=1}) x)"),
        ("f let { }", "(f (legacy-let {}))"),
        ("with a; assert b; if c then d else e: e", "(with a (assert b (if c d (λ e e))))"),
        ("if a then b else c + 1", "(if a b (c + 1))"),
        ("[ ]", "[]"),
        ("[ f x.y (g z) -1 ]", None),
        ("[ f x.y (g z) ]", "[f (. x y) (paren (g z))]"),
        ("a.b.c", "(. a b.c)"),
        ("a ? \"b\".${c}", "(a ? (str 'b').${c})"),
        ("./a/${b}c/${d}", "(path './a/' ${b} 'c/' ${d})"),
        ("/${a}", "(path '/' ${a})"),
        ("~/${a}/b", "(path '~/' ${a} '/b')"),
        ("[ /a ~/b <c/d> e:f ]", "[(path /a) (path ~/b) (search c/d) (uri e:f)]"),
        ("1e3", "(1 e3)"),
        ("[ 1. .5 1.e3 ]", "[1.0 0.5 1000.0]"),
    ],
)  # fmt: skip
def test_every_form_has_its_node(text, expected):
    if expected is None:
        error(text)
    else:
        assert shape(text) == expected


@pytest.mark.parametrize("name", ["${a}", '"${a}"', '${"a" + "b"}', '${"a${b}"}'])
def test_inherit_refuses_names_that_must_be_computed(name):
    found = error("{ inherit " + name + "; }")
    assert found.message == "dynamic attributes not allowed in inherit"
    assert found.span is not None
    assert found.span.text == name


@pytest.mark.parametrize(
    ("text", "pick", "spanned"),
    [
        ("1 + 2 * 3 ", lambda t: t, "1 + 2 * 3"),
        (" 1 + 2 * 3", lambda t: t.right, "2 * 3"),
        ("f  x y", lambda t: t.function, "f  x"),
        ("( a ) b", lambda t: t.function, "( a )"),
        ("-a ? b.c", lambda t: t, "-a ? b.c"),
        ("! ! a", lambda t: t.operand, "! a"),
        ("f a.b.c ", lambda t: t.argument, "a.b.c"),
        ("a.b or c d", lambda t: t.function, "a.b or c"),
        ('"a${ b }"', lambda t: t, '"a${ b }"'),
        ('"a${ b }"', lambda t: t.parts[1], "${ b }"),
        ("'' a ''", lambda t: t, "'' a ''"),
        ("''${a} '' ", lambda t: t, "''${a} ''"),
        ("./a/${b}c + d", lambda t: t.left, "./a/${b}c"),
        ("{ a = 1 ; }", lambda t: t.bindings[0], "a = 1 ;"),
        ("{ inherit (a) b ; }", lambda t: t.bindings[0], "inherit (a) b ;"),
        ("{ inherit (a) b ; }", lambda t: t.bindings[0].source, "(a)"),
        ("{ ${a} = 1; }", lambda t: t.bindings[0].keys[0], "${a}"),
        ("x: y + 1", lambda t: t, "x: y + 1"),
        ("{ a, b ? a + c, ... }@args: a", lambda t: t.parameter, "{ a, b ? a + c, ... }@args"),
        ("args @ { a }: a", lambda t: t.parameter, "args @ { a }"),
        ("{ a, b ? c }: a", lambda t: t.parameter.formals[1], "b ? c"),
        ("rec { } ", lambda t: t, "rec { }"),
        ("let a = 1; in a ", lambda t: t, "let a = 1; in a"),
        ("let { } ", lambda t: t, "let { }"),
        ("with a; b ", lambda t: t, "with a; b"),
        ("assert a; b ", lambda t: t, "assert a; b"),
        ("if a then b else c ", lambda t: t, "if a then b else c"),
        ("f or x", lambda t: t.function, "f or"),
        (" <a> ", lambda t: t, "<a>"),
        ("# \xc3\xa4\n [ 1 ]", lambda t: t, "[ 1 ]"),
    ],
)
def test_spans_cover_exactly_the_text_of_a_node(text: str, pick: Callable[[n.Node], n.Node], spanned: str):
    node = pick(tree(text))
    assert text[node.start : node.end] == spanned


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("1 ++ ++ 2", "syntax error, unexpected '++', expecting an expression", "++ 2"),
        ("", "syntax error, unexpected end of file, expecting an expression", ""),
        ("{ a = 1 }", "syntax error, unexpected '}', expecting ';'", "}"),
        ("let a = 1; # b", "syntax error, unexpected end of file, expecting a name or 'in'", " # b"),
        ("1 2)", "syntax error, unexpected ')', expecting end of file", ")"),
        ("if a then b", "syntax error, unexpected end of file, expecting 'else'", ""),
        ("[ 1 -1 ]", "syntax error, unexpected '-', expecting ']'", "-1 ]"),
        ("f x: y", "syntax error, unexpected ':', expecting end of file", ": y"),
        (
            "1 + if a then b else c",
            "syntax error, unexpected 'if', expecting an expression",
            "if a then b else c",
        ),
        ("a ++ let in b", "syntax error, unexpected 'in', expecting '{'", "in b"),
        ("a@b: 1", "syntax error, unexpected 'b', expecting '{'", "b: 1"),
        ("a.rec", "syntax error, unexpected 'rec', expecting a name", "rec"),
        ("{ ''a'' = 1; }", "syntax error, unexpected '''a''', expecting a name or '}'", "''a'' = 1; }"),
        ("x " + '"' + "y" * 99 + '"' + ": z", "syntax error, unexpected ':', expecting end of file", ": z"),
        ("a." + "b" * 9 + "  with", "syntax error, unexpected 'with', expecting end of file", "with"),
        ("{ a } 1", "syntax error, unexpected '1', expecting ':' or '@'", "1"),
        ("a $", "syntax error, unexpected character '$'", "$"),
    ],
)
def test_messages_name_the_token_and_what_would_have_fitted(text, message, at):
    found = error(text)
    assert found.span is not None
    assert (found.message, text[found.span.start :]) == (message, at)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("[\n  (1 2", "the '(' was opened at 2:3"),
        ("[ 1 (2) ;", "the '[' was opened at 1:1"),
        ("\n f {", "the '{' was opened at 2:4"),
        ('"a\n ${b', "the '${' was opened at 2:2"),
        ('( "\xc3\xa4 ${"a ', "the string was opened at 1:8"),
        ("''a", "the indented string was opened at 1:1"),
        ("1 /* 2", "the comment was opened at 1:3"),
        ("(let a = 1; in a", "the '(' was opened at 1:1"),
        ("(if a then b else c", "the '(' was opened at 1:1"),
        ("let a = 1;", "the 'let' was opened at 1:1"),
    ],
)
def test_a_note_names_what_is_still_open(text, note):
    assert error(text).notes == [note]


def test_a_note_is_silent_where_nothing_is_open():
    assert error("let a = 1; in a )").notes == []


NESTINGS = [
    ("(", "1", ")"), ("[ ", "1", " ]"), ("{ a = ", "1", "; }"), ("x: ", "1", ""), ("{ a ? ", "1", " }: 1"),
    ('"${', "1", '}"'), ("''${", "1", "}''"), ("./${", "a", "}"), ("f (", "1", ")"), ("-", "1", ""),
    ("!", "1", ""), ("let a = ", "1", "; in a"), ("let in ", "1", ""), ("with a; ", "1", ""),
    ("assert a; ", "1", ""), ("if a then b else ", "1", ""), ("if ", "a", " then 1 else 1"),
    ("a.${", "b", "}"), ("a.b or ", "a.b", ""), ("{ inherit (", "b", ") a; }"), ("let { a = ", "1", "; }"),
    ("a ++ (", "1", ")"), ("{ ${", "a", "} = 1; }"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "inner", "after"), NESTINGS)
def test_deep_nesting_is_read_and_freed_without_recursion(before, inner, after):
    text = before * DEEP + inner + after * DEEP
    node = tree(text)
    assert (node.start, node.end) == (0, len(text))
    del node
    assert error(before * DEEP).message.startswith("syntax error")


@pytest.mark.parametrize("sign", ["++", "//", "->", "+", "&&", " ", ".", "?"])
def test_very_long_chains_are_read(sign):
    node = tree(f" {sign} ".join(["a"] * 20_000))
    assert type(node) in (n.Binary, n.Call, n.Select, n.HasAttr)


def test_a_very_long_list_keeps_all_its_elements():
    node = tree("[" + " 1" * 100_000 + " ]")
    assert isinstance(node, n.List)
    assert len(node.elements) == 100_000


def test_a_very_long_line_is_no_trouble():
    text = '{ a = "' + "b" * 5_000_000 + '"; c = ' + "''" + "d $ ' \\ " * 500_000 + "''" + "; }"
    node = tree(text)
    assert node.end == len(text)


def test_random_text_gives_a_tree_or_a_parse_error():
    rng = random.Random(7)
    signs = "{ } ( ) [ ] ${ \" '' . = ; : , @ ? ... ++ - ! < // $ \\ # /* */ \0 \xff".split(" ")
    words = "a or let in inherit rec if then else with assert 1. x:y /a ./ ~/".split(" ") + signs
    outcomes = set()
    for attempt in range(4000):
        if attempt % 2:
            text = "".join(chr(rng.randrange(256)) for _ in range(rng.randrange(30)))
        else:
            text = rng.choice(["", " "]).join(rng.choice(words) for _ in range(rng.randrange(14)))
        found = outcome(text)
        outcomes.add(type(found))
        if found is not None:
            assert found.span is not None
            assert 0 <= found.span.start <= found.span.end <= len(text)
    assert outcomes == {ParseError, type(None)}


def outcome(text: str) -> ParseError | None:
    try:
        parse(Source("random", text))
    except ParseError as found:
        return found
    return None
