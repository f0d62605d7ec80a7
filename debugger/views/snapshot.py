"""The snapshot: an immutable picture of the machine between two ticks, all that a face may look at.

It holds views, never live values: a thunk that is evaluated later still shows as suspended here. Deep
stacks are cut to a window around what matters; the counts say how much there really is.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from operator import attrgetter
from typing import Protocol

from debugger.numerals import grouped


class SourceText(Protocol):
    """The text of one source, by 1-based lines decoded for display."""

    @property
    def name(self) -> str: ...

    @property
    def line_count(self) -> int: ...

    def line_text(self, line: int) -> str: ...

    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class ValueView:
    """One value on one line."""

    text: str
    kind: str
    """int, string, set, list, lambda, thunk, internal, ...; `group`: a stretch of what is in a value; `fact`:
    what is to be told of it."""
    state: str = ""
    """Of a thunk: suspended, blackhole, evaluated; else empty."""
    label: str = ""
    """`thunk#17`, or empty."""
    ref: int = 0
    """Handle for `Session.open`; 0 where there is nothing inside."""
    identity: int = 0
    """Tells whether two views in successive snapshots show the same thing."""
    size: int = 0
    """Elements of a list, attributes of a set, bytes of a string, members of a group."""
    first: int = 0
    """The place of a group's first member."""
    called: str = ""
    """Of a thunk: what a person calls it, `url #17` or `thunk#17`; see debugger.names."""
    refers: int = 0
    """Of a string: to how many things in the store it refers."""

    @property
    def is_read(self) -> bool:
        """Whether it is a text to be read; one that refers to the store is opened, and read from there."""
        return self.kind in ("string", "path") and not self.refers


@dataclass(frozen=True, slots=True)
class StackView:
    """One entry of the value stack."""

    index: int
    value: ValueView
    name: str
    """The slot's name in its frame, or empty."""
    frame: int
    """1-based number of the frame that it belongs to."""
    changed: bool = False


@dataclass(frozen=True, slots=True)
class PoppedView:
    """What the last step took off the value stack, and is no longer there."""

    index: int
    value: ValueView
    name: str = ""


@dataclass(frozen=True, slots=True)
class EffectView:
    """What the op that is due does to the value stack."""

    taken: int
    """How many values it takes."""
    text: str
    """What it leaves in their place, or what kind of value that will be; empty if nothing."""
    kind: str
    """That of the value; `error` if it fails, `jump` for where it goes on, `begun` for what runs first."""


@dataclass(frozen=True, slots=True)
class FrameView:
    """One activation; `number` counts from 1 at the bottom."""

    number: int
    title: str
    place: str
    """`file.nix:12`."""
    chunk: str
    ip: int
    changed: bool = False
    text: str = ""
    """The beginning of the source text that it evaluates, on one line."""
    own: bool = True
    """Whether it runs the person's own code, not a library's."""
    function: str = ""
    """Of a call: `λ name`, or `λ` of a function without a name."""
    waiting: int = 0
    """How many continuations its result goes through before the frame below goes on."""
    landmark: str = ""
    """What it is a part of in the words of a library, `option services.web.port`, if the frame below is not
    a part of the same."""


@dataclass(frozen=True, slots=True)
class RepeatView:
    """`period` frames or continuations repeat, from number or index `high` down to `low`."""

    high: int
    low: int
    period: int
    is_complete: bool = True
    """Whether it is known that it goes no further down."""


@dataclass(frozen=True, slots=True)
class WithView:
    """One set that names are looked up in; 0 is the outermost."""

    index: int
    value: ValueView
    origin: str
    """`captured`, or `own` for one that the shown frame opened."""
    changed: bool = False


@dataclass(frozen=True, slots=True)
class UpvalueView:
    """One capture of the shown frame."""

    index: int
    name: str
    value: ValueView
    changed: bool = False


@dataclass(frozen=True, slots=True)
class WatchView:
    """An expression that is watched, and its value here."""

    number: int
    text: str
    value: ValueView
    """Of kind `error` if it has none."""
    before: str = ""
    """What it was at the stop before, if it was another one."""

    @property
    def changed(self) -> bool:
        return bool(self.before)


@dataclass(frozen=True, slots=True)
class ContinuationView:
    """One pending continuation and the number of the frame below which it waits."""

    index: int
    text: str
    owner: str
    waits: str
    frame: int
    place: str
    changed: bool = False
    is_due: bool = False
    """Whether its run is what comes next."""
    cell: str = ""
    """What the result is written into: `url #17`, or `#17`; empty for one that does something else."""
    work: str = ""
    """What goes on with the result, in a word or two; empty for one that writes it into a cell."""
    source: str = ""
    """Of a cell that has no name: what it is made from, where no frame says so."""


@dataclass(frozen=True, slots=True)
class InstructionView:
    """One instruction of the shown chunk, with the data instructions that belong to it."""

    ip: int
    op: str
    operand: str
    """What its operand means: a constant, a name, where it jumps to, what is captured; else its number."""
    effect: str
    """What it takes and leaves, as `a b -- c`; empty for neither."""
    source: str
    """The beginning of the source text that it stands for, on one line."""
    end: int
    """The next instruction: what lies between is data of this one."""
    jump_to: int | None = None
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    """Where that text stands, counted from 1; the end is exclusive."""


@dataclass(frozen=True, slots=True)
class BytecodeView:
    """The shown frame's chunk. `current` is the instruction that is due, or that called."""

    chunk: str
    title: str
    place: str
    instructions: tuple[InstructionView, ...]
    current: int
    path: str = ""
    """Of the source that it was compiled from."""
    returns: str = ""
    """What the frame's result is, if that is known, and where it goes; empty for code that does not run."""

    def row_of(self, ip: int) -> int:
        """The instruction, by its place here, that one belongs to; -1 for one that is not here."""
        row = bisect_right(self.instructions, ip, key=ip_of) - 1
        return row if row >= 0 and ip < self.instructions[row].end else -1


ip_of = attrgetter("ip")


@dataclass(frozen=True, slots=True)
class SourceView:
    """Where the current instruction stands in its source; lines and columns count from 1."""

    text: SourceText
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    """Exclusive."""
    before: str = ""
    after: str = ""
    """What stands around the beginning, for a line that is too long to be shown by `line_text`."""


@dataclass(frozen=True, slots=True)
class ErrorView:
    """An error that was raised."""

    code: str
    label: str
    message: str
    place: str
    notes: tuple[str, ...]
    trace: tuple[str, ...]
    caught: bool
    """Whether something further down will catch it."""
    own_place: str = ""
    """Where the person's own code led to it, if it is not there itself."""
    cause: str = ""
    advice: str = ""
    """What it probably means, and what to write instead, where its shape is known."""


@dataclass(frozen=True, slots=True)
class OutputView:
    """A message of the program or the compiler: `trace`, `warning`, ... and the step that it came from."""

    step: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that is shown at one moment."""

    step: int
    ticks: int
    depth: int
    status: str
    """`stopped`, `running`, `error`, `finished` or `failed`."""
    opcode: str
    explanation: str
    frames: tuple[FrameView, ...]
    """Innermost first, not all of those that repeat."""
    frame_count: int
    selected: int
    """Number of the frame that source, bytecode and upvalues belong to; 0 where there is none."""
    stack: tuple[StackView, ...]
    """Top first."""
    stack_height: int
    withs: tuple[WithView, ...]
    upvalues: tuple[UpvalueView, ...]
    continuations: tuple[ContinuationView, ...]
    """The next to run first."""
    continuation_count: int
    source: SourceView | None
    bytecode: BytecodeView | None
    error: ErrorView | None
    result: ValueView | None
    thunks: int
    """Created so far."""
    start: int = 0
    """The first step that can be looked at, and the live edge: the step at which the machine stands."""
    edge: int = 0
    frame_repeats: tuple[RepeatView, ...] = ()
    continuation_repeats: tuple[RepeatView, ...] = ()
    """What repeats in the two, the uppermost first."""
    is_live: bool = True
    """Whether this is the live edge, not the past."""
    because: str = ""
    """Why the selected frame does what it does: who wants its value, and what for."""
    awaited: str = ""
    """Who waits for the result of the selected frame, as a clause that begins with `which`."""
    effect: EffectView | None = None
    """Of the op that is due; None if none is."""
    popped: tuple[PoppedView, ...] = ()
    """What the last step took off the value stack, the topmost first."""
    never_needed: tuple[int, int] = (0, 0)
    """Cells in the result that were never forced, and how many of these are its own attributes."""
    watches: tuple[WatchView, ...] = ()
    notes: tuple[str, ...] = ()
    """What the person has pinned to this step."""
    upvalue_count: int = 0
    """How many there are, of which `upvalues` has the first."""
    changed: frozenset[str] = frozenset()
    """Which of the stacks the last step changed, by the names of their panels; of frames, which there are."""
    tick: int = 0
    """0 if the op of the step is due; else which run of a continuation after it, from 1; -1 for one that is
    not numbered."""

    @property
    def moment(self) -> str:
        """The step with its tick: `4274`, `4274·1`."""
        return moment_text(self.step, self.tick)


def moment_text(step: int, tick: int = 0) -> str:
    """1284 as `1 284`, its first tick as `1 284·1`, one without a number as `1 284·…`."""
    return grouped(step) + (f"·{tick}" if tick > 0 else "·…" if tick else "")
