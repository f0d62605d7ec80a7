"""Errors as a person reads them: suggestions, the infinite circle, traces, and what is folded in them."""

from __future__ import annotations

import pytest

from debugger.loading.program import Program
from debugger.session import Session
from debugger.skipping import matches
from debugger.views import reports
from debugger.views.reports import report
from tests.debugger.error_classes import every_class
from tests.debugger.in_process import CommandLine
from tests.evaluation import error
from vm.text.suggestions import edits, near


def test_every_error_class_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in every_class()]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    ("left", "right", "distance"),
    [
        ("hello", "hello", 0), ("helo", "hello", 1), ("nmae", "name", 1),
        ("abc", "abd", 1), ("abcd", "acbd", 1),
        ("kitten", "sitting", 3), ("", "ab", 2), ("ab", "", 2), ("a", "xyz", 3),
    ],
)  # fmt: skip
def test_edits_count_insertions_deletions_replacements_and_swaps(
    left: str, right: str, distance: int
) -> None:
    assert edits(left, right, 3) == distance


def test_edits_stop_counting_beyond_what_matters() -> None:
    assert edits("a" * 50, "b" * 50, 2) == 3
    assert edits("a", "a" * 50, 2) == 3


def test_near_names_are_at_most_three_the_closest_first() -> None:
    assert near("hello", ["help", "hell", "helloo", "hallo", "jello", "world"]) == ["hallo", "hell", "helloo"]
    assert near("x", ["y", "z"]) == []
    assert near("hostName", ["hostname"]) == ["hostname"]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("{ hello = 1; help = 2; }.helo", "did you mean hello or help?"),
        ("builtins.lenght [ ]", "did you mean length?"),
        ('builtins.getAttr "helo" { hello = 1; }', "did you mean hello?"),
        ("let version = 1; in versoin", "did you mean version?"),
        ("x: with { length = 1; }; lenght", "did you mean length?"),
        ("with { hello = 1; }; let a = 1; in helo", "did you mean hello?"),
        ("length [ ]", "builtins.length is there"),
        ("({ name }: name) { name = 1; nmae = 2; }", "did you mean name?"),
        ("({ name }: name) { nmae = 2; }", "'nmae' was given instead: is 'name' meant?"),
        ("({ name, ... }: name) { nmae = 2; }", "'nmae' was given instead: is 'name' meant?"),
        ("{ b = 1; a = 2; }.nothing", "the set has a, b"),
        ("{ }.nothing", "the set is empty"),
        ("builtins.somethingElse", "the set has "),
        ("{ } ++ [ ]", "it is the left side of ++"),
        ("{ } // [ ]", "it is the right side of //"),
        ("with 1; x", "it is what a `with` opens, in which the name is looked for"),
        ('1 < "a"', 'they are 1 and "a"'),
        ("builtins.elemAt { } 1", "it is argument 1 of builtins.elemAt"),
        ("builtins.length { }", "it is the argument of builtins.length"),
        ('"${1}"', "toString makes a string of it"),
    ],
)
def test_notes_name_what_was_meant_and_what_is_there(text: str, note: str) -> None:
    subject = text if not text.startswith("x: ") else f"({text}) 1"
    notes = error(subject).notes
    assert any(each.startswith(note) for each in notes), notes


def test_a_large_set_is_counted_and_not_listed() -> None:
    found = error(
        "(builtins.listToAttrs (map (n: { name = toString n; value = n; }) (builtins.genList (x: x) 50))).q"
    )
    assert found.notes == ["the set has 50 attributes"]


def test_non_ascii_names_in_notes_are_shown_as_they_are_written() -> None:
    shown = report(error('{ "größe" = 1; }."größ"'))
    assert "did you mean größe?" in shown


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("let x = x; in x", ["thunk 'x', made at <expr>:1:9, needs its own value (it is thunk#1)"]),
        (
            "rec { a = b + 1; b = a + 1; }.a",
            [
                "thunk 'a', made at <expr>:1:11, needs its own value (it is thunk#2)",
                "it needs thunk 'b', made at <expr>:1:22, which needs it again",
            ],
        ),
        (
            "let x = { y = x.y; }; in x.y",
            ["attribute 'y', made at <expr>:1:15, needs its own value (it is thunk#3)"],
        ),
    ],
)
def test_infinite_recursion_names_the_thunk_and_the_way_round(text: str, notes: list[str]) -> None:
    assert notes_of(text) == notes


def notes_of(text: str) -> list[str]:
    """What is noted about the failure of a program under the debugger."""
    subject = Session(Program(expression=text))
    subject.run_to_end()
    assert subject.machine.failure is not None
    return reports.notes(subject.machine.failure)


def test_notes_of_the_program_come_before_what_needs_what() -> None:
    notes = notes_of('builtins.addErrorContext "while trying" (let x = x; in x)')
    assert notes == ["while trying", "thunk 'x', made at <expr>:1:50, needs its own value (it is thunk#4)"]


def test_a_long_circle_is_told_in_part() -> None:
    names = [f"a{index}" for index in range(20)]
    bindings = "".join(
        f"{name} = 1 + {after}; " for name, after in zip(names, names[1:] + names[:1], strict=True)
    )
    notes = notes_of(f"let {bindings} in 1 + a0")
    assert "which needs 15 more, which needs it again" in notes[1]


def trace(text: str) -> list[str]:
    return [line.text for line in error(text).trace]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("builtins.foldl' (a: b: a + b.c) 0 [ { c = 1; } { d = 2; } ]",
         ["in builtins.foldl': element 2 of 2"]),
        ("let f = { a }: a; in f { }", ["in lambda 'f'", "called"]),
        ("{ f = { a }: a; }.f { }", ["in lambda 'f'", "called"]),
        ("{ a.b = 1 + null; }", ["in attribute 'b'"]),
        ("map (x: throw x) [ \"a\" ]", ["in builtins.throw"]),
        ("let x = 1 + null; in [ (2 + x) ]", ["in thunk 'x'", "in thunk"]),
    ],
)  # fmt: skip
def test_traces_name_builtins_attributes_and_calls(text: str, lines: list[str]) -> None:
    found = trace(text)
    assert [line for line in found if line in lines] == lines, found


def test_a_condition_of_the_wrong_type_is_shown_by_itself() -> None:
    for text, condition in (
        ('assert "x"; 1', '"x"'),
        ("1 && true", "1"),
        ("true -> 2", "2"),
        ("if 1 then 2 else 3", "1"),
    ):
        span = error(text).span
        assert span is not None
        assert span.text == condition


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("/a/lib/x.nix", "lib", True), ("/a/lib/x.nix", "lib/*", True), ("/a/lib/x.nix", "lib/", True),
        ("/a/lib/b/x.nix", "*/lib/*", True), ("/a/lib/x.nix", "/a", True), ("/a/lib/x.nix", "x.nix", True),
        ("/a/lib/x.nix", "./lib/x.nix", True), ("/a/mylib/x.nix", "lib", False),
        ("/a/lib/x.nix", "/lib", False),
        ("<expr>", "<expr>", True), ("/a/lib/x.nix", "y.nix", False),
    ],
)  # fmt: skip
def test_a_glob_names_a_file_or_a_directory_anywhere_in_the_path(
    path: str, pattern: str, expected: bool
) -> None:
    assert matches(path, (pattern,)) is expected


LIBRARY = """rec {
  apply = f: x: 1 + f x;
  deep = n: f: x: if n == 0 then apply f x else 1 + deep (n - 1) f x;
}"""


@pytest.fixture
def library(nixstep: CommandLine) -> CommandLine:
    nixstep.file("lib/apply.nix", LIBRARY)
    nixstep.file("main.nix", "let lib = import ./lib/apply.nix; in 2 + lib.deep 20 (x: x.missing) { }\n")
    return nixstep


def test_frames_of_skipped_files_are_counted_in_one_line(library: CommandLine) -> None:
    found = library("eval", "main.nix", "--skip", "lib")
    assert found.code == 1
    lines = [line.strip() for line in found.err.splitlines()]
    assert any(
        line.startswith("... 2") and line.endswith("frames in lib/apply.nix skipped") for line in lines
    ), lines
    assert not any(line.startswith("in ") and "lib/apply.nix" in line for line in lines)
    assert any(line.startswith("in ") and "main.nix" in line for line in lines)


def test_frames_of_several_skipped_files_are_counted_by_directory(library: CommandLine) -> None:
    library.file("lib/more.nix", "f: 1 + (import ./apply.nix).apply f { }")
    library.file("two.nix", "2 + import ./lib/more.nix (x: x.missing)")
    assert "frames in lib/ skipped" in library("eval", "two.nix", "--skip", "lib/*").err


def test_show_trace_shows_skipped_files_too(library: CommandLine) -> None:
    found = library("eval", "main.nix", "--skip", "lib", "--show-trace")
    assert " skipped\n" not in found.err
    assert "(20 times)" in found.err


def test_lines_that_are_repeated_directly_are_said_once_with_their_count(nixstep: CommandLine) -> None:
    text = 'let f = n: if n == 0 then throw "x" else 1 + f (n - 1); in f 100'
    assert "times)" in nixstep("eval", "-E", text).err


def test_the_trace_command_folds_too(library: CommandLine) -> None:
    assert "skipped" in library("trace", "main.nix", "--skip", "lib").err
