"""Pages of errors: one file a code."""

from __future__ import annotations

from pathlib import Path

import debugger

PAGES = Path(debugger.__file__).parent / "explanations"


def codes() -> list[str]:
    """Every code that has a page, in order."""
    return sorted(path.stem for path in PAGES.glob("E[0-9][0-9][0-9].md"))


def page(code: str) -> str | None:
    """The text of a page, which is Markdown; None if there is no such code. `e12` and `12` will do."""
    number = code.upper().removeprefix("E")
    name = f"E{number:0>3}"
    return (PAGES / f"{name}.md").read_text(encoding="utf-8") if name in codes() else None


def list_text() -> str:
    """All codes with their titles."""
    return "\n".join(f"{code}  {heading(code)}" for code in codes())


def heading(code: str) -> str:
    """The title of a page, without its code."""
    first = (page(code) or "").partition("\n")[0]
    return first.removeprefix(f"# {code}: ")
