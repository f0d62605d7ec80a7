"""The thunks of the window as a table: rows are made when somebody looks at them, orders and choices of all
of them a little at a time, so that half a million are no trouble.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain, islice

from debugger.history.history import History
from debugger.history.site_counts import site_of
from debugger.history.timeline import Timeline
from debugger.provenance.thunk_life import SiteRow, ThunkRow, place_of, site_name, state_words, thunk_row
from debugger.text import place_text, safe_shown
from vm.machine.traces import cell_name
from vm.thunks import ALIAS, Thunk, alias_target

PATIENCE = 2000
"""Thunks looked at between two chances for somebody else."""
UNKNOWN = -1

Key = int | str
Site = tuple[str, str, int, int]
"""Name, path, line and column of what thunks are made from."""


class ThunkTable:
    """Thunks by their index in the order in which they were made."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.timeline = history.timeline
        self.made_in = [each.created for each in self.timeline.segments]
        """The thunks of each segment, kept: the window may move on while the table is still seen."""
        self.begun = list(accumulate(map(len, self.made_in), initial=0))
        """The index of the first thunk of each segment, and how many there are; the rest is found when
        somebody sorts or chooses."""
        self.callers: dict[tuple[int, int], str] = {}
        """What forced, by code and instruction."""
        self.sites: dict[object, tuple[str, str]] = {}
        """Name and place, by what thunks are made from."""
        self.keyed: dict[str, list[Key]] = {}
        """What each thunk is sorted by, for the columns that somebody has sorted by."""

    def __len__(self) -> int:
        return self.begun[-1]

    @cached_property
    def thunks(self) -> list[Thunk]:
        """All of them."""
        return list(islice(chain.from_iterable(self.made_in), len(self)))

    @cached_property
    def steps(self) -> tuple[array[int], array[int], array[int]]:
        """When each was made, forced and evaluated; -1 for never."""
        return steps_of(self.timeline, self.thunks)

    def thunk(self, index: int) -> Thunk:
        """One of them."""
        at = bisect_right(self.begun, index) - 1
        return self.made_in[at][index - self.begun[at]]

    def row(self, index: int) -> ThunkRow:
        return thunk_row(self.thunk(index), self.history, self.timeline)

    @property
    def last_number(self) -> int:
        """The largest number that a thunk has; 0 if there is none."""
        return self.thunk(len(self) - 1).number if len(self) else 0

    def place_of_thunk(self, number: int) -> int | None:
        """The index of the thunk with that number, if it was made in the window."""
        at = bisect_left(range(len(self)), number, key=lambda index: self.thunk(index).number)
        return at if at < len(self) and self.thunk(at).number == number else None

    def made(self, index: int) -> int:
        """The step at which it was made; -1 if that is not known."""
        return self.steps[0][index]

    def forced(self, index: int) -> int:
        """The step that forced it last; -1 for none."""
        return self.steps[1][index]

    def evaluated(self, index: int) -> int:
        """The step in which it got its value; -1 for none."""
        return self.steps[2][index]

    def cost(self, index: int) -> int:
        """Steps from its force to its value; UNKNOWN if either is not known."""
        evaluated, forced = self.evaluated(index), self.forced(index)
        return evaluated - forced if min(evaluated, forced) >= 0 else UNKNOWN

    def state(self, index: int) -> str:
        return state_words(self.thunks[index], self.forced(index))

    def forced_by(self, index: int) -> str:
        """Code and place of the op that forced it; "" if that is not recorded."""
        step = self.forced(index)
        if step not in self.timeline:
            return ""
        segment = self.timeline.segment_of(step)
        offset = step - segment.start
        code, ip = segment.nodes[segment.turn_at(offset)].code, segment.ips[offset]
        found = self.callers.get((id(code), ip))
        if found is None:
            found = self.callers[id(code), ip] = safe_shown(f"{code.display_name} {code.chunk.span(ip)}")
        return found

    def site(self, index: int) -> tuple[str, str]:
        """What a thunk is called, and where it was made."""
        thunk = self.thunks[index]
        site = site_of(thunk.code)
        found = self.sites.get(site)
        if found is None:
            path, line, column, _ = place_of(thunk.code)
            name = safe_shown(cell_name(thunk)) if thunk.code is not None else "function"
            found = self.sites[site] = (name, place_text(path, line, column))
        return found

    # Sorting and choosing.

    def ordered(
        self, column: str, backwards: bool, of: list[int] | None = None
    ) -> Iterator[list[int] | None]:
        """The indices in the order of a column, what is not known last; the last item is the answer, before
        it come Nones to let go of the processor."""
        keys = self.keyed.get(column)
        if keys is None:
            keys = []
            key = self.key_of(column)
            for index in range(len(self.thunks)):
                keys.append(key(index))
                if index % PATIENCE == 0:
                    yield None
            self.keyed[column] = keys
        wanted = list(range(len(self.thunks))) if of is None else of
        yield None
        known = [index for index in wanted if keys[index] not in (UNKNOWN, "")]
        yield None
        known.sort(key=keys.__getitem__, reverse=backwards)
        yield None
        yield known + [index for index in wanted if keys[index] in (UNKNOWN, "")]

    def key_of(self, column: str) -> Callable[[int], Key]:
        keys: dict[str, Callable[[int], Key]] = {
            "thunk": lambda index: self.thunks[index].number,
            "name": lambda index: self.site(index)[0],
            "made": self.made,
            "forced": self.forced,
            "by": self.forced_by,
            "evaluated": self.evaluated,
            "cost": self.cost,
            "state": self.state,
            "place": lambda index: self.site(index)[1],
        }
        return keys[column]

    def matching(
        self, text: str, site: Site | None = None, among: Sequence[int] | None = None
    ) -> Iterator[list[int] | None]:
        """The indices of the thunks that have a text in any column, and are made at a place; as `ordered`."""
        text = text.lower()
        number = text.replace(" ", "") if text.replace(" ", "").isdigit() else text
        verdicts: dict[object, tuple[bool, bool]] = {}
        found: list[int] = []
        for count, index in enumerate(range(len(self.thunks)) if among is None else among):
            if count % PATIENCE == 0:
                yield None
            thunk = self.thunks[index]
            code = site_of(thunk.code)
            verdict = verdicts.get(code)
            if verdict is None:
                name, place = self.site(index)
                verdict = verdicts[code] = (
                    site is None or (site_name(thunk.code), *place_of(thunk.code)[:3]) == site,
                    text in f"{name} {place}".lower(),
                )
            if verdict[0] and (verdict[1] or self.mentions(index, text, number)):
                found.append(index)
        yield found

    def mentions(self, index: int, text: str, number: str) -> bool:
        """Whether what a thunk does not share with others of its place has a text."""
        made, forced, evaluated = self.made(index), self.forced(index), self.evaluated(index)
        steps = [made, forced, evaluated, evaluated - forced if min(evaluated, forced) >= 0 else UNKNOWN]
        known = " ".join([str(step) for step in steps if step >= 0])
        own = f"thunk#{self.thunks[index].number} {known} {self.state(index)}"
        return number in own or text in self.forced_by(index).lower()


def steps_of(timeline: Timeline, thunks: Sequence[Thunk]) -> tuple[array[int], array[int], array[int]]:
    """The steps in which thunks of the window were made, forced and evaluated last."""
    made, forced, evaluated = array("q"), array("q"), array("q")
    for segment in timeline.segments:
        before = segment.start - 1
        made.extend([before + offset for offset in segment.created_at])
        forced.extend([thunk.forced_at - 1 for thunk in segment.created])
        evaluated.extend([thunk.evaluated_at - 1 for thunk in segment.created])
    for index, thunk in enumerate(thunks):
        if thunk.state == ALIAS and evaluated[index] == UNKNOWN:
            target = alias_target(thunk)
            if target is not None:
                evaluated[index] = timeline.recorder.evaluated_step(target)
    return made, forced, evaluated


def site_key(row: SiteRow) -> Site:
    """What tells one site from another."""
    return row.name, row.path, row.line, row.column
