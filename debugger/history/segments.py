"""What a record consists of: segments of logs with keyframes, nodes of frames, and still pictures of
continuations that change as they run.

Nothing here keeps a generator alive. The recorder writes these and the timeline reads them.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import Any, Final, TypeAlias

from vm.chunk import Lambda
from vm.errors import NixError
from vm.machine.equality import Equality
from vm.machine.trampoline import Continuation, Site, Steps, WriteBack, format_note, site_span
from vm.opcodes import OPCODES, number_of
from vm.spans import Span
from vm.steps import Note
from vm.thunks import Thunk
from vm.values import Builtin, Value

BLOCK: Final = 1 << 10
"""Values in a piece of a keyframe's stack; unchanged pieces are shared with the keyframe before."""
UNTOUCHED: Final = 1 << 60
MOST_TICKS: Final = 100_000
"""Runs of continuations that are kept of one step."""
WHOLE: Final = 1 << 40
"""Marks an op that takes all that its frame has on the stack."""
TAIL_CALL = number_of("OpTailCall")
NOT_FOUND_JUMP = number_of("OpJumpIfNotFound")
MARKED = ("builtin", "caught", "import", "trace", "warning")
NODE_BYTES: Final = 136
THUNK_BYTES: Final = 200
LINK_BYTES: Final = 250
SCENE_BYTES: Final = 200
"""What the node of an activation, a thunk with its captures, a link and a scene take, roughly."""


Node: TypeAlias = "tuple[Any, ...]"
"""One activation; a tuple, because one is made for every call and force. See the indices below. Its parts
have no types: a compiler takes a tuple of known types apart and makes it anew, but nodes have an identity.
"""

BELOW: Final = 0
BELOW_IP: Final = 1
CODE: Final = 2
UPVALUES: Final = 3
BASE: Final = 4
HEIGHT: Final = 5
ACTIVATION: Final = 6
SITE: Final = 7
BETWEEN: Final = 8
DEPTH: Final = 9
"""The node below, or None, and the instruction at which it waits; the frame's own fields, HEIGHT being its
height of continuations; what of these lies between it and the frame below; and how many frames there are."""

Numbers: TypeAlias = "list[int] | array[int]"
"""A log of numbers: a list while it is written, which takes them fastest, an array from then on."""

Between: TypeAlias = "Thunk | tuple[Thunk, Thunk] | Link | None"
"""A thunk stands for its write-back alone, the usual case, with a second one if it took over that one's code;
a link for itself and everything below it."""

BEGUN: Final = 0
DONE: Final = 1
FAILED: Final = 2
HANDED: Final = 3
"""What happens to a thunk: it is forced, gets its value, is suspended again, or hands its code over."""


class Pace:
    """How long the stretches of a record are. One for all records; only a test has reason to change it."""

    def __init__(self) -> None:
        self.segment = 1 << 16
        """Steps after which a new segment begins: what is dropped or made again is always a whole one."""
        self.keyframe = 1 << 10
        """Steps between two keyframes, or more where the changed part of the value stack is higher."""


PACE: Final = Pace()


class Link:
    """A pending continuation on top of all the others."""

    __slots__ = ("below", "continuation", "taken")

    def __init__(self, continuation: Continuation, below: Link | None) -> None:
        self.continuation = still_of(continuation)
        self.below = below
        self.taken = taken_by(continuation)
        """The cell whose code a write-back had taken over, if it had."""


class Still(Continuation):
    """What a continuation that changes as it runs looked like: a name, a note with integers, a place."""

    __slots__ = ("builtin", "name", "note", "site", "waiting")

    def __init__(self, name: str, note: Note, site: Site, waiting: str, builtin: Builtin | None) -> None:
        self.name = name
        self.note = note
        self.site = site
        self.waiting = waiting
        self.builtin = builtin

    def describe(self) -> str:
        note = format_note(self.note)
        return f"{self.name}: {note}" if note else self.name

    @property
    def owner(self) -> str:
        return self.name

    @property
    def span(self) -> Span | None:
        return site_span(self.site)

    @property
    def waits(self) -> str:
        return self.waiting


class StillEquality(Still):
    """A comparison as it was."""

    __slots__ = ()

    def describe(self) -> str:
        return format_note(self.note)


def still_of(continuation: Continuation) -> Continuation:
    """A continuation as it looks now; most never change and stand for themselves."""
    if isinstance(continuation, Steps):
        request = continuation.request
        note = request.note if request is not None else None
        return Still(continuation.name, note, continuation.site, continuation.waits, continuation.builtin)
    if isinstance(continuation, Equality):
        count = continuation.compared
        note = ("compare, after {} pair" if count == 1 else "compare, after {} pairs", count)
        return StillEquality("OpEqual", note, continuation.site, continuation.waits, None)
    return continuation


def taken_by(continuation: Continuation) -> Thunk | None:
    """The cell whose code a write-back has taken over; None if it has none, or is none."""
    if type(continuation) is not WriteBack or continuation.taken is continuation.thunk:
        return None
    return continuation.taken


def has_changed(link: Link, continuation: Continuation) -> bool:
    """Whether a continuation no longer looks like its picture; one that never changes is its own."""
    still = link.continuation
    if still is continuation or not isinstance(still, Still):
        return link.taken is not taken_by(continuation)
    now = still_of(continuation)
    assert isinstance(now, Still)
    return now.note != still.note or now.waiting != still.waiting


class Scene:
    """How it looked before a continuation ran, where that does not follow from what was before it."""

    __slots__ = ("base", "height", "ip", "link", "node", "values")

    def __init__(
        self, base: int, values: list[Value], node: Node | None, ip: int, link: Link | None, height: int
    ) -> None:
        self.base = base
        """Below this height the value stack is as it was before the step."""
        self.values = values
        """What lies on top of that."""
        self.node = node
        self.ip = ip
        """The top frame, if there is one, and where it is."""
        self.link = link
        self.height = height
        """The continuation that is about to run, and how many there are."""


class Plan:
    """What each instruction of a chunk takes off the stack and leaves there; -1: it depends on the top."""

    __slots__ = ("pops", "pushes")

    def __init__(self, code: Lambda) -> None:
        self.pops = list(map(taken, code.ops, code.operands))
        self.pushes = list(map(left, code.ops, code.operands))


def taken(op: int, operand: int) -> int:
    """How many values the op takes off the stack; WHOLE if all that its frame has."""
    return WHOLE if op == TAIL_CALL else OPCODES[op].pops(operand)


def left(op: int, operand: int) -> int:
    """How many values it leaves; -1 if that depends on what it finds."""
    return -1 if op == NOT_FOUND_JUMP else OPCODES[op].pushes(operand)


class Keyframe:
    """The value stack before one step, in shared pieces, and how far each log had got by then."""

    __slots__ = ("blocks", "offset", "turn", "value")

    def __init__(self, offset: int, turn: int, value: int, blocks: list[list[Value]]) -> None:
        self.offset = offset
        self.turn = turn
        self.value = value
        self.blocks = blocks

    @property
    def height(self) -> int:
        """How many values there are, without putting them together."""
        return sum(map(len, self.blocks))

    def stack(self) -> list[Value]:
        """A list of one's own, outermost first."""
        return [value for block in self.blocks for value in block]


class Segment:
    """The log of a stretch of steps; offsets count from `start`, thunks from `first_thunk`."""

    __slots__ = (
        "change_stamps",
        "changes",
        "counts",
        "created",
        "created_at",
        "errors",
        "evaluated_at",
        "first_thunk",
        "forced_at",
        "ips",
        "kept",
        "keyframes",
        "lows",
        "mark_ticks",
        "marks",
        "nodes",
        "scenes",
        "start",
        "thunks",
        "ticks",
        "turns",
        "values",
    )

    def __init__(self, start: int, first_thunk: int) -> None:
        self.start = start
        self.first_thunk = first_thunk
        self.ips: Numbers = []
        """Per step: the instruction that is due."""
        self.values: list[Value] = []
        """Everything that was pushed, in order."""
        self.turns: Numbers = []
        """The steps before which another frame came to the top; in parallel: its node, how low the value
        stack had been by then, and how many values were pushed on top of that."""
        self.nodes: list[Node] = []
        self.lows: Numbers = []
        self.counts: Numbers = []
        self.keyframes: list[Keyframe] = []
        self.created: list[Thunk] = []
        """The thunks made here, in order; in parallel: in which step (one more than the offset), and in which
        steps of the run they were forced and evaluated last (one more than the step, 0 for never)."""
        self.created_at: Numbers = []
        self.forced_at: Numbers = []
        self.evaluated_at: Numbers = []
        self.changes: list[Thunk] = []
        """What happened to thunks, in order: each one it happened to, after one that hands its code over the
        cell that takes it; in parallel: one more than the step, times four, and what it was."""
        self.change_stamps: Numbers = []
        self.errors: list[tuple[int, NixError]] = []
        self.marks: dict[str, array[int]] = {name: array("Q") for name in MARKED}
        """The steps of events that leave no other trace, by kind."""
        self.mark_ticks: dict[str, array[int]] = {name: array("I") for name in MARKED}
        """In parallel: the tick of the step in which it came, 0 for the op itself."""
        self.ticks: Numbers = []
        """Per run of a continuation: the step after whose op it ran; in parallel: how many thunks there were,
        and how it looked before it ran."""
        self.thunks: Numbers = []
        self.scenes: list[Value | Scene] = []
        """Of the usual case, the write-back of a frame that has just ended, only the result of that frame."""
        self.kept = 0
        """Bytes of keyframes and links, estimated."""

    def pack(self) -> None:
        """Make the logs small: no step will be added. Stamps of thunks may still change."""
        for name in ("ips", "turns", "lows", "counts", "created_at", "ticks"):
            setattr(self, name, array("I", getattr(self, name)))
        for name in ("forced_at", "evaluated_at", "change_stamps", "thunks"):
            setattr(self, name, array("Q", getattr(self, name)))

    @property
    def end(self) -> int:
        """The step after its last one."""
        return self.start + len(self.ips)

    @property
    def evaluated(self) -> list[Thunk]:
        """The thunks that got their values here, in order."""
        logged = zip(self.changes, self.change_stamps, strict=True)
        return [thunk for thunk, stamp in logged if stamp & 3 == DONE]

    @property
    def size(self) -> int:
        """Bytes, estimated: what is logged, and what nothing else would keep alive."""
        logs = len(self.ips) * 4 + len(self.turns) * 20 + len(self.values) * 8
        logs += len(self.ticks) * 20
        logs += len(self.change_stamps) * 16
        return logs + self.kept + len(self.created) * THUNK_BYTES + len(self.turns) // 2 * NODE_BYTES

    def empty(self) -> None:
        """Let go of every object that is logged; what wrote here may still have the segment in its hands."""
        for pile in (self.values, self.nodes, self.keyframes, self.created, self.errors):
            pile.clear()
        self.scenes.clear()
        self.changes.clear()

    def tick_count(self, offset: int) -> int:
        """How many continuations ran after the op of a step."""
        return bisect_right(self.ticks, offset) - bisect_left(self.ticks, offset)

    def turn_at(self, offset: int) -> int:
        """The number of the turn in force at a step."""
        return bisect_right(self.turns, offset) - 1

    def instruction_at(self, offset: int) -> tuple[Lambda, int]:
        """The code on top before a step, and the instruction that was due in it."""
        return self.nodes[self.turn_at(offset)][CODE], self.ips[offset]


first_thunk_of, start_of = attrgetter("first_thunk"), attrgetter("start")


def lowest_ended(last: tuple[Any, ...], node: tuple[Any, ...], low: int) -> int:
    """How low the value stack was when any number of frames ended and others were entered."""
    above: tuple[Any, ...] | None = last
    other: tuple[Any, ...] | None = node
    if low < 0:
        low = last[BASE]
    while above is not other:
        if above is not None and (other is None or above[DEPTH] >= other[DEPTH]):
            low = min(low, above[BASE])
            above = above[BELOW]
        else:
            assert other is not None
            low = min(low, other[BASE])
            other = other[BELOW]
    return low
