"""Errors as a person reads them on a terminal or in a log: message, place, source line, caret, trace."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len

from debugger.loading.own_code import ALL_OWN, OwnCode
from debugger.provenance.findings import NOTHING
from debugger.provenance.whereabouts import standing_texts
from debugger.repeats import stretches
from debugger.text import safe, safe_lines, safe_shown, source_name
from vm.errors import FlakeError, NixError, TraceLine
from vm.spans import Span

WIDTH = 100
"""Columns of source shown at most, unless somebody knows better."""
LEAST_WIDTH = 20
TRACE_LINES = 12
LONG = 3
"""Neighbouring lines of libraries from which on they are only counted."""
CUT = "..."

RED, BLUE, DIM, BOLD, PLAIN = "\x1b[1;31m", "\x1b[34m", "\x1b[2m", "\x1b[1m", "\x1b[0m"


def excerpt(span: Span, width: int = WIDTH) -> list[str]:
    """The source line and, under it, a caret line; a long line is cut around the span, wherever that is."""
    width = max(width, LEAST_WIDTH)
    before, after = span.source.surroundings(span.start, 4 * width)
    left_out = span.position.column - 1 > len(before)
    shown_before = last_cells(safe_shown(before), width * 2 // 3, left_out)
    marked = safe_shown(span.beginning(4 * width).partition("\n")[0].partition("\r")[0])
    rest = first_cells(safe_shown(after), width - cell_len(shown_before))
    carets = max(1, min(cell_len(marked), cell_len(rest)))
    return [shown_before + rest, " " * cell_len(shown_before) + "^" * carets]


def first_cells(text: str, cells: int) -> str:
    """As much of the beginning as fits, ending in `...` if that is not all."""
    if cell_len(text) <= cells:
        return text
    return "".join(fitting(text, cells - len(CUT))) + CUT


def last_cells(text: str, cells: int, left_out: bool) -> str:
    """As much of the end as fits, beginning with `...` if that is not all, or if more was left out before."""
    if not left_out and cell_len(text) <= cells:
        return text
    return CUT + "".join(fitting(reversed(text), cells - len(CUT)))[::-1]


def fitting(characters: Iterable[str], cells: int) -> Iterator[str]:
    """As many characters as there are cells for."""
    for character in characters:
        cells -= cell_len(character)
        if cells < 0:
            return
        yield character


def place_lines(span: Span, colour: bool, width: int = WIDTH, word: str = "at") -> list[str]:
    """Where, with the source line in a margin of line numbers."""
    number = str(span.position.line)
    margin = " " * len(number)
    text, carets = excerpt(span, width - len(number) - 3)
    blue, dim, red, plain = (BLUE, DIM, RED, PLAIN) if colour else ("", "", "", "")
    return [
        f"{dim}{margin} {word}{plain} {blue}{safe_shown(str(span))}{plain}",
        f"{dim}{margin} |{plain}",
        f"{dim}{number} |{plain} {text}".rstrip(),
        f"{dim}{margin} |{plain} {red}{carets}{plain}",
    ]


def trace_text(lines: Iterable[TraceLine], own: OwnCode = ALL_OWN) -> Iterator[str]:
    """One text a line; what is repeated directly is said once. Skipped files are only counted, and so are
    long stretches of libraries."""
    for hidden, group in groupby(lines, lambda line: line.span is not None and not own.has(line.span.source)):
        members = list(group)
        if hidden and (len(members) >= LONG or any(is_skipped(line, own) for line in members)):
            yield folded_text(members)
            continue
        yield from repeats_folded(members)


def repeats_folded(lines: Iterable[TraceLine]) -> Iterator[str]:
    """A line that is repeated directly is said once; so are several that are, at least three times."""
    runs = [(line, len(list(same))) for line, same in groupby(lines)]
    numbers: dict[tuple[TraceLine, int], int] = {}
    for each in stretches([numbers.setdefault(run, len(numbers)) for run in runs]):
        for line, count in runs[each.start : each.start + each.period]:
            where = f" at {safe_shown(str(line.span))}" if line.span is not None else ""
            times = f"  ({count} times)" if count > 1 else ""
            yield f"{safe_shown(line.text)}{where}{times}"
        if each.times > 1:
            yield f"... these {each.period} lines {each.times - 1} more times"


def is_skipped(line: TraceLine, own: OwnCode) -> bool:
    """Whether the line lies in a file that `--skip` names."""
    return line.span is not None and own.skips(line.span.source)


def visible_span(error: NixError, own: OwnCode) -> Span | None:
    """Where the error is; of one about an input of a flake, where the flake's own code needs that input."""
    if not isinstance(error, FlakeError) or error.span is None or own.has(error.span.source):
        return error.span
    spans = (line.span for line in error.trace if line.span is not None)
    return next((span for span in spans if own.has(span.source)), None)


def folded_text(lines: list[TraceLine]) -> str:
    """`... 12 frames in lib/ skipped`: the directory that holds all their files, or the one file."""
    paths = {source_name(line.span.source) for line in lines if line.span is not None}
    count = f"{len(lines)} frame{'' if len(lines) == 1 else 's'}"
    return f"... {count} in {shown_path(common_place(paths))} skipped"


def common_place(paths: set[str]) -> str:
    """The path itself if there is only one, else the deepest directory around all, ending in a slash."""
    first, *rest = paths
    if not rest:
        return first
    if not all(path.startswith("/") for path in paths):
        return "several sources"
    return posixpath.commonpath([posixpath.dirname(path) for path in paths]).rstrip("/") + "/"


def shown_path(path: str) -> str:
    """Relative to the working directory for what lies in it."""
    here = safe_shown(str(Path.cwd())) + "/"
    return path.removeprefix(here) if path != here else "./"


def report(
    error: NixError,
    colour: bool = False,
    full: bool = False,
    width: int = WIDTH,
    own: OwnCode = ALL_OWN,
    hint: bool = False,
) -> str:
    """The whole report, ending without a line end: the message, where it is, where the person's own code led
    there, what it probably means, notes, what was going on.

    `full` shows all of the trace; else what is not `own` is folded in it.
    `hint` adds where to read more about such errors.
    """
    red, bold, dim, plain = (RED, BOLD, DIM, PLAIN) if colour else ("", "", "", "")
    found = error.findings or NOTHING
    lines = [f"{red}error:{plain} {bold}{safe_lines(error.message)}{plain} {dim}[{error.code}]{plain}"]
    span = error.span if full else visible_span(error, own)
    if span is not None:
        lines += place_lines(span, colour, width)
    if found.own is not None and found.own is not span:
        lines += place_lines(found.own, colour, width, "reached from your code at")
    if found.diagnosis is not None:
        lines.append(f"  {bold}cause:{plain} {found.diagnosis.text}")
        lines.append(f"  {bold}try:{plain} {found.diagnosis.advice}")
    lines += [f"  {bold}note:{plain} {note}" for note in notes(error, own)]
    trace = list(trace_text(error.trace, ALL_OWN if full else own))
    shown = trace if full else trace[:TRACE_LINES]
    lines += [f"  {dim}{line}{plain}" for line in shown]
    if len(trace) > len(shown):
        lines.append(f"  {dim}... and {len(trace) - len(shown)} more (--show-trace shows all){plain}")
    if found.cycle:
        lines.append(f"  {dim}`nixstep why` with the same arguments shows the whole cycle{plain}")
    if hint:
        lines.append(f"  {dim}`nixstep explain {error.code}` tells more about such errors{plain}")
    return "\n".join(lines)


def notes(error: NixError, own: OwnCode = ALL_OWN) -> list[str]:
    """What was noted on the way, and after that where a run was that something stopped, or which cells need
    each other; safe to show."""
    found = error.findings or NOTHING
    return [*map(safe, error.notes), *standing_texts(error, own), *map(safe_shown, found.cycle)]
