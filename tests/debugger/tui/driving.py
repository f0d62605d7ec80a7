"""The app, opened on a program and driven by its keys as a person would."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from debugger.session import Session
from debugger.tui.app import NixStep
from tests.debugger.tui.programs import session_of


@asynccontextmanager
async def opened(
    program: str | Session, size: tuple[int, int] = (120, 40), keys: str = ""
) -> AsyncIterator[tuple[NixStep, Pilot[int]]]:
    session = session_of(program, strict=False) if isinstance(program, str) else program
    app = NixStep(session)
    async with app.run_test(size=size) as pilot:
        await press(pilot, *keys.split())
        yield app, pilot


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys and let them be answered."""
    if keys:
        await pilot.press(*keys)
    await pilot.pause()


async def type_command(pilot: Pilot[int], text: str) -> None:
    await press(pilot, "colon", *text, "enter")


async def until(pilot: Pilot[int], condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(0.02)
    await pilot.pause()


def screen_text(app: NixStep) -> str:
    """Every character on the screen."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)
