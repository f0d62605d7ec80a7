"""`nixstep cache`: what is kept of parsed files, and how to be rid of it."""

from __future__ import annotations

import sys
from typing import Any

import click

from debugger.cli.command_help import SectionedCommand
from debugger.cli.process import say

WHAT = ("WHAT", "info tells where it is and how much; clear empties it.")


@click.command(
    name="cache",
    cls=SectionedCommand,
    what=WHAT,
    short_help="Tell what is kept of parsed files, or forget it.",
    examples="""info
clear""",
)
@click.argument("what", type=click.Choice(["info", "clear"]))
def cache(what: str) -> int:
    """What was found out about files that were parsed is kept for the next time; --no-cache does without."""
    from debugger.loading.cache import clear, contents

    told: Any = contents() if what == "info" else clear()
    entries = f"{told.entries:,} {'entry' if told.entries == 1 else 'entries'}, {told.size:,} bytes"
    from debugger.text import safe_shown

    place = safe_shown(str(told.directory))
    sys.stdout.write(f"{place}: {entries}\n" if what == "info" else f"{place}: {entries} removed\n")
    left = contents().entries if what == "clear" else 0
    if left:
        say(f"{left:,} {'entry' if left == 1 else 'entries'} could not be removed")
    return 1 if left else 0
