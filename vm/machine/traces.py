"""What was going on when an error was raised: frames and pending builtins, newest first.

An error that is caught at once must cost little, so only references are taken when it is raised; the lines
are made when somebody looks at them. Of a deep stack the middle is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from vm.chunk import Lambda
from vm.errors import TraceLine
from vm.machine.trampoline import Continuation, Site, Steps, WriteBack, format_note, site_span
from vm.spans import Span, to_display
from vm.thunks import Application, Thunk

if TYPE_CHECKING:
    from vm.machine.machine import Machine

TRACE_TOP, TRACE_BOTTOM = 300, 50
"""Frames taken from either end of the stack, and lines made of them at most."""
SCANNED = 2000
"""Continuations taken from either end: most of those in a pile have nothing to say."""
NAME_WIDTH = 40

FrameRecord: TypeAlias = "tuple[Lambda, int, Site, int]"
"""A frame's code and instruction, the tail call by which it was taken over, and its continuation height."""

Located: TypeAlias = "tuple[bool, TraceLine]"
"""A line, and whether it is that of a frame."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring frames and the continuations among them; `first` is the number of the lowest of these."""

    frames: list[FrameRecord]
    continuations: list[Continuation]
    first: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What is needed to tell later what was going on."""

    top: Stretch
    bottom: Stretch
    frame_count: int
    running: Continuation | None


def take_trace(vm: Machine) -> Taken:
    """References to what is going on at either end of the stack."""
    frames, continuations = vm.frames, vm.continuations
    count, height = len(frames), len(continuations)
    records = [(frame.code, frame.ip - 1, frame.site, frame.continuations) for frame in frames[-TRACE_TOP:]]
    if records and vm.retaken:
        code, ip, site, below = records[-1]
        records[-1] = code, ip + 1, site, below
    lowest = records[0][3] if count > TRACE_TOP else 0
    first = max(lowest, height - SCANNED, 0)
    top = Stretch(records, continuations[first:], first)
    rest = min(count - len(records), TRACE_BOTTOM)
    low = [(frame.code, frame.ip - 1, frame.site, frame.continuations) for frame in frames[:rest]]
    bottom = Stretch(low, continuations[: min(frames[rest].continuations, SCANNED)] if rest else [], 0)
    return Taken(top, bottom, count, vm.running)


def trace_lines(taken: Taken) -> Iterator[TraceLine]:
    """What was going on in words, newest first."""
    top = list(told(taken.top, taken.running))
    top.reverse()
    bottom = list(islice(told(taken.bottom, None), TRACE_BOTTOM))
    shown = list(islice(top, TRACE_TOP))
    yield from (line for _, line in shown)
    frames = sum(is_frame for is_frame, _ in shown) + sum(is_frame for is_frame, _ in bottom)
    left_out = taken.frame_count - frames
    if left_out > 0:
        yield TraceLine(f"... {left_out} frame{'' if left_out == 1 else 's'} left out ...", None)
    yield from (line for _, line in reversed(bottom))


def told(stretch: Stretch, running: Continuation | None) -> Iterator[Located]:
    """The lines of a stretch, oldest first: a continuation stands below the frame entered after it."""
    at, end = stretch.first, stretch.first + len(stretch.continuations)
    for code, ip, site, height in stretch.frames:
        while at < min(height, end):
            above = code if at == height - 1 else None
            yield from continuation_line(stretch.continuations[at - stretch.first], above, running)
            at += 1
        if site is not None:
            yield False, TraceLine("called", site_span(site))
        yield True, TraceLine(f"in {code_name(code)}", code.chunk.span(max(ip, 0)))
    for continuation in stretch.continuations[at - stretch.first :]:
        yield from continuation_line(continuation, None, running)


def continuation_line(
    continuation: Continuation, above: Lambda | None, running: Continuation | None
) -> Iterator[Located]:
    """Builtins, and cells whose own code is not what the frame directly above shows."""
    if isinstance(continuation, Steps):
        if continuation.builtin is not None:
            note = note_of(continuation, running)
            where = f"in builtins.{continuation.builtin.name}{f': {note}' if note else ''}"
            yield False, TraceLine(where, site_span(continuation.site))
    elif type(continuation) is WriteBack:
        cell = continuation.working_on
        if above is None or above is not cell.code:
            yield False, TraceLine(f"in {cell_name(cell)}", cell_span(cell))


def note_of(steps: Steps, running: Continuation | None) -> str:
    """What a builtin waits for, unless it has it and found fault with something itself."""
    note = steps.request.note if steps.request is not None else None
    if steps is running and note is not None and note[0].startswith("force argument"):
        return ""
    return format_note(note)


def code_name(code: Lambda) -> str:
    """`lambda 'f'`, `thunk`; for the value of an attribute `attribute 'a'`."""
    if code.label is None and code.attribute is not None:
        kind = "attribute" if code.kind.value == "thunk" else code.kind.value
        return f"{kind} '{to_display(code.attribute)}'"
    return code.display_name


def cell_name(thunk: Thunk) -> str:
    """The cell by what it is called, or else by what it evaluates."""
    code = thunk.code
    if isinstance(code, Lambda):
        if code.label is None and code.attribute is None:
            return f"thunk '{shortened(code.span)}'"
        return code_name(code)
    return f"an element made by {code.maker}" if isinstance(code, Application) else f"thunk#{thunk.number}"


def shortened(span: Span) -> str:
    """The source on one line, at most NAME_WIDTH characters."""
    text = " ".join(span.beginning(4 * NAME_WIDTH).split())
    return text if len(text) <= NAME_WIDTH else text[: NAME_WIDTH - 3] + "..."


def cell_span(thunk: Thunk) -> Span | None:
    """Where the thunk's code stands; None once its code is forgotten."""
    return thunk.code.span if thunk.code is not None else None
