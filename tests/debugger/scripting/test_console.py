"""The debugger in text: every command has a verb or says why not, and what the verbs answer."""

from __future__ import annotations

import pytest

from debugger.errors import DebuggerError
from debugger.loading.program import Program
from debugger.scripting.console import Console
from debugger.scripting.verbs import NEEDS_A_SCREEN, VERBS, load_verbs
from debugger.session import Session
from debugger.tui.commands import load_commands
from tests.debugger.hostile import NIX_STRING, unsafe_characters
from vm.spans import from_host

FAC = """let
  fac = n:
    if n == 0 then 1 else n * fac (n - 1);
in
  builtins.trace "go" (fac 3)"""


def console(text: str = FAC, history: int = 100_000) -> Console:
    """At the first step of a program."""
    return Console(Session(Program(expression=text), history=history))


def told(subject: Console, *lines: str) -> list[str]:
    """What the last of some commands answers."""
    answer: list[str] = []
    for line in lines:
        answer = list(subject.run(line))
    return answer


def test_every_command_has_a_verb_or_says_why_not() -> None:
    load_verbs()
    with_words = {each.id for each in load_commands().values() if each.words}
    assert VERBS.keys() | NEEDS_A_SCREEN.keys() == with_words
    assert not VERBS.keys() & NEEDS_A_SCREEN.keys()


def test_a_stop_says_why_where_and_on_which_line() -> None:
    assert told(console(), "break fn fac if n < 3", "c") == [
        "trace: go",
        "breakpoint 1: fn fac if n < 3",
        "step 42, depth 2: <expr>:2:9@0 OpThunkSuspended",
        "  3 |     if n == 0 then 1 else n * fac (n - 1);",
        "    |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
    ]


def test_values_are_told_in_any_frame_and_at_any_step() -> None:
    subject = console()
    assert told(subject, "break fn fac if n == 1", "c", "print n + 1") == ["2"]
    assert told(subject, "deep { a = [ n (fac 2) ]; }") == ["{ a = [ 1 2 ]; }"]
    assert told(subject, "scope") == ["fac = fac = λ n: (<expr>:2)", "n = n - 1"]
    told(subject, "u")
    assert told(subject, "print n") == ["2"]
    told(subject, "condition 1 n == 3", "C")
    assert told(subject, "print n") == ["3"]
    assert told(subject, "assert n == 3") == []
    with pytest.raises(DebuggerError, match="not true: n == 4"):
        told(subject, "assert n == 4")
    with pytest.raises(DebuggerError, match="not true but an integer: n"):
        told(subject, "assert n")


def test_watches_are_told_at_every_stop_and_what_changed() -> None:
    subject = console()
    told(subject, "break fn fac", "c", "watch n * 10")
    assert told(subject, "c")[-1] == "  watch 1: n * 10 = 20 (was 30)"
    assert told(subject, "watches") == ["  watch 1: n * 10 = 20 (was 30)"]
    assert told(subject, "C")[-1] == "  watch 1: n * 10 = 30 (was 20)"
    told(subject, "unwatch 1")
    assert told(subject, "watches") == ["no watches: watch EXPR adds one"]


def test_breakpoints_are_listed_with_their_hits_and_changed() -> None:
    subject = console()
    told(subject, "break fn fac", "break OpMul once", "c", "c")
    assert told(subject, "breakpoints") == ["1: fn fac, hit 2 times", "2: OpMul once"]
    assert told(subject, "disable 1") == ["1: fn fac, disabled, hit 2 times"]
    assert told(subject, "c")[0] == "breakpoint 2: OpMul"
    assert told(subject, "ignore 1 3") == ["1: fn fac ignore 3, disabled, hit 2 times"]
    assert told(subject, "delete all") == ["1 breakpoint removed"]
    with pytest.raises(DebuggerError, match="there is no breakpoint 1"):
        told(subject, "enable 1")


def test_the_panels_are_told() -> None:
    subject = console("with { a = 1; }; let f = x: x + a; in f 2")
    told(subject, "break OpAdd", "c")
    assert told(subject, "stack")[0] == "   1  1"
    assert told(subject, "frames")[0].startswith("* ")
    assert told(subject, "bytecode")[-1].startswith(">")
    assert told(subject, "source") == ["<expr>", "> 1 | with { a = 1; }; let f = x: x + a; in f 2"]
    assert told(subject, "upvalues")[0].startswith("   0  x = ")
    assert told(subject, "why")[-1].endswith("made at step 0")
    assert told(subject, "withs") == ["   0  thunk#1 evaluated { a = 1; }"]
    assert "write the result into" in told(subject, "continuations")[0]


def test_the_end_is_told_with_the_value_or_the_error() -> None:
    assert told(console("1 + 1"), "c") == ["the program is done", "result: 2"]
    lines = told(console("let f = x: x.y; in f { z = 1; }"), "c")
    assert lines[0] == "error: attribute 'y' missing"
    assert lines[1].startswith("error: attribute 'y' missing [E013]")


def test_the_source_cannot_steer_a_terminal() -> None:
    subject = console(from_host(f"let x = {NIX_STRING}; in x"))
    assert not unsafe_characters("\n".join(told(subject, "source")), "\n")


def test_a_step_that_there_is_not_is_an_error() -> None:
    subject = console("let x = 1; in x + 1")
    with pytest.raises(DebuggerError, match="the program is done after 10 steps: there is no step 1 000"):
        told(subject, "goto 1000")
    assert told(subject, "goto 3")[0] == "step 3"


@pytest.mark.parametrize("line", ["print x", "deep x", "whence y"])
def test_a_name_at_the_end_of_the_program_says_where_names_are(line: str) -> None:
    subject = console("let x = 1; in throw (toString x)")
    told(subject, "c", "c")
    with pytest.raises(DebuggerError, match="no code runs here, so no name has a value; go back to a step"):
        told(subject, line)


def test_time_is_travelled() -> None:
    subject = console()
    told(subject, "c")
    assert told(subject, "goto 10")[:2] == ["step 10", "step 10, depth 2: <expr>:5:3#2@1 OpConstant"]
    assert told(subject, "mark here") == ["mark here: step 10"]
    assert told(subject, "following call")[0].startswith("next call: step ")
    assert told(subject, "goto mark here")[1].startswith("step 10,")
    assert told(subject, "first")[1].startswith("step 0,")
    assert told(subject, "I") == ["this is the first step"]
    assert told(subject, "note a word") == ["noted at step 0"]
    assert told(subject, "notes") == ["step 0: a word"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("brek 1", "there is no command 'brek': did you mean :break?"),
        ("zoom", "'zoom' has no meaning in text"),
        ("print", "print what?"),
        ("print nope", "undefined variable 'nope'"),
        ("print 1 +", "syntax error"),
        ("goto nowhere", "nowhere"),
        ("t", "where to?"),
        ("frame 99", "frames are numbered from 1 to 1"),
        ("watch", "watch what?"),
        ("i x", "'x' is not a count"),
    ],
)
def test_what_cannot_be_done_is_refused_and_says_why(line: str, words: str) -> None:
    with pytest.raises(DebuggerError) as refused:
        told(console(), line)
    assert words in str(refused.value)


def test_comments_and_empty_lines_are_nothing() -> None:
    assert told(console(), "# break OpAdd", "", "   ") == []


def test_help_lists_the_commands_and_kinds_the_breakpoints() -> None:
    lines = told(console(), "help")
    assert any(each.startswith("  break WHERE ") for each in lines)
    assert not any("zoom" in each for each in lines)
    assert any(each.startswith("attr A.B ") for each in told(console(), "kinds"))


def test_the_whole_past_of_a_place_is_told_at_once() -> None:
    subject = console()
    told(subject, "c")
    lines = told(subject, 'log fn fac "n is ${n}"')
    assert [each.partition("  ")[2] for each in lines] == [f"n is {n}" for n in (3, 2, 1, 0)]
    assert told(subject, 'log fn fac if n == 1 "${n + 1}"') == [f"{lines[2].partition('  ')[0]}  2"]
    assert {each.partition("  ")[2] for each in told(subject, "log <expr>:3")} == {
        "if n == 0 then 1 else n * fac (n - 1);"
    }
    for line, words in (("log", "log of what?"), ("log fn no", "did not run"), ("log error", "is no place")):
        with pytest.raises(DebuggerError, match=words):
            told(subject, line)


def test_all_times_of_a_line_and_of_a_text_are_listed() -> None:
    subject = console()
    told(subject, "c")
    times = told(subject, "goto <expr>:3")
    assert len(times) == len([each for each in times if "if n == 0" in each]) > 4
    assert told(subject, "find OpTailCall")[0] == 'step 16  <expr>:5  OpTailCall  builtins.trace "go"'
    assert told(subject, "find optail") == told(subject, "find OpTail")
    with pytest.raises(DebuggerError, match="'OPTAIL' is in no step"):
        told(subject, "find OPTAIL")
    with pytest.raises(DebuggerError, match="find what"):
        told(subject, "find")


def test_where_one_has_been_is_listed() -> None:
    subject = console()
    told(subject, "c", "goto 5", "goto 9", "return")
    places = told(subject, "places")
    assert [each.split()[1] for each in places] == [str(subject.session.history.edge), "5", "9"]
    assert places[0].endswith("the end of the run")


def test_what_a_value_holds_on_to_is_drawn_with_what_is_shared() -> None:
    subject = console("let a = { b = [ 1 ]; }; f = x: [ x x a ]; in builtins.seq a.b (f a)")
    told(subject, "break fn f", "c")
    answer = told(subject, "holds x")
    assert answer[0] == "x holds on to 1 thing"
    assert "b = [ ... ]" in answer[1] or "{ b" in answer[1]
    with pytest.raises(DebuggerError, match="holds what"):
        told(subject, "holds")
    with pytest.raises(DebuggerError, match="nope is not in scope"):
        told(subject, "holds nope")


def test_a_thunk_is_pinned_and_told_at_every_stop() -> None:
    subject = console("let a = 1 + 1; b = a + 1; in b + a")
    told(subject, "i")
    assert told(subject, "pin thunk#1")[0] == "  watch 1: thunk#1 = <not made yet>"
    told(subject, "c")
    assert told(subject, "watches") == ["  watch 1: thunk#1 = 2 (was <not made yet>)"]
    for wrong in ("pin", "pin 1x", "pin thunk#"):
        with pytest.raises(DebuggerError):
            told(subject, wrong)


@pytest.mark.parametrize(
    "line", ["find Op", 'log op OpAdd "x"', 'log when true "x"', "goto <expr>:3", "options"]
)
def test_before_the_first_step_nothing_has_run(line: str) -> None:
    with pytest.raises(DebuggerError, match=r"in what is recorded|in no step that is recorded"):
        told(console(), line)


def test_a_breakpoint_on_a_condition_asks_only_where_its_names_are_known() -> None:
    subject = console("let f = n: let big = n * 2; in if big > 3 then big else f (n + 1); in f 1")
    answer = told(subject, "break when big == 4", "c")
    assert answer[0] == "breakpoint 1: when big == 4"
    assert told(subject, "print big") == ["4"]
