"""The debugger without its screen: commands from `-x`, from a script, or line by line from standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from debugger.cli.printing import PROGRAM_ERROR
from debugger.cli.process import say

PROMPT = "(nixstep) "


def commands(given: Iterable[str], script: str | None) -> Iterator[tuple[str, str]]:
    """Each line with where it comes from: those of the script first. OSError if it cannot be read."""
    if script is not None:
        with Path(script).open(encoding="utf-8", errors="surrogateescape") as file:
            for number, line in enumerate(file, 1):
                yield f"{script}:{number}", line
    for line in given:
        yield "-x", line


def run_script(session: Any, given: Iterable[str], script: str | None) -> int:
    """Carry out all commands; the first that fails ends it with exit code 1."""
    from debugger.scripting.console import Console

    console = Console(session)
    for place, line in commands(given, script):
        if not carry_out(console, line, place):
            return PROGRAM_ERROR
        if console.is_done:
            break
    return 0


def run_plain(session: Any) -> int:
    """The same line by line from standard input, for a person: what fails is said, and on it goes."""
    from debugger.scripting.console import Console

    console = Console(session)
    is_person = sys.stdin.isatty()
    show(console.standing())
    while not console.is_done:
        if is_person:
            sys.stdout.write(PROMPT)
            sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            break
        carry_out(console, line, "")
    return 0


def carry_out(console: Any, line: str, place: str) -> bool:
    """One command; False if it failed, which is said together with where it stands."""
    from debugger.errors import DebuggerError
    from debugger.text import safe_shown

    try:
        show(console.run(line))
    except DebuggerError as error:
        where = f"{safe_shown(place)}: {safe_shown(line.strip())}: " if place else ""
        sys.stdout.flush()
        say(f"error: {where}{error}")
        return False
    return True


def show(lines: Iterable[str]) -> None:
    """To standard output, at once."""
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()
