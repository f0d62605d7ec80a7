"""The console: one session driven by lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from debugger.errors import DebuggerError
from debugger.motions import Motion
from debugger.provenance.demanders import shown_ip
from debugger.scripting.verbs import NEEDS_A_SCREEN, VERBS, load_verbs
from debugger.session import Session
from debugger.text import safe_shown
from debugger.tui.commands import find_word
from debugger.views.reports import excerpt, report
from debugger.views.snapshot import OutputView, Snapshot
from vm.errors import NixError

COMMENT = "#"


class Console:
    """Carries out commands. `said` collects what the program says meanwhile."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.said: list[str] = []
        self.is_done = False
        """Whether `quit` was said."""
        session.listener = self.hear
        load_verbs()

    def hear(self, message: OutputView) -> None:
        self.said.append(f"{message.kind}: {message.text}")

    def run(self, line: str) -> Iterator[str]:
        """Carry out one line; lines of text come back. DebuggerError if it fails; what was said before comes
        all the same. Empty lines and comments are nothing."""
        text = line.strip()
        if not text or text.startswith(COMMENT):
            return
        command, argument = find_word(text)
        tell = VERBS.get(command.id)
        if tell is None:
            why = NEEDS_A_SCREEN.get(command.id, "it needs the screen")
            raise DebuggerError(f"'{text.split()[0]}' has no meaning in text: {why}")
        failed: DebuggerError | None = None
        lines: Iterable[str] = ()
        try:
            lines = list(tell(self, argument))
        except DebuggerError as error:
            failed = error
        yield from self.take_said()
        if failed is not None:
            raise failed
        yield from lines

    def take_said(self) -> list[str]:
        """What the program has said since."""
        said, self.said = self.said, []
        return said

    # For verbs.

    def move(self, motion: Motion, count: int = 1) -> Iterator[str]:
        """Carry out a motion to its end, and tell where that is."""
        self.session.begin(motion, count)
        return self.arrive()

    def arrive(self) -> Iterator[str]:
        """Carry out what the session has begun, and tell where it stands then."""
        session = self.session
        try:
            while session.motion is not None:
                session.advance(0.25)
        except KeyboardInterrupt:
            session.pause()
        return self.standing()

    def standing(self) -> Iterator[str]:
        """Why it stands here, and where that is."""
        session = self.session
        shown = session.snapshot()
        yield safe_shown(session.message) if shown.error is None else session.message.partition("\n")[0]
        error = self.error()
        if error is not None:
            yield from report(error, own=session.own).split("\n")
            return
        if shown.result is not None:
            yield f"result: {shown.result.text}"
            return
        yield self.place(shown)
        yield from self.source(shown)
        yield from self.watches(shown)

    def error(self) -> NixError | None:
        """The error that is shown."""
        vm, history = self.session.machine, self.session.history
        return (vm.error or vm.failure) if history.is_live else history.error

    def place(self, shown: Snapshot) -> str:
        """Step, depth, instruction."""
        frame = next((each for each in shown.frames if each.number == shown.selected), None)
        where = f"{frame.chunk}@{frame.ip}" if frame is not None else "between frames"
        due = f" {shown.opcode}" if shown.opcode and shown.selected == shown.frame_count else ""
        return f"step {shown.moment}, depth {shown.depth}: {where}{due}"

    def source(self, shown: Snapshot) -> Iterator[str]:
        """The line, and carets under what is evaluated."""
        state, number = self.session.state, shown.selected
        if not number:
            return
        frame = state.frames[number - 1]
        span = frame.code.chunk.span(shown_ip(state, frame, number))
        margin = str(span.position.line)
        text, carets = excerpt(span)
        yield f"  {margin} | {text}".rstrip()
        yield f"  {' ' * len(margin)} | {carets}"

    def watches(self, shown: Snapshot) -> Iterator[str]:
        """The watched expressions and their values."""
        for each in shown.watches:
            was = f" (was {each.before})" if each.before else ""
            yield f"  watch {each.number}: {each.text} = {each.value.text}{was}"
