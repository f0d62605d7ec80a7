"""What a compilation shares with the others of its run."""

from __future__ import annotations

from compiler.compile import compile_source
from compiler.options import Options
from tests.evaluation import options, program
from vm.builtins.registry import GLOBAL_NAMES, global_names
from vm.spans import Source


def test_chunks_are_named_by_place_and_numbered_where_that_repeats() -> None:
    chosen = options()
    compile_source(Source.of_file("/x/a.nix", b"\n  (1 + 2) + 3"), chosen)
    assert list(chosen.chunks) == ["a.nix:2:4", "a.nix:2:3#2", "a.nix:2:3"]


def test_a_name_is_given_in_its_turn_whoever_asks_first() -> None:
    chosen = options()
    code = compile_source(Source.of_file("/x/a.nix", b"1 + 2"), chosen).toplevel
    assert code.name == "a.nix:1:1"
    again = compile_source(Source.of_file("/x/a.nix", b"1 + 2"), chosen).toplevel
    assert (len(chosen.chunks), again.name) == (4, "a.nix:1:1#3")
    assert chosen.chunks[again.name] is again


def test_files_of_one_run_with_the_same_name_have_different_chunk_names() -> None:
    chosen = options()
    for folder in ("/a", "/b"):
        compile_source(Source.of_file(f"{folder}/default.nix", b"x: x"), chosen)
    assert len(chosen.chunks) == 4
    assert all(name == chunk.name for name, chunk in chosen.chunks.items())


def test_runs_do_not_share_names() -> None:
    first, second = program("1 + 1"), program("1 + 1")
    assert list(first.options.chunks) == list(second.options.chunks)


def test_globals_are_what_the_caller_says() -> None:
    code = compile_source(Source.of_expression("answer"), Options({"answer": 42})).toplevel
    assert code.chunk.constants == [42]


def test_globals_have_their_plain_names_or_two_underscores() -> None:
    names = global_names(experimental=True)
    assert {"true", "false", "null", "builtins", "import", "map"} <= set(names)
    assert "__length" in names
    assert "length" not in names
    assert "__map" not in names
    assert all(names[f"__{name}" if name not in names else name] is not None for name in GLOBAL_NAMES)


def test_home_is_what_a_tilde_means_in_an_interpolated_path() -> None:
    source = Source.of_expression('~/a/${"b"}')
    code = compile_source(source, Options(global_names(), "/home/x")).toplevel
    assert "/home/x/a/" in code.chunk.constants[0].code.chunk.constants
