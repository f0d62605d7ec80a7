"""A run that is kept in memory to be asked about: what `why` and `thunks` have in common."""

from __future__ import annotations

import sys
from typing import Any

import click

from debugger.cli.arguments import keep_limits, make_program, make_session
from debugger.cli.command_help import option
from debugger.cli.printing import print_message

FORMAT_VERSION = 1
DEFAULT_HISTORY = 2_000_000
NOT_KNOWN = "-"


def history_option(function: Any) -> Any:
    """The decorator for `--history N`, in steps."""
    return option(
        "--history",
        type=click.IntRange(1),
        default=DEFAULT_HISTORY,
        metavar="N",
        help="Steps that are kept; older ones are made again where they are asked for.",
    )(function)


def recorded_run(values: dict[str, Any], until: int | None = None) -> Any:
    """A session that has run to its end, or to where a step can be looked at."""
    keep_limits(values)
    session = make_session(make_program(values), values, history=values["history"])
    session.listener = lambda message: print_message(message, False)
    if until is None:
        session.run_to_end()
    else:
        session.run_until(until)
    return session


def with_nulls(fields: dict[str, Any]) -> dict[str, Any]:
    """Steps that are not known are null."""
    return {name: None if value == -1 else value for name, value in fields.items()}


def write(text: str) -> None:
    sys.stdout.write(text + "\n")
