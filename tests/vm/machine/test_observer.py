"""Observers: which events come, in which order, and that a failing one is loud."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evaluation import machine, printed, program
from vm.chunk import Lambda
from vm.errors import NixError
from vm.machine.frames import Frame
from vm.machine.observer import EVENTS, HOT_EVENTS, Events, ObserverFailed
from vm.opcodes import OPCODES
from vm.values import Builtin


class Log:
    """An observer of everything: the names of events, and what most tests ask about them."""

    def __init__(self) -> None:
        self.events: list[tuple[str, tuple[Any, ...]]] = []

    def __getattr__(self, name: str) -> Any:
        if name not in EVENTS:
            raise AttributeError(name)
        return lambda *args: self.events.append((name, args))

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.events]

    def of(self, name: str) -> list[tuple[Any, ...]]:
        return [args for event, args in self.events if event == name]


PROGRAMS = {
    "calls": "let f = x: y: x + y; in f 1 2",
    "patterns": "({ a, b ? a }: a + b) { a = 1; }",
    "builtins": "builtins.foldl' (a: b: a + b) 0 (map (x: x * 2) [ 1 2 3 ])",
    "with": "with { a = 1; }; with { b = a; }; a + b",
    "functors": "{ __functor = self: x: x; } 1",
    "caught errors": '(builtins.tryEval (1 + (x: throw "x") 1)).success',
    "tail calls": "let f = n: if n == 0 then 0 else f (n - 1); in f 5",
    "strings": '"${toString 1}${{ __toString = s: "a"; }}"',
    "equality": "[ 1 { a = 1 + 1; } ] == [ 1 { a = 2; } ]",
    "uncaught errors": "let f = x: [ x ] ++ null; in f 1",
}


def run(text: str) -> Log:
    log = Log()
    try:
        printed(text, log)
    except NixError:
        log.events.append(("ended in an error", ()))
    return log


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_frames_are_entered_and_left_in_balance_like_brackets(text: str) -> None:
    depth = 0
    for name, args in run(text).events:
        if name == "enter_frame":
            depth += 1
            assert args[1] == depth
        elif name == "exit_frame":
            assert args[1] == depth
            depth -= 1
    assert depth in (0, 1)  # the toplevel was entered before the observer came


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_instructions_run_in_the_frame_that_was_entered_last(text: str) -> None:
    frames: list[Lambda] = []
    for name, args in run(text).events:
        if name == "enter_frame":
            frames.append(args[0].code)
        elif name == "exit_frame":
            assert frames.pop() is args[0].code
        elif name == "tail_call":
            frames[-1] = args[1]
        elif name == "execute_op":
            assert frames[-1] is args[0].code


@pytest.mark.parametrize("text", [PROGRAMS[name] for name in PROGRAMS if name != "uncaught errors"])
def test_builtins_that_are_entered_are_left_unless_an_error_passes(text: str) -> None:
    log = run(text)
    entered = [args[0].name for args in log.of("enter_builtin")]
    left = [args[0].name for args in log.of("exit_builtin")]
    if "error_raised" not in log.names:
        assert sorted(entered) == sorted(left)
    else:
        assert set(entered) - set(left) <= {"throw"}


def test_every_application_of_a_builtin_is_told_with_the_arguments_so_far() -> None:
    counts = [(args[0].name, len(args[1])) for args in run("builtins.add 1 2").of("enter_builtin")]
    assert counts == [("add", 1), ("add", 2)]


def test_a_tail_call_is_told_alone() -> None:
    log = run("(x: x) 1")
    at = log.names.index("tail_call")
    assert log.names[at - 1 : at + 2] == ["execute_op", "tail_call", "execute_op"]
    assert OPCODES[log.events[at - 1][1][2]].name == "OpTailCall"


def test_with_sets_are_pushed_and_popped_in_balance() -> None:
    log = run(PROGRAMS["with"])
    assert len(log.of("with_pushed")) == len(log.of("with_popped")) == 2


def test_a_caught_error_is_raised_and_then_caught() -> None:
    log = run(PROGRAMS["caught errors"])
    assert [name for name in log.names if name.startswith("error")] == ["error_raised", "error_caught"]
    assert log.of("error_raised")[0][0] is log.of("error_caught")[0][0]
    assert log.names.index("error_raised") < log.names.index("thunk_failed") < log.names.index("error_caught")


def test_an_uncaught_error_is_raised_once() -> None:
    log = run(PROGRAMS["uncaught errors"])
    assert log.names.count("error_raised") == 1
    assert "error_caught" not in log.names
    assert log.names[-1] == "ended in an error"


def test_a_frame_is_left_before_its_continuation_runs_and_with_its_result_on_top() -> None:
    vm = machine(program("1 + (x: 2) 3"))
    tops: list[object] = []

    class Watch:
        def exit_frame(self, frame: Frame, depth: int) -> None:
            tops.append(vm.stack[-1:])

        def continuation_run(self, continuation: object) -> None:
            tops.append("continuation")

    vm.attach(Watch())
    vm.finish()
    at = tops.index([2])
    assert tops[at : at + 2] == [[2], "continuation"]


def test_the_toplevel_is_entered_when_the_run_is_started() -> None:
    log = Log()
    machine(program("1"), observers=[log])
    assert log.names[0] == "enter_frame"
    assert log.of("enter_frame")[0][1:] == (1, 0)


def test_a_lambda_is_entered_with_its_argument_counted() -> None:
    log = run("map (x: x) [ 1 ]")
    counts = {args[0].code.kind.value: args[2] for args in log.of("enter_frame")}
    assert counts == {"toplevel": 0, "thunk": 0, "lambda": 1}


def test_several_observers_are_told_in_the_order_in_which_they_came() -> None:
    told: list[str] = []

    class First:
        def execute_op(self, frame: Frame, ip: int, op: int) -> None:
            told.append("first")

    class Second:
        def execute_op(self, frame: Frame, ip: int, op: int) -> None:
            told.append("second")

    printed("1", First(), Second())
    assert told == ["first", "second"] * (len(told) // 2)
    assert told


@pytest.mark.parametrize(
    "event", ["execute_op", "enter_builtin", "thunk_forced", "continuation_run", "error_raised", "exit_frame"]
)
def test_an_observer_that_fails_ends_the_session_loudly(event: str) -> None:
    class Broken:
        pass

    def fail(self: object, *args: object) -> None:
        raise KeyError("oops")

    setattr(Broken, event, fail)
    with pytest.raises(ObserverFailed, match=f"Broken failed in {event}: KeyError"):
        printed('(builtins.tryEval (throw "x")).success', Broken())


def test_an_observer_s_nix_error_is_not_taken_for_the_program_s() -> None:
    class Broken:
        def enter_builtin(self, builtin: Builtin, arguments: object) -> None:
            raise NixError("mine")

    with pytest.raises(ObserverFailed, match="Broken failed in enter_builtin"):
        printed("(builtins.tryEval (toString 1)).success", Broken())


def test_without_observers_nobody_is_told() -> None:
    events = Events()
    assert [name for name in EVENTS if getattr(events, name) is not None] == []
    assert not events.any_hot
    assert not machine(program("1")).observed


@pytest.mark.parametrize("name", EVENTS)
def test_only_hot_events_make_the_machine_look_for_listeners(name: str) -> None:
    events = Events()
    events.attach(type("One", (), {name: lambda *args: None})())
    assert events.any_hot is (name in HOT_EVENTS)


def test_the_program_s_output_is_told() -> None:
    log = run('builtins.trace "said" (builtins.trace { a = 1 + 1; } 1)')
    assert log.of("trace_output") == [("said",), ("{ a = <CODE>; }",)]
