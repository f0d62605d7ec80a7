"""The way in: from a source to the lambda of its toplevel."""

from __future__ import annotations

from dataclasses import dataclass

from compiler import definitions, expressions  # noqa: F401  (fill the emitter's table)
from compiler.emitter import Emitter, toplevel
from compiler.options import Options
from compiler.parser import parse
from compiler.warnings import Remark
from vm.chunk import Lambda
from vm.spans import Source


@dataclass(frozen=True, slots=True)
class Compiled:
    """A finished program: its toplevel, and what the compiler remarked."""

    toplevel: Lambda
    warnings: tuple[Remark, ...]


def compile_source(source: Source, options: Options) -> Compiled:
    """Compile one source; raises ParseError or CompileError."""
    emitter = Emitter(source, options)
    code = toplevel(emitter, parse(source))
    return Compiled(code, tuple(emitter.warnings))
