"""Findings: what can be told of a failure only while nothing is unwound yet.

Where the person's own code led to it, which cells need each other in an infinite recursion, and what that
usually means. Found once per error, and only if nothing is going to catch it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from debugger.loading.own_code import OwnCode, own_code_of
from debugger.loading.program import Loaded
from debugger.provenance.demanders import Demander, demanders
from debugger.provenance.landmarks import Landmarks, cycle_words, needed
from debugger.provenance.whereabouts import standing
from vm.errors import Cancelled, Catchable, InfiniteRecursion, LimitExceeded, MissingAttribute, NixError
from vm.machine.machine import Machine
from vm.machine.traces import cell_name, cell_span
from vm.machine.trampoline import Steps
from vm.spans import Span, to_display
from vm.thunks import ALIAS, Thunk, alias_target

if TYPE_CHECKING:
    from debugger.provenance.diagnosis import Diagnosis

CYCLE_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Findings:
    """About one error. Texts are for people, but not yet made safe to show."""

    own: Span | None = None
    """The innermost place in own code, if the error is not in own code itself; of an infinite recursion the
    innermost one of the cycle."""
    diagnosis: Diagnosis | None = None
    cycle: tuple[str, ...] = ()
    """What needs what, for reading."""


NOTHING = Findings()


class Witness:
    """An observer that looks at each error which nothing will catch."""

    is_trusted = True

    def __init__(
        self, machine: Machine, own: Callable[[], OwnCode], landmarks: Callable[[], Landmarks] | None = None
    ) -> None:
        self.machine = machine
        self.own = own
        self.landmarks = landmarks
        """What tells of a cycle in the words of a library, if anything does."""

    def error_raised(self, error: NixError) -> None:
        """Attach the findings to an error that will reach the person, before anything is unwound."""
        if will_be_caught(self.machine, error):
            return
        try:
            if isinstance(error, LimitExceeded | Cancelled):
                error.standing = standing(self.machine)
            error.findings = findings(self.machine, error, self.own(), self.landmarks)
        except MemoryError:  # that may be why the run was stopped
            pass


def attach_witness(loaded: Loaded, skipped: tuple[str, ...]) -> OwnCode:
    """Have the errors of a run looked at; returns what is own code in it."""
    own = own_code_of(loaded.source, loaded.machine.host, skipped)
    loaded.machine.attach(Witness(loaded.machine, lambda: own))
    return own


def will_be_caught(machine: Machine, error: NixError) -> bool:
    """Whether a tryEval that is under way catches this error."""
    if not isinstance(error, Catchable):
        return False
    return any(
        continuation.catches and isinstance(continuation, Steps) and continuation.name == "tryEval"
        for continuation in reversed(machine.continuations)
    )


def findings(
    machine: Machine, error: NixError, own: OwnCode, landmarks: Callable[[], Landmarks] | None = None
) -> Findings:
    """The cycle, the place in own code and the diagnosis, as far as there are any."""
    from debugger.provenance.diagnosis import diagnosed, missing_argument

    cell = error.cell if isinstance(error, InfiniteRecursion) else None
    links = cycle_of(machine, cell) if cell is not None else []
    in_cycle = [span for link in links for span in link.spans if own.has_span(span)]
    here = in_cycle[0] if in_cycle else next(own_places(machine, own), None)
    diagnosis = None
    needs = ""
    if cell is not None:
        is_closed = all(own.has_span(span) for link in links for span in link.spans)
        under_way = [cell for link in links for cell in (link.cell, link.needing) if cell is not None]
        cells = [span for each in under_way if (span := cell_span(each)) and own.has(span.source)]
        diagnosis = diagnosed(in_cycle, cells, is_closed)
        if landmarks is not None:
            told = landmarks()
            found = needed(each for link in reversed(links) for each in told.of(machine, link))
            needs = cycle_words(found)
    elif isinstance(error, MissingAttribute) and here is not None and not own.has_span(error.span):
        diagnosis = missing_argument(error.name, here)
    return Findings(
        here if not own.has_span(error.span) else None,
        diagnosis,
        (*([needs] if needs else []), *cycle_notes(links, cell, own)) if cell is not None else (),
    )


def own_places(machine: Machine, own: OwnCode) -> Iterator[Span]:
    """The places in own code that are under way, the innermost first."""
    for link in demanders(machine):
        if link.frame is not None or link.is_builtin:
            span = link.span
            if span is not None and own.has(span.source):
                yield span


def cycle_of(machine: Machine, cell: Thunk) -> list[Demander]:
    """The links of the cycle that was closed by needing `cell` again, the innermost first."""
    target = alias_target(cell) if cell.state == ALIAS else cell
    links: list[Demander] = []
    for link in demanders(machine):
        links.append(link)
        if link.cell is target:
            return links
    return []


def cycle_notes(links: Sequence[Demander], cell: Thunk, own: OwnCode) -> Iterator[str]:
    """Which cells need each other, beginning at one of own code if there is one."""
    cells = [link.needing for link in reversed(links) if link.needing is not None]
    if not cells:
        cells = [cell]
    first = next((at for at, each in enumerate(cells) if own.has_span(cell_span(each))), 0)
    cells = cells[first:] + cells[:first]
    needed = cells[0] if first else cell
    yield f"{placed(needed)} needs its own value (it is thunk#{needed.number})"
    if len(cells) > 1:
        names = [placed(each) for each in cells[1 : CYCLE_SHOWN + 1]]
        if len(cells) - 1 > CYCLE_SHOWN:
            names.append(f"{len(cells) - 1 - CYCLE_SHOWN} more,")
        yield f"it needs {' which needs '.join(names)} which needs it again"


def placed(thunk: Thunk) -> str:
    """The cell's name and where it was made."""
    span = cell_span(thunk)
    where = f", made at {to_display(span.source.name)}:{span.position}," if span is not None else ""
    return cell_name(thunk) + where
