"""What a program and its compiler say while it runs, made safe to show."""

from __future__ import annotations

from typing import NamedTuple

from compiler.warnings import Remark
from debugger.text import safe_shown


class Message(NamedTuple):
    """One message."""

    kind: str
    """`trace`, `evaluation warning` for what `builtins.warn` says, `warning` for a remark of the compiler."""
    text: str


def remark_text(remark: Remark) -> str:
    """Place, words and code of a remark."""
    return f"{safe_shown(str(remark.span))}: {safe_shown(remark.text)} [{remark.code}]"
