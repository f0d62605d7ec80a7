"""The store paths of random derivations are those that C++ Nix computes."""

from __future__ import annotations

import re
from itertools import product

import pytest

from tests.differential import derivations, oracle
from tests.differential.comparison import differing
from tests.differential.oracle import Outcome
from vm.store.store_paths import SIZES

SEED = 3_141
COUNT = 300
ELSEWHERE = 40
STORE_PATH = re.compile(r'"/[^ "]*/[0-9a-z]{32}-[^"/]+"')

PROGRAMS = derivations.programs(SEED, COUNT)


@pytest.fixture(autouse=True)
def only_what_a_test_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIX_PATH", "")
    monkeypatch.delenv("NIX_STORE_DIR", raising=False)


def made(programs: list[str]) -> int:
    return sum(program.count("= derivation {") for program in programs)


def report(programs: list[str], outcomes: list[Outcome]) -> str:
    return "\n".join(map(str, list(differing(zip(programs, outcomes, strict=True)))[:5]))


@pytest.mark.needs_nix
def test_all_store_paths_are_those_of_nix() -> None:
    outcomes = oracle.evaluate_bulk(PROGRAMS)
    valid = [program for program, outcome in zip(PROGRAMS, outcomes, strict=True) if outcome.ok]
    assert made(valid) >= 600
    assert sum(len(STORE_PATH.findall(outcome.text)) for outcome in outcomes if outcome.ok) >= 1_500
    assert report(PROGRAMS, outcomes) == ""


@pytest.mark.needs_nix
@pytest.mark.parametrize("directory", ["/s", "/home/me/store"])
def test_they_are_also_where_the_store_has_another_place(
    directory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIX_STORE_DIR", directory)
    programs = derivations.programs(SEED + len(directory), ELSEWHERE)
    outcomes = oracle.evaluate_bulk(programs)
    assert all(outcome.ok and f'"{directory}/' in outcome.text for outcome in outcomes)
    assert report(programs, outcomes) == ""


FEATURES = {
    "several outputs": r'outputs = \[ "\w+" "\w+"',
    "no output called out": r'outputs = \[ "a" "b" "c" \]',
    "structured attributes": r"__structuredAttrs = true",
    "structured attributes with several outputs": r'outputs = \[ "\w+" "[^;]*; __structuredAttrs = true',
    "text passed in a file": r"passAsFile",
    "nulls left out": r"__ignoreNulls = true",
    "nulls left in": r"__ignoreNulls = false",
    "an output of another derivation": r'"\$\{d\d\.dev\}',
    "all that another derivation builds": r"= d\d\.drvPath",
    "the file of another derivation": r"unsafeDiscardOutputDependency d\d\.drvPath",
    "lists of derivations": r"nativeBuildInputs = \[ d0 d1 ",
    "copied paths": r'"\$\{/[^}]*/sub/deep\}"',
    "paths that are not in strings": r'" = /[^;]*/run\.sh;',
    "filtered copies": r"filterSource",
    "copies under another name": r'name = "x-1"; filter',
    "copies that are not archives": r"recursive = false",
    "texts that refer to texts": r"refers to",
    "placeholders": r"placeholder",
    "arguments": r"args = ",
}


@pytest.mark.parametrize("feature", FEATURES)
def test_the_programs_have_it_several_times(feature: str) -> None:
    found = [program for program in PROGRAMS if re.search(FEATURES[feature], program)]
    assert len(found) >= 3


@pytest.mark.parametrize(("algorithm", "mode"), product(SIZES, ("flat", "recursive")))
def test_the_programs_fix_outputs_by_every_kind_of_hash(algorithm: str, mode: str) -> None:
    fixed = f'outputHashAlgo = "{algorithm}"; outputHashMode = "{mode}";'
    assert any(fixed in program for program in PROGRAMS)


def test_a_seed_gives_the_same_programs_again() -> None:
    assert derivations.programs(SEED, 5) == PROGRAMS[:5]
