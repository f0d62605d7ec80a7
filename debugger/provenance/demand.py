"""Demand in words: why is this happening? Which op, in which frame, through which continuation, forced which
thunk: the links of the chain that `chain` makes. And for a value: where it came from and what it cost.

Everything is read off the frames and continuations of one moment, live or past; the record adds the steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

from debugger.history.history import History
from debugger.history.timeline import State
from debugger.loading.own_code import OwnCode
from debugger.names import awaited, called
from debugger.provenance.demanders import Demander
from debugger.provenance.landmarks import Landmark, cycle_words, needed, needs_words, texts
from debugger.text import place_text, safe, safe_shown, source_place
from vm.machine.traces import cell_name, cell_span, code_name
from vm.machine.trampoline import WriteBack
from vm.opcodes import OPCODES
from vm.spans import Span, to_display
from vm.thunks import ALIAS, EVALUATED, Thunk, alias_target
from vm.values import Value

T = TypeVar("T")

UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Link:
    """One demander, the innermost first. Lines and columns count from 1; -1 stands for a step not known."""

    kind: str
    """`frame`, `builtin`, `thunk` (a cell that waits for what is above it), `repeat` (what the links before
    it show once, many times) or `gap` (links left out)."""
    text: str
    path: str = ""
    line: int = 0
    column: int = 0
    source: str = ""
    """The beginning of the source text, on one line."""
    frame: int = 0
    """The number of the frame, from 1 at the bottom; 0 for what is none."""
    thunk: str = ""
    """`thunk#17`, for the cell whose evaluation this is."""
    made: int = UNKNOWN
    made_at: str = ""
    forced: int = UNKNOWN
    cycle: str = ""
    """In an infinite recursion: `closes` for the first link of the cycle, which demands the last one again,
    `opens`; `member` for those between; `self` for a cell that needs itself at once."""
    called: str = ""
    """What a person calls that cell, see debugger.names."""
    skipped: bool = False
    """Whether it lies in a library, or in a file that the person skips."""
    times: int = 1
    period: int = 1
    """Of a repeat: how often so many links stand there, with those that are shown before it."""
    landmarks: tuple[Landmark, ...] = ()
    """What it is a part of in the words of a library, the outermost first."""

    @property
    def hidden(self) -> int:
        """How many links stand behind this one that are not shown."""
        return (self.times - 1) * self.period

    @property
    def place(self) -> str:
        """`file:line:column`; "" if it has none."""
        return place_text(self.path, self.line, self.column)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value came from."""

    text: str
    """What it is, in a word or two."""
    thunk: str = ""
    made: int = UNKNOWN
    made_at: str = ""
    forced: int = UNKNOWN
    evaluated: int = UNKNOWN
    pushed: int = UNKNOWN
    """The step that put it where it lies on the value stack."""

    @property
    def cost(self) -> int:
        """How many steps its evaluation took; -1 if that is not known."""
        return self.evaluated - self.forced if min(self.evaluated, self.forced) >= 0 else UNKNOWN


def link_of(demander: Demander, history: History, own: OwnCode) -> Link:
    link = frame_link(demander) if demander.frame is not None else waiting_link(demander)
    span = demander.span
    if span is not None and not own.has(span.source):
        link = replace(link, skipped=True)
    if demander.cell is None:
        return link
    below = demander.continuation
    name = awaited(below) if isinstance(below, WriteBack) else called(demander.cell)
    return replace(of_cell(link, demander.cell, history), called=name)


def frame_link(demander: Demander) -> Link:
    """The op that a frame is at: it made the demand."""
    frame = demander.frame
    assert frame is not None
    op = OPCODES[frame.code.ops[demander.ip]].name
    text = f"{op} in {safe_shown(code_name(frame.code))}"
    return located(Link("frame", text, frame=demander.number), demander.span)


def waiting_link(demander: Demander) -> Link:
    """A thunk or builtin that waits without a frame of its own."""
    continuation = demander.continuation
    if isinstance(continuation, WriteBack):
        text = f"{safe_shown(cell_name(continuation.working_on))} waits for its value"
        return located(Link("thunk", text), demander.span)
    assert continuation is not None
    name = safe(continuation.describe())
    return located(Link("builtin", f"builtins.{name}" if demander.is_builtin else name), demander.span)


def located(link: Link, span: Span | None) -> Link:
    """The link with the place of the span; as it is if there is none."""
    if span is None:
        return link
    path, line, column, source = source_place(span)
    return replace(link, path=path, line=line, column=column, source=source)


def of_cell(link: Link, cell: Thunk, history: History) -> Link:
    """The link with what is known of the cell that is evaluated."""
    made, made_at, forced, _ = life_of(cell, history)
    return replace(link, thunk=f"thunk#{cell.number}", made=made, made_at=made_at, forced=forced)


def life_of(cell: Thunk, history: History) -> tuple[int, str, int, int]:
    """The step that made a cell, where, and the steps in which it was forced and evaluated last."""
    span = cell_span(cell)
    where = safe_shown(f"{to_display(span.source.name)}:{span.position}") if span is not None else ""
    recorder = history.recorder
    if recorder is None:
        return UNKNOWN, where, UNKNOWN, UNKNOWN
    made = recorder.created_step(cell)
    forced, evaluated = recorder.forced_step(cell), recorder.evaluated_step(cell)
    if evaluated == UNKNOWN and cell.state == ALIAS:
        target = alias_target(cell)
        evaluated = recorder.evaluated_step(target) if target is not None else UNKNOWN
    return (UNKNOWN if made is None else made), where, forced, evaluated


def marked_cycle(links: Sequence[tuple[Link, T]], cell: Thunk) -> list[tuple[Link, T]]:
    """Mark what lies between the demander that closed the cycle and the evaluation that it needs; each link
    takes along what came with it.

    The telling begins at own code if there is any in the cycle; how one got into the cycle comes after it.
    """
    label = f"thunk#{cell.number}"
    end = next((index for index, (link, _) in enumerate(links) if link.thunk == label), None)
    if end is None:
        return list(links)
    cycle, rest = list(links[: end + 1]), links[end + 1 :]
    first = next((at for at, (link, _) in enumerate(cycle) if link.path and not link.skipped), 0)
    if first:
        for at, words in ((0, "closed the cycle"), (end, "was needed first")):
            link, along = cycle[at]
            cycle[at] = replace(link, text=f"{link.text} ({words})"), along
        cycle = cycle[first:] + cycle[:first]
    marks = ["closes", *["member"] * (end - 1), "opens"] if end else ["self"]
    marked = [(replace(link, cycle=mark), along) for (link, along), mark in zip(cycle, marks, strict=True)]
    return [*marked, *rest]


def origin_of(value: Value, state: State, history: History, index: int | None = None) -> Origin:
    """What is known of a value; `index` is its place on the value stack."""
    pushed = UNKNOWN
    if index is not None and history.recorder is not None:
        found = history.timeline.pushed(min(history.step, history.timeline.end), index)
        pushed = UNKNOWN if found is None else found
    if type(value) is not Thunk:
        return Origin("a plain value", pushed=pushed)
    made, where, forced, evaluated = life_of(value, history)
    if evaluated >= history.step:
        evaluated = UNKNOWN
    if forced >= history.step:
        forced = UNKNOWN
    words = "evaluated" if state.cells.state(value) == EVALUATED else "not evaluated yet"
    return Origin(words, f"thunk#{value.number}", made, where, forced, evaluated, pushed)


# Text.


def needs_text(links: Sequence[Link]) -> str:
    """Which options and attributes need which, in a cycle round to the first again; "" where that would tell
    no more than one name, or none."""
    cycle = [link for link in links if link.cycle]
    found = needed(each for link in reversed(cycle or links) for each in link.landmarks)
    if cycle:
        return cycle_words(found)
    return needs_words(found) if len(found) > 1 else ""


def sections(links: Sequence[Link]) -> list[str]:
    """For each link what it is done for, in the words of a library: an option or attribute; "" where that is
    not known."""
    around: tuple[Landmark, ...] = ()
    found: list[str] = []
    for link in reversed(links):
        around = link.landmarks or around
        found.append(texts(around))
    return found[::-1]


def chain_text(links: list[Link], fold: bool = True) -> Iterator[str]:
    """The chain for reading, by file; neighbours in libraries and skipped files are only counted."""
    needs = needs_text(links)
    if needs:
        yield from (needs, "")
    cycle = any(link.cycle for link in links)
    path, section = None, ""
    of_link = dict(zip(map(id, links), sections(links), strict=True))
    for (hidden, _), group in groupby(links, lambda link: (fold and link.skipped, bool(link.cycle))):
        members = list(group)
        if hidden:
            files = ", ".join(dict.fromkeys(link.path for link in members if link.path))
            count = sum(link.hidden or 1 for link in members)
            yield f"{gutter(end_of(members), cycle)}  ... {count} in {files}"
            path = None
            continue
        for link in members:
            if of_link[id(link)] != section:
                section, path = of_link[id(link)], None
                yield f"{bar(link, cycle)}{section or 'the program'}:"
            if link.path and link.path != path:
                yield f"{bar(link, cycle)}{link.path}"
                path = link.path
            where = f"{link.line}:{link.column}" if link.path else WITHOUT_PLACE.get(link.kind, "")
            yield f"{gutter(link, cycle)}{where:>8}  {link_text(link)}".rstrip()


WITHOUT_PLACE = {"repeat": "...", "gap": "..."}
DRAWN = {"closes": "╭─ ", "member": "│  ", "opens": "╰▶ ", "self": "↻  "}


def gutter(link: Link, cycle: bool) -> str:
    """The drawing of the cycle beside a link."""
    return DRAWN.get(link.cycle, "   ") if cycle else ""


def end_of(members: Sequence[Link]) -> Link:
    """The one of a folded stretch whose drawing shows where the cycle begins or ends."""
    return members[-1] if members[-1].cycle == "opens" else members[0]


def bar(link: Link, cycle: bool) -> str:
    """The line of the cycle at the left, three cells wide; "" if no cycle is drawn."""
    return ("│  " if link.cycle in ("member", "opens") else "   ") if cycle else ""


def link_text(link: Link) -> str:
    """One link in words."""
    text = link.text
    if link.thunk:
        text += f", evaluating {link.thunk}"
        if link.forced >= 0:
            text += f" forced at step {link.forced}"
        if link.made >= 0:
            text += f", made at step {link.made}"
    if link.cycle in ("opens", "self"):
        text += ": needed again"
    return text
