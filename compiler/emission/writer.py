"""Writing: which construct is written how, and which of them have a chunk of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compiler.analysis.bindings import Inherited, MergedSet
from compiler.analysis.positions import LAZY, OPERAND
from compiler.analysis.rewriting import has_literal, is_plain_text, reduced
from compiler.analysis.walk import Analysis
from compiler.emission import definitions, expressions
from compiler.emission.emitter import Emitter
from compiler.emission.origins import LookedUpLate, Whole
from compiler.emission.units import SourceUnit
from compiler.options import inside
from compiler.syntax import nodes
from compiler.syntax.nodes import Node, Str
from compiler.syntax.parser import parse
from vm.chunk import Chunk, Lambda
from vm.errors import VmBug
from vm.verifier import fault

if TYPE_CHECKING:
    from mypy_extensions import i64


ALWAYS_THUNKS = (nodes.With, nodes.LegacyLet, nodes.InterpolatedPath)
"""Constructs that mark their chunk, so that it can hold nothing else."""


class ChunkWriter(Emitter):
    """The writing of one chunk, with all constructs."""

    def write_thunk(self, origin: Node) -> None:
        """The chunk of a thunk."""
        if type(origin) is nodes.Variable:
            self.identifier(origin.name, origin)
        elif type(origin) is Inherited:
            if origin.source is None:
                self.identifier(origin.name, origin)
            else:
                definitions.select_inherited(self, origin.source, origin)
        elif type(origin) is LookedUpLate:
            self.identifier(origin.variable.name, origin.variable)
        else:
            self.compose(origin, self.root)

    def write(self, node: Node, how: i64, label: str | None) -> bool:
        """Write an expression at a position; True if what it leaves is surely no thunk."""
        if type(node) is nodes.Variable:
            return self.identifier(node.name, node, how, label)
        if type(node) is Str and is_plain_text(node):
            self.constant(node.parts[0], node)
            return True
        if type(node) is nodes.Lambda:
            definitions.emit_function(self, node, label)
            return False
        if self.write_constant(node):
            return True
        if type(node) is nodes.Binary and node.operator in ("&&", "||") and has_literal(self, node):
            found = reduced(self, node)
            if found is not None:
                self.op(found.op, node)
                return True
        if how == LAZY or not self.is_placed(node, how):
            return self.thunk(node, label)
        self.chunk.marks.add(len(self.chunk.ops))
        return self.compose(node, how)

    def write_constant(self, node: Node) -> bool:
        """Write a literal that stands for itself; False if it is none."""
        if type(node) is nodes.Int or type(node) is nodes.Float:
            self.constant(node.value, node)
        elif type(node) is nodes.Uri:
            self.constant(node.text, node)
        elif type(node) is nodes.CurPos:
            expressions.emit_cur_pos(self, node)
        elif type(node) is nodes.Path and not node.text.startswith("~/"):
            expressions.emit_path(self, node)
        else:
            return False
        return True

    def is_placed(self, node: Node, how: i64) -> bool:
        """Whether a construct may be written in place where its value is needed at once."""
        if type(node) is nodes.Let:
            return how < 0
        if type(node) is nodes.AttrSet:
            return not node.recursive
        if type(node) is MergedSet:
            return not node.recursive
        return type(node) not in ALWAYS_THUNKS

    def compose(self, node: Node, how: i64) -> bool:
        """Write what a construct consists of; True if what it leaves is surely no thunk."""
        node = self.unit.instead.get(node, node)
        if type(node) is nodes.Call:
            expressions.emit_call(self, node, how)
            return False
        if type(node) is nodes.Select:
            expressions.emit_select(self, node, how)
            return False
        if type(node) is nodes.If:
            expressions.emit_if(self, node, how)
            return False
        if type(node) is nodes.Let:
            definitions.emit_let(self, node, self.unit.merged[node], how)
            return False
        if type(node) is nodes.Assert:
            expressions.emit_assert(self, node, how)
            return False
        if type(node) is nodes.With:
            expressions.emit_with(self, node)
            return False
        if type(node) is nodes.LegacyLet:
            definitions.emit_legacy_let(self, node, self.unit.merged[node])
            return False
        self.compose_plain(node, how)
        return True

    def compose_plain(self, node: Node, how: i64) -> None:
        """The same for what leaves a plain value."""
        if type(node) is nodes.Binary:
            expressions.emit_binary(self, node, how)
        elif type(node) is Str:
            expressions.pieces(self, node, node.parts, how)
        elif type(node) is nodes.AttrSet:
            definitions.emit_set(self, self.unit.merged[node], how)
        elif type(node) is MergedSet:
            definitions.emit_set(self, node, how)
        elif type(node) is nodes.List:
            expressions.emit_list(self, node)
        elif type(node) is nodes.HasAttr:
            expressions.emit_has_attr(self, node, how)
        elif type(node) is nodes.Unary:
            expressions.emit_unary(self, node, how)
        elif type(node) is nodes.InterpolatedPath:
            expressions.emit_interpolated_path(self, node, how)
        elif type(node) is nodes.SearchPath:
            expressions.emit_search_path(self, node)
        elif type(node) is nodes.Path:
            expressions.emit_home_path(self, node)
        else:
            raise TypeError(f"{node!r} is no expression")


class Writer(SourceUnit):
    """One source whose chunks can be written."""

    is_kept: bool = False
    """Whether what is known of the source was kept from an earlier run: then what it says is checked."""

    def emit(self, code: Lambda) -> None:
        if self.is_kept:
            self.emit_checked(code)
        else:
            code.finish(self.written(code))
        self.options.emitted(code)

    def emit_checked(self, code: Lambda) -> None:
        """The same if what was kept makes sense; else everything is found out anew."""
        try:
            code.finish(self.written(code))
        except (KeyError, IndexError, TypeError, AttributeError, AssertionError):
            self.remake(code)
            return
        if fault(code) is not None:
            self.remake(code)

    def remake(self, code: Lambda) -> None:
        """Parse and analyse the source again, and write this chunk from that."""
        found = Analysis(self.source, self.options, self.scope).run(parse(self.source, self.options.pipes))
        unit = Writer(self.source, self.options, self.scope, found)
        unit.known_as = self.known_as
        for each in inside(unit.toplevel(found.node)):
            if each.kind is code.kind and each.span == code.span and each.ordinal == code.ordinal:
                code.finish(each.chunk)
                return
        raise VmBug(f"{code.name} is not in its source")

    def written(self, code: Lambda) -> Chunk:
        """The chunk of `code`."""
        origin = code.origin
        assert isinstance(origin, Node)
        emitter = ChunkWriter(self, code, self.body_of(origin))
        if type(origin) is Whole:
            emitter.force(origin.node, OPERAND if emitter.root else LAZY)
        elif type(origin) is nodes.Lambda:
            definitions.emit_function_body(emitter, origin)
        else:
            emitter.chunk.marks.add(0)
            emitter.write_thunk(origin)
        return emitter.chunk
