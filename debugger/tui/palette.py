"""What Ctrl+P searches: every command of the table, with its key."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from debugger.tui.commands import COMMANDS, Command

if TYPE_CHECKING:
    from debugger.tui.app import NixStep


class CommandProvider(Provider):
    async def discover(self) -> Hits:
        for each in COMMANDS.values():
            yield DiscoveryHit(Content(label(each)), self.call(each), label(each), each.description)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for each in COMMANDS.values():
            score = max(matcher.match(label(each)), matcher.match(each.description) * 0.6)
            if score > 0:
                yield Hit(
                    score, matcher.highlight(label(each)), self.call(each), label(each), each.description
                )

    def call(self, command: Command) -> partial[None]:
        return partial(cast("NixStep", self.app).command, command.id)


def label(command: Command) -> str:
    """Title and key, and how it is typed."""
    keys = f"   {command.shown_keys}" if command.keys else ""
    typed = f"   {command.usage}" if command.usage and not command.keys else ""
    return f"{command.title}{keys}{typed}"
