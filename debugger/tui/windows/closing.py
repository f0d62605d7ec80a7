"""Closing: a window is closed once, and by nobody who comes too late.

Keys and clicks that come faster than they are answered still go to a window that has been closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from textual.await_complete import AwaitComplete
from textual.screen import Screen

if TYPE_CHECKING:
    Base: TypeAlias = Screen[Any]
else:
    Base = object
    """Not a screen: of several, Textual asks only the first for its styles."""


class ClosedOnce(Base):
    """To be named before the kind of screen it is."""

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Close it, unless that has been done or another one has come above it."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What was on its way when it was closed does nothing."""
        return super().check_action(action, parameters) if self.is_active else False
