"""`nixstep` alone: the start screen, and then the debugger on what was chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from debugger.cli.command_help import SectionedCommand

EXAMPLES = Path(__file__).parents[1] / "examples"


@click.command(
    name="start",
    cls=SectionedCommand,
    short_help="Choose a program to debug (what `nixstep` alone does).",
    examples="",
)
@click.pass_context
def start(context: click.Context) -> int:
    """Show what was debugged last, and examples; the one that is chosen is opened."""
    from debugger.cli.debug import chosen, debug
    from debugger.cli.process import say
    from debugger.tui.start import Start
    from debugger.tui.terminal import take_terminal

    wrong = take_terminal()
    if wrong:
        say(wrong)
        return 2
    path = Start(recent_entries(), example_entries(), chosen().theme).run()
    if path is None:
        return 0
    with debug.make_context("nixstep debug", [path], parent=context.parent) as inner:
        return int(debug.invoke(inner) or 0)


def recent_entries() -> list[Any]:
    """Those debugged last, the latest first, as they are called from here."""
    from debugger.kept.recent import recent, usual_path
    from debugger.tui.start import Entry

    here = f"{Path.cwd()}/"
    return [Entry(each, each.removeprefix(here)) for each in recent(usual_path())]


def example_entries() -> list[Any]:
    """Those that came with nixstep, with the first words of each."""
    from debugger.tui.start import Entry

    found = sorted(EXAMPLES.glob("*/default.nix"))
    return [Entry(str(each), each.parent.name, first_comment(each)) for each in found]


def first_comment(path: Path) -> str:
    """What a program says of itself in its first line."""
    with path.open(encoding="utf-8") as file:
        return file.readline().lstrip("# ").strip()
