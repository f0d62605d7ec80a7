"""Starting: the smallest evaluation against an empty Python, and our first frame against an empty app's.

First frames are drawn on a pseudo-terminal, by processes that end the moment they have drawn one.
"""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from functools import partial

from benchmarks.child import ROOT, children_seconds, cpu_of, surroundings
from benchmarks.sampling import Reading, interleaved, ratio

PYTHON = [sys.executable, "-P", "-c"]
COMMAND_LINE = "from debugger.cli.main import main; main()"
"""What the script `nixstep` does."""
ONE_FRAME = "import os; from textual.app import App; App._end_update = lambda app: os._exit(0); "
EXAMPLE = ROOT / "debugger" / "examples" / "bakery" / "default.nix"
TERMINAL = {"TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"}
TIMES = 3
"""Runs that make one sample: an empty Python takes little more than the clock can tell."""
OURS, PLAIN, EMPTY = "nixstep", "python", "empty app"


def evaluating(rounds: int) -> Reading:
    """`nixstep eval -E 1+1` over `python -c pass`."""
    environment = surroundings()
    command = [*PYTHON, COMMAND_LINE, "eval", "-E", "1+1"]
    cpu_of(command, environment)  # the first one writes Python's compiled files
    ways = {
        OURS: partial(cpu_of, command, environment, TIMES),
        PLAIN: partial(cpu_of, [*PYTHON, "pass"], environment, TIMES),
    }
    return ratio(interleaved(ways, rounds), OURS, PLAIN)


def first_frame(rounds: int) -> Reading:
    """`nixstep debug FILE` over an app without anything."""
    command = [*PYTHON, ONE_FRAME + COMMAND_LINE, "debug", str(EXAMPLE)]
    cpu_on_terminal(command)  # as above
    ways = {
        OURS: partial(cpu_on_terminal, command),
        EMPTY: partial(cpu_on_terminal, [*PYTHON, ONE_FRAME + "App().run()"]),
    }
    return ratio(interleaved(ways, rounds), OURS, EMPTY)


def cpu_on_terminal(command: list[str]) -> float:
    """Processor seconds of a command that draws on a terminal."""
    ours, its = pty.openpty()
    before = children_seconds()
    environment = surroundings() | TERMINAL
    process = subprocess.Popen(
        command, stdin=its, stdout=its, stderr=its, env=environment, start_new_session=True
    )
    os.close(its)
    drain(ours)
    if process.wait() != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    return children_seconds() - before


def drain(terminal: int) -> None:
    """Read what is drawn until nobody draws any more."""
    try:
        while os.read(terminal, 1 << 16):
            pass
    except OSError:
        pass  # the other end is closed
    finally:
        os.close(terminal)
