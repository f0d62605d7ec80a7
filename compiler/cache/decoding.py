"""Decoding: bytes as findings, or ValueError. The bytes are what somebody wrote to a disk: whatever they say,
nothing is made but syntax trees whose places lie inside the source.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from compiler.analysis.bindings import Entry, Inherited, MergedSet, key_text
from compiler.analysis.findings import Findings
from compiler.analysis.scope import CLOSED, NO_SLOT, Body, Capture
from compiler.cache import kinds
from compiler.syntax import nodes
from compiler.syntax.nodes import Node
from compiler.warnings import WARNINGS, Remark
from vm.spans import Source, Span

if TYPE_CHECKING:
    from mypy_extensions import i64


class Decoder:
    """The reading of one source's findings."""

    def __init__(self, source: Source, data: bytes) -> None:
        self.source = source
        self.size: i64 = len(source.text)
        self.data = data
        self.length: i64 = len(data)
        self.at: i64 = 0
        self.texts: list[str] = []
        self.stack: list[Any] = []
        """What was read and not yet taken by what it belongs to."""
        self.found = Findings(Node(0, 0), [], [])

    def finished(self) -> Findings:
        """All of it; ValueError if anything is not as it is written."""
        self.read_texts()
        self.read_places()
        self.read_remarks()
        while self.at < self.length:
            self.read_item()
        if len(self.stack) != 1:
            raise ValueError("not one tree")
        self.found.node = self.node()
        return self.found

    # Numbers and texts.

    def number(self) -> i64:
        """A number from 0 on."""
        data = self.data
        value: i64 = 0
        shift: i64 = 0
        while True:
            if self.at >= self.length or shift > 62:
                raise ValueError("a number ends too late")
            byte: i64 = data[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    def count(self) -> i64:
        """How many things follow or were read: no more than there are bytes."""
        value = self.number()
        if value < 0 or value > self.length:
            raise ValueError("too many")
        return value

    def offset(self) -> i64:
        """A place in the source."""
        value = self.number()
        if value < 0 or value > self.size:
            raise ValueError("a place outside the source")
        return value

    def text(self) -> str:
        """A text by its number."""
        return self.texts[self.number()]

    def read_texts(self) -> None:
        lengths = [self.count() for _ in range(self.count())]
        for length in lengths:
            end: i64 = self.at + length
            if end > self.length:
                raise ValueError("a text ends too late")
            self.texts.append(self.data[self.at : end].decode("latin-1"))
            self.at = end

    def read_places(self) -> None:
        """Where chunks begin."""
        place: i64 = 0
        starts = self.found.starts
        for _ in range(self.count()):
            step = self.number()
            place += -(step >> 1) if step & 1 else step >> 1
            if place < 0 or place > self.size:
                raise ValueError("a place outside the source")
            starts.append(place)

    def read_remarks(self) -> None:
        for _ in range(self.count()):
            code = f"W{self.number():03}"
            start, end = self.offset(), self.offset()
            name = self.text()
            if code not in WARNINGS:
                raise ValueError("an unknown remark")
            self.found.warnings.append(Remark(code, Span(self.source, start, end), name))

    # The tree.

    def node(self) -> Node:
        """The node that was read last."""
        node = self.stack.pop()
        if not isinstance(node, Node):
            raise ValueError("no node where one is needed")
        return node

    def several(self, count: i64) -> list[Any]:
        """So many of what was read last, in order."""
        stack = self.stack
        first: i64 = len(stack) - count
        if first < 0:
            raise ValueError("less than there should be")
        taken = stack[first:]
        del stack[first:]
        return taken

    def keys(self, count: i64) -> list[Any]:
        """An attribute path."""
        keys = self.several(count)
        for key in keys:
            if not isinstance(key, (nodes.Name, nodes.Str, nodes.DynamicName)):
                raise ValueError("no key")
        return keys

    def read_item(self) -> None:
        """The next record."""
        kind: i64 = self.data[self.at]
        self.at += 1
        if kind == kinds.TEXT:
            self.stack.append(self.text())
        elif kind == kinds.CLOSED_BODY:
            self.found.bodies[self.last()] = CLOSED
        elif kind == kinds.BODY:
            self.found.bodies[self.last()] = self.body()
        elif kind == kinds.ASSERTED:
            self.found.asserted.add(self.last())
        elif kind == kinds.ENTRY:
            start = self.offset()
            value = self.node()
            key: Any = self.keys(1)[0]
            self.stack.append(Entry(key, key_text(key), value, start))
        else:
            start = self.offset()
            end = start + self.number()
            if end > self.size or end < start:
                raise ValueError("a place outside the source")
            self.stack.append(self.made(kind, start, end))

    def last(self) -> Node:
        """The node that was read last; it stays."""
        node = self.stack[-1]
        if not isinstance(node, Node):
            raise ValueError("no node where one is needed")
        return node

    def made(self, kind: i64, start: i64, end: i64) -> Node:
        """The node of a record."""
        if kind == kinds.VARIABLE:
            return nodes.Variable(start, end, self.text())
        if kind == kinds.STR:
            return nodes.Str(start, end, self.parts())
        if kind == kinds.CALL:
            argument = self.node()
            return nodes.Call(start, end, self.node(), argument)
        if kind == kinds.NAME:
            return nodes.Name(start, end, self.text())
        if kind == kinds.SELECT:
            keys = self.keys(self.count())
            return nodes.Select(start, end, self.node(), keys, None)
        if kind == kinds.SELECT_OR:
            default = self.node()
            keys = self.keys(self.count())
            return nodes.Select(start, end, self.node(), keys, default)
        if kind == kinds.SET:
            return self.merged(start, end)
        if kind == kinds.LAMBDA:
            body = self.node()
            parameter = self.node()
            if not isinstance(parameter, (nodes.Name, nodes.Pattern)):
                raise ValueError("no parameter")
            return nodes.Lambda(start, end, parameter, body)
        if kind == kinds.PAREN:
            return nodes.Paren(start, end, self.node())
        if kind == kinds.LIST:
            elements = self.several(self.count())
            for each in elements:
                if not isinstance(each, Node):
                    raise ValueError("no node where one is needed")
            return nodes.List(start, end, elements)
        if kind == kinds.BINARY:
            operator = kinds.OPERATORS[self.number()]
            right = self.node()
            return nodes.Binary(start, end, operator, self.node(), right)
        if kind == kinds.INHERITED_FROM:
            return Inherited(self.text(), self.node(), start, end)
        if kind == kinds.INHERITED:
            return Inherited(self.text(), None, start, end)
        if kind == kinds.INHERITED_AGAIN:
            before = self.stack[-1]
            if not isinstance(before, Inherited) or before.source is None:
                raise ValueError("nothing to inherit from")
            return Inherited(self.text(), before.source, start, end)
        return self.made_rarer(kind, start, end)

    def made_rarer(self, kind: i64, start: i64, end: i64) -> Node:
        """The node of a record that programs have less of."""
        if kind == kinds.INT:
            return nodes.Int(start, end, self.number())
        if kind == kinds.IF:
            otherwise, then = self.node(), self.node()
            return nodes.If(start, end, self.node(), then, otherwise)
        if kind == kinds.LET:
            body = self.node()
            let = nodes.Let(start, end, [], body)
            self.found.merged[let] = self.set_read()
            return let
        if kind == kinds.HAS_ATTR:
            keys = self.keys(self.count())
            return nodes.HasAttr(start, end, self.node(), keys)
        if kind == kinds.ASSERT:
            body = self.node()
            return nodes.Assert(start, end, self.node(), body)
        if kind == kinds.WITH:
            body = self.node()
            return nodes.With(start, end, self.node(), body)
        if kind == kinds.UNARY:
            operator = kinds.OPERATORS[self.number()]
            return nodes.Unary(start, end, operator, self.node())
        if kind == kinds.INTERPOLATION:
            return nodes.Interpolation(start, end, self.node())
        if kind == kinds.DYNAMIC_NAME:
            return nodes.DynamicName(start, end, self.node())
        if kind == kinds.FORMAL:
            return nodes.Formal(start, end, self.text(), None)
        if kind == kinds.FORMAL_WITH_DEFAULT:
            return nodes.Formal(start, end, self.text(), self.node())
        if kind == kinds.PATTERN:
            return self.pattern(start, end)
        if kind == kinds.PATH:
            return nodes.Path(start, end, self.text())
        if kind == kinds.INTERPOLATED_PATH:
            return nodes.InterpolatedPath(start, end, self.parts())
        if kind == kinds.SEARCH_PATH:
            return nodes.SearchPath(start, end, self.text())
        if kind == kinds.URI:
            return nodes.Uri(start, end, self.text())
        if kind == kinds.FLOAT:
            (value,) = struct.unpack("<d", self.text().encode("latin-1"))
            return nodes.Float(start, end, value)
        if kind == kinds.CUR_POS:
            return nodes.CurPos(start, end)
        if kind == kinds.LEGACY_LET:
            legacy = nodes.LegacyLet(start, end, [])
            self.found.merged[legacy] = self.set_read()
            return legacy
        if kind == kinds.INSTEAD:
            meant = self.node()
            stands = nodes.Binary(start, end, "-", meant, meant)
            self.found.instead[stands] = meant
            return stands
        raise ValueError("an unknown record")

    def parts(self) -> list[Any]:
        """The pieces of a string or a path."""
        parts = self.several(self.count())
        for part in parts:
            if not isinstance(part, (str, nodes.Interpolation)):
                raise ValueError("no piece of a string")
        return parts

    def pattern(self, start: i64, end: i64) -> nodes.Pattern:
        count = self.count()
        flags = self.number()
        argument: nodes.Name | None = None
        if flags & 2:
            name = self.node()
            if not isinstance(name, nodes.Name):
                raise ValueError("no name of an argument")
            argument = name
        formals = self.several(count)
        for formal in formals:
            if not isinstance(formal, nodes.Formal):
                raise ValueError("no formal")
        return nodes.Pattern(start, end, formals, bool(flags & 1), argument)

    def set_read(self) -> MergedSet:
        """The set that was read last."""
        node = self.node()
        if not isinstance(node, MergedSet):
            raise ValueError("no set where one is needed")
        return node

    def merged(self, start: i64, end: i64) -> MergedSet:
        """A set with its definitions."""
        recursive = self.number() == 1
        inherits, entries = self.count(), self.count()
        merged = MergedSet(self.source, start, end, recursive)
        merged.entries = self.several(entries)
        merged.inherits = self.several(inherits)
        for entry in merged.entries:
            if not isinstance(entry, Entry):
                raise ValueError("no definition")
            if entry.name is not None:
                merged.known[entry.name] = entry
        for inherited in merged.inherits:
            if not isinstance(inherited, Inherited):
                raise ValueError("no inherited name")
            merged.known[inherited.name] = inherited
        return merged

    def body(self) -> Body:
        """What is known of a chunk."""
        captures_with = self.number() == 1
        count = self.count()
        captures: list[Capture] = []
        for _ in range(self.count()):
            name = self.text()
            packed = self.number()
            start = self.offset()
            length = self.number()
            slot, upvalue = (packed >> 1, 0) if packed & 1 else (NO_SLOT, packed >> 1)
            captures.append(Capture(name, slot, upvalue, start, min(start + length, self.size)))
        scoped: dict[str, str] = {}
        for _ in range(self.count()):
            name = self.text()
            scoped[name] = self.text()
        return Body(captures, captures_with, count, scoped or None)


def decoded(source: Source, data: bytes) -> Findings:
    """The findings of a source that were written down as `data`; ValueError if they are not sound."""
    try:
        return Decoder(source, data).finished()
    except (
        IndexError,
        TypeError,
        KeyError,
        AttributeError,
        OverflowError,
        UnicodeError,
        struct.error,
    ) as wrong:
        raise ValueError(f"not what is written: {wrong}") from wrong
