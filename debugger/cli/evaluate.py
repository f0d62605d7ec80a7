"""`nixstep eval`: the value of a program, printed as Nix prints it."""

from __future__ import annotations

from typing import Any

import click

from debugger.cli.arguments import (
    keep_limits,
    make_limits,
    make_program,
    program_options,
    result_form,
    result_options,
    skipped_files,
)
from debugger.cli.command_help import SectionedCommand
from debugger.cli.printing import print_message, print_outcome


@click.command(
    name="eval",
    cls=SectionedCommand,
    short_help="Print the value of a program.",
    examples="""-E '1 + 2'
./default.nix -A some.attribute --strict
./function.nix --arg n 3 --argstr name nix --json""",
)
@program_options
@result_options
def evaluate(show_trace: bool, warnings: bool, **values: Any) -> int:
    """Evaluate and print the value, as `nix-instantiate --eval` prints it."""
    form = result_form(values)
    keep_limits(values)
    from debugger.evaluation import Evaluation

    program, limits = make_program(values, form, level=1), make_limits(values)
    run = Evaluation(program, limits, print_message, skipped_files(values), remarks=warnings)
    run.run()
    loaded = run.loaded
    own = run.own if loaded.machine.failure is not None or loaded.failures else None
    return print_outcome(loaded, form, show_trace, own)
