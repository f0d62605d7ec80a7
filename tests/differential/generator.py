"""Random Nix programs: mostly well typed, some on purpose not, all of them ending quickly.

The grammar is a table of templates (templates.py, store_templates.py), with literals.py for what ends it.
`@int` is a hole for an expression of that kind; `@int(a b)` a hole in which the names a and b may be used as
well; `@txt` a hole for characters inside a string literal. A name always has the same kind (see NAMES), so
shadowing never changes a type. A template goes in parentheses when it fills a hole.

What no two implementations need agree on is kept out by construction: kinds that begin with `lit_` are
closed expressions that never fail. They stand on one side of `>` and `<=`, in all but one piece of an
interpolation, as dynamic keys, and on both sides of an `==` of sets. What stands left of a `//` or a `+` with
anything but a literal on its right is of the right kind or fails. Products have a small literal factor, so
nothing overflows.

The choices come from a `Draw`, which is either `random.Random` (bulk) or hypothesis (shrinking: choice 0 is
simplest).
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from hypothesis import strategies as st

from tests.differential import store_templates, templates
from tests.differential.literals import FAILURES, GROUPS, KINDS, LITERALS, NAMES
from tests.differential.store_templates import STORE_LITERALS
from tests.differential.tree import TREE, plant

DEPTH = 4
ILL_TYPED = 55
FAILING = 45
LEAF = 220
"""In thousandths, per hole: a literal of a random kind; an expression that fails; an early end."""

CLOSED = LITERALS | STORE_LITERALS

HOLE = re.compile(r"@([A-Za-z_][A-Za-z_0-9]*)(?:\(([a-z ]+)\))?")


@dataclass(frozen=True, slots=True)
class Hole:
    kind: str
    names: tuple[str, ...]


T = TypeVar("T")
Template = tuple["str | Hole", ...]


class Draw(Protocol):
    """Where choices come from."""

    def below(self, bound: int) -> int:
        """A number from 0 (the simplest choice) to bound - 1."""


class RandomDraw:
    """Choices from a seeded generator."""

    def __init__(self, source: random.Random) -> None:
        self._random = source.random

    def below(self, bound: int) -> int:
        return int(self._random() * bound)


class HypothesisDraw:
    """Choices that hypothesis can shrink."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def below(self, bound: int) -> int:
        return self._draw(st.integers(0, bound - 1))


def well_typed(kind: str, depth: int = DEPTH) -> st.SearchStrategy[str]:
    """Source text of a given kind (see KINDS), with no deliberate errors of type."""

    @st.composite
    def texts(draw: st.DrawFn) -> str:
        return _Writer(HypothesisDraw(draw), ill_typed=0, failing=0).write(Hole(kind, ()), frozenset(), depth)

    return texts()


def expressions(depth: int = DEPTH) -> st.SearchStrategy[str]:
    """Source text of any kind, with some deliberate errors."""

    @st.composite
    def texts(draw: st.DrawFn) -> str:
        return _expression(HypothesisDraw(draw), depth)

    return texts()


def generate(seed: int, count: int, depth: int = DEPTH) -> list[str]:
    """`count` distinct expressions, one line each; the same ones for the same seed."""
    plant()
    draw = RandomDraw(random.Random(seed))
    distinct: dict[str, None] = {}
    while len(distinct) < count:
        distinct[_expression(draw, depth)] = None
    return list(distinct)


def _expression(draw: Draw, depth: int) -> str:
    return _Writer(draw, ILL_TYPED, FAILING).whole(depth)


class _Writer:
    """Fills holes. `ill_typed` and `failing` are in thousandths per hole."""

    def __init__(self, draw: Draw, ill_typed: int, failing: int) -> None:
        self.draw = draw
        self.ill_typed = ill_typed
        self.failing = failing

    def whole(self, depth: int) -> str:
        """A program: a template at least, no mere literal."""
        return self._fill(self._one_of(TEMPLATES[self._one_of(KINDS)]), frozenset(), depth - 1)

    def write(self, hole: Hole, scope: frozenset[str], depth: int) -> str:
        """Text for a hole: an atom, or something in parentheses."""
        kind = self._kind(hole.kind)
        if kind in CLOSED:
            return self._one_of(CLOSED[kind])
        scope = scope.union(hole.names)
        unusual = self._unusual()
        if unusual is not None:
            return unusual
        if depth <= 0 or self.draw.below(1000) < LEAF:
            return self._leaf(kind, scope)
        return f"({self._fill(self._one_of(TEMPLATES[kind]), scope, depth - 1)})"

    def _kind(self, kind: str) -> str:
        if kind == "lit_any":
            return "lit_" + self._one_of(KINDS)
        return self._one_of(GROUPS[kind]) if kind in GROUPS else kind

    def _unusual(self) -> str | None:
        """Now and then, an expression of the wrong kind or one that fails."""
        choice = 999 - self.draw.below(1000)
        if choice < self.ill_typed:
            return self._one_of(CLOSED["lit_" + self._one_of(KINDS)])
        return self._one_of(FAILURES) if choice < self.ill_typed + self.failing else None

    def _leaf(self, kind: str, scope: frozenset[str]) -> str:
        names = [name for name in NAMES.get(kind, ()) if name in scope]
        if names and self.draw.below(4):
            return self._one_of(names)
        return self._one_of(CLOSED["lit_" + kind])

    def _fill(self, template: Template, scope: frozenset[str], depth: int) -> str:
        return "".join(
            part if isinstance(part, str) else self._fill_hole(part, scope, depth) for part in template
        )

    def _fill_hole(self, hole: Hole, scope: frozenset[str], depth: int) -> str:
        return self._one_of(FAILURES) if hole.kind == "fail" else self.write(hole, scope, depth)

    def _one_of(self, choices: Sequence[T]) -> T:
        return choices[self.draw.below(len(choices))]


def _parse(template: str) -> Template:
    parts: list[str | Hole] = []
    end = 0
    for match in HOLE.finditer(template):
        parts += [template[end : match.start()], Hole(match[1], tuple((match[2] or "").split()))]
        end = match.end()
    return (*parts, template[end:])


def _table(kind: str, own: str) -> tuple[Template, ...]:
    """A kind's own templates, simplest first, then those that any kind has."""
    common = templates.EVERYWHERE.replace("@K", f"@{kind}")
    text = (own + common).replace("@TREE", str(TREE))
    return tuple(_parse(line) for line in text.splitlines() if line)


TEMPLATES = {
    "int": _table("int", templates.INT * 2),
    "string": _table("string", templates.STRING * 2),
    "bool": _table("bool", templates.BOOL * 2),
    "float": _table("float", templates.FLOAT * 4),
    "null": _table("null", templates.NULL * 4),
    "ints": _table("ints", templates.INTS * 2),
    "strings": _table("strings", templates.STRINGS * 3),
    "set": _table("set", templates.SET * 2),
    "list": _table("list", templates.LIST * 3),
    "fn": _table("fn", templates.FN * 4),
    "cstring": _table("cstring", store_templates.CSTRING * 3),
    "drv": _table("drv", store_templates.DRV * 4),
    "path": _table("path", store_templates.PATH * 4),
}
"""Own templates count several times, so that the common ones do not crowd them out."""
