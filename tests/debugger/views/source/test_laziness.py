"""Laziness in the source: states, values and counts of lines, as of the step that is looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

import debugger.history.history
import debugger.history.remaking
from debugger.errors import DebuggerError
from debugger.history.segments import PACE
from debugger.loading.program import Program
from debugger.motions import Continue, Into
from debugger.session import Session
from debugger.views.source.lines import LinesView, LineView

LAZY = """let
  price = 3;
  total = price * 2;
  unused = throw "never";
  double = n: n * 2;
  never = n: n + 1;
  twice = n: let half = n + 1; in half + half;
  costs = builtins.genList (n: n + price) 3;
  inherit (builtins) length map;
in
  total + double 4 + twice 1 + twice 2 + length costs + (builtins.elemAt costs 1)
"""
FAILING = """let
  wrong = throw "x";
  tried = builtins.tryEval wrong;
  right = 1 + 1;
in
  if tried.success then 0 else right + wrong
"""


def session_of(text: str, history: int = 1 << 20) -> Session:
    return Session(Program(expression=text, strict=True), history=history)


def told(session: Session) -> LinesView:
    source = session.beginning().text
    return session.lines(source, 1, source.line_count + 1)


def words(view: LineView | None) -> str:
    """State and what stands at the end of the line."""
    if view is None:
        return ""
    end = f"{view.evaluated} of {view.made}" if view.made else view.value.text if view.value else ""
    return f"{view.state} {end}".strip()


def described(session: Session) -> dict[int, str]:
    return {line: words(view) for line, view in told(session).lines.items()}


def to_the_line(session: Session, line: int) -> None:
    """Step until what was bound on a line is being evaluated."""
    while told(session).current != line or session.state.depth < 2:
        session.run(Into())
        assert not session.ended


def test_after_the_end_the_source_is_a_map_of_what_was_never_forced() -> None:
    session = session_of(LAZY)
    session.run_to_end()
    assert described(session) == {
        2: "evaluated 3",
        3: "evaluated 6",
        4: 'suspended throw "never"',
        5: "evaluated",
        6: "suspended",
        7: "evaluated",
        8: "evaluated 2 of 4",
        9: "evaluated 1 of 2",
    }


def test_before_anything_is_made_nothing_is_told() -> None:
    session = session_of(LAZY)
    assert described(session) == {}
    session.run_to_end()
    session.history.look_at(0)
    assert described(session) == {}


def test_what_is_being_evaluated_is_running() -> None:
    session = session_of(LAZY)
    to_the_line(session, 3)
    assert described(session)[3].split()[0] == "blackhole"
    assert described(session)[4].split()[0] == "suspended"
    to_the_line(session, 5)
    assert described(session)[5].split()[0] == "blackhole"


def test_a_constant_is_there_once_its_set_has_got_to_it() -> None:
    session = session_of("let\n  a = 1;\n  b = 2;\nin a + b")
    session.run(Into(), 2)
    seen = [described(session)]
    while len(seen[-1]) < 2:
        session.run(Into())
        seen.append(described(session))
    assert [sorted(each) for each in seen if each][:1] == [[2]]
    assert seen[-1] == {2: "evaluated 1", 3: "evaluated 2"}


def test_a_failure_is_told_until_it_is_tried_again() -> None:
    session = session_of(FAILING)
    to_the_line(session, 4)
    assert described(session)[2].split()[0] == "failed"
    assert described(session)[3].split()[0] == "evaluated"
    session.run(Continue())
    assert session.status == "error"
    assert described(session)[2].split()[0] == "blackhole"
    session.run(Continue())
    assert described(session)[2].split()[0] == "failed"


@pytest.mark.parametrize("text", [LAZY, FAILING])
def test_the_past_tells_what_was_told_live(text: str) -> None:
    session = session_of(text)
    live = [(session.step, told_of(session))]
    while not session.ended and session.status != "error":
        session.run(Into())
        if session.status == "stopped":
            live.append((session.step, told_of(session)))
    assert len(live) > 20
    for step, expected in reversed(live):
        session.history.look_at(step)
        assert told_of(session) == expected


def test_a_function_that_was_called_is_told_of_though_what_bound_it_has_failed() -> None:
    session = session_of("let\n  x = { a = z 1; };\n  z = n: x.a + n;\nin x.a")
    while not session.ended:
        session.run(Continue())
    assert session.status == "failed"
    assert described(session)[3].split()[0] == "failed"


@pytest.mark.parametrize("text", [LAZY, FAILING])
def test_the_past_tells_what_was_told_live_between_two_steps(text: str) -> None:
    session = session_of(text)
    live = {}
    while not session.ended:
        if session.machine.error is None:
            live[session.history.point] = told_of(session)
        session.tick()
    assert sum(tick > 0 for _, tick in live) > 5
    for (step, tick), expected in live.items():
        session.history.look_at(step, tick)
        assert told_of(session) == expected


def told_of(session: Session) -> tuple[dict[int, str], list[tuple[str, str]]]:
    view = told(session)
    return described(session), [(name, value.text) for name, value in view.names]


@pytest.fixture
def _small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PACE, "segment", 64)
    monkeypatch.setattr(PACE, "keyframe", 16)
    monkeypatch.setattr(debugger.history.remaking, "STRETCH", 32)
    monkeypatch.setattr(debugger.history.history, "STRETCH", 32)


@pytest.mark.usefixtures("_small_segments")
def test_what_has_left_the_window_and_is_made_again_tells_the_same() -> None:
    text = LAZY.replace("twice 2", "(builtins.foldl' (a: n: a + twice n) 0 (builtins.genList (n: n) 20))")
    whole, cut = session_of(text), session_of(text, 64)
    whole.run_to_end()
    cut.run_to_end()
    step = cut.history.start // 2
    made = cut.history.remaking(step)
    assert made.first > 0
    while not made.advance(1):
        pass
    cut.history.keep(made)
    for session in (whole, cut):
        session.history.look_at(step)
        assert session.step == step
    assert states(cut) == states(whole)
    assert 7 in states(cut)


def states(session: Session) -> dict[int, tuple[str, int, int]]:
    return {line: (view.state, view.evaluated, view.made) for line, view in told(session).lines.items()}


def test_without_a_record_only_what_the_frame_has_is_told() -> None:
    session = session_of(LAZY, 0)
    to_the_line(session, 3)
    assert not told(session).is_counted
    assert described(session) == {}
    assert [name for name, _ in told(session).names] == ["price"]
    session.selected = 1
    assert {line: text.split()[0] for line, text in described(session).items()} == {
        3: "blackhole",
        8: "suspended",
        9: "suspended",
    }


def test_without_a_record_the_frame_that_binds_tells_what_it_has_bound() -> None:
    session = session_of("let\n  a = 1;\n  b = 2 + 2;\n  c = b;\nin a + c", 0)
    while 3 not in described(session):
        session.run(Into())
    assert described(session) == {2: "evaluated 1", 3: "suspended 2 + 2"}


def test_the_names_of_the_present_line_have_their_values_in_the_selected_frame() -> None:
    session = session_of(LAZY)
    to_the_line(session, 7)
    names = dict(told(session).names)
    assert set(names) <= {"n", "half"}
    assert names["n"].text == "1"
    while told(session).current != 11 or session.state.depth > 1:
        session.run(Into())
    assert "costs" in dict(told(session).names)
    assert "double" not in dict(told(session).names)


def test_of_a_path_the_value_is_that_of_its_last_part() -> None:
    session = session_of("let\n  a.b.c = 1 + 1;\n  d = { e.f = 1; };\nin a.b.c + d.e.f")
    session.run_to_end()
    assert described(session) == {2: "evaluated 2", 3: "evaluated { e = { ... }; }"}


def test_of_a_line_with_very_many_bindings_nothing_is_told() -> None:
    session = session_of("{ " + "".join(f"a{n} = 1 + {n}; " for n in range(2000)) + "}")
    session.run_to_end()
    assert described(session) == {}


def test_elements_and_arguments_are_told_where_a_line_begins_with_them() -> None:
    session = session_of("builtins.elemAt [\n  (1 + 1)\n  (2 + 2)\n] 1")
    session.run_to_end()
    assert described(session) == {2: "suspended 1 + 1", 3: "evaluated 4"}


def test_a_file_that_is_compiled_each_time_it_is_imported_is_counted_as_one(tmp_path: Path) -> None:
    tmp_path.joinpath("a.nix").write_text("let\n  b = c * 2;\nin b + 0")
    imported = f"builtins.scopedImport {{ c = 1; }} {tmp_path}/a.nix"
    session = session_of(f"{imported} + {imported}")
    session.run_to_end()
    text = session.source_text(str(tmp_path / "a.nix"))
    assert text is not None
    assert words(session.lines(text, 1, 4).lines[2]) == "evaluated 2 of 2"


# Names.


def named(session: Session, name: str, line: int, column: int) -> str:
    value = session.named(session.beginning().text, name, line, column)
    return value.label if value.state == "suspended" else value.text


def test_a_name_is_the_selected_frames_variable_or_what_was_made_last() -> None:
    session = session_of(LAZY)
    to_the_line(session, 7)
    assert named(session, "n", 7, 11) == "1"
    assert named(session, "price", 2, 3) == "3"
    assert named(session, "total", 3, 3) == "6"
    assert named(session, "total", 11, 3) == "6"
    assert named(session, "unused", 4, 3).startswith("thunk#")


@pytest.mark.parametrize(
    ("name", "line", "column", "reason"),
    [
        ("half", 7, 18, "half was not made yet"),
        ("n", 5, 15, "n is an argument"),
        ("builtins", 8, 11, "builtins is bound by nothing"),
        ("double", 5, 3, "double is a function"),
    ],
)
def test_a_name_without_a_value_says_why(name: str, line: int, column: int, reason: str) -> None:
    session = session_of(LAZY)
    to_the_line(session, 3)
    with pytest.raises(DebuggerError, match=reason):
        named(session, name, line, column)


def test_a_name_that_the_frame_has_not_come_to_is_not_bound_yet() -> None:
    session = session_of("let\n  a = 1;\n  b = 2;\nin a + b")
    while 2 not in described(session):
        session.run(Into())
    with pytest.raises(DebuggerError, match="b is not bound here yet"):
        named(session, "b", 4, 8)


def test_another_variable_of_the_same_name_is_not_taken_for_it() -> None:
    text = "let\n  x = 1;\n  f = y: let x = y * 2; in x;\nin f 4 + x"
    session = session_of(text)
    while not (told(session).current == 3 and session.state.depth > 1 and told(session).names):
        session.run(Into())
    assert named(session, "x", 4, 10) == "1"


def test_looking_never_forces_anything() -> None:
    session = session_of(LAZY)
    while not session.ended:
        before = (session.machine.ticks, session.machine.thunks, len(session.machine.stack))
        told(session)
        assert (session.machine.ticks, session.machine.thunks, len(session.machine.stack)) == before
        session.run(Into())


def test_names_that_would_steer_the_terminal_are_escaped() -> None:
    session = session_of('let\n  "a\x1b[31m" = 1 + 1;\n  b = "\\u202e" + "\u202e";\nin b')
    session.run_to_end()
    assert all("\u202e" not in view.value.text for view in told(session).lines.values() if view.value)
