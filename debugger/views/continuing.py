"""Continuing: the continuations of a snapshot, in a sentence each, and in the word or two that are enough
where they stand under the frame whose result they wait for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter

from debugger.history.timeline import AnyFrame, State
from debugger.names import awaited, binding_of, short
from debugger.provenance.demanders import is_between
from debugger.text import safe, shorten
from debugger.views.changes import Before
from debugger.views.listed import below_repeats, is_far, shown_numbers
from debugger.views.snapshot import ContinuationView, RepeatView
from debugger.views.values.value_text import made_from, place
from vm.machine.trampoline import Continuation, ForceResult, WriteBack

WORK_WIDTH = 40
LONELY = "argument 1 of 1"
"""A note that says nothing in a word or two."""

height_of = attrgetter("continuations")


def continuation_views(
    state: State, shown: int, before: Before | None, repeats: Sequence[RepeatView]
) -> Iterator[ContinuationView]:
    """A window of the continuations: from the top, around where the frame of number `shown` was entered, and
    below what repeats."""
    height = len(state.continuations)
    below = below_repeats(repeats, is_far(state.continuations, height))
    entered = height_of(state.frames[shown - 1]) if 0 < shown < state.depth else height
    number = state.depth
    for index in (at - 1 for at in shown_numbers(height, entered, below + 1)):
        number = owner_of(state.frames, number, index, height_of)
        yield continuation_view(state, index, number, before)


def continuation_view(state: State, index: int, number: int, before: Before | None) -> ContinuationView:
    """`number` is that of the frame below it."""
    continuation = state.continuations[index]
    described = continuation.describe()
    span = continuation.span
    text, cell, work, source = safe(described), "", "", ""
    if isinstance(continuation, WriteBack):
        text = f"write the result into {awaited(continuation)}"
        cell, source = cell_words(state, index, number, continuation)
    else:
        work = work_text(continuation, described)
    return ContinuationView(
        index,
        text,
        continuation.owner,
        continuation.waits,
        number + 1,
        place(span) if span else "",
        before is not None and before.continuation_changed(index, described),
        index == len(state.continuations) - 1 and is_between(state),
        cell,
        work,
        source,
    )


def work_text(continuation: Continuation, described: str) -> str:
    """`foldl' 4 of 4`, `toString`."""
    if isinstance(continuation, ForceResult):
        return "force it"
    name, _, note = described.partition(": ")
    note = note.removeprefix("element ").removeprefix("force ")
    return shorten(safe(f"{name} {note}" if note and note != LONELY else name), WORK_WIDTH)


def cell_words(state: State, index: int, number: int, waiting: WriteBack) -> tuple[str, str]:
    """What a cell is called in a word or two; and if it has no name, what it is made from, unless the frame
    above runs just that."""
    cell = waiting.thunk
    if binding_of(cell) or binding_of(waiting.working_on):
        return awaited(waiting, short), ""
    above = state.frames[number] if number < state.depth else None
    is_shown = above is not None and above.continuations == index + 1 and above.code is cell.code
    return short(cell), "" if is_shown else made_from(cell, state.cells)


def owner_of(frames: Sequence[AnyFrame], number: int, index: int, start: Callable[[AnyFrame], int]) -> int:
    """The number of the topmost frame, from `number` down, that starts at or below a place in a stack.

    Searched from the top in growing strides: the frames of the past are made only as far down as one looks.
    """
    stride = 1
    while number and start(frames[number - 1]) > index:
        lower = max(number - stride, 0)
        if lower and start(frames[lower - 1]) > index:
            number, stride = lower, stride * 2
        elif stride == 1:
            return lower
        else:
            stride = 1 if stride == 2 else stride // 2
    return number
