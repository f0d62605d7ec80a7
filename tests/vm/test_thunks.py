"""Thunks: their states, blackholes, failures that leave them as they were, and cells that take over."""

from __future__ import annotations

import pytest

from tests.evaluation import error, error_at, machine, printed, program, value
from vm.errors import InfiniteRecursion, Thrown
from vm.thunks import ALIAS, BLACKHOLE, EVALUATED, SUSPENDED, Application, Thunk, evaluated_cell, peek_value
from vm.values import Value


class Life:
    """An observer that notes what happens to thunks."""

    def __init__(self) -> None:
        self.events: list[tuple[str, int]] = []

    def thunk_created(self, thunk: Thunk) -> None:
        self.events.append(("created", thunk.number))

    def thunk_forced(self, thunk: Thunk) -> None:
        assert thunk.state == BLACKHOLE
        self.events.append(("forced", thunk.number))

    def thunk_evaluated(self, thunk: Thunk) -> None:
        assert thunk.state == EVALUATED
        self.events.append(("evaluated", thunk.number))

    def thunk_failed(self, thunk: Thunk) -> None:
        assert thunk.state == SUSPENDED
        self.events.append(("failed", thunk.number))


class Traces:
    """An observer that keeps what the program says."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def trace_output(self, text: str) -> None:
        self.lines.append(text)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("let x = x; in x", "x"),
        ("let x = 1 + x; in x", "x"),
        ("rec { a = b; b = a; }.a", "b"),
        ("let x = y; y = z; z = x; in x", "z"),
        ("with rec { a = a; }; a", "a"),
        ("let s = with s; { a = 1; }; in s.a or s.a", None),
        ("({ a ? a }: a) { }", "a"),
        ("let x = [ (builtins.deepSeq x 1) ]; in builtins.head x", None),
    ],
)
def test_needing_itself_is_infinite_recursion_at_a_span(text: str, at: str | None) -> None:
    if at is None:
        assert printed_or_kind(text) in ("1", "[ 1 ]", "InfiniteRecursion")
        return
    kind, span = error_at(text)
    assert (kind, span) == ("InfiniteRecursion", at)


def printed_or_kind(text: str) -> str:
    try:
        return printed(text)
    except InfiniteRecursion:
        return "InfiniteRecursion"


def test_a_thunk_is_created_forced_and_evaluated_once_however_often_it_is_used() -> None:
    life, traces = Life(), Traces()
    assert printed('let x = builtins.trace "once" 1; in x + x + x', life, traces) == "3"
    assert traces.lines == ["once"]
    evaluated = [number for event, number in life.events if event == "evaluated"]
    assert len(evaluated) == len(set(evaluated))


def test_a_failed_thunk_is_suspended_again_and_repeats_its_traces() -> None:
    traces = Traces()
    text = 'let x = builtins.trace "tried" (throw "no"); t = builtins.tryEval; in [ (t x).value (t x).value ]'
    assert printed(text, traces) == "[ false false ]"
    assert traces.lines == ["tried", "tried"]


def test_every_thunk_that_was_forced_is_evaluated_or_failed_in_the_end() -> None:
    life = Life()
    text = 'let a = b + 1; b = c + 1; c = throw "x"; t = builtins.tryEval; in [ (t a).value (t b).value ]'
    assert printed(text, life) == "[ false false ]"
    forced = sorted(number for event, number in life.events if event == "forced")
    ended = sorted(number for event, number in life.events if event in ("evaluated", "failed"))
    assert forced == ended
    assert len([1 for event, _ in life.events if event == "failed"]) >= 5


def test_a_thunk_that_failed_can_succeed_in_another_place() -> None:
    assert printed(
        "let x = { a = y.value; y = builtins.tryEval (throw \"x\"); }; y = x.y; in [ x.a (y.success) ]"
    ) == "[ false false ]"  # fmt: skip


def test_an_uncaught_failure_leaves_nothing_blackholed() -> None:
    vm = machine(program('let x = 1 + y; y = throw "no"; in [ x y ]'), strict=True)
    elements: list[Value] = []

    class Keep:
        def thunk_created(self, thunk: Thunk) -> None:
            elements.append(thunk)

    vm.attach(Keep())
    with pytest.raises(Thrown):
        vm.finish()
    assert elements
    assert BLACKHOLE not in {thunk.state for thunk in elements}


def test_a_tail_loop_through_thunks_keeps_frames_and_continuations_few() -> None:
    vm = machine(program("let f = n: if n == 0 then 7 else f (n - 1); in f 100000"))
    frames, continuations, stack = 0, 0, 0
    while not vm.finished:
        vm.run(997)
        frames = max(frames, vm.depth)
        continuations = max(continuations, len(vm.continuations))
        stack = max(stack, len(vm.stack))
    assert vm.result == 7
    assert frames <= 4
    assert continuations <= 8
    assert stack <= 8


def test_a_cell_that_takes_over_another_ones_code_makes_it_an_alias_with_the_same_value() -> None:
    seen: list[Thunk] = []

    class Keep:
        def thunk_created(self, thunk: Thunk) -> None:
            seen.append(thunk)

    assert printed("let f = x: x + 1; a = f 1; b = (y: a) 2; in [ b a ]", Keep()) == "[ 2 2 ]"
    aliases = [thunk for thunk in seen if thunk.state == ALIAS]
    assert aliases
    assert {peek_value(thunk) for thunk in aliases if type(peek_value(thunk)) is int} == {2}


def test_an_alias_of_an_evaluation_that_failed_can_be_forced_again() -> None:
    traces = Traces()
    text = (
        'let a = builtins.trace "a" (throw "no"); b = (y: a) 2; t = builtins.tryEval; '
        "in [ (t b).success (t a).success (t b).success ]"
    )
    assert printed(text, traces) == "[ false false false ]"
    assert traces.lines == ["a", "a", "a"]


def test_an_alias_met_during_its_own_evaluation_is_infinite_recursion() -> None:
    assert type(error("let a = (x: a) 1; in a")) is InfiniteRecursion
    assert type(error("let a = (x: b) 1; b = (x: a + 0) 1; in a")) is InfiniteRecursion


def test_lazy_builtins_make_applications_that_are_named_after_them() -> None:
    result = value("map (x: x) [ 1 ]")
    assert type(result[0]) is Thunk
    assert type(result[0].code) is Application
    assert result[0].code.maker == "map"


def test_evaluated_cells_give_up_their_code_unless_it_is_kept() -> None:
    for keep in (False, True):
        vm = machine(program("[ (1 + 1) ]"), strict=True)
        vm.keep_code = keep
        cell = vm.finish()[0]
        assert cell.state == EVALUATED
        assert (cell.code is not None) is keep


def test_peeking_never_evaluates() -> None:
    (cell,) = value("[ (1 + 1) ]")
    assert peek_value(cell) is cell
    assert peek_value(evaluated_cell(3, 0)) == 3
    assert peek_value(4) == 4
    assert repr(cell).startswith("thunk#")
    assert "suspended" in repr(cell)


def test_thunks_are_numbered_in_order_of_creation() -> None:
    life = Life()
    printed("[ (1 + 1) (2 + 2) { a = 3 + 3; } ]", life)
    numbers = [number for event, number in life.events if event == "created"]
    assert numbers == list(range(len(numbers)))
