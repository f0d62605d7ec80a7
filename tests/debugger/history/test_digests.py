"""Digests: equal for equal runs, in whatever slices the machine was run."""

from __future__ import annotations

import random

import pytest

from debugger.history.digests import digest, run_to
from debugger.loading.program import Program, load
from vm.machine.machine import Machine

PROGRAMS = [
    "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 300",
    "builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x * x) 500)",
    "map (n: (builtins.tryEval (assert n < 6; n)).success) (builtins.genList (x: x) 9)",
    "builtins.sort (a: b: a > b) (builtins.genList (x: x * 7 - (x / 3) * 21) 60)",
    "let f = n: builtins.addErrorContext (toString n) (if n == 0 then throw 1 else f (n - 1)); in f 50",
    "rec { __overrides = builtins.seq b { a = 2; }; a = 1; b = a; c = x: a + x; d = c b; }.d",
    "[ (1 + { }.a or 2) (with { a = 1; }; a) ] == [ 3 1 ] && builtins.tryEval (assert false; 1) == 1",
]


def started(text: str) -> Machine:
    return load(Program(expression=text, strict=True)).machine


def by_single_ticks(machine: Machine) -> dict[int, bytes]:
    """The digest at every step, looked at whenever an op is due."""
    seen: dict[int, bytes] = {}
    while not machine.finished:
        if machine.op_due:
            seen.setdefault(machine.steps, digest(machine))
        machine.tick()
    return seen


@pytest.mark.parametrize("text", PROGRAMS)
def test_any_slices_lead_to_the_same_digests(text: str) -> None:
    expected = by_single_ticks(started(text))
    draw = random.Random(text)
    for _ in range(5):
        machine = started(text)
        for step in sorted(draw.sample(sorted(expected), min(20, len(expected)))):
            assert run_to(machine, step)
            assert (machine.steps, machine.op_due, digest(machine)) == (step, True, expected[step])
        assert not run_to(machine, 1 << 40)
        assert machine.finished


def test_every_step_has_a_digest_of_its_own() -> None:
    expected = by_single_ticks(started(PROGRAMS[0]))
    assert len(set(expected.values())) == len(expected)


def test_a_digest_depends_on_the_one_before() -> None:
    machine = started("1 + 1")
    assert digest(machine) == digest(machine)
    assert digest(machine, b"12345678") != digest(machine)


def test_a_pulse_can_stop_the_run() -> None:
    machine = started("let f = n: f (n + 1); in f 0")
    pulses = iter([False, False, True])
    assert not run_to(machine, 1 << 40, pulse=lambda: next(pulses))
    assert not machine.finished
