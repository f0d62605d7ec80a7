"""`nixstep repl`: expressions and their values, one after the other."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from debugger.cli.arguments import keep_limits, make_limits, make_program, program_options
from debugger.cli.command_help import SectionedCommand
from debugger.cli.process import say
from debugger.cli.recorded_run import DEFAULT_HISTORY
from debugger.cli.script import show

PROMPT, MORE = "nixstep> ", "    ...> "
MOST_LINES = 2_000
"""That are remembered from one time to the next."""


@click.command(
    name="repl",
    cls=SectionedCommand,
    short_help="Evaluate expressions one after the other.",
    examples="""
./default.nix
-I nixpkgs=/path/to/nixpkgs '<nixpkgs>'""",
)
@program_options
def repl(**values: Any) -> int:
    """Read expressions and print their values. FILE's attributes have names from the beginning.

    `x = 1` gives a name a value, `:debug EXPR` steps through an expression, and after a failure `:debug`
    opens the debugger at the moment before the error, with all stacks. `:help` lists the commands.
    """
    from dataclasses import replace

    from debugger.repl.loop import Loop
    from debugger.repl.workspace import Workspace

    keep_limits(values)
    file, values["file"] = values["file"], None
    values["expr"] = values["expr"] or "null"
    program = replace(make_program(values), strict=False)
    workspace = Workspace(program, make_limits(values), lambda said: say(f"{said.kind}: {said.text}"))
    loop = Loop(workspace, open_debugger)
    if sys.stdin.isatty():
        remember_lines(loop)
        show(["nixstep: :help lists the commands, Ctrl-D leaves"])
    if file is not None:
        show(loop.answer(f":add import {file}" if file.startswith("<") else f":load {file}"))
    while not loop.is_done:
        try:
            line = read_line(loop.waiting)
        except KeyboardInterrupt:
            loop.waiting = ""
            sys.stdout.write("\n")
            continue
        if line is None:
            show(loop.answer("") if loop.waiting else ())
            break
        show(loop.answer(line))
    return 0


def read_line(waiting: str) -> str | None:
    """The next line; None at the end."""
    if sys.stdin.isatty():
        try:
            return input(MORE if waiting else PROMPT)
        except EOFError:
            sys.stdout.write("\n")
            return None
    line = sys.stdin.readline()
    return line.rstrip("\n") if line else None


def open_debugger(program: Any, at_error: bool) -> None:
    """The debugger on an expression, at its error if that is wanted; and back."""
    from debugger.motions import Continue
    from debugger.session import Session
    from debugger.tui.app import run

    session = Session(program, history=DEFAULT_HISTORY)
    if at_error:
        session.run(Continue())
    run(session)


def remember_lines(loop: Any) -> None:
    """History over sessions, and completion with Tab."""
    import atexit
    import readline
    from contextlib import suppress

    from platformdirs import user_state_path

    path = Path(user_state_path("nixstep", appauthor=False)) / "repl-history"
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        readline.read_history_file(path)
    readline.set_history_length(MOST_LINES)

    def keep() -> None:
        with suppress(OSError):
            readline.write_history_file(path)

    atexit.register(keep)
    readline.set_completer_delims(" \t\n()[]{};,=+-*/<>!&|\"'")
    found: list[str] = []

    def complete(text: str, state: int) -> str | None:
        if state == 0:
            found[:] = words(text) if text.startswith(":") else loop.workspace.completions(text)
        return found[state] if state < len(found) else None

    def words(text: str) -> list[str]:
        from debugger.repl.loop import COMMANDS

        return [f":{word}" for word in COMMANDS if f":{word}".startswith(text)]

    readline.set_completer(complete)
    readline.parse_and_bind("tab: complete")
