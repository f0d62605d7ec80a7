"""How an action reaches the app: as the events that a terminal would send."""

from __future__ import annotations

import asyncio
import time
import unicodedata
from collections.abc import Iterator
from typing import Any

from textual import events
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Size
from textual.keys import _character_to_key, _get_unicode_name_from_key
from textual.message_pump import MessagePump
from textual.screen import Screen

from debugger.tui.app import NixStep
from tests.monkey.actions import Action

QUIET = 4
"""Turns of the event loop without any work after which everything has been answered."""
PATIENCE = 20_000
"""Turns after which one stops waiting: something goes on by itself, such as a run."""


def key_event(name: str) -> events.Key:
    """As the terminal's parser makes it; `name` is a key's name or a character."""
    if len(name) == 1:
        return events.Key(_character_to_key(name), name)
    try:
        return events.Key(name, unicodedata.lookup(_get_unicode_name_from_key(name)))
    except KeyError:
        return events.Key(name, None)


def events_of(action: Action, size: Size) -> Iterator[events.Event]:
    """What a terminal of that size would send."""
    numbers = action.numbers
    if action.kind == "key":
        yield key_event(action.text)
    elif action.kind == "type":
        yield from map(key_event, action.text)
        if numbers[0]:
            yield key_event("enter")
    elif action.kind == "paste":
        yield events.Paste(action.text)
    elif action.kind == "size":
        yield events.Resize(Size(*numbers), Size(*numbers))
    elif action.kind == "click":
        for _ in range(numbers[2]):
            yield mouse(events.MouseDown, size, numbers, 1)
            yield mouse(events.MouseUp, size, numbers, 1)
    elif action.kind == "wheel":
        kind = events.MouseScrollUp if action.text == "up" else events.MouseScrollDown
        for _ in range(numbers[2]):
            yield mouse(kind, size, numbers, 0)
    else:
        yield mouse(events.MouseDown, size, numbers[:2], 1)
        for part in (1, 2, 3):
            between = [
                start + (end - start) * part // 3 for start, end in zip(numbers[:2], numbers[2:], strict=True)
            ]
            yield mouse(events.MouseMove, size, between, 1)
        yield mouse(events.MouseUp, size, numbers[2:], 1)


def mouse(
    kind: type[events.MouseEvent], size: Size, at: list[int] | tuple[int, ...], button: int
) -> events.MouseEvent:
    x, y = size.width * at[0] // 1000, size.height * at[1] // 1000
    return kind(None, x, y, 0, 0, button, False, False, False, screen_x=x, screen_y=y)


async def act(app: NixStep, action: Action) -> float:
    """Carry out an action, and wait until it is answered if it settles; the longest turn of that."""
    for event in events_of(action, app.size):
        if isinstance(event, events.Resize) and isinstance(app._driver, HeadlessDriver):
            app._driver._size = (event.size.width, event.size.height)
        event.set_sender(app)
        app.post_message(event)
    return await answered(app) if action.settles else 0.0


async def answered(app: NixStep) -> float:
    """Wait until every message has been dealt with, and what came of it; the longest turn of the event loop,
    in seconds of CPU."""
    quiet, longest = 0, 0.0
    for _ in range(PATIENCE):
        begun = time.process_time()
        await asyncio.sleep(0)
        longest = max(longest, time.process_time() - begun)
        quiet = 0 if any(map(is_busy, pumps(app))) else quiet + 1
        if quiet >= QUIET or not app._running:
            break
    return longest


def pumps(app: NixStep) -> Iterator[MessagePump]:
    yield app
    for screen in list(app.screen_stack) if app._running else ():
        yield from screen.walk_children(with_self=True)


async def painted(app: NixStep) -> None:
    """Wait until all that has been answered is on the screen, too."""
    await answered(app)
    for _ in range(200):
        is_resizing = app._resize_event is not None
        if not app._running or not (is_resizing or any(map(is_unpainted, app.screen_stack))):
            return
        await asyncio.sleep(0.005)
        await answered(app)


def is_unpainted(screen: Screen[object]) -> bool:
    waiting = screen._layout_required or screen._repaint_required or screen._scroll_required
    return bool(waiting or screen._dirty_widgets or screen._callbacks) and screen.is_active


def is_busy(pump: MessagePump) -> bool:
    """Whether it has something to do, or is doing something: one at rest waits for its next message."""
    queue: Any = pump._message_queue
    is_waiting = queue.empty() and bool(queue.ready_event._waiters)
    return bool(pump._next_callbacks) or (pump._running and not is_waiting)
