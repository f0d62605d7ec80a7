"""The call tree: forces and calls as they happened, in step with the timeline."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType

from debugger.history.history import History
from debugger.provenance.call_tree import CallNode, found, root
from debugger.tui.drawing.lines import counter, grouped
from debugger.tui.panels.calls import Branch, CallSheet, name_of
from debugger.tui.windows.working import WorkingWindow

DEEPEST = 60
PATIENT = 2.0
"""Levels and seconds after which the way to a step is opened no further."""
PATIENCE = 500

Jump = Callable[[int, str], None]
Key = tuple[int, int, str]


class CallView:
    """The tree as far as it has been opened, kept while the program is loaded."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.timeline = history.timeline
        self.root = Branch(root(self.timeline))
        self.opened: set[Key] = set()
        """What was open before the record went on."""
        self.looked_through = 0
        """The step that the search for children has come to."""

    def renew(self) -> None:
        """Bring it up to date with the record, if the run has gone on."""
        timeline = self.history.timeline
        known = self.root.node
        same = timeline.recorder is self.timeline.recorder
        if same and (known.begin, known.end) == (timeline.start, timeline.end):
            return
        if same:
            self.opened |= {each.key for each in opened_in(self.root)}
        else:
            self.opened.clear()
        self.timeline = timeline
        self.root = Branch(root(timeline))

    def looking_inside(self, branch: Branch) -> Iterator[Branch | None]:
        """Look for the children of a branch; None until they are there."""
        if branch.inside is None:
            inside: list[Branch] = []
            self.looked_through = branch.node.begin
            for count, node in enumerate(found(self.timeline, branch.node)):
                if node is not None:
                    inside.append(Branch(self.ended(node), branch))
                    self.looked_through = node.end
                if node is None or count % PATIENCE == 0:
                    yield None
            branch.inside = inside
        yield branch

    def ended(self, node: CallNode) -> CallNode:
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


class CallTreeScreen(WorkingWindow):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("less_than_sign", "jump('begin')", "To its first step", show=False, id="calls.begin"),
        Binding("greater_than_sign", "jump('end')", "To its end", show=False, id="calls.end"),
        Binding("full_stop", "here", "To this step", show=False, id="calls.here"),
        Binding("K", "close", "Close", show=False, id="calls.close"),
    ]

    def __init__(self, view: CallView, jump: Jump, own: Callable[[str], bool] | None = None) -> None:
        self.view = view
        self.tree_sheet = CallSheet(view.root, own)
        super().__init__(self.tree_sheet)
        self.jump = jump
        self.step = view.history.step
        self.said = ""

    def on_mount(self) -> None:
        super().on_mount()
        self.begin_work(self.reopening(), self.arrive)

    def wanted_width(self, width: int) -> int:
        return width if width < 110 else width - 6

    def wanted_height(self) -> int:
        return self.app.size.height

    # Opening.

    def reopening(self) -> Iterator[Branch | None]:
        """Open the root, what was open before, and the way to the step that is looked at."""
        view, sheet = self.view, self.tree_sheet
        waiting = [view.root]
        while waiting:
            branch = waiting.pop()
            for each in view.looking_inside(branch):
                if each is None:
                    yield None
            sheet.show_inside(branch)
            waiting += [each for each in branch.inside or () if not each.is_open and each.key in view.opened]
        view.opened.clear()
        yield from self.descending()

    def descending(self) -> Iterator[Branch | None]:
        """Open the way to the step that is looked at, as far as one cares to see at once."""
        sheet, step = self.tree_sheet, self.step
        branch = self.view.root
        deadline = time.monotonic() + PATIENT
        for _ in range(DEEPEST):
            for each in self.view.looking_inside(branch):
                if each is None:
                    yield None
            inner = branch.child_at(step)
            if inner is None:
                break
            sheet.show_inside(branch)
            branch = inner
            if not branch.can_open or time.monotonic() > deadline:
                break
        yield branch

    def arrive(self, branch: Branch) -> None:
        """The cursor goes to where one looks."""
        sheet = self.tree_sheet
        self.said = ""
        if branch in sheet.branches:
            sheet.cursor = sheet.branches.index(branch)
            sheet.keep_visible()
            sheet.top = max(0, min(sheet.cursor - sheet.inner[1] // 2, sheet.count() - sheet.inner[1]))

    def open_branch(self, branch: Branch) -> None:
        """Look inside in slices, then show what was found or say that there is nothing."""

        def done(opened: Branch) -> None:
            self.said = "" if opened.inside else "nothing else was forced or called in it"
            self.tree_sheet.show_inside(opened)

        self.begin_work(self.view.looking_inside(branch), done)

    def worked(self) -> None:
        sheet = self.tree_sheet
        sheet.find_current(self.step)
        first, last = self.view.root.node.begin, self.view.root.node.end
        said = self.said
        if self.work is not None:
            said = counter("opening: step", self.view.looked_through)
        sheet.note = f"steps {grouped(first)} to {grouped(last)}{'  ' + said if said else ''}"
        sheet.redraw()

    def cancelled(self) -> None:
        self.said = "cancelled"

    # What the person asks for.

    def action_move(self, verb: str) -> None:
        branch = self.tree_sheet.branch
        if verb == "right" and self.work is None and not branch.is_open and branch.can_open:
            self.open_branch(branch)
        elif verb == "right" and branch.is_open:
            self.tree_sheet.move("down")
        elif verb != "right":
            super().action_move(verb)

    def choose(self) -> None:
        """Enter opens and closes; what has nothing inside is gone to."""
        branch = self.tree_sheet.branch
        if self.work is not None:
            return
        if branch.is_open:
            self.tree_sheet.hide_inside(branch)
            self.tree_sheet.redraw()
        elif branch.can_open:
            self.open_branch(branch)
        else:
            self.action_jump("begin")

    def action_jump(self, where: str) -> None:
        node = self.tree_sheet.branch.node
        name = name_of(node)
        if where == "end" and node.is_open:
            self.said = f"{name} has not ended"
            self.worked()
            return
        step = node.begin if where == "begin" else node.end
        words = "begins" if where == "begin" else "has ended"
        self.dismiss(None)
        self.jump(step, f"{name} {words}: step {grouped(step)}")

    def action_here(self) -> None:
        self.begin_work(self.descending(), self.arrive)
