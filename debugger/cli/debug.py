"""`nixstep debug`: the terminal interface."""

from __future__ import annotations

from typing import Any

import click

from debugger.cli.arguments import make_program, make_session, program_options
from debugger.cli.command_help import SectionedCommand, option
from debugger.cli.keyboard import keys_kept
from debugger.cli.recorded_run import DEFAULT_HISTORY


@click.command(
    name="debug",
    cls=SectionedCommand,
    short_help="Step through a program (what `nixstep FILE` does).",
    examples="""./default.nix
./default.nix --break default.nix:12 --break OpAttrsSelect""",
)
@program_options
@option("--break", "places", multiple=True, metavar="WHERE", help="Set a breakpoint before starting.")
@option("--show-trace", is_flag=True, help="Show the whole trace of an error.")
@option(
    "--history",
    type=click.IntRange(0),
    default=DEFAULT_HISTORY,
    metavar="N",
    help="Keep so many steps for going back (default 2,000,000); 0 records nothing.",
)
def debug(places: tuple[str, ...], show_trace: bool, history: int, **values: Any) -> int:
    """Step through a program in the terminal; `nixstep FILE` does the same. Press ? there for help."""
    with keys_kept():
        return opened(places, show_trace, history, values)


def opened(places: tuple[str, ...], show_trace: bool, history: int, values: dict[str, Any]) -> int:
    """Load the program and show it until the person leaves; the exit code."""
    from debugger.errors import DebuggerError

    session = make_session(make_program(values), values, history=history)
    session.show_trace = show_trace
    for place in places:
        try:
            session.breakpoints.add(place)
        except DebuggerError as error:
            raise click.UsageError(str(error)) from None
    from debugger.tui.app import run

    return run(session)
