"""Programs and snapshots for the tests of the TUI."""

from __future__ import annotations

from debugger.loading.program import Program
from debugger.motions import Into
from debugger.session import Session
from debugger.tui.drawing.lines import Line
from debugger.views.snapshot import Snapshot

FAC = "let fac = n: if n == 0 then 1 else n * fac (n - 1); in fac 5"
LOOP = "let f = n: f (n + 1); in f 0"
WITH = "let pkgs = { a = 1; b = [ 2 3 ]; }; in with pkgs; { x = a; y = b; }"
RECURSION = "rec { a = b + 1; b = c.d; c = { d = a; }; }"
HOSTILE = '{ x = "[/red]${builtins.fromJSON "\\"\\\\u001b[31m\\\\u202e\\""}[b]"; }'
DEEP = "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 100000"


def session_of(expression: str, steps: int = 0, strict: bool = True, history: int = 0) -> Session:
    session = Session(Program(expression=expression, strict=strict), history=history)
    if steps:
        session.run(Into(), steps)
    return session


def snapshot_of(expression: str, steps: int = 0) -> Snapshot:
    return session_of(expression, steps).snapshot()


def texts(lines: list[Line]) -> list[str]:
    return [line.text for line in lines]


def roles(line: Line) -> dict[str, str]:
    """The role of each piece of text."""
    return dict(line.parts)
