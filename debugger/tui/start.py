"""The start screen: what was debugged last, and examples. Choosing one opens it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from debugger.text import safe_shown
from debugger.tui.drawing.theme import OWN

HEAD = """nixstep

Steps through the evaluation of Nix programs, opcode by opcode, forwards and back.
Enter opens one of these; in a shell: nixstep FILE, nixstep -E EXPR, nixstep repl."""
NOTHING = "No program has been debugged here yet."
FOOT = "Enter opens   ↑ ↓ chooses   q leaves"


@dataclass(frozen=True, slots=True)
class Entry:
    """One program that can be opened."""

    path: str
    title: str
    help: str = ""


class Start(App[str]):
    """Answers the path of what was chosen; None if the person leaves."""

    CSS = """
    Screen { background: $background; color: $foreground; }
    #head { padding: 1 2; color: $foreground; }
    #foot { dock: bottom; height: 1; padding: 0 2; color: $foreground; background: $panel; }
    OptionList { background: $background; border: none; padding: 0 1; height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,ctrl+q,ctrl+c,escape", "leave", "Leave", show=False, id="start.leave"),
        Binding("j", "down", "Down", show=False, id="start.down"),
        Binding("k", "up", "Up", show=False, id="start.up"),
    ]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, recent: Sequence[Entry], examples: Sequence[Entry], theme: str = "") -> None:
        super().__init__()
        for own in OWN:
            self.register_theme(own)
        self.theme = theme if theme in self.available_themes else OWN[0].name
        self.recent, self.examples = recent, examples

    def compose(self) -> ComposeResult:
        yield Static(Content(HEAD), id="head")
        yield OptionList(*self.options(), id="programs")
        yield Static(Content(FOOT), id="foot")

    def options(self) -> list[Option]:
        """Headings, which cannot be chosen, and programs."""
        found = [heading("Debugged last")]
        found += [option(each) for each in self.recent] or [Option(Content(f"  {NOTHING}"), disabled=True)]
        found += [heading(""), heading("Examples"), *(option(each) for each in self.examples)]
        return found

    def on_mount(self) -> None:
        programs = self.query_one(OptionList)
        programs.focus()
        programs.action_first()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.exit(event.option.id)

    def action_leave(self) -> None:
        self.exit(None)

    def action_down(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        self.query_one(OptionList).action_cursor_up()


def heading(text: str) -> Option:
    return Option(Content.from_markup("[bold]$text[/]", text=text) if text else Content(""), disabled=True)


def option(each: Entry) -> Option:
    help_text = f"  {safe_shown(each.help)}" if each.help else ""
    shown = Content.assemble(f"  {safe_shown(each.title)}", (help_text, "$text-muted"))
    return Option(shown, id=each.path)
