"""Bindings by source and line: what of the compiled code gives a name, an argument or an element its value.

Found when somebody looks at a source, once for each chunk; the code itself says where they are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from compiler.options import Chunks, inside
from debugger.history.lives import source_key
from vm.chunk import ChunkKind, Lambda
from vm.opcodes import number_of
from vm.spans import Source
from vm.values import Blueprint, ReadyClosure, ReadyThunk, Value

MAKERS = frozenset(map(number_of, ("OpConstant", "OpThunkSuspended", "OpClosure", "OpThunkClosure")))
"""Ops whose operand is the constant that they push, or the blueprint of it."""
CLOSE_SCOPE = number_of("OpCloseScope")
WORDS = {number_of("OpTrue"): True, number_of("OpFalse"): False, number_of("OpNull"): None}
MOST = 50
"""Bindings on one line, at the most, of which anything is told."""
LONGEST = 200
"""Bytes of an attribute path."""
FIRST = " \t([{"
"""What may stand before an argument or element that begins a line."""


@dataclass(frozen=True, slots=True)
class Binding:
    """One value that an instruction makes. Offsets are bytes."""

    name: str
    """Byte-per-character, as the program has it; "" for an argument, an element or a dynamic name."""
    start: int
    """Where it is written."""
    end: int
    """Where its value's text ends."""
    maker: Lambda
    ip: int
    thunk: Lambda | None = None
    """The code of the thunk that is made; None if it is a constant, a function or another variable."""
    body: Lambda | None = None
    """Of a function: the code of the thunk that a call of it leaves."""
    is_plain: bool = False
    """Whether it is a constant or a function."""
    constant: Value = None


class SourceBindings:
    """The bindings of one source, and the chunks that its text was compiled to."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.chunks: list[Lambda] = []
        self.lines: dict[int, list[Binding]] = {}
        self.places: dict[int, list[Binding]] = {}
        """By where they are written."""
        self.groups: dict[int, tuple[Binding, ...]] = {}

    def add(self, code: Lambda) -> None:
        """Take in a chunk."""
        self.chunks.append(code)
        for binding in bindings_of(code):
            line = self.source.line_of(binding.start)
            self.lines.setdefault(line, []).append(binding)
            self.places.setdefault(binding.start, []).append(binding)
            self.groups.pop(line, None)

    def on_line(self, line: int) -> tuple[Binding, ...]:
        """The outermost bindings that begin on a 1-based line, in order. Arguments and elements are among
        them only if the line begins with one. None where there are so many that nothing could be told."""
        group = self.groups.get(line)
        if group is None:
            group = self.groups[line] = outermost(self.source, self.lines.get(line, ()))
        return group

    def alike(self, binding: Binding) -> list[Binding]:
        """A binding and what else its text was compiled to, as `scopedImport` compiles a file each time."""
        return [each for each in self.places[binding.start] if each.end == binding.end]

    def written_at(self, offset: int) -> Binding | None:
        """The binding whose name stands there."""
        return next((each for each in self.places.get(offset, ()) if each.name), None)

    def binder(self, name: str, offset: int) -> Lambda | None:
        """The chunk whose variable a name means at a place: the innermost around it that has one."""
        found: Lambda | None = None
        for code in self.chunks:
            span = code.span
            is_around = span.start <= offset < span.end and name in slots_of(code)
            if is_around and (found is None or span.start >= found.span.start):
                found = code
        return found

    def binding(self, maker: Lambda, name: str) -> Binding | None:
        """What a chunk gives one of its variables; None for an argument."""
        return next((each for each in bindings_of(maker) if each.name == name), None)


class Bindings:
    """Those of all sources of a run."""

    def __init__(self, chunks: Chunks) -> None:
        self.chunks = chunks
        """What was compiled; there may come more."""
        self.known = 0
        self.waiting: dict[str, list[Lambda]] = {}
        """Toplevels of sources that nobody has looked at, by source."""
        self.sources: dict[str, SourceBindings] = {}

    def of(self, source: Source) -> SourceBindings:
        """Those of one source as far as it is compiled."""
        toplevels = self.chunks.toplevels
        for toplevel in toplevels[self.known :]:
            self.waiting.setdefault(source_key(toplevel.span.source), []).append(toplevel)
        self.known = len(toplevels)
        key = source_key(source)
        found = self.sources.get(key)
        if found is None:
            found = self.sources[key] = SourceBindings(source)
        for toplevel in self.waiting.pop(key, ()):
            for code in inside(toplevel):
                found.add(code)
        return found


def bindings_of(code: Lambda) -> Iterator[Binding]:
    """What a chunk binds, in the order of its instructions."""
    chunk = code.chunk
    for ip, (name, start) in chunk.bindings.items():
        if ip < code.end:
            yield Binding(name, start, max(chunk.ends[ip], start), code, ip, *made_by(code, ip))


def made_by(code: Lambda, ip: int) -> tuple[Lambda | None, Lambda | None, bool, Value]:
    """What an instruction makes, as a binding tells it."""
    code.prepare()
    op = code.ops[ip]
    if op in WORDS:
        return None, None, True, WORDS[op]
    if op not in MAKERS:
        return None, None, False, None
    value = code.constants[code.operands[ip]]
    if not isinstance(value, Blueprint):
        return None, None, True, value
    if value.code.kind is ChunkKind.THUNK:
        return value.code, None, False, None
    return None, body_of(value.code), True, value


def body_of(code: Lambda) -> Lambda | None:
    """The code of the thunk that a function leaves, however many arguments it takes one after the other."""
    if code.kind is not ChunkKind.LAMBDA:
        return code
    made = given(innermost(code))
    return made.code if made is not None else None


def innermost(code: Lambda) -> Lambda:
    """The last of functions that do nothing but give the next one, `a: b: ...`."""
    while True:
        made = given(code)
        if made is None or made.code.kind is not ChunkKind.LAMBDA:
            return code
        code = made.code


def given(code: Lambda) -> Blueprint | None:
    """What a function makes last and gives; None if that is nothing with code of its own."""
    code.prepare()
    end = code.end - 1
    at = code.chunk.before(end) if code.ops[end] == CLOSE_SCOPE else end
    made = code.constants[code.operands[at]] if at >= 0 and code.ops[at] in MAKERS else None
    return made if isinstance(made, Blueprint) else None


def is_function(value: Value) -> bool:
    """Whether a constant stands for a function that is made anew each time."""
    return type(value) is ReadyClosure or (type(value) is Blueprint and type(value) is not ReadyThunk)


def outermost(source: Source, found: Sequence[Binding]) -> tuple[Binding, ...]:
    """Those of a line that stand in none of the others; of `a.b = 1` it is b that the value is of."""
    group: list[Binding] = []
    end = -1
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if not each.name and not begins_line(source, each.start):
            continue
        if group and is_path(source, group[-1].start, each.start):
            group[-1] = each
        elif each.start >= end:
            group.append(each)
        end = max(end, each.end)
    told = [each for each in group if each.name] or group
    return tuple(told) if len(told) <= MOST else ()


def is_path(source: Source, start: int, end: int) -> bool:
    """Whether the name at `end` belongs to the attribute path that begins at `start`."""
    if end - start > LONGEST:
        return False
    between = source.text[start:end].rstrip()
    return between.endswith(".") and "=" not in between


def begins_line(source: Source, offset: int) -> bool:
    """Whether nothing but blanks and opening brackets stands before a place in its line."""
    start = source.line_starts[source.line_of(offset) - 1]
    return not source.text[start:offset].strip(FIRST)


@lru_cache(maxsize=256)
def slots_of(code: Lambda) -> Mapping[str, int]:
    """The variables of a chunk, and their places in its part of the value stack."""
    return {name: slot for slot, name in code.chunk.slots if name}


@lru_cache(maxsize=256)
def names_of(code: Lambda) -> Mapping[int, str]:
    """The same by their places."""
    return {slot: name for slot, name in code.chunk.slots if name}
