"""Encoding: findings as bytes. Nothing recurses: the tree is walked from the top, last child first, and what
was written is turned around in the end.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from compiler.analysis.bindings import Entry, Inherited, MergedSet
from compiler.analysis.findings import Findings
from compiler.analysis.scope import CLOSED, Body
from compiler.cache import kinds
from compiler.syntax import nodes
from compiler.syntax.nodes import Node

if TYPE_CHECKING:
    from mypy_extensions import i64


class Encoder:
    """The writing of one source's findings, backwards."""

    def __init__(self, found: Findings) -> None:
        self.found = found
        self.out: list[int] = []
        self.texts: dict[str, int] = {}
        """Every text, by its number."""
        self.work: list[object] = [found.node]
        """What is still to be written, last first: nodes, pieces of strings, entries."""

    def finished(self) -> bytes:
        """All of it: texts, places of chunks, remarks, tree."""
        while self.work:
            self.item(self.work.pop())
        tree = self.taken()
        remarks = self.remarks()
        return b"".join((self.table(), self.places(), remarks, tree))

    def taken(self) -> bytes:
        """What has been written since the last time, turned around."""
        out, self.out = self.out, []
        out.reverse()
        return bytes(out)

    # Numbers and texts.

    def number(self, value: i64) -> None:
        """A number from 0 on; its bytes last to first."""
        out = self.out
        if value < 128:
            out.append(value)
            return
        parts: list[int] = []
        while value >= 128:
            parts.append(value & 127 | 128)
            value >>= 7
        parts.append(value)
        for part in reversed(parts):
            out.append(part)

    def text(self, text: str) -> None:
        """A text by its number."""
        known = self.texts.get(text)
        if known is None:
            known = self.texts[text] = len(self.texts)
        self.number(known)

    def record(self, kind: i64, node: Node) -> None:
        """Head and span of a record, behind its fields."""
        start: i64 = node.start
        self.number(node.end - start)
        self.number(start)
        self.out.append(kind)

    # The tree.

    def item(self, item: object) -> None:
        """One thing that is to be written, and what is to be written before it."""
        if isinstance(item, Node):
            self.node(item)
        elif isinstance(item, str):
            self.text(item)
            self.out.append(kinds.TEXT)
        elif isinstance(item, Entry):
            self.number(item.start)
            self.out.append(kinds.ENTRY)
            self.work += (item.key, item.value)

    def node(self, node: Node) -> None:
        found = self.found
        body = found.bodies.get(node)
        if body is not None:
            self.body(body)
        instead = found.instead.get(node)
        if instead is not None:
            self.record(kinds.INSTEAD, node)
            self.work.append(instead)
            return
        if type(node) is nodes.Variable:
            self.text(node.name)
            self.record(kinds.VARIABLE, node)
        elif type(node) is nodes.Str:
            self.number(len(node.parts))
            self.record(kinds.STR, node)
            self.work += node.parts
        elif type(node) is nodes.Call:
            self.record(kinds.CALL, node)
            self.work += (node.function, node.argument)
        elif type(node) is nodes.Name:
            self.text(node.name)
            self.record(kinds.NAME, node)
        elif type(node) is nodes.Select:
            self.number(len(node.keys))
            self.record(kinds.SELECT if node.default is None else kinds.SELECT_OR, node)
            self.work.append(node.target)
            self.work += node.keys
            if node.default is not None:
                self.work.append(node.default)
        elif type(node) is nodes.AttrSet:
            self.merged(node, found.merged[node])
        elif type(node) is MergedSet:
            self.merged(node, node)
        elif type(node) is nodes.Lambda:
            self.record(kinds.LAMBDA, node)
            self.work += (node.parameter, node.body)
        elif type(node) is nodes.Paren:
            self.record(kinds.PAREN, node)
            self.work.append(node.inner)
        elif type(node) is nodes.List:
            self.number(len(node.elements))
            self.record(kinds.LIST, node)
            self.work += node.elements
        elif type(node) is nodes.Binary:
            if node in found.asserted:
                self.out.append(kinds.ASSERTED)
            self.number(kinds.OPERATORS.index(node.operator))
            self.record(kinds.BINARY, node)
            self.work += (node.left, node.right)
        else:
            self.rarer(node)

    def rarer(self, node: Node) -> None:
        """The constructs that programs have less of."""
        if type(node) is nodes.If:
            self.record(kinds.IF, node)
            self.work += (node.condition, node.then, node.otherwise)
        elif type(node) is nodes.Let:
            self.record(kinds.LET, node)
            self.work += (self.found.merged[node], node.body)
        elif type(node) is nodes.Int:
            self.number(node.value)
            self.record(kinds.INT, node)
        elif type(node) is nodes.HasAttr:
            self.number(len(node.keys))
            self.record(kinds.HAS_ATTR, node)
            self.work.append(node.target)
            self.work += node.keys
        elif type(node) is nodes.Assert:
            self.record(kinds.ASSERT, node)
            self.work += (node.condition, node.body)
        elif type(node) is nodes.With:
            self.record(kinds.WITH, node)
            self.work += (node.namespace, node.body)
        elif type(node) is nodes.Unary:
            self.number(kinds.OPERATORS.index(node.operator))
            self.record(kinds.UNARY, node)
            self.work.append(node.operand)
        elif type(node) is nodes.Interpolation:
            self.record(kinds.INTERPOLATION, node)
            self.work.append(node.expression)
        elif type(node) is nodes.DynamicName:
            self.record(kinds.DYNAMIC_NAME, node)
            self.work.append(node.expression)
        elif type(node) is nodes.Path:
            self.text(node.text)
            self.record(kinds.PATH, node)
        elif type(node) is nodes.InterpolatedPath:
            self.number(len(node.parts))
            self.record(kinds.INTERPOLATED_PATH, node)
            self.work += node.parts
        elif type(node) is nodes.SearchPath:
            self.text(node.text)
            self.record(kinds.SEARCH_PATH, node)
        elif type(node) is nodes.Uri:
            self.text(node.text)
            self.record(kinds.URI, node)
        elif type(node) is nodes.Float:
            self.text(struct.pack("<d", node.value).decode("latin-1"))
            self.record(kinds.FLOAT, node)
        elif type(node) is nodes.CurPos:
            self.record(kinds.CUR_POS, node)
        elif type(node) is nodes.LegacyLet:
            self.record(kinds.LEGACY_LET, node)
            self.work.append(self.found.merged[node])
        else:
            self.declaration(node)

    def declaration(self, node: Node) -> None:
        """What is no expression."""
        if type(node) is Inherited:
            self.text(node.name)
            self.record(kinds.INHERITED if node.source is None else kinds.INHERITED_FROM, node)
            if node.source is not None:
                self.work.append(node.source)
        elif type(node) is Again:
            self.text(node.name)
            self.record(kinds.INHERITED_AGAIN, node)
        elif type(node) is nodes.Formal:
            self.text(node.name)
            self.record(kinds.FORMAL if node.default is None else kinds.FORMAL_WITH_DEFAULT, node)
            if node.default is not None:
                self.work.append(node.default)
        elif type(node) is nodes.Pattern:
            self.number((node.argument is not None) << 1 | node.ellipsis)
            self.number(len(node.formals))
            self.record(kinds.PATTERN, node)
            self.work += node.formals
            if node.argument is not None:
                self.work.append(node.argument)
        else:
            raise TypeError(f"{node!r} cannot be written down")

    def merged(self, node: Node, merged: MergedSet) -> None:
        """A set with its paths merged, in the place of what was written."""
        self.number(len(merged.entries))
        self.number(len(merged.inherits))
        self.number(merged.recursive)
        self.record(kinds.SET, node)
        source: Node | None = None
        for inherited in merged.inherits:
            if inherited.source is not None and inherited.source is source:
                self.work.append(Again(inherited))
            else:
                self.work.append(inherited)
            source = inherited.source
        self.work += merged.entries

    def body(self, body: Body) -> None:
        """What is known of a chunk."""
        if body is CLOSED:
            self.out.append(kinds.CLOSED_BODY)
            return
        scoped = body.scoped or {}
        for name, scope in reversed(scoped.items()):
            self.text(scope)
            self.text(name)
        self.number(len(scoped))
        for capture in reversed(body.captures):
            self.number(capture.end - capture.start)
            self.number(capture.start)
            self.number(capture.upvalue << 1 if capture.slot < 0 else capture.slot << 1 | 1)
            self.text(capture.name)
        self.number(len(body.captures))
        self.number(body.count)
        self.number(body.captures_with)
        self.out.append(kinds.BODY)

    # The rest.

    def remarks(self) -> bytes:
        """The remarks, first to last."""
        for remark in reversed(self.found.warnings):
            self.text(remark.name)
            self.number(remark.span.end)
            self.number(remark.span.start)
            self.number(int(remark.code[1:]))
        self.number(len(self.found.warnings))
        return self.taken()

    def places(self) -> bytes:
        """Where chunks begin: how far from the one before, the sign in the lowest bit."""
        starts = self.found.starts
        for index in range(len(starts) - 1, -1, -1):
            step = starts[index] - (starts[index - 1] if index else 0)
            self.number(-step << 1 | 1 if step < 0 else step << 1)
        self.number(len(starts))
        return self.taken()

    def table(self) -> bytes:
        """The texts: how many, how long each is, and all of them."""
        for text in reversed(self.texts):
            self.number(len(text))
        self.number(len(self.texts))
        return self.taken() + "".join(self.texts).encode("latin-1")


class Again(Node):
    """A name that is inherited from the same source as the one before it."""

    __slots__ = ("name",)

    def __init__(self, inherited: Inherited) -> None:
        self.start, self.end, self.name = inherited.start, inherited.end, inherited.name


def encoded(found: Findings) -> bytes:
    """The findings of one source as bytes."""
    encoder: Any = Encoder(found)
    result: bytes = encoder.finished()
    return result
