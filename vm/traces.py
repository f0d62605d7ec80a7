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
from vm.errors import NixError, TraceLine
from vm.frames import Frame
from vm.spans import Span, from_host, to_display
from vm.thunks import ALIAS, Application, Thunk, alias_target
from vm.trampoline import Continuation, Note, Site, Steps, WriteBack, format_note, site_span
from vm.values import Builtin

if TYPE_CHECKING:
    from vm.machine import Machine

TRACE_TOP, TRACE_BOTTOM = 300, 50
"""Entries kept from either end of the stack."""
SCANNED = 5000
"""Continuations looked at from either end: most of those in a pile have nothing to say."""
CYCLE_SHOWN = 4
NAME_WIDTH = 40


@dataclass(frozen=True, slots=True)
class FrameEntry:
    """A frame, its instruction, and the tail call by which it was taken over."""

    code: Lambda
    ip: int
    site: Site


@dataclass(frozen=True, slots=True)
class BuiltinEntry:
    """A builtin at work, or waiting for a value."""

    builtin: Builtin
    note: Note
    site: Site


Entry: TypeAlias = "FrameEntry | BuiltinEntry | Thunk | int"
"""A cell stands for code that handed its frame over, an integer for so many frames left out."""


def take_trace(vm: Machine) -> list[Entry]:
    """References to what is going on, newest first."""
    frames, continuations = vm.frames, vm.continuations
    reached = [len(frames), len(continuations)]
    entries = list(islice(downwards(vm, reached), TRACE_TOP))
    if len(entries) < TRACE_TOP:
        return entries
    top = reached[0]
    bottom = list(islice(upwards(vm, reached), TRACE_BOTTOM))
    left_out = top - sum(type(entry) is FrameEntry for entry in bottom)
    return [*entries, *([left_out] if left_out > 0 else []), *reversed(bottom)]


def downwards(vm: Machine, reached: list[int]) -> Iterator[Entry]:
    """Every frame and continuation with something to say; `reached` are the heights that are left."""
    frames, continuations = vm.frames, vm.continuations
    count = len(frames)
    for _ in range(SCANNED):
        height = frames[reached[0] - 1].continuations if reached[0] else 0
        if reached[1] > height:
            reached[1] -= 1
            entry = continuation_entry(continuations[reached[1]], frames, reached, vm.running)
            if entry is not None:
                yield entry
        elif reached[0]:
            reached[0] -= 1
            yield frame_entry(frames[reached[0]], reached[0] == count - 1 and vm.retaken > 0)
        else:
            return


def upwards(vm: Machine, reached: list[int]) -> Iterator[Entry]:
    """The same from the bottom, up to where the other walk has come."""
    frames, continuations = vm.frames, vm.continuations
    frame = continuation = 0
    for _ in range(SCANNED):
        height = frames[frame].continuations if frame < len(frames) else len(continuations)
        if continuation < height:
            if continuation >= reached[1]:
                return
            entry = continuation_entry(continuations[continuation], frames, [frame, continuation])
            continuation += 1
            if entry is not None:
                yield entry
        elif frame < reached[0]:
            yield frame_entry(frames[frame], False)
            frame += 1
        else:
            return


def frame_entry(frame: Frame, due: bool) -> Entry:
    return FrameEntry(frame.code, frame.ip if due else max(frame.ip - 1, 0), frame.site)


def continuation_entry(
    continuation: Continuation, frames: list[Frame], at: list[int], running: Continuation | None = None
) -> Entry | None:
    """Builtins, and cells whose own code is not what the frame above shows."""
    if isinstance(continuation, Steps):
        if continuation.builtin is None:
            return None
        note = continuation.request.note if continuation.request is not None else None
        if continuation is running and note is not None and note[0].startswith("force argument"):
            note = None  # that is done: the builtin itself found fault
        return BuiltinEntry(continuation.builtin, note, continuation.site)
    if type(continuation) is WriteBack:
        above = frames[at[0]] if at[0] < len(frames) else None
        thunk = continuation.working_on
        if above is not None and above.continuations == at[1] + 1 and above.code is thunk.code:
            return None
        return thunk
    return None


def trace_lines(entries: list[Entry]) -> Iterator[TraceLine]:
    """The entries in words."""
    for entry in entries:
        if isinstance(entry, int):
            yield TraceLine(f"... {entry} frame{'' if entry == 1 else 's'} left out ...", None)
        elif isinstance(entry, Thunk):
            yield TraceLine(f"in {cell_name(entry)}", cell_span(entry))
        elif isinstance(entry, FrameEntry):
            yield TraceLine(f"in {code_name(entry.code)}", entry.code.chunk.span(entry.ip))
            if entry.site is not None:
                yield TraceLine("called", site_span(entry.site))
        else:
            note = format_note(entry.note)
            where = f"in builtins.{entry.builtin.name}{f': {note}' if note else ''}"
            yield TraceLine(where, site_span(entry.site))


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
    text = " ".join(span.beginning(4 * NAME_WIDTH).split())
    return text if len(text) <= NAME_WIDTH else text[: NAME_WIDTH - 3] + "..."


def cell_span(thunk: Thunk) -> Span | None:
    return thunk.code.span if thunk.code is not None else None


def explain_recursion(vm: Machine, error: NixError, thunk: Thunk) -> None:
    """Notes that name the cell which needs itself, where it was made, and by way of which others."""
    target = alias_target(thunk) if thunk.state == ALIAS else thunk
    cycle: list[Thunk] = []
    for continuation in reversed(vm.continuations):
        if type(continuation) is WriteBack:
            if continuation.thunk is target:
                break
            cycle.append(continuation.working_on)
    cycle.reverse()
    error.notes.append(from_host(f"{placed(thunk)} needs its own value (it is thunk#{thunk.number})"))
    if cycle:
        names = [placed(each) for each in cycle[:CYCLE_SHOWN]]
        if len(cycle) > CYCLE_SHOWN:
            names.append(f"{len(cycle) - CYCLE_SHOWN} more,")
        error.notes.append(from_host(f"it needs {' which needs '.join(names)} which needs it again"))


def placed(thunk: Thunk) -> str:
    """The cell's name and where it was made."""
    span = cell_span(thunk)
    where = f", made at {to_display(span.source.name)}:{span.position}," if span is not None else ""
    return cell_name(thunk) + where
