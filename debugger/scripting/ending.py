"""The rest: forcing the result, help, the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from debugger.motions import Continue
from debugger.scripting.console import Console
from debugger.scripting.verbs import load_verbs, verb
from debugger.tui.commands import GROUPS


@verb("run.force-result")
def force(console: Console, argument: str) -> Iterable[str]:
    console.session.force_result()
    return console.move(Continue())


@verb("window.help")
def show_help(console: Console, argument: str) -> Iterator[str]:
    """Every command that makes sense in text, by groups."""
    commands = load_verbs().values()
    usages = {each.id: each.usage or each.words[0] for each in commands if each.words}
    usages = {name: usage.replace(":", "") for name, usage in usages.items()}
    width = max(map(len, usages.values()))
    for group in GROUPS:
        found = [each for each in commands if each.group == group and each.words]
        if not found:
            continue
        yield group
        for each in found:
            yield f"  {usages[each.id]:<{width}}  {each.title}"


@verb("window.quit")
def leave(console: Console, argument: str) -> Iterable[str]:
    console.is_done = True
    return ()
