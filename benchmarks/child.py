"""Runs in processes of their own, so that no run pays for the heap of the one before.

`python -m benchmarks.child TASK ARGUMENTS`: a task is a function of a module here, called with keyword
arguments; these and what it answers go through JSON.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


def in_child(task: str, cache: str = "", native: str = "", **arguments: Any) -> Any:
    """What `module.function` of this package answers in a fresh process; CalledProcessError if it fails.

    The process finds nothing in the person's own cache: `cache` is its directory, empty for a fresh one.
    `native` chooses compiled or interpreted modules, see vm.native.
    """
    with tempfile.TemporaryDirectory() as fresh:
        environment = surroundings() | {"XDG_CACHE_HOME": cache or fresh, "XDG_STATE_HOME": fresh}
        if native:
            environment["NIXSTEP_NATIVE"] = native
        command = [sys.executable, "-P", "-m", "benchmarks.child", task, json.dumps(arguments)]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def surroundings() -> dict[str, str]:
    """The environment for our own programs: these sources, and Python's compiled ones as anybody has them."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def cpu_of(command: list[str], environment: dict[str, str] | None = None, times: int = 1) -> float:
    """Processor seconds of a command, its children included; the mean if it is to run several times."""
    before = children_seconds()
    for _ in range(times):
        subprocess.run(command, env=environment, check=True, capture_output=True)
    return (children_seconds() - before) / times


def children_seconds() -> float:
    """Processor seconds of all processes that have been started from here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak_memory() -> int:
    """The most bytes that this process has occupied. What `getrusage` tells may be the parent's."""
    try:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024


def main() -> None:
    task, arguments = sys.argv[1:]
    module, _, name = task.rpartition(".")
    gc.set_threshold(100_000, 50, 1000)  # as the command line sets them
    print(json.dumps(getattr(import_module(f"benchmarks.{module}"), name)(**json.loads(arguments))))


if __name__ == "__main__":
    main()
