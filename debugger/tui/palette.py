"""What Ctrl+P searches: every command of the table, with its key."""

from __future__ import annotations

from functools import partial
from typing import Protocol, cast

from textual import events
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.css.query import NoMatches
from textual.widgets import OptionList
from textual.worker import Worker

from debugger.tui.commands import COMMANDS, Command
from debugger.tui.windows.closing import ClosedOnce


class Commanded(Protocol):
    """An app that carries out commands of the table."""

    def command(self, id: str) -> None: ...


class Palette(ClosedOnce, CommandPalette):
    """The palette of Textual, made to stand keys and clicks that come faster than it searches.

    It has no id: one that is being closed would be in the way of the next.
    """

    def __init__(self, *providers: type[Provider], placeholder: str = "Search for commands…") -> None:
        super().__init__(list(providers) or None, placeholder=placeholder)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The list cannot be moved in before it has been laid out."""
        if action == "command_list" and not all(
            each.scrollable_content_region for each in self.query(OptionList)
        ):
            return False
        return super().check_action(action, parameters)

    def _forward_event(self, event: events.Event) -> None:
        if not (isinstance(event, events.Click) and self.is_gone(event)):
            super()._forward_event(event)

    def is_gone(self, event: events.Click) -> bool:
        """Whether the row that is still seen there is no longer in the list."""
        row = self.get_style_at(int(event.screen_x), int(event.screen_y)).meta.get("option")
        return row is not None and row >= sum(each.option_count for each in self.query(OptionList))

    def _gather_commands(self, search_value: str) -> Worker[object]:
        search = CommandPalette._gather_commands.__wrapped__  # type: ignore[attr-defined]

        async def searching() -> object:
            try:
                return await search(self, search_value)
            except NoMatches:
                if self.is_active and self.is_attached and self.app.is_running:
                    raise
                return None  # it was closed, or the app with it, and its list is gone

        return self.run_worker(searching, group=self._GATHER_COMMANDS_GROUP, exclusive=True)


class CommandProvider(Provider):
    async def discover(self) -> Hits:
        """All commands, for when nothing has been typed."""
        for each in COMMANDS.values():
            yield DiscoveryHit(Content(label(each)), self.call(each), label(each), each.description)

    async def search(self, query: str) -> Hits:
        """By title or, counting less, by description."""
        matcher = self.matcher(query)
        for each in COMMANDS.values():
            score = max(matcher.match(label(each)), matcher.match(each.description) * 0.6)
            if score > 0:
                yield Hit(
                    score, matcher.highlight(label(each)), self.call(each), label(each), each.description
                )

    def call(self, command: Command) -> partial[None]:
        """What choosing it does."""
        return partial(cast("Commanded", self.app).command, command.id)


def label(command: Command) -> str:
    """Title and key, and how it is typed."""
    keys = f"   {command.shown_keys}" if command.keys else ""
    typed = f"   {command.usage}" if command.usage and not command.keys else ""
    return f"{command.title}{keys}{typed}"
