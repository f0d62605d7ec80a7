"""Do we and C++ Nix agree about an expression? Values must print alike; failures need only fail."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from compiler.compile import compile_source
from tests.differential import oracle
from tests.evaluation import DEEP_FORCE, options
from vm.chunk import Lambda
from vm.errors import NixError
from vm.host import Host
from vm.machine import Machine
from vm.printer import print_value
from vm.spans import Source, from_host
from vm.values import AttrSet

EXPRESSIONS = Path(__file__).parent / "expressions.txt"
MAX_TICKS = 20_000_000
"""More than any of these expressions needs: a run that does not end is a failure of its own kind."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What each side said about an expression; texts of values are byte-per-character."""

    expression: str
    theirs: tuple[bool, str]
    ours: tuple[bool, str]

    def __str__(self) -> str:
        return f"{self.expression}\n  Nix:  {said(self.theirs)}\n  ours: {said(self.ours)}"


def said(answer: tuple[bool, str]) -> str:
    return f"{'' if answer[0] else 'fails: '}{answer[1][:300]}"


def our_answer(expression: str) -> tuple[bool, str]:
    """As the oracle's: a file of its own in a directory of its own, forced deeply."""
    chosen = options()

    def importer(path: str, scope: AttrSet | None = None) -> Lambda:
        return compile_source(Source.of_file(path, Path(path).read_bytes()), chosen, scope).toplevel

    try:
        text = expression.encode("utf-8", "surrogateescape")
        subject = compile_source(Source.of_file(f"{tempfile.gettempdir()}/e.nix", text), chosen)
        vm = Machine(Host(), importer)
        vm.start(subject.toplevel, [DEEP_FORCE])
        while vm.error is None and not vm.finished and vm.ticks < MAX_TICKS:
            vm.run(MAX_TICKS)
        if vm.error is None and not vm.finished:
            raise AssertionError(f"still running: {expression}")
        return True, print_value(vm.finish())
    except NixError as failure:
        return False, f"{type(failure).__name__}: {failure.message}"


def agree(theirs: oracle.Outcome, ours: tuple[bool, str]) -> bool:
    return theirs.ok == ours[0] and (not theirs.ok or from_host(theirs.text) == ours[1])


def mismatches(expressions: Sequence[str]) -> list[Mismatch]:
    """Those about which the two sides differ."""
    return list(differing(zip(expressions, oracle.evaluate_bulk(expressions), strict=True)))


def differing(answers: Iterable[tuple[str, oracle.Outcome]]) -> Iterable[Mismatch]:
    for expression, theirs in answers:
        ours = our_answer(expression)
        if not agree(theirs, ours):
            yield Mismatch(expression, (theirs.ok, from_host(theirs.text)), ours)


def written_expressions() -> list[str]:
    """Those of expressions.txt, one a line."""
    lines = EXPRESSIONS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
