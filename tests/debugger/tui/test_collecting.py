"""Python's collection of garbage while the app runs: no long stops, and nothing left of an old record."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Iterator

import pytest

from debugger.loading.limits import Limits
from debugger.loading.program import Program
from debugger.motions import Continue
from debugger.session import Session
from debugger.tui.collecting import THRESHOLDS
from tests.debugger.tui.driving import opened, press
from vm.thunks import Thunk

FOLD = "builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x * x) 100000)"
ENDLESS = "let f = n: f (n + 1); in f 0"


@pytest.fixture
def stops() -> Iterator[list[float]]:
    """Seconds of CPU that each collection has taken."""
    begun, found = [0.0], []

    def listen(phase: str, _: object) -> None:
        if phase == "start":
            begun[0] = time.process_time()
        else:
            found.append(time.process_time() - begun[0])

    gc.callbacks.append(listen)
    yield found
    gc.callbacks.remove(listen)


async def test_the_thresholds_are_the_apps_own_while_it_runs() -> None:
    before = gc.get_threshold()
    async with opened("1"):
        assert gc.get_threshold() == THRESHOLDS
    assert gc.get_threshold() == before


async def test_a_long_run_is_not_stopped_for_long(stops: list[float]) -> None:
    session = Session(Program(expression=FOLD, strict=True), Limits(max_steps=700_000), history=2_000_000)
    async with opened(session) as (app, pilot):
        stops.clear()
        await press(pilot, "c")
        while app.runner.running():
            await asyncio.sleep(0)
        assert len(stops) < 60  # what is recorded stays, and is not looked at
        assert max(stops, default=0.0) < 0.5


async def test_a_record_of_a_program_that_was_reloaded_needs_no_collection() -> None:
    session = Session(Program(expression=ENDLESS), Limits(max_steps=100_000), history=200_000)
    session.run(Continue())
    gc.collect()
    async with opened(session) as (app, pilot):
        gc.disable()
        try:
            before = cells()
            await press(pilot, "R")
            assert before - cells() > 25_000
        finally:
            gc.enable()
        assert app.snapshot.step == 0
        await press(pilot, "i")
        assert app.snapshot.step == 1


def cells() -> int:
    gc.unfreeze()  # what the record keeps is not among the others
    return sum(type(each) is Thunk for each in gc.get_objects())
