"""`nixstep why`: the chain of demand of a step, as text or JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from debugger.cli.arguments import program_options
from debugger.cli.command_help import SectionedCommand, option
from debugger.cli.printing import PROGRAM_ERROR
from debugger.cli.process import say
from debugger.cli.recorded_run import (
    FORMAT_VERSION,
    NOT_KNOWN,
    history_option,
    recorded_run,
    with_nulls,
    write,
)


@click.command(
    name="why",
    cls=SectionedCommand,
    short_help="Tell why something is evaluated at a step.",
    examples="""./default.nix
./default.nix --step 1284
./default.nix --thunk 17 --json""",
)
@program_options
@option("--step", type=click.IntRange(0), metavar="N", help="The step; else where the run failed or ended.")
@option("--thunk", type=click.IntRange(0), metavar="N", help="Why thunk#N is evaluated, and what that took.")
@option("--show-trace", is_flag=True, help="Show the links in skipped files too.")
@option("--json", "as_json", is_flag=True, help="As JSON.")
@history_option
def why(step: int | None, thunk: int | None, show_trace: bool, as_json: bool, **values: Any) -> int:
    """Print the chain of demand: which instruction, in which frame, for which thunk, down to the program.

    Each line can be looked at with `nixstep debug` and `:goto`; an infinite recursion is drawn as a cycle.
    """
    from debugger.errors import DebuggerError

    if step is not None and thunk is not None:
        raise click.UsageError("--step and --thunk exclude each other")
    session = recorded_run(values, step)
    try:
        origin = life_of_thunk(session, thunk) if thunk is not None else None
        look_at(session, step if origin is None else origin.forced)
    except DebuggerError as error:
        say(f"error: {error}")
        return PROGRAM_ERROR
    (print_json if as_json else print_text)(session, origin, not show_trace)
    return 0


def life_of_thunk(session: Any, number: int) -> Any:
    """What is known of a thunk; DebuggerError if there is none of that number."""
    from debugger.errors import DebuggerError
    from debugger.provenance.demand import origin_of

    thunk = session.history.timeline.thunk(number)
    if thunk is None:
        raise DebuggerError(f"thunk#{number} was not made in the part of the run that is recorded")
    return origin_of(thunk, session.state, session.history)


def look_at(session: Any, step: int | None) -> None:
    """Have the session stand at a step, or at the last one that there was if none is given or known."""
    history = session.history
    if step is None or step < 0:
        step = last_step(session)
    session.goto(str(step))
    while session.motion is not None:
        session.advance(0.25)
    if history.step != step:
        from debugger.errors import DebuggerError

        raise DebuggerError(f"step {step} is not reached: the run has {history.edge} steps")


def last_step(session: Any) -> int:
    """The step of the error that ended the run, or else its last."""
    failed = session.history.failed_step
    return int(failed) if failed is not None else max(int(session.history.edge) - 1, 0)


def print_text(session: Any, origin: Any, fold: bool) -> None:
    """The step, where its thunk came from if one was asked for, and the chain; `fold` shortens libraries."""
    from debugger.provenance.demand import chain_text

    shown = session.snapshot()
    head = f"step {shown.step}: {shown.opcode or shown.status}"
    error = shown.error
    write(head + (f", where this failed: {error.message} [{error.code}]" if error is not None else ""))
    if origin is not None:
        write(origin_text(origin))
    write("")
    for line in chain_text(session.why(), fold):
        write(line)


def origin_text(origin: Any) -> str:
    """The life of a thunk on one line."""
    parts = [f"{origin.thunk} was made at step {known(origin.made)} ({origin.made_at or 'place not known'})"]
    parts.append(f"forced at step {origin.forced}" if origin.forced >= 0 else "never forced")
    if origin.evaluated >= 0:
        parts.append(f"evaluated at step {origin.evaluated}, which took {origin.cost} steps")
    return ", ".join(parts)


def known(number: int) -> str:
    """A step as it is printed; -1 is not known."""
    return NOT_KNOWN if number < 0 else str(number)


def documented(link: Any) -> dict[str, Any]:
    """The fields of a link that the format has."""
    return {name: value for name, value in asdict(link).items() if name != "called"}


def print_json(session: Any, origin: Any, fold: bool) -> None:
    """The same as one document, with null for what is not known."""
    from debugger.text import json_line

    shown = session.snapshot()
    error = shown.error
    document = {
        "format": "nixstep-why",
        "version": FORMAT_VERSION,
        "program": session.program.title,
        "step": shown.step,
        "op": shown.opcode or None,
        "error": {"code": error.code, "message": error.message} if error is not None else None,
        "thunk": with_nulls({**asdict(origin), "cost": origin.cost}) if origin is not None else None,
        "links": [with_nulls(documented(link)) for link in session.why()],
    }
    write(json_line(document, indent=1))
