"""`make bench`: how long everything takes and how much it occupies, against what it should be.

Seconds of a shared machine mean little, so nearly every number is a ratio of processor times taken in turns
in this run, of which the medians count. `ARGS='--only fib keys'` chooses, `ARGS='--nixpkgs DIR --long'` adds
what needs a tree of nixpkgs. `history` measures looking back instead.
"""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import history, scaling, ways
from benchmarks.evaluating import has_nix
from benchmarks.measures import MEASURES, Measure, Setting
from benchmarks.report import entry, head, read_values, row, versions, write_json
from vm.errors import NixError
from vm.native import IS_NATIVE, WAY

WAYS = "ways"
REASONS = {
    "nix": "nix-instantiate is not installed",
    "nixpkgs": "give --nixpkgs DIR, a tree of nixos-19.09",
    "long": "give --long, they take minutes",
    "native": "nothing is compiled: make native",
}


def arguments() -> argparse.Namespace:
    names = [*dict.fromkeys(each.name for each in MEASURES), WAYS]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", nargs="?", choices=("history",), help="measure looking back instead")
    parser.add_argument("--full", action="store_true", help="with history: up to ten million steps")
    parser.add_argument("--only", nargs="+", choices=names, metavar="NAME", help=f"of {', '.join(names)}")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="how often each way runs (5)")
    parser.add_argument("--nixpkgs", type=Path, metavar="DIR", help="a tree of nixos-19.09")
    parser.add_argument("--long", action="store_true", help="what takes minutes too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all numbers there")
    parser.add_argument("--before", type=Path, metavar="FILE", help="show those of an earlier --json too")
    parser.add_argument("--scaling", action="store_true", help="time and memory over three decades instead")
    return parser.parse_args()


def lacking(measure: Measure, present: dict[str, bool]) -> str:
    """Why a measure is left out, or nothing."""
    return "; ".join(REASONS[need] for need in measure.needs if not present[need])


@dataclass(slots=True)
class Results:
    """What is known so far."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    """Titles, and why."""


def measure_all(
    chosen: list[Measure],
    setting: Setting,
    present: dict[str, bool],
    before: dict[str, float],
    results: Results,
) -> None:
    """Take the measures, printing each as soon as it is known."""
    print(head(bool(before)))
    for measure in chosen:
        why = lacking(measure, present)
        if not why:
            try:
                reading = measure.take(setting)
            except (OSError, NixError, subprocess.CalledProcessError) as error:
                why = f"failed: {error}"
            else:
                print(row(measure, reading, before), flush=True)
                results.entries.append(entry(measure, reading))
        if why:
            results.left_out.append((measure.title, why))
    for title, why in results.left_out:
        print(f"LEFT OUT: {title}: {why}")


def table(given: argparse.Namespace) -> int:
    """The measures, then the ways of running; 1 if something failed."""
    tree = given.nixpkgs.resolve() if given.nixpkgs is not None else None
    setting = Setting(max(given.rounds, 1), tree)
    chosen = [each for each in MEASURES if not given.only or each.name in given.only]
    present = {"nix": has_nix(), "nixpkgs": tree is not None, "long": given.long, "native": IS_NATIVE}
    before = read_values(given.before) if given.before else {}
    results = Results()
    try:
        if chosen:
            measure_all(chosen, setting, present, before, results)
    finally:
        if given.json:  # what is known when one grows tired of waiting is worth keeping
            write_json(given.json, setting, results.entries, results.left_out)
    if not given.only or WAYS in given.only:
        ways.main(print)
    return int(any(why.startswith("failed") for _, why in results.left_out))


def main() -> int:
    gc.set_threshold(100_000, 50, 1000)
    given = arguments()
    print(f"{WAY} (make native and NIXSTEP_NATIVE choose); {', '.join(map(' '.join, versions().items()))}")
    if given.what == "history":
        history.main(print, full=given.full)
        return 0
    if given.scaling:
        scaling.main(print)
        return 0
    try:
        return table(given)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
