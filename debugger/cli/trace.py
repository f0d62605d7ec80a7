"""`nixstep trace`: every step of a run, as text or JSON lines."""

from __future__ import annotations

import difflib
import sys
from typing import Any

import click

from debugger.cli.arguments import keep_limits, make_program, make_session, program_options
from debugger.cli.command_help import SectionedCommand, option
from debugger.cli.printing import print_error, print_message


@click.command(
    name="trace",
    cls=SectionedCommand,
    short_help="Print every step of a run.",
    examples="""-E 'let x = 1; in x + x'
./default.nix --from 100 --to 200
./default.nix --op OpForce --json""",
)
@program_options
@option("--from", "first", type=click.IntRange(0), default=0, metavar="A", help="The first step shown.")
@option("--to", "last", type=click.IntRange(0), metavar="B", help="The last step shown.")
@option("--op", "opcodes", multiple=True, metavar="OPCODE", help="Only steps of this opcode.")
@option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@option("--show-trace", is_flag=True, help="Show the whole trace of an error.")
def trace(
    first: int,
    last: int | None,
    opcodes: tuple[str, ...],
    as_json: bool,
    show_trace: bool,
    **values: Any,
) -> int:
    """Print every step: number, depth, instruction, and the top of the value stack."""
    from debugger.views.step_trace import StepTrace
    from vm.opcodes import BY_NAME

    for name in opcodes:
        if name not in BY_NAME:
            near = difflib.get_close_matches(name, BY_NAME, 1, 0.4)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"there is no opcode {name}{hint}")
    keep_limits(values)
    program = make_program(values)
    steps = StepTrace(sys.stdout.write, first, last, frozenset(opcodes), as_json)
    session = make_session(program, values, (steps,))
    session.listener = lambda message: print_message(message, False)
    steps.machine = session.machine
    steps.header(program.title)
    if last is None:
        session.run_to_end()
    else:
        session.run_until(last + 1)
    sys.stdout.flush()
    failure = session.machine.failure
    return print_error(failure, show_trace, session.own) if failure is not None else 0
