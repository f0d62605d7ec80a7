"""Why two values are not equal: the first place at which they differ, in words.

A comparison that an assertion asks for keeps a `Difference` when it ends false. Only what it forced is looked
at, and only when somebody reads the words: most failed assertions are caught by `tryEval`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from vm.text.messages import describe
from vm.text.printer import print_name, print_short, quote
from vm.thunks import peek_value
from vm.values import TYPE_NAMES, AttrSet, Value, is_function, is_string

SHOWN = 60
"""Characters of each value."""
LEAD = 20
"""Characters of a long string that are shown before the first that differs."""
ENDS = 5
"""Parts of a long path that are shown from each of its ends."""

Step: TypeAlias = "str | int"
"""The name of an attribute, or the index of an element."""


@dataclass(frozen=True, slots=True)
class Level:
    """Two lists or sets whose pairs were put on the value stack, the first pair on top."""

    left: Value
    right: Value
    floor: int
    """Value stack height below the pairs."""
    count: int

    def step(self, height: int) -> Step:
        """To the pair that was taken last, when that left the stack at `height`."""
        index = self.count - (height - self.floor) // 2 - 1
        return self.left.sorted_names()[index] if type(self.left) is AttrSet else index


@dataclass(frozen=True, slots=True)
class Difference:
    """The first unequal pair of a comparison, and the lists and sets around it, outermost first."""

    levels: list[Level]
    height: int
    """Value stack height below the pair."""
    left: Value
    right: Value
    are_derivations: bool = False

    def explain(self) -> str:
        """`attribute 'x.y' differs: 1 and 2` and the like, byte-per-character."""
        path = self.path()
        absent = self.absent(path)
        if absent is not None:
            return absent
        where = place(path)
        what = self.what()
        return f"{where} differs: {what}" if where else f"the two sides differ: {what}"

    def path(self) -> list[Step | None]:
        """How one gets to the pair; None for what is left out of a long way."""
        heights = [level.floor for level in self.levels[1:]] + [self.height] * bool(self.levels)
        ends = len(self.levels) if len(self.levels) <= 2 * ENDS else ENDS
        path: list[Step | None] = []
        for index, (level, height) in enumerate(zip(self.levels, heights, strict=True)):
            if index < ends or index >= len(self.levels) - ends:
                path.append(level.step(height))
            elif index == ends:
                path.append(None)
        return path

    def absent(self, path: list[Step | None]) -> str | None:
        """Said of an attribute that only one side has."""
        if self.levels and path and type(path[-1]) is str and path[-1] not in self.levels[-1].right:
            return f"only the left side has {place(path)}"
        left, right = self.left, self.right
        if self.are_derivations or type(left) is not AttrSet or type(right) is not AttrSet:
            return None
        for side, one, other in (("left", left, right), ("right", right, left)):
            missing = one.keys() - other.keys()
            if missing:
                return f"only the {side} side has {place([*path, min(missing)])}"
        return None

    def what(self) -> str:
        """The two values."""
        left, right = self.left, self.right
        if self.are_derivations:
            return f"derivations with the outputs {both(outputs(left), outputs(right))}"
        if type(left) is tuple and type(right) is tuple:
            return f"lists of {len(left)} and {counted(len(right))}"
        if is_function(left) and is_function(right):
            return "functions are never equal"
        if is_string(left) and is_string(right):
            return texts(left, right)
        if TYPE_NAMES.get(type(left)) != TYPE_NAMES.get(type(right)):
            return both(describe(left), describe(right))
        shown = print_short(left, SHOWN), print_short(right, SHOWN)
        if shown[0] == shown[1] and type(left) is float:
            shown = repr(left), repr(right)
        return both(*shown)


def both(left: str, right: str) -> str:
    return f"{left} and {right}"


def counted(count: int) -> str:
    return f"{count} element{'' if count == 1 else 's'}"


def outputs(derivation: AttrSet) -> str:
    """Which derivation it is, by its outPath."""
    return print_short(peek_value(derivation["outPath"]), SHOWN)


def texts(left: str, right: str) -> str:
    """Two strings; of long ones what is around the first character that differs."""
    if len(left) <= SHOWN and len(right) <= SHOWN:
        return both(quote(left), quote(right))
    alike = common_length(left, right)
    start = alike - LEAD if alike > SHOWN - LEAD else 0
    shown = both(excerpt(left, start), excerpt(right, start))
    return f"{shown}, from byte {alike + 1} on" if start else shown


def excerpt(text: str, start: int) -> str:
    """A part of a string, on whole characters where it is UTF-8."""
    while start and "\x80" <= text[start : start + 1] < "\xc0":
        start -= 1
    end = start + SHOWN
    while end < len(text) and "\x80" <= text[end] < "\xc0":
        end -= 1
    return f"{'...' if start else ''}{quote(text[start:end])}{'...' if end < len(text) else ''}"


def common_length(left: str, right: str) -> int:
    """How many characters two strings have in common at their beginning."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def place(path: list[Step | None]) -> str:
    """`element 2 of attribute 'x.y'`: the innermost first, elements counted from one."""
    parts: list[str] = []
    for is_name, steps in groupby(path, lambda step: type(step) is str):
        if is_name:
            parts.append(f"attribute '{'.'.join(print_name(str(step)) for step in steps)}'")
        else:
            parts += ["..." if step is None else f"element {int(step) + 1}" for step in steps]
    return " of ".join(reversed(parts))
