"""The dock: the sheets of the third column, which follow the cursor and the step.

Only what is seen is worked out, for as long as a key may take at once and the rest in slices when no key is
waiting; until it is done, a sheet is faint, because it still shows what was before.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Protocol

from debugger.errors import DebuggerError
from debugger.history.history import NO_RECORD
from debugger.provenance.demand import Link
from debugger.session import Session
from debugger.tui.panels.holding import HoldingPanel
from debugger.tui.panels.panel import Panel
from debugger.tui.placing.desk import Desk
from debugger.tui.screens.call_view import CallView
from debugger.tui.screens.calls import CallTreeSheet
from debugger.tui.screens.thunks import ThunksSheet, ThunkView
from debugger.tui.screens.value import ValueSheet
from debugger.tui.screens.why import WhySheet
from debugger.tui.sheets.sheet import Sheet
from debugger.tui.sheets.tree import Node
from debugger.tui.windows.working import Working
from debugger.views.snapshot import Snapshot, ValueView, moment_text

AT_ONCE = 0.006
"""Seconds that one sheet may take before the step is shown."""
PATIENCE = 0.15
"""Seconds without a step after which longer work goes on."""
DEEP = 2_000
"""Frames and continuations from which on looking at who waits for whom is longer work."""
NOTHING = ValueView("no value is under the cursor of the value stack (4), 5 or 6", "internal")


class Stage(Protocol):
    """The app, as far as the dock needs it."""

    session: Session
    snapshot: Snapshot
    desk: Desk
    focused_panel: Panel
    kept: dict[str, object]

    def command(self, id: str, argument: str = "") -> None: ...

    def travel(self, step: int, words: str, tick: int = 0) -> None: ...

    def select_frame(self, number: int) -> None: ...

    def focus_panel(self, name: str) -> None: ...

    def named_in_source(self) -> tuple[str, ValueView]: ...

    def say(self, message: str, wrong: bool = False, shown: bool = True) -> None: ...


class Dock:
    """Holds the docked sheets; the desk places them where there is room."""

    def __init__(self, stage: Stage, holder: HoldingPanel) -> None:
        self.stage = stage
        self.stack = self.holder = holder
        """The panel whose cursor is followed: the one with values that was used last."""
        self.points = 0
        """How often a name of the source was pointed at since the step was shown: then that is followed."""
        self.back = holder.id or ""
        """The panel that was used before any of these sheets."""
        self.value = ValueSheet("", NOTHING, stage.session, stage.command, id="value")
        self.why = WhySheet("Why", self.follow_link, stage.session.near, id="why")
        self.tree = CallTreeSheet(None, stage.travel, self.is_own, id="tree")
        self.thunks = ThunksSheet(None, stage.travel, id="thunks")
        self.sheets: tuple[Sheet, ...] = (self.value, self.why, self.tree, self.thunks)
        self.made_of: dict[str, object] = {}
        """What each sheet was made of: as long as that is the same, it need not be made again."""
        self.sought = -1
        """The number of the thunk that was under the cursor when Thunks was made."""
        for sheet in self.sheets:
            sheet.is_docked = True
            if isinstance(sheet, Working):
                sheet.quick, sheet.patience = AT_ONCE, PATIENCE
                sheet.moment = self.moment  # type: ignore[method-assign]

    @property
    def is_working(self) -> bool:
        """Whether there is more to come by itself."""
        return any(sheet.is_working for sheet in self.seen())

    def seen(self) -> list[Sheet]:
        """The sheets that are on the screen."""
        shown = self.stage.desk.shown()
        return [sheet for sheet in self.sheets if sheet.id in shown]

    def go(self, name: str) -> bool:
        """Focus a sheet; False if there is no room for it, or one is there already: that wants it larger."""
        if not self.stage.desk.has_place_for(name) or self.stage.focused_panel.id == name:
            return False
        self.stage.focus_panel(name)
        return True

    def entered(self, panel: Panel) -> None:
        """A panel has the focus: that may be the one to be followed."""
        if panel not in self.sheets:
            self.back = panel.id or ""
        if isinstance(panel, HoldingPanel):
            self.holder, self.points = panel, 0
        self.follow()

    def leave(self) -> bool:
        """Esc: end the work of the sheet that one is in, or go back to where one was; False if in none."""
        sheet = self.stage.focused_panel
        if not isinstance(sheet, Sheet) or sheet not in self.sheets:
            return False
        if not sheet.stop_work():
            self.stage.focus_panel(self.back)
        return True

    def is_own(self, path: str) -> bool:
        """Whether a file is the person's own: what is skipped may change."""
        return self.stage.session.own.has_path(path)

    # Following.

    def renew(self, result: object = None) -> None:
        """Make everything anew, as after a window that may have changed it."""
        self.made_of.clear()
        self.follow()

    def begin_again(self) -> None:
        """As if nothing had been opened or looked for in any sheet."""
        for name in ("calls", "thunks"):
            self.stage.kept.pop(name, None)
        self.value.nodes, self.value.cursor = [Node("", NOTHING, 0)], 0
        self.value.known.clear()
        self.thunks.text, self.sought = None, -1
        for sheet in self.sheets:
            sheet.top = 0
        self.renew()

    def show(self, snapshot: Snapshot) -> None:
        """A step is shown."""
        self.points = 0
        for sheet in self.sheets:
            sheet.snapshot = snapshot
        self.follow()

    def point(self) -> None:
        """The person points at a name in the source."""
        self.points += 1
        self.follow()

    def follow(self) -> None:
        """Bring the sheets that are seen up to date."""
        if self.stage.session.motion is not None:
            return
        for sheet in self.seen():
            made_of = self.stuff_of(sheet)
            is_known = self.made_of.get(sheet.id or "", sheet) == made_of
            if sheet.id is not None and (not is_known or self.is_given_up(sheet)):
                self.made_of[sheet.id] = made_of
                self.make(sheet)

    def moment(self) -> object:
        """What stays the same until something moves: work about another moment is given up."""
        session = self.stage.session
        history = session.history
        return id(history), history.step, history.tick, session.machine.ticks, session.motion is None

    def is_given_up(self, sheet: Sheet) -> bool:
        """Whether the work of a sheet ended without a result, because something moved."""
        return isinstance(sheet, Working) and not sheet.is_working and sheet.begun_at != self.moment()

    def stuff_of(self, sheet: Sheet) -> object:
        """What a sheet is made of now."""
        snapshot, history = self.stage.snapshot, self.stage.session.history
        if sheet is self.value:
            return id(snapshot), self.holder.id, self.holder.cursor, self.stack.cursor, self.points
        moment = id(history), snapshot.step, snapshot.tick, snapshot.status
        if sheet is self.why:
            return moment
        if sheet is self.tree:
            return *moment, snapshot.edge, snapshot.start
        return id(history), snapshot.edge, snapshot.start, self.number()

    def make(self, sheet: Sheet) -> None:
        if sheet is self.value:
            self.make_value()
        elif sheet is self.why:
            self.make_why()
        elif sheet is self.tree:
            self.make_tree()
        else:
            self.make_thunks()

    def make_value(self, element: str = "") -> None:
        self.value.opener = self.value.looker = self.stage.session
        self.value.look(*(self.found() or ("", NOTHING)), element)

    def make_why(self) -> None:
        session, snapshot = self.stage.session, self.stage.snapshot
        if not session.is_anything_due:
            self.why.show_nothing(nothing_due(session))
            return
        is_deep = snapshot.frame_count + snapshot.continuation_count > DEEP
        looking = session.looked_for_why()
        self.why.quick = 0.0 if is_deep else AT_ONCE
        self.why.look(chain((0,), looking) if is_deep else looking)

    def make_tree(self) -> None:
        wrong = self.no_record()
        if wrong:
            self.tree.show_nothing(wrong)
        else:
            self.tree.look(self.call_view(), self.stage.snapshot.step)

    def make_thunks(self) -> None:
        wrong = self.no_record()
        if wrong:
            self.thunks.show_nothing(wrong)
            return
        self.thunks.look(self.thunk_view())
        number = self.number()
        if number != self.sought:
            self.thunks.look_for(number)
        self.sought = number

    def no_record(self) -> str:
        """Why there is no record to show; empty if there is one."""
        history = self.stage.session.history
        if history.recorder is None:
            return NO_RECORD[:1].upper() + NO_RECORD[1:]
        return "" if history.edge else "Nothing has run yet: i begins."

    def found(self) -> tuple[str, ValueView] | None:
        """The value under the cursor that is followed; where there is none, that on the value stack."""
        if not self.points:
            return self.holder.value() or self.stack.value()
        try:
            return self.stage.named_in_source()
        except DebuggerError as error:
            return "", ValueView(str(error), "internal")

    def number(self) -> int:
        """Of the thunk under the cursor; 0 if there is none."""
        found = self.found()
        return int(found[1].label.rpartition("#")[2]) if found is not None and found[1].label else 0

    # What is kept while the program is loaded.

    def call_view(self) -> CallView:
        history = self.stage.session.history
        view = self.stage.kept.get("calls")
        if not isinstance(view, CallView) or view.history is not history:
            view = self.stage.kept["calls"] = CallView(history)
        return view

    def thunk_view(self) -> ThunkView:
        """Up to date."""
        history = self.stage.session.history
        view = self.stage.kept.get("thunks")
        if not isinstance(view, ThunkView) or view.history is not history:
            view = self.stage.kept["thunks"] = ThunkView(history)
        view.renew()
        return view

    # Where links lead.

    def follow_link(self, links: Sequence[Link], number: int, where: str) -> None:
        """Go to the step that forced or made what a link evaluates; where none is known, to its frame."""
        try:
            go_to(self.stage, links, number, where)
        except DebuggerError as error:
            self.stage.say(str(error), wrong=True)


def go_to(stage: Stage, links: Sequence[Link], number: int, where: str) -> None:
    """DebuggerError where a link leads nowhere."""
    link = links[number]
    step = {"forced": link.forced, "made": link.made}.get(where, -1)
    if step >= 0:
        words = "forced" if where == "forced" else "made"
        number = int(link.thunk.removeprefix("thunk#"))
        tick = stage.session.history.life_tick("force", number, step) if where == "forced" else 0
        stage.travel(step, f"{link.called} {words}: step {moment_text(step, tick)}", tick)
        return
    if where == "made":
        raise DebuggerError("the step that made this is not known" if link.thunk else "this is no thunk")
    frame = next((each.frame for each in links[number:] if each.frame), 0)
    if not frame:
        raise DebuggerError("this has no frame of its own")
    stage.select_frame(frame)
    stage.say(f"frame {frame} of {stage.snapshot.frame_count}")


def nothing_due(session: Session) -> str:
    """Why there is no chain of demand to show, and what to press."""
    if not session.ended:
        return "nothing is being evaluated yet: i begins"
    if session.history.recorder is None:
        return "nothing is being evaluated any more: R runs the program again"
    return "nothing is being evaluated any more: I goes back to where something was"
