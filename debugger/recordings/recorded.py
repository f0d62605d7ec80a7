"""Recording: a run that writes down, as it goes on, all that is needed to have it again.

Every block is handed to the system at once, so what is lost when the process is killed is only how far the
run had got in the last half second. How the run ends is written too, whatever ends it.
"""

from __future__ import annotations

import stat
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import debugger
from debugger.history.digests import BEGINNING, EVERY, digest, run_to, table_hash
from debugger.loading.limits import Limits
from debugger.loading.own_code import ALL_OWN
from debugger.loading.program import Loaded, Program, load, make_host
from debugger.provenance.findings import attach_witness
from debugger.provenance.whereabouts import interruptible
from debugger.recordings.answers import entry_texts
from debugger.recordings.blocks import (
    MOST_BLOCKS,
    MOST_BYTES,
    MOST_PAYLOAD,
    RecordingError,
    file_head,
    framed,
    is_recording,
    packed,
)
from debugger.recordings.file import LONGEST_NOTE, End, end_of
from debugger.recordings.journal import Answer, Journal, JournalingHost, Question
from vm.errors import LimitExceeded, NixError
from vm.machine.machine import Machine
from vm.spans import from_host

PROGRESS_EVERY = 0.5
"""Seconds after which a recording in the making says how far the run is."""
SPARE = 1 << 20
"""Bytes that are left for the end, marks and notes."""

Pairs = Iterable["tuple[str, str]"]


def program_pairs(program: Program) -> Iterator[tuple[str, str]]:
    """The program as names and values; what is as it usually is, is left out."""
    for name, value in (
        ("path", program.path),
        ("expression", program.expression),
        ("attribute", program.attribute or None),
        ("form", program.form),
        ("store-dir", program.store_dir),
        ("flake", program.flake),
    ):
        if value is not None:
            yield name, from_host(value)
    if program.stdin is not None:
        yield "stdin", program.stdin.decode("latin-1")
    for argument in program.arguments:
        kind = "argstr" if argument.is_string else "arg"
        yield f"{kind}:{from_host(argument.name)}", from_host(argument.text)
    for name, values in (("search", program.search), ("restrict", program.restrict)):
        yield from ((name, from_host(value)) for value in values)
    yield from ((f"override:{from_host(name)}", from_host(to)) for name, to in program.overrides)
    for name, is_set in (
        ("pure", program.pure),
        ("strict", program.strict),
        ("keep-going", program.keep_going),
    ):
        if is_set:
            yield name, "1"
    if program.level:
        yield "level", str(program.level)
    yield "max-depth", str(program.max_depth)


class Writer:
    """A recording in the making."""

    def __init__(self, path: Path) -> None:
        refuse_other_files(path)
        self.file = path.open("wb", buffering=0)
        self.size = self.blocks = 0
        self.full = ""
        """Why nothing more is written; empty while something is."""
        self.put(file_head())

    def put(self, data: bytes) -> None:
        """Hand all bytes to the system at once."""
        view = memoryview(data)
        while view:
            view = view[self.file.write(view) :]
        self.size += len(data)

    def block(self, kind: str, payload: bytes) -> None:
        """Append a block; a reader would refuse too many or too large ones, so the recording ends before."""
        if self.full:
            return
        if len(payload) > MOST_PAYLOAD:
            self.full = f"the run read something larger than {MOST_PAYLOAD >> 20} MiB"
        elif self.size + len(payload) > MOST_BYTES - SPARE or self.blocks > MOST_BLOCKS - 1000:
            self.full = "the run read more than a recording can hold"
        else:
            self.blocks += 1
            self.put(framed(kind, payload))

    def pairs(self, kind: str, pairs: Pairs) -> None:
        """One block of names and values."""
        self.block(kind, packed(text for pair in pairs for text in pair))

    def close(self) -> None:
        self.file.close()


def refuse_other_files(path: Path) -> None:
    """RecordingError if there is something that is not a recording: it is not for us to overwrite."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return
    if not stat.S_ISREG(found.st_mode):
        raise RecordingError(f"{path} is not a regular file: give another name with -o")
    if found.st_size and not is_recording(path):
        raise RecordingError(f"{path} is there already and is not a recording: give another name with -o")


class Recorded:
    """A run of a program that is recorded while it goes on, from its beginning to its end."""

    def __init__(
        self,
        path: Path,
        program: Program,
        limits: Limits,
        skipped: tuple[str, ...] = (),
        shown: tuple[str, ...] = (),
    ) -> None:
        self.program = program
        self.limits = limits
        self.skipped = skipped
        self.own = ALL_OWN
        self.writer = Writer(path)
        self.last = BEGINNING
        self.told = time.monotonic()
        about = [("nixstep", debugger.__version__), ("opcodes", table_hash()), *program_pairs(program)]
        about += [("skip", from_host(glob)) for glob in skipped]
        about += [("shown", what) for what in shown]
        if limits.max_steps is not None:
            about.append(("max-steps", str(limits.max_steps)))
        self.writer.pairs("PROG", about)

    def load(self, observers: tuple[object, ...] = ()) -> Loaded:
        """Load the program; one that does not compile is recorded too."""
        try:
            with self.limits.running():
                host = JournalingHost(make_host(self.program), Journal(listener=self.asked))
                loaded = load(self.program, observers, host)
        except NixError as error:
            outcome = "limit" if type(error) is LimitExceeded else "error"
            self.finish(End(outcome, code=error.code, message=error.message[:LONGEST_NOTE]))
            raise
        except BaseException:
            self.finish(End("interrupted"))
            raise
        self.own = attach_witness(loaded, self.skipped)
        return loaded

    def run(self, machine: Machine) -> None:
        """Run to the end. Whatever ends it, the recording says how far it got."""
        limit: End | None = None

        def pulse() -> bool:
            nonlocal limit
            if limit is None and type(machine.error) is LimitExceeded:
                limit = limit_end(machine, machine.error, self.limits)
            self.progress(machine)
            return False

        try:
            step = EVERY
            with self.limits.running(), interruptible(machine, lambda: self.own):
                while run_to(machine, step, self.limits, pulse):
                    self.last = digest(machine, self.last)
                    self.writer.block("DIGS", packed((str(step), self.last.decode("latin-1"))))
                    step += EVERY
        except BaseException:
            self.finish(End("interrupted", machine.steps, max(machine.ticks - 1, 0), machine.thunks))
            raise
        if limit is not None and machine.failure is not None:
            self.finish(limit)
        else:
            self.finish(end_of(machine, self.last))

    def asked(self, question: Question, answer: Answer) -> None:
        """Write a question and its answer as soon as they are known."""
        self.writer.block("ASKD", packed(entry_texts(question, answer)))

    def progress(self, machine: Machine) -> None:
        """Write how far it is, at most every PROGRESS_EVERY seconds."""
        now = time.monotonic()
        if now - self.told >= PROGRESS_EVERY:
            self.told = now
            self.writer.block("STEP", packed((str(machine.steps), str(machine.ticks))))

    def finish(self, end: End) -> None:
        """Write how it ended and close the file."""
        numbers = [(name, str(getattr(end, name))) for name in ("steps", "ticks", "thunks")]
        texts = [("code", end.code), ("message", end.message)]
        outcome = ("outcome", end.outcome)
        self.writer.pairs("ENDS", [outcome, *numbers, *texts, ("digest", end.digest.decode("latin-1"))])
        self.writer.close()


def limit_end(machine: Machine, error: NixError, limits: Limits) -> End | None:
    """Where a limit ended a run that would go on elsewhere; None if it would end everywhere."""
    if limits.max_steps is not None and machine.steps >= limits.max_steps:
        return None
    if isinstance(error, LimitExceeded) and error.is_within_tick:
        # The repetition ends before that tick. If it ran a continuation, the step before it is done.
        steps = machine.steps + (machine.returned is not None)
        return End("limit", steps, machine.ticks - 1, machine.thunks, error.code, error.message)
    return End("limit", machine.steps, machine.ticks, machine.thunks, error.code, error.message)
