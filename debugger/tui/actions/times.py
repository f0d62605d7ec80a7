"""Times: lists of moments to go to. All the times that a place ran, what a search of the history finds, and
where one has been."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from debugger.breakpoints.grammar import parse_log
from debugger.errors import DebuggerError
from debugger.numerals import grouped
from debugger.text import safe_shown
from debugger.tui.actions.travel import GROUP, jump, standing
from debugger.tui.commands import command
from debugger.tui.drawing.lines import line
from debugger.tui.windows.picker import PickerScreen
from vm.text.disassembler import one_line

if TYPE_CHECKING:
    from debugger.tui.app import NixStep

MOST = 20_000
"""Times that are listed."""
MOST_CELLS = 300
"""Of what is told of one time."""

Times = Sequence[tuple[int, str]]
"""Steps, and what is to be told of each."""


@command(
    "event.log",
    "",
    "Log of the past",
    'Every recorded time that a place ran, with the values then: `:log default.nix:12 "${name}"`; Enter '
    "jumps there.",
    GROUP,
    "log",
    ':log WHERE "TEXT"',
)
def log(app: NixStep, argument: str) -> None:
    standing(app)
    if not argument:
        raise DebuggerError('log of what? :log default.nix:12 "${name}", :log fn NAME')
    where, text = parse_log(argument)

    def listed(found: list[tuple[int, str]]) -> None:
        if not found:
            app.say(f"{safe_shown(where.text)} did not run in what is recorded", wrong=True)
        else:
            choose(app, f"Log of {safe_shown(where.text)}", where.where, found)

    app.runner.gather(limited(app.session.occurrences(where, text), MOST), listed)


@command(
    "time.find",
    "",
    "Search the history",
    "Every recorded step whose instruction has a text in it: an opcode, a name, source text. `.` and `,` go "
    "on from one to the next.",
    GROUP,
    "find",
    ":find TEXT",
)
def find(app: NixStep, text: str) -> None:
    standing(app)
    if not text:
        app.open_command_line("find ")
        return

    def listed(found: list[tuple[int, str]]) -> None:
        if not found:
            app.say(f"'{safe_shown(text)}' is in no step that is recorded", wrong=True)
            return
        app.needle, app.times = text, [step for step, _ in found]
        choose(app, f"Steps with {safe_shown(text)}", text, found)

    app.runner.gather(limited(app.session.sought(text), MOST), listed)


def limited(found: Iterator[tuple[int, str] | None], most: int) -> Iterator[tuple[int, str] | None]:
    """The same, but no more than so many."""
    for each in found:
        yield each
        most -= each is not None
        if not most:
            return


@command(
    "time.places",
    "",
    "Where you have been",
    "The places that jumps left, the present one, and those that Ctrl+O came back from; Enter goes there.",
    GROUP,
    "places",
    ":places",
)
def places(app: NixStep, argument: str) -> None:
    standing(app)
    found = app.session.places()
    if len(found) < 2:
        app.say("no jump was made yet: Ctrl+O goes back from one")
        return
    choose(app, "Where you have been", "a place that was left", found)


def choose(app: NixStep, title: str, name: str, found: Times) -> None:
    """A menu of moments, the cursor on the next one from here."""
    digits = max(len(grouped(step)) for step, _ in found)
    rows = [
        line((" step ", "dim"), f"{grouped(step):>{digits}}", (f"  {one_line(told, MOST_CELLS)}", "text"))
        for step, told in found
    ]
    here = app.session.step
    steps = [step for step, _ in found]
    later = (row for row, step in enumerate(steps) if step >= here)
    at = steps.index(here) if here in steps else next(later, len(found) - 1)
    app.say(f"{'the first ' if len(found) == MOST else ''}{grouped(len(found))} times")

    def chosen(row: int | None) -> None:
        if row is not None:
            jump(app, found[row][0], f"{safe_shown(name)}: step {grouped(found[row][0])}")

    app.push_screen(PickerScreen(title, rows, at), chosen)


def go_on(app: NixStep, backwards: bool) -> None:
    """To the next or previous step that a search of the history found."""
    standing(app)
    here = app.session.step
    further = [step for step in app.times if (step < here if backwards else step > here)]
    if not further:
        raise DebuggerError(
            f"no {'earlier' if backwards else 'later'} step has '{safe_shown(app.needle)}' in it"
        )
    step = further[-1] if backwards else further[0]
    at = app.times.index(step) + 1
    jump(app, step, f"{safe_shown(app.needle)}: step {grouped(step)}, {at} of {grouped(len(app.times))}")
