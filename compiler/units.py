"""The unit: one source that was analysed, and whose chunks are written when somebody needs them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from compiler import definitions, expressions
from compiler.analysis import Analysis
from compiler.bindings import Inherited, MergedSet
from compiler.definitions import LookedUpLate
from compiler.emitter import Emitter
from compiler.options import Options
from compiler.positions import LAZY, OPERAND
from compiler.rewriting import has_literal, is_plain_text, reduced
from compiler.scope import Body
from compiler.syntax import nodes
from compiler.syntax.nodes import Node, Str
from vm.chunk import ChunkKind, Lambda, Unit
from vm.spans import Position, Source, Span
from vm.values import Value

if TYPE_CHECKING:
    from mypy_extensions import i64


class Whole(Node):
    """A program: what its toplevel is written from."""

    __slots__ = ("node",)

    def __init__(self, node: Node) -> None:
        self.start, self.end, self.node = node.start, node.end, node


class SourceUnit(Unit):
    """What one source became."""

    def __init__(
        self, source: Source, options: Options, scope: Mapping[str, Value] | None, found: Analysis
    ) -> None:
        self.source = source
        self.options = options
        self.scope: Mapping[str, Value] = scope or {}
        """Names that `scopedImport` puts before the globals."""
        self.bodies = found.bodies
        self.merged = found.merged
        self.instead = found.instead
        self.asserted = found.asserted
        self.starts = found.starts
        """Where its chunks begin, each offset as often as chunks do."""
        self.counts: Counter[int] | None = None

    def toplevel(self, node: Node) -> Lambda:
        """The code of the whole."""
        code = Lambda(ChunkKind.TOPLEVEL, Span(self.source, node.start, node.end), [])
        code.unit, code.origin = self, Whole(node)
        return code

    def name_of(self, code: Lambda) -> str:
        return self.options.chunks.name_of(self, code)

    def count_at(self, position: Position) -> int:
        """How many of its chunks begin at a line and column."""
        source = self.source
        if self.counts is None:
            self.counts = Counter(self.starts)
        if position.line > source.line_count:
            return 0
        offset = source.offset_of(position.line, position.column)
        return self.counts[offset] if source.position(offset) == position else 0

    def body_of(self, origin: Node) -> Body:
        """What the analysis knows of a chunk that is written from `origin`."""
        key = origin
        if type(origin) is Inherited and origin.source is not None:
            key = origin.source
        elif type(origin) is LookedUpLate:
            key = origin.key
        elif type(origin) is Whole:
            return WHOLE
        return self.bodies[key]

    def emit(self, code: Lambda) -> None:
        origin = code.origin
        assert isinstance(origin, Node)
        emitter = Emitter(self, code, self.body_of(origin))
        if type(origin) is Whole:
            emitter.force(origin.node, OPERAND if emitter.root else LAZY)
        elif type(origin) is nodes.Lambda:
            definitions.emit_function_body(emitter, origin)
        else:
            emitter.chunk.marks.add(0)
            self.emit_thunk(emitter, origin)
        code.finish(emitter.chunk)
        self.options.emitted(code)

    def emit_thunk(self, emitter: Emitter, origin: Node) -> None:
        """The chunk of a thunk."""
        if type(origin) is nodes.Variable:
            emitter.identifier(origin.name, origin)
        elif type(origin) is Inherited:
            if origin.source is None:
                emitter.identifier(origin.name, origin)
            else:
                definitions.select_inherited(emitter, origin.source, origin)
        elif type(origin) is LookedUpLate:
            emitter.identifier(origin.variable.name, origin.variable)
        else:
            self.compose(emitter, origin, emitter.root)

    def write(self, emitter: Emitter, node: Node, how: i64, label: str | None) -> bool:
        """Write an expression at a position; True if what it leaves is surely no thunk."""
        if type(node) is nodes.Variable:
            return emitter.identifier(node.name, node, how, label)
        if type(node) is Str and is_plain_text(node):
            emitter.constant(node.parts[0], node)
            return True
        if type(node) is nodes.Lambda:
            definitions.emit_function(emitter, node, label)
            return False
        if self.write_constant(emitter, node):
            return True
        if type(node) is nodes.Binary and node.operator in ("&&", "||") and has_literal(emitter, node):
            found = reduced(emitter, node)
            if found is not None:
                emitter.op(found.op, node)
                return True
        if how == LAZY or not self.is_placed(node, how):
            return emitter.thunk(node, label)
        emitter.chunk.marks.add(len(emitter.chunk.ops))
        return self.compose(emitter, node, how)

    def write_constant(self, emitter: Emitter, node: Node) -> bool:
        """Write a literal that stands for itself; False if it is none."""
        if type(node) is nodes.Int or type(node) is nodes.Float:
            emitter.constant(node.value, node)
        elif type(node) is nodes.Uri:
            emitter.constant(node.text, node)
        elif type(node) is nodes.CurPos:
            expressions.emit_cur_pos(emitter, node)
        elif type(node) is nodes.Path and not node.text.startswith("~/"):
            expressions.emit_path(emitter, node)
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
        return type(node) is not nodes.With and type(node) is not nodes.LegacyLet

    def compose(self, emitter: Emitter, node: Node, how: i64) -> bool:
        """Write what a construct consists of; True if what it leaves is surely no thunk."""
        node = self.instead.get(node, node)
        if type(node) is nodes.Call:
            expressions.emit_call(emitter, node, how)
            return False
        if type(node) is nodes.Select:
            expressions.emit_select(emitter, node, how)
            return False
        if type(node) is nodes.If:
            expressions.emit_if(emitter, node, how)
            return False
        if type(node) is nodes.Let:
            definitions.emit_let(emitter, node, self.merged[node], how)
            return False
        if type(node) is nodes.Assert:
            expressions.emit_assert(emitter, node, how)
            return False
        if type(node) is nodes.With:
            expressions.emit_with(emitter, node)
            return False
        if type(node) is nodes.LegacyLet:
            definitions.emit_legacy_let(emitter, node, self.merged[node])
            return False
        self.compose_plain(emitter, node, how)
        return True

    def compose_plain(self, emitter: Emitter, node: Node, how: i64) -> None:
        """The same for what leaves a plain value."""
        if type(node) is nodes.Binary:
            expressions.emit_binary(emitter, node, how)
        elif type(node) is Str:
            expressions.pieces(emitter, node, node.parts, how)
        elif type(node) is nodes.AttrSet:
            definitions.emit_set(emitter, self.merged[node], how)
        elif type(node) is MergedSet:
            definitions.emit_set(emitter, node, how)
        elif type(node) is nodes.List:
            expressions.emit_list(emitter, node)
        elif type(node) is nodes.HasAttr:
            expressions.emit_has_attr(emitter, node, how)
        elif type(node) is nodes.Unary:
            expressions.emit_unary(emitter, node, how)
        elif type(node) is nodes.InterpolatedPath:
            expressions.emit_interpolated_path(emitter, node, how)
        elif type(node) is nodes.SearchPath:
            expressions.emit_search_path(emitter, node)
        elif type(node) is nodes.Path:
            expressions.emit_home_path(emitter, node)
        else:
            raise TypeError(f"{node!r} is no expression")


WHOLE = Body([], False, 1, None)
