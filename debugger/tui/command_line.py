"""The command line: `:` opens it in the last row; Up and Down walk through what was typed before."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.suggester import Suggester
from textual.widgets import Input, Static

from debugger.tui.commands import WORDS


class Completing(Suggester):
    """Completes the word of a command, and the expressions that some take."""

    def __init__(self, complete: Callable[[str], list[str]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self.complete = complete
        """The expressions that one may become."""
        self.words = sorted(word for word in WORDS if len(word) > 1)

    async def get_suggestion(self, value: str) -> str | None:
        word, blank, rest = value.partition(" ")
        if not blank:
            return next((each for each in self.words if each.startswith(word)), None) if word else None
        known = WORDS.get(word)
        if known is None or not known.usage.endswith("EXPR"):
            return None
        return next((f"{word} {each}" for each in self.complete(rest)), None)


class CommandInput(Input):
    """One line of text; nothing typed in it is taken for a key of the debugger.

    Keys that come faster than they are answered must not get lost or go astray: it closes itself at once,
    and hands on what comes after.
    """

    def __init__(self, finished: Callable[[str], None], complete: Callable[[str], list[str]]) -> None:
        super().__init__(
            id="command-input", select_on_focus=False, suggester=Completing(complete), compact=True
        )
        self.finished = finished
        """Called with the line, or with nothing if the person changed their mind."""
        self.is_open = False
        self.history: list[str] = []
        self.at = 0
        self.draft = ""

    def begin(self, text: str = "") -> None:
        """With the beginning of a command, and behind the newest entry of the history."""
        self.is_open = True
        self.at, self.draft, self.value = len(self.history), "", text
        self.cursor_position = len(text)

    def finish(self, text: str) -> None:
        """Close the line and hand over the text; "" if nothing is to be done. Repetitions are kept once."""
        if text and (not self.history or self.history[-1] != text):
            self.history.append(text)
        self.is_open = False
        self.app.call_later(self.finished, text)

    def walk(self, by: int) -> None:
        """To an older or newer entry; what is being typed stays behind the newest."""
        if self.at == len(self.history):
            self.draft = self.value
        self.at = max(0, min(self.at + by, len(self.history)))
        self.value = self.history[self.at] if self.at < len(self.history) else self.draft
        self.cursor_position = len(self.value)

    def on_key(self, event: events.Key) -> None:
        if not self.is_open:
            event.prevent_default()
            return
        if event.key in ("up", "down"):
            self.walk(-1 if event.key == "up" else 1)
        elif event.key in ("enter", "ctrl+j"):  # the latter is Enter, pressed before this program began
            self.finish(self.value.strip())
        elif event.key in ("escape", "ctrl+c") or (event.key == "backspace" and not self.value):
            self.finish("")
        elif event.key in ("tab", "shift+tab"):
            self.action_cursor_right()
        else:
            return
        event.stop()
        event.prevent_default()


class CommandLine(Horizontal):
    """A colon and the line."""

    def __init__(
        self, finished: Callable[[str], None], complete: Callable[[str], list[str]], *, id: str
    ) -> None:
        super().__init__(id=id)
        self.input = CommandInput(finished, complete)

    def compose(self) -> ComposeResult:
        yield Static(Content(":"), id="colon")
        yield self.input

    def open(self, text: str = "") -> None:
        """Show the line with a text to go on from."""
        self.input.begin(text)
        self.display = True
        self.screen.set_focus(self.input)

    def close(self) -> None:
        self.display = False
