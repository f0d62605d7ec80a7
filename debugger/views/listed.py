"""Listed: which frames and continuations of a deep stack a snapshot lists, and what repeats among them."""

from __future__ import annotations

from collections.abc import Sequence

from debugger.views.folds import Fold
from debugger.views.snapshot import RepeatView
from vm.machine.trampoline import Continuation, WriteBack

WINDOW = 64
TAIL = 20
"""Of a window, what is kept for what lies below that which repeats."""
FAR_DOWN = 20_000


def token_of(continuation: Continuation) -> object:
    """What tells a continuation from any other that stands in its place later."""
    if isinstance(continuation, WriteBack):
        return continuation.thunk.number, continuation.activation
    return continuation


def repeat_views(folds: Sequence[Fold], first: int) -> tuple[RepeatView, ...]:
    """Folds by numbers that begin at `first`."""
    return tuple(
        RepeatView(each.high + first, each.low + first, each.period, each.is_complete) for each in folds
    )


def is_far(items: Sequence[object], height: int) -> bool:
    """Whether the lower end of a stack is too far away: a stack of the past is made on the way down."""
    return height > FAR_DOWN and not isinstance(items, list)


def below_repeats(repeats: Sequence[RepeatView], far: bool) -> int:
    """The number or index from which on the end of the last repeat and what lies below it is listed; -1 where
    nothing is."""
    if not repeats or not repeats[-1].is_complete or far:
        return -1
    return repeats[-1].low - 1 + repeats[-1].period


def shown_numbers(count: int, shown: int, below: int) -> list[int]:
    """Which of so many are listed, from 1 on, the uppermost first: WINDOW of them at the most."""
    tail = range(below, max(below - TAIL, 0), -1)
    room = WINDOW - len(tail)
    top = range(count, max(count - room, 0), -1)
    if shown <= count - room:
        middle = min(shown + room // 4, count)
        top = range(count, max(count - room // 2, 0), -1)
        around = range(middle, max(middle - room // 2, 0), -1)
        return sorted({*top, *around, *tail}, reverse=True)
    return sorted({*top, *tail}, reverse=True)
