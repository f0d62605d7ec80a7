"""`nixstep record`: an evaluation that is kept in a file."""

from __future__ import annotations

from pathlib import Path
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
from debugger.cli.command_help import SectionedCommand, option
from debugger.cli.printing import Teller, print_outcome
from debugger.cli.process import say


@click.command(
    name="record",
    cls=SectionedCommand,
    short_help="Evaluate, and keep the run in a file.",
    examples="""./default.nix -o run.nixstep
-E 'import ./release.nix' -A tests --strict -o run.nixstep""",
)
@program_options
@option("-o", "--output", required=True, metavar="OUT", help="The recording to be made (run.nixstep).")
@result_options
def record(output: str, show_trace: bool, warnings: bool, **values: Any) -> int:
    """Do as eval does, and keep the run in a file: `nixstep replay` runs it again wherever that is.

    A recording holds the program, every file it read and whatever else it learnt from outside. It is kept
    when the run fails, and good as far as it got when the run is interrupted.
    """
    from debugger.recordings.recorded import Recorded

    form = result_form(values)
    keep_limits(values)
    program = make_program(values, form)
    shown = [name for name, wanted in (("trace", show_trace), ("warnings", warnings)) if wanted]
    skipped = skipped_files(values)
    run = Recorded(Path(output), program, make_limits(values), skipped, tuple(shown))
    teller = Teller(warnings)
    loaded = run.load((teller,))
    teller.attend(loaded)
    run.run(loaded.machine)
    if run.writer.full:
        say(f"warning: the recording ends early: {run.writer.full}")
    return print_outcome(loaded, program.form, show_trace, run.own)
