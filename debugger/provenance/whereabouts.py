"""Whereabouts: what a run was doing when something from outside stopped it: a limit, a full stack, Ctrl-C.

How far it had got, the frames that repeat, and the innermost frames of own code. All of it is taken at that
moment, before anything is unwound; words are made of it when somebody wants to read them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from debugger.loading.own_code import OwnCode
from debugger.provenance.kinds import Kinds
from debugger.repeats import main_repeat
from debugger.text import safe_shown
from vm.chunk import Lambda
from vm.errors import Cancelled, NixError
from vm.machine.frames import Frame
from vm.machine.machine import Machine
from vm.machine.traces import code_name, take_trace, trace_lines
from vm.machine.trampoline import Steps, WriteBack
from vm.spans import Span, from_host, to_display

MOST_FRAMES = 200_000
"""Frames looked at, from the innermost on."""
MOST_SPOTS = 10_000
OWN_SHOWN = 3
REPEAT_SHOWN = 8

WHOLE = -1
Spot = tuple[Lambda, int]
"""Where a frame stands: code and instruction, or WHOLE for no particular one."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a machine stood. Of frames, the innermost come first."""

    steps: int
    depth: int
    spots: tuple[Spot, ...]
    """Every place at which a frame stands, each once."""
    repeat: tuple[Spot, ...]
    """The frames that repeat, once; empty if none do."""
    times: int
    waiting: tuple[Spot, ...] = ()
    """What waits for these frames, each once: code that asked a builtin, or whose value it is."""


class Interrupted(KeyboardInterrupt):
    """Ctrl-C while a machine was running, with what can be told about it."""

    def __init__(self, error: Cancelled, own: OwnCode) -> None:
        super().__init__()
        self.error = error
        self.own = own


@contextmanager
def interruptible(machine: Machine, own: Callable[[], OwnCode]) -> Iterator[None]:
    """Have Ctrl-C tell where the machine was."""
    try:
        yield
    except Interrupted:
        raise
    except KeyboardInterrupt as stop:
        error = Cancelled("interrupted", place(machine))
        error.notes += map(from_host, getattr(stop, "__notes__", ()))
        taken = take_trace(machine)
        error.take_trace(lambda: trace_lines(taken))
        error.standing = standing(machine)
        raise Interrupted(error, own()) from None


def place(machine: Machine) -> Span | None:
    """Where the machine is at work, in whatever moment of a step."""
    frame, continuations = machine.frame, machine.continuations
    if continuations and (frame is None or len(continuations) > frame.continuations):
        span = continuations[-1].span
        if span is not None:
            return span
    return frame.code.chunk.span(max(frame.ip - 1, 0)) if frame is not None else None


def standing(machine: Machine) -> Standing:
    """Taken before anything is unwound. Of a deep stack only the innermost frames are looked at."""
    frames = machine.frames
    kinds = Kinds()
    firsts: list[Frame] = []
    keys: list[int] = []
    for frame in islice(reversed(frames), MOST_FRAMES):
        number = kinds.of_frame(frame)
        if number == len(firsts):
            firsts.append(frame)
        keys.append(number)
    found = main_repeat(keys)
    pattern = keys[found.start : found.start + found.period] if found is not None else []
    return Standing(
        machine.steps,
        len(frames),
        tuple(spot(frame) for frame in firsts[:MOST_SPOTS]),
        tuple(spot(firsts[number]) for number in pattern),
        found.times if found is not None else 0,
        tuple(waiting_spots(machine)),
    )


def waiting_spots(machine: Machine) -> Iterator[Spot]:
    """Codes of continuations, the innermost first: their frames may have ended before."""
    seen: set[int] = set()
    for continuation in islice(reversed(machine.continuations), MOST_FRAMES):
        found: Spot | None = None
        if isinstance(continuation, WriteBack):
            code = continuation.working_on.code
            found = (code, WHOLE) if type(code) is Lambda else None
        elif isinstance(continuation, Steps):
            found = continuation.site
        if found is not None and id(found[0]) not in seen and len(seen) < MOST_SPOTS:
            seen.add(id(found[0]))
            yield found


def spot(frame: Frame) -> Spot:
    """Code and instruction at which a frame is."""
    return frame.code, max(frame.ip - 1, 0)


def standing_texts(error: NixError, own: OwnCode) -> Iterator[str]:
    """What can be told about an error that stopped a run from outside, as texts that are safe to show."""
    found = error.standing
    if not isinstance(found, Standing):
        return
    depth = f", {counted(found.depth, 'frame')} deep" if found.depth else ""
    yield f"after {counted(found.steps, 'step')}{depth}"
    if found.repeat:
        at_least = "at least " if found.depth > MOST_FRAMES else ""
        these = "this frame repeats" if len(found.repeat) == 1 else f"these {len(found.repeat)} frames repeat"
        yield f"{these} {at_least}{found.times:,} times: {repeat_text(found.repeat, own)}"
    mine = [each for each in found.spots if own.has(each[0].chunk.source)]
    mine = mine or [each for each in found.waiting if own.has(each[0].chunk.source)]
    if mine and mine[:1] != list(found.spots[:1]):
        yield f"in your code: {'; '.join(map(spot_text, mine[:OWN_SHOWN]))}"


def counted(number: int, what: str) -> str:
    """A number with its noun, which gets an s."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def repeat_text(repeat: tuple[Spot, ...], own: OwnCode) -> str:
    """The places of the frames that repeat; of many, those of own code first of all."""
    shown = list(repeat)
    if len(repeat) > REPEAT_SHOWN:
        shown.sort(key=lambda each: not own.has(each[0].chunk.source))
    places = [short_place(each, False) for each in shown]
    if len(set(places)) < len(places):
        places = [short_place(each, True) for each in shown]
    left = len(places) - REPEAT_SHOWN
    return ", ".join(places[:REPEAT_SHOWN]) + (f" and {left} more" if left > 0 else "")


def short_place(each: Spot, with_column: bool) -> str:
    """`modules.nix:450`, or `modules.nix:450:12`."""
    span = span_of(each)
    position = span.position
    return safe_shown(f"{to_display(span.source.name)}:{position if with_column else position.line}")


def spot_text(each: Spot) -> str:
    return safe_shown(f"{code_name(each[0])} at {span_of(each)}")


def span_of(each: Spot) -> Span:
    """The instruction's span, or that of the whole code."""
    code, ip = each
    return code.span if ip == WHOLE else code.chunk.span(ip)
