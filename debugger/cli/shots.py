"""Shots: what the screen shows at chosen steps, taken from the real app without a terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from rich.console import Console

from debugger.exports.moments import visit
from debugger.session import Session
from debugger.tui.app import NixStep

CONSOLE = Console(force_terminal=True, color_system="truecolor", legacy_windows=False)
"""Tells how colours are written, whatever standard output is."""


def shots(
    session: Session,
    steps: Iterable[int],
    size: tuple[int, int],
    theme: str,
    take: Callable[[NixStep, int], None],
) -> None:
    """Show the steps one after the other, and have each screen taken."""

    async def taking() -> None:
        app = NixStep(session, theme)
        async with app.run_test(size=size) as pilot:
            for step in steps:
                visit(session, step)
                session.message = ""
                app.show()
                await pilot.pause()
                take(app, step)

    asyncio.run(taking())


def svg(app: NixStep) -> str:
    """The screen as a picture that needs nothing else."""
    return app.export_screenshot(title="nixstep", simplify=True)


def rows(app: NixStep) -> list[str]:
    """The screen as a terminal would get it, row by row."""
    return [strip.render(CONSOLE) for strip in app.screen._compositor.render_strips()]
