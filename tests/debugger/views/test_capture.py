"""Capture: what a snapshot says is what the machine holds, at a cost that depth does not change."""

from __future__ import annotations

from typing import Any, SupportsIndex

import pytest

from debugger.loading.program import Program
from debugger.motions import Continue, Into
from debugger.session import Session
from debugger.views.listed import WINDOW
from tests.debugger.hostile import NIX_STRING, unsafe_characters
from tests.debugger.sessions import at_step, every_text, session, stack_texts, walk
from vm.machine.frames import Frame
from vm.thunks import EVALUATED, SUSPENDED, Thunk

SUM = "let f = n: if n == 0 then 0 else n + f (n - 1); in f 2"


def test_the_value_stack_is_shown_top_first_with_slots_and_frames() -> None:
    subject = session("let a = 1 + 1; f = x: if x == 2 then [ x ] else x; in builtins.length (f a)")
    vm = subject.machine
    names = set()
    while not subject.ended:
        shown = subject.snapshot()
        assert [entry.index for entry in shown.stack] == list(range(len(vm.stack) - 1, -1, -1))
        assert shown.stack_height == len(vm.stack)
        for entry in shown.stack:
            frame = vm.frames[entry.frame - 1]
            assert frame.base <= entry.index
            assert entry.frame == vm.depth or vm.frames[entry.frame].base > entry.index
        names |= {entry.name for entry in shown.stack}
        subject.run(Into())
    assert names == {"x", "a", "f", ""}


def test_frames_are_shown_innermost_first_at_the_op_under_way() -> None:
    deepest = max(walk(session(SUM)), key=lambda step: len(step.activations))
    subject = at_step(SUM, deepest.step)
    shown = subject.snapshot()
    assert [frame.number for frame in shown.frames] == list(range(shown.depth, 0, -1))
    assert (shown.frames[0].chunk, shown.frames[0].ip) == (deepest.chunk, deepest.ip)
    waiting = subject.machine.frames[:-1]
    assert [frame.ip for frame in shown.frames[1:]] == [frame.ip - 1 for frame in reversed(waiting)]


def test_continuations_know_the_frame_above_which_they_wait() -> None:
    subject = session("1 + builtins.foldl' (a: b: a + b) 0 [ 1 2 3 ]", "OpAdd")
    subject.run(Continue())
    shown = subject.snapshot()
    texts = [each.text for each in shown.continuations]
    assert any(text.startswith("foldl': element 1 of 3") for text in texts)
    assert any(text.startswith("write the result into thunk#") for text in texts)
    for each in shown.continuations:
        above = [
            number
            for number, frame in enumerate(subject.machine.frames, 1)
            if frame.continuations > each.index
        ]
        assert each.frame == (min(above) if above else shown.depth + 1)


def test_with_sets_are_captured_or_own() -> None:
    subject = session("with { a = 1; }; let f = x: with { b = 2; }; a + b; in f 1", "OpAdd")
    subject.run(Continue())
    subject.selected = subject.machine.depth
    shown = subject.snapshot()
    assert [each.index for each in shown.withs] == list(range(len(shown.withs) - 1, -1, -1))
    assert [each.origin for each in shown.withs] == ["captured", "captured"]
    texts = [each.value.text for each in shown.withs]
    assert "b = " in texts[0]
    assert "a = " in texts[1]


def test_a_selected_frame_shows_its_own_code_and_upvalues() -> None:
    deepest = max(walk(session(SUM)), key=lambda step: len(step.activations))
    subject = at_step(SUM, deepest.step)
    for number in range(1, subject.machine.depth + 1):
        subject.selected = number
        shown = subject.snapshot()
        frame = subject.machine.frames[number - 1]
        assert shown.selected == number
        assert shown.bytecode is not None
        assert shown.bytecode.chunk == frame.code.name
        assert [upvalue.name for upvalue in shown.upvalues] == frame.code.capture_names


def test_thunks_are_named_and_say_their_state() -> None:
    subject = session("let a = 1 + 1; in [ a (a + a) ]", "OpAdd")
    states = set()
    while not subject.ended:
        subject.run(Into())
        for entry in subject.snapshot().stack:
            states.add(entry.value.state)
            assert bool(entry.value.label) == bool(entry.value.state)
    assert states >= {"", "suspended"}


def test_a_blackhole_is_shown_as_one() -> None:
    subject = session("let x = x + 1; in x")
    subject.run(Continue())
    top = subject.snapshot().stack[0]
    assert (top.value.kind, top.value.state) == ("thunk", "blackhole")


def test_a_cell_whose_code_another_one_ran_in_vain_is_suspended_again() -> None:
    subject = session(
        'let a = b; b = c; c = throw "no"; t = builtins.tryEval a; in if t.success then 1 else [ a b c ]'
    )
    subject.run(Continue())
    shown = subject.snapshot()
    assert shown.result is not None
    assert [view.state for _, view in subject.open(shown.result.ref)] == ["suspended"] * 3


def test_a_cell_whose_code_another_one_runs_is_explained_as_a_blackhole() -> None:
    subject = session("let x = x + 1; in x", "OpAdd")
    subject.run(Continue())
    failed = subject.machine.steps
    subject.reload()
    subject.run_until(failed)
    shown = subject.snapshot()
    assert (shown.status, shown.stack[0].value.state) == ("stopped", "blackhole")
    assert "which is being evaluated right now: it depends on itself" in shown.explanation


def test_looking_inside_values_never_forces_anything() -> None:
    subject = session(
        '{ a = { b = throw "forced"; }; f = x: x; l = [ (throw "forced") ]; p = builtins.add 1; }'
    )
    subject.run(Continue())
    before = subject.machine.ticks
    thunks = [value for value in subject.machine.result.values() if isinstance(value, Thunk)]
    shown = subject.snapshot()
    assert shown.result is not None
    refs = [shown.result.ref]
    opened = 0
    while refs and opened < 500:
        inside = subject.open(refs.pop())
        opened += 1
        refs += [view.ref for _, view in inside if view.ref]
    assert opened > 3
    assert thunks
    assert {thunk.state for thunk in thunks} == {SUSPENDED}
    assert (subject.machine.ticks, subject.status) == (before, "finished")


def test_a_value_opens_into_its_parts() -> None:
    subject = session('{ l = [ 1 "two" ]; "odd name" = 3; }', program=Program(strict=True))
    subject.run(Continue())
    shown = subject.snapshot()
    assert shown.result is not None
    parts = dict(subject.open(shown.result.ref))
    assert list(parts) == ["l", '"odd name"']
    assert parts['"odd name"'].text == "3"
    assert [(name, view.text) for name, view in subject.open(parts["l"].ref)] == [("0", "1"), ("1", '"two"')]
    assert subject.open(10_000) == []
    assert subject.open(0) == []


def test_what_the_last_step_changed_is_marked() -> None:
    subject = session("let a = 1; in a + 2 * 3")
    subject.snapshot()
    marked = []
    while not subject.ended:
        before = stack_texts(subject.snapshot())
        subject.run(Into())
        shown = subject.snapshot()
        new = [entry for entry in shown.stack if entry.index >= len(before)]
        assert all(entry.changed for entry in new)
        marked += [entry.index for entry in shown.stack if entry.changed]
        unchanged = [entry for entry in shown.stack if entry.index < len(before) - 2]
        assert not any(entry.changed for entry in unchanged)
    assert marked


class CountingFrames(list[Frame]):
    """Counts how often somebody looks at a frame."""

    looks = 0

    def __getitem__(self, index: Any) -> Any:
        self.looks += 1
        return super().__getitem__(index)


class CountingList(list[Any]):
    looks = 0

    def __getitem__(self, index: SupportsIndex | slice) -> Any:
        self.looks += 1
        return super().__getitem__(index)


DEEP = {
    "calls": "let f = n: if n == 0 then 0 else n + f (n - 1); in f {}",
    "thunks that hold nothing": "1 + builtins.foldl' (a: b: b + a) 0 [ (let f = n: f (n - 1) + 1; in f {}) ]",
    "a chain of sums": """let s = builtins.foldl' (a: b: [ (builtins.head a + b) ]) [ 0 ]
      (builtins.genList (n: n) {}); in 5 + builtins.head s""",
}


def looks_at(text: str, depth: int) -> int:
    """How often a capture looks at a stack, at a depth."""
    subject = session(text.replace("{}", str(depth + 50)))
    while subject.machine.depth < depth:
        assert not subject.ended
        subject.machine.run(50)
    vm = subject.machine
    counted = vm.frames, vm.stack, vm.continuations = (
        CountingFrames(vm.frames),
        CountingList(vm.stack),
        CountingList(vm.continuations),
    )
    shown = subject.snapshot()
    assert len(shown.frames) == min(WINDOW, shown.depth)
    assert max(map(len, (shown.stack, shown.continuations, shown.frames))) <= WINDOW
    return sum(each.looks for each in counted)


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_a_capture_costs_the_same_at_any_depth(text: str) -> None:
    shallow, deep = looks_at(text, 2_000), looks_at(text, 40_000)
    assert deep < shallow * 1.5
    assert deep < WINDOW * 40


def test_a_large_chunk_is_shown_around_its_current_instruction() -> None:
    subject = session(f"[ {'1 ' * 5000} ]")
    subject.run_until(4000)
    bytecode = subject.snapshot().bytecode
    assert bytecode is not None
    ips = [instruction.ip for instruction in bytecode.instructions]
    assert bytecode.current in ips
    assert len(ips) <= 2000
    assert ips == list(range(ips[0], ips[0] + len(ips)))


def test_long_values_are_cut() -> None:
    subject = session(
        """let numbers = builtins.genList (n: n) 1000; in
        [ numbers (builtins.listToAttrs (map (n: { name = "n${toString n}"; value = n; }) numbers)) """
        f'"{"x" * 5000}" ]',
        program=Program(strict=True),
    )
    subject.run(Continue())
    shown = subject.snapshot()
    assert shown.result is not None
    for _, view in subject.open(shown.result.ref):
        assert len(view.text) < 150
        assert len(subject.open(view.ref)) <= 1000


HOSTILE = f"""let s = {NIX_STRING};
  f = {{ a, ... }}@args: builtins.trace s (args.${{s}} or (a + s));
  x."{NIX_STRING[1:-1]}" = [ s {{ ${{s}} = s; }} ];
in builtins.addErrorContext s (with x; (f {{ a = s; ${{s + "x"}} = 1; }}) + throw s)"""


def test_no_view_holds_anything_that_could_steer_a_terminal() -> None:
    subject = session(HOSTILE)
    seen = 0
    while not subject.ended:
        shown = subject.snapshot()
        texts = every_text(shown) + every_text(subject.message) + every_text(subject.output)
        for view in [entry.value for entry in shown.stack] + [upvalue.value for upvalue in shown.upvalues]:
            texts += every_text(subject.open(view.ref))
        seen += sum("u202e" in text for text in texts)
        for text in texts:
            assert unsafe_characters(text, allowed="\n") == set(), text
        subject.run(Into())
    assert seen > 50
    failed = subject.snapshot()
    assert failed.error is not None
    assert unsafe_characters("".join(every_text(failed))) == set()


def test_hostile_file_names_are_escaped_in_every_view(tmp_path: Any) -> None:
    file = tmp_path / "a\x1b[31m\u202eé.nix"
    file.write_text("let f = x: x + 1; in f 2")
    subject = Session(Program(path=str(file)))
    while not subject.ended:
        shown = subject.snapshot()
        for text in every_text(shown):
            assert unsafe_characters(text) == set(), text
        if shown.bytecode is not None:
            assert subject.chunk(shown.bytecode.chunk).instructions
        if shown.source is not None:
            assert subject.source_text(shown.source.path) is shown.source.text
        subject.run(Into())


def test_non_ascii_source_text_is_explained_as_it_is_written() -> None:
    subject = session('let size = "→" + "é"; in { "größe" = size; }."größe"')
    texts = []
    while not subject.ended:
        texts.append(subject.snapshot().explanation)
        subject.run(Into())
    assert any('`"→" + "é"`' in text for text in texts)
    assert any("takes größe out of" in text for text in texts)
    assert any(text.startswith('OpConstant pushes "größe"') for text in texts)


def test_values_of_every_kind_have_a_line() -> None:
    subject = session(
        """[ 1 1.5 "a" ./x null true (x: x) ({ a, b ? 1, ... }: a) builtins.head (builtins.add 1)
        { } [ ] { a = 1; } ]""",
        program=Program(strict=True),
    )
    subject.run(Continue())
    shown = subject.snapshot()
    assert shown.result is not None
    kinds = {view.kind: view.text for _, view in subject.open(shown.result.ref)}
    assert set(kinds) == {"int", "float", "string", "path", "null", "bool", "lambda", "set", "list"}


def test_snapshots_do_not_change_what_they_show() -> None:
    subject = session("let a = 1 + 1; in a + a", "OpForce")
    subject.run(Continue())
    old = subject.snapshot()
    forced = old.stack[0].value
    assert forced.state == "suspended"
    thunk = subject.machine.stack[-1]
    assert isinstance(thunk, Thunk)
    subject.breakpoints.clear()
    subject.run(Continue())
    assert thunk.state == EVALUATED
    assert old.stack[0].value is forced
    assert (forced.state, old.status) == ("suspended", "stopped")
