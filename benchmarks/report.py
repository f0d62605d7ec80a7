"""What was measured, as a table for people and as JSON for programs."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import debugger
from benchmarks.evaluating import NIX, has_nix
from benchmarks.measures import Measure, Setting
from benchmarks.sampling import Reading
from vm.native import WAY

FORMAT_VERSION = 1
VERDICTS = {True: "met", False: "missed", None: ""}


def versions() -> dict[str, str]:
    """What was compared, and on what."""
    known = {
        "nixstep": debugger.__version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
    }
    if has_nix():
        told = subprocess.run([NIX, "--version"], capture_output=True, text=True, check=True).stdout
        known["nix"] = told.split()[-1]
    return known


def amount(value: float | None, unit: str) -> str:
    """`9.72 x`, `61 B`; a hyphen for nothing."""
    if value is None:
        return "-"
    return f"{value:.3g} {unit}" if value < 100 else f"{value:,.0f} {unit}"


def head(before: bool) -> str:
    """The titles of the columns."""
    earlier = f"{'before':>11}" if before else ""
    return f"{'measure':<36}{'ours':>11}{earlier}{'target':>11}  {'':<8}{'best':>11}  rounds between"


def row(measure: Measure, reading: Reading, before: dict[str, float]) -> str:
    """One measure, and below it what it is the mean of."""
    unit = measure.unit
    earlier = f"{amount(before.get(measure.title), unit):>11}" if before else ""
    low, high = reading.spread
    note = f"  ({reading.note})" if reading.note else ""
    columns = f"{amount(reading.value, unit):>11}{earlier}{amount(measure.target, unit):>11}"
    between = f"{amount(reading.best, unit):>11}  {amount(low, unit)} .. {amount(high, unit)}"
    verdict = VERDICTS[measure.met(reading.value)]
    lines = [f"{measure.title:<36}{columns}  {verdict:<8}{between}{note}"]
    lines += [f"  {name:<34}{amount(part.value, unit):>11}" for name, part in reading.parts.items()]
    return "\n".join(lines)


def entry(measure: Measure, reading: Reading) -> dict[str, Any]:
    """One measure for programs."""
    return {
        "measure": measure.name,
        "title": measure.title,
        "unit": measure.unit,
        "target": measure.target,
        "more_is_better": measure.more_is_better,
        "met": measure.met(reading.value),
        **figures(reading),
    }


def figures(reading: Reading) -> dict[str, Any]:
    """All numbers of a reading."""
    return {
        "value": reading.value,
        "best": reading.best,
        "spread": list(reading.spread),
        "medians": reading.medians,
        "samples": reading.samples,
        "note": reading.note,
        "parts": {name: figures(part) for name, part in reading.parts.items()},
    }


def write_json(
    path: Path, setting: Setting, entries: list[dict[str, Any]], left_out: list[tuple[str, str]]
) -> None:
    """Everything that was measured; seconds of processor time, bytes or milliseconds."""
    whole = {
        "format": FORMAT_VERSION,
        "way": WAY,
        "versions": versions(),
        "rounds": setting.rounds,
        "measures": entries,
        "left_out": [{"title": title, "why": why} for title, why in left_out],
    }
    path.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")


def read_values(path: Path) -> dict[str, float]:
    """The numbers of an earlier run, by the titles of their measures."""
    try:
        whole = json.loads(path.read_text(encoding="utf-8"))
        return {each["title"]: each["value"] for each in whole["measures"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.exit(f"{path} is not what --json writes: {error}")
