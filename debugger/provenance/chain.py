"""The chain of demand of one moment, innermost first, in links that a person can read.

Links that repeat are shown once and folded, however many they are; a fold opens a page at a time. Of a long
stretch that does not repeat the ends are kept. A chain can only be read as long as nothing moves.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from debugger.history.history import History
from debugger.history.timeline import State
from debugger.loading.own_code import OwnCode
from debugger.provenance.demand import Link, link_of, marked_cycle
from debugger.provenance.demanders import demander_at, positions
from debugger.provenance.kinds import Kinds
from debugger.provenance.landmarks import Landmarks
from debugger.provenance.recurrence import Show, looked_for_recurrence, recurrence_text
from debugger.repeats import Stretch, looked_for_stretches
from vm.errors import InfiniteRecursion, NixError
from vm.thunks import Thunk

MOST_TOP, MOST_BOTTOM = 300, 60
"""Links shown from either end of a long stretch that does not repeat."""
PAGE = 60
"""Links, at the least, that an opened fold shows."""
PORTION = 10_000
LEAST, FEW = 3, 12
"""Repeats, and links that would be hidden, from which on links are folded."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The moment that is asked about, and how to tell of it."""

    state: State
    history: History
    own: OwnCode
    show: Show
    landmarks: Landmarks


class Chain:
    """Every demander, as links that can be opened."""

    def __init__(self, subject: Subject, places: Sequence[int]) -> None:
        self.subject = subject
        self.places = places
        """The positions of all demanders, see debugger.provenance.demanders."""
        self.links: tuple[Link, ...] = ()
        self.folds: tuple[Stretch | None, ...] = ()
        """For each link what it stands for, if it is a fold."""
        self.cell: Thunk | None = None
        """The cell that an infinite recursion needs again."""

    def put(self, pairs: Sequence[tuple[Link, Stretch | None]]) -> None:
        self.links = tuple(link for link, _ in pairs)
        self.folds = tuple(fold for _, fold in pairs)

    def open(self, number: int) -> bool:
        """Show more of the fold with that number; False if it is none."""
        fold = self.folds[number]
        if fold is None:
            return False
        link = self.links[number]
        begun = fold.start + fold.period
        cycles = min(max(PAGE // fold.period, 1), fold.times - 1)
        shown = [
            replace(self.link(at), cycle=link.cycle) for at in range(begun, begun + cycles * fold.period)
        ]
        rest = Stretch(fold.start + cycles * fold.period, fold.period, fold.times - cycles)
        pairs: list[tuple[Link, Stretch | None]] = [(each, None) for each in shown]
        if rest.times > 1:
            words = f"{(rest.times - 1) * rest.period:,} more of these"
            pairs.append((replace(link, text=words, times=rest.times), rest))
        all_before = list(zip(self.links, self.folds, strict=True))
        self.put([*all_before[:number], *pairs, *all_before[number + 1 :]])
        return True

    def link(self, at: int) -> Link:
        subject = self.subject
        demander = demander_at(subject.state, self.places[at])
        found = subject.landmarks.of(subject.state, demander)
        return replace(link_of(demander, subject.history, subject.own), landmarks=found)


def looked_for_chain(subject: Subject, error: NixError | None = None) -> Iterator[int | Chain]:
    """The chain of what is due at a moment; before it, how many demanders were looked at so far."""
    needed = error.cell if isinstance(error, InfiniteRecursion) else None
    cell = subject.state.cells.stand_in(needed) if needed is not None else None
    places, kinds = array("q"), array("q")
    kind_at = Kinds().at(subject.state)
    for position in positions(subject.state):
        places.append(position)
        kinds.append(kind_at(position))
        if len(places) % PORTION == 0:
            yield len(places)
    chain = Chain(subject, places)
    pairs: list[tuple[Link, Stretch | None]] = []
    end = opening(subject.state, places, cell) if cell is not None else None
    for start, stop in parts(len(places), end):
        for found in looked_for_stretches(kinds[start:stop], LEAST):
            if found is None:
                yield len(places)
                continue
            stretch = worth_folding(Stretch(start + found.start, found.period, found.times))
            for made in looked_for_links(chain, stretch):
                if isinstance(made, int):
                    yield made
                else:
                    pairs.append(made)
    chain.put(pairs)
    if cell is not None:
        mark_cycle(chain, cell)
    yield chain


def worth_folding(found: Stretch) -> Stretch:
    """The stretch, or the same as one that does not repeat where little would be gained."""
    few = found.length - found.period < FEW
    return Stretch(found.start, found.length) if few else found


def opening(state: State, places: Sequence[int], cell: Thunk) -> int | None:
    """Where the cell is evaluated that is needed again: that link is not folded away."""
    found = (at for at, place in enumerate(places) if demander_at(state, place).cell is cell)
    return next(found, None)


def parts(size: int, end: int | None) -> list[tuple[int, int]]:
    """The stretches within which folds are looked for."""
    return [(0, size)] if end is None else [(0, end), (end, end + 1), (end + 1, size)]


def looked_for_links(chain: Chain, stretch: Stretch) -> Iterator[int | tuple[Link, Stretch | None]]:
    """The links of a stretch, with what they stand for; a number as long as there is more to do."""
    if stretch.times == 1:
        yield from ((link, None) for link in shortened(chain, stretch))
        return
    links = [chain.link(at) for at in range(stretch.start, stretch.start + stretch.period)]
    yield from ((link, None) for link in links)
    state = chain.subject.state
    text = ""
    column = chain.places[stretch.start : stretch.end]
    for found in looked_for_recurrence(state, column, stretch.period, stretch.times):
        if found is None:
            yield stretch.end
        else:
            text = recurrence_text(found, state, chain.subject.show)
    skipped = all(link.skipped for link in links)
    yield (
        Link("repeat", text, times=stretch.times, period=stretch.period, skipped=skipped),
        stretch,
    )


def shortened(chain: Chain, stretch: Stretch) -> Iterator[Link]:
    """A long stretch keeps its ends."""
    left_out = stretch.length - MOST_TOP - MOST_BOTTOM
    if left_out <= 0:
        yield from map(chain.link, range(stretch.start, stretch.end))
        return
    yield from map(chain.link, range(stretch.start, stretch.start + MOST_TOP))
    yield Link("gap", f"{left_out:,} more, of which nothing repeats", times=left_out + 1)
    yield from map(chain.link, range(stretch.end - MOST_BOTTOM, stretch.end))


def mark_cycle(chain: Chain, cell: Thunk) -> None:
    """Mark the links of an infinite recursion; folds go where their links go."""
    chain.put(marked_cycle(list(zip(chain.links, chain.folds, strict=True)), cell))


def chain_of_demand(subject: Subject, error: NixError | None = None) -> Chain:
    """Every demander of what is due at a moment, the innermost first; of a cycle, its links in own code."""
    chain = Chain(subject, ())
    for found in looked_for_chain(subject, error):
        if isinstance(found, Chain):
            chain = found
    return chain
