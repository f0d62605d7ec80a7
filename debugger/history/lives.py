"""The lives of thunks by what makes them: how many were made, begun and evaluated before any step.

The recorder logs what happens to thunks in order; here that log is sorted by the piece of source that makes
them, each event once, so that a question about a step is a few bisections however many thunks there are.
Between two steps only a part of what a step logs has happened: events keep their places in the log, too.
Events from before the window are only counted.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from debugger.history.segments import BEGUN, DONE, FAILED, HANDED, Plan, Segment, notes_of, start_of
from vm.chunk import Lambda
from vm.spans import Source
from vm.thunks import Application, Thunk

if TYPE_CHECKING:
    from mypy_extensions import i64

Site: TypeAlias = "str | tuple[str, int, str]"
"""The name of a chunk; or source, offset and builtin of a call whose results are thunks."""

EVER: Final = 1 << 62
"""A stamp after every other."""
PLACES: Final = 32
"""Bits of the stamp of a change that tell its place in the log of its segment; above them stands its step."""
NUMBER: Final = attrgetter("number")
BEGINNING: Final = 1
EVALUATION: Final = 2
FAILURE: Final = 3
RETRIAL: Final = 4
"""What may become of a thunk: begun, evaluated, failed, and begun again after that."""
ONLY_COUNTED: Final = -1
"""Stands for the stamp of a change that nobody will ask about."""


class Until(NamedTuple):
    """A moment, by what had happened to thunks."""

    thunks: int = EVER
    """How many there were."""
    change: int = EVER
    """The stamp of the first change that had not happened yet."""


NOW: Final = Until()
"""After all that has happened."""


def changed_after(step: int, place: int = 0) -> int:
    """The stamp of the change that stands at a place of the log and was seen after a step."""
    return step << PLACES | place


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the thunks of one site before some moment."""

    made: int = 0
    begun: int = 0
    """Forced, or their code taken over by another cell."""
    evaluated: int = 0
    failed: int = 0
    """Suspended again, because their evaluation failed."""

    @property
    def running(self) -> int:
        """How many are blackholes."""
        return self.begun - self.evaluated - self.failed

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.made + other.made,
            self.begun + other.begun,
            self.evaluated + other.evaluated,
            self.failed + other.failed,
        )


class Life:
    """The events of one site, by the steps after which they are seen; changes also by their places."""

    __slots__ = (
        *("begun", "evaluated", "failed", "made", "retried", "thunks"),
        *("older_begun", "older_evaluated", "older_failed", "older_made", "older_retried"),
    )

    def __init__(self) -> None:
        self.made = array("Q")
        self.thunks: list[Thunk] = []
        """Those made, in parallel."""
        self.begun = array("Q")
        self.evaluated = array("Q")
        self.failed = array("Q")
        self.retried = array("Q")
        self.older_made: i64 = 0
        """How many events of each kind are from before the window."""
        self.older_begun: i64 = 0
        self.older_evaluated: i64 = 0
        self.older_failed: i64 = 0
        self.older_retried: i64 = 0

    def tally(self, until: Until = NOW) -> Tally:
        """How it stood at a moment."""
        change = until.change
        retried = self.older_retried + bisect_left(self.retried, change)
        return Tally(
            self.older_made + bisect_left(self.thunks, until.thunks, key=NUMBER),
            self.older_begun + bisect_left(self.begun, change) - retried,
            self.older_evaluated + bisect_left(self.evaluated, change),
            self.older_failed + bisect_left(self.failed, change) - retried,
        )

    def latest(self, until: Until = NOW) -> Thunk | None:
        """The thunk that was made last before a moment; None if it is older than the window."""
        at = bisect_left(self.thunks, until.thunks, key=NUMBER)
        return self.thunks[at - 1] if at else None

    def note(self, kind: int, stamp: int) -> None:
        """A change; only counted if its stamp is ONLY_COUNTED."""
        if stamp == ONLY_COUNTED:
            self.count(kind, 1)
        elif kind == BEGINNING:
            self.begun.append(stamp)
        elif kind == EVALUATION:
            self.evaluated.append(stamp)
        elif kind == FAILURE:
            self.failed.append(stamp)
        else:
            self.retried.append(stamp)

    def count(self, kind: int, number: int) -> None:
        """So many more events of a kind are from before the window."""
        if kind == BEGINNING:
            self.older_begun += number
        elif kind == EVALUATION:
            self.older_evaluated += number
        elif kind == FAILURE:
            self.older_failed += number
        else:
            self.older_retried += number

    def forget(self, start: int) -> None:
        """Only count what happened before a step."""
        gone = bisect_right(self.made, start)
        self.older_made += gone
        del self.made[:gone], self.thunks[:gone]
        logs = (BEGINNING, self.begun), (EVALUATION, self.evaluated), (FAILURE, self.failed)
        for kind, stamps in (*logs, (RETRIAL, self.retried)):
            gone = bisect_left(stamps, changed_after(start + 1))
            self.count(kind, gone)
            del stamps[:gone]


class Lives:
    """Sorts the logs of segments, as far as they have got; what was sorted is not looked at again."""

    def __init__(self) -> None:
        self.sites: dict[Site, Life] = {}
        self.calls: dict[str, dict[int, list[Life]]] = {}
        """The lives of what builtins made, by source and line of the call."""
        self.segment: Segment | None = None
        self.created = self.changed = 0
        """How far it has got in that segment."""
        self.waiting: dict[int, list[tuple[Life, int]]] = {}
        """Sites and numbers of the cells whose code others have taken over, by the number of the other."""
        self.failures: set[int] = set()
        """Numbers of the cells that have failed."""
        self.first = EVER
        """The first thunk that was logged: of older ones it is not known what they are."""

    def of(self, code: Lambda) -> Life | None:
        """The life of what a chunk makes; None if it has made nothing."""
        return self.sites.get(code.name)

    def called_on(self, source: Source, line: int) -> Sequence[Life]:
        """The lives of what builtins made that were called on a 1-based line."""
        return self.calls.get(source_key(source), {}).get(line, ())

    def advance(self, segments: Sequence[Segment]) -> None:
        """Sort all that was logged since, in segments of which the last may still grow."""
        start = self.segment.start if self.segment is not None else 0
        for segment in segments[bisect_left(segments, start, key=start_of) :]:
            if segment is not self.segment:
                self.segment, self.created, self.changed = segment, 0, 0
            self.sort(segment)

    def sort(self, segment: Segment) -> None:
        """Take in what is new in a segment."""
        self.first = min(self.first, segment.first_thunk)
        base = segment.start
        at, end = self.created, len(segment.created)
        for thunk, offset in zip(segment.created[at:end], segment.created_at[at:end], strict=True):
            life = self.life_of(thunk)
            if life is not None:
                life.made.append(base + offset)
                life.thunks.append(thunk)
        self.created = end
        self.sort_changes(segment)

    def life_of(self, thunk: Thunk) -> Life | None:
        """The life of a thunk's site; None for a function in a cell of its own."""
        code = thunk.code
        if type(code) is Lambda:
            plan: Plan | None = code.plan
            if plan is not None and plan.lives is self:
                known: Life = plan.life
                return known
            life = self.sites.get(code.name)
            if life is None:
                life = self.sites[code.name] = Life()
            plan = notes_of(code)
            plan.life, plan.lives = life, self
            return life
        return self.life_of_call(code) if type(code) is Application else None

    def life_of_call(self, code: Application) -> Life | None:
        span = code.span
        if span is None:
            return None
        key = source_key(span.source)
        site = (key, span.start, code.maker)
        life = self.sites.get(site)
        if life is None:
            life = self.sites[site] = Life()
            line = span.source.line_of(span.start)
            self.calls.setdefault(key, {}).setdefault(line, []).append(life)
        return life

    def sort_changes(self, segment: Segment) -> None:
        """Take in what became of thunks, in the order in which it happened."""
        end = len(segment.change_stamps)
        changes = zip(
            segment.changes[self.changed : end],
            segment.change_stamps[self.changed : end],
            range(self.changed, end),
            strict=True,
        )
        first = self.first
        for thunk, logged, place in changes:
            kind, number, stamp = logged & 3, thunk.number, logged >> 2 << PLACES | place
            if kind == HANDED:
                self.hand_over(thunk, next(changes)[0], stamp)
            elif number < first and number not in self.waiting:
                continue  # it is older than the record
            elif kind == BEGUN and number not in self.failures:
                life = self.life_of(thunk)
                if life is not None:
                    life.begun.append(stamp)
            elif kind == DONE and number not in self.waiting:
                life = self.life_of(thunk)
                if life is not None:
                    life.evaluated.append(stamp)
            elif kind == BEGUN:
                self.begin(thunk, stamp)
            else:
                self.end(thunk, stamp, failed=kind == FAILED)
        self.changed = end

    def hand_over(self, thunk: Thunk, cell: Thunk, stamp: int) -> None:
        """Another cell took over the code of a thunk, and will end for it too."""
        life = self.life_of(thunk)
        if thunk.number < self.first or life is None:
            return
        self.begin(thunk, stamp)
        self.waiting.setdefault(cell.number, []).append((life, thunk.number))

    def begin(self, thunk: Thunk, stamp: int) -> None:
        """A force, or the taking over of its code; again if it has failed before."""
        life = self.life_of(thunk)
        if life is None or thunk.number < self.first:
            return
        life.note(BEGINNING, stamp)
        if thunk.number in self.failures:
            self.failures.discard(thunk.number)
            life.note(RETRIAL, stamp)

    def end(self, thunk: Thunk, stamp: int, failed: bool) -> None:
        """A value, or a failure: it is shared by those whose code the cell took over."""
        ended = self.waiting.pop(thunk.number, [])
        life = self.life_of(thunk)
        if life is not None and thunk.number >= self.first:
            ended.append((life, thunk.number))
        for life, number in ended:
            life.note(FAILURE if failed else EVALUATION, stamp)
            if failed:
                self.failures.add(number)

    def drop(self, gone: Segment, start: int) -> None:
        """Only count what happened in the oldest segment, of which nobody will ask more; `start` is where
        the next one begins."""
        if self.segment is None or self.segment.start < gone.start:
            self.count(gone)
        else:
            self.advance([gone])
            self.forget(gone, start)

    def count(self, segment: Segment) -> None:
        """Take in a segment that nobody has asked about, without sorting it."""
        changes = segment.changes
        self.segment, self.created, self.changed = segment, len(segment.created), len(changes)
        first = self.first = min(self.first, segment.first_thunk)
        failures, waiting = self.failures, self.waiting
        for thunk in segment.created:
            life = self.life_of(thunk)
            if life is not None:
                life.older_made += 1
        place: i64 = -1
        is_cell = False
        for stamp in segment.change_stamps:
            place += 1
            if is_cell:
                is_cell = False
                continue
            thunk = changes[place]
            kind: i64 = stamp & 3
            if kind == HANDED:
                self.hand_over(thunk, changes[place + 1], ONLY_COUNTED)
                is_cell = True
            elif kind == FAILED or failures:
                if kind == BEGUN:
                    self.begin(thunk, ONLY_COUNTED)
                else:
                    self.end(thunk, ONLY_COUNTED, failed=kind == FAILED)
            else:
                if kind == DONE and waiting and thunk.number in waiting:
                    for other, _ in waiting.pop(thunk.number):
                        other.older_evaluated += 1
                life = self.life_of(thunk) if thunk.number >= first else None
                if life is None:
                    continue
                if kind == BEGUN:
                    life.older_begun += 1
                else:
                    life.older_evaluated += 1

    def forget(self, gone: Segment, start: int) -> None:
        """Only count what happened in a segment that is dropped, which has been sorted."""
        thunks = {thunk.code: thunk for pile in (gone.created, gone.changes) for thunk in pile}
        for life in {id(life): life for life in map(self.life_of, thunks.values()) if life}.values():
            life.forget(start)

    def empty(self) -> None:
        """Let go of every thunk, for good."""
        for life in self.sites.values():
            life.thunks.clear()
        for pile in (self.sites, self.calls, self.waiting, self.failures):
            pile.clear()
        self.segment = None


def source_key(source: Source) -> str:
    """What a source is known by, in this run and in one that is made again."""
    return source.path or source.name
