"""The call tree as far as it has been opened: it grows with the record, at the end of what had not ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from debugger.history.history import History
from debugger.provenance.call_tree import CallNode, Search, root
from debugger.tui.sheets.calls import Branch

PATIENCE = 500
Key = tuple[int, int, str]


@dataclass(slots=True)
class Look:
    """How far the children of a branch have been looked for."""

    search: Search
    inside: list[Branch] = field(default_factory=list)
    to: tuple[int, bool] = (-1, False)
    """The step up to which all are there, and whether the record ended with it."""
    is_last_open: bool = False
    """Whether the last one goes on."""


class CallView:
    """Kept while the program is loaded."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.timeline = history.timeline
        self.root = Branch(root(self.timeline))
        self.opened: set[Key] = set()
        """What was open before the record lost its beginning."""
        self.looks: dict[Branch, Look] = {}
        self.grown: list[Branch] = []
        """Branches whose end is to be looked at, the outermost last."""
        self.looked_through = 0
        """The step that the search for children has come to."""

    def renewing(self) -> Iterator[None]:
        """Bring it up to date with the record, if the run has gone on; None until it is. It begins anew with
        another record, or with one that has lost its beginning."""
        timeline = self.history.timeline
        is_same = timeline.recorder is self.timeline.recorder
        if not is_same or timeline.start != self.root.node.begin:
            self.opened = {each.key for each in opened_in(self.root)} if is_same else set()
            self.root, self.looks, self.grown = Branch(root(timeline)), {}, []
        self.timeline = timeline
        if self.root.node.end != timeline.end:
            self.root.node = replace(self.root.node, end=timeline.end)
            if self.root in self.looks and self.root not in self.grown:
                self.grown.append(self.root)
        while self.grown:
            branch = self.grown[-1]
            yield from self.extending(branch)
            self.grown.remove(branch)

    def looking_inside(self, branch: Branch) -> Iterator[Branch | None]:
        """Look for the children of a branch; None until they are there."""
        yield from self.extending(branch)
        yield branch

    def extending(self, branch: Branch) -> Iterator[None]:
        """Look for the children of a branch that are not there yet. It can be given up and begun again."""
        end = branch.node.end
        look = self.looks.get(branch)
        if look is None:
            look = self.looks[branch] = Look(Search(branch.node))
        to = end, end == self.timeline.end
        if look.to == to:
            return
        inside = look.inside
        if look.is_last_open and inside[-1] in self.looks and inside[-1] not in self.grown:
            self.grown.insert(0, inside[-1])
        self.looked_through = look.search.at
        for count, node in enumerate(look.search.ended(self.timeline, end), 1):
            if node is not None:
                self.put(look, node, branch)
                self.looked_through = node.end
            if node is None or count % PATIENCE == 0:
                yield None
        last = look.search.under_way(self.timeline, end)
        if last is not None:
            self.put(look, self.settled(last), branch)
        look.is_last_open = last is not None
        look.to, branch.inside = to, inside

    def put(self, look: Look, node: CallNode, parent: Branch) -> None:
        """A child is there; if it is the one that went on, it is told anew."""
        made = Branch(node, parent)
        if look.is_last_open and look.inside[-1].key == made.key:
            look.inside[-1].node = node
        else:
            look.inside.append(made)
        look.is_last_open = False

    def settled(self, node: CallNode) -> CallNode:
        """What lasted until the end of a program that is done has ended there."""
        machine = self.history.machine
        is_done = machine.finished and machine.failure is None and node.end == self.history.edge
        return replace(node, is_open=False) if node.is_open and is_done else node


def opened_in(branch: Branch) -> Iterator[Branch]:
    """The branch and all below it that are open."""
    waiting = [branch]
    while waiting:
        each = waiting.pop()
        if each.is_open:
            yield each
            waiting += each.inside or []
