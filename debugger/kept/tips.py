"""Tips: what a newcomer is told at the beginning of a session, one thing each time. A tip goes away for good
when one has done what it says, or has been told it a few times."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from platformdirs import user_state_path

from debugger.kept.own_file import read_document, write_document

FORMAT, VERSION = "nixstep-tips", 1
LARGEST: Final = 64 * 1024
TIMES: Final = 3
"""How often one is told the same."""
TIPS: Final = {
    "step.source": "new here? s goes to the next expression and S back again; ? shows every key",
    "look.why": "y tells why this is happening: who wants the value, down to the program",
    "run.continue": "c goes on to an error, a breakpoint or the end; C the same way back",
    "ask.print": "e evaluates any expression here, and the run stays as it is",
    "break.toggle": "b sets a breakpoint at the cursor; :kinds lists all kinds of them",
    "value.whence": "W tells where the value under the cursor comes from, hand by hand",
    "look.thunks": "L lists all thunks of the run with what each has cost",
    "panel.layout": ":layout arranges the panels, and z gives one of them the whole screen",
    "window.palette": "Ctrl+P searches everything that can be done",
}
"""By the command that one learns."""


def usual_path() -> Path:
    """Where it is kept which tips have gone."""
    return user_state_path("nixstep", appauthor=False) / "tips.json"


class Tips:
    """Those of one person."""

    def __init__(self, path: Path) -> None:
        self.path = path
        told = read_document(path, FORMAT, VERSION, LARGEST).get("told")
        known = told if isinstance(told, dict) else {}
        self.told = {name: times for name, times in known.items() if name in TIPS and type(times) is int}
        """How often each was told; TIMES for one that has gone."""

    def next(self) -> str:
        """The next tip, which counts as told; "" when all have gone."""
        due = next((each for each in TIPS if self.told.get(each, 0) < TIMES), None)
        if due is None:
            return ""
        self.note(due, self.told.get(due, 0) + 1)
        return TIPS[due]

    def done(self, command: str) -> None:
        """A command was carried out: nobody need tell of it any more."""
        if command in TIPS and self.told.get(command, 0) < TIMES:
            self.note(command, TIMES)

    def note(self, command: str, times: int) -> None:
        self.told[command] = times
        write_document(self.path, FORMAT, VERSION, told=self.told)
