"""Painting: the time from a key press to the frame that answers it, in a long record.

The app runs as in its tests, except that every frame is made into the bytes that a terminal would get.
"""

from __future__ import annotations

import asyncio
import time
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot

from benchmarks.evaluating import EVERYTHING
from debugger.loading.limits import Limits
from debugger.loading.program import Program
from debugger.session import Session
from debugger.tui import app as face
from debugger.tui.app import NixStep

PROGRAM = "let fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2); in [ (fib 40) ]"
DEEP = "let f = n: if n == 0 then 0 else n + f (n - 1); in f 1000000"
SIZE = (120, 40)
KEYS = "i s i S n I o N i O u d".split()
"""Steps of all kinds, forth and back, and looks at the callers."""
PATIENCE = 20.0
"""Seconds after which a key counts as unanswered."""


class Watched(NixStep):
    """Paints into nothing, and knows when it did so."""

    CSS_PATH = str(Path(face.__file__).with_name("nixstep.tcss"))

    painted: list[float]

    @property
    def is_headless(self) -> bool:
        """Never: Textual makes no bytes for a headless terminal."""
        return False

    def _end_update(self) -> None:
        super()._end_update()
        self.painted.append(time.perf_counter())


def key_presses(steps: int, keys: int) -> list[tuple[str, float]]:
    """So many keys, and the seconds from the press of each to the end of its last frame."""
    session = Session(Program(expression=PROGRAM, strict=True), Limits(max_memory=EVERYTHING), history=steps)
    session.run_until(steps)
    session.travel(steps // 2)
    return asyncio.run(answered(session, keys))


def key_presses_with_watches(steps: int, keys: int) -> list[tuple[str, float]]:
    """The same in the middle of a deep recursion, with ten watches."""
    session = Session(Program(expression=DEEP, strict=True), Limits(max_memory=EVERYTHING), history=steps)
    session.run_until(steps)
    for each in range(10):
        session.watches.add(f"n + {each} * (n - 1)")
    session.travel(steps // 2)
    return asyncio.run(answered(session, keys))


async def answered(session: Session, keys: int) -> list[tuple[str, float]]:
    app = Watched(session)
    app.painted = []
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        return [(key, await answer(app, pilot, key)) for key in islice(cycle(KEYS), keys)]


async def answer(app: Watched, pilot: Pilot[Any], key: str) -> float:
    """Press a key as a terminal does, wait until nothing happens any more, and tell when the last frame was
    done. Textual's own way to press keys in tests asks every widget whether it is done, which takes longer
    than many an answer."""
    app.painted.clear()
    begun = time.perf_counter()
    app.post_message(events.Key(key, key))
    while not app.painted and time.perf_counter() < begun + PATIENCE:
        await asyncio.sleep(0.001)
    await pilot.pause()
    return app.painted[-1] - begun if app.painted else PATIENCE
