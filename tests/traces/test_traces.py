"""Every program here runs in exactly the steps that stand beside it, as the original machine's did.

Arithmetic, let, nested-paths, curried-call, formals and self-recursion are the runs that the original's
description lists step by step. `strict` in a name forces the result deeply.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluation import program
from tests.goldens import check_golden, program_text
from tests.traces.steps import trace

PROGRAMS = sorted(Path(__file__).parent.glob("*.nix"))


def named(path: Path) -> str:
    return path.stem


def test_every_trace_has_its_program() -> None:
    traces = {path.stem for path in Path(__file__).parent.glob("*.trace")}
    assert traces == {path.stem for path in PROGRAMS}
    assert len(PROGRAMS) >= 6


@pytest.mark.parametrize("path", PROGRAMS, ids=named)
def test_program_runs_in_these_steps(path: Path) -> None:
    subject = program(program_text(path))
    check_golden(path.with_suffix(".trace"), trace(subject, strict="strict" in path.stem))
