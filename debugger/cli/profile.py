"""`nixstep profile`: where the steps of a run went."""

from __future__ import annotations

from typing import Any

import click

from debugger.cli.arguments import keep_limits, make_limits, make_program, program_options, skipped_files
from debugger.cli.command_help import SectionedCommand, option
from debugger.cli.printing import PROGRAM_ERROR, print_error, print_message
from debugger.cli.process import say
from debugger.cli.recorded_run import FORMAT_VERSION, write

SHOWN = 30


@click.command(
    name="profile",
    cls=SectionedCommand,
    short_help="Tell where the steps of a run went.",
    examples="""./default.nix --strict
./default.nix -A hello.drvPath --by line
./default.nix --collapsed > run.folded
./default.nix --speedscope > run.json""",
)
@program_options
@option(
    "--by",
    type=click.Choice(["function", "expression", "line", "file", "builtin", "derivation", "thunk"]),
    default="function",
    help="What a row stands for; `thunk`: where thunks are made that nobody needs, or that compute the same.",
)
@option("--limit", type=click.IntRange(0), default=SHOWN, metavar="N", help="Rows shown; 0 for all.")
@option("--collapsed", "form", flag_value="collapsed", help="Collapsed stacks of calls, for flamegraph.pl.")
@option("--demand", "form", flag_value="demand", help="The same with the forces in between.")
@option("--speedscope", "form", flag_value="speedscope", help="JSON that speedscope reads; time is steps.")
@option("--nix-stats", "form", flag_value="nix-stats", help="JSON with the keys of NIX_SHOW_STATS.")
@option("--json", "form", flag_value="json", help="The table as JSON.")
def profile(by: str, limit: int, form: str | None, **values: Any) -> int:
    """Evaluate, and print what took how many steps: by itself (steps) and with all that it called (total).

    Steps are counted, so two runs of one program agree to the last; host time is only a hint. With
    --max-steps it is a budget: the run fails as soon as it is exceeded, and the profile is printed all the
    same.
    """
    from debugger.evaluation import Evaluation
    from debugger.profiling.profiler import Profiler

    keep_limits(values)
    counting = Profiler()
    run = Evaluation(
        make_program(values), make_limits(values), print_message, skipped_files(values), observers=(counting,)
    )
    run.run()
    counting.settle()
    print_profile(counting, run.loaded.source.name, by, limit, form)
    failure = run.loaded.machine.failure
    if failure is not None:
        print_error(failure, own=run.own)
        return PROGRAM_ERROR
    return 0


def print_profile(counting: Any, title: str, by: str, limit: int, form: str | None) -> None:
    """In the form that was asked for."""
    from dataclasses import asdict

    from debugger.profiling.formats import collapsed, nix_stats, speedscope
    from debugger.profiling.tables import TABLES, thunk_sites
    from debugger.text import json_line, safe_shown

    if form in ("collapsed", "demand"):
        for line in collapsed(counting, form == "demand"):
            write(line)
        return
    if form == "speedscope":
        write(json_line(speedscope(counting, safe_shown(title))))
        return
    if form == "nix-stats":
        write(json_line(nix_stats(counting), indent=1))
        return
    rows: list[Any] = thunk_sites(counting) if by == "thunk" else TABLES[by](counting)
    shown = rows[:limit] if limit else rows
    steps = sum(node.own.steps for node in counting.root.walk())
    if form == "json":
        head = {"format": "nixstep-profile", "version": FORMAT_VERSION, "by": by, "steps": steps}
        rows_told = [asdict(each) for each in shown]
        write(json_line({**head, "program": safe_shown(title), "rows": rows_told}, indent=1))
        return
    print_rows(shown, steps, by)
    if len(rows) > len(shown):
        say(f"{len(rows) - len(shown):,} more: --limit 0 shows all")


def print_rows(rows: list[Any], steps: int, by: str) -> None:
    """Numbers right, names left."""
    heads, table = headed(rows, steps, by)
    texts = [[f"{value:,}" if isinstance(value, int) else value for value in row] for row in table]
    right = [head not in ("name", "place", "source", "file") for head in heads]
    widths = [max(len(row[at]) for row in (heads, *texts)) for at in range(len(heads))]
    for row in (heads, *texts):
        cells = [
            text.rjust(width) if to_right else text.ljust(width)
            for text, width, to_right in zip(row, widths, right, strict=True)
        ]
        write("  ".join(cells).rstrip())


def headed(rows: list[Any], steps: int, by: str) -> tuple[list[str], list[list[Any]]]:
    """The headings of a table, and its cells."""
    if by == "thunk":
        heads = ["never", "again", "made", "forced", "place", "source"]
        return heads, [
            [each.never, each.again, each.made, each.forced, near(each.place), each.source] for each in rows
        ]
    if by == "line":
        heads = ["steps", "%", "place", "source"]
        return heads, [[each.steps, share(each.steps, steps), near(each.place), each.name] for each in rows]
    if by == "file":
        return ["steps", "%", "file"], [
            [each.steps, share(each.steps, steps), near(each.place)] for each in rows
        ]
    heads = ["steps", "%", "total", "%", "calls", "forces", "thunks", "ms", "name", "place"]
    return heads, [
        [
            *(each.steps, share(each.steps, steps), each.total, share(each.total, steps), each.calls),
            *(each.forces, each.thunks, f"{each.milliseconds:.1f}", each.name, near(each.place)),
        ]
        for each in rows
    ]


def near(place: str) -> str:
    """A path as it is called from here."""
    from pathlib import Path

    from debugger.text import with_near_paths

    return with_near_paths(place, (str(Path.cwd()),))


def share(part: int, whole: int) -> str:
    """Percent."""
    return f"{100 * part / whole:.1f}" if whole else "0.0"
