"""The app: owns the session, carries out what is asked for, and answers what the panels say."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.command import Provider
from textual.theme import ThemeProvider

from debugger.breakpoints.kept import keep_between_sessions
from debugger.errors import DebuggerError
from debugger.history.history import NO_RECORD
from debugger.kept.configuration import Configuration, read
from debugger.kept.configuration import usual_path as configuration_path
from debugger.kept.recent import note
from debugger.kept.recent import usual_path as recent_path
from debugger.kept.tips import Tips
from debugger.kept.tips import usual_path as tips_path
from debugger.numerals import SEPARATORS, STYLE, grouped
from debugger.session import Session
from debugger.text import safe_shown
from debugger.tui.commands import AROUND, COMMANDS, PLAY, RESULT, TYPED, WHY, bindings, find_word, shown_key
from debugger.tui.counting import is_counted, is_digits_own
from debugger.tui.palette import CommandProvider, Palette
from debugger.tui.panels.explanation import Explanation
from debugger.tui.panels.footer import Footer
from debugger.tui.panels.frames import FramesPanel
from debugger.tui.panels.holding import HoldingPanel
from debugger.tui.panels.panel import Panel
from debugger.tui.panels.source import SourcePanel
from debugger.tui.panels.status import Status
from debugger.tui.panels.timeline import TimelineBar
from debugger.tui.placing.plan import CODE
from debugger.tui.placing.remembered import Remembered, usual_path
from debugger.tui.screens.compile_error import compile_error_screen
from debugger.tui.screens.value import value_window
from debugger.tui.sheets.sheet import Sheet
from debugger.tui.showing import Showing
from debugger.tui.terminal import take_terminal
from debugger.tui.windows.pager import PagerScreen
from debugger.views.snapshot import ValueView
from vm.errors import NixError
from vm.spans import to_display


class NixStep(Showing):
    """The debugger's terminal face."""

    TITLE = "nixstep"
    CSS_PATH = "nixstep.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]
    COMMANDS: ClassVar[set[type[Provider]]] = {CommandProvider}  # type: ignore[assignment]
    ENABLE_COMMAND_PALETTE = True

    # What the person asks for.

    def command(self, id: str, argument: str = "") -> None:
        """Carry out a command of the table."""
        if self.tips is not None:
            self.tips.done(id)
        if id != PLAY and self.player.stop():
            self.say("paused")
        self.carry_out(id, argument)

    def carry_out(self, id: str, argument: str = "") -> None:
        """The same without anything that goes on being stopped by it."""
        try:
            COMMANDS[id].act(self, argument)
        except DebuggerError as error:
            self.say(str(error), wrong=True)

    def action_command(self, id: str) -> None:
        """A command's key was pressed."""
        argument = self.counting.take(id)
        if is_digits_own(id) and len(self.counting.digits) > 1:
            with suppress(DebuggerError):  # the third column may have no room, but it is a number
                COMMANDS[id].act(self, argument)
        else:
            self.command(id, argument)

    def action_focus_next(self) -> None:
        """What Tab does on every screen; on the main one it goes by the numbers of the panels."""
        self.command("panel.next") if len(self.screen_stack) == 1 else super().action_focus_next()

    def action_focus_previous(self) -> None:
        self.command("panel.previous") if len(self.screen_stack) == 1 else super().action_focus_previous()

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

    def travel(self, step: int, words: str, tick: int = 0) -> None:
        """Look at another step, or a tick of it; what is in the way is said."""
        try:
            if self.runner.running():
                raise DebuggerError("still running: Esc pauses")
            if self.session.history.recorder is None:
                raise DebuggerError(NO_RECORD)
            self.session.travel(step, words, tick=tick)
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
        if len(self.screen_stack) > 1 or self.command_line.input.is_open:
            return
        is_digit = event.key.isascii() and event.key.isdigit()
        if is_digit and self.counting.add(event.key, self.focused_panel.id or ""):
            return
        bound = self.screen.active_bindings.get(event.key)
        if bound is None or not is_counted(bound.binding.id):
            self.counting.drop()
        if bound is None:
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
        if event.panel.frame_number:
            self.select_frame(event.panel.frame_number)
        if event.panel is self.bytecode and self.bytecode.view is not None:
            self.source.link(self.bytecode.view.path, self.bytecode.pointed_at)
        elif event.panel is self.source:
            self.bytecode.link((self.source.path, self.source.line))
            self.dock.point()
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

    def on_source_panel_pointed(self, event: SourcePanel.Pointed) -> None:
        """Open what a name in the source means where one looks, or say why there is nothing."""
        if self.runner.running():
            return
        try:
            value = self.session.named(event.text, event.name, event.line, event.column)
        except DebuggerError as error:
            self.say(str(error), wrong=True)
            return
        if value.ref:
            self.open_value(event.name, value)
        else:
            self.say(f"{event.name} is {value.text}")

    def named_in_source(self) -> tuple[str, ValueView]:
        """What the name under the cursor of the source stands for; DebuggerError if for nothing."""
        name = self.source.pointed()
        if name is None or self.source.view is None:
            raise DebuggerError("there is no name on this line")
        value = self.session.named(self.source.view.text, name.text, self.source.line, name.start + 1)
        return safe_shown(name.text), value

    def open_value(self, name: str, value: ValueView, element: str = "") -> None:
        """Show what is in a value, and one element of it, if that is asked for."""
        if value.is_read or not self.dock.go("value"):
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
        if not self.runner.running():
            self.command(RESULT if self.snapshot.status == "finished" else WHY)

    def on_status_clicked(self, event: Status.Clicked) -> None:
        self.command("time.last" if event.leaves else "window.palette")

    def on_source_panel_hovered(self, event: SourcePanel.Hovered) -> None:
        """Tell what a name under the mouse means where one looks; nothing where it means nothing."""
        if self.runner.running():
            return
        with suppress(DebuggerError):
            value = self.session.named(event.text, event.name, event.line, event.column)
            self.say(f"{to_display(event.name)} = {value.text}")

    def on_footer_chosen(self, event: Footer.Chosen) -> None:
        self.command(event.id)

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


def run(session: Session, configured: Configuration | None = None) -> int:
    """Show the session until the person quits; the exit code."""
    wrong = take_terminal()
    if wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    configured = configured if configured is not None else read(configuration_path())
    message = "the configuration has faults: `nixstep config --check`" if configured.problems else ""
    restored = keep_between_sessions(session.breakpoints, session.loaded.source.path, session.sources)
    if session.loaded.source.path is not None:
        note(recent_path(), to_display(session.loaded.source.path))
    if restored and not message:
        message = f"{restored} breakpoint{'' if restored == 1 else 's'} of last time: :breakpoints lists them"
    if configured.numbers:
        STYLE.separator = SEPARATORS[configured.numbers]
    tips = Tips(tips_path()) if configured.tips else None
    app = NixStep(session, configured.theme, message, Remembered(usual_path()), tips)
    if configured.layout:
        app.desk.arrangement = app.layout_called(configured.layout) or app.desk.arrangement
    if configured.keys:
        app.set_keymap(dict(configured.keys))
    if app.console.color_system == "standard":
        app.ansi_color = True  # there are sixteen colours, and they are the terminal's own
    return app.run() or 0
