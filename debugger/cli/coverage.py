"""`nixstep coverage`: which expressions were never made, made but never forced, or forced."""

from __future__ import annotations

from typing import Any

import click

from debugger.cli.arguments import keep_limits, make_limits, make_program, program_options, skipped_files
from debugger.cli.command_help import SectionedCommand, option
from debugger.cli.printing import PROGRAM_ERROR, print_error, print_message
from debugger.cli.process import say
from debugger.cli.profile import near
from debugger.cli.recorded_run import write


@click.command(
    name="coverage",
    cls=SectionedCommand,
    short_help="Tell which expressions were needed, and which never.",
    examples="""./default.nix --strict
./tests/a.nix ./tests/b.nix --html coverage.html
./default.nix -A tests --lcov > lcov.info""",
)
@program_options
@click.argument("more", nargs=-1)
@option("--show", is_flag=True, help="The sources, with a mark for each line: ● ○ ✗, ◐ for several.")
@option("--html", metavar="FILE", help="Write a page with all sources, their expressions coloured.")
@option("--lcov", "as_lcov", is_flag=True, help="The format that editors and services read.")
@option("--all", "everything", is_flag=True, help="Libraries too, not only your own code.")
def coverage(
    more: tuple[str, ...], show: bool, html: str | None, as_lcov: bool, everything: bool, **values: Any
) -> int:
    """Evaluate programs, and tell of each expression in them and in what they import whether it was forced,
    only made, or not even that. Several programs add up.
    """
    from debugger.evaluation import Evaluation
    from debugger.profiling.coverage import Coverage, Covering, lcov, page

    keep_limits(values)
    files = [values["file"], *more]
    found: Any = None
    code = 0
    for file in files:
        covering = Covering()
        program = make_program({**values, "file": file})
        run = Evaluation(
            program, make_limits(values), print_message, skipped_files(values), observers=(covering,)
        )
        run.run()
        failure = run.loaded.machine.failure
        if failure is not None:
            print_error(failure, own=run.own)
            code = PROGRAM_ERROR
        if found is None:
            found = Coverage(lambda source: True)
        found.wanted = (lambda source: True) if everything else run.own.has
        found.add(run.loaded, covering)
    if html is not None:
        from pathlib import Path

        try:
            Path(html).write_text(page(found, near), encoding="utf-8")
        except OSError as error:
            say(f"error: {html}: {(error.strerror or str(error)).lower()}")
            return PROGRAM_ERROR
    if as_lcov:
        for line in lcov(found):
            write(line)
    elif show:
        print_sources(found)
    else:
        print_table(found)
    return code


def print_table(found: Any) -> None:
    """A row for each source, and their sum."""
    from debugger.profiling.coverage import FORCED, MADE, NEVER
    from debugger.text import safe_shown, source_name

    rows = [
        (
            f"{each.share:.1f}",
            *(str(number) for number in (len(each.expressions), *map(each.count, (FORCED, MADE, NEVER)))),
            near(safe_shown(source_name(each.source))),
        )
        for each in found.in_order()
    ]
    sums = [sum(int(row[at]) for row in rows) for at in range(1, 5)]
    share = f"{100 * sums[1] / sums[0]:.1f}" if sums[0] else "100.0"
    table = [
        ("%", "expressions", "forced", "made", "never", "file"),
        *rows,
        (share, *map(str, sums), "together"),
    ]
    widths = [max(len(row[at]) for row in table) for at in range(5)]
    for row in table:
        write("  ".join([*(cell.rjust(width) for cell, width in zip(row, widths, strict=False)), row[5]]))


def print_sources(found: Any) -> None:
    """Every source with a mark for each line on which expressions begin."""
    from debugger.text import safe_shown, source_name

    for each in found.in_order():
        write(f"{near(safe_shown(source_name(each.source)))}  {each.share:.1f} %")
        marks = each.marks()
        digits = len(str(each.source.line_count))
        for number in range(1, each.source.line_count + 1):
            text = safe_shown(each.source.line_text(number))
            write(f"{number:>{digits}} {marks.get(number, ' ')} {text}".rstrip())
        write("")
