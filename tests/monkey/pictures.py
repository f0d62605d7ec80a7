"""Whether the screen shows what it should: drawn again from nothing, and by an app that has just been opened.

What a fresh app cannot know is told to it first, for it is the person's and not the program's: sizes, theme,
focus, tabs and zoom, the borders, where the cursors and scrolled rows are, the chunk that was chosen to be
looked at, the mouse on timeline and footer, the kind of events, and the last message. All else must be equal
in text and style.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from itertools import groupby

from rich.segment import Segment
from textual.widget import Widget

from debugger.tui.app import NixStep
from debugger.tui.panels.drawn import Drawn
from debugger.tui.windows.window import Window
from tests.monkey.actions import Action
from tests.monkey.hands import act, painted

Picture = list[list[tuple[str, str]]]
"""Per row of the screen, the pieces of text and how they look."""
LONGEST = 20.0
"""Seconds to wait for a run to pause and for what is found later."""


def picture(app: NixStep) -> Picture:
    """What the terminal shows."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    return [row(list(strip.crop(0, width))) for strip in strips[:height]]


def row(segments: Sequence[Segment]) -> list[tuple[str, str]]:
    pairs = [(segment.text, str(segment.style)) for segment in segments if segment.text]
    return [
        ("".join(text for text, _ in group), style) for style, group in groupby(pairs, lambda pair: pair[1])
    ]


def difference(before: Picture, after: Picture) -> str:
    """The first row in which two pictures differ, from either; empty if none does."""
    if len(before) != len(after):
        return f"{len(before)} rows against {len(after)}"
    for number, (one, other) in enumerate(zip(before, after, strict=True)):
        if one != other:
            at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
            return f"row {number}, piece {at}:\n  shown: {one[at : at + 4]}\n  fresh: {other[at : at + 4]}"
    return ""


async def redrawn(app: NixStep) -> Picture:
    """The same screen, with nothing kept of what was drawn before."""
    for screen in app.screen_stack:
        for widget in screen.walk_children(with_self=True):
            if isinstance(widget, Drawn):
                widget._lines = None
            if isinstance(widget, Widget):
                widget._styles_cache.clear()
                widget.refresh(layout=True)
    await painted(app)
    return picture(app)


async def is_still(app: NixStep) -> bool:
    """Wait until a window has ended its work, and the timeline below it; False if something goes on: a run,
    work that is too long, or the cursor of a line to type in, which blinks.
    """
    deadline = time.monotonic() + LONGEST
    while goes_on(app) and time.monotonic() < deadline:
        await asyncio.sleep(0.01)
        await painted(app)
    await painted(app)
    return isinstance(app.screen, Window) and not (app.runner.running() or goes_on(app))


def goes_on(app: NixStep) -> bool:
    """Whether what is shown is not all yet."""
    works = any(isinstance(screen, Window) and screen.is_working for screen in app.screen_stack)
    return works or app.show_due or app.ticks_due or app.dock.is_working


async def at_rest(app: NixStep) -> bool:
    """Pause what runs and close what is open; False if the app has ended."""
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        await painted(app)
        if not app._running or app._exit:
            return False
        if app.runner.running() or len(app.screen_stack) > 1 or app.command_line.input.is_open or app.awaited:
            await act(app, Action("key", "escape"))
        elif app.show_due or app.ticks_due or app.dock.is_working:
            await asyncio.sleep(0.01)
        elif app.counting.digits:
            app.counting.drop()  # as it would be by itself in two seconds
        else:
            return True
    raise AssertionError(f"Esc does not bring back the main screen: {standing(app)}")


def standing(app: NixStep) -> str:
    """What keeps an app from resting."""
    screens = " > ".join(type(screen).__name__ for screen in app.screen_stack)
    asked = f"line open {app.command_line.input.is_open}, key awaited {app.awaited is not None}"
    due = f"show due {app.show_due}, ticks due {app.ticks_due}"
    return f"{screens}; running {app.runner.running()}, {asked}, {due}, {app.explanation.message!r}"


async def fresh(app: NixStep) -> Picture:
    """The picture of an app that has just been opened on the same session."""
    other = NixStep(app.session, app.theme)
    async with other.run_test(size=(app.size.width, app.size.height)):
        await painted(other)
        tell(other, app)
        if not await at_rest(other):
            raise AssertionError("the fresh app has ended")
        copy_cursors(other, app)
        await at_rest(other)
        return await redrawn(other)


def tell(other: NixStep, app: NixStep) -> None:
    """What the person has chosen."""
    other.choose_events(app.event_kind)
    other.focus_panel(app.focused_panel.id or "source")
    other.desk.recent = list(app.desk.recent)
    other.desk.zoomed = app.desk.zoomed
    tell_desk(other, app)
    other.desk.rearrange()
    shown = app.snapshot.bytecode
    if app.bytecode.view is not None and (shown is None or app.bytecode.view.chunk != shown.chunk):
        other.bytecode.look_at(app.bytecode.view)
    running = app.snapshot.source
    if app.source.view is not None and (running is None or running.path != app.source.path):
        other.source.view, other.source.lit = app.source.view, app.source.lit
    other.show_breakpoints()


def tell_desk(other: NixStep, app: NixStep) -> None:
    """How the panels have been so far, and what the dock follows."""
    other.desk.hidden = app.desk.hidden
    other.desk.moved, other.desk.wants.widths = dict(app.desk.moved), dict(app.desk.wants.widths)
    other.desk.idle, other.desk.empty = dict(app.desk.idle), app.desk.empty
    other.dock.holder = next(each for each in other.panels if each.id == app.dock.holder.id)  # type: ignore[assignment]


def copy_cursors(other: NixStep, app: NixStep) -> None:
    for mine, theirs in zip(other.panels, app.panels, strict=True):
        mine.cursor, mine.top, mine.left = theirs.cursor, theirs.top, theirs.left
    other.source.linked, other.bytecode.linked = app.source.linked, app.bytecode.linked
    other.source.chosen, other.source.roams = app.source.chosen, app.source.roams
    other.dock.points = app.dock.points
    other.dock.begin_again()
    other.timeline.hand = app.timeline.hand
    other.footer.under = app.footer.under
    words = app.explanation
    other.explanation.say(words.message, words.wrong, words.is_told)
