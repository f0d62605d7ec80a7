"""The app: owns the session, answers what the panels say, and shows a snapshot after every motion."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.command import Provider
from textual.theme import ThemeProvider
from textual.timer import Timer

from debugger.errors import DebuggerError
from debugger.history.history import NO_RECORD
from debugger.session import Session
from debugger.text import safe_shown
from debugger.tui.collecting import ShortStops
from debugger.tui.command_line import CommandLine
from debugger.tui.commands import AROUND, COMMANDS, RESULT, TYPED, bindings, find_word, footer_keys, shown_key
from debugger.tui.desk import Desk
from debugger.tui.drawing.lines import grouped
from debugger.tui.drawing.picture import self_contained
from debugger.tui.drawing.scale import Scale, Tick
from debugger.tui.drawing.theme import OWN
from debugger.tui.drawing.ticks import KINDS, Ticks
from debugger.tui.later import answer, later_bindings
from debugger.tui.palette import CommandProvider, Palette
from debugger.tui.panels.bytecode import BytecodePanel
from debugger.tui.panels.continuations import ContinuationsPanel
from debugger.tui.panels.explanation import Explanation
from debugger.tui.panels.footer import Footer
from debugger.tui.panels.frames import FramesPanel
from debugger.tui.panels.holding import HoldingPanel
from debugger.tui.panels.output import OutputPanel
from debugger.tui.panels.panel import Panel
from debugger.tui.panels.sheet import Sheet
from debugger.tui.panels.source import SourcePanel
from debugger.tui.panels.status import Progress, Status
from debugger.tui.panels.timeline import Facts, TimelineBar
from debugger.tui.panels.tree import TEXTS
from debugger.tui.panels.upvalues import UpvaluesPanel
from debugger.tui.panels.value_stack import ValueStackPanel
from debugger.tui.panels.with_stack import WithStackPanel
from debugger.tui.placing.dock import Dock
from debugger.tui.placing.remembered import Remembered, usual_path
from debugger.tui.plan import CODE
from debugger.tui.runner import Runner
from debugger.tui.screens.compile_error import compile_error_screen
from debugger.tui.screens.value import value_window
from debugger.tui.terminal import take_terminal
from debugger.tui.windows.pager import PagerScreen
from debugger.views.snapshot import Snapshot, ValueView
from vm.errors import NixError

QUICK = 0.004
"""Seconds for the ticks of the timeline whenever something is shown; the rest is found when nothing else is
to be done."""
LATER = 0.02
SAID = 8.0
"""Seconds that a message stays."""
SETTLED = 0.5
"""Seconds after which a moved border is remembered."""


class NixStep(App[int]):
    """The debugger's terminal face."""

    TITLE = "nixstep"
    CSS_PATH = "nixstep.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(), *later_bindings()]
    COMMANDS: ClassVar[set[type[Provider]]] = {CommandProvider}  # type: ignore[assignment]
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        session: Session,
        theme: str = "nixstep-dark",
        message: str = "",
        remembered: Remembered | None = None,
    ) -> None:
        super().__init__()
        self.remembered = remembered
        """Where moved borders are kept for another time; None for nowhere."""
        self.settling: Timer | None = None
        """Waits until borders have been moved to where they stay."""
        for own in OWN:
            self.register_theme(own)
        self.theme = theme if theme in self.available_themes else "nixstep-dark"
        self.session = session
        self.stops = ShortStops()
        self.runner = Runner(self, session)
        self.snapshot: Snapshot = session.snapshot()
        self.first_message = message
        self.show_due = False
        self.saying: Timer | None = None
        self.event_kind = "force"
        """What `[` and `]` go to."""
        self.awaited: Callable[[str], None] | None = None
        """Gets the next key, whichever it is."""
        self.taken: list[tuple[events.Key, Callable[[str], None]]] = []
        """Keys that were awaited, on their way through the panels behind those pressed before them."""
        self.taking = False
        self.kept: dict[str, object] = {}
        """How windows were left, by their names, until the program is reloaded."""
        self.ticks = Ticks(session.history)
        self.ticks_due = False
        self.marked: tuple[object, ...] = ()
        self.status = Status(safe_shown(short_title(session.program.title)), id="status")
        self.source = SourcePanel(id="source")
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
        self.timeline = TimelineBar(self.ticks_at, id="timeline")
        self.footer = Footer(footer_keys(), id="footer")
        self.command_line = CommandLine(self.obey, id="command-line")
        self.dock = Dock(self, self.stack)
        self.desk = Desk(
            self.status,
            *self.panels,
            *self.dock.sheets,
            self.explanation,
            self.timeline,
            self.footer,
            self.command_line,
            moved=remembered.read() if remembered is not None else None,
        )
        self.desk.when_moved = self.remember_soon
        self.desk.when_resized = self.dock.follow  # there may be room for it now
        self.desk.recorded = session.history.recorder is not None
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

    def on_unmount(self) -> None:
        self.stops.end()
        if self.settling is not None:
            self.remember()

    def remember_soon(self) -> None:
        """Write down where borders stand, once for many moves of them."""
        if self.settling is None:
            self.settling = self.set_timer(SETTLED, self.remember)

    def remember(self) -> None:
        self.settling = None
        if self.remembered is not None and not self.remembered.write(self.desk.moved):
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
        self.snapshot = snapshot
        self.set_running(False)
        for panel in self.panels:
            panel.show(snapshot)
        self.explanation.show(snapshot)
        self.status.show(snapshot)
        self.output.say(self.session.output)
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
        counts = [(kind, self.ticks.count(kind)) for kind in KINDS] + [("mark", len(history.marks))]
        tallies = tuple((kind, count) for kind, count in counts if count)
        self.timeline.show(self.snapshot, Facts(history.recorder.size, tallies))
        if not complete:
            self.ticks_due = True
            self.set_timer(LATER, self.find_more_ticks)

    def ticks_at(self, scale: Scale) -> dict[int, Tick]:
        """The events by cell, as far as they have been looked for."""
        return self.ticks.at(scale)

    def find_more_ticks(self) -> None:
        """Look for a slice more of the events of the timeline, if any are missing."""
        if self.ticks_due:
            self.show_timeline()

    def choose_events(self, kind: str) -> None:
        """What `[` and `]` go to from now on."""
        self.event_kind = kind
        self.footer.keys = footer_keys(kind if self.session.history.recorder is not None else "")
        self.footer.redraw()

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
        self.timeline.advance(progress)
        self.output.say(self.session.output)

    def show_sample(self) -> None:
        """Where the machine is just now, in the midst of a run: stacks that breathe are its best picture."""
        if self.session.is_searching:
            return
        snapshot = self.session.snapshot()
        for panel in self.panels:
            panel.show(snapshot)

    def set_running(self, running: bool) -> None:
        """Dim the panels while a motion runs, since what they show is not true any more."""
        if self.footer.running == running:
            return
        self.footer.running = self.explanation.running = running
        self.status.progress = None
        for panel in (*self.panels, *self.dock.sheets):
            panel.stale = running and panel is not self.output
            panel.refresh()
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

    # What the person asks for.

    def command(self, id: str, argument: str = "") -> None:
        """Carry out a command of the table."""
        try:
            COMMANDS[id].act(self, argument)
        except DebuggerError as error:
            self.say(str(error), wrong=True)

    def action_command(self, id: str) -> None:
        self.command(id)

    def action_later(self, key: str) -> None:
        self.say(answer(key))

    def action_command_palette(self) -> None:
        if not any(isinstance(screen, Palette) for screen in self.screen_stack):
            self.push_screen(Palette())

    def search_themes(self) -> None:
        self.push_screen(Palette(ThemeProvider, placeholder="Search for themes…"))

    def focus_panel(self, name: str) -> None:
        """At once: the next key may be on its way."""
        panel = next(panel for panel in (*self.panels, *self.dock.sheets) if panel.id == name)
        self.focused_panel = panel
        self.desk.use(name)
        panel.screen.set_focus(panel)
        self.dock.entered(panel)

    def focus_changed(self) -> None:
        """Later, so that the focus has arrived where it goes."""
        self.call_later(self.keep_focus)

    def keep_focus(self) -> None:
        """Some panel always has the focus, unless the terminal has not: a click into nowhere takes none."""
        main = self.focused_panel.screen
        if main.focused is None and self.app_focus:
            main.set_focus(self.focused_panel)

    @property
    def code_panel(self) -> str:
        """`source` or `bytecode` if that has the focus, else empty."""
        name = self.focused_panel.id or ""
        return name if name in CODE else ""

    def zoom(self) -> None:
        """The focused panel takes the whole desk, or gives it back."""
        self.desk.toggle_zoom(self.focused_panel.id or "source")

    def select_frame(self, number: int) -> None:
        """Show another frame; the machine does not move."""
        if self.runner.running() or number == self.snapshot.selected:
            return
        count = self.snapshot.frame_count
        self.session.selected = None if number == count else number
        self.present(self.whole_snapshot())
        self.say(f"frame {number} of {count}")

    def travel(self, step: int, words: str) -> None:
        """Look at another step; what is in the way is said."""
        try:
            if self.runner.running():
                raise DebuggerError("still running: Esc pauses")
            if self.session.history.recorder is None:
                raise DebuggerError(NO_RECORD)
            self.session.travel(step, words)
        except DebuggerError as error:
            self.say(str(error), wrong=True)
        else:
            self.runner.go_on()

    def reload(self) -> None:
        """Compile and begin anew. What does not compile leaves everything as it is."""
        self.runner.pause()
        old = self.session.history
        try:
            self.session.reload()
        except NixError as error:
            self.push_screen(compile_error_screen(error))
            self.say("not reloaded: the program does not compile", wrong=True)
            return
        self.kept.clear()
        self.desk.forget()
        self.show()
        self.say("reloaded")
        old.take_apart()

    def open_command_line(self, text: str = "") -> None:
        self.command_line.open(text)

    def await_key(self, question: str, answered: Callable[[str], None]) -> None:
        """Give the next key to `answered`, as the character that it types."""
        self.awaited = answered
        self.say(f"{question}   (Esc: none)")

    async def on_event(self, event: events.Event) -> None:
        """A key that is awaited goes the way of all keys, but triggers nothing: its turn comes in order."""
        if not isinstance(event, events.Key):
            await super().on_event(event)
        elif not event.is_forwarded and self.awaited is not None:
            self.taken.append((event, self.awaited))
            self.awaited = None
            self.taking = True
            await super().on_event(event)
            self.taking = False
        elif self.taken and self.taken[0][0] is event:
            self.answer(*self.taken.pop(0))
        else:
            await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """A key that nothing answers says so. This comes before the bindings get the key."""
        is_bound = event.key in self.screen.active_bindings
        if len(self.screen_stack) == 1 and not is_bound and not self.command_line.input.is_open:
            key = event.character if event.is_printable and event.character else shown_key(event.key)
            self.say(f"{safe_shown(key)} does nothing here: ? shows every key", wrong=True)

    def answer(self, event: events.Key, awaited: Callable[[str], None]) -> None:
        """Give a typed character to what waits for one, as for a mark's name; any other key ends that."""
        if not event.is_printable or event.character is None or event.character.isspace():
            self.say("")
            return
        try:
            awaited(event.character)
        except DebuggerError as error:
            self.say(str(error), wrong=True)

    def obey(self, text: str) -> None:
        """Carry out what was typed on the command line, which is closed by now."""
        self.command_line.close()
        self.focused_panel.screen.set_focus(self.focused_panel)
        if not text:
            return
        try:
            found, argument = find_word(text)
        except DebuggerError as error:
            self.say(str(error), wrong=True)
            return
        self.command(found.id, argument)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys such as a colon act before the next key is read; on the command line they are only letters.

        Windows above the main screen keep all keys to themselves.
        """
        if self.taking or (action == "command" and len(self.screen_stack) > 1):
            return False
        if action == "command" and isinstance(self.focused, Sheet) and not self.focused.leaves(parameters[0]):
            return False
        if parameters and parameters[0] in (*TYPED, *AROUND):
            return not self.command_line.input.is_open
        return super().check_action(action, parameters)

    # What the widgets say.

    def on_panel_entered(self, event: Panel.Entered) -> None:
        focused = event.panel.screen.focused
        known = (*self.panels, *self.dock.sheets)
        if event.panel not in known or (focused in known and focused is not event.panel):
            return  # another one was entered since
        self.focused_panel = event.panel
        self.desk.use(event.panel.id or "")
        self.dock.entered(event.panel)
        line = self.command_line.input
        if line.is_open and focused is event.panel:  # left with the mouse
            line.finish("")

    def on_panel_wanted(self, event: Panel.Wanted) -> None:
        self.focus_panel(event.name)

    def on_panel_moved(self, event: Panel.Moved) -> None:
        if isinstance(event.panel, FramesPanel) and event.panel.frame is not None:
            self.select_frame(event.panel.frame.number)
        elif event.panel is self.dock.holder:
            self.dock.follow()

    def on_frames_panel_chosen(self, event: FramesPanel.Chosen) -> None:
        self.select_frame(event.number)

    def on_panel_marked(self, event: Panel.Marked) -> None:
        self.focused_panel = event.panel
        self.command("break.toggle")

    def on_panel_opened(self, event: Panel.Opened) -> None:
        panel = event.panel
        if self.runner.running():
            return
        if panel is self.output and self.follow_message():
            return
        if isinstance(panel, HoldingPanel):
            found = panel.value()
            if found is None:
                return
            if found[1].ref:
                self.open_value(*found)
            else:
                self.say("there is nothing inside this value to open")
        elif (page := panel.page()) is not None:
            self.push_screen(PagerScreen(*page))

    def open_value(self, name: str, value: ValueView, element: str = "") -> None:
        """Show what is in a value, and one element of it, if that is asked for."""
        if value.kind in TEXTS or not self.dock.go("value"):
            self.push_screen(value_window(name, value, self.session, self.command, element), self.dock.renew)
        elif element:
            self.dock.make_value(element)

    def follow_message(self) -> bool:
        """Go to the step of the message under the cursor; False if that is not recorded or where one is."""
        history, step = self.session.history, self.output.step
        if history.recorder is None or step is None or step == history.step or step not in history:
            return False
        self.command("run.goto", str(step))
        return True

    def on_explanation_clicked(self, event: Explanation.Clicked) -> None:
        if self.snapshot.status == "finished" and not self.runner.running():
            self.command(RESULT)

    def on_timeline_bar_sought(self, event: TimelineBar.Sought) -> None:
        history, step = self.session.history, event.step
        if self.runner.running() or step not in history:
            return
        if event.begins:
            history.jump(step)
        else:
            history.look_at(step)
        self.session.message = "the live edge" if history.is_live else f"step {grouped(step)}"
        self.session.selected = None
        self.show_soon()


def short_title(title: str) -> str:
    """A path's last part, with its directory where the name says nothing."""
    parts = title.rstrip("/").split("/")
    return "/".join(parts[-2:]) if parts[-1] == "default.nix" else parts[-1]


def run(session: Session, theme: str = "nixstep-dark", message: str = "") -> int:
    """Show the session until the person quits; the exit code."""
    wrong = take_terminal()
    if wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    return NixStep(session, theme, message, Remembered(usual_path())).run() or 0
