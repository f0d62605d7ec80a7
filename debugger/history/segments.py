"""What a record consists of: segments of logs with keyframes, nodes of frames, and still pictures of
continuations that change as they run.

Nothing here keeps a generator alive. The recorder writes these and the timeline reads them.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias, final

from mypy_extensions import mypyc_attr, trait

from vm.chunk import Lambda
from vm.errors import NixError
from vm.machine.equality import Equality
from vm.machine.trampoline import Continuation, Site, Steps, WriteBack, format_note, site_span
from vm.opcodes import OPCODES, number_of
from vm.spans import Span
from vm.steps import Note
from vm.thunks import Thunk
from vm.values import Builtin, Value

if TYPE_CHECKING:
    from mypy_extensions import i32, i64

BLOCK: Final = 1 << 10
"""Values in a piece of a keyframe's stack; unchanged pieces are shared with the keyframe before."""
UNTOUCHED: Final = 1 << 60
MOST_TICKS: Final = 100_000
"""Runs of continuations that are kept of one step."""
WHOLE: Final = 1 << 40
"""Marks an op that takes all that its frame has on the stack."""
TAIL_CALL = number_of("OpTailCall")
NOT_FOUND_JUMP = number_of("OpJumpIfNotFound")
MARKED = ("break", "builtin", "caught", "import", "trace", "warning")
NODE_BYTES: Final = 96
THUNK_BYTES: Final = 200
LINK_BYTES: Final = 250
SCENE_BYTES: Final = 200
"""What the node of an activation, a thunk with its captures, a link and a scene take, roughly."""


Numbers: TypeAlias = "list[int] | array[int]"
"""A log of numbers: a list while it is written by interpreted code, which is fastest, else an array."""

Between: TypeAlias = "Thunk | Link | None"
"""A thunk stands for its write-back alone, the usual case; a link for itself and everything below it."""

BEGUN: Final = 0
DONE: Final = 1
FAILED: Final = 2
HANDED: Final = 3
"""What happens to a thunk: it is forced, gets its value, is suspended again, or hands its code over."""


@final
@mypyc_attr(acyclic=True)
class Node:
    """One activation, shared by all steps in which its frame is there. Nothing that it holds leads back to a
    node, so the collector need not know of it."""

    __slots__ = (
        *("activation", "base", "below", "below_ip", "between"),
        *("code", "depth", "height", "site", "taken", "upvalues"),
    )

    def __init__(
        self,
        below: Node | None,
        below_ip: i32,
        code: Lambda,
        upvalues: list[Value],
        base: i32,
        height: i32,
        activation: i64,
        site: Site,
        between: Between,
        taken: Thunk | None,
        depth: i32,
    ) -> None:
        self.below = below
        self.below_ip: i32 = below_ip
        """The instruction at which that one waits."""
        self.code = code
        self.upvalues = upvalues
        self.base: i32 = base
        self.height: i32 = height
        self.activation: i64 = activation
        self.site = site
        self.between = between
        """What of the continuations lies between this frame and the one below."""
        self.taken = taken
        """If that is a write-back alone: the cell whose code it took over, if it did."""
        self.depth: i32 = depth
        """How many frames there are with this one."""


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
    """What is kept with a chunk, for the record: what each instruction takes off the stack and leaves there
    (-1: it depends on the top), and where those count who count what it makes."""

    __slots__ = ("count", "life", "lives", "pops", "pushes", "totals")

    def __init__(self) -> None:
        self.pops: list[int] = []
        self.pushes: list[int] = []
        """Empty until it is entered: its instructions may not be written yet."""
        self.life: Any = None
        self.lives: object = None
        """What became of what it makes, see `lives`, and for whom."""
        self.count: Any = None
        self.totals: object = None
        """The same for `site_counts`."""


def notes_of(code: Lambda) -> Plan:
    """Kept with the chunk from the first time on."""
    plan: Plan | None = code.plan
    if plan is None:
        plan = code.plan = Plan()
    return plan


def plan_of(code: Lambda) -> Plan:
    """With what its instructions do."""
    plan: Plan | None = code.plan
    if plan is None or not plan.pops:
        plan = notes_of(code)
        plan.pops = list(map(taken, code.ops, code.operands))
        plan.pushes = list(map(left, code.ops, code.operands))
    return plan


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


@trait
class Writer:
    """What writes into the open segment and keeps the latest of its numbers to itself, in the form that takes
    them fastest, until somebody reads them."""

    def hand_out(self) -> None:
        """Write down in the segment what is not there yet."""
        raise NotImplementedError

    def step_count(self) -> int:
        """How many steps the segment has."""
        raise NotImplementedError

    def tick_count(self) -> int:
        """How many continuations have run since the op of its last step."""
        raise NotImplementedError

    def change(self, thunk: Thunk, stamp: i64) -> None:
        """Note what happens to a thunk."""
        raise NotImplementedError


class Logs:
    """The numbers that a segment consists of."""

    __slots__ = (
        *("change_stamps", "counts", "created_at", "ips", "lows"),
        *("mark_ticks", "marks", "thunks", "ticks", "turns"),
    )

    def __init__(self, packed: bool) -> None:
        self.ips: Numbers = log_of("I", packed)
        self.turns: Numbers = log_of("I", packed)
        self.lows: Numbers = log_of("I", packed)
        self.counts: Numbers = log_of("I", packed)
        self.created_at: Numbers = log_of("I", packed)
        self.change_stamps: Numbers = log_of("Q", packed)
        self.ticks: Numbers = log_of("I", packed)
        self.thunks: Numbers = log_of("Q", packed)
        self.marks: dict[str, array[int]] = {name: array("Q") for name in MARKED}
        self.mark_ticks: dict[str, array[int]] = {name: array("I") for name in MARKED}

    def pack(self) -> None:
        """Make them small."""
        for name in ("ips", "turns", "lows", "counts", "created_at", "ticks"):
            setattr(self, name, array("I", getattr(self, name)))
        for name in ("change_stamps", "thunks"):
            setattr(self, name, array("Q", getattr(self, name)))


def log_of(kind: str, packed: bool) -> Numbers:
    """An empty one."""
    return array(kind) if packed else []


class Segment:
    """The log of a stretch of steps; offsets count from `start`, thunks from `first_thunk`."""

    __slots__ = (
        *("changes", "created", "errors", "first_thunk", "kept", "keyframes"),
        *("logs", "nodes", "scenes", "start", "values", "writer"),
    )

    def __init__(self, start: int, first_thunk: int, writer: Writer | None = None) -> None:
        self.start = start
        self.first_thunk = first_thunk
        self.writer = writer
        """What still writes here, if it is something that hands out its logs."""
        self.logs = Logs(writer is not None)
        self.values: list[Value] = []
        """Everything that was pushed, in order."""
        self.nodes: list[Node] = []
        """Of each turn, which frame came to the top."""
        self.keyframes: list[Keyframe] = []
        self.created: list[Thunk] = []
        """The thunks made here, in order. When each was forced and evaluated last, it says itself."""
        self.changes: list[Thunk] = []
        """What happened to thunks, in order: each one it happened to, after one that hands its code over the
        cell that takes it."""
        self.errors: list[tuple[int, NixError]] = []
        self.scenes: list[Value | Scene] = []
        """How it looked before each run of a continuation; of the usual case, the write-back of a frame that
        has just ended, only the result of that frame."""
        self.kept = 0
        """Bytes of keyframes and links, estimated."""

    def close(self) -> None:
        """No step will be added."""
        if self.writer is not None:
            self.writer.hand_out()
            self.writer = None
        else:
            self.logs.pack()

    def up_to_date(self) -> Logs:
        """The numbers, with all that has been written by now."""
        if self.writer is not None:
            self.writer.hand_out()
        return self.logs

    @property
    def ips(self) -> Numbers:
        """Per step: the instruction that is due."""
        return self.up_to_date().ips

    @property
    def turns(self) -> Numbers:
        """The steps before which another frame came to the top, see `nodes`."""
        return self.up_to_date().turns

    @property
    def lows(self) -> Numbers:
        """For each turn, how low the value stack had been by then."""
        return self.up_to_date().lows

    @property
    def counts(self) -> Numbers:
        """For each turn, how many values were pushed on top of that."""
        return self.up_to_date().counts

    @property
    def created_at(self) -> Numbers:
        """For each thunk made here, one more than the offset of the step."""
        return self.up_to_date().created_at

    @property
    def change_stamps(self) -> Numbers:
        """For each of `changes`: one more than the step, times four, and what it was."""
        return self.up_to_date().change_stamps

    @property
    def ticks(self) -> Numbers:
        """Per run of a continuation: the step after whose op it ran."""
        return self.up_to_date().ticks

    @property
    def thunks(self) -> Numbers:
        """Per run of a continuation: how many thunks there were."""
        return self.up_to_date().thunks

    @property
    def marks(self) -> dict[str, array[int]]:
        """The steps of events that leave no other trace, by kind."""
        return self.up_to_date().marks

    @property
    def mark_ticks(self) -> dict[str, array[int]]:
        """For each of `marks` the tick of the step in which it came, 0 for the op itself."""
        return self.up_to_date().mark_ticks

    @property
    def count(self) -> int:
        """How many steps it has."""
        return len(self.logs.ips) if self.writer is None else self.writer.step_count()

    @property
    def last_tick(self) -> int:
        """How many continuations have run since the op of its last step."""
        return self.tick_count(self.count - 1) if self.writer is None else self.writer.tick_count()

    @property
    def end(self) -> int:
        """The step after its last one."""
        return self.start + self.count

    @property
    def size(self) -> int:
        """Bytes, estimated: what is logged, and what nothing else would keep alive."""
        logs = self.count * 4 + len(self.nodes) * 20 + len(self.values) * 8
        logs += len(self.scenes) * 20
        logs += len(self.changes) * 16
        return logs + self.kept + len(self.created) * THUNK_BYTES + len(self.nodes) // 2 * NODE_BYTES

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
        return self.nodes[self.turn_at(offset)].code, self.ips[offset]


first_thunk_of, start_of = attrgetter("first_thunk"), attrgetter("start")


def lowest_ended(last: Node, node: Node, low: int) -> int:
    """How low the value stack was when any number of frames ended and others were entered."""
    above: Node | None = last
    other: Node | None = node
    if low < 0:
        low = last.base
    while above is not other:
        if above is not None and (other is None or above.depth >= other.depth):
            low = min(low, above.base)
            above = above.below
        else:
            assert other is not None
            low = min(low, other.base)
            other = other.below
    return low
