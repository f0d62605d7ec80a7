"""All breakpoints of a session, and how a run asks about them.

What they say of a chunk is kept with its code, so that a run asks nothing at any other instruction.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from compiler.options import Chunks
from debugger.breakpoints.breakpoint import Breakpoint, Here
from debugger.breakpoints.events import ThunkBreakpoint
from debugger.breakpoints.grammar import parse
from debugger.breakpoints.placed import LineBreakpoint
from debugger.errors import DebuggerError
from vm.chunk import Lambda
from vm.errors import NixError
from vm.spans import Source


@dataclass(slots=True)
class Hit:
    """What the breakpoints say to an op that is due."""

    stopped: Breakpoint | None = None
    """The one that stops the run, if one does."""
    trouble: str = ""
    """Why its condition could not be told."""
    said: list[str] = field(default_factory=list)
    """What those say that only say something."""

    @property
    def reason(self) -> str:
        """For the status line."""
        each = self.stopped
        if each is None:
            return ""
        reason = f"breakpoint {each.number}: {each.where}"
        if each.condition:
            reason += f" if {each.condition}"
        return f"{reason}: {self.trouble}" if self.trouble else reason


class Breakpoints:
    """All breakpoints of a session."""

    def __init__(self) -> None:
        self.all: list[Breakpoint] = []
        self.listeners: list[Callable[[], None]] = []
        """Called when there are others."""
        self.astray: list[tuple[LineBreakpoint, str]] = []
        """Those whose file is not imported yet, and what their line said when they were kept."""
        self.chunks: Chunks | None = None
        self.next = 1
        self.cache: dict[Lambda, frozenset[int]] = {}
        self.rows: dict[Lambda, list[tuple[Breakpoint, frozenset[int]]]] = {}
        """For the same chunks, which breakpoint may stop at which instructions."""

    # The list.

    def add(self, text: str) -> Breakpoint:
        """What `debugger.breakpoints.grammar` describes; DebuggerError for anything else."""
        made = parse(text)
        made.number = self.next
        self.next += 1
        self.all.append(made)
        self.tell()
        return made

    def get(self, number: int) -> Breakpoint:
        """DebuggerError if there is no breakpoint of that number."""
        for each in self.all:
            if each.number == number:
                return each
        raise DebuggerError(f"there is no breakpoint {number}: `:breakpoints` lists them")

    def remove(self, number: int) -> Breakpoint:
        """DebuggerError if there is no breakpoint of that number."""
        gone = self.get(number)
        self.all.remove(gone)
        self.tell()
        return gone

    def switch(self, number: int, enabled: bool | None = None) -> Breakpoint:
        """Disable a breakpoint, or enable it again; DebuggerError if there is none of that number."""
        each = self.get(number)
        each.enabled = not each.enabled if enabled is None else enabled
        self.tell()
        return each

    def change(self, number: int, text: str) -> Breakpoint:
        """Have another one in its place, with its number; DebuggerError if the text does not describe one."""
        old, made = self.get(number), parse(text)
        made.number, made.enabled = number, old.enabled
        self.all[self.all.index(old)] = made
        self.tell()
        return made

    def toggle(self, where: str) -> tuple[bool, Breakpoint]:
        """Remove the breakpoint written exactly so, or add it; True if it was added."""
        for each in self.all:
            if each.where == where:
                return False, self.remove(each.number)
        return True, self.add(where)

    def clear(self) -> int:
        """Remove all; answers how many there were."""
        count = len(self.all)
        self.all.clear()
        self.tell()
        return count

    def tell(self) -> None:
        """There are others now."""
        self.learn_all()
        for listener in self.listeners:
            listener()

    # Code.

    def attend(self, chunks: Chunks) -> None:
        """A program was loaded: its code is marked as it is written."""
        self.chunks = chunks
        chunks.listener = self.mark
        self.learn_all()

    def learn_all(self) -> None:
        """Look at all code that is written."""
        self.cache.clear()
        self.rows.clear()
        written = self.chunks.written if self.chunks is not None else []
        for code in list(written):
            self.learn(code)
        for code in written:
            code.stops = self.ips(code) or None

    def mark(self, code: Lambda) -> None:
        """A chunk was written."""
        if self.astray:
            self.find_lines(code.span.source)
        if self.all:
            self.learn(code)
            code.stops = self.ips(code) or None

    def find_lines(self, source: Source) -> None:
        """Let kept breakpoints stand on the lines where they stood, in a source that is there now."""
        for each, line in self.astray:
            if each.is_in(source):
                each.follow(line, source)
        self.astray = [each for each in self.astray if not each[0].is_in(source)]

    def learn(self, code: Lambda) -> None:
        """Look at a chunk, which may tell something of another one."""
        for each in self.all:
            told = each.learn(code)
            if told is not None:
                self.cache.pop(told, None)
                told.stops = self.ips(told) or None

    def ips(self, code: Lambda) -> frozenset[int]:
        """Every instruction of `code` at which an enabled breakpoint may stop."""
        found = self.cache.get(code)
        if found is None:
            rows = [(each, frozenset(each.ips(code))) for each in self.enabled if not each.is_event]
            self.rows[code] = [row for row in rows if row[1]]
            found = self.cache[code] = frozenset().union(*(ips for _, ips in rows))
        return found

    def certain_ips(self, code: Lambda) -> Collection[int]:
        """Those at which one stops whatever the state."""
        certain = [each for each in self.enabled if not each.asks and not each.condition]
        return frozenset[int]().union(*(each.ips(code) for each in certain))

    def placed_ips(self, code: Lambda) -> frozenset[int]:
        """Those at which somebody has put a breakpoint, not at a kind of opcode or whatever comes to be."""
        return frozenset[int]().union(*(each.ips(code) for each in self.placed))

    # Which.

    @property
    def enabled(self) -> list[Breakpoint]:
        """Those that are not switched off."""
        return [each for each in self.all if each.enabled]

    @property
    def placed(self) -> list[Breakpoint]:
        """Those that are enabled and stand somewhere."""
        return [each for each in self.all if each.enabled and each.has_place]

    @property
    def events(self) -> list[Breakpoint]:
        """Those that are enabled and stop after an event."""
        return [each for each in self.all if each.enabled and each.is_event]

    @property
    def watch_thunks(self) -> bool:
        """Whether one waits for what becomes of a thunk, which may happen at any op."""
        return any(isinstance(each, ThunkBreakpoint) for each in self.events)

    @property
    def enabled_places(self) -> tuple[str, ...]:
        """What those are that are not switched off."""
        return tuple(each.text for each in self.all if each.enabled)

    def on_line(self, path: str, line: int) -> list[Breakpoint]:
        """The line breakpoints that stand on a line of a file, however its name was written."""
        return [
            each
            for each in self.all
            if isinstance(each, LineBreakpoint)
            and each.line == line
            and (path == each.file or path.endswith("/" + each.file))
        ]

    def __bool__(self) -> bool:
        return bool(self.all)

    # Asking.

    def ask(self, here: Here, is_live: bool) -> Hit:
        """What they say to the op that is due. Counts and messages only at the live edge."""
        code, ip = here.frame.code, here.ip
        if ip not in self.ips(code):
            return Hit()
        return self.asked([each for each, ips in self.rows[code] if ip in ips], here, is_live)

    def meant(self, event: str, subject: int | NixError | None, is_caught: bool) -> list[Breakpoint]:
        """Those that wait for an event, to be `asked`."""
        return [each for each in self.events if each.is_meant(event, subject, is_caught)]

    def asked(self, meant: Iterable[Breakpoint], here: Here | None, is_live: bool) -> Hit:
        """The first that stops, and what others say."""
        hit = Hit()
        for each in meant:
            if not self.counts(each, here, hit, is_live):
                continue
            if each.log is not None:
                if is_live:
                    hit.said.append(here.fill(each.log) if here is not None else each.log)
            elif hit.stopped is None:
                hit.stopped = each
        if hit.stopped is not None and hit.stopped.is_once and is_live:
            self.remove(hit.stopped.number)
        return hit

    def counts(self, each: Breakpoint, here: Here | None, hit: Hit, is_live: bool) -> bool:
        """Whether it is met, and its condition, and it is not to be passed over this time."""
        try:
            if here is not None and not (
                each.is_met(here) and (not each.condition or here.test(each.condition))
            ):
                return False
        except DebuggerError as trouble:
            if hit.stopped is None:
                hit.stopped, hit.trouble = each, str(trouble)
            return False
        if not is_live:
            return True
        each.hits += 1
        if each.ignore:
            each.ignore -= 1
            return False
        return True
