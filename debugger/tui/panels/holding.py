"""Holding: a panel whose rows are values, which can be opened."""

from __future__ import annotations

from debugger.tui.panels.panel import Panel
from debugger.views.snapshot import ValueView


class HoldingPanel(Panel):
    """A subclass says which value the cursor is on."""

    def value(self) -> tuple[str, ValueView] | None:
        """(name, value) under the cursor."""
        raise NotImplementedError

    def opening(self) -> str:
        return "Enter opens   H history" if self.is_recorded else super().opening()

    def can_open(self) -> bool:
        found = self.value()
        return found is not None and found[1].ref > 0
