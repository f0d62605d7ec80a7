"""The call tree: forces and calls nested as they happened, each with the steps it took.

It is made from the record, level by level, as somebody opens it: a node is a stretch of steps, and its
children are the outermost forces and calls within. A force lasts while its write-back is pending, a call
while its frame is; what a tail call enters takes the place of its caller, as a sibling.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from debugger.history.happenings import is_call
from debugger.history.segments import Link, Node, Segment
from debugger.history.timeline import Timeline
from debugger.text import place_text, safe_shown, source_place
from vm.machine.traces import cell_name, code_name
from vm.machine.trampoline import WriteBack
from vm.thunks import Thunk

PATIENCE = 1_000
"""Turns looked at between two chances for somebody else."""


@dataclass(frozen=True, slots=True)
class CallNode:
    """A force or a call: the steps from `begin` to before `end`."""

    kind: str
    """`force`, `call` or `run` for the whole record."""
    title: str
    path: str
    line: int
    column: int
    source: str
    thunk: str
    begin: int
    end: int
    has_children: bool
    height: int = 0
    """How many continuations there are while it lasts, at the least."""
    is_open: bool = False
    """Whether it had not ended when the record did."""

    @property
    def steps(self) -> int:
        """How many opcodes ran in it, inner forces and calls included."""
        return self.end - self.begin

    @property
    def place(self) -> str:
        """`file:line:column`; "" if it has none."""
        return place_text(self.path, self.line, self.column)


class Opened:
    """A force or call under way, from the turn of `node` on."""

    __slots__ = ("begin", "height", "is_parent", "node", "thunk")

    def __init__(self, begin: int, height: int, node: Node, thunk: Thunk | None) -> None:
        self.begin = begin
        self.height = height
        """How many continuations there are while it lasts, at the least: its own write-back is the last."""
        self.node = node
        self.thunk = thunk
        self.is_parent = False

    def goes_on(self, node: Node) -> bool:
        """Whether it still lasts when `node` has come to the top."""
        if node.height < self.height:
            return False
        if self.thunk is not None:
            return height_below(node) >= self.height or self.is_among(node)
        own = self.node
        return node.depth > own.depth or (node.depth, node.activation) == (own.depth, own.activation)

    def is_among(self, node: Node) -> bool:
        """Whether its write-back is still pending at that turn."""
        return any(
            height == self.height and thunk is self.thunk
            for height, thunk in write_backs(node, self.height - 1)
        )


def root(timeline: Timeline) -> CallNode:
    """Everything that is recorded."""
    return CallNode("run", "the run", "", 0, 0, "", "", timeline.start, timeline.end, True)


def children(timeline: Timeline, parent: CallNode) -> list[CallNode]:
    """The outermost forces and calls within a node, in order."""
    return [node for node in found(timeline, parent) if node is not None]


def found(timeline: Timeline, parent: CallNode) -> Iterator[CallNode | None]:
    """The children as they are found; None now and then, to let go of the processor."""
    search = Search(parent)
    yield from search.ended(timeline, parent.end)
    last = search.under_way(timeline, parent.end)
    if last is not None:
        yield last


class Search:
    """Looks for the children of a node, and goes on where it was when the record has grown."""

    def __init__(self, parent: CallNode) -> None:
        self.parent = parent
        self.at = parent.begin
        """The step that it has come to."""
        self.opened: list[Opened] = []
        self.before: Node | None = None
        self.is_first = parent.kind != "run"

    def ended(self, timeline: Timeline, end: int) -> Iterator[CallNode | None]:
        """The children that have ended by a step, in order, from where it was; None now and then."""
        parent, opened = self.parent, self.opened
        for count, (step, node) in enumerate(turns(timeline, self.at, end), 1):
            self.at = step
            if count % PATIENCE == 0:
                yield None
            before = self.before
            if before is None or before is node:
                self.before = node
                continue
            # A turn stands before the step that is due next: what it tells happened in the step before.
            outermost = opened[0] if opened else None
            while opened and not opened[-1].goes_on(node):
                opened.pop()
            new = list(entered(before, node, opened[-1].height if opened else parent.height, step - 1))
            if self.is_first and parent.kind == "call":
                new = []
            if new and opened and replaces(new[0], opened[-1]):
                opened.pop()
            is_over = not opened
            for each in new:
                if opened:
                    opened[0].is_parent = True
                opened.append(each)
            self.is_first, self.before = False, node
            if outermost is not None and is_over:
                yield finished(outermost, step, False)

    def under_way(self, timeline: Timeline, end: int) -> CallNode | None:
        """The child that has not ended by a step, if there is one."""
        return finished(self.opened[0], end, end == timeline.end) if self.opened else None


def entered(before: Node, node: Node, known: int, step: int) -> Iterator[Opened]:
    """The forces, outermost first, and the call that a turn shows to have begun; `known` are continuations
    that were there before."""
    for height, thunk in reversed(list(write_backs(node, known))):
        yield Opened(step, height, node, thunk)
    if is_call(before, node):
        yield Opened(step, node.height, node, None)


def height_below(node: Node) -> int:
    """How many continuations belong to the frames below."""
    below = node.below
    return below.height if below is not None else 0


def write_backs(node: Node, above: int) -> Iterator[tuple[int, Thunk]]:
    """The write-backs directly under a frame that lie above a height, the topmost first: (height, cell)."""
    between, height = node.between, node.height
    lowest = max(above, height_below(node))
    if isinstance(between, Thunk):
        if height > lowest:
            yield height, between
        return
    link: Link | None = between
    while link is not None and height > lowest:
        if isinstance(link.continuation, WriteBack):
            yield height, link.continuation.thunk
        link = link.below
        height -= 1


def replaces(new: Opened, old: Opened) -> bool:
    """Whether a call takes the place of another one by a tail call."""
    if old.thunk is not None or new.thunk is not None:
        return False
    return old.node.activation == new.node.activation and old.node.depth == new.node.depth


def turns(timeline: Timeline, begin: int, end: int) -> Iterator[tuple[int, Node]]:
    """Each change of the frame on top within a stretch, and the frame at its beginning."""
    for segment in timeline.segments[timeline.index_of(begin) :]:
        if segment.start >= end:
            return
        first = segment.turn_at(max(begin - segment.start, 0))
        yield from turns_of(segment, first, begin, end)


def turns_of(segment: Segment, first: int, begin: int, end: int) -> Iterator[tuple[int, Node]]:
    """(step, node) for turns `first` and later up to step `end`; a turn before `begin` counts as there."""
    turns = segment.turns
    for number in range(first, len(turns)):
        step = segment.start + turns[number]
        if step >= end:
            return
        yield max(step, begin), segment.nodes[number]


def finished(opened: Opened, end: int, is_open: bool) -> CallNode:
    """The node for what ended at step `end`, or, if `is_open`, had not ended by then."""
    code = opened.node.code
    thunk = opened.thunk
    title = safe_shown(cell_name(thunk) if thunk is not None and thunk.code is not None else code_name(code))
    forced = thunk.code if thunk is not None and thunk.code is not None else code
    label = f"thunk#{thunk.number}" if thunk is not None else ""
    kind = "call" if thunk is None else "force"
    return CallNode(
        kind,
        title,
        *source_place(forced.span),
        label,
        opened.begin,
        end,
        opened.is_parent,
        opened.height,
        is_open,
    )
