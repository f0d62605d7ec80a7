"""The app: owns the session, answers what the panels say, and shows a snapshot after every motion."""

from __future__ import annotations

import sys
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.command import Provider

from debugger.errors import DebuggerError
from debugger.session import Session
from debugger.snapshot import Snapshot
from debugger.text import safe_shown
from debugger.tui.command_line import CommandLine
from debugger.tui.commands import COMMAND_LINE, COMMANDS, bindings, find_word, footer_keys
from debugger.tui.desk import Desk
from debugger.tui.later import answer, later_bindings
from debugger.tui.palette import CommandProvider
from debugger.tui.panels.bytecode import BytecodePanel
from debugger.tui.panels.continuations import ContinuationsPanel
from debugger.tui.panels.explanation import Explanation
from debugger.tui.panels.footer import Footer
from debugger.tui.panels.frames import FramesPanel
from debugger.tui.panels.holding import HoldingPanel
from debugger.tui.panels.output import OutputPanel
from debugger.tui.panels.panel import Panel
from debugger.tui.panels.source import SourcePanel
from debugger.tui.panels.status import Progress, Status
from debugger.tui.panels.upvalues import UpvaluesPanel
from debugger.tui.panels.value_stack import ValueStackPanel
from debugger.tui.panels.with_stack import WithStackPanel
from debugger.tui.picture import self_contained
from debugger.tui.plan import CODE
from debugger.tui.runner import Runner
from debugger.tui.screens.compile_error import compile_error_screen
from debugger.tui.screens.pager import PagerScreen
from debugger.tui.screens.value import ValueScreen
from debugger.tui.terminal import take_terminal
from debugger.tui.theme import OWN
from vm.errors import NixError


class NixStep(App[int]):
    """The debugger's terminal face."""

    TITLE = "nixstep"
    CSS_PATH = "nixstep.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(), *later_bindings()]
    COMMANDS: ClassVar[set[type[Provider]]] = {CommandProvider}  # type: ignore[assignment]
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, session: Session, theme: str = "nixstep-dark", message: str = "") -> None:
        super().__init__()
        for own in OWN:
            self.register_theme(own)
        self.theme = theme if theme in self.available_themes else "nixstep-dark"
        self.session = session
        self.runner = Runner(self, session)
        self.snapshot: Snapshot = session.snapshot()
        self.first_message = message
        self.show_due = False
        self.marked: tuple[object, ...] = ()
        self.status = Status(safe_shown(short_title(session.program.title)), id="status")
        self.source = SourcePanel(id="source")
        self.bytecode = BytecodePanel(id="bytecode")
        self.output = OutputPanel(id="output")
        self.panels: tuple[Panel, ...] = (
            self.source,
            self.bytecode,
            FramesPanel(id="frames"),
            ValueStackPanel(id="stack"),
            WithStackPanel(id="withs"),
            UpvaluesPanel(id="upvalues"),
            ContinuationsPanel(id="continuations"),
            self.output,
        )
        self.focused_panel: Panel = self.source
        self.explanation = Explanation(id="explanation")
        self.footer = Footer(footer_keys(), id="footer")
        self.command_line = CommandLine(self.obey, id="command-line")
        self.desk = Desk(self.status, *self.panels, self.explanation, self.footer, self.command_line)

    def compose(self) -> ComposeResult:
        yield self.desk

    def on_mount(self) -> None:
        self.source.focus()
        self.source.begin(self.session.beginning())
        self.show()
        if self.first_message:
            self.say(self.first_message)

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
        self.present(self.session.snapshot())
        self.say(self.session.message, self.snapshot.status in ("error", "failed"))

    def present(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.set_running(False)
        for panel in self.panels:
            panel.show(snapshot)
        self.explanation.show(snapshot)
        self.status.show(snapshot)
        self.output.say(self.session.output)
        self.show_breakpoints()

    def show_breakpoints(self) -> None:
        """Bring the marks in Source and Bytecode up to date."""
        session = self.session
        key = (
            self.source.path,
            self.bytecode.chunk,
            len(session.loaded.options.chunks),
            tuple(each.number for each in session.breakpoints.all),
        )
        if key != self.marked:
            self.marked = key
            self.source.breakpoints = (
                session.breakpoint_lines(self.source.path) if session.breakpoints else frozenset()
            )
            self.bytecode.breakpoints = session.breakpoint_ips(self.bytecode.chunk)
            self.source.redraw()
            self.bytecode.redraw()

    def show_progress(self, progress: Progress) -> None:
        """A run is under way: only the numbers move, everything else stands still and faint."""
        self.set_running(True)
        self.status.advance(progress)
        self.output.say(self.session.output)

    def set_running(self, running: bool) -> None:
        if self.footer.running == running:
            return
        self.footer.running = self.explanation.running = running
        self.status.progress = None
        for panel in self.panels:
            panel.stale = running and panel is not self.output
            panel.refresh()
        self.explanation.redraw()
        self.footer.redraw()

    def say(self, message: str, wrong: bool = False) -> None:
        """One line for the person."""
        self.status.say(safe_shown(message), wrong)

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

    def focus_panel(self, name: str) -> None:
        self.desk.use(name)
        next(panel for panel in self.panels if panel.id == name).focus()

    @property
    def code_panel(self) -> str:
        """`source` or `bytecode` if that has the focus, else empty."""
        name = self.focused_panel.id or ""
        return name if name in CODE else ""

    def zoom(self) -> None:
        self.desk.toggle_zoom(self.focused_panel.id or "source")

    def select_frame(self, number: int) -> None:
        """Show another frame; the machine does not move."""
        if self.runner.running() or number == self.snapshot.selected:
            return
        count = self.snapshot.frame_count
        self.session.selected = None if number == count else number
        self.present(self.session.snapshot())
        self.say(f"frame {number} of {count}")

    def reload(self) -> None:
        self.runner.pause()
        try:
            self.session.reload()
        except NixError as error:
            self.push_screen(compile_error_screen(error))
            self.say("not reloaded: the program does not compile", wrong=True)
            return
        self.show()
        self.say("reloaded")

    def open_command_line(self) -> None:
        self.command_line.open()

    def obey(self, text: str) -> None:
        """Carry out what was typed on the command line, which is closed by now."""
        self.command_line.close()
        self.screen.set_focus(self.focused_panel)
        if not text:
            return
        try:
            found, argument = find_word(text)
        except DebuggerError as error:
            self.say(str(error), wrong=True)
            return
        self.command(found.id, argument)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A colon opens the command line before the next key is read; in the line it is only a colon.

        Windows above the main screen keep all keys to themselves.
        """
        if action == "command" and len(self.screen_stack) > 1:
            return False
        if parameters == (COMMAND_LINE,):
            return not self.command_line.input.is_open
        return super().check_action(action, parameters)

    # What the widgets say.

    def on_panel_entered(self, event: Panel.Entered) -> None:
        if event.panel in self.panels:
            self.focused_panel = event.panel
            self.desk.use(event.panel.id or "")

    def on_panel_wanted(self, event: Panel.Wanted) -> None:
        self.focus_panel(event.name)

    def on_panel_moved(self, event: Panel.Moved) -> None:
        if isinstance(event.panel, FramesPanel) and event.panel.frame is not None:
            self.select_frame(event.panel.frame.number)

    def on_panel_marked(self, event: Panel.Marked) -> None:
        self.focused_panel = event.panel
        self.command("break.toggle")

    def on_panel_opened(self, event: Panel.Opened) -> None:
        panel = event.panel
        if self.runner.running():
            return
        if isinstance(panel, HoldingPanel):
            found = panel.value()
            if found is None:
                return
            if found[1].ref:
                self.push_screen(ValueScreen(found[0], found[1], self.session.open))
            else:
                self.say("there is nothing inside this value to open")
        elif (page := panel.page()) is not None:
            self.push_screen(PagerScreen(*page))


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
    return NixStep(session, theme, message).run() or 0
