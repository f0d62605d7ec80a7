"""What each error code means: pages of text, one file a code, and how they are shown."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import debugger

PAGES = Path(debugger.__file__).parent / "explanations"
WIDEST = 100


def codes() -> list[str]:
    """Every code that has a page, in order."""
    return sorted(path.stem for path in PAGES.glob("E[0-9][0-9][0-9].md"))


def page(code: str) -> str | None:
    """The text of a page, which is Markdown; None if there is no such code. `e12` and `12` will do."""
    number = code.upper().removeprefix("E")
    name = f"E{number:0>3}"
    return (PAGES / f"{name}.md").read_text(encoding="utf-8") if name in codes() else None


def list_text() -> str:
    """All codes with their titles, and how to read one."""
    titles = [(code, heading(code)) for code in codes()]
    lines = [f"{code}  {title}" for code, title in titles]
    return "\n".join([*lines, "", "`nixstep explain CODE` tells more about one.", ""])


def heading(code: str) -> str:
    """The title of a page, without its code."""
    first = (page(code) or "").partition("\n")[0]
    return first.removeprefix(f"# {code}: ")


def show(text: str) -> None:
    """Formatted on a terminal, as it is into a file or a pipe."""
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        sys.stdout.write(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    width = min(shutil.get_terminal_size().columns, WIDEST)
    Console(width=width).print(Markdown(text, code_theme="ansi_dark"))
