"""The unit: one source that was analysed, and all that is known of its chunks before they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from compiler.analysis.bindings import Inherited
from compiler.analysis.findings import Findings
from compiler.analysis.scope import CLOSED, Body
from compiler.emission.origins import LookedUpLate, Whole
from compiler.syntax.nodes import Node
from vm.chunk import ChunkKind, Lambda, Unit
from vm.spans import Position, Source, Span
from vm.values import Value

if TYPE_CHECKING:
    from compiler.options import Options


class SourceUnit(Unit):
    """What one source became."""

    def __init__(
        self, source: Source, options: Options, scope: Mapping[str, Value] | None, found: Findings
    ) -> None:
        super().__init__(source)
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
        self.known_as: SourceUnit = self
        """The unit whose chunks its own ones are taken for."""

    def toplevel(self, node: Node) -> Lambda:
        """The code of the whole."""
        code = Lambda(ChunkKind.TOPLEVEL, Span(self.source, node.start, node.end), [])
        code.unit, code.origin = self, Whole(node)
        return code

    def name_of(self, code: Lambda) -> str:
        return self.options.chunks.name_of(self.known_as, code)

    def count(self) -> int:
        return len(self.starts)

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
            return CLOSED
        return self.bodies[key]
