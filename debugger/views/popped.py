"""Popped: what the last step took off the value stack and did not put back.

Told by the state one step earlier, so it is the same however one came to a step.
"""

from __future__ import annotations

from collections.abc import Iterator

from debugger.history.segments import WHOLE, taken
from debugger.history.timeline import State
from vm.values import Value

MOST = 40
"""Values that are shown of a step that took more."""


def popped_since(last: State, state: State) -> Iterator[tuple[int, Value]]:
    """The places and values, the topmost first, that the op took which was due then."""
    frame = last.frame
    if frame is None or frame.ip >= frame.code.end:
        return
    height, now = len(last.stack), len(state.stack)
    own = height - frame.base
    count = taken(frame.code.ops[frame.ip], frame.code.operands[frame.ip])
    count = own if count == WHOLE else min(count, own)
    low = height - count
    kept = state.stack[low] if count > 0 and low < now else None
    for index in range(height - 1, height - 1 - min(count, MOST), -1):
        value = last.stack[index]
        if value is kept and index > low and kept is not None:
            continue  # it only lies lower now
        if index >= now or state.stack[index] is not value:
            yield index, value
