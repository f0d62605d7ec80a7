"""Kept breakpoints: those of a program, from one session to the next, in the person's state directory.

A breakpoint on a line remembers what the line said, and follows it when the file has changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from pathlib import Path

from platformdirs import user_state_path

from debugger.breakpoints.breakpoint import Breakpoint
from debugger.breakpoints.breakpoints import Breakpoints
from debugger.breakpoints.placed import LineBreakpoint
from debugger.errors import DebuggerError
from debugger.kept.own_file import read_document, write_document
from vm.spans import Source, to_display

FORMAT, VERSION = "nixstep-breakpoints", 1
MANY = 1_000
"""Breakpoints that are read at the most."""


def usual_path(program: str) -> Path:
    """Where those of a program are kept; `program` is its whole path."""
    name = blake2b(program.encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()
    return user_state_path("nixstep", appauthor=False) / "breakpoints" / f"{name}.json"


class Kept:
    """Those of one program."""

    def __init__(self, path: Path, program: str) -> None:
        self.path = path
        self.program = program

    def restore(self, breakpoints: Breakpoints, sources: Iterable[Source]) -> int:
        """Add what was kept and is not there; answers how many. What cannot be understood any more is left
        out."""
        known = {each.text for each in breakpoints.all}
        count = 0
        for text, is_enabled, line in self.read():
            try:
                made = breakpoints.add(text) if text not in known else None
            except DebuggerError:
                continue
            if made is None:
                continue
            made.enabled = is_enabled
            if isinstance(made, LineBreakpoint) and line:
                breakpoints.astray.append((made, line))
            count += 1
        for source in sources:
            breakpoints.find_lines(source)
        if count:
            breakpoints.tell()
        return count

    def read(self) -> list[tuple[str, bool, str]]:
        """Each as it is written, whether it is enabled, and what its line said; none where there is no file
        that can be believed."""
        rows = read_document(self.path, FORMAT, VERSION).get("breakpoints")
        kept = []
        for row in rows[:MANY] if isinstance(rows, list) else ():
            if isinstance(row, dict) and isinstance(row.get("text"), str):
                line = row.get("line")
                said = line if isinstance(line, str) else ""
                kept.append((row["text"], row.get("enabled") is not False, said))
        return kept

    def keep(self, breakpoints: Sequence[Breakpoint], sources: Iterable[Source]) -> bool:
        """Write them down; False if that cannot be done."""
        known = list(sources)
        rows = [
            {"text": each.text, "enabled": each.enabled, "line": line_of(each, known)} for each in breakpoints
        ]
        if not rows and not self.path.exists():
            return True
        return write_document(self.path, FORMAT, VERSION, program=self.program, breakpoints=rows)


def keep_between_sessions(
    breakpoints: Breakpoints, path: str | None, sources: Callable[[], Iterable[Source]]
) -> int:
    """Have the breakpoints that a program had the last time, and keep those that come; answers how many there
    were. What is no file has none."""
    if path is None:
        return 0
    program = to_display(path)
    kept = Kept(usual_path(program), program)
    count = kept.restore(breakpoints, sources())

    def keep() -> None:
        kept.keep(breakpoints.all, sources())

    breakpoints.listeners.append(keep)
    return count


def line_of(each: Breakpoint, sources: Sequence[Source]) -> str:
    """What the line of a breakpoint says; "" if it is on none, or the file is not there."""
    source = source_of(each, sources)
    if source is None or not isinstance(each, LineBreakpoint) or each.line > source.line_count:
        return ""
    return source.line_text(each.line).strip()


def source_of(each: Breakpoint, sources: Sequence[Source]) -> Source | None:
    """The source that a breakpoint stands in, if it was imported."""
    if not isinstance(each, LineBreakpoint):
        return None
    return next((source for source in sources if each.is_in(source)), None)
