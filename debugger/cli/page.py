"""How a page of Markdown is shown."""

from __future__ import annotations

import os
import shutil
import sys

WIDEST = 100


def show(text: str) -> None:
    """Formatted on a terminal, as it is into a file or a pipe."""
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        sys.stdout.write(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    width = min(shutil.get_terminal_size().columns, WIDEST)
    Console(width=width).print(Markdown(text, code_theme="ansi_dark"))
