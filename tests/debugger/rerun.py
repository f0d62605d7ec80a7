"""Runs of programs from beginning to end, and all that two equal runs must agree about."""

from __future__ import annotations

from dataclasses import dataclass

from debugger.history.digests import BEGINNING, digest, run_to
from debugger.loading.program import Program, load, make_host
from debugger.recordings.journal import Journal, JournalingHost, ReplayingHost
from vm.errors import NixError
from vm.text.printer import print_value
from vm.world.host import Host

EVERY = 97
"""Steps between two digests: runs in tests are short."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended."""

    value: str
    code: str
    message: str
    place: str
    notes: tuple[str, ...]
    steps: int = 0
    thunks: int = 0
    digests: tuple[bytes, ...] = ()


def ending(program: Program, host: Host | None = None) -> Ending:
    try:
        machine = load(program, (), host).machine
    except NixError as error:
        return failed(error)
    digests = [BEGINNING]
    while run_to(machine, EVERY * len(digests)):
        digests.append(digest(machine, digests[-1]))
    counts = (machine.steps, machine.thunks, tuple(digests))
    if machine.failure is not None:
        return failed(machine.failure, *counts)
    result = machine.result
    return Ending(print_value(result) if program.form == "value" else str(result), "", "", "", (), *counts)


def failed(error: NixError, steps: int = 0, thunks: int = 0, digests: tuple[bytes, ...] = ()) -> Ending:
    return Ending("", error.code, error.message, str(error.span), tuple(error.notes), steps, thunks, digests)


def journaled(program: Program) -> tuple[Ending, Journal]:
    """A run with its journal."""
    journal = Journal()
    return ending(program, JournalingHost(make_host(program), journal)), journal


def replayed(program: Program, journal: Journal) -> Ending:
    return ending(program, ReplayingHost(journal))
