"""Near names: what somebody who wrote a name that is not there may have meant."""

from __future__ import annotations

from collections.abc import Iterable

from vm.errors import MissingAttribute
from vm.values import AttrSet

MOST = 3
"""Names suggested at most."""
FEW = 6
"""A set of at most so many names is listed in full."""
FURTHEST = 2
"""Edits between a name and what is suggested for it, at most; fewer for a short name."""


def edits(left: str, right: str, most: int) -> int:
    """Insertions, deletions, replacements and swaps of neighbours between two; `most` + 1 if more."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, char in enumerate(left, 1):
        above, row, twice = row, [i], before
        before = above
        for j, other in enumerate(right, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (char != other))
            if i > 1 and j > 1 and char == right[j - 2] and left[i - 2] == other:
                cost = min(cost, twice[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def near(name: str, candidates: Iterable[str]) -> list[str]:
    """Up to three candidates close to `name`, the closest first."""
    most = min(FURTHEST, (len(name) + 1) // 3)
    folded = name.lower()
    found = []
    for candidate in candidates:
        if not candidate or candidate == name or (candidate.startswith("__") and not name.startswith("__")):
            continue
        distance = 0 if candidate.lower() == folded else edits(name, candidate, most)
        if distance <= most:
            found.append((distance, candidate))
    return [candidate for _, candidate in sorted(found)[:MOST]]


def did_you_mean(name: str, candidates: Iterable[str]) -> list[str]:
    """A note, or none: `did you mean hello, help or held?`"""
    names = near(name, candidates)
    if not names:
        return []
    head = ", ".join(names[:-1])
    return [f"did you mean {head + ' or ' if head else ''}{names[-1]}?"]


def missing_attribute(name: str, container: AttrSet, message: str = "") -> MissingAttribute:
    """The error for a name that a set does not have, with what the set has instead."""
    error = MissingAttribute(message or f"attribute '{name}' missing", name=name)
    error.notes += did_you_mean(name, container)
    if not container:
        error.notes.append("the set is empty")
    elif len(container) <= FEW:
        error.notes.append(f"the set has {', '.join(container.sorted_names())}")
    elif not error.notes:
        error.notes.append(f"the set has {len(container)} attributes")
    return error
