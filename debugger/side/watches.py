"""Watches: expressions whose values are shown at every stop, and what changed since the last one."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from debugger.errors import DebuggerError
from debugger.text import safe_shown
from debugger.views.snapshot import ValueView, WatchView


@dataclass(slots=True)
class Watch:
    """One expression."""

    number: int
    text: str
    view: WatchView
    show: Callable[[], ValueView] | None = None
    """Of one that is pinned to a value: what that looks like here."""
    looked: Hashable = None
    """Where its value was looked at last."""


class Watches:
    """All of a session. `show` gives the value of an expression here; DebuggerError if it has none."""

    def __init__(self, show: Callable[[str], ValueView]) -> None:
        self.show = show
        self.all: list[Watch] = []
        self.next = 1

    def add(self, text: str) -> Watch:
        """DebuggerError if there is nothing to watch."""
        text = text.strip()
        if not text:
            raise DebuggerError("watch what? try: watch builtins.length xs")
        return self.put(text, None)

    def pin(self, name: str, show: Callable[[], ValueView]) -> Watch:
        """Watch a value itself, whatever becomes of it; nothing is forced."""
        return self.put(name, show)

    def put(self, text: str, show: Callable[[], ValueView] | None) -> Watch:
        made = Watch(self.next, text, WatchView(self.next, safe_shown(text), ValueView("", "internal")), show)
        self.next += 1
        self.all.append(made)
        return made

    def remove(self, number: int) -> Watch:
        """DebuggerError if there is none of that number."""
        for each in self.all:
            if each.number == number:
                self.all.remove(each)
                return each
        raise DebuggerError(f"there is no watch {number}: `watches` lists them")

    def look(self, here: Hashable) -> tuple[WatchView, ...]:
        """All with their values; `here` tells one moment and frame from another."""
        for each in self.all:
            if each.looked != here:
                before = told(each.view.value)
                is_first, each.looked = each.looked is None, here
                value = self.value(each.text) if each.show is None else each.show()
                was = before if not is_first and before != told(value) else ""
                each.view = WatchView(each.number, each.view.text, value, was)
        return tuple(each.view for each in self.all)

    def value(self, text: str) -> ValueView:
        """The value here, or why there is none."""
        try:
            return self.show(text)
        except DebuggerError as error:
            return ValueView(f"<{error}>", "error")


def told(value: ValueView) -> str:
    """A value and, of a thunk, how far it is: what a change is told by."""
    return f"{value.state} {value.text}" if value.state in ("suspended", "blackhole") else value.text
