"""The snapshot: an immutable picture of the machine between two ticks, all that a face may look at.

It holds views, never live values: a thunk that is evaluated later still shows as suspended here. Deep
stacks are cut to a window around what matters; the counts say how much there really is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


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
    """int, string, set, list, lambda, thunk, internal, ...; `group`: a stretch of what is in a value."""
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
class ContinuationView:
    """One pending continuation and the number of the frame below which it waits."""

    index: int
    text: str
    owner: str
    waits: str
    frame: int
    place: str
    changed: bool = False
    cell: str = ""
    """What the result is written into: `url #17`, or `#17`; empty for one that does something else."""
    work: str = ""
    """What goes on with the result, in a word or two; empty for one that writes it into a cell."""
    source: str = ""
    """Of a cell that has no name: what it is made from, where no frame says so."""


@dataclass(frozen=True, slots=True)
class InstructionView:
    """One instruction of the shown chunk."""

    ip: int
    text: str
    note: str
    """The operand's meaning, or the stack effect."""
    source: str
    is_data: bool
    jump_to: int | None = None


@dataclass(frozen=True, slots=True)
class BytecodeView:
    """The shown frame's chunk. `current` is the instruction that is due, or that called."""

    chunk: str
    title: str
    place: str
    instructions: tuple[InstructionView, ...]
    current: int


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
    """Why the selected frame does what it does: who waits for it."""
    never_needed: tuple[int, int] = (0, 0)
    """Cells in the result that were never forced, and how many of these are its own attributes."""
    notes: tuple[str, ...] = ()
    """What the person has pinned to this step."""
    upvalue_count: int = 0
    """How many there are, of which `upvalues` has the first."""
    changed: frozenset[str] = frozenset()
    """Which of the stacks the last step changed, by the names of their panels; of frames, which there are."""
