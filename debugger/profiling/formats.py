"""Formats that viewers of profiles read: collapsed stacks, speedscope's evented JSON, the keys of Nix's own
statistics. Time is steps, so two runs of one program give equal files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from debugger.profiling.profiler import CONCAT, SELECTS, UPDATE, Node, Profiler
from debugger.profiling.tables import is_call, name_of, stacks, totals
from debugger.provenance.landmarks import DERIVING
from debugger.text import safe, safe_shown
from vm.machine.traces import code_name
from vm.machine.trampoline import site_span
from vm.opcodes import number_of

SCHEMA = "https://www.speedscope.app/file-format-schema.json"
HAS = number_of("OpHasAttr")


def frame_text(node: Node) -> str:
    """A call as Nix's own profiler writes it: where it is called, and what: `FILE:LINE:COL:name`,
    `primop map`, `primop derivationStrict:hello-2.10`."""
    span = site_span(node.site) if node.site is not None else None
    if isinstance(node.what, str):
        builtin, _, derivation = node.what.partition(":")
        what = f"primop {safe(builtin)}" + (f":{safe(derivation)}" if builtin == DERIVING else "")
    else:
        span = span or node.what.span
        label = node.what.label or node.what.attribute
        what = safe(label) if label else "" if is_call(node) else code_name(node.what)
    where = ""
    if span is not None:
        where = f"{safe_shown(span.source.path or span.source.name)}:{span.position}"
    return ":".join(part for part in (where, what) if part).replace(";", ",") or "lambda"


def collapsed(profile: Profiler, with_forces: bool = False) -> Iterator[str]:
    """A line for each nesting of calls, as `flamegraph.pl` reads it."""
    for path, steps in stacks(profile, with_forces):
        names = ";".join(map(frame_text, path)) or "the program"
        yield f"{names} {steps}"


def speedscope(profile: Profiler, title: str) -> dict[str, Any]:
    """Everything nested as it was, in one order: an evented profile whose unit is a step."""
    numbers: dict[tuple[str, str, int, int], int] = {}
    events: list[dict[str, Any]] = []
    sums = totals(profile.root)

    def frame(node: Node) -> int:
        span = None if isinstance(node.what, str) else node.what.span
        where = ("", 0, 0)
        if span is not None:
            position = span.position
            where = (safe_shown(span.source.path or span.source.name), position.line, position.column)
        return numbers.setdefault((name_of(node), *where), len(numbers))

    pending: list[tuple[Node, int, bool]] = [(profile.root, 0, True)]
    while pending:
        node, at, begins = pending.pop()
        total = sums[id(node)].steps
        if not total:
            continue
        events.append(
            {"type": "O" if begins else "C", "frame": frame(node), "at": at if begins else at + total}
        )
        if not begins:
            continue
        pending.append((node, at, False))
        inner = at + node.own.steps
        below: list[tuple[Node, int, bool]] = []
        for each in node.below.values():
            below.append((each, inner, True))
            inner += sums[id(each)].steps
        pending.extend(reversed(below))
    frames = [
        {"name": name, **({"file": file, "line": line, "col": column} if file else {})}
        for name, file, line, column in numbers
    ]
    run = {
        "type": "evented",
        "name": title,
        "unit": "none",
        "startValue": 0,
        "endValue": sums[id(profile.root)].steps,
        "events": events,
    }
    return {
        "$schema": SCHEMA,
        "exporter": "nixstep",
        "name": title,
        "shared": {"frames": frames},
        "profiles": [run],
    }


def nix_stats(profile: Profiler) -> dict[str, Any]:
    """What of `NIX_SHOW_STATS` has a meaning here, under the same keys; the rest is about another machine."""
    everything = totals(profile.root)[id(profile.root)]
    calls = builtins = 0
    for node in profile.root.walk():
        if isinstance(node.what, str):
            builtins += node.own.calls
        elif is_call(node):
            calls += node.own.calls
    made = sum(each.made for each in profile.sites.values())
    return {
        "cpuTime": everything.time / 1e9,
        "list": {"concats": profile.ops.get(CONCAT, 0)},
        "nrAvoided": sum(max(each.made - each.forced, 0) for each in profile.sites.values()),
        "nrFunctionCalls": calls,
        "nrLookups": sum(profile.ops.get(op, 0) for op in SELECTS if op != HAS),
        "nrOpUpdates": profile.ops.get(UPDATE, 0),
        "nrPrimOpCalls": builtins,
        "nrThunks": made,
    }
