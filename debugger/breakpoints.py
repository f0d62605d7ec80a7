"""Breakpoints: where the machine shall stop.

Every kind answers one question: at which instructions of this code? The answers are kept per code, so
that asking costs one look-up a step, however many breakpoints there are.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from debugger.errors import DebuggerError
from debugger.text import safe_shown, source_name
from vm.chunk import Lambda
from vm.opcodes import BY_NAME
from vm.spans import Source, to_display

PLACE = re.compile(r"(?P<file>.+?):(?P<line>[0-9]{1,9})(?::(?P<column>[0-9]{1,9}))?\Z", re.DOTALL)
CHUNK_PLACE = re.compile(r".+:(?P<line>[0-9]{1,9}):[0-9]{1,9}(#[0-9]+)?\Z", re.DOTALL)
INSTRUCTION = re.compile(r"(?P<chunk>.+)@(?P<ip>[0-9]{1,9})\Z", re.DOTALL)


@dataclass(slots=True)
class Breakpoint:
    """One breakpoint; `number` is how commands call it."""

    number: int
    where: str
    """As the person wrote it."""
    enabled: bool = True

    def ips(self, code: Lambda) -> set[int]:
        """The instructions of `code` at which it stops."""
        raise NotImplementedError

    def may_lie_in(self, code: Lambda) -> bool:
        """Whether it can stop in this code or in code inside it; asked before anything of that is written."""
        return True


@dataclass(slots=True)
class OpcodeBreakpoint(Breakpoint):
    """Every instruction of one kind."""

    opcode: int = 0

    def ips(self, code: Lambda) -> set[int]:
        return {ip for ip, op in enumerate(code.ops) if op == self.opcode}


@dataclass(slots=True)
class InstructionBreakpoint(Breakpoint):
    """One instruction of one chunk."""

    chunk: str = ""
    ip: int = 0

    def ips(self, code: Lambda) -> set[int]:
        named = self.chunk in (code.name, safe_shown(code.name))
        return {self.ip} if named and self.ip < len(code.chunk) else set()

    def may_lie_in(self, code: Lambda) -> bool:
        place = CHUNK_PLACE.match(self.chunk)
        return place is None or covers(code, int(place["line"]))


@dataclass(slots=True)
class LineBreakpoint(Breakpoint):
    """Where an expression begins evaluating on a line, or at a column of it."""

    file: str = ""
    line: int = 0
    column: int | None = None
    absolute: str = ""
    """The file as the working directory sees it."""

    def is_in(self, source: Source) -> bool:
        """Whether it stands in this source."""
        path = to_display(source.path or source.name)
        known = path in (self.file, self.absolute) or path.endswith("/" + self.file)
        return known or source_name(source) == self.file

    def may_lie_in(self, code: Lambda) -> bool:
        return self.is_in(code.span.source) and covers(code, self.line)

    def ips(self, code: Lambda) -> set[int]:
        source = code.span.source
        if not self.may_lie_in(code):
            return set()
        found: set[int] = set()
        for ip in code.chunk.marks:
            start = code.chunk.starts[ip]
            if source.line_of(start) != self.line:
                continue
            if self.column is None or source.position(start).column == self.column:
                found.add(ip)
        return found


def covers(code: Lambda, line: int) -> bool:
    """Whether the text of a chunk touches a line."""
    span = code.span
    return span.source.line_of(span.start) <= line <= span.source.line_of(span.end)


class Breakpoints:
    """All breakpoints of a session."""

    def __init__(self) -> None:
        self.all: list[Breakpoint] = []
        self._next = 1
        self._cache: dict[Lambda, frozenset[int]] = {}

    def add(self, where: str) -> Breakpoint:
        """`OpForce`, `op OpForce`, `CHUNK@IP` or `FILE:LINE[:COL]`; DebuggerError for anything else."""
        text = where.strip()
        made = self.parse(text)
        made.number = self._next
        self._next += 1
        self.all.append(made)
        self._cache.clear()
        return made

    def parse(self, text: str) -> Breakpoint:
        """What `OpForce`, `CHUNK@IP` or `FILE:LINE[:COLUMN]` means, not added yet; else DebuggerError."""
        name = text.removeprefix("op ").strip()
        if name in BY_NAME:
            if BY_NAME[name].is_data:
                raise DebuggerError(f"{name} is never executed: it belongs to the instruction before it")
            return OpcodeBreakpoint(0, text, True, BY_NAME[name].number)
        match = INSTRUCTION.match(text)
        if match:
            return InstructionBreakpoint(0, text, True, match["chunk"], int(match["ip"]))
        match = PLACE.match(text)
        if match:
            column = int(match["column"]) if match["column"] else None
            absolute = os.path.realpath(match["file"]) if "\0" not in match["file"] else ""
            return LineBreakpoint(0, text, True, match["file"], int(match["line"]), column, absolute)
        near = [
            known
            for known in BY_NAME
            if known.lower() == f"op{name.lower()}" or known.lower() == name.lower()
        ]
        hint = f"; did you mean {near[0]}?" if near else ""
        raise DebuggerError(f"'{text}' is not a place: try OpForce, CHUNK@IP or FILE:LINE{hint}")

    def remove(self, number: int) -> Breakpoint:
        """DebuggerError if there is no breakpoint of that number."""
        for each in self.all:
            if each.number == number:
                self.all.remove(each)
                self._cache.clear()
                return each
        raise DebuggerError(f"there is no breakpoint {number}: `:breakpoints` lists them")

    def switch(self, number: int) -> Breakpoint:
        """Disable a breakpoint, or enable it again; DebuggerError if there is none of that number."""
        for each in self.all:
            if each.number == number:
                each.enabled = not each.enabled
                self._cache.clear()
                return each
        raise DebuggerError(f"there is no breakpoint {number}: `:breakpoints` lists them")

    def toggle(self, where: str) -> tuple[bool, Breakpoint]:
        """Remove the breakpoint written exactly so, or add it; True if it was added."""
        for each in self.all:
            if each.where == where:
                return False, self.remove(each.number)
        return True, self.add(where)

    def on_line(self, path: str, line: int) -> list[Breakpoint]:
        """The line breakpoints that stand on a line of a file, however its name was written."""
        return [
            each
            for each in self.all
            if isinstance(each, LineBreakpoint)
            and each.line == line
            and (path == each.file or path.endswith("/" + each.file))
        ]

    def clear(self) -> int:
        """Remove all; answers how many there were."""
        count = len(self.all)
        self.all.clear()
        self._cache.clear()
        return count

    def ips(self, code: Lambda) -> frozenset[int]:
        """Every instruction of `code` at which an enabled breakpoint stops."""
        found = self._cache.get(code)
        if found is None:
            found = frozenset().union(*(each.ips(code) for each in self.all if each.enabled))
            self._cache[code] = found
        return found

    def placed_ips(self, code: Lambda) -> frozenset[int]:
        """Those of them at which somebody has put a breakpoint, not at a kind of opcode."""
        return frozenset[int]().union(*(each.ips(code) for each in self.placed))

    @property
    def placed(self) -> list[Breakpoint]:
        """Those that are enabled, and not at a kind of opcode."""
        return [each for each in self.all if each.enabled and not isinstance(each, OpcodeBreakpoint)]

    def forget(self) -> None:
        """Let go of the code asked about so far: the program is loaded afresh."""
        self._cache.clear()

    def hit(self, code: Lambda, ip: int) -> Breakpoint | None:
        """The breakpoint that stops here."""
        if ip not in self.ips(code):
            return None
        return next((each for each in self.all if each.enabled and ip in each.ips(code)), None)

    @property
    def enabled_places(self) -> tuple[str, ...]:
        """Where those stand that are not switched off."""
        return tuple(each.where for each in self.all if each.enabled)

    def __bool__(self) -> bool:
        return bool(self.all)
