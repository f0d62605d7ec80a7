"""Linking: what the cursor in the bytecode is on is marked in the source, and the other way round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

Stretch: TypeAlias = "tuple[int, int, int, int]"
"""First line and column, last line and column, counted from 1; the end is exclusive."""

Token: TypeAlias = "tuple[str, str]"
ROLE = "linked"


def with_link(tokens: Sequence[Token], number: int, link: Stretch | None) -> list[Token]:
    """The tokens of a line with what the link has of it in its role."""
    if link is None or not link[0] <= number <= link[2]:
        return list(tokens)
    line, column, end_line, end_column = link
    size = sum(len(text) for text, _ in tokens)
    start = column - 1 if number == line else 0
    end = min(end_column - 1 if number == end_line else size, size)
    result: list[Token] = []
    at = 0
    for text, role in tokens:
        low, high = max(start - at, 0), max(end - at, 0)
        for piece, own in ((text[:low], role), (text[low:high], ROLE), (text[max(low, high) :], role)):
            if piece:
                result.append((piece, own))
        at += len(text)
    return result
