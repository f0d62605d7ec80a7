"""For every test of the terminal face: messages stay, however slow the machine is."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def messages_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("debugger.tui.showing.SAID", 600.0)
