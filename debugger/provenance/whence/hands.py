"""Hands: what a value passed through, and how that is told; stretches of libraries are one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from debugger.text import safe, safe_shown
from vm.spans import Span
from vm.text.printer import print_name
from vm.values import AttrSet, Value

ROLES = {
    **dict.fromkeys(("extends", "composeExtensions", "composeManyExtensions"), "overlay"),
    **dict.fromkeys(("makeOverridable", "overrideDerivation"), "override"),
    **dict.fromkeys(("callPackageWith", "callPackagesWith"), "callPackage"),
    **dict.fromkeys(("mergeModules'", "evalOptionValue", "mergeDefinitions"), "merge of the module system"),
}
"""What functions of libraries are to people, wherever they stand."""
MOST_ROLES = 4
"""Functions of libraries that are named where hands are folded."""
WINS = "wins over"


@dataclass(frozen=True, slots=True)
class Hand:
    """One hand that the value passed through, the latest first."""

    kind: str
    """`defined`, `selected`, `variable`, `argument`, `inherit`, `handed`, `list`, `update`, `written`,
    `builtin`, `call`, `with`, `made`, `piece` or `lost`."""
    text: str
    """In words."""
    place: str
    """`file.nix:12:5`; empty where there is none."""
    step: int
    """The step at which it happened; -1 where that is not known."""
    is_own: bool = True
    """Whether it lies in the person's own code."""
    depth: int = 0
    """How many texts it is a piece of a piece of."""
    function: str = ""
    """The function that it stands in, if that has a name."""
    landmark: str = ""
    """What it was done for in the words of a library: `option services.web.port`."""

    @property
    def role(self) -> str:
        """What that function is to people: `overlay`, `override`, ...; its name where it has no other."""
        return ROLES.get(self.function, self.function)

    @property
    def is_telling(self) -> bool:
        """Whether something lost here: that is told even in libraries."""
        return self.kind == "update" and WINS in self.text

    @property
    def is_folded(self) -> bool:
        """Whether it is told only with others, where hands in libraries are folded."""
        return not (self.is_own or self.is_telling or self.kind == "lost")

    @property
    def indent(self) -> int:
        """Characters to stand further in than the hands of the whole text."""
        return 2 * self.depth + (2 if self.depth and self.kind != "piece" else 0)

    def at_depth(self, depth: int) -> Hand:
        """The same so many texts deep, if it is not deeper in one already."""
        return self if self.depth else replace(self, depth=depth)


def update_words(name: str, left: Value, right: Value) -> str:
    """Which side of a `//` an attribute comes from, and over what."""
    shown = safe(print_name(name))
    if type(right) is not AttrSet or name not in right:
        return f"`//`: the right side has no `{shown}`, so the left one's stays"
    if type(left) is not AttrSet or name not in left:
        return f"`//`: the right side brings `{shown}`"
    lost = (left.positions or {}).get(name)
    where = ""
    if lost is not None:
        where = f", written at {safe_shown(str(Span(lost[0], lost[1], lost[1])))}"
    return f"`//`: the right side's `{shown}` {WINS} the left one's{where}"


def folded(hands: Sequence[Hand], fold: bool) -> Iterator[tuple[int, list[Hand], bool]]:
    """The hands one by one, with their numbers and whether they are folded; stretches of libraries together
    if they are to be folded, but for the last of the way: where the value begins is always told."""
    at = 0
    end = next((each for each in reversed(hands) if not each.depth), None)
    for hidden, group in groupby(hands, lambda each: fold and each.is_folded and each is not end):
        members = list(group)
        if hidden:
            yield at, members, True
        else:
            yield from ((at + index, [each], False) for index, each in enumerate(members))
        at += len(members)


def hand_lines(hands: Sequence[Hand], fold: bool) -> Iterator[str]:
    """A line each, and one before those that were done for one option or attribute; stretches of libraries
    are one line if they are to be folded."""
    landmark = ""
    for _, members, is_hidden in folded(hands, fold):
        each = members[-1]
        if is_hidden:
            yield f"    ... {folded_words(members)}"
        else:
            if each.landmark not in ("", landmark):
                yield f"  for {each.landmark}:"
            where = f"  {each.place}" if each.place else ""
            step = f"  step {each.step}" if each.step >= 0 else ""
            yield f"  {' ' * each.indent}{each.text}{in_words(each)}{where}{step}"
        landmark = next((one.landmark for one in reversed(members) if one.landmark), landmark)


def in_words(each: Hand) -> str:
    """The function of a library that a hand stands in."""
    return f", in {each.role}" if each.function and not each.is_own else ""


def folded_words(members: Sequence[Hand]) -> str:
    """How many hands lie in libraries, and what for."""
    count = len(members)
    roles = list(dict.fromkeys(each.role for each in members if each.function))
    more = f" and {len(roles) - MOST_ROLES} more" if len(roles) > MOST_ROLES else ""
    what = f": {', '.join(roles[:MOST_ROLES])}{more}" if roles else ""
    landmark = next((each.landmark for each in reversed(members) if each.landmark), "")
    purpose = f", for {landmark}" if landmark else ""
    return f"{count} hand{'' if count == 1 else 's'} in libraries{what}{purpose}"
