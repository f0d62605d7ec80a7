"""Asking in the interface: evaluating here, watches, searching, files, editing breakpoints. Message first."""

from __future__ import annotations

from pathlib import Path

import pytest

from debugger import asking
from debugger.loading.program import Program
from debugger.motions import Continue
from debugger.session import Session
from debugger.tui.screens.reading import ReadingScreen
from debugger.tui.screens.value import ValueScreen
from tests.debugger.tui.driving import opened, press, screen_text, type_command, until
from tests.debugger.tui.programs import session_of

FAC = """let
  fac = n:
    if n == 0 then 1 else n * fac (n - 1);
  table = { one = fac 1; two = [ 1 2 3 ]; };
in
  fac 3 + table.one"""


def stopped(*breakpoints: str) -> Session:
    """A session at its first breakpoint."""
    made = Session(Program(expression=FAC), history=100_000)
    for each in breakpoints or ("fn fac",):
        made.breakpoints.add(each)
    made.run(Continue())
    return made


async def test_an_expression_is_evaluated_in_the_selected_frame() -> None:
    async with opened(stopped("fn fac if n == 1")) as (app, pilot):
        await press(pilot, "e", *"n + 1", "enter")
        assert app.explanation.message == "n + 1 = 2"
        await press(pilot, "u", "e", *"n", "enter")
        assert app.explanation.message == "n = 2"
        await type_command(pilot, "print nope")
        assert app.explanation.message == "undefined variable 'nope' [E005]"
        await type_command(pilot, "assert n == 2")
        assert app.explanation.message == "true: n == 2"
        await type_command(pilot, "assert n")
        assert app.explanation.message == "not true but an integer: n"


async def test_what_has_more_to_it_opens_and_is_no_part_of_the_run() -> None:
    async with opened(stopped()) as (app, pilot):
        steps = app.session.machine.steps
        await type_command(pilot, "print table")
        assert isinstance(app.screen, ValueScreen)
        await press(pilot, "j", "enter")
        assert "two" in screen_text(app)
        await press(pilot, "H")
        await press(pilot, "escape")
        await type_command(pilot, "deep table")
        assert isinstance(app.screen, ReadingScreen)
        assert "one = 1; two = [ 1 2 3 ];" in screen_text(app)
        await press(pilot, "escape")
        assert app.session.machine.steps == steps


async def test_what_does_not_end_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_STEPS", 1 << 40)
    async with opened(stopped()) as (app, pilot):
        await type_command(pilot, "print let f = n: f (n + 1); in f 0")
        assert app.runner.running()
        assert app.explanation.message.startswith("evaluating")
        await press(pilot, "i")
        assert "still running" in app.explanation.message
        await press(pilot, "escape")
        await until(pilot, lambda: not app.runner.running())
        assert app.explanation.message == "the evaluation was cancelled [E032]"
        await press(pilot, "i")
        assert app.session.message == "step"


async def test_names_and_attributes_are_completed() -> None:
    async with opened(stopped()) as (app, pilot):
        await press(pilot, "e", *"table.o", "tab", "enter")
        assert app.explanation.message == "table.one = 1"
        await press(pilot, "e", *"tab", "tab", *".tw", "tab", "enter")
        assert isinstance(app.screen, ValueScreen)
        await press(pilot, "escape", "e", *"builtins.tru", "tab", "enter")
        assert app.explanation.message == "builtins.true = true"


async def test_watches_stand_above_the_upvalues_and_tell_what_changed() -> None:
    async with opened(stopped()) as (app, pilot):
        await press(pilot, "w", *"n * 10", "enter")
        assert app.explanation.message == "watch 1: n * 10 = 30"
        await type_command(pilot, "watch nope")
        await press(pilot, "c")
        assert "w1 n * 10 = 20  was 30" in screen_text(app)
        assert "w2 nope = <undefined" in screen_text(app)
        await press(pilot, "C")
        assert "w1 n * 10 = 30  was 20" in screen_text(app)
        await type_command(pilot, "watches")
        assert "Watches" in screen_text(app)
        await press(pilot, "escape")
        await type_command(pilot, "unwatch 1")
        assert app.explanation.message == "watch 1 removed: n * 10"
        assert "w1" not in screen_text(app)


async def test_what_is_in_scope_is_listed() -> None:
    async with opened(stopped()) as (app, pilot):
        await type_command(pilot, "scope")
        assert "In scope" in screen_text(app)
        assert "fac = fac = λ n" in screen_text(app)


async def test_a_text_is_searched_in_the_panel_that_has_the_focus() -> None:
    async with opened(stopped(), keys="1") as (app, pilot):
        await press(pilot, "slash", *"table", "enter")
        assert app.source.line == 4
        await press(pilot, "full_stop")
        assert app.source.line == 6
        await press(pilot, "full_stop")
        assert app.source.line == 4
        assert app.explanation.message.endswith("from the other end")
        await press(pilot, "comma")
        assert app.source.line == 6
        await type_command(pilot, "search NOPE")
        assert app.explanation.message == "'NOPE' is not in Source"


async def test_every_imported_file_can_be_opened(tmp_path: Path) -> None:
    (tmp_path / "a.nix").write_text("import ./b.nix + 1\n")
    (tmp_path / "b.nix").write_text("# the other\nlet c = 1; in c + c\n")
    made = Session(Program(path=str(tmp_path / "a.nix")), history=1000)
    made.run(Continue())
    async with opened(made) as (app, pilot):
        await type_command(pilot, "files")
        assert "2 lines" in screen_text(app)
        await press(pilot, "j", "enter")
        assert app.source.path == str(tmp_path / "b.nix")
        await type_command(pilot, "open a.nix")
        assert app.source.path == str(tmp_path / "a.nix")
        await type_command(pilot, "open b.nix:2")
        assert app.source.line == 2
        await type_command(pilot, "open c.nix")
        assert app.explanation.message == "no imported file of that name: :files lists them"
        await press(pilot, "b")
        assert app.session.breakpoints.all[0].where.endswith("b.nix:2")


async def test_a_breakpoint_is_edited_where_the_cursor_is() -> None:
    async with opened(stopped("<expr>:3"), keys="1") as (app, pilot):
        await press(pilot, "B", *" if n == 1", "enter")
        assert app.explanation.message == "breakpoint 1: <expr>:3 if n == 1"
        await press(pilot, "j", "B", *"n < 0 once", "enter")
        assert app.session.breakpoints.all[1].text == "<expr>:4 if n < 0 once"
        await type_command(pilot, "condition 1 n == 2")
        assert app.explanation.message == "breakpoint 1: <expr>:3 if n == 2"
        await type_command(pilot, "disable 1")
        assert app.explanation.message == "breakpoint 1: <expr>:3 if n == 2, disabled"


async def test_the_kinds_of_breakpoints_are_listed() -> None:
    async with opened(stopped()) as (app, pilot):
        await type_command(pilot, "kinds")
        assert "attr A.B" in screen_text(app)


async def test_all_times_that_a_place_ran_are_listed_and_one_can_be_gone_to() -> None:
    made = stopped()
    made.breakpoints.clear()
    made.run(Continue())
    async with opened(made) as (app, pilot):
        await type_command(pilot, 'log fn fac "n is ${n}"')
        await until(pilot, lambda: "Log of fn fac" in screen_text(app))
        assert [f"n is {n}" in screen_text(app) for n in (3, 2, 1, 0)] == [True] * 4
        await press(pilot, "home", "enter")
        assert app.session.message.startswith("fn fac: step ")
        await type_command(pilot, "print n")
        assert app.explanation.message == "n = 3"
        await type_command(pilot, "log fn nope")
        await until(pilot, lambda: not app.runner.running())
        assert "did not run" in app.explanation.message


async def test_the_thunk_under_the_cursor_is_forced_on_the_side() -> None:
    async with opened(stopped("fn fac if n == 1"), keys="4") as (app, pilot):
        await press(pilot, "home")
        cells = [cell.state for cell in app.session.machine.stack if hasattr(cell, "state")]
        await press(pilot, "V")
        assert "1" in app.explanation.message or isinstance(app.screen, ValueScreen)
        assert cells == [cell.state for cell in app.session.machine.stack if hasattr(cell, "state")]


async def test_a_value_is_copied_as_nix_and_as_json() -> None:
    async with opened("let s = { a = [ (1 + 1) ]; b = ''x''; }; in s.b + s.b", keys="") as (app, pilot):
        await type_command(pilot, "break OpAttrsSelect")
        await press(pilot, "c", "4", "home", "j", "Y")
        assert app.clipboard == '{ a = [ 2 ]; b = "x"; }'
        await type_command(pilot, "copy json")
        assert app.clipboard == '{"a":[2],"b":"x"}'
        assert app.explanation.message == "copied 17 characters"
        await type_command(pilot, "copy xml")
        assert app.explanation.message == "copy as what? :copy, or :copy json"


async def test_a_name_leads_to_where_it_is_bound() -> None:
    async with opened(stopped("fn fac"), keys="1") as (app, pilot):
        assert app.source.line == 3
        while (pointed := app.source.pointed()) is None or pointed.text != "fac":
            before = app.source.pointed()
            await press(pilot, "right")
            assert app.source.pointed() != before
        await press(pilot, "J")
        assert app.source.line == 2
        assert app.explanation.message == "fac is bound on line 2"
        await press(pilot, "g", "J")
        assert "no name" in app.explanation.message


async def test_a_thunk_is_pinned_and_followed() -> None:
    async with opened(stopped()) as (app, pilot):
        await press(pilot, "6")
        await type_command(pilot, "pin")
        assert app.explanation.message.startswith("watch 1: ")
        await type_command(pilot, "pin thunk#0")
        assert app.explanation.message.startswith("watch 2: thunk#0 = ")
        await type_command(pilot, "pin nothing")
        assert app.explanation.message == "pin what? a thunk by its number: pin thunk#17"


async def test_what_a_value_holds_on_to_is_shown_and_opened() -> None:
    async with opened(stopped()) as (app, pilot):
        await type_command(pilot, "holds table")
        assert "table holds on to " in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, ValueScreen)
        await press(pilot, "escape")
        await type_command(pilot, "holds nope")
        assert app.explanation.message.startswith("nope is not in scope here")


async def test_a_string_tells_what_it_refers_to_and_a_function_its_source() -> None:
    text = """let f = { a, b ? a, ... }: a; in
    [ f "${derivation { name = "d"; system = "x"; builder = "b"; }}" ]"""
    async with opened(session_of(text), keys="c") as (app, pilot):
        await type_command(pilot, "[0]")
        await press(pilot, "right")
        shown = screen_text(app)
        assert "formals:" in shown
        assert "{ a, b ? …, ... }" in shown
        assert "made at:" in shown
        await press(pilot, "escape")
        await type_command(pilot, "[1]")
        assert "refers to 1 thing in the store" in screen_text(app)
        await press(pilot, "right")
        assert ".drv, its output out" in screen_text(app)


async def test_the_history_is_searched_and_gone_through() -> None:
    async with opened(stopped("fn fac if n == 0")) as (app, pilot):
        await type_command(pilot, "find OpJumpIfFalse")
        await until(pilot, lambda: "Steps with OpJumpIfFalse" in screen_text(app))
        await press(pilot, "g", "enter")
        first = app.session.step
        await press(pilot, "full_stop")
        assert app.session.step > first
        assert "2 of " in app.session.message
        await press(pilot, "comma")
        assert app.session.step == first
        await press(pilot, "comma")
        assert "no earlier step has 'OpJumpIfFalse' in it" in app.explanation.message


async def test_all_times_that_a_line_ran_are_offered() -> None:
    async with opened(stopped()) as (app, pilot):
        await press(pilot, "c", "c")
        await press(pilot, "at", *":3", "enter")
        await until(pilot, lambda: "Log of" in screen_text(app))
        await press(pilot, "g", "enter")
        assert app.session.history.is_live is False


async def test_recent_places_are_listed() -> None:
    async with opened(stopped()) as (app, pilot):
        await type_command(pilot, "places")
        assert app.explanation.message == "no jump was made yet: Ctrl+O goes back from one"
        await type_command(pilot, "goto 3")
        await type_command(pilot, "goto 5")
        await type_command(pilot, "places")
        assert "Where you have been" in screen_text(app)
        await press(pilot, "k", "enter")
        assert app.session.step == 3


async def test_lines_that_the_selected_activation_ran_stand_out() -> None:
    async with opened(stopped("fn fac if n == 0")) as (app, pilot):
        await press(pilot, "u")
        await until(pilot, lambda: bool(app.source.told.ran_at_all))
        told = app.source.told
        assert 3 in told.ran <= told.ran_at_all
        assert 6 not in told.ran
        assert 6 in told.ran_at_all
