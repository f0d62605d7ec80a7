"""Profiles: nothing is lost, two runs agree, and what viewers read is well-formed."""

from __future__ import annotations

import json

import pytest

from debugger.evaluation import Evaluation
from debugger.loading.limits import Limits
from debugger.loading.program import Program
from debugger.profiling.formats import collapsed, nix_stats, speedscope
from debugger.profiling.profiler import DEEPEST, Profiler
from debugger.profiling.tables import TABLES, stacks, thunk_sites
from tests.debugger.in_process import CommandLine

WORK = """let
  square = n: n * n;
  sum = builtins.foldl' (a: b: a + square b) 0;
  rest = { never = sum [ 9 ]; deep = fix 3; };
  fix = n: if n == 0 then 0 else 1 + fix (n - 1);
in [ (sum [ 1 2 3 ]) rest.deep (builtins.tryEval (throw "x")).success (map square [ 4 5 ]) ]"""
DERIVED = """let
  make = name: inputs: derivation { inherit name inputs; system = "x"; builder = "b"; };
in (make "outer" [ (make "inner" [ ]) ]).drvPath"""


def profiled(text: str, max_depth: int = 100_000) -> Profiler:
    counting = Profiler()
    program = Program(expression=text, strict=True, max_depth=max_depth)
    run = Evaluation(program, Limits(), lambda message: None, observers=(counting,))
    run.run()
    counting.settle()
    assert sum(node.own.steps for node in counting.root.walk()) == run.loaded.machine.steps
    assert sum(node.own.thunks for node in counting.root.walk()) == run.loaded.machine.thunks
    return counting


@pytest.mark.parametrize("text", [WORK, DERIVED, "1", "builtins.sort (a: b: a < b) [ 3 1 2 ]"])
def test_every_step_is_counted_once_in_each_table(text: str) -> None:
    counting = profiled(text)
    steps = sum(node.own.steps for node in counting.root.walk())
    for name in ("function", "expression", "line", "file"):
        assert sum(row.steps for row in TABLES[name](counting)) == steps, name
    for with_forces in (False, True):
        assert sum(each for _, each in stacks(counting, with_forces)) == steps
    assert max((row.total for row in TABLES["function"](counting)), default=0) == steps


def test_two_runs_of_one_program_agree() -> None:
    first, second = profiled(WORK), profiled(WORK)
    assert list(collapsed(first)) == list(collapsed(second))
    assert list(collapsed(first, True)) == list(collapsed(second, True))
    assert json.dumps(speedscope(first, "t")) == json.dumps(speedscope(second, "t"))


def test_functions_have_what_is_written_in_them() -> None:
    rows = {row.name: row for row in TABLES["function"](profiled(WORK))}
    assert rows["lambda 'square'"].calls >= 5
    assert rows["lambda 'fix'"].calls >= 4
    assert rows["lambda 'fix'"].total == rows["lambda 'fix'"].steps
    builtins = {row.name: row.total for row in TABLES["builtin"](profiled(WORK))}
    assert builtins["builtins.foldl'"] > 0


def test_derivations_are_told_by_name_with_those_that_they_need() -> None:
    rows = {row.name: row.total for row in TABLES["derivation"](profiled(DERIVED))}
    assert list(rows) == ["derivation outer", "derivation inner"]
    assert rows["derivation outer"] > rows["derivation inner"]
    assert any("primop derivationStrict:inner" in line for line in collapsed(profiled(DERIVED)))


def test_thunks_that_nobody_needs_and_work_done_again_are_told() -> None:
    rows = thunk_sites(profiled("let f = x: { a = x + 1; b = x + 2; }; in [ (f 1).a (f 1).a ]"))
    places = {row.source: row for row in rows}
    assert places["x + 2"].never == 2
    assert places["x + 1"].again == 1
    assert all(row.made >= row.forced for row in rows)


def test_stacks_are_written_as_nix_writes_them() -> None:
    lines = list(collapsed(profiled("let f = x: builtins.length [ x ]; in f 1 + f 2")))
    assert all(line.rpartition(" ")[2].isdigit() for line in lines)
    assert any(line.startswith("<expr>:1:38:f") for line in lines)
    assert any("primop length" in line for line in collapsed(profiled("builtins.length (map (x: x) [ 1 ])")))


def test_a_speedscope_file_opens_and_closes_what_it_has() -> None:
    document = speedscope(profiled(WORK), "work")
    (run,) = document["profiles"]
    assert run["type"] == "evented"
    opened: list[int] = []
    at = 0
    for event in run["events"]:
        assert event["at"] >= at
        at = event["at"]
        if event["type"] == "O":
            opened.append(event["frame"])
        else:
            assert opened.pop() == event["frame"]
    assert not opened
    assert at == run["endValue"]
    assert max(event["frame"] for event in run["events"]) < len(document["shared"]["frames"])


def test_the_keys_of_nix_are_counted() -> None:
    stats = nix_stats(profiled("let f = x: x; in [ (f { a = 1; } // { b = 2; }).a (builtins.length [ ]) ]"))
    assert stats["nrOpUpdates"] == 1
    assert stats["nrFunctionCalls"] == 1
    assert stats["nrPrimOpCalls"] == 1
    assert stats["nrLookups"] == 2
    assert stats["nrThunks"] > 0


def test_a_deep_recursion_has_a_tree_that_ends() -> None:
    counting = profiled("let even = n: n == 0 || odd (n - 1); odd = n: n != 0 && even (n - 1); in even 3000")
    assert max(node.depth for node in counting.root.walk()) <= DEEPEST


def test_the_command_prints_a_table_and_keeps_to_a_budget(nixstep: CommandLine) -> None:
    found = nixstep("profile", "-E", WORK, "--strict", "--limit", "3")
    assert found.value.splitlines()[0].split() == [
        *("steps", "%", "total", "%", "calls", "forces", "thunks", "ms", "name", "place")
    ]
    assert len(found.value.splitlines()) == 4
    for by in ("expression", "line", "file", "builtin", "derivation", "thunk"):
        assert nixstep("profile", "-E", WORK, "--strict", "--by", by).code == 0
    document = json.loads(nixstep("profile", "-E", WORK, "--json").value)
    assert (document["format"], document["version"], document["by"]) == ("nixstep-profile", 1, "function")
    for form in ("--speedscope", "--nix-stats"):
        assert json.loads(nixstep("profile", "-E", WORK, form).value)
    stopped = nixstep("profile", "-E", WORK, "--strict", "--max-steps", "20")
    assert stopped.code == 1
    assert "more than 20 steps" in stopped.err
    assert "lambda" in stopped.out or "toplevel" in stopped.out or "the program" in stopped.out
