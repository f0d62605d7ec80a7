"""`nixstep why` and `nixstep thunks`: questions about a run, answered as text or JSON.

Both run the program with a record of its last steps, and then ask it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any

import click

from debugger.arguments import keep_limits, make_program, make_session, program_options
from debugger.command_help import SectionedCommand, option
from debugger.printing import PROGRAM_ERROR, print_message
from debugger.process import say

FORMAT_VERSION = 1
DEFAULT_HISTORY = 2_000_000
SHOWN = 50
NOT_KNOWN = "-"


def history_option(function: Any) -> Any:
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
    from debugger.demand import origin_of
    from debugger.errors import DebuggerError

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
    from debugger.demand import chain_text

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
    return NOT_KNOWN if number < 0 else str(number)


def print_json(session: Any, origin: Any, fold: bool) -> None:
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
        "links": [with_nulls(asdict(link)) for link in session.why()],
    }
    write(json_line(document, indent=1))


def with_nulls(fields: dict[str, Any]) -> dict[str, Any]:
    """Steps that are not known are null."""
    return {name: None if value == -1 else value for name, value in fields.items()}


def write(text: str) -> None:
    sys.stdout.write(text + "\n")


@click.command(
    name="thunks",
    cls=SectionedCommand,
    short_help="Tell what became of the thunks of a run.",
    examples="""./default.nix
./default.nix --sites
./default.nix --sort cost --filter lib/ --limit 20 --json""",
)
@program_options
@option("--sites", is_flag=True, help="Totals per place in the source for the whole run.")
@option("--sort", metavar="COLUMN", help="By this column, the greatest first (see the headings).")
@option("--filter", "wanted", metavar="TEXT", default="", help="Only rows that have this text somewhere.")
@option("--limit", type=click.IntRange(0), default=SHOWN, metavar="N", help="Rows shown; 0 for all.")
@option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@history_option
def thunks(sites: bool, sort: str | None, wanted: str, limit: int, as_json: bool, **values: Any) -> int:
    """Print the thunks that were made in the last steps of a run: when each was made, forced and evaluated,
    by whom, and in how many steps. Or, with --sites, the same added up per place in the source.
    """
    from debugger.thunk_life import COLUMNS, SITE_COLUMNS, site_rows, thunk_rows

    columns = SITE_COLUMNS if sites else COLUMNS
    if sort is not None and sort not in columns:
        raise click.UsageError(f"there is no column {sort}: there are {', '.join(columns)}")
    session = recorded_run(values)
    found: Iterable[Any]
    found = site_rows(session.history.recorder) if sites else thunk_rows(session.history)
    rows: Iterator[Any] | list[Any] = (row for row in found if wanted in row_text(row, columns))
    if sort is not None:
        rows = sorted(rows, key=lambda row: sort_key(row, sort))
    shown = islice(rows, limit or None)
    if as_json:
        print_rows_as_json(session, shown, "sites" if sites else "thunks")
    else:
        print_table(columns, shown)
        left = sum(1 for _ in rows) if not isinstance(rows, list) else max(len(rows) - limit, 0)
        if limit and left:
            say(f"{left} more: --limit 0 shows all")
    return 0


def sort_key(row: Any, column: str) -> Any:
    value = getattr(row, column)
    return -value if isinstance(value, int) else value


def row_text(row: Any, columns: tuple[str, ...]) -> str:
    return " ".join([*(str(getattr(row, column)) for column in columns), row.source])


def print_rows_as_json(session: Any, rows: Iterable[Any], kind: str) -> None:
    from debugger.text import json_line

    head = {"format": "nixstep-thunks", "version": FORMAT_VERSION, "kind": kind}
    write(json_line({**head, "program": session.program.title, "steps": session.history.edge}))
    for row in rows:
        write(json_line(with_nulls(asdict(row))))


def print_table(columns: tuple[str, ...], rows: Iterable[Any]) -> None:
    """Numbers right, words left, the source last."""
    table = [[cell(getattr(row, column)) for column in columns] + [row.source] for row in rows]
    heads = [*columns, "source"]
    widths = [max(len(head), *(len(line[at]) for line in table), 0) for at, head in enumerate(heads)]
    numeric = [all(is_number(line[at]) for line in table) for at in range(len(heads))]
    for line in (heads, *table):
        cells = [
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(line, widths, numeric, strict=True)
        ]
        write("  ".join(cells).rstrip())


def is_number(text: str) -> bool:
    return text == NOT_KNOWN or text.isdigit()


def cell(value: Any) -> str:
    return NOT_KNOWN if value in (-1, "") else str(value)
