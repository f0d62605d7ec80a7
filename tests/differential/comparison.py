"""Do we and C++ Nix agree about an expression? Values must print alike; failures need only fail."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.differential import oracle
from tests.evaluation import compiled_source, machine
from vm.errors import FormatError, InfiniteRecursion, IntegerOverflow, NixError, ParseError
from vm.spans import Source, from_host
from vm.text.printer import print_value

EXPRESSIONS = Path(__file__).parent / "expressions.txt"
LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"( =)?', re.DOTALL)
NEEDLESS = re.compile(r"\\\$(?!\{)")
ELSEWHERE = re.compile(r"error: getting status of '/nix/store/[0-9a-z]{32}-")
"""The oracle's own store lies elsewhere, so what it just put there is not found as a plain path."""
MAX_TICKS = 300_000
"""More than any of these expressions needs: what goes on longer has no value (in Nix its stack overflows)."""
MAX_DEPTH = 20_000


DELIBERATE: tuple[tuple[type[NixError], str], ...] = (
    (IntegerOverflow, ""),
    (FormatError, "not valid UTF-8 cannot be converted to JSON"),
    (FormatError, "does not fit a 64-bit integer"),
    (FormatError, "NUL byte"),
    (ParseError, "NUL byte"),
    (FormatError, "output name 'drvPath'"),
    (FormatError, "must not begin with '.'"),
    (FormatError, "must not begin with '..'"),
)
"""Errors of current Nix where 2.8 gives a value: class, and part of the message; see docs/differences.md."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A value as printed, or the failure; byte-per-character. `traces` is what the program printed."""

    ok: bool
    text: str
    traces: tuple[str, ...] = ()
    deliberate: bool = False
    """It fails with an error that 2.8 does not have."""
    crashed: bool = False
    """Something other than an error of the program went wrong: this agrees with nothing."""

    def __str__(self) -> str:
        traces = f" (traces: {' | '.join(self.traces)[:200]})" if self.traces else ""
        return f"{'' if self.ok else 'fails: '}{self.text[:400]}{traces}"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What each side said about an expression."""

    expression: str
    theirs: Answer
    ours: Answer

    def __str__(self) -> str:
        return f"{self.expression}\n  Nix:  {self.theirs}\n  ours: {self.ours}"


class Traces:
    """An observer that keeps what `trace` prints."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def trace_output(self, text: str) -> None:
        self.lines.append(text)


def our_answer(expression: str, level: int = 0) -> Answer:
    """As the oracle's: a file of its own in a directory of its own, forced deeply."""
    said = Traces()
    try:
        text = expression.encode("utf-8", "surrogateescape")
        source = Source.of_file(f"{tempfile.gettempdir()}/e.nix", text)
        vm = machine(compiled_source(source, level=level), strict=True, observers=[said], max_depth=MAX_DEPTH)
        while vm.error is None and not vm.finished:
            if vm.ticks > MAX_TICKS:
                return Answer(False, "still running")
            vm.run(MAX_TICKS)
        return Answer(True, print_value(vm.finish()), tuple(said.lines))
    except NixError as failure:
        deliberate = any(isinstance(failure, kind) and part in failure.message for kind, part in DELIBERATE)
        return Answer(
            False, f"{type(failure).__name__}: {failure.message}{place(failure)}", deliberate=deliberate
        )
    except Exception as bug:  # noqa: BLE001  (a fuzzer must report the worst and go on)
        return Answer(False, f"crashed: {bug!r}", crashed=True)


def place(failure: NixError) -> str:
    """Where it failed. A cycle is closed where a thunk is forced, which may be one that -O1 does not make."""
    return f" at {failure.span}" if failure.span and not isinstance(failure, InfiniteRecursion) else ""


def their_answer(outcome: oracle.Outcome) -> Answer:
    return Answer(
        outcome.ok,
        as_now_printed(from_host(outcome.text)),
        tuple(map(as_now_printed, map(from_host, outcome.traces))),
    )


def as_now_printed(shown: str) -> str:
    """2.8 escapes every `$` in the name of an attribute, current Nix only one before `{`."""
    return LITERAL.sub(lambda found: NEEDLESS.sub("$", found[0]) if found[1] else found[0], shown)


def agree(theirs: Answer, ours: Answer, expression: str = "") -> bool:
    """Values print alike and their evaluation traces alike; failures only need to fail.

    What a set holds is forced in the order of Nix's symbol table, so with sets traces may change places.
    """
    if theirs.ok != ours.ok or ours.crashed:
        return ours.deliberate or (not theirs.ok and not ours.crashed and is_known(theirs.text, expression))
    if not ours.ok:
        return True
    return theirs.text == ours.text and same_traces(theirs.traces, ours.traces, "{" not in expression)


def is_known(error: str, expression: str) -> bool:
    """Whether the oracle's error alone is a listed difference: it looks at the left side of a `+` before it
    evaluates the right one, which tryEval can tell."""
    left_first = "cannot coerce" in error and "tryEval" in expression and " + " in expression
    return left_first or ELSEWHERE.match(error) is not None


def same_traces(theirs: Sequence[str], ours: Sequence[str], ordered: bool) -> bool:
    """What is still unevaluated inside a traced value is a matter of optimisation: then only count."""
    theirs, ours = [line.rstrip() for line in theirs], [line.rstrip() for line in ours]
    if any("<CODE>" in line for line in (*theirs, *ours)):
        return len(theirs) == len(ours)
    return theirs == ours if ordered else sorted(theirs) == sorted(ours)


def mismatches(expressions: Sequence[str]) -> list[Mismatch]:
    """Those about which the two sides differ. In bulk, Nix goes through the attributes of a set in an order
    that depends on the expressions before; what differs for that reason alone is asked again, alone."""
    found = differing(zip(expressions, oracle.evaluate_bulk(expressions), strict=True))
    return [again for each in found if (again := compared(each.expression)) is not None]


def compared(expression: str) -> Mismatch | None:
    """The mismatch about one expression, asked alone."""
    return next(iter(differing([(expression, oracle.evaluate_one(expression))])), None)


def differing(answers: Iterable[tuple[str, oracle.Outcome]]) -> Iterable[Mismatch]:
    for expression, outcome in answers:
        theirs, ours = their_answer(outcome), our_answer(expression)
        if not agree(theirs, ours, expression):
            yield Mismatch(expression, theirs, ours)
        faster = our_answer(expression, level=1)
        if faster != ours and not is_too_deep(ours) and not is_too_deep(faster):
            yield Mismatch(expression, ours, faster)


def is_too_deep(answer: Answer) -> bool:
    """Whether a limit ended it: the levels of code need different numbers of frames and steps."""
    return not answer.ok and answer.text.startswith(("StackOverflow", "still running"))


def written_expressions() -> list[str]:
    """Those of expressions.txt, one a line."""
    lines = EXPRESSIONS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
