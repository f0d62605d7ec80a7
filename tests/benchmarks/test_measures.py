"""Every measure, at a size that only shows that it runs."""

from __future__ import annotations

import json
import math
import subprocess
from pathlib import Path

import pytest

from benchmarks import parsing, report, scaling, trees
from benchmarks.evaluating import LEVELS, nix_command, run
from benchmarks.generated import nix_text
from benchmarks.measures import MEASURES, Measure, Setting, in_tree
from benchmarks.programs import SIZES, TINY, program
from benchmarks.sampling import Reading, interleaved, percentile, ratio
from compiler.syntax.parser import parse
from tests.evaluation import printed
from vm.native import directories, fitting
from vm.spans import Source

TREE = {
    "default.nix": '{ hello.drvPath = "hello"; firefox.drvPath = "firefox"; }',
    "nixos/default.nix": (
        "{ system, configuration }: "
        '{ config.system.build.toplevel.drvPath = configuration.fileSystems."/".device; }'
    ),
    "lib/tests/misc.nix": "[ ]",
    "lib/tests/systems.nix": "[ ]",
}
"""Files where the measures look for them in nixpkgs."""


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    for name, text in TREE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="ascii")
    return Setting(rounds=1, nixpkgs=tmp_path, tiny=True)


def with_markers() -> list[object]:
    """All of them, those that need Nix marked."""
    return [
        pytest.param(each, id=each.title, marks=[pytest.mark.needs_nix] if "nix" in each.needs else [])
        for each in MEASURES
    ]


@pytest.mark.parametrize("measure", with_markers())
def test_measure_gives_a_number(measure: Measure, setting: Setting) -> None:
    if "native" in measure.needs and not any(map(fitting, directories())):
        pytest.skip("nothing is compiled: make native")
    reading = measure.take(setting)
    assert math.isfinite(reading.value)
    low, high = reading.spread
    assert low <= reading.value <= high or reading.value == pytest.approx(low)
    assert all(values for values in reading.samples.values())
    assert json.loads(json.dumps(report.entry(measure, reading)))["value"] == reading.value
    assert measure.title in report.row(measure, reading, {})


@pytest.mark.needs_nix
def test_tree_is_measured_with_a_warm_cache_too(setting: Setting) -> None:
    assert math.isfinite(in_tree(trees.hello, setting, warm=True).value)


def test_titles_are_all_different() -> None:
    titles = [each.title for each in MEASURES]
    assert len(set(titles)) == len(titles)
    assert max(map(len, titles)) < 36, "the column is no wider"


@pytest.mark.needs_nix
@pytest.mark.parametrize("name", SIZES)
def test_program_gives_what_nix_gives(name: str) -> None:
    each = program(name, TINY)
    theirs = subprocess.run(nix_command(each), capture_output=True, text=True, check=True)
    assert printed(each["expression"]) == theirs.stdout.strip()


def test_more_of_a_program_takes_more_steps() -> None:
    few, many = (run(program("tailcalls", size))["steps"] for size in (TINY, 10 * TINY))
    assert many > 5 * few


def test_generated_text_is_nix_of_the_size_wanted() -> None:
    text = nix_text(20_000)
    assert 20_000 <= len(text) < 23_000
    assert text == nix_text(20_000)
    assert text != nix_text(20_000, seed=2)
    parse(Source.of_expression(text))
    tree = parsing.stock().parse(text)
    assert sum(1 for _ in tree.find_data("let")) == text.count(" let\n") > 5


def test_ratio_takes_the_start_off() -> None:
    samples = {"a": [8.0, 9.0, 10.0], "b": [4.0, 4.0, 2.0], "start": [1.0, 1.0, 7.0]}
    reading = ratio(samples, "a", "b", "start")
    assert reading.value == 3.0
    assert reading.spread == (8 / 3, 10.0)
    assert reading.best == 8.0
    assert reading.medians == {"a": 9.0, "b": 4.0, "start": 1.0}


def test_ways_run_in_turns() -> None:
    turn = iter(range(9))
    ways = {name: lambda: float(next(turn)) for name in "ab"}
    assert interleaved(ways, 2) == {"a": [0, 2], "b": [1, 3]}


def test_percentile() -> None:
    assert percentile([float(each) for each in range(100)], 0.99) == 99
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2


def test_verdicts_go_both_ways() -> None:
    less = Measure("a", "a", lambda _: Reading(0, (0, 0)), 5)
    more = Measure("a", "a", lambda _: Reading(0, (0, 0)), 5, more_is_better=True)
    assert (less.met(4), less.met(6), more.met(4), more.met(6)) == (True, False, False, True)


def test_slope_of_growth() -> None:
    sizes = (10, 100, 1000)
    assert scaling.slope([(size, 3.0 * size) for size in sizes], 0.001) == pytest.approx(1)
    assert scaling.slope([(size, 0.1 * size**2) for size in sizes], 0.001) == pytest.approx(2)
    assert scaling.slope([(size, 0.0001) for size in sizes], 0.001) is None


@pytest.mark.parametrize("growth", scaling.GROWTHS, ids=lambda growth: growth.name)
def test_growth_is_printed_with_its_slope(growth: scaling.Growth) -> None:
    lines: list[str] = []
    small = scaling.Growth(growth.name, (100, 200), growth.make, growth.history)
    scaling.main(lines.append, [small], rounds=1)
    assert len(lines) == 4
    assert lines[0].startswith(growth.name)
    assert lines[3].startswith("slope")


def test_json_holds_what_was_measured(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    reading = Reading(2.0, (1.0, 3.0), {"a": [2.0]}, parts={"p": Reading(1.0, (1.0, 1.0))})
    report.write_json(path, Setting(), [report.entry(MEASURES[0], reading)], [("x", "no tree")])
    whole = json.loads(path.read_text("utf-8"))
    assert whole["measures"][0]["medians"] == {"a": 2.0}
    assert whole["measures"][0]["parts"]["p"]["value"] == 1.0
    assert whole["left_out"] == [{"title": "x", "why": "no tree"}]
    assert report.read_values(path) == {MEASURES[0].title: 2.0}


def test_levels_are_named_as_on_the_command_line() -> None:
    assert all(level.startswith("-O") for level in LEVELS)
