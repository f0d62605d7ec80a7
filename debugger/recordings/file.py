"""Recordings: a program with all that its run saw, in a file from which it can be run again anywhere.

A recording holds no state of the machine, only what determines it: the program and its options, the journal,
and digests by which the run that is made from it is compared with the one that was recorded; then what people
add, marks and notes. Nothing in it is executed but the Nix program, which sees nothing but the journal.
"""

from __future__ import annotations

import stat
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from debugger.errors import DebuggerError
from debugger.history.digests import SIZE, digest
from debugger.loading.program import FORMS, Argument, Program
from debugger.recordings.answers import read_entry, read_number
from debugger.recordings.blocks import (
    Extent,
    RecordingError,
    framed,
    packed,
    read_blocks,
    unpacked,
)
from debugger.recordings.journal import Journal
from vm.machine.machine import Machine
from vm.spans import from_host, to_host

MOST_STEPS = 1 << 62
LONGEST_NOTE = 1 << 16
LONGEST_NAME = 100
OUTCOMES = ("value", "error", "limit", "interrupted")


@dataclass(slots=True)
class End:
    """How far a run got, and how it ended."""

    outcome: str = ""
    """One of OUTCOMES; empty for a recording that breaks off."""
    steps: int = 0
    ticks: int = 0
    thunks: int = 0
    code: str = ""
    message: str = ""
    digest: bytes = b""


def end_of(machine: Machine, last: bytes) -> End:
    """The end of a run that is finished."""
    failure = machine.failure
    numbers = (machine.steps, machine.ticks, machine.thunks)
    if failure is None:
        return End("value", *numbers, digest=digest(machine, last))
    return End("error", *numbers, failure.code, failure.message[:LONGEST_NOTE], digest(machine, last))


@dataclass(slots=True)
class Recording:
    """A recording that was opened."""

    path: Path
    program: Program
    version: str = ""
    opcodes: str = ""
    skipped: tuple[str, ...] = ()
    shown: frozenset[str] = frozenset()
    """What was shown besides the result: `warnings`, `trace`."""
    max_steps: int | None = None
    journal: Journal = field(default_factory=Journal)
    digests: dict[int, bytes] = field(default_factory=dict)
    end: End = field(default_factory=End)
    marks: dict[str, int] = field(default_factory=dict)
    notes: list[tuple[int, str]] = field(default_factory=list)
    """Steps and texts, in the order in which they were added."""
    unknown: Counter[str] = field(default_factory=Counter)
    """Kinds of blocks, and of questions, that this version does not know and left out."""
    extent: Extent = field(default_factory=Extent)

    @property
    def is_complete(self) -> bool:
        """Whether it says how the run ended."""
        return bool(self.end.outcome)

    def check_step(self, step: int) -> int:
        """DebuggerError for a step beyond the end of the recording."""
        if not 0 <= step <= self.end.steps:
            raise DebuggerError(f"there is no step {step}: the recording ends at step {self.end.steps}")
        return step

    def mark(self, name: str, step: int) -> None:
        """Name a step, in the file too; a name that is there already moves."""
        if not name or len(name) > LONGEST_NAME:
            raise DebuggerError(f"the name of a mark has 1 to {LONGEST_NAME} characters")
        self.marks[name] = self.check_step(step)
        self.append("MARK", packed((str(step), from_host(name))))

    def note(self, step: int, text: str) -> None:
        """Pin a note to a step, in the file too."""
        if not text or len(text) > LONGEST_NOTE:
            raise DebuggerError(f"a note has 1 to {LONGEST_NOTE} characters")
        self.notes.append((self.check_step(step), text))
        self.append("NOTE", packed((str(step), from_host(text))))

    def append(self, kind: str, payload: bytes) -> None:
        """Add a block after the last whole one; RecordingError if something else stands there."""
        extent = self.extent
        if extent.is_damaged:
            raise RecordingError(
                f"this recording is damaged after byte {extent.good}: nothing can be added to it"
            )
        block = framed(kind, payload)
        with self.path.open("r+b") as file:
            file.truncate(extent.good)
            file.seek(extent.good)
            file.write(block)
        extent.good = extent.size = extent.good + len(block)


# Reading.


def open_recording(path: Path) -> Recording:
    """What is whole of a recording; RecordingError if it is none, or has no program."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise RecordingError(f"{path} is not a regular file, so it is not a recording")
    with path.open("rb") as file:
        extent = Extent()
        blocks = read_blocks(file, extent)
        first = next(blocks, None)
        if first is None:
            what = "damaged at" if extent.is_damaged else "cut before"
            raise RecordingError(f"this recording was {what} its first block, which has the program")
        if first.kind != "PROG":
            raise RecordingError("this recording does not begin with its program")
        recording = Recording(path, Program(), extent=extent)
        read = {"PROG": read_program, **READERS}
        for kind, payload, start in ((each.kind, each.payload, each.start) for each in (first, *blocks)):
            if kind not in read:
                recording.unknown[f"block {kind}"] += 1
                continue
            try:
                read[kind](recording, payload)
            except (ValueError, UnicodeError) as error:
                raise RecordingError(f"the block at byte {start} of this recording: {error}") from None
            read.pop("PROG", None)
    return recording


def read_program(recording: Recording, payload: bytes) -> None:
    """The program, its options, and what made the recording."""
    texts: dict[str, str] = {}
    several: dict[str, list[str]] = {"search": [], "restrict": [], "skip": [], "shown": []}
    arguments: list[Argument] = []
    overrides: list[tuple[str, str]] = []
    for name, value in pairs_of(payload):
        kind, colon, rest = name.partition(":")
        text = to_host(value)
        if name in several:
            several[name].append(text)
        elif colon and kind in ("arg", "argstr"):
            arguments.append(Argument(to_host(rest), text, kind == "argstr"))
        elif colon and kind == "override":
            overrides.append((to_host(rest), text))
        elif name == "stdin":
            texts[name] = value
        else:
            texts[name] = text
    form = texts.get("form", "value")
    if form != "value" and form not in FORMS:
        raise ValueError("an unknown form of the result")
    level = texts.get("level", "0")
    if level not in ("0", "1"):
        raise ValueError("an unknown level of code")
    stdin = texts.get("stdin")
    recording.program = Program(
        path=texts.get("path"),
        expression=texts.get("expression"),
        stdin=stdin.encode("latin-1") if stdin is not None else None,
        attribute=texts.get("attribute", ""),
        arguments=tuple(arguments),
        search=tuple(several["search"]),
        pure=texts.get("pure") == "1",
        strict=texts.get("strict") == "1",
        keep_going=texts.get("keep-going") == "1",
        form=form,
        max_depth=count(texts.get("max-depth", "1")),
        level=int(level),
        restrict=tuple(several["restrict"]),
        store_dir=texts.get("store-dir"),
        flake=texts.get("flake"),
        overrides=tuple(overrides),
    )
    recording.version, recording.opcodes = texts.get("nixstep", ""), texts.get("opcodes", "")
    recording.skipped, recording.shown = tuple(several["skip"]), frozenset(several["shown"])
    recording.max_steps = count(texts["max-steps"]) if "max-steps" in texts else None


def read_answer(recording: Recording, payload: bytes) -> None:
    """A question and its answer. What a newer version asked is counted, not refused."""
    texts = unpacked(payload)
    entry = read_entry(texts)
    if entry is None:
        recording.unknown[f"question {texts[1]}"] += 1
    else:
        recording.journal.answers.setdefault(*entry)


def read_digest(recording: Recording, payload: bytes) -> None:
    """A step and the digest of the machine there; ValueError for one of a wrong size."""
    step, taken = unpacked(payload)
    if len(taken) != SIZE:
        raise ValueError("a digest of a wrong size")
    recording.digests[count(step)] = taken.encode("latin-1")
    recording.end.steps = max(recording.end.steps, count(step))


def read_progress(recording: Recording, payload: bytes) -> None:
    """How far the run had got: steps and ticks. The last one stands."""
    steps, ticks = unpacked(payload)
    recording.end.steps, recording.end.ticks = count(steps), count(ticks)


def read_end(recording: Recording, payload: bytes) -> None:
    """How the run ended; ValueError for an outcome that does not exist."""
    texts = dict(pairs_of(payload))
    if texts.get("outcome") not in OUTCOMES:
        raise ValueError("an unknown outcome")
    recording.end = End(
        texts["outcome"],
        count(texts.get("steps", "0")),
        count(texts.get("ticks", "0")),
        count(texts.get("thunks", "0")),
        texts.get("code", ""),
        texts.get("message", ""),
        texts.get("digest", "").encode("latin-1"),
    )


def read_mark(recording: Recording, payload: bytes) -> None:
    """A later mark of the same name stands."""
    step, name = unpacked(payload)
    recording.marks[to_host(name)] = count(step)


def read_note(recording: Recording, payload: bytes) -> None:
    step, text = unpacked(payload)
    recording.notes.append((count(step), to_host(text)))


READERS: dict[str, Callable[[Recording, bytes], None]] = {
    "ASKD": read_answer,
    "DIGS": read_digest,
    "STEP": read_progress,
    "ENDS": read_end,
    "MARK": read_mark,
    "NOTE": read_note,
}


def count(text: str) -> int:
    """A number that may be one of steps; ValueError for one out of range."""
    number = read_number(text)
    if not 0 <= number <= MOST_STEPS:
        raise ValueError("a number out of range")
    return number


def pairs_of(payload: bytes) -> Iterator[tuple[str, str]]:
    """The pairs of a block; ValueError for an odd number of texts."""
    texts = unpacked(payload)
    if len(texts) % 2:
        raise ValueError("half a pair")
    return zip(texts[::2], texts[1::2], strict=True)
