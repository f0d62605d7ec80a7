"""Exporting, in text."""

from __future__ import annotations

from collections.abc import Iterable

from debugger.errors import DebuggerError
from debugger.exports.files import write_file
from debugger.exports.story import story_of
from debugger.scripting.console import Console
from debugger.scripting.verbs import verb
from debugger.text import safe_shown


@verb("share.export")
def export(console: Console, name: str) -> Iterable[str]:
    if name.lower().endswith(".svg"):
        raise DebuggerError("a picture needs a screen: `nixstep export FILE -o screen.svg --step N`")
    if not name.lower().endswith(".md"):
        raise DebuggerError("which form? export story.md")
    write_file(name, story_of(console.session))
    return [f"written: {safe_shown(name)}"]
