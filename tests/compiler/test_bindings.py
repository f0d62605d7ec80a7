"""What sets and lets define once their attribute paths are merged."""

from __future__ import annotations

import pytest

from compiler.bindings import Entry, MergedSet, key_text, merge
from compiler.nodes import AttrSet, DynamicName, Name, Str
from tests.compiler.shapes import tree
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
        ("{ a = { b.c = 1; }; a = { b.d = 2; }; }", "b"),
        ("x: { a = { inherit x; }; a.x = 1; }", "x"),
        ("{ a = x: { }; a.b = 1; }", "a"),
    ],
)
def test_a_second_definition_is_refused_at_its_key(text: str, at: str) -> None:
    assert error_at(text) == ("DuplicateAttribute", at)


def test_the_message_says_where_the_first_definition_is() -> None:
    assert error("{ a = 1;\n  a = 2; }").message == "attribute 'a' already defined at <expr>:1:3"


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
