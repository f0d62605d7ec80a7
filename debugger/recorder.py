"""The recorder: an observer that writes down what each step changed, so that any step can be looked at again.

Invariant: for every step in a segment, the keyframe before it and the deltas up to it give the machine's
state before that step. Frames and continuations are kept as linked nodes that share what lies below them, so
that a state is one pointer into each; only the value stack is a log of deltas: how far an op took it down,
and what was pushed then. How far that is follows from the opcode table for all but the ops after which
another frame is on top; such a change of the scene is a *turn* and is written down whole.

Thunks carry the steps of their own transitions (see vm.thunks). Nothing here keeps a generator alive.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable

from vm.chunk import Lambda
from vm.equality import Equality
from vm.errors import NixError
from vm.frames import Frame
from vm.machine import Machine
from vm.opcodes import OPCODES, number_of
from vm.spans import Span
from vm.thunks import ALIAS, BLACKHOLE, EVALUATED, SUSPENDED, Thunk
from vm.trampoline import NO_ARGUMENTS, Continuation, Note, Site, Steps, format_note, site_span
from vm.values import Builtin, Value

SEGMENT = 1 << 16
"""Steps after which a new segment begins: what is dropped or made again is always a whole one."""
KEYFRAME = 1 << 10
"""Steps between two keyframes, or more where the changed part of the value stack is higher than that."""
BLOCK = 1 << 10
"""Values in a piece of a keyframe's stack; unchanged pieces are shared with the keyframe before."""
WHOLE = 1 << 40
"""Marks an op that takes all that its frame has on the stack."""
TAIL_CALL = number_of("OpTailCall")
NOT_FOUND_JUMP = number_of("OpJumpIfNotFound")
MARKED = ("builtin", "caught", "import", "trace", "warning")
DEFAULT_WINDOW = 2_000_000
DEFAULT_BYTES = 1 << 30
NODE_BYTES, LINK_BYTES, STILL_BYTES = 152, 72, 250
"""What an activation, a pending continuation and a picture of a builtin at work take, roughly."""


class FrameNode:
    """One activation at one height; a tail call makes a new one. `below_ip`: where the frame below waits."""

    __slots__ = (
        "activation",
        "base",
        "below",
        "below_ip",
        "code",
        "continuations",
        "depth",
        "site",
        "upvalues",
    )

    def __init__(self, frame: Frame, below: FrameNode | None, below_ip: int, depth: int) -> None:
        self.below = below
        self.below_ip = below_ip
        self.code = frame.code
        self.upvalues = frame.upvalues
        self.base = frame.base
        self.continuations = frame.continuations
        self.activation = frame.activation
        self.site = frame.site
        self.depth = depth


def node_for(frame: Frame, below: Frame | None, depth: int) -> FrameNode:
    node = FrameNode(
        frame, below.node if below is not None else None, below.ip if below is not None else 0, depth
    )
    frame.node = node
    return node


class ContinuationNode:
    """A pending continuation on top of others; `height` counts them all."""

    __slots__ = ("below", "continuation", "height")

    def __init__(self, continuation: Continuation, below: ContinuationNode | None, height: int) -> None:
        self.continuation = continuation
        self.below = below
        self.height = height


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
        if self.name == "OpEqual" and self.builtin is None and note.startswith("compare"):
            return note
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


def still_of(continuation: Continuation) -> Continuation:
    """A continuation as it looks now; most never change and stand for themselves."""
    if isinstance(continuation, Steps):
        request = continuation.request
        note = request.note if request is not None else None
        return Still(continuation.name, note, continuation.site, continuation.waits, continuation.builtin)
    if isinstance(continuation, Equality):
        count = continuation.compared
        note = ("compare, after {} pair" if count == 1 else "compare, after {} pairs", count)
        return Still("OpEqual", note, continuation.site, continuation.waits, None)
    return continuation


class Plan:
    """What each instruction of a chunk takes off the stack and leaves there. -1: see `replay`."""

    __slots__ = ("pops", "pushes")

    def __init__(self, code: Lambda) -> None:
        self.pops = array("q", map(taken, code.ops, code.operands))
        self.pushes = array("q", map(left, code.ops, code.operands))


def taken(op: int, operand: int) -> int:
    return WHOLE if op == TAIL_CALL else OPCODES[op].pops(operand)


def left(op: int, operand: int) -> int:
    return -1 if op == NOT_FOUND_JUMP else OPCODES[op].pushes(operand)


class Keyframe:
    """The value stack before one step, in shared pieces, and how far each log had got by then."""

    __slots__ = ("blocks", "offset", "turn", "value")

    def __init__(self, offset: int, turn: int, value: int, blocks: list[list[Value]]) -> None:
        self.offset = offset
        self.turn = turn
        self.value = value
        self.blocks = blocks

    def stack(self) -> list[Value]:
        return [value for block in self.blocks for value in block]


class Segment:
    """The log of a stretch of steps; offsets count from `start`."""

    __slots__ = (
        "bytes",
        "conts",
        "counts",
        "created",
        "errors",
        "evaluated",
        "ips",
        "keyframes",
        "lows",
        "marks",
        "nodes",
        "start",
        "turns",
        "values",
    )

    def __init__(self, start: int) -> None:
        self.start = start
        self.ips = array("I")
        """Per step: the instruction that is due."""
        self.values: list[Value] = []
        """Everything that was pushed, in order."""
        self.turns = array("I")
        """The steps before which another frame came to the top; in parallel: the node of that frame, the top
        continuation, how low the value stack had been, and how many values were pushed on top of that."""
        self.nodes: list[FrameNode] = []
        self.conts: list[ContinuationNode | None] = []
        self.lows = array("Q")
        self.counts = array("Q")
        self.keyframes: list[Keyframe] = []
        self.created: list[Thunk] = []
        self.evaluated: list[Thunk] = []
        self.errors: list[tuple[int, NixError]] = []
        self.marks: dict[str, array[int]] = {name: array("Q") for name in MARKED}
        """The steps of events that leave no other trace, by kind."""
        self.bytes = 0
        """Bytes of what the logs refer to and nothing else needs, estimated."""

    def __len__(self) -> int:
        return len(self.ips)

    @property
    def end(self) -> int:
        """The step after its last one."""
        return self.start + len(self.ips)

    @property
    def size(self) -> int:
        """Bytes, estimated."""
        return (
            self.bytes
            + len(self.ips) * 4
            + len(self.turns) * 36
            + (len(self.values) + len(self.created) + len(self.evaluated)) * 8
        )

    def turn_at(self, offset: int) -> int:
        """The number of the turn in force at a step."""
        return bisect_right(self.turns, offset) - 1


class Recorder:
    """Listens to one machine from now on. `window` is in steps, `most_bytes` an estimate."""

    is_trusted = True

    def __init__(
        self, machine: Machine, window: int = DEFAULT_WINDOW, most_bytes: int = DEFAULT_BYTES
    ) -> None:
        self.machine = machine
        self.stack = machine.stack
        self.window = window
        self.most_bytes = most_bytes
        self.first = machine.steps
        """The first step that was ever recorded here."""
        self.segments: list[Segment] = []
        self.plans: dict[Lambda, Plan] = {}
        self.frame: Frame | None = None
        self.node: FrameNode | None = None
        self.pops: array[int]
        self.low = -1
        self.floor = 0
        """Below this height the value stack is as it was at the last keyframe."""
        self.framed = 0
        """The offset of that keyframe; its segment has one."""
        self.blocks: list[list[Value]] = []
        self.pending: list[Continuation] = []
        self.links: list[ContinuationNode] = []
        self.dropped: Callable[[Segment], None] | None = None
        """Told of a segment before it goes."""
        self.begin_segment(machine.steps)
        self.know_frames()
        machine.keep_code = True
        machine.attach(self)

    # Steps.

    def execute_op(self, frame: Frame, ip: int, op: int) -> None:
        low = self.low
        if frame is self.frame and low >= 0:
            stack = self.stack
            height = len(stack)
            if height - low == 1:
                self.push(stack[-1])
            elif height > low:
                self.extend(stack[low:])
            self.step(ip)
            self.low = height - self.pops[ip]
        else:
            self.turn(frame, ip)

    def turn(self, frame: Frame, ip: int) -> None:
        """Another frame is on top, or the same one with other code."""
        vm = self.machine
        stack = self.stack
        height = len(stack)
        last = self.node
        node: FrameNode | None = getattr(frame, "node", None)
        if node is None or node.site is not frame.site:
            node = self.new_node(frame)
        low = self.low
        if low < 0:
            low = last.base if last is not None else 0
        above: FrameNode | None = last
        other: FrameNode | None = node
        while above is not other:
            if above is not None and (other is None or above.depth >= other.depth):
                low = min(low, above.base)
                above = above.below
            else:
                assert other is not None
                low = min(low, other.base)
                other = other.below
        low = min(low, vm.lowest, height)
        vm.lowest = height
        pending = vm.continuations
        if last is not node or len(pending) != len(self.pending):
            self.follow(pending)
        segment = self.segments[-1]
        if len(segment.ips) >= SEGMENT:
            segment = self.begin_segment(segment.end)
        self.floor = min(self.floor, low)
        offset = len(segment.ips)
        segment.turns.append(offset)
        segment.nodes.append(node)
        segment.conts.append(self.links[-1] if self.links else None)
        segment.lows.append(low)
        segment.counts.append(height - low)
        if height - low == 1:
            self.push(stack[-1])
        elif height > low:
            self.extend(stack[low:])
        if not segment.keyframes or offset - self.framed >= max(KEYFRAME, height - self.floor):
            self.keyframe(segment, offset, height)
        self.floor = min(self.floor, node.base)
        self.step(ip)
        self.frame = frame
        self.node = node
        plan = self.plans.get(frame.code)
        if plan is None:
            plan = self.plans[frame.code] = Plan(frame.code)
        self.pops = plan.pops
        self.low = height - plan.pops[ip]

    def new_node(self, frame: Frame) -> FrameNode:
        frames = self.machine.frames
        self.segments[-1].bytes += NODE_BYTES
        return node_for(frame, frames[-2] if len(frames) > 1 else None, len(frames))

    def know_frames(self) -> None:
        """Nodes for what was under way when recording began."""
        below: Frame | None = None
        for depth, frame in enumerate(self.machine.frames, 1):
            node_for(frame, below, depth)
            below = frame

    def follow(self, pending: list[Continuation]) -> None:
        """Bring the links up to date with the machine's continuations."""
        known, links = self.pending, self.links
        if len(known) > len(pending):
            del known[len(pending) :], links[len(pending) :]
        same = len(known)
        while same and known[same - 1] is not pending[same - 1]:
            same -= 1
        del known[same:], links[same:]
        if same and isinstance(known[-1], (Steps, Equality)):
            below = links[-2] if same > 1 else None
            links[-1] = ContinuationNode(still_of(known[-1]), below, same)
            self.segments[-1].bytes += STILL_BYTES
        for continuation in pending[same:]:
            below = links[-1] if links else None
            known.append(continuation)
            links.append(ContinuationNode(still_of(continuation), below, len(known)))
            self.segments[-1].bytes += LINK_BYTES

    # Segments.

    def begin_segment(self, start: int) -> Segment:
        segment = Segment(start)
        self.segments.append(segment)
        self.push, self.extend, self.step = segment.values.append, segment.values.extend, segment.ips.append
        self.trim()
        return segment

    def keyframe(self, segment: Segment, offset: int, height: int) -> None:
        """Keep the value stack as it is now, just after this turn was written down."""
        blocks = self.blocks[: min(self.floor, height) // BLOCK]
        stack = self.stack
        for start in range(len(blocks) * BLOCK, height, BLOCK):
            blocks.append(stack[start : start + BLOCK])
        segment.bytes += 150 + 8 * len(blocks) + 8 * max(height - self.floor, 0)
        segment.keyframes.append(Keyframe(offset, len(segment.turns) - 1, len(segment.values), blocks))
        self.blocks = blocks
        self.framed = offset
        self.floor = height

    def trim(self) -> None:
        """Drop the oldest segments while there is more than the window allows; two always stay."""
        while len(self.segments) > 2 and (
            self.segments[-1].start - self.segments[1].start >= self.window or self.size > self.most_bytes
        ):
            self.drop()

    def drop(self) -> None:
        gone = self.segments.pop(0)
        if self.dropped is not None:
            self.dropped(gone)
        for thunk in gone.evaluated:
            if thunk.state == EVALUATED:
                thunk.code = None
                thunk.arguments = NO_ARGUMENTS

    @property
    def size(self) -> int:
        """Bytes of everything kept, estimated."""
        return sum(segment.size for segment in self.segments)

    @property
    def now(self) -> int:
        """The step that is under way."""
        segment = self.segments[-1]
        return segment.start + len(segment.ips) - 1

    # Thunks.

    def thunk_created(self, thunk: Thunk) -> None:
        segment = self.segments[-1]
        thunk.created = segment.start + len(segment.ips) - 1
        segment.created.append(thunk)

    def thunk_forced(self, thunk: Thunk) -> None:
        segment = self.segments[-1]
        thunk.forced = step = segment.start + len(segment.ips) - 1
        story = getattr(thunk, "story", None)
        if story is not None:
            story.append((step, BLACKHOLE, None))

    def thunk_evaluated(self, thunk: Thunk) -> None:
        segment = self.segments[-1]
        thunk.evaluated = step = segment.start + len(segment.ips) - 1
        segment.evaluated.append(thunk)
        story = getattr(thunk, "story", None)
        if story is not None:
            story.append((step, EVALUATED, None))

    def thunk_failed(self, thunk: Thunk) -> None:
        story_of(thunk, True).append((self.now, SUSPENDED, None))

    def thunk_aliased(self, thunk: Thunk, cell: Thunk) -> None:
        story_of(thunk, False).append((self.now, ALIAS, cell))
        thunk.forced = self.now

    # What else happened.

    def enter_builtin(self, builtin: Builtin, arguments: tuple[Value, ...]) -> None:
        self.segments[-1].marks["builtin"].append(self.now)

    def error_raised(self, error: NixError) -> None:
        self.segments[-1].errors.append((self.now, error))

    def error_caught(self, error: NixError, continuation: Continuation) -> None:
        self.segments[-1].marks["caught"].append(self.now)

    def warning(self, message: str, span: Span | None) -> None:
        self.segments[-1].marks["warning"].append(self.now)

    def trace_output(self, message: str) -> None:
        self.segments[-1].marks["trace"].append(self.now)

    def file_imported(self, path: str) -> None:
        self.segments[-1].marks["import"].append(self.now)


def story_of(thunk: Thunk, was_forced: bool) -> list[tuple[int, int, Thunk | None]]:
    """The story of a cell that goes an unusual way, begun with what is known of it."""
    story = getattr(thunk, "story", None)
    if story is None:
        story = []
        if was_forced:
            story.append((getattr(thunk, "forced", -1), BLACKHOLE, None))
        thunk.story = story
    return story
