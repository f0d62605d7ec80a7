"""Findings: with how few actions they are there, too."""

from __future__ import annotations

import time

from tests.monkey.actions import Action
from tests.monkey.play import Game, replay

PATIENCE = 120.0
"""Seconds that making one small may take."""


def shrunk(game: Game) -> Game:
    """The same kind of finding with fewer actions: stretches of them are left out, ever smaller ones."""
    deadline = time.monotonic() + PATIENCE
    best = game
    length = len(game.actions) // 2
    while length and time.monotonic() < deadline:
        start = 0
        while start < len(best.actions) and time.monotonic() < deadline:
            fewer: list[Action] = best.actions[:start] + best.actions[start + length :]
            again = replay(game, fewer)
            if again.finding and again.is_slow == game.is_slow and kind(again) == kind(game):
                best = again
            else:
                start += length
        length //= 2
    return best


def kind(game: Game) -> str:
    """What tells one finding from another: the last line of an exception, the first of anything else."""
    lines = game.finding.strip().splitlines()
    return lines[-1][:40] if "Traceback" in game.finding or "File " in game.finding else lines[0][:40]
