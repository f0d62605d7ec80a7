"""Breakpoints with a place: an opcode, an instruction, a line, a function."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from debugger.breakpoints.breakpoint import Breakpoint
from debugger.text import safe_shown, source_name
from debugger.views.source.bindings import innermost
from vm.chunk import ChunkKind, Lambda
from vm.spans import Source, to_display

FAR = 500
"""Lines to either side in which a line that has moved is looked for."""


@dataclass(slots=True)
class OpcodeBreakpoint(Breakpoint):
    """Every instruction of one kind."""

    opcode: int = 0

    def ips(self, code: Lambda) -> Collection[int]:
        return {ip for ip, op in enumerate(code.ops) if op == self.opcode}


@dataclass(slots=True)
class InstructionBreakpoint(Breakpoint):
    """One instruction of one chunk."""

    has_place = True
    chunk: str = ""
    ip: int = 0
    line: int = 0
    """Of the chunk, if its name tells."""

    def ips(self, code: Lambda) -> Collection[int]:
        if not self.may_lie_in(code):
            return ()
        named = self.chunk in (code.name, safe_shown(code.name))
        return {self.ip} if named and self.ip < len(code.chunk) else ()

    def may_lie_in(self, code: Lambda) -> bool:
        return not self.line or covers(code, self.line)


@dataclass(slots=True)
class LineBreakpoint(Breakpoint):
    """Where an expression begins evaluating on a line, or at a column of it."""

    has_place = True
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

    def follow(self, line: str, source: Source) -> None:
        """Stand on the nearest line that says this."""
        for distance in range(FAR):
            for number in (self.line - distance, self.line + distance):
                if 1 <= number <= source.line_count and source.line_text(number).strip() == line:
                    column = f":{self.column}" if self.column is not None else ""
                    self.line, self.where = number, f"{self.file}:{number}{column}"
                    return

    def may_lie_in(self, code: Lambda) -> bool:
        return self.is_in(code.span.source) and covers(code, self.line)

    def ips(self, code: Lambda) -> Collection[int]:
        source = code.span.source
        if not self.may_lie_in(code):
            return ()
        found: set[int] = set()
        for ip in code.chunk.marks:
            start = code.chunk.starts[ip]
            if source.line_of(start) != self.line:
                continue
            if self.column is None or source.position(start).column == self.column:
                found.add(ip)
        return found


@dataclass(slots=True)
class FunctionBreakpoint(Breakpoint):
    """Where a function of some name begins, once it has all its arguments."""

    has_place = True
    name: str = ""
    """Byte-per-character."""
    chunks: set[str] = field(default_factory=set)
    """The bodies that are known to be meant."""

    def learn(self, code: Lambda) -> Lambda | None:
        if code.kind is not ChunkKind.LAMBDA or self.name not in (code.label, code.attribute):
            return None
        body = innermost(code)
        self.chunks.add(body.name)
        return body

    def ips(self, code: Lambda) -> Collection[int]:
        return {code.chunk.prologue} if self.chunks and code.name in self.chunks else ()


def covers(code: Lambda, line: int) -> bool:
    """Whether the text of a chunk touches a line."""
    span = code.span
    return span.source.line_of(span.start) <= line <= span.source.line_of(span.end)
