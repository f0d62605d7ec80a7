"""Chunks made by hand, for instructions that must stand alone."""

from __future__ import annotations

from vm.chunk import Chunk, ChunkKind, Formals, Lambda
from vm.opcodes import number_of
from vm.spans import Source, Span
from vm.values import Value

TEXT = "hand-made code"


def hand_made(
    instructions: list[tuple[str, int]],
    constants: list[Value],
    kind: ChunkKind = ChunkKind.TOPLEVEL,
    formals: Formals | None = None,
    captures: dict[int, tuple[tuple[int, int], ...]] | None = None,
) -> Lambda:
    """Instruction `n` has the n-th character of TEXT as its span."""
    chunk = Chunk(Source("hand-made", TEXT))
    for ip, (name, operand) in enumerate(instructions):
        chunk.ops.append(number_of(name))
        chunk.operands.append(operand)
        chunk.starts.append(ip)
        chunk.ends.append(ip + 1)
    chunk.constants.extend(constants)
    chunk.captures.update(captures or {})
    code = Lambda(kind, Span(chunk.source, 0, 1), [], formals=formals)
    code.name = "hand-made:1:1"
    code.finish(chunk)
    return code
