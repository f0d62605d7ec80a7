"""Files that are handed on."""

from __future__ import annotations

from pathlib import Path

from debugger.errors import DebuggerError
from debugger.text import safe_shown


def write_file(name: str, text: str) -> None:
    """DebuggerError if that cannot be."""
    try:
        Path(name).expanduser().write_text(text, encoding="utf-8", errors="surrogateescape")
    except (OSError, ValueError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or error
        raise DebuggerError(f"cannot write {safe_shown(name)}: {why}") from None
