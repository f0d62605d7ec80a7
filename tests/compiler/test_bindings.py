"""What sets and lets define once their attribute paths are merged."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from compiler.analysis.bindings import Entry, MergedSet, key_text, merge
from compiler.syntax.nodes import AttrSet, DynamicName, Name, Str
from tests.compiler.shapes import tree
from tests.differential import oracle
from tests.evaluation import error, error_at, printed
from vm.spans import Source


def merged(text: str) -> MergedSet:
    node = tree(text)
    assert isinstance(node, AttrSet)
    return merge(Source("test.nix", text), node)


def entries(found: MergedSet) -> dict[str | None, Entry]:
    return {entry.name: entry for entry in found.entries}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ a.b = 1; a.c = 2; }", "{ a = { b = 1; c = 2; }; }"),
        ("{ a = { b = 1; }; a.c = 2; }", "{ a = { b = 1; c = 2; }; }"),
        ("{ a.b = 1; a = { c = 2; }; }", "{ a = { b = 1; c = 2; }; }"),
        ("{ a = { b = 1; }; a = { c = 2; }; }", "{ a = { b = 1; c = 2; }; }"),
        ("{ a.b.c = 1; a.b.d = 2; }", "{ a = { b = { c = 1; d = 2; }; }; }"),
        ("{ a = ({ b = 1; }); a.c = 2; }", "{ a = { b = 1; c = 2; }; }"),
        ("{ a = rec { b = c; }; a.c = 2; }", "{ a = { b = 2; c = 2; }; }"),
        ("let c = 1; in { a = { b = c; }; a = rec { c = 2; }; }", "{ a = { b = 1; c = 2; }; }"),
        ("let x = 1; in { a = { inherit x; }; a.b = 2; }", "{ a = { b = 2; x = 1; }; }"),
        ("let a.b = 1; a.c = 2; in a", "{ b = 1; c = 2; }"),
        ('{ "a".b = 1; ${"a"}.c = 2; }', "{ a = { b = 1; c = 2; }; }"),
        ('{ a.${"b" + ""} = 1; a.c = 2; }', "{ a = { b = 1; c = 2; }; }"),
        ('{ "" = 1; }', '{ "" = 1; }'),
    ],
)
def test_parts_of_a_set_are_merged(text: str, expected: str) -> None:
    assert printed(text) == expected


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("{ a = 1; a = 2; }", "a"),
        ("{ a = 1; a.b = 2; }", "a"),
        ("{ a.b = 1; a = 2; }", "a"),
        ("{ a.b = 1; a.b = 2; }", "b"),
        ("{ a = { b = 1; }; a = { b = 2; }; }", "b"),
        ("x: { inherit x; x = 1; }", "x"),
        ("x: { inherit x x; }", "x"),
        ("let a = 1; a = 2; in a", "a"),
        ('{ "a" = 1; a = 2; }', "a"),
        ('{ a = 1; ${"a"} = 2; }', '${"a"}'),
        ("{ a = { b.c = 1; }; a = { b.c = 2; }; }", "c"),
        ("{ a.b = 1; a = { b.c = 2; }; }", "b"),
        ("{ a = { b = 1; }; a.b.c = 2; }", "b"),
        ("{ a.b.c = 1; a = { b = 2; }; }", "b"),
        ("{ a.b.c.d = 1; a = { b = { c = { d = { }; }; }; }; }", "d"),
        ("x: { a.b = { inherit x; }; a = { b.x = 1; }; }", "x"),
        ("x: { a.b.x = 1; a = { b = { inherit x; }; }; }", "x"),
        ("x: { a.b = { inherit x; }; a = { b = { inherit (x) x; }; }; }", "x"),
        ("b: { a = { inherit b; }; a.b.c = 1; }", "b"),
        ("b: { a.b.c = 1; a = { inherit b; }; }", "b"),
        ("b: { a.b.c = 1; a = { inherit (b) b; }; }", "b"),
        ("x: { a.b = x; a = { b = { }; }; }", "b"),
        ("x: { a.b = { } // x; a.b.c = 1; }", "b"),
        ("{ a.b = let { body = { }; }; a.b.c = 1; }", "b"),
        ("{ a.b = [ ]; a.b = { }; }", "b"),
        ("let a.b.c = 1; a = { b = { c = 2; }; }; in a", "c"),
        ("rec { a.b.c = 1; a = { b.c = 2; }; }", "c"),
        ("x: { a = { inherit x; }; a.x = 1; }", "x"),
        ("{ a = x: { }; a.b = 1; }", "a"),
    ],
)
def test_a_second_definition_is_refused_at_its_key(text: str, at: str) -> None:
    assert error_at(text) == ("DuplicateAttribute", at)


def test_the_message_says_where_the_first_definition_is() -> None:
    assert error("{ a = 1;\n  a = 2; }").message == "attribute 'a' already defined at <expr>:1:3"


def test_the_message_names_the_whole_path() -> None:
    text = "{ a.b.c.d = 1; a = {\n  b = { c.d = 2; }; }; }"
    assert error(text).message == "attribute 'a.b.c.d' already defined at <expr>:1:9"


WAYS = ("a.b.{} = {};", "a = {{ b.{} = {}; }};", "a.b = {{ {} = {}; }};", "a = {{ b = {{ {} = {}; }}; }};")
AROUND = ("{{ {} }}.a", "rec {{ {} }}.a", "let {} in a", "let {{ {} body = a; }}", "(x: {{ {} }}) 1 // {{ }}")


@pytest.mark.parametrize("first", WAYS)
@pytest.mark.parametrize("second", WAYS)
@pytest.mark.parametrize("around", AROUND)
def test_two_declarations_merge_whichever_way_they_are_written(first: str, second: str, around: str) -> None:
    parts = f"{first.format('c', 1)} {second.format('d', 2)}"
    shown = "{ b = { c = 1; d = 2; }; }"
    assert printed(around.format(parts)) == (f"{{ a = {shown}; }}" if around.startswith("(x") else shown)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "{ a.b.c.d = 1; a = { b = { c = { e = 2; }; }; }; }",
            "{ a = { b = { c = { d = 1; e = 2; }; }; }; }",
        ),
        ("{ a.b.c = { d = 1; }; a.b = { c.e = 2; }; }", "{ a = { b = { c = { d = 1; e = 2; }; }; }; }"),
        (
            "{ a = { b.c = 1; b = { d = 2; }; }; a.b = { e = 3; }; }",
            "{ a = { b = { c = 1; d = 2; e = 3; }; }; }",
        ),
        ("{ a = { b = ({ c = 1; }); }; a = (({ b.d = 2; })); }", "{ a = { b = { c = 1; d = 2; }; }; }"),
        ("{ a.b = { }; a = { b = { }; }; a.b.c = 1; }", "{ a = { b = { c = 1; }; }; }"),
        ('{ a = { "b".c = 1; }; a.${"b"} = { d = 2; }; }', "{ a = { b = { c = 1; d = 2; }; }; }"),
        ('{ a.b = { ${"c" + ""} = 1; }; a = { b.d = 2; }; }', "{ a = { b = { c = 1; d = 2; }; }; }"),
        ('{ a.b.d = 2; a = { b = { ${"c" + ""} = 1; }; }; }', "{ a = { b = { c = 1; d = 2; }; }; }"),
        ('{ a.b.${"c" + ""} = 1; a = { b.${"d" + ""} = 2; }; }', "{ a = { b = { c = 1; d = 2; }; }; }"),
        ("let x = 1; in { a.b.c = 2; a = { b = { inherit x; }; }; }", "{ a = { b = { c = 2; x = 1; }; }; }"),
        (
            "let x.y = 1; in { a.b.c = 2; a = { b = { inherit (x) y; }; }; }",
            "{ a = { b = { c = 2; y = 1; }; }; }",
        ),
        (
            "{ a.b = rec { c = 1; d = c; }; a = { b = { e = c; }; }; }",
            "{ a = { b = { c = 1; d = 1; e = 1; }; }; }",
        ),
        (
            "let c = 3; in { a = { b = { d = c; }; }; a.b = rec { c = 1; }; }",
            "{ a = { b = { c = 1; d = 3; }; }; }",
        ),
        ("{ a = rec { b.c = 1; d = b; }; a = { b = { e = d; }; }; }.a.b.e.c", "1"),
        (
            "let e = 3; in { a.b.c = 1; a = rec { b.d = e; e = 4; }; }",
            "{ a = { b = { c = 1; d = 3; }; e = 4; }; }",
        ),
        ("rec { a.b.c = d; d = 4; a = { b.e = d; }; }", "{ a = { b = { c = 4; e = 4; }; }; d = 4; }"),
    ],
)
def test_parts_are_merged_at_any_depth(text: str, expected: str) -> None:
    assert printed(text) == expected


LEAVES = [(first, second, third) for first in "ab" for second in "abc" for third in "ab"]


def written(random: Random, paths: Sequence[tuple[str, ...]]) -> str:
    """Bindings for some leaves, some of them together in a set."""
    bindings = []
    while paths:
        path, *paths = paths
        length = random.randint(1, len(path))
        alike = [other for other in paths if len(other) > length and other[:length] == path[:length]]
        together = [path, *(other for other in alike if random.random() < 0.5)]
        paths = [other for other in paths if other not in together]
        inner = [other[length:] for other in together]
        is_leaf = inner == [()]
        value = '"leaf"' if is_leaf else f"{random.choice(['', 'rec '])}{{ {written(random, inner)} }}"
        bindings.append(f"{'.'.join(path[:length])} = {value};")
    random.shuffle(bindings)
    return " ".join(bindings)


def whole(paths: Sequence[tuple[str, ...]]) -> str:
    """The set with these leaves, as it is printed."""
    if list(paths) == [()]:
        return '"leaf"'
    names = sorted({path[0] for path in paths})
    inner = {name: whole([path[1:] for path in paths if path[0] == name]) for name in names}
    return "{ " + "".join(f"{name} = {shown}; " for name, shown in inner.items()) + "}"


def some_declarations() -> list[tuple[str, str]]:
    random = Random(26)
    samples = [random.sample(LEAVES, random.randint(2, 7)) for _ in range(300)]
    return [(f"{{ {written(random, list(leaves))} }}", whole(leaves)) for leaves in samples]


def test_any_way_of_writing_a_set_gives_that_set() -> None:
    for text, expected in some_declarations():
        assert (text, printed(text)) == (text, expected)


@pytest.mark.needs_nix
def test_2_8_gives_the_same_set_or_says_that_a_name_is_already_defined() -> None:
    texts = [text for text, _ in some_declarations()]
    outcomes = oracle.evaluate_bulk(texts)
    assert {said.ok for said in outcomes} == {True, False}
    for said, (text, expected) in zip(outcomes, some_declarations(), strict=True):
        assert (text, said.text) == (text, expected) or "already defined" in said.text


def test_no_depth_of_merging_is_too_deep() -> None:
    depth = 5_000
    text = "{ a = " * depth + "{ }" + "; a = { }; }" * depth
    assert printed(f"({text}) ? a") == "true"
    twice = "{ a = " * depth + "{ b = 1; }" + "; }" * depth
    assert printed(f"({{ x = {twice}; x = {twice.replace('b', 'c')}; }}).x ? a") == "true"


def test_the_first_part_decides_whether_a_set_is_recursive() -> None:
    first = entries(merged("{ a = rec { b = 1; }; a = { c = 2; }; }"))["a"].value
    second = entries(merged("{ a = { b = 1; }; a = rec { c = 2; }; }"))["a"].value
    assert isinstance(first, MergedSet)
    assert isinstance(second, MergedSet)
    assert (first.recursive, second.recursive) == (True, False)


def test_dynamic_keys_never_merge() -> None:
    found = merged("{ ${a}.b = 1; ${a}.c = 2; }")
    assert [entry.name for entry in found.entries] == [None, None]


def test_a_set_made_by_paths_has_the_span_of_its_first_binding() -> None:
    text = "{ x = 0; a.b = 1; a.c = 2; }"
    value = entries(merged(text))["a"].value
    assert text[value.start : value.end] == "a.b = 1;"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Name(0, 1, "a"), "a"),
        (Str(0, 1, []), ""),
        (Str(0, 1, ["a b"]), "a b"),
        (DynamicName(0, 1, Str(0, 1, ["a"])), "a"),
        (DynamicName(0, 1, tree('(("a"))')), "a"),
        (DynamicName(0, 1, tree("a")), None),
        (Str(0, 1, [*tree('"${a}"').parts]), None),  # type: ignore[attr-defined]
    ],
)
def test_keys_are_static_if_they_are_written_out(key: Name | Str | DynamicName, expected: str | None) -> None:
    assert key_text(key) == expected
