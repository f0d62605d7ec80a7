"""Every error a program can cause, each with its stable code.

`NixError` is what faces print; `Catchable` is exactly what `tryEval` catches. `VmBug` is not a NixError:
it means that an invariant of this machine broke.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from vm.spans import Span, to_display


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One line of an error's trace: what was going on, and where. Newest first."""

    text: str
    span: Span | None


class NixError(Exception):
    """An error of the program being run or compiled. The message is byte-per-character text."""

    code: ClassVar[str] = "E000"
    label: ClassVar[str] = "error"

    def __init__(self, message: str, span: Span | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.step: int | None = None
        """The step that it belongs to: the one under way when it was first raised. None before that, and for
        what is found before there are steps. Passing it on, as addErrorContext does, changes nothing."""
        self.findings: Any = None
        """What a debugger has found out about it before anything was unwound."""
        self.notes: list[str] = []
        """What `addErrorContext` and the compiler add, innermost first."""
        self.standing: Any = None
        """How far the run had got, if this stopped it from outside (see debugger.provenance.whereabouts)."""
        self._trace: list[TraceLine] | None = None
        self._make_trace: Callable[[], Iterable[TraceLine]] | None = None

    @property
    def has_trace(self) -> bool:
        """Whether a trace was taken, without making its lines."""
        return self._trace is not None or self._make_trace is not None

    def take_trace(self, make: Callable[[], Iterable[TraceLine]]) -> None:
        """Remember how to make the trace: most errors are caught before anybody wants to see it."""
        self._make_trace = make

    @property
    def trace(self) -> list[TraceLine]:
        """What was going on, newest first."""
        if self._trace is None:
            self._trace = list(self._make_trace()) if self._make_trace is not None else []
        return self._trace

    @trace.setter
    def trace(self, lines: list[TraceLine]) -> None:
        self._trace = lines

    @property
    def text(self) -> str:
        """The message as real characters."""
        return to_display(self.message)

    def __str__(self) -> str:
        return f"{self.text} [{self.code}]"


class ParseError(NixError):
    """The text is not Nix."""

    code = "E001"
    label = "syntax error"


class CompileError(NixError):
    """The text is Nix, but cannot mean anything: duplicate keys, unbound variables."""

    code = "E002"
    label = "compile error"


class DuplicateAttribute(CompileError):
    code = "E003"
    label = "duplicate attribute"


class DuplicateFormal(CompileError):
    code = "E004"
    label = "duplicate formal argument"


class UndefinedVariable(CompileError):
    code = "E005"
    label = "undefined variable"


class EvalError(NixError):
    """Evaluation failed."""

    code = "E010"
    label = "evaluation error"


class TypeMismatch(EvalError):
    code = "E011"
    label = "type error"


class InfiniteRecursion(EvalError):
    code = "E012"
    label = "infinite recursion"

    def __init__(
        self, message: str = "infinite recursion encountered", span: Span | None = None, cell: Any = None
    ) -> None:
        super().__init__(message, span)
        self.cell = cell
        """The thunk that needs itself."""


class MissingAttribute(EvalError):
    code = "E013"
    label = "missing attribute"

    def __init__(self, message: str, span: Span | None = None, name: str = "") -> None:
        super().__init__(message, span)
        self.name = name
        """The attribute, where it is one of a set that exists."""


class DivisionByZero(EvalError):
    code = "E014"
    label = "division by zero"

    def __init__(self, message: str = "division by zero", span: Span | None = None) -> None:
        super().__init__(message, span)


class IntegerOverflow(EvalError):
    code = "E015"
    label = "integer overflow"


class MissingArgument(EvalError):
    code = "E016"
    label = "missing argument"


class UnexpectedArgument(EvalError):
    code = "E017"
    label = "unexpected argument"


class Aborted(EvalError):
    code = "E018"
    label = "abort"


class IndexOutOfBounds(EvalError):
    code = "E019"
    label = "index out of bounds"


class FileError(EvalError):
    code = "E020"
    label = "file error"


class RegexError(EvalError):
    code = "E021"
    label = "regular expression error"


class FormatError(EvalError):
    """Text handed to fromJSON and the like is malformed."""

    code = "E022"
    label = "format error"


class NotYet(EvalError):
    """A part of Nix that this version does not have."""

    code = "E023"
    label = "not yet supported"


class UnboundName(EvalError):
    """A name looked up in `with` sets that none of them has."""

    code = "E024"
    label = "undefined variable"


class AccessDenied(EvalError):
    """A file outside the roots that `--restrict` names."""

    code = "E025"
    label = "access denied"


class FlakeError(EvalError):
    """A flake that cannot be evaluated as it is, most often for an input that is not on this machine."""

    code = "E026"
    label = "flake error"


class LimitExceeded(EvalError):
    """A limit the user set (depth, steps, memory, time) was reached."""

    code = "E030"
    label = "limit"
    is_within_tick = False
    """Whether it struck in the middle of a tick, which a repetition must not run."""


class StackOverflow(LimitExceeded):
    code = "E031"
    label = "stack overflow"


class Cancelled(EvalError):
    """The person stopped the evaluation."""

    code = "E032"
    label = "cancelled"


class Catchable(EvalError):
    """What `tryEval` turns into `{ success = false; value = false; }`."""

    code = "E040"


class Thrown(Catchable):
    code = "E041"
    label = "throw"


class AssertionFailed(Catchable):
    """A false condition. `why` makes a note that says more; it is called when the notes are first read."""

    code = "E042"
    label = "assertion failed"

    def __init__(self, message: str, span: Span | None = None, why: Callable[[], str] | None = None) -> None:
        super().__init__(message, span)
        self._why = why

    @property
    def notes(self) -> list[str]:
        """The first look runs `why`, so assertions that are caught cost nothing."""
        if self._why is not None:
            why, self._why = self._why, None
            self._notes.insert(0, why())
        return self._notes

    @notes.setter
    def notes(self, notes: list[str]) -> None:
        self._why = None
        self._notes = notes


class SearchPathMiss(Catchable):
    code = "E043"
    label = "not found in the search path"


class VmBug(Exception):
    """An invariant of the machine broke; always a bug in nixstep, never the program's fault."""


STOPS = (LimitExceeded, KeyboardInterrupt, MemoryError)
"""What may strike anywhere, because it comes from outside of the program."""


def stopped_at(stop: BaseException, span: Span, note: str) -> None:
    """Say where in a text the work was that is stopped, and how far it had got: byte-per-character text."""
    if not isinstance(stop, NixError):
        stop.add_note(f"{to_display(note)}, up to {span}")
        return
    if stop.span is None:
        stop.span = span
    stop.notes.append(note)


def out_of_memory() -> LimitExceeded:
    """The error for memory that the system does not give."""
    error = LimitExceeded("out of memory")
    error.is_within_tick = True
    return error
