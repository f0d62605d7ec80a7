"""The machine from outside: ticks, steps, slices, failures that can be looked at, unwinding, imports."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluation import error, machine, printed, program, program_of_file, value
from vm.errors import LimitExceeded, NixError, Thrown, TypeMismatch
from vm.machine.frames import Frame
from vm.machine.machine import UNWIND_PER_TICK, Machine
from vm.machine.traces import TRACE_BOTTOM, TRACE_TOP
from vm.machine.trampoline import BUDGET


def test_a_run_of_one_tick_at_a_time_gives_the_same_result_and_step_count() -> None:
    text = 'let l = builtins.sort (a: b: a < b) [ 3 1 2 ]; in [ l "${toString l}" (l == [ 1 2 3 ]) ]'
    whole, single = machine(program(text), strict=True), machine(program(text), strict=True)
    whole.finish()
    while not single.finished:
        single.tick()
    assert (single.steps, single.ticks) == (whole.steps, whole.ticks)
    assert single.steps <= single.ticks
    assert len(single.stack) == 1


def test_run_does_no_more_ticks_than_it_may_and_says_how_many() -> None:
    vm = machine(program("1 + 2 * 3"))
    assert [vm.run(5), vm.run(1), vm.run(0)] == [5, 1, 0]
    assert vm.ticks == 6
    assert vm.run(1000) < 20
    assert vm.finished
    assert vm.run(10) == 0


def test_stop_is_asked_before_each_instruction_and_ends_the_run_there() -> None:
    vm = machine(program("1 + 2"))
    seen: list[int] = []

    def stop(frame: Frame, ip: int, op: int) -> bool:
        seen.append(ip)
        return len(seen) == 4

    assert vm.run(1000, stop) < 1000
    assert vm.frame is not None
    assert (vm.frame.ip, vm.steps) == (seen[-1], 3)


def test_step_numbers_count_instructions_and_begin_at_zero() -> None:
    numbers: list[int] = []
    vm = machine(program("[ 1 2 ] ++ [ 3 ]"))

    class Count:
        def execute_op(self, frame: Frame, ip: int, op: int) -> None:
            numbers.append(vm.steps)

    vm.attach(Count())
    vm.finish()
    assert numbers == list(range(len(numbers)))
    assert vm.steps == len(numbers)


def test_a_failing_step_is_shown_before_anything_is_unwound() -> None:
    vm = machine(program("[ 1 ] ++ (1 + 2)"))
    vm.run(10_000)
    assert isinstance(vm.error, TypeMismatch)
    assert not vm.finished
    assert vm.stack[-1] == 3
    steps = vm.steps
    assert vm.run(100) == 0
    with pytest.raises(TypeMismatch):
        vm.finish()
    assert vm.stack == []
    assert vm.steps == steps + 1


def test_finish_raises_the_failure_every_time() -> None:
    vm = machine(program('throw "x"'))
    for _ in range(2):
        with pytest.raises(Thrown, match="x"):
            vm.finish()


def test_unwinding_is_bounded_per_tick() -> None:
    vm = machine(program('let f = n: if n == 0 then throw "x" else 1 + f (n - 1); in f 5000'))
    while vm.error is None:
        vm.run(100_000)
    depth = vm.depth
    assert depth >= 5000
    least = (depth + len(vm.continuations)) // UNWIND_PER_TICK
    ticks = 0
    while not vm.finished:
        before = vm.depth + len(vm.continuations)
        vm.tick()
        ticks += 1
        assert before - vm.depth - len(vm.continuations) <= UNWIND_PER_TICK
    assert ticks >= least


def test_a_sort_of_200_000_elements_stays_responsive() -> None:
    text = (
        "builtins.length (builtins.sort builtins.lessThan "
        "(builtins.genList (x: builtins.bitXor x 54321) 200000))"
    )
    vm = machine(program(text))
    slices = 0
    while not vm.finished:
        assert vm.run(1000) <= 1000
        slices += 1
    assert vm.result == 200_000
    assert vm.ticks >= 200_000  # every element is a thunk of its own
    assert slices >= 200


def test_a_sort_of_plain_numbers_pauses_while_it_sorts_and_merges() -> None:
    count = 20_000
    vm = machine(program(f"let l = builtins.genList (x: {count} - x) {count}; in builtins.deepSeq l l"))
    numbers = tuple(cell.value for cell in vm.finish())
    sorting = Machine(vm.host)
    comparator = value("builtins.lessThan")
    sorting.call_with(value("builtins.sort"), (comparator, numbers))
    while not sorting.finished:
        sorting.tick()
    assert list(sorting.result) == sorted(numbers)
    assert int(sorting.ticks) >= 2 * count / BUDGET


@pytest.mark.parametrize(
    "text",
    [
        "builtins.length (builtins.filter (x: true) l)",
        "builtins.foldl' (a: b: a) 0 l",
        "builtins.elem (-1) l",
        "l == builtins.genList (x: 1) 5000",
        "builtins.stringLength (toString l)",
        "builtins.stringLength (builtins.toJSON l)",
        "builtins.stringLength (builtins.toXML l)",
        "builtins.deepSeq l 1",
        "builtins.all (x: x == 1) l",
        "builtins.stringLength (builtins.concatStringsSep \",\" (map toString l))",
        "builtins.stringLength (builtins.replaceStrings [ \"1\" ] [ \"2\" ] (toString l))",
        "builtins.length (builtins.fromJSON (builtins.toJSON l))",
        "builtins.length (builtins.split \"1\" (toString l))",
    ],
)  # fmt: skip
def test_long_work_over_ready_values_is_cut_into_ticks(text: str) -> None:
    vm = machine(program(f"let l = builtins.genList (x: 1) 5000; in builtins.deepSeq l ({text})"))
    while not vm.finished:
        vm.tick()
    assert vm.failure is None
    only_list = machine(program("let l = builtins.genList (x: 1) 5000; in builtins.deepSeq l 1"))
    only_list.finish()
    assert vm.ticks - only_list.ticks >= 4


def test_the_trace_of_an_error_names_frames_newest_first_with_their_places() -> None:
    found = error("let f = x: x + true; in [ (1 + f 1) ]")
    assert found.trace
    assert found.trace[0].span is not None
    assert found.trace[0].span.text == "x + true"
    assert found.trace[0].text == "in thunk"


def test_the_trace_of_a_deep_error_leaves_its_middle_out() -> None:
    found = error('let f = n: if n == 0 then throw "x" else 1 + f (n - 1); in f 500')
    assert len(found.trace) == TRACE_TOP + 1 + TRACE_BOTTOM
    assert "frames left out" in found.trace[TRACE_TOP].text


def test_a_depth_limit_is_a_limit_error_that_names_the_option() -> None:
    with pytest.raises(LimitExceeded, match="--max-depth"):
        machine(program("let f = x: 1 + f x; in f 1"), max_depth=100).finish()


def test_try_eval_restores_every_height() -> None:
    text = """
      let t = builtins.tryEval; in
      [ 1 (with { a = t (with { b = 1; }; [ 1 2 ] == [ 1 (throw "x") ]); c = 5; }; [ a.success c ]) 2 ]
    """
    vm = machine(program(text), strict=True)
    vm.finish()
    assert (len(vm.stack), vm.withs, vm.frames, vm.continuations) == (1, [], [], [])
    assert printed(text) == "[ 1 [ false 5 ] 2 ]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(builtins.tryEval (assert false; 1)).success", "false"),
        ('(builtins.tryEval (throw "x")).success', "false"),
        ("(builtins.tryEval <nowhere-at-all>).success", "false"),
        ("(builtins.tryEval { a = throw \"x\"; }).success", "true"),
        ("(builtins.tryEval (builtins.tryEval (throw \"x\")).success).value", "false"),
        ('map (x: (builtins.tryEval (if x then throw "a" else 2)).value) [ true false ]', "[ false 2 ]"),
    ],
)  # fmt: skip
def test_try_eval_catches_what_nix_lets_it_catch(
    text: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIX_PATH", "")
    assert printed(text) == expected


@pytest.mark.parametrize(
    "text",
    ["abort \"x\"", "1 / 0", "null 1", "{ }.a", "let x = x; in x", "builtins.head [ ]", "1 + null"],
)  # fmt: skip
def test_try_eval_lets_other_errors_pass(text: str) -> None:
    assert type(error(f"(builtins.tryEval ({text})).success")) is type(error(text))


def test_error_contexts_are_added_innermost_first() -> None:
    found = error('builtins.addErrorContext "outer" (1 + builtins.addErrorContext "inner" (throw "x"))')
    assert (found.message, found.notes) == ("x", ["inner", "outer"])


def test_an_error_in_an_error_context_replaces_the_error() -> None:
    assert error('builtins.addErrorContext (throw "context") (throw "x")').message == "context"


class TestImports:
    def test_a_file_is_compiled_and_evaluated_once(self, tmp_path: Path) -> None:
        (tmp_path / "a.nix").write_text('builtins.trace "evaluated" { x = 1; }')
        (tmp_path / "link.nix").symlink_to("a.nix")
        (tmp_path / "main.nix").write_text(
            "[ (import ./a.nix).x (import ./a.nix).x (import ./link.nix).x (import ./.) ]"
        )
        (tmp_path / "default.nix").write_text("2")
        log: list[str] = []

        class Watch:
            def file_imported(self, path: str) -> None:
                log.append(Path(path).name)

            def trace_output(self, text: str) -> None:
                log.append(text)

        vm = machine(program_of_file(tmp_path / "main.nix"), strict=True, observers=[Watch()])
        assert vm.finish() is not None
        assert log == ["a.nix", "evaluated", "default.nix"]

    def test_the_same_import_is_the_same_reference(self, tmp_path: Path) -> None:
        (tmp_path / "f.nix").write_text("x: x")
        (tmp_path / "main.nix").write_text("[ (import ./f.nix) ] == [ (import ./f.nix) ]")
        same = machine(program_of_file(tmp_path / "main.nix")).finish()
        (tmp_path / "main.nix").write_text("let f = import ./f.nix; in [ f ] == [ f ]")
        assert machine(program_of_file(tmp_path / "main.nix")).finish() is True
        assert same is False

    def test_files_that_import_each_other_are_infinite_recursion(self, tmp_path: Path) -> None:
        (tmp_path / "a.nix").write_text("import ./b.nix")
        (tmp_path / "b.nix").write_text("import ./a.nix")
        with pytest.raises(NixError, match="infinite recursion"):
            machine(program_of_file(tmp_path / "a.nix")).finish()

    def test_an_error_in_an_imported_file_has_its_place_there(self, tmp_path: Path) -> None:
        (tmp_path / "b.nix").write_text("{\n  a = 1 + null;\n}")
        (tmp_path / "main.nix").write_text("(import ./b.nix).a")
        with pytest.raises(TypeMismatch) as caught:
            machine(program_of_file(tmp_path / "main.nix")).finish()
        assert caught.value.span is not None
        assert str(caught.value.span).endswith("b.nix:2:7")

    def test_without_an_importer_imports_are_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a.nix").write_text("1")
        subject = program(f"import {tmp_path}/a.nix")
        vm = Machine(machine(subject).host)
        vm.start(subject.toplevel)
        with pytest.raises(TypeMismatch, match="nothing here that can import"):
            vm.finish()
