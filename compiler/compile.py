"""The way in: from a source to the lambda of its toplevel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compiler.analysis.walk import Analysis
from compiler.emission.writer import Writer
from compiler.options import Options
from compiler.syntax.nodes import Formal, Node, Pattern, Variable, With
from compiler.syntax.nodes import Lambda as LambdaNode
from compiler.syntax.parser import parse
from compiler.warnings import Remark
from vm.chunk import Lambda
from vm.spans import Source
from vm.values import Value


@dataclass(frozen=True, slots=True)
class Compiled:
    """A finished program: its toplevel, and what the compiler remarked."""

    toplevel: Lambda
    warnings: tuple[Remark, ...]


def compile_source(source: Source, options: Options, scope: Mapping[str, Value] | None = None) -> Compiled:
    """Compile one source, perhaps with names before the globals; raises ParseError or CompileError.

    All errors are found now, chunks are written when they are needed.
    """
    found = None if scope else options.cache.find(source, options)
    is_kept = found is not None
    if found is None:
        found = Analysis(source, options, scope).run(parse(source, options.pipes))
        if not scope:
            options.cache.keep(source, options, found)
    unit = Writer(source, options, scope, found)
    unit.is_kept = is_kept
    toplevel = unit.toplevel(found.node)
    options.add(toplevel)
    return Compiled(toplevel, tuple(found.warnings))


def compile_function(source: Source, options: Options, names: Sequence[str], withs: Sequence[str]) -> Lambda:
    """Compile an expression to a function of a set that has these names, of which those of `withs` are opened
    by `with`, the outermost first; raises ParseError or CompileError."""
    body: Node = parse(source, options.pipes)
    end = len(source.text)
    for name in reversed(withs):
        body = With(0, end, Variable(0, 0, name), body)
    formals = [Formal(0, 0, name, None) for name in (*names, *withs)]
    node = LambdaNode(0, end, Pattern(0, 0, formals, True, None), body)
    found = Analysis(source, options, None).run(node)
    toplevel = Writer(source, options, None, found).toplevel(found.node)
    options.add(toplevel)
    return toplevel
