"""Nothing outside may come to harm: while the monkey plays, writing, deleting and starting things fails."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.spawn", "pty.spawn")
CHANGES = (
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "os.truncate",
    "os.chmod",
    "os.link",
    "os.symlink",
    "shutil.rmtree",
)
REACHES = ("socket.connect", "socket.bind", "webbrowser.open")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

is_on = False
installed = False


class HarmError(Exception):
    """The monkey was about to change something outside."""


def watch(event: str, arguments: tuple[object, ...]) -> None:
    if not is_on:
        return
    if event in STARTS or event in CHANGES or event in REACHES:
        raise HarmError(f"{event} {arguments!r}")
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING:
        if str(arguments[0]) not in ("/dev/null", "/dev/tty"):
            raise HarmError(f"open for writing: {arguments[0]!r}")


@contextmanager
def harmless() -> Iterator[None]:
    """While this is on, harm is an exception where it would be done."""
    global is_on, installed  # noqa: PLW0603  (an audit hook cannot be taken away again)
    if not installed:
        sys.addaudithook(watch)
        installed = True
    writes_bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    is_on = True
    try:
        yield
    finally:
        is_on = False
        sys.dont_write_bytecode = writes_bytecode
