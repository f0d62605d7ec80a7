"""Asking: a sheet in whose lower edge a line can be typed: what to look for, where to go."""

from __future__ import annotations

from textual import events

from debugger.tui.panels.drawn import Said
from debugger.tui.sheets.sheet import Sheet


class AskingSheet(Sheet):
    """While a line is typed, keys are letters. What was said stands there until the next key."""

    class Typed(Said):
        """The line has changed; `state` is `typing`, `kept` after Enter, or `dropped` after Esc."""

        def __init__(self, sign: str, text: str, state: str) -> None:
            super().__init__()
            self.sign = sign
            self.text = text
            self.state = state

    sign = ""
    """What is asked for: `/` a text, `:` a place; empty while nothing is."""
    text = ""
    """What has been typed."""
    said = ""
    """What became of the last key."""

    @property
    def is_typing(self) -> bool:
        return bool(self.sign)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that begins a line acts before the next key is read; on the line it is only a letter."""
        return False if self.is_typing else super().check_action(action, parameters)

    def keys(self) -> tuple[str, ...]:
        """What can be done, the most important first."""
        raise NotImplementedError

    def say(self, words: str) -> None:
        self.said = words
        self.redraw()

    def keys_shown(self) -> str:
        room = max(self.inner[0] - len(self.tally()) - 10, 8)
        if self.sign:
            typed = f"{self.sign}{self.text}▏"
            words = self.said or "Enter keeps  Esc drops"
            return clipped_left(typed, room) if len(typed + words) + 2 > room else f"{typed}  {words}"
        return self.said[:room] or words_in(self.keys(), room)

    def ask(self, sign: str, text: str = "") -> None:
        """Have a line typed, from a beginning."""
        self.sign, self.text, self.said = sign, text, ""
        self.redraw()

    def on_key(self, event: events.Key) -> None:
        if not self.sign:
            return
        event.stop()
        event.prevent_default()
        if event.key in ("enter", "escape", "ctrl+c") or (event.key == "backspace" and not self.text):
            sign, text, self.sign = self.sign, self.text, ""
            self.post_message(self.Typed(sign, text, "kept" if event.key == "enter" else "dropped"))
        elif event.key == "backspace":
            self.type(self.text[:-1])
        elif event.is_printable and event.character:
            self.type(self.text + event.character)
        self.redraw()

    def type(self, text: str) -> None:
        self.text, self.said = text, ""
        self.post_message(self.Typed(self.sign, text, "typing"))


def clipped_left(text: str, width: int) -> str:
    """The end of a line that is being typed."""
    return text if len(text) <= width else "…" + text[len(text) - width + 1 :]


def words_in(words: tuple[str, ...], room: int) -> str:
    """As many as there is room for."""
    shown = "   ".join(words)
    return shown if len(shown) <= room or len(words) < 2 else words_in(words[:-1], room)
