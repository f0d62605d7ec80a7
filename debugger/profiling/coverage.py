"""Coverage: which expressions of the sources were never made, made but never forced, or forced.

Several runs add up. An expression is a chunk of code: a file, a function, or what may not be needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import ClassVar, Final

from compiler.options import inner_chunks
from debugger.loading.program import Loaded
from debugger.text import safe_shown, source_name
from vm.chunk import ChunkKind, Lambda
from vm.machine.frames import Frame
from vm.spans import Source
from vm.thunks import Thunk

NEVER, MADE, FORCED = 0, 1, 2
NAMES: Final = ("never made", "made, never forced", "forced")
MARKS: Final = ("✗", "○", "●")
CLASSES: Final = ("never", "made", "forced")
PARTLY: Final = "◐"


class Covering:
    """An observer of one run."""

    is_trusted: ClassVar[bool] = True

    def __init__(self) -> None:
        self.ran: dict[Lambda, list[int]] = {}
        """How often each instruction ran."""
        self.made: set[Lambda] = set()

    def execute_op(self, frame: Frame, ip: int, op: int) -> None:
        code = frame.code
        counts = self.ran.get(code)
        if counts is None:
            counts = self.ran[code] = [0] * len(code.ops)
        counts[ip] += 1

    def thunk_created(self, thunk: Thunk) -> None:
        if type(thunk.code) is Lambda:
            self.made.add(thunk.code)


@dataclass(slots=True)
class Expression:
    """One chunk of a source: from which byte to which, and what became of it at best."""

    start: int
    end: int
    state: int
    is_function: bool
    name: str
    calls: int = 0


@dataclass(slots=True)
class SourceCoverage:
    """What became of one source."""

    source: Source
    expressions: dict[tuple[int, int, bool], Expression] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)
    """For each line with instructions, how often the one of them ran that ran most."""

    def count(self, state: int) -> int:
        return sum(each.state == state for each in self.expressions.values())

    @property
    def share(self) -> float:
        """Percent of the expressions that were forced; 100 of none."""
        return 100 * self.count(FORCED) / len(self.expressions) if self.expressions else 100.0

    def states(self) -> list[int]:
        """For each byte the state of the innermost expression that it is in; -1 for none."""
        found = [-1] * len(self.source.text)
        for each in sorted(self.expressions.values(), key=lambda each: (each.start, -each.end)):
            found[each.start : each.end] = [each.state] * (each.end - each.start)
        return found

    def marks(self) -> dict[int, str]:
        """A sign for each line on which an expression begins."""
        states: dict[int, set[int]] = {}
        for each in self.expressions.values():
            states.setdefault(self.source.line_of(each.start), set()).add(each.state)
        return {line: MARKS[min(found)] if len(found) == 1 else PARTLY for line, found in states.items()}


class Coverage:
    """All runs together, by source."""

    def __init__(self, wanted: Callable[[Source], bool]) -> None:
        self.wanted = wanted
        self.sources: dict[tuple[str, str], SourceCoverage] = {}

    def add(self, loaded: Loaded, run: Covering) -> None:
        """Add what one run has found."""
        for toplevel in loaded.options.chunks.toplevels:
            source = toplevel.chunk.source
            if self.wanted(source):
                known = self.sources.setdefault((source_name(source), source.text), SourceCoverage(source))
                self.add_code(known, toplevel, run)

    def add_code(self, known: SourceCoverage, toplevel: Lambda, run: Covering) -> None:
        pending = [(toplevel, True)]
        while pending:
            code, is_reached = pending.pop()
            code.prepare()
            counts = run.ran.get(code)
            is_function = code.kind is ChunkKind.LAMBDA
            state = FORCED if counts else MADE if code in run.made or (is_function and is_reached) else NEVER
            key = code.span.start, code.span.end, is_function
            found = known.expressions.get(key)
            if found is None:
                label = safe_shown(code.label or code.attribute or "")
                found = known.expressions[key] = Expression(*key[:2], NEVER, is_function, label)
            found.state = max(found.state, state)
            found.calls += counts[0] if counts else 0
            for ip, start in enumerate(code.chunk.starts):
                line = known.source.line_of(start)
                known.lines[line] = max(known.lines.get(line, 0), counts[ip] if counts else 0)
            pending += [(inner, counts is not None) for inner in inner_chunks(code)]

    def in_order(self) -> list[SourceCoverage]:
        return sorted(self.sources.values(), key=lambda each: source_name(each.source))


def lcov(coverage: Coverage) -> Iterator[str]:
    """What editors and services read: a record for each file, with its functions and lines."""
    for each in coverage.in_order():
        yield "TN:"
        yield f"SF:{safe_shown(source_name(each.source))}"
        functions = [one for one in each.expressions.values() if one.is_function]
        for one in functions:
            yield f"FN:{each.source.line_of(one.start)},{function_name(each.source, one)}"
        for one in functions:
            yield f"FNDA:{one.calls},{function_name(each.source, one)}"
        yield f"FNF:{len(functions)}"
        yield f"FNH:{sum(one.calls > 0 for one in functions)}"
        for line, count in sorted(each.lines.items()):
            yield f"DA:{line},{count}"
        yield f"LF:{len(each.lines)}"
        yield f"LH:{sum(count > 0 for count in each.lines.values())}"
        yield "end_of_record"


def function_name(source: Source, each: Expression) -> str:
    """Unlike any other of its file."""
    position = source.position(each.start)
    return f"{each.name or 'lambda'}:{position.line}:{position.column}"


STYLE: Final = """
body { font: 14px/1.45 ui-monospace, monospace; margin: 2em; background: #fff; color: #222; }
pre { margin: 0; } .n { color: #999; user-select: none; } h2 { font-size: 1em; margin: 2em 0 .5em; }
.forced { background: #e2f4e2; } .made { background: #fdf3cf; } .never { background: #fbdcdc; }
td, th { padding: 0 1em 0 0; text-align: right; } td:first-child, th:first-child { text-align: left; }
@media (prefers-color-scheme: dark) { body { background: #16181d; color: #ddd; }
  .forced { background: #1d3a24; } .made { background: #443a14; } .never { background: #4a2020; } }
"""
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def page(coverage: Coverage, near: Callable[[str], str]) -> str:
    """One page of HTML that needs nothing else: a table, and every source with its expressions coloured."""
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        f"<title>Coverage</title><style>{STYLE}</style></head><body><h1>Coverage</h1>",
        "<p>" + " ".join(f'<span class="{CLASSES[at]}">{NAMES[at]}</span>' for at in (2, 1, 0)) + "</p>",
        "<table><tr><th>file</th><th>expressions</th><th>forced</th><th>made</th><th>never</th><th>%</th></tr>",
    ]
    listed = coverage.in_order()
    for number, each in enumerate(listed):
        name = escape(near(safe_shown(source_name(each.source))))
        counts = "".join(f"<td>{each.count(state)}</td>" for state in (FORCED, MADE, NEVER))
        parts.append(
            f'<tr><td><a href="#f{number}">{name}</a></td><td>{len(each.expressions)}</td>{counts}'
            f"<td>{each.share:.1f}</td></tr>"
        )
    parts.append("</table>")
    for number, each in enumerate(listed):
        name = escape(near(safe_shown(source_name(each.source))))
        parts += [f'<h2 id="f{number}">{name}</h2><pre>', coloured(each), "</pre>"]
    parts.append("</body></html>")
    return "\n".join(parts) + "\n"


def coloured(each: SourceCoverage) -> str:
    """The text of a source with its expressions in colours and its lines numbered."""
    states, rows = each.states(), []
    at = 0
    text = each.source.text
    digits = len(str(each.source.line_count))
    for number, line in enumerate(text.split("\n"), 1):
        pieces: list[str] = []
        end = at + len(line)
        while at < end:
            state, first = states[at], at
            while at < end and states[at] == state:
                at += 1
            shown = escape(safe_shown(to_text(text[first:at])))
            pieces.append(f'<span class="{CLASSES[state]}">{shown}</span>' if state >= 0 else shown)
        rows.append(f'<span class="n">{number:>{digits}} </span>{"".join(pieces)}')
        at = end + 1
    return "\n".join(rows)


def to_text(part: str) -> str:
    """Bytes as text for display; a tab is four blanks."""
    return part.encode("latin-1").decode("utf-8", "replace").replace("\t", "    ")
