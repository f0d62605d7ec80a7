"""The call tree: forces and calls as they happened, in step with the timeline."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType

from debugger.numerals import grouped
from debugger.tui.drawing.lines import counter
from debugger.tui.screens.call_view import CallView
from debugger.tui.sheets.calls import Branch, CallSheet, name_of
from debugger.tui.windows.window import Window
from debugger.tui.windows.working import Working

DEEPEST = 60
PATIENT = 2.0
"""Levels and seconds after which the way to a step is opened no further."""

Jump = Callable[[int, str], None]


class CallTreeSheet(Working, CallSheet):
    """Opens branches, and goes to where they began and ended."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("less_than_sign", "jump('begin')", "To its first step", show=False, id="calls.begin"),
        Binding("greater_than_sign", "jump('end')", "To its end", show=False, id="calls.end"),
        Binding("full_stop", "here", "To this step", show=False, id="calls.here"),
    ]

    def __init__(
        self,
        view: CallView | None,
        jump: Jump,
        own: Callable[[str], bool] | None = None,
        *,
        id: str = "sheet",
    ) -> None:
        self.view = view
        super().__init__(view.root if view is not None else None, own, id=id)
        self.jump = jump
        self.step = 0
        self.said = ""
        self.by_itself: list[Branch] = []
        """What was opened on the way to a step: on the desk it is closed when one goes on."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """On the desk `<` and `>` go to the ends of the run, as everywhere."""
        if self.is_docked and action == "jump":
            return False
        return super().check_action(action, parameters)

    def look(self, view: CallView, step: int) -> None:
        """Show where a step is in the tree."""
        self.view, self.step = view, step
        self.begin_work(self.reopening(view), self.arrive)

    def show_nothing(self, why: str) -> None:
        """There is no tree, and why not."""
        self.work, self.view, self.empty, self.note = None, None, why, ""
        self.put(None)
        self.stale = False
        self.redraw()

    # Opening.

    def reopening(self, view: CallView) -> Iterator[Branch | None]:
        """Open the root, what was open before, and the way to the step that is looked at."""
        yield from view.renewing()
        self.put(view.root)
        waiting = [view.root]
        while waiting:
            branch = waiting.pop()
            for each in view.looking_inside(branch):
                if each is None:
                    yield None
            self.show_inside(branch)
            waiting += [each for each in branch.inside or () if not each.is_open and each.key in view.opened]
        view.opened.clear()
        yield from self.descending(view)

    def descending(self, view: CallView) -> Iterator[Branch | None]:
        """Open the way to the step that is looked at, as far as one cares to see at once."""
        branch = view.root
        way = [branch]
        deadline = time.monotonic() + PATIENT
        for _ in range(DEEPEST):
            for each in view.looking_inside(branch):
                if each is None:
                    yield None
            inner = branch.child_at(self.step)
            if inner is None:
                break
            if not branch.is_open:
                self.show_inside(branch)
                self.by_itself.append(branch)
            branch = inner
            way.append(branch)
            if not branch.can_open or time.monotonic() > deadline:
                break
        if self.is_docked:
            self.close_others(way)
        yield branch

    def close_others(self, way: list[Branch]) -> None:
        """Close what was opened on the way to another step."""
        for branch in self.by_itself:
            if branch not in way and branch.is_open and branch in self.branches:
                self.hide_inside(branch)
        self.by_itself = [branch for branch in self.by_itself if branch in way]

    def arrive(self, branch: Branch) -> None:
        """The cursor goes to where one looks."""
        self.said = ""
        if branch in self.branches:
            self.cursor = self.branches.index(branch)
            self.keep_visible()
            self.top = max(0, min(self.cursor - self.inner[1] // 2, self.count() - self.inner[1]))

    def open_branch(self, view: CallView, branch: Branch) -> None:
        """Look inside in slices, then show what was found or say that there is nothing."""

        def done(opened: Branch) -> None:
            self.said = "" if opened.inside else "nothing else was forced or called in it"
            self.show_inside(opened)

        self.begin_work(view.looking_inside(branch), done)

    def worked(self) -> None:
        view = self.view
        if view is None:
            return
        if not self.is_working:
            self.find_current(self.step)
        self.stale = self.is_docked and self.is_working
        first, last = view.root.node.begin, view.root.node.end
        said = self.said
        if self.is_working:
            said = counter("opening: step", view.looked_through)
        self.note = f"steps {grouped(first)} to {grouped(last)}{'  ' + said if said else ''}"
        self.redraw()

    def cancelled(self) -> None:
        self.said = "cancelled"

    # What the person asks for.

    def move(self, verb: str) -> None:
        if not self.branches:
            return
        branch = self.branch
        if verb != "right":
            super().move(verb)
        elif branch.is_open:
            super().move("down")
        elif not self.is_working and branch.can_open and self.view is not None:
            self.open_branch(self.view, branch)

    def activate(self) -> None:
        """Opens and closes; what has nothing inside is gone to. On the desk everything is."""
        branch = self.branch
        if self.is_working or self.view is None:
            return
        if self.is_docked:
            self.action_jump("begin")
        elif branch.is_open:
            self.hide_inside(branch)
            self.redraw()
        elif branch.can_open:
            self.open_branch(self.view, branch)
        else:
            self.action_jump("begin")

    def action_jump(self, where: str) -> None:
        if not self.branches:
            return
        node = self.branch.node
        name = name_of(node)
        if where == "end" and node.is_open:
            self.said = f"{name} has not ended"
            self.worked()
            return
        step = node.begin if where == "begin" else node.end
        words = "begins" if where == "begin" else "has ended"
        self.leave()
        self.jump(step, f"{name} {words}: step {grouped(step)}")

    def action_here(self) -> None:
        if self.view is not None:
            self.begin_work(self.descending(self.view), self.arrive)


class CallTreeScreen(Window):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("K", "close", "Close", show=False, id="calls.close"),
    ]

    def __init__(self, view: CallView, jump: Jump, own: Callable[[str], bool] | None = None) -> None:
        self.tree_sheet = CallTreeSheet(view, jump, own)
        super().__init__(self.tree_sheet)
        self.view = view

    def on_mount(self) -> None:
        super().on_mount()
        self.tree_sheet.look(self.view, self.view.history.step)

    def wanted_width(self, width: int) -> int:
        return width if width < 110 else width - 6

    def wanted_height(self) -> int:
        return self.app.size.height
