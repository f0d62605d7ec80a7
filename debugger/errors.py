"""What can go wrong with a request to the debugger itself."""

from __future__ import annotations


class DebuggerError(Exception):
    """A bad breakpoint, an unknown command, no such step. The message names the next thing to try."""
