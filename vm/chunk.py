"""Chunks and lambdas: finished code and what is known about it.

A chunk is immutable once `finish` ran. Instruction `ip` has `ops[ip]` (an opcode number), `operands[ip]`
(an int, 0 where the opcode has none) and a span. Data instructions follow the instruction that they
belong to and are never executed: `captures[ip]` holds them decoded.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Final

from librt.vecs import append, vec
from mypy_extensions import i64

from vm.spans import Place, Position, Source, Span, to_display

NATIVE: Final = not __file__.endswith(".py")
"""Whether this is compiled code."""
CAPTURE_LOCAL: Final = 0
CAPTURE_DEFERRED: Final = 1
CAPTURE_UPVALUE: Final = 2
CAPTURE_WITH: Final = 3


class ChunkKind(Enum):
    TOPLEVEL = "toplevel"
    THUNK = "thunk"
    LAMBDA = "lambda"


class Chunk:
    """The instructions of one toplevel, thunk or lambda."""

    __slots__ = (
        "bindings",
        "captures",
        "constants",
        "ends",
        "joins_path",
        "marks",
        "operands",
        "ops",
        "positions",
        "prologue",
        "sites",
        "slots",
        "source",
        "starts",
    )

    def __init__(self, source: Source) -> None:
        self.source = source
        self.ops: list[int] = []
        self.operands: list[int] = []
        self.starts: list[int] = []
        """First byte of each instruction's span."""
        self.ends: list[int] = []
        self.constants: list[Any] = []
        self.captures: dict[int, tuple[tuple[int, int], ...]] = {}
        self.marks: set[int] = set()
        """Instructions at which an expression begins evaluating: where a source step stops."""
        self.slots: list[tuple[int, str]] = []
        """(slot, name) in order of declaration, for panels."""
        self.bindings: dict[int, tuple[str, int]] = {}
        """For each instruction that makes the value of a binding: its name, and where that was written; for a
        list element or an argument "" and where it begins. For panels."""
        self.joins_path = False
        """Whether this is an interpolated path, whose pieces are not copied to the store."""
        self.prologue = 0
        """Where a pattern's prologue ends: until there a missing attribute is a missing argument."""
        self.positions: dict[int, dict[str, Place] | tuple[Place, ...]] = {}
        """For each OpAttrs: where its keys were written; by name, or in order where some are dynamic."""

        self.sites: dict[int, tuple[tuple[int, int], ...]] = {}
        """For instructions that insist on what was pushed before, a Boolean or names of attributes: first and
        last byte of what each of these was written as, which errors show."""

    def span(self, ip: int) -> Span:
        """The source text that instruction `ip` stands for."""
        if not self.ops:
            return Span(self.source, 0, 0)
        ip = min(ip, len(self.ops) - 1)
        return Span(self.source, self.starts[ip], self.ends[ip])

    def site(self, ip: int, index: int) -> Span | None:
        """Where the value with this index, of those that instruction `ip` insists on, was written."""
        if ip not in self.sites:
            return None
        start, end = self.sites[ip][index]
        return Span(self.source, start, end)

    def last_span(self, ip: int) -> Span:
        """The span of the instruction before `ip`."""
        return self.span(self.before(ip))

    def before(self, ip: int) -> int:
        """The instruction before `ip`; data instructions are passed over."""
        ip -= 1
        while (
            ip > 0
            and ip not in self.captures
            and any(at < ip <= at + len(plan) for at, plan in self.captures.items())
        ):
            ip -= 1
        return max(ip, 0)

    def __len__(self) -> int:
        return len(self.ops)


class Formals:
    """A lambda's set pattern, as `functionArgs` and the missing-argument checks see it."""

    __slots__ = ("ellipsis", "names", "places")

    def __init__(self, names: dict[str, bool], ellipsis: bool, places: dict[str, Place]) -> None:
        self.names = names
        """name -> has a default, in order as written."""
        self.ellipsis = ellipsis
        self.places = places


class Unit:
    """What one source became: it knows how to write the code of its lambdas, and what they are called."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def count(self) -> int:
        """How many chunks it has, written or not."""
        raise NotImplementedError

    def count_at(self, position: Position) -> int:
        """How many of its chunks begin at a line and column."""
        raise NotImplementedError

    def emit(self, code: Lambda) -> None:
        """Write the chunk of `code`, which has none yet."""
        raise NotImplementedError

    def name_of(self, code: Lambda) -> str:
        """`file.nix:12:5`, unique in a run (`#2` and so on where repeated)."""
        raise NotImplementedError


def words_of(chunk: Chunk) -> vec[i64]:
    """Each instruction in one machine word."""
    words = vec[i64](capacity=len(chunk.ops))
    for op, operand in zip(chunk.ops, chunk.operands, strict=True):
        words = append(words, op | operand << 8)
    return words


class Lambda:
    """Code: a chunk and what surrounds it. The chunk is written when it is first entered or looked at."""

    __slots__ = (
        "_chunk",
        "_name",
        "attribute",
        "capture_names",
        "captures",
        "captures_with",
        "constants",
        "end",
        "formals",
        "kind",
        "label",
        "last_ip",
        "last_site",
        "operands",
        "ops",
        "ordinal",
        "origin",
        "parameter",
        "plan",
        "sites",
        "span",
        "stops",
        "unit",
        "words",
    )

    ops: list[int]
    operands: list[int]
    words: vec[i64]
    """Each instruction in one machine word, `operand << 8 | op`; only for compiled code."""
    constants: list[Any]
    captures: dict[int, tuple[tuple[int, int], ...]]

    def __init__(
        self,
        kind: ChunkKind,
        span: Span,
        capture_names: list[str],
        captures_with: bool = False,
        label: str | None = None,
        formals: Formals | None = None,
        parameter: str | None = None,
        attribute: str | None = None,
    ) -> None:
        self.kind = kind
        self.label = label
        """The let, rec or formal-default slot that this chunk fills, if any."""
        self.span = span
        self.capture_names = capture_names
        """One per capture; the captured with-stack, always last, is called `with`."""
        self.captures_with = captures_with
        self.formals = formals
        self.parameter = parameter
        self.attribute = attribute
        """The attribute of a plain set that this chunk gives the value of, if any; only errors name it."""
        self.end: i64 = 0
        """How many instructions it has; 0 while they are not written."""
        self.sites: dict[int, tuple[Lambda, int]] = {}
        """For each instruction that has made a tail call: this code, and where that stands."""
        self.last_site: tuple[Lambda, int] | None = None
        self.last_ip: i64 = -1
        """The one that did so last."""
        self.unit: Unit | None = None
        self.origin: object = None
        """What its unit writes it from, until that is done."""
        self.ordinal: i64 = 1
        """Which of the chunks of its unit that begin at the same place it is, outermost first."""
        self.stops: frozenset[int] | None = None
        """The instructions at which a run that asks at marks only asks whether to stop; None for none."""
        self.plan: Any = None
        """What a recorder keeps of it, if there is one."""
        self._chunk: Chunk | None = None
        self._name: str | None = None

    def finish(self, chunk: Chunk) -> None:
        """Take the chunk, which is never changed again."""
        self._chunk = chunk
        self.ops = chunk.ops
        self.operands = chunk.operands
        self.constants = chunk.constants
        self.captures = chunk.captures
        if NATIVE:
            self.words = words_of(chunk)
        self.end = len(chunk.ops)
        self.origin = None

    def prepare(self) -> None:
        """See to it that the chunk is written."""
        if self.end == 0 and self.unit is not None:
            self.unit.emit(self)

    @property
    def chunk(self) -> Chunk:
        """The instructions; written now, if they are not yet."""
        if self._chunk is None:
            self.prepare()
        assert self._chunk is not None
        return self._chunk

    @property
    def name(self) -> str:
        """`file.nix:12:5`, unique in a run (`#2` and so on where repeated)."""
        if self._name is None:
            self._name = self.unit.name_of(self) if self.unit is not None else ""
        return self._name

    @name.setter
    def name(self, name: str) -> None:
        self._name = name

    @property
    def display_name(self) -> str:
        """`lambda 'f'`, `thunk`, `toplevel` for people."""
        return f"{self.kind.value} '{to_display(self.label)}'" if self.label else self.kind.value

    def __repr__(self) -> str:
        return f"Lambda({self.name}, {self.display_name})"
