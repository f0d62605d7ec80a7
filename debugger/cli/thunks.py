"""`nixstep thunks`: what became of the thunks of a run, as a table or JSON lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any

import click

from debugger.cli.arguments import program_options
from debugger.cli.command_help import SectionedCommand, option
from debugger.cli.process import say
from debugger.cli.recorded_run import (
    FORMAT_VERSION,
    NOT_KNOWN,
    history_option,
    recorded_run,
    with_nulls,
    write,
)

SHOWN = 50


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
    from debugger.provenance.thunk_life import COLUMNS, SITE_COLUMNS, site_rows, thunk_rows

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
    """Numbers from the largest down, texts in alphabetical order."""
    value = getattr(row, column)
    return -value if isinstance(value, int) else value


def row_text(row: Any, columns: tuple[str, ...]) -> str:
    """What `--filter` looks in."""
    return " ".join([*(str(getattr(row, column)) for column in columns), row.source])


def print_rows_as_json(session: Any, rows: Iterable[Any], kind: str) -> None:
    """One line that names the format and its version, then a line for each row."""
    from debugger.text import json_line

    head = {"format": "nixstep-thunks", "version": FORMAT_VERSION, "kind": kind}
    write(json_line({**head, "program": session.program.title, "steps": session.history.edge}))
    for row in rows:
        fields = {name: value for name, value in asdict(row).items() if name != "called"}
        write(json_line(with_nulls(fields)))


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
    """Whether a cell goes to the right: digits, or the sign for what is not known."""
    return text == NOT_KNOWN or text.isdigit()


def cell(value: Any) -> str:
    """How a table shows it; -1 and "" are not known."""
    return NOT_KNOWN if value in (-1, "") else str(value)
