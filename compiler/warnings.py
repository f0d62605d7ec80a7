"""What the compiler remarks without refusing the program: a code, a sentence, a span."""

from __future__ import annotations

from dataclasses import dataclass

from vm.spans import Span, to_display

WARNINGS = {
    "W001": "this URL literal is deprecated: write it as a string",
    "W002": "this inherit does nothing: the name is already in scope",
    "W003": "'{}' is defined but never used",
    "W004": "'{}' shadows a global",
    "W005": "`let {{ ... }}` is legacy: write `let ... in ...`",
    "W006": "this boolean operation does nothing useful",
    "W007": "this code is never evaluated",
    "W008": "this inherit names nothing",
    "W009": "this let binds nothing",
    "W010": "these parentheses do nothing",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark of the compiler."""

    code: str
    span: Span
    name: str = ""
    """What fills the place in its sentence, if there is one; as the program spells it."""

    @property
    def text(self) -> str:
        """What it says, for people."""
        return WARNINGS[self.code].format(to_display(self.name))
