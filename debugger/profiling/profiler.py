"""The profiler: an observer that counts at the call or force that is under way.

It keeps a tree of calls and forces as they were nested, each place in it once: a function that calls itself
directly stays where it is. Counting a step is one addition, so nothing that is counted depends on time; host
time is taken when another node comes to the top.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter_ns
from typing import ClassVar, Final

from debugger.provenance.landmarks import DERIVING
from vm.chunk import Lambda
from vm.machine.frames import Frame
from vm.machine.machine import Machine
from vm.machine.trampoline import Site
from vm.opcodes import number_of
from vm.thunks import CELLS_NOW, Application, Thunk
from vm.values import AttrSet, Builtin, Value, is_string

DEEPEST: Final = 1_000
"""Nodes below each other: what is called further down is counted at the last one."""
MOST_REMEMBERED: Final = 200_000
"""Thunks whose captures are remembered, to find work that is done more than once."""
SELECTS: Final = frozenset(map(number_of, ("OpAttrsSelect", "OpAttrsTrySelect", "OpHasAttr")))
UPDATE, CONCAT = number_of("OpAttrsUpdate"), number_of("OpConcat")
COUNTED: Final = SELECTS | {UPDATE, CONCAT}


@dataclass(slots=True)
class Counts:
    """What is counted."""

    steps: int = 0
    calls: int = 0
    """How often it was entered."""
    forces: int = 0
    thunks: int = 0
    """Made."""
    time: int = 0
    """Host time in nanoseconds."""

    def add(self, other: Counts) -> None:
        """The sum of both."""
        self.steps += other.steps
        self.calls += other.calls
        self.forces += other.forces
        self.thunks += other.thunks
        self.time += other.time


@dataclass(slots=True, eq=False)
class Node:
    """One call or force, at one place in the nesting."""

    what: Lambda | str
    """Code; or the name of a builtin, of a derivation with a colon and its name behind it."""
    site: Site
    """Where it is called, if that is known."""
    above: Node | None
    depth: int
    own: Counts = field(default_factory=Counts)
    below: dict[object, Node] = field(default_factory=dict)

    def walk(self) -> Iterator[Node]:
        """It and all below it, those above before those below."""
        pending = [self]
        while pending:
            node = pending.pop()
            yield node
            pending.extend(reversed(node.below.values()))


@dataclass(slots=True)
class Entry:
    """What is under way."""

    node: Node
    depth: int
    """Of its frame; 0 for a builtin."""
    height: int
    """Continuations when it began."""


@dataclass(slots=True)
class Made:
    """The thunks of one piece of source."""

    code: Lambda | Application
    made: int = 0
    forced: int = 0
    again: int = 0
    """Forced with just the captures with which another one of the same place was forced before."""


class Profiler:
    """Counts one run. It must be attached before the first step."""

    is_trusted: ClassVar[bool] = True

    def __init__(self) -> None:
        self.machine: Machine | None = None
        self.root = Node("the program", None, None, 0)
        self.entries: list[Entry] = []
        self.top = self.root
        self.began = perf_counter_ns()
        self.lines: dict[Lambda, list[int]] = {}
        """How often each instruction ran."""
        self.sites: dict[object, Made] = {}
        self.seen: dict[object, list[Value]] = {}
        """What thunks had captured that were forced, so that none of it is made anew at the same place."""
        self.ops: dict[int, int] = {}
        self.derivations: dict[int, tuple[Node, Value]] = {}
        """The nodes of derivations with their attributes, by the identity of the node."""

    # The tree.

    def child(self, key: object, what: Lambda | str, site: Site) -> Node:
        """The node for something that the present one begins."""
        top = self.top
        if top.what is what or top.depth >= DEEPEST:
            return top
        found = top.below.get(key)
        if found is None:
            found = top.below[key] = Node(what, site, top, top.depth + 1)
        return found

    def begin(self, node: Node, depth: int) -> None:
        machine = self.machine
        self.entries.append(Entry(node, depth, len(machine.continuations) if machine is not None else 0))
        node.own.calls += 1
        self.turn(node)

    def turn(self, node: Node) -> None:
        """Another node is on top."""
        now = perf_counter_ns()
        self.top.own.time += now - self.began
        self.began, self.top = now, node

    def settle(self) -> None:
        """The run has ended, or stopped; by now it is known what derivations are called."""
        self.turn(self.root)
        for node, attributes in self.derivations.values():
            node.what = f"{DERIVING}:{derivation_name(attributes)}"

    def uncover(self) -> None:
        """What ended by an error is not under way any more."""
        machine, entries = self.machine, self.entries
        height = len(machine.continuations) if machine is not None else 0
        while entries and not entries[-1].depth and entries[-1].height > height:
            entries.pop()
        self.turn(entries[-1].node if entries else self.root)

    # What the machine tells.

    def execute_op(self, frame: Frame, ip: int, op: int) -> None:
        self.top.own.steps += 1
        code = frame.code
        counts = self.lines.get(code)
        if counts is None:
            counts = self.lines[code] = [0] * len(code.ops)
        counts[ip] += 1
        if op in COUNTED:
            self.ops[op] = self.ops.get(op, 0) + 1

    def enter_frame(self, frame: Frame, depth: int, arguments: int) -> None:
        self.uncover()
        code = frame.code
        self.begin(self.child((code, frame.site), code, frame.site), depth)

    def exit_frame(self, frame: Frame, depth: int) -> None:
        entries = self.entries
        at = next((at for at in range(len(entries) - 1, -1, -1) if entries[at].depth == depth), -1)
        if at >= 0:
            del entries[at]
        self.turn(entries[-1].node if entries else self.root)

    def tail_call(self, frame: Frame, callee: Lambda) -> None:
        """The callee takes the place of its caller."""
        entries = self.entries
        self.uncover()
        depth = entries[-1].depth if entries else 1
        if entries:
            entries.pop()
        self.turn(entries[-1].node if entries else self.root)
        site = (frame.code, frame.ip - 1) if frame.code is not callee else frame.site
        self.begin(self.child((callee, site), callee, site), depth)

    def enter_builtin(self, builtin: Builtin, arguments: tuple[Value, ...]) -> None:
        name = builtin.name
        if name == DERIVING:
            attributes = CELLS_NOW.peek(arguments[0])
            node = self.child((name, id(attributes)), f"{name}:?", None)
            self.derivations[id(node)] = node, attributes
        else:
            node = self.child(name, name, None)
        self.begin(node, 0)

    def exit_builtin(self, builtin: Builtin, result: Value) -> None:
        entries = self.entries
        for at in range(len(entries) - 1, max(len(entries) - 4, -1), -1):
            what = entries[at].node.what
            if isinstance(what, str) and what.partition(":")[0] == builtin.name:
                del entries[at]
                break
        self.turn(entries[-1].node if entries else self.root)

    def thunk_created(self, thunk: Thunk) -> None:
        self.top.own.thunks += 1
        self.made(thunk).made += 1

    def thunk_forced(self, thunk: Thunk) -> None:
        self.top.own.forces += 1
        self.needed(thunk)

    def thunk_aliased(self, thunk: Thunk, cell: Thunk) -> None:
        self.needed(thunk)

    def needed(self, thunk: Thunk) -> None:
        """The code of a thunk is about to run, for itself or for the cell that takes it over."""
        made = self.made(thunk)
        made.forced += 1
        if type(thunk.code) is Lambda and len(self.seen) < MOST_REMEMBERED:
            captured = [CELLS_NOW.peek(each) for each in thunk.arguments]
            key = (thunk.code, *map(id, captured))
            if key in self.seen:
                made.again += 1
            else:
                self.seen[key] = captured

    def made(self, thunk: Thunk) -> Made:
        """The thunks of the same place."""
        code = thunk.code
        if code is None:
            return Made(Application("", None))
        key: object = (code.maker, code.span) if isinstance(code, Application) else code
        found = self.sites.get(key)
        if found is None:
            found = self.sites[key] = Made(code)
        return found


def derivation_name(attributes: Value) -> str:
    """The name of a derivation, if that was ever evaluated."""
    if type(attributes) is not AttrSet or "name" not in attributes:
        return "?"
    name = CELLS_NOW.peek(attributes["name"])
    return str(name) if is_string(name) else "?"
