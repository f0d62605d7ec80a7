"""The lives of thunks: when each was made, forced and evaluated, by whom, and what it cost; and the same
added up per place in the source for the whole run.

Rows are made from the record on demand. What has left the window is in the recorder's totals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from debugger.history.history import History
from debugger.history.recorder import Recorder
from debugger.history.segments import Segment
from debugger.history.site_counts import SiteCount
from debugger.history.timeline import Timeline
from debugger.names import called
from debugger.provenance.demand import life_of
from debugger.text import place_text, safe, safe_shown, source_place
from vm.chunk import Lambda
from vm.machine.traces import cell_name
from vm.opcodes import number_of
from vm.thunks import ALIAS, EVALUATED, SUSPENDED, Application, Thunk, alias_target

FORCE = number_of("OpForce")
PATIENCE = 5000
"""Steps looked through between two chances for somebody else."""


@dataclass(frozen=True, slots=True)
class ThunkRow:
    """One thunk of the window. Steps are -1 where there is none or it is not known."""

    number: int
    name: str
    path: str
    line: int
    column: int
    source: str
    made: int
    forced: int
    forced_by: str
    """The code whose op forced it first, as `name file:line:column`."""
    evaluated: int
    cost: int
    """Steps from the force to the value, everything that it needed included; -1 if there is no value yet."""
    state: str
    """`evaluated`, `in evaluation`, `never forced`, `failed` or `handed over`."""
    called: str
    """What a person calls it, see debugger.names."""

    @property
    def label(self) -> str:
        """The name by which commands know it: `thunk#12`."""
        return f"thunk#{self.number}"

    @property
    def place(self) -> str:
        """`file:line:column` of its code; "" if it has none."""
        return place_text(self.path, self.line, self.column)


@dataclass(frozen=True, slots=True)
class SiteRow:
    """All thunks made from one piece of source in the whole run."""

    name: str
    path: str
    line: int
    column: int
    source: str
    made: int
    forced: int
    evaluated: int
    never: int
    """Made and not forced (so far)."""
    cost: int
    """Steps of all evaluations together; nested ones count in both."""

    @property
    def place(self) -> str:
        """`file:line:column` of the code; "" if it has none."""
        return place_text(self.path, self.line, self.column)


COLUMNS = ("number", "name", "made", "forced", "evaluated", "cost", "state", "place")
SITE_COLUMNS = ("name", "made", "forced", "evaluated", "never", "cost", "place")


def thunk_rows(history: History) -> Iterator[ThunkRow]:
    """Every thunk that was made in the window, in order."""
    timeline = history.timeline
    for segment in timeline.segments:
        for thunk in segment.created:
            yield thunk_row(thunk, history, timeline)


def thunk_row(thunk: Thunk, history: History, timeline: Timeline) -> ThunkRow:
    """What the record tells of a thunk, as it is now and not as it was where one looks."""
    made, _, forced, evaluated = life_of(thunk, history)
    path, line, column, source = place_of(thunk.code)
    return ThunkRow(
        thunk.number,
        safe_shown(cell_name(thunk)) if thunk.code is not None else "function",
        path,
        line,
        column,
        source,
        made,
        forced,
        forcer(timeline, forced) if forced >= 0 else "",
        evaluated,
        evaluated - forced if min(evaluated, forced) >= 0 else -1,
        state_words(thunk, forced),
        called(thunk),
    )


def state_words(thunk: Thunk, forced: int) -> str:
    """One of `evaluated`, `handed over`, `in evaluation`, `failed`, `never forced`."""
    if thunk.state == EVALUATED:
        return "evaluated"
    if thunk.state == ALIAS:
        target = alias_target(thunk)
        if target is None:
            return "failed"
        return "evaluated" if target.state == EVALUATED else "handed over"
    if thunk.state == SUSPENDED:
        return "failed" if forced >= 0 else "never forced"
    return "in evaluation"


def forcer(timeline: Timeline, step: int) -> str:
    """The code that was running when a thunk was forced."""
    if step not in timeline:
        return ""
    segment = timeline.segment_of(step)
    code, ip = segment.instruction_at(step - segment.start)
    span = code.chunk.span(ip)
    return safe_shown(f"{code.display_name} {span}")


def place_of(code: Lambda | Application | None) -> tuple[str, int, int, str]:
    """Path, line, column and source text of what a thunk evaluates."""
    return source_place(code.span if code is not None else None)


def reads(number: int, history: History) -> Iterator[int]:
    """The steps of the window at which an OpForce found a thunk on top."""
    return (step for step in looked_for_reads(number, history) if step is not None)


def looked_for_reads(number: int, history: History) -> Iterator[int | None]:
    """The same; None now and then, to let go of the processor."""
    timeline = history.timeline
    for segment in timeline.segments:
        for count, (step, stack) in enumerate(timeline.stacks(segment)):
            if count % PATIENCE == 0:
                yield None
            if stack and type(stack[-1]) is Thunk and stack[-1].number == number:
                if is_force(segment, step - segment.start):
                    yield step


def is_force(segment: Segment, offset: int) -> bool:
    """Whether the step at this offset is an OpForce."""
    code, ip = segment.instruction_at(offset)
    return code.ops[ip] == FORCE


def site_rows(recorder: Recorder) -> list[SiteRow]:
    """Totals per piece of source, the most expensive first."""
    rows = [site_row(count) for count in recorder.sites()]
    return sorted(rows, key=lambda row: (-row.cost, -row.made, row.place))


def site_row(count: SiteCount) -> SiteRow:
    """The counts with words; its cost is in steps, and what is in it counts in each site around it."""
    path, line, column, source = place_of(count.code)
    name = site_name(count.code)
    never = count.made - count.first_forces
    return SiteRow(
        name, path, line, column, source, count.made, count.first_forces, count.evaluated, never, count.cost
    )


def site_name(code: Lambda | Application | None) -> str:
    """The name of the code, or of the builtin that made the call."""
    if isinstance(code, Lambda):
        return safe_shown(code.display_name)
    return f"made by {safe(code.maker)}" if code is not None else "function"
