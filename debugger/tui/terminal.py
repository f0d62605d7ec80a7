"""The terminal: Textual reads keys from descriptor 0 and draws on descriptor 2, so both must be one."""

from __future__ import annotations

import os
import sys

NO_TERMINAL = (
    "nixstep debug needs a terminal; without one, `-x COMMAND`, `--script FILE` or `--plain` run it in text, "
    "and `nixstep trace` and `nixstep eval` do without"
)


def take_terminal() -> str:
    """Put the controlling terminal where keys and screen are redirected; what is wrong, or nothing."""
    missing = [descriptor for descriptor in (0, 2) if not os.isatty(descriptor)]
    if not missing:
        return ""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        return NO_TERMINAL
    for descriptor in missing:
        os.dup2(terminal, descriptor)
    if terminal > 2:
        os.close(terminal)
    renew()
    return ""


def renew() -> None:
    """Where a standard stream is missing altogether, make one: Textual asks them for their descriptors."""
    for name, descriptor, mode in (("stdin", 0, "r"), ("stderr", 2, "w")):
        stream = getattr(sys, f"__{name}__")
        if stream is None or stream.closed:
            stream = os.fdopen(descriptor, mode, encoding="utf-8", closefd=False)
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)
