"""Showing: the half of the app that holds the widgets and gives them what is to be seen.

After every motion it takes one snapshot and hands it to everything; what takes longer to find comes in slices
when no key is waiting. What a person asks for is answered by the other half, the app.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from rich.console import RenderableType
from textual import events
from textual._compositor import ChopsUpdate
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.timer import Timer

from debugger.history.past import Point
from debugger.kept.tips import Tips
from debugger.lessons.questions import hidden
from debugger.session import Session
from debugger.text import safe_shown
from debugger.tui.collecting import ShortStops
from debugger.tui.command_line import CommandLine
from debugger.tui.counting import SECONDS, Counting
from debugger.tui.drawing.painting import TightUpdate
from debugger.tui.drawing.picture import self_contained
from debugger.tui.drawing.scale import Scale, Tick
from debugger.tui.drawing.theme import OWN
from debugger.tui.drawing.ticks import KINDS, Ticks
from debugger.tui.hints import PAUSE, counting_hints, hints
from debugger.tui.panels.bytecode import BytecodePanel
from debugger.tui.panels.continuations import ContinuationsPanel
from debugger.tui.panels.explanation import Explanation
from debugger.tui.panels.footer import Footer
from debugger.tui.panels.frames import FramesPanel
from debugger.tui.panels.output import OutputPanel
from debugger.tui.panels.panel import Panel, share_counts
from debugger.tui.panels.source import SourcePanel
from debugger.tui.panels.status import Progress, Status
from debugger.tui.panels.tabs import TITLES
from debugger.tui.panels.timeline import Facts, TimelineBar
from debugger.tui.panels.upvalues import UpvaluesPanel
from debugger.tui.panels.value_stack import ValueStackPanel
from debugger.tui.panels.with_stack import WithStackPanel
from debugger.tui.placing.desk import Desk
from debugger.tui.placing.dock import Dock
from debugger.tui.placing.layouts import LAYOUTS, Arrangement
from debugger.tui.placing.remembered import Kept, Remembered
from debugger.tui.player import Player
from debugger.tui.runner import Runner
from debugger.tui.sheets.sheet import DOCKED
from debugger.views.snapshot import Snapshot, ValueView

QUICK = 0.004
"""Seconds for the ticks of the timeline whenever something is shown; the rest is found when nothing else is
to be done."""
LATER = 0.02
SAID = 8.0
"""Seconds that a message stays."""
SETTLED = 0.5
"""Seconds after which a moved border is remembered."""


class Showing(App[int]):
    """An app that shows a session; a subclass obeys."""

    def __init__(
        self,
        session: Session,
        theme: str = "nixstep-dark",
        message: str = "",
        remembered: Remembered | None = None,
        tips: Tips | None = None,
    ) -> None:
        super().__init__()
        self.is_predicting = False
        """Whether a question is open: what would answer it is not shown."""
        self.remembered = remembered
        self.remains = remembered.read() if remembered is not None else Kept()
        """What is remembered of the desk."""
        """Where moved borders are kept for another time; None for nowhere."""
        self.tips = tips
        """What a newcomer is told; None for nothing."""
        self.settling: Timer | None = None
        """Waits until borders have been moved to where they stay."""
        for own in OWN:
            self.register_theme(own)
        self.theme = theme if theme in self.available_themes else "nixstep-dark"
        self.session = session
        self.stops = ShortStops()
        self.player = Player(self, self.set_interval)
        self.runner = Runner(self, session)
        self.snapshot: Snapshot = session.snapshot()
        self.first_message = message
        self.show_due = False
        self.saying: Timer | None = None
        self.event_kind = "force"
        """What `[` and `]` go to."""
        self.needle = ""
        """What `/` has looked for last."""
        self.times: list[int] = []
        """The steps that a search of the history found, if that was the last search."""
        self.awaited: Callable[[str], None] | None = None
        """Gets the next key, whichever it is."""
        self.taken: list[tuple[events.Key, Callable[[str], None]]] = []
        """Keys that were awaited, on their way through the panels behind those pressed before them."""
        self.taking = False
        self.kept: dict[str, object] = {}
        """How windows were left, by their names, until the program is reloaded."""
        self.ticks = Ticks(session.history)
        self.ticks_due = self.lines_due = False
        self.marked: tuple[object, ...] = ()
        self.status = Status(safe_shown(short_title(session.program.title)), id="status")
        self.source = SourcePanel(session.lines, id="source")
        self.bytecode = BytecodePanel(id="bytecode")
        self.output = OutputPanel(id="output")
        self.stack = ValueStackPanel(id="stack")
        self.panels: tuple[Panel, ...] = (
            self.source,
            self.bytecode,
            FramesPanel(id="frames"),
            self.stack,
            WithStackPanel(id="withs"),
            UpvaluesPanel(id="upvalues"),
            ContinuationsPanel(id="continuations"),
            self.output,
        )
        self.focused_panel: Panel = self.source
        self.explanation = Explanation(id="explanation")
        self.timeline = TimelineBar(self.ticks_at, self.depths_at, id="timeline")
        self.footer = Footer(hints(), PAUSE, id="footer")
        self.command_line = CommandLine(self.obey, self.session.completions, id="command-line")
        self.dock = Dock(self, self.stack)
        self.desk = Desk(
            self.status,
            *self.panels,
            *self.dock.sheets,
            self.explanation,
            self.timeline,
            self.footer,
            self.command_line,
            arrangement=self.remains.arrangement,
        )
        self.desk.when_moved = self.remember_soon
        self.desk.when_resized = self.dock.follow  # there may be room for it now
        self.desk.recorded = session.history.recorder is not None
        self.counting = Counting(self.desk, self.focus_panel, self.show_count)
        self.choose_events(self.event_kind)

    def compose(self) -> ComposeResult:
        yield self.desk

    def on_mount(self) -> None:
        self.stops.begin()
        self.screen.set_focus(self.source)  # at once: keys may be waiting
        self.watch(self.screen, "focused", self.focus_changed, init=False)
        self.source.begin(self.session.beginning())
        self.show()
        if self.first_message:
            self.say(self.first_message)
        elif self.tips is not None and (tip := self.tips.next()):
            self.say(tip)

    def on_unmount(self) -> None:
        self.stops.end()
        if self.settling is not None:
            self.remember()

    def layout_called(self, name: str) -> Arrangement | None:
        """A layout that comes along, or one of the person's own."""
        known = LAYOUTS[name][1] if name in LAYOUTS else None
        return known or self.remains.layouts.get(name)

    def remember_soon(self) -> None:
        """Write down where borders stand, once for many moves of them."""
        if self.settling is None:
            self.settling = self.set_timer(SETTLED, self.remember)

    def remember(self) -> None:
        self.settling = None
        self.remains.arrangement = self.desk.arrangement
        if self.remembered is not None and not self.remembered.write(self.remains):
            self.say("the sizes of the panels cannot be remembered: the state directory cannot be written")

    # Showing.

    def show_soon(self) -> None:
        """Show where the session stands once the keys that are waiting have been answered."""
        if not self.show_due:
            self.show_due = True
            self.call_later(self.show)

    def show(self) -> None:
        """Take a snapshot and give it to everything."""
        self.show_due = False
        if self.runner.running():
            return
        self.present(self.whole_snapshot())
        failed = self.snapshot.status in ("error", "failed")
        self.say(self.session.message, failed, shown=not failed)

    def whole_snapshot(self) -> Snapshot:
        """A snapshot with all that repeats, or as much of that as is found at once; the rest comes later."""
        shown = self.session.snapshot()
        if self.session.look_deeper():
            shown = self.session.snapshot()
            self.set_timer(LATER, self.find_more_repeats)
        return shown

    def find_more_repeats(self) -> None:
        if not self.runner.running() and self.session.look_deeper():
            self.present(self.whole_snapshot())

    def present(self, snapshot: Snapshot) -> None:
        """Show a snapshot everywhere: what comes of every motion."""
        if self.is_predicting:
            snapshot = hidden(snapshot)
        self.snapshot = snapshot
        self.set_running(False)
        for panel in self.panels:
            panel.show(snapshot)
        self.explanation.show(snapshot)
        self.status.show(snapshot)
        self.output.say(self.session.output)
        share_counts(self.panels)
        self.desk.notice(snapshot)
        self.dock.show(snapshot)
        self.show_timeline()
        self.show_breakpoints()

    def show_timeline(self) -> None:
        """Bring the timeline up to date; what takes longer to find is added when there is time."""
        self.ticks_due = False
        history = self.session.history
        if history.recorder is None or self.runner.running():
            return
        if self.ticks.history is not history:
            self.ticks = Ticks(history)
        complete = self.ticks.advance(QUICK)
        if self.session.executed.advance(QUICK):
            if self.lines_due:
                self.lines_due = False
                self.source.tell_again()
        else:
            self.lines_due, complete = True, False
        counts = [(kind, self.ticks.count(kind)) for kind in KINDS] + [("mark", len(history.marks))]
        tallies = tuple((kind, count) for kind, count in counts if count)
        self.timeline.show(self.snapshot, Facts(history.recorder.size, tallies))
        if not complete:
            self.ticks_due = True
            self.set_timer(LATER, self.find_more_ticks)

    def ticks_at(self, scale: Scale) -> dict[int, Tick]:
        """The events by cell, as far as they have been looked for."""
        return self.ticks.at(scale)

    def depths_at(self, scale: Scale) -> Sequence[int]:
        """The greatest depth in each cell, as far as it has been looked for."""
        return self.ticks.depths.at(scale)

    def find_more_ticks(self) -> None:
        """Look for a slice more of the events of the timeline, if any are missing."""
        if self.ticks_due:
            self.show_timeline()

    def choose_events(self, kind: str) -> None:
        """What `[` and `]` go to from now on."""
        self.event_kind = kind
        self.footer.tell(hints(kind if self.session.history.recorder is not None else ""))

    def show_count(self) -> None:
        """The footer says what can be done with the number that is being typed, as long as it counts."""
        digits = self.counting.digits
        docked = [DOCKED[name] for name in DOCKED if self.desk.has_place_for(name)]
        titles = {str(number): title for number, title in (*TITLES.values(), *docked)}
        panel = next((titles[digit] for digit in reversed(digits) if digit in titles), "")
        self.footer.tell(counting=counting_hints(digits, panel) if digits else ())
        if digits:
            self.set_timer(SECONDS + 0.05, self.counting.expire)

    def show_breakpoints(self) -> None:
        """Bring the marks in Source and Bytecode up to date."""
        session = self.session
        key = (
            self.source.path,
            self.bytecode.chunk,
            len(session.loaded.options.chunks),
            tuple((each.number, each.enabled) for each in session.breakpoints.all),
        )
        if key != self.marked:
            if self.marked[3:] != key[3:]:
                self.show_timeline()
            self.marked = key
            self.source.breakpoints = (
                session.breakpoint_lines(self.source.path) if session.breakpoints else frozenset()
            )
            self.bytecode.breakpoints = session.breakpoint_ips(self.bytecode.chunk)
            self.source.redraw()
            self.bytecode.redraw()

    def show_progress(self, progress: Progress) -> None:
        """A run is under way: the numbers move, and what else is seen is faint."""
        self.explanation.searching = progress.searching
        self.set_running(True)
        self.status.advance(progress)
        recorder = self.session.history.recorder
        self.timeline.advance(progress, recorder.size if recorder is not None else 0)
        self.output.say(self.session.output)

    def show_sample(self) -> None:
        """Where the machine is just now, in the midst of a run: stacks that breathe are its best picture."""
        if self.session.is_searching:
            return
        snapshot = self.session.snapshot()
        for panel in self.panels:
            panel.show(snapshot)
        self.status.show(snapshot)
        share_counts(self.panels)

    def set_running(self, running: bool) -> None:
        """Dim the panels while a motion runs, since what they show is not true any more."""
        if self.footer.running == running:
            return
        self.footer.running = self.explanation.running = running
        self.status.progress = None
        for panel in (*self.panels, *self.dock.sheets):
            panel.stale = running and panel is not self.output
            panel.redraw()
        self.explanation.redraw()
        self.footer.redraw()

    def say(self, message: str, wrong: bool = False, shown: bool = True) -> None:
        """One line for the person, for some seconds."""
        self.explanation.say(self.session.near(safe_shown(message)), wrong, shown)
        if self.saying is not None:
            self.saying.stop()
        self.saying = self.set_timer(SAID, partial(self.explanation.say, "")) if message else None

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """A picture of the screen that needs nothing from the network."""
        return self_contained(super().export_screenshot(title=title, simplify=simplify))

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Called by Textual with all that is to be painted."""
        tight = TightUpdate(renderable) if isinstance(renderable, ChopsUpdate) else renderable
        super()._display(screen, tight)

    # What the other half does.

    @property
    def point(self) -> Point:
        """The moment that is looked at."""
        return self.session.history.point

    def is_covered(self) -> bool:
        """Whether a window stands above the main screen, or a line is typed."""
        return len(self.screen_stack) > 1 or self.command_line.input.is_open

    def carry_out(self, id: str) -> None:
        """Carry out a command that nobody has pressed a key for."""
        raise NotImplementedError

    def command(self, id: str, argument: str = "") -> None:
        """Carry out a command of the table."""
        raise NotImplementedError

    def obey(self, text: str) -> None:
        """Carry out a line of the command line."""
        raise NotImplementedError

    def focus_panel(self, name: str) -> None:
        raise NotImplementedError

    def focus_changed(self) -> None:
        """The focus is elsewhere, or nowhere."""
        raise NotImplementedError

    def select_frame(self, number: int) -> None:
        """Show another frame; the machine does not move."""
        raise NotImplementedError

    def named_in_source(self) -> tuple[str, ValueView]:
        """What the name under the cursor of the source stands for."""
        raise NotImplementedError

    def travel(self, step: int, words: str, tick: int = 0) -> None:
        """Look at another step, or a tick of it."""
        raise NotImplementedError


def short_title(title: str) -> str:
    """A path's last part, or its directory's name where that says nothing."""
    *directories, name = title.rstrip("/").split("/")
    return directories[-1] if name == "default.nix" and directories and directories[-1] else name
