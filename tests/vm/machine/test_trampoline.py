"""Continuations: what they say of themselves, and how requests are answered."""

from __future__ import annotations

import pytest

from tests.evaluation import error, machine, printed, program, value
from vm.builtins.registry import builtins_set, declared
from vm.errors import NixError, Thrown, VmBug
from vm.machine.machine import Machine
from vm.machine.trampoline import BUDGET, Call, Continuation, Equal, Force, TailCall, force_note, format_note
from vm.steps import PAUSE, StepsOf
from vm.values import Value
from vm.world.host import Host

PROGRAM = """
  let
    f = { __functor = self: x: x; };
    t = builtins.tryEval (throw "x");
    l = builtins.sort (a: b: a < b) (map (x: x + 1) [ 3 1 2 ]);
  in with { a = f 1; }; [ a t l "${{ __toString = s: "s"; }}" ([ 1 [ 2 ] ] == l) ([ (1 + 1) ] < [ 3 ])
    (builtins.foldl' (a: b: a + b) 0 l) (builtins.toJSON l) ]
"""


class Collect:
    """An observer of continuations: what each says when it is about to run."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str, str]] = []

    def continuation_run(self, continuation: Continuation) -> None:
        self.said.append((continuation.owner, continuation.describe(), continuation.waits))


def test_every_continuation_has_an_owner_a_description_and_something_it_waits_for() -> None:
    collect = Collect()
    printed(PROGRAM, collect)
    assert len(collect.said) > 30
    assert all(all(words) for words in collect.said)
    owners = {owner for owner, _, _ in collect.said}
    assert {"OpForce", "sort", "tryEval", "OpEqual", "foldl'", "toJSON", "deep force"} <= owners


def test_descriptions_count_elements_and_name_thunks() -> None:
    collect = Collect()
    printed("builtins.foldl' (a: b: a + b) 0 [ 1 2 3 ]", collect)
    descriptions = [description for _, description, _ in collect.said]
    assert "foldl': element 3 of 3" in descriptions
    assert any(description.startswith("write the result into thunk#") for description in descriptions)
    assert "force the result of the call" in descriptions


def test_notes_are_formatted_only_when_shown() -> None:
    assert format_note(force_note(2, 10)) == "element 3 of 10"
    assert format_note(None) == ""
    assert format_note(("nothing to fill in",)) == "nothing to fill in"


def test_owners_are_opcodes_or_builtins_or_the_faces_own() -> None:
    from vm.opcodes import BY_NAME

    collect = Collect()
    printed(PROGRAM, collect)
    known = set(BY_NAME) | set(declared()) | {"deep force", "__functor", "call"}
    assert {owner for owner, _, _ in collect.said} <= known


def answer(body: StepsOf) -> Machine:
    """A machine that has run a body of requests."""
    vm = Machine(Host())
    vm.push_steps("body", body)
    vm.finish()
    return vm


def test_requests_are_answered_by_the_value_of_their_yield() -> None:
    double = value("x: [ x x ]")
    cell = value("[ (1 + 1) ]")[0]

    def body() -> StepsOf:
        forced = yield Force(cell)
        again = yield Force(cell)
        called = yield Call(double, 3)
        same = yield Equal(called, (3, 3))
        yield PAUSE
        return forced, again, called, same

    vm = answer(body())
    assert vm.result == (2, 2, (3, 3), True)
    assert len(vm.stack) == 1


def test_a_tail_call_is_the_result_and_leaves_no_continuation_of_its_own() -> None:
    identity = value("x: x")

    def body() -> StepsOf:
        yield PAUSE
        return TailCall(identity, 4)

    assert answer(body()).result == 4


def test_call_forces_its_result_and_applies_argument_by_argument() -> None:
    def body() -> StepsOf:
        return (yield Call(value("x: builtins.seq 1 (y: x + y)"), 3, 4))

    assert answer(body()).result == 7


def test_a_body_takes_at_most_its_budget_in_one_tick() -> None:
    count = 10 * BUDGET

    def body() -> StepsOf:
        for number in range(count):
            yield Force(number)
        return count

    vm = answer(body())
    assert vm.result == count
    assert count / BUDGET <= int(vm.ticks) <= count / BUDGET + 2


def test_an_error_closes_the_bodies_that_it_passes() -> None:
    closed: list[str] = []

    def body() -> StepsOf:
        try:
            yield Force(value('[ (throw "x") ]')[0])
        finally:
            closed.append("body")
        return None

    vm = Machine(Host())
    vm.push_steps("body", body())
    with pytest.raises(Thrown):
        vm.finish()
    assert closed == ["body"]


def test_a_continuation_has_the_span_of_the_instruction_that_made_it() -> None:
    vm = machine(program('1 + builtins.foldl\' (a: b: a + b) 0 [ 1 "a" ]'))
    vm.run(10_000)
    spans = [continuation.span for continuation in vm.continuations if continuation.owner == "foldl'"]
    assert [span.text for span in spans if span is not None] == ['builtins.foldl\' (a: b: a + b) 0 [ 1 "a" ]']


def test_errors_of_builtins_that_suspended_are_placed_at_their_call() -> None:
    found = error("let l = [ 1 ]; in [ (builtins.concatLists l) ]")
    assert found.span is not None
    assert found.span.text == "builtins.concatLists l"


def test_the_machine_s_own_bugs_are_no_errors_of_the_program() -> None:
    assert not issubclass(VmBug, NixError)
    with pytest.raises(ZeroDivisionError):
        answer(broken())


def broken() -> StepsOf:
    yield PAUSE
    raise ZeroDivisionError


@pytest.mark.parametrize("name", ["map", "genList", "mapAttrs", "zipAttrsWith"])
def test_suspended_applications_know_where_they_were_made(name: str) -> None:
    texts = {
        "map": "map (x: x) [ 1 ]",
        "genList": "builtins.genList (x: x) 1",
        "mapAttrs": "builtins.attrValues (builtins.mapAttrs (n: x: x) { a = 1; })",
        "zipAttrsWith": "builtins.attrValues (builtins.zipAttrsWith (n: x: x) [ { a = 1; } ])",
    }
    cell: Value = value(texts[name])[0]
    assert cell.code.maker == name
    assert cell.code.span is not None
    assert name in cell.code.span.text
    assert name in builtins_set()
