"""Tables: a profile added up by function, expression, line, file, builtin, derivation; thunks by place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from compiler.options import inner_chunks
from debugger.profiling.profiler import Counts, Node, Profiler
from debugger.text import safe, safe_shown
from vm.chunk import ChunkKind, Lambda
from vm.machine.traces import code_name
from vm.spans import Span
from vm.text.disassembler import one_line

SOURCE_WIDTH = 60

Key: TypeAlias = "tuple[object, str, str]"
"""What a row is about, its name and its place."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `total` counts what is done below it too."""

    name: str
    place: str
    """`file.nix:12:5`, as far as there is one."""
    steps: int
    total: int
    calls: int
    forces: int
    thunks: int
    milliseconds: float


@dataclass(frozen=True, slots=True)
class SiteRow:
    """The thunks that were made at one place."""

    place: str
    source: str
    made: int
    forced: int
    never: int
    """Made, and never forced."""
    again: int
    """Forced with captures with which the same had been computed before."""


def place_of(code: Lambda) -> str:
    return safe_shown(str(code.span))


def name_of(node: Node) -> str:
    """What a person calls it: `layer`, `builtins.map`, `derivation hello-2.10`."""
    if not isinstance(node.what, str):
        return safe_shown(code_name(node.what))
    builtin, _, derivation = node.what.partition(":")
    if derivation:
        return f"derivation {safe(derivation)}"
    return safe(builtin) if node.above is None else f"builtins.{safe(builtin)}"


def totals(root: Node) -> dict[int, Counts]:
    """For each node, by identity, its own counts and those of all below it."""
    found: dict[int, Counts] = {}
    for node in reversed(list(root.walk())):
        total = found.setdefault(id(node), Counts())
        total.add(node.own)
        if node.above is not None:
            found.setdefault(id(node.above), Counts()).add(total)
    return found


def by_function(profile: Profiler) -> list[Row]:
    """Functions and named expressions, each with all that is written in it and has no name of its own; of one
    inside itself only the outermost counts for the total."""
    around = {id(inner): outer for outer in profile.lines for inner in inner_chunks(outer)}

    def key(node: Node) -> Key:
        if isinstance(node.what, str):
            return node.what, name_of(node), ""
        code = node.what
        while (
            code.kind is not ChunkKind.LAMBDA and not code.label and not code.attribute and id(code) in around
        ):
            code = around[id(code)]
        return code, safe_shown(code_name(code)), place_of(code)

    return added(profile.root, ((node, key(node)) for node in profile.root.walk()))


def by_expression(profile: Profiler) -> list[Row]:
    """Each chunk of code by itself."""
    return added(
        profile.root, ((node, (node.what, name_of(node), place(node))) for node in profile.root.walk())
    )


def by_builtin(profile: Profiler) -> list[Row]:
    """What builtins are called, and what is done for them."""
    keys = ((node, (builtin, f"builtins.{safe(builtin)}", "")) for node, builtin, _ in builtins_of(profile))
    return added(profile.root, keys)


def by_derivation(profile: Profiler) -> list[Row]:
    """What each derivation took, with those that it needs."""
    keys = ((node, (name, f"derivation {safe(name)}", "")) for node, _, name in builtins_of(profile) if name)
    return added(profile.root, keys)


def builtins_of(profile: Profiler) -> Iterator[tuple[Node, str, str]]:
    """The calls of builtins: the name of each, and of the derivation that it makes."""
    for node in profile.root.walk():
        if isinstance(node.what, str) and node.above is not None:
            builtin, _, derivation = node.what.partition(":")
            yield node, builtin, derivation


def place(node: Node) -> str:
    return "" if isinstance(node.what, str) else place_of(node.what)


def added(root: Node, nodes: Iterable[tuple[Node, Key]]) -> list[Row]:
    """Rows of nodes below a root with the same key, those with most steps first."""
    listed = list(nodes)
    own: dict[object, Counts] = {}
    total: dict[object, int] = {}
    names: dict[object, tuple[str, str]] = {}
    sums = totals(root)
    keys = {id(node): key[0] for node, key in listed}
    for node, (key, name, where) in listed:
        own.setdefault(key, Counts()).add(node.own)
        names[key] = name, where
        above = node.above
        while above is not None and keys.get(id(above)) != key:
            above = above.above
        if above is None:
            total[key] = total.get(key, 0) + sums[id(node)].steps
    rows = [
        Row(*names[key], each.steps, total.get(key, 0), each.calls, each.forces, each.thunks, each.time / 1e6)
        for key, each in own.items()
    ]
    return sorted(rows, key=lambda row: (-row.steps, -row.total, row.name, row.place))


def by_line(profile: Profiler) -> list[Row]:
    """Lines of the sources, by the instructions that ran for them."""
    return placed(profile, lambda span: f"{safe_shown(span.source.name)}:{span.source.line_of(span.start)}")


def by_file(profile: Profiler) -> list[Row]:
    return placed(profile, lambda span: safe_shown(span.source.path or span.source.name))


def placed(profile: Profiler, key: Callable[[Span], str]) -> list[Row]:
    """Steps by what a key makes of their spans."""
    found: dict[str, int] = {}
    texts: dict[str, str] = {}
    for code, counts in profile.lines.items():
        for ip, count in enumerate(counts):
            if count:
                span = code.chunk.span(ip)
                name = key(span)
                found[name] = found.get(name, 0) + count
                if name not in texts:
                    line = span.source.line_text(span.position.line).strip()
                    texts[name] = safe_shown(one_line(line, SOURCE_WIDTH))
    rows = [Row(texts[name], name, count, count, 0, 0, 0, 0.0) for name, count in found.items()]
    return sorted(rows, key=lambda row: (-row.steps, row.place))


def thunk_sites(profile: Profiler) -> list[SiteRow]:
    """Where thunks are made, those first that were never forced."""
    rows: list[SiteRow] = []
    for each in profile.sites.values():
        span = each.code.span
        where = safe_shown(str(span)) if span is not None else ""
        source = (
            safe_shown(one_line(span.beginning(4 * SOURCE_WIDTH), SOURCE_WIDTH)) if span is not None else ""
        )
        rows.append(
            SiteRow(
                where,
                source,
                each.made,
                min(each.forced, each.made),
                max(each.made - each.forced, 0),
                each.again,
            )
        )
    return sorted(rows, key=lambda row: (-row.never, -row.again, row.place))


TABLES = {
    "function": by_function,
    "expression": by_expression,
    "line": by_line,
    "file": by_file,
    "builtin": by_builtin,
    "derivation": by_derivation,
}
"""By what a person calls them."""


def is_call(node: Node) -> bool:
    """Whether it is a call, not the force of an expression."""
    return isinstance(node.what, str) or node.what.kind is ChunkKind.LAMBDA


def stacks(profile: Profiler, with_forces: bool) -> Iterator[tuple[list[Node], int]]:
    """Each nesting with the steps that were done right there; without forces, their steps are those of the
    call around them."""
    pending: list[tuple[Node, list[Node]]] = [(profile.root, [])]
    found: dict[tuple[int, ...], tuple[list[Node], int]] = {}
    while pending:
        node, above = pending.pop()
        path = [*above, node] if node.above is not None and (with_forces or is_call(node)) else above
        if node.own.steps:
            key = tuple(map(id, path))
            known = found.get(key)
            found[key] = path, node.own.steps + (known[1] if known is not None else 0)
        pending.extend((each, path) for each in reversed(node.below.values()))
    yield from found.values()
