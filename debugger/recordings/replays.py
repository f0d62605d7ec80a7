"""Replays: runs made from a recording, and whether they are the run that was recorded.

The run ends where the recorded one did: what ended that from outside (a limit, Ctrl-C, the power) is not in
the program, so it is made to happen at the same tick.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import debugger
from debugger.history.digests import BEGINNING, EVERY, digest, run_to, table_hash
from debugger.loading.limits import Limits
from debugger.loading.own_code import ALL_OWN, OwnCode
from debugger.loading.program import Loaded, load
from debugger.provenance.findings import attach_witness
from debugger.provenance.whereabouts import interruptible
from debugger.recordings.blocks import RecordingError
from debugger.recordings.file import LONGEST_NOTE, MOST_STEPS, End, Recording, end_of
from debugger.recordings.journal import NotRecorded, ReplayingHost
from debugger.text import safe, safe_shown
from vm.errors import Cancelled, LimitExceeded, NixError
from vm.machine.machine import Machine
from vm.spans import from_host

BREAKS_OFF = "and the recording ends before the answer"

GOES_ON = "the recorded run had ended long before: this is another one"
MARGIN = 1_000_000
"""Ticks that a run may take beyond twice those of the recorded one: another version may take other ticks."""

Progress = Callable[[int], None]
"""Told now and then which step a run has got to."""


@dataclass(slots=True)
class Comparison:
    """A run beside the digests of another."""

    digests: dict[int, bytes]
    checked: int = 0
    diverged: int | None = None
    """The first step found at which they differ."""
    listener: Callable[[int], None] | None = None
    """Called with that step."""

    def look(self, machine: Machine) -> None:
        """Compare at the op that is due, if there is a digest for its number."""
        step = machine.steps
        expected = self.digests.get(step)
        if expected is None:
            return
        before = self.digests.get(step - EVERY, BEGINNING)
        if digest(machine, before) == expected:
            self.checked += 1
        else:
            self.differ(step)

    def differ(self, step: int) -> None:
        """The run is another one from this step on. Only the first time counts."""
        if self.diverged is None:
            self.diverged = step
            if self.listener is not None:
                self.listener(step)


@dataclass(slots=True)
class RecordedLimits(Limits):
    """Limits that end a run where the recorded one was ended, and compare the two on the way."""

    comparison: Comparison = field(default_factory=lambda: Comparison({}))
    last_tick: int = MOST_STEPS
    """After which the recorded run was ended from outside."""
    ended: LimitExceeded | Cancelled | None = None
    """By what."""

    def slice(self, machine: Machine, ticks: int) -> int:
        """Stretches end at every step that has a digest, and wait there for its op to be due."""
        beyond = machine.steps % EVERY
        if beyond == 0 and machine.steps:
            if not machine.op_due:
                return 1
            self.comparison.look(machine)
        ticks = Limits.slice(self, machine, min(ticks, EVERY - beyond))
        return max(1, min(ticks, self.last_tick - machine.ticks))

    def check(self, machine: Machine) -> NixError | None:
        if machine.ticks >= self.last_tick and self.ended is not None:
            return type(self.ended)(self.ended.message)
        return Limits.check(self, machine)


def recorded_limits(recording: Recording, given: Limits) -> RecordedLimits:
    """The limits of a replay: those that ended the recorded run, and those `given` for this one."""
    steps = [each for each in (recording.max_steps, given.max_steps) if each is not None]
    limits = RecordedLimits(min(steps, default=None), given.max_memory, given.timeout)
    limits.comparison = Comparison(recording.digests)
    end = recording.end
    if end.outcome == "limit":
        limits.last_tick, limits.ended = end.ticks, LimitExceeded(end.message)
    elif end.outcome in ("interrupted", ""):
        limits.last_tick, limits.ended = end.ticks, Cancelled(f"the recording ends here: {why_ended(end)}")
    else:
        limits.last_tick, limits.ended = 2 * end.ticks + MARGIN, Cancelled(GOES_ON)
    return limits


def why_ended(end: End) -> str:
    """For a run that had no end of its own."""
    return "it was interrupted" if end.outcome else "the rest of it is missing"


def replaying_host(recording: Recording) -> ReplayingHost:
    """The outside as the recorded run saw it, for one load."""
    if recording.end.outcome in ("interrupted", ""):
        return ReplayingHost(recording.journal, BREAKS_OFF)
    return ReplayingHost(recording.journal)


@dataclass(slots=True)
class Replay:
    """A recording that is run again from beginning to end."""

    recording: Recording
    limits: RecordedLimits
    loaded: Loaded | None = None
    """None if the program does not compile."""
    failure: NixError | None = None
    own: OwnCode = ALL_OWN

    @property
    def matches(self) -> bool:
        """Whether no digest has differed so far."""
        return self.limits.comparison.diverged is None

    def load(self, observers: tuple[object, ...] = ()) -> None:
        """Load the program; one that did not compile does not now."""
        try:
            with self.limits.running():
                self.loaded = load(self.recording.program, observers, replaying_host(self.recording))
            self.own = attach_witness(self.loaded, self.recording.skipped)
        except NixError as error:
            self.failure = error
            end = self.recording.end
            if end.outcome and (end.code, end.message) != (error.code, error.message[:LONGEST_NOTE]):
                self.limits.comparison.differ(0)

    def run(self, progress: Progress | None = None) -> None:
        """Run to the end, and compare the two."""
        if self.loaded is None:
            return
        machine = self.loaded.machine

        def pulse() -> bool:
            if progress is not None:
                progress(machine.steps)
            return False

        with self.limits.running(), interruptible(machine, lambda: self.own):
            run_to(machine, MOST_STEPS, self.limits, pulse)
        self.failure = machine.failure
        if not self.was_stopped and not self.is_same_end(machine):
            self.limits.comparison.differ(machine.steps)

    @property
    def was_stopped(self) -> bool:
        """Whether a limit ended this run that did not end the recorded one."""
        return type(self.failure) is LimitExceeded and self.failure.message != self.recording.end.message

    def is_same_end(self, machine: Machine) -> bool:
        """Whether the run ended as the recorded one did."""
        expected = self.recording.end
        if isinstance(self.failure, NotRecorded):
            return not expected.outcome or expected.outcome == "interrupted"
        if expected.outcome in ("interrupted", ""):
            return isinstance(self.failure, Cancelled)
        last = self.recording.digests.get(machine.steps // EVERY * EVERY, BEGINNING)
        found = end_of(machine, last)
        if expected.outcome == "limit":
            found.outcome, found.ticks, found.digest = "limit", expected.ticks, expected.digest
        return found == expected


def summary(replay: Replay) -> Iterator[tuple[str, str]]:
    """What a recording is, as headings and texts that are safe to show."""
    recording = replay.recording
    program, end = recording.program, recording.end
    options = [f"-A {program.attribute}"] if program.attribute else []
    options += [name for name in ("strict", "pure") if getattr(program, name)]
    options += ["keep-going"] if program.keep_going else []
    yield "program", safe_shown(" ".join([program.title, *options]))
    own = (recording.version, recording.opcodes) == (debugger.__version__, table_hash())
    other = "" if own else f"; this is {debugger.__version__}, opcode table {table_hash()}"
    yield (
        "made by",
        f"nixstep {safe_shown(recording.version)}, opcode table {safe_shown(recording.opcodes)}{other}",
    )
    yield "ended", ending_text(end)
    if replay.failure is not None and replay.failure.step is not None and end.outcome == "error":
        yield "failed", f"at step {replay.failure.step:,}"
    yield "steps", f"{end.steps:,}"
    yield "digests", verdict(replay)
    answers = recording.journal.answers
    files = sum(question[0] in ("read_file", "shipped") for question in answers)
    yield "holds", f"{len(answers)} answers, {files} files, {recording.extent.good:,} bytes"
    for kind, times in recording.unknown.items():
        yield "left out", f"{times} of the unknown {safe_shown(kind)}"
    if recording.extent.rest:
        yield "left out", tail_text(recording)
    for name, step in recording.marks.items():
        yield "mark", f"{step:,} {safe_shown(name)}"
    for step, text in recording.notes:
        yield "note", f"{step:,} {safe(from_host(text))}"


def ending_text(end: End) -> str:
    """How the recorded run ended, in words."""
    if end.outcome in ("error", "limit"):
        return f"{safe(end.message)} [{safe_shown(end.code)}]"
    return "with a value" if end.outcome == "value" else why_ended(end)


def verdict(replay: Replay) -> str:
    """Whether the run is the recorded one."""
    comparison, total = replay.limits.comparison, len(replay.recording.digests)
    if comparison.diverged is not None:
        return f"the run differs from the recorded one at step {comparison.diverged:,}, or shortly before"
    if replay.was_stopped:
        return f"{comparison.checked} of {total} match; this run was stopped by a limit"
    if not replay.recording.end.outcome:
        return f"{comparison.checked} of {total} match, as far as the recording goes"
    return f"{comparison.checked} of {total} match, and so does the end"


def tail_text(recording: Recording) -> str:
    """What is wrong with the end of a file."""
    extent = recording.extent
    how = "damaged" if extent.is_damaged else "cut"
    return f"the file is {how} after byte {extent.good:,}: {extent.rest:,} bytes are not read"


def parsed_note(text: str) -> tuple[int, str]:
    """`STEP TEXT`; RecordingError if it is not that."""
    step, _, rest = text.strip().partition(" ")
    return parsed_step(step), rest.strip()


def parsed_mark(text: str) -> tuple[str, int]:
    """`NAME=STEP`; RecordingError if it is not that."""
    name, _, step = text.rpartition("=")
    return name, parsed_step(step)


def parsed_step(text: str) -> int:
    """A step as a person writes it, `1,200` too; RecordingError for anything else."""
    digits = text.replace(",", "")
    if not digits.isdecimal() or len(digits) > 18:
        raise RecordingError(f"'{safe_shown(text)}' is not a step: steps are numbers from 0")
    return int(digits)
