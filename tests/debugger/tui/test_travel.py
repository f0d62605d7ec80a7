"""Time travel by keys and by mouse."""

from __future__ import annotations

import asyncio
import re
import time

import pytest
from textual import events

from debugger.motions import Continue
from debugger.session import Session
from debugger.tui.app import NixStep
from debugger.tui.sheets.tree import Tree
from debugger.tui.windows.picker import PickerScreen
from debugger.tui.windows.window import Window
from debugger.views.snapshot import Snapshot
from tests.debugger.tui.driving import opened, press, screen_text, type_command, until
from tests.debugger.tui.programs import DEEP, FAC, LOOP, RECURSION, session_of

WINDOW = 2_000_000
TRACED = """let
  loud = n: builtins.trace "n is ${toString n}" n;
  caught = builtins.tryEval (throw "gone");
in [ (loud 1) caught.success (loud 2) ]"""
THROWS = 'let f = n: if n == 0 then throw "bottom" else 1 + f (n - 1); in f 3'


def recorded(expression: str = FAC, steps: int = 0, done: bool = False) -> Session:
    session = session_of(expression, steps, history=WINDOW)
    if done:
        session.run(Continue())
    return session


def where(app: NixStep) -> tuple[int, bool]:
    return app.snapshot.step, app.snapshot.is_live


# Going back.


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("I", "step back"),
        ("O", "back over"),
        ("S", "source step back"),
        ("N", "back over"),
        ("C", "the first step"),
        ("F", "the start of the frame"),
    ],
)
async def test_every_upper_case_key_goes_back_and_says_so(key: str, message: str) -> None:
    async with opened(recorded(steps=70), keys=key) as (app, _):
        step, live = where(app)
        assert step < 70
        assert not live
        assert app.explanation.message == message
        assert app.session.machine.steps == 70
        assert "PAST" in screen_text(app).splitlines()[0]


@pytest.mark.parametrize("key", ["I", "O", "S", "N", "C", "F", "T"])
async def test_at_the_very_beginning_there_is_nothing_before_and_that_is_said_calmly(key: str) -> None:
    async with opened(recorded(), keys=key) as (app, _):
        assert where(app) == (0, True)
        assert app.explanation.message == "this is the first step"
        assert not app.explanation.wrong


@pytest.mark.parametrize(
    "key", ["I", "N", "C", "less_than_sign", "m", "apostrophe", "left_square_bracket", "H"]
)
async def test_without_history_every_key_says_how_to_get_one(key: str) -> None:
    async with opened(session_of("[ (1 + 1) ]"), keys="c 4") as (app, pilot):
        await press(pilot, key)
        assert "--history" in app.explanation.message
        assert app.awaited is None
        assert app.timeline.size.height == 0
        assert "Shift = back" not in screen_text(app)


async def test_i_goes_forward_through_the_past_and_on_at_the_live_edge() -> None:
    async with opened(recorded(steps=40), keys="I I I") as (app, pilot):
        seen = [where(app)]
        for _ in range(5):
            await press(pilot, "i")
            seen.append(where(app))
    assert seen == [(37, False), (38, False), (39, False), (40, True), (41, True), (42, True)]


async def test_counts_go_back_too() -> None:
    async with opened(recorded(steps=60)) as (app, pilot):
        await type_command(pilot, "I 40")
        assert where(app) == (20, False)
        await type_command(pilot, "back 5")
        assert where(app) == (15, False)
        await type_command(pilot, "S many")
        assert app.explanation.wrong


async def test_the_past_looks_as_it_did_when_it_was_there() -> None:
    async with opened(recorded(steps=44)) as (app, pilot):
        live = app.snapshot
        await press(pilot, "c", "less_than_sign")
        await type_command(pilot, "goto 44")
        past = app.snapshot
        assert [each.value.text for each in past.stack] == [each.value.text for each in live.stack]
        assert [each.title for each in past.frames] == [each.title for each in live.frames]
        assert past.bytecode == live.bytecode
        assert not past.is_live


async def test_back_to_the_cursor_of_bytecode() -> None:
    async with opened(recorded(steps=70), keys="2 g T") as (app, _):
        assert app.snapshot.bytecode is not None
        assert app.snapshot.bytecode.current == 0
        assert app.explanation.message == "back to the cursor"
        assert app.snapshot.step < 70


async def test_f_goes_to_the_start_of_the_selected_frame() -> None:
    async with opened(recorded(steps=60)) as (app, pilot):
        depth = app.snapshot.depth
        await press(pilot, "u", "F")
        assert app.snapshot.depth == depth - 1
        assert app.snapshot.bytecode is not None
        assert app.snapshot.bytecode.current == 0


async def test_reverse_continue_stops_at_breakpoints() -> None:
    async with opened(recorded(done=True)) as (app, pilot):
        await type_command(pilot, "break OpMul")
        assert "■" in screen_text(app).splitlines()[-2]
        await press(pilot, "C")
        assert app.explanation.message == "breakpoint 1: OpMul"
        assert app.snapshot.opcode == "OpMul"
        first = app.snapshot.step
        await press(pilot, "C")
        assert app.snapshot.step < first


# Errors.


async def test_an_error_is_walked_back_from() -> None:
    async with opened(recorded(THROWS), keys="c") as (app, pilot):
        assert app.snapshot.status == "error"
        edge = app.snapshot.step
        await press(pilot, "S")
        assert app.snapshot.status == "stopped"
        assert app.snapshot.step < edge
        await press(pilot, "N")
        assert "PAST" in screen_text(app).splitlines()[0]
        await press(pilot, "greater_than_sign")
        assert app.snapshot.status == "error"
        assert where(app) == (edge, True)
        assert "✗" in screen_text(app)


@pytest.mark.parametrize("key", ["I", "S", "N", "O"])
async def test_a_run_that_failed_can_be_walked_back_into(key: str) -> None:
    async with opened(recorded(THROWS), keys="c i") as (app, pilot):
        assert app.snapshot.status == "failed"
        await press(pilot, key)
        assert not app.snapshot.is_live
        assert app.snapshot.depth >= 1
        await press(pilot, "right_square_bracket", "greater_than_sign")
        assert app.snapshot.status == "failed"


async def test_the_step_that_failed_shows_its_error_in_the_past() -> None:
    async with opened(recorded(RECURSION), size=(120, 46), keys="c i I") as (app, _):
        assert not app.snapshot.is_live
        assert app.snapshot.error is not None
        text = screen_text(app)
        assert "infinite recursion" in text
        assert "What came of it is ahead" in text


# Jumps.


async def test_the_ends_and_the_way_back() -> None:
    async with opened(recorded(steps=50)) as (app, pilot):
        await press(pilot, "less_than_sign")
        assert where(app) == (0, False)
        assert app.explanation.message == "the first step"
        await press(pilot, "greater_than_sign")
        assert where(app) == (50, True)
        assert app.explanation.message == "the live edge"
        await press(pilot, "I", "less_than_sign", "ctrl+o")
        assert where(app) == (49, False)
        await press(pilot, "alt+o")
        assert where(app) == (0, False)
        await press(pilot, "alt+o")
        assert "nowhere" in app.explanation.message


async def test_at_opens_the_command_line_for_a_step() -> None:
    async with opened(recorded(steps=50), keys="at") as (app, pilot):
        assert app.command_line.input.value == "goto "
        assert "last force of thunk#17" in app.explanation.message
        await press(pilot, "1", "2", "enter")
        assert where(app) == (12, False)
        assert app.explanation.message == "step 12"


async def test_keys_typed_ahead_of_a_jump_come_in_order() -> None:
    async with opened(recorded(steps=50)) as (app, pilot):
        for key, character in [("at", "@"), ("2", "2"), ("0", "0"), ("enter", "\r"), ("I", "I")]:
            app.post_message(events.Key(key, character))
        await until(pilot, lambda: app.snapshot.step == 19)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("-10", 40),
        ("+1 0", 60),
        ("start", 0),
        ("end", 50),
        ("60", 60),
        ("previous call", None),
        ("creation of thunk#1", None),
        ("first force of thunk#2", None),
        ("push of 0", None),
    ],
)
async def test_goto_understands_places(text: str, step: int | None) -> None:
    async with opened(recorded(steps=50)) as (app, pilot):
        app.obey(f"goto {text}")
        await until(pilot, lambda: app.snapshot.step == (app.session.step if step is None else step))
        assert not app.explanation.wrong
        assert app.snapshot.step < 50 or step is not None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("goto 99 bottles", "is no place in time"),
        ("goto mark q", "there is no mark 'q'"),
        ("goto last force of thunk#9999", "thunk#9999 was not made"),
        ("goto next waltz", "no kind of event 'waltz'"),
        ("goto 50", "is where you are"),
        ("events waltz", "no kind of event 'waltz'"),
        ("events foce", "did you mean force?"),
        ("unmark q", "there is no mark 'q'"),
        ("jump q", "there is no mark 'q'"),
        ("marks", "no marks: m and a letter set one"),
        ("previous with", "no earlier with"),
        ("mark " + "x" * 50, "at most 40 characters"),
    ],
)
async def test_what_cannot_be_done_in_time_is_said_clearly(text: str, answer: str) -> None:
    async with opened(recorded(steps=50)) as (app, pilot):
        app.obey(text)
        await pilot.pause()
        assert answer in app.explanation.message
        assert where(app) == (50, True)


async def test_goto_from_the_past_beyond_the_edge_runs_on() -> None:
    async with opened(recorded(steps=30), keys="I I") as (app, pilot):
        await type_command(pilot, "goto 45")
        assert where(app) == (45, True)
        await type_command(pilot, "goto 100000")
        assert app.session.ended
        await type_command(pilot, "goto 100000")
        assert "the program ended at step" in app.explanation.message


async def test_goto_works_forward_without_history() -> None:
    async with opened(FAC) as (app, pilot):
        await type_command(pilot, "goto 25")
        assert app.snapshot.step == 25
        await type_command(pilot, "goto 3")
        assert app.snapshot.step == 25
        assert "--history" in app.explanation.message


async def test_nothing_jumps_while_the_program_runs() -> None:
    async with opened(recorded(LOOP)) as (app, pilot):
        app.simulate_key("c")
        await until(pilot, lambda: app.status.progress is not None)
        for key in ("less_than_sign", "ctrl+o", "left_square_bracket", "I"):
            app.simulate_key(key)
        app.simulate_key("m")
        await asyncio.sleep(0.05)
        assert app.session.motion is not None
        assert app.session.history.is_live
        app.simulate_key("escape")
        await until(pilot, lambda: app.session.motion is None)


# Ticks.


async def test_a_and_upper_case_a_go_through_what_runs_between_two_opcodes() -> None:
    async with opened(recorded("let b = 1 + 1; in b * 2")) as (app, pilot):
        live = []
        while not app.session.ended:
            live.append((app.snapshot.step, app.snapshot.tick, app.snapshot.explanation))
            await press(pilot, "a")
        assert any(tick for _, tick, _ in live)
        for step, tick, sentence in reversed(live):
            await press(pilot, "A")
            assert (app.snapshot.step, app.snapshot.tick) == (step, tick)
            assert app.snapshot.explanation == sentence
            assert app.snapshot.moment in screen_text(app)
        await press(pilot, "A")
        assert app.explanation.message == "this is the first step"


async def test_the_tick_that_forced_is_where_a_jump_to_a_force_lands() -> None:
    async with opened(recorded("[ (1 + 1) ]", done=True)) as (app, pilot):
        await press(pilot, "left_square_bracket")
        assert app.snapshot.tick
        assert "deep force" in app.snapshot.explanation
        await press(pilot, "y")
        assert "deep force" in screen_text(app)


# Events.


async def test_brackets_go_to_the_events_of_the_chosen_kind() -> None:
    async with opened(recorded(TRACED, done=True)) as (app, pilot):
        await type_command(pilot, "events trace")
        assert "[ ] prev/next trace" in screen_text(app)
        await press(pilot, "left_square_bracket")
        last = app.snapshot.step
        assert app.explanation.message == f"previous trace: step {app.snapshot.moment}"
        assert app.snapshot.continuations[0].is_due
        await press(pilot, "left_square_bracket")
        first = app.snapshot.step
        assert first < last
        await press(pilot, "left_square_bracket")
        assert "no earlier trace" in app.explanation.message
        await press(pilot, "right_square_bracket")
        assert app.snapshot.step == last
        assert [message.step for message in app.output.messages] == [first, last]


@pytest.mark.parametrize("key", ["left_curly_bracket", "right_curly_bracket"])
async def test_the_kinds_are_listed_with_their_counts(key: str) -> None:
    async with opened(recorded(TRACED, done=True), keys=key) as (app, pilot):
        assert isinstance(app.screen, PickerScreen)
        text = screen_text(app)
        assert "…" not in "".join(line for line in text.splitlines() if "trace " in line)
        assert re.search(r"│ trace +2 ", text)
        await press(pilot, "g", "enter")
        assert app.event_kind == "call"
        assert "call" in app.explanation.message


async def test_an_unmistakable_beginning_names_a_kind() -> None:
    async with opened(recorded(steps=60)) as (app, pilot):
        for text, kind in [
            ("eval", "evaluated"),
            ("tail call", "tail call"),
            ("errors", "error"),
            ("calls", "call"),
        ]:
            await type_command(pilot, f"events {text}")
            assert app.event_kind == kind


# Marks.


async def test_marks_are_set_and_jumped_to_by_a_letter() -> None:
    async with opened(recorded(steps=50)) as (app, pilot):
        await press(pilot, "m", "a")
        assert app.explanation.message == "mark a: step 50"
        await press(pilot, "less_than_sign", "m", "q")
        assert app.is_running
        await press(pilot, "apostrophe", "a")
        assert where(app) == (50, True)
        assert app.explanation.message == "mark a: step 50"
        await press(pilot, "apostrophe", "q")
        assert where(app) == (0, False)
        await press(pilot, "apostrophe", "apostrophe")
        assert where(app) == (50, True)
        bar = screen_text(app).splitlines()[-2]
        assert bar.startswith(" ├q")
        assert "a┤" in bar


async def test_a_mark_that_is_not_there_is_named() -> None:
    async with opened(recorded(steps=50), keys="apostrophe x") as (app, _):
        assert "there is no mark 'x'" in app.explanation.message
        assert where(app) == (50, True)


@pytest.mark.parametrize("key", ["escape", "enter", "up", "space", "f5"])
async def test_other_keys_set_no_mark_and_do_nothing_else(key: str) -> None:
    async with opened(recorded(steps=50), keys=f"m {key}") as (app, pilot):
        assert not app.session.history.marks
        assert where(app) == (50, True)
        await press(pilot, "i")
        assert where(app) == (51, True)


async def test_keys_before_and_after_a_mark_come_in_order() -> None:
    async with opened(recorded(steps=50)) as (app, pilot):
        for key in ["i", "i", "m", "x", "i"]:
            app.post_message(events.Key(key, key))
        await until(pilot, lambda: app.snapshot.step == 53)
        assert app.session.history.marks == {"x": 52}


async def test_letters_of_marks_are_only_letters_on_the_command_line() -> None:
    async with opened(recorded(steps=50), keys="colon m at apostrophe") as (app, _):
        assert app.command_line.input.value == "m@'"


async def test_marks_are_listed_jumped_to_and_deleted() -> None:
    async with opened(recorded(steps=50)) as (app, pilot):
        await type_command(pilot, "mark the end [b]")
        await press(pilot, "less_than_sign", "m", "b")
        await type_command(pilot, "marks")
        assert "the end [b]" in screen_text(app)
        await press(pilot, "j", "enter")
        assert where(app) == (50, True)
        await type_command(pilot, "marks")
        await press(pilot, "g", "d")
        assert list(app.session.history.marks) == ["the end [b]"]
        await press(pilot, "d")
        assert not app.session.history.marks
        assert not isinstance(app.screen, Window)


# Where values come from.


async def test_a_value_on_the_stack_tells_when_it_was_pushed() -> None:
    async with opened(recorded(steps=44), keys="4 H") as (app, pilot):
        pushed = app.snapshot.stack[0].value.text
        assert isinstance(app.screen, PickerScreen)
        assert "pushed" in screen_text(app)
        await press(pilot, "G", "enter")
        assert len(app.screen_stack) == 1
        assert app.snapshot.step < 44
        await press(pilot, "i")
        assert app.snapshot.stack[0].value.text == pushed


async def test_a_captured_thunk_tells_its_life() -> None:
    async with opened(recorded(steps=60), keys="6") as (app, pilot):
        labels = [each.value.label for each in app.snapshot.upvalues]
        label = next(label for label in labels if label)
        await press(pilot, *["j"] * labels.index(label), "H")
        text = screen_text(app)
        assert "created" in text
        assert "evaluated" in text
        await press(pilot, "g", "enter")
        assert app.explanation.message.startswith(f"{label} created: step ")
        assert not app.snapshot.is_live


async def test_values_inside_others_have_their_history_too() -> None:
    async with opened(recorded("{ a = { b = 1 + 1; }; }", done=True), keys="4 enter") as (app, pilot):
        assert isinstance(app.screen.query_one(Tree), Tree)
        await press(pilot, "j", "H")
        assert "created" in screen_text(app)
        await press(pilot, "g", "enter")
        assert not isinstance(app.screen, Window)
        assert "a #1 created" in app.explanation.message
        assert not app.snapshot.is_live


async def test_what_has_no_history_says_so() -> None:
    async with opened(recorded(steps=40), keys="2 H") as (app, pilot):
        assert "no value under the cursor" in app.explanation.message
        await press(pilot, "escape")
    async with opened(recorded("[ 1 2 ]", done=True), keys="4 enter j H") as (app, _):
        assert "no history of its own" in app.explanation.message


# Output.


async def test_a_message_leads_to_its_step_and_there_to_its_text() -> None:
    async with opened(recorded(TRACED, done=True), keys="8 g enter") as (app, pilot):
        step = app.output.messages[0].step
        assert where(app) == (step, False)
        assert app.explanation.message == f"step {step}"
        assert "▶" in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, Window)
        await press(pilot, "escape")
        await pilot.click(app.output, offset=(5, 2))
        await pilot.pause()
        assert where(app) == (app.output.messages[1].step, False)


async def test_without_history_a_message_opens_at_once() -> None:
    async with opened(session_of(TRACED), keys="c 8 enter") as (app, _):
        assert isinstance(app.screen, Window)


# The timeline and the mouse.


async def test_a_click_seeks_and_a_drag_scrubs() -> None:
    async with opened(recorded(done=True)) as (app, pilot):
        edge = app.snapshot.step
        await pilot.mouse_down(app.timeline, offset=(2, 0))
        await pilot.pause()
        assert where(app) == (0, False)
        seen = []
        for x in (10, 30, 60, 90):
            await pilot.hover(app.timeline, offset=(x, 0))
            await pilot.pause()
            seen.append(app.snapshot.step)
        assert seen == sorted(set(seen))
        assert 0 < seen[0] < seen[-1] < edge
        await pilot.mouse_up(app.timeline, offset=(90, 0))
        await pilot.pause()
        await press(pilot, "ctrl+o")
        assert where(app) == (edge, True)


async def test_the_end_of_the_bar_is_the_live_edge() -> None:
    async with opened(recorded(done=True), keys="less_than_sign") as (app, pilot):
        scale = app.timeline.scale
        assert scale is not None
        await pilot.click(app.timeline, offset=(scale.width + 1, 0))
        await pilot.pause()
        assert app.snapshot.is_live
        assert app.explanation.message == "the live edge"


async def test_a_click_on_an_event_goes_exactly_there() -> None:
    async with opened(recorded(TRACED, done=True)) as (app, pilot):
        for cell, tick in app.timeline.ticks.items():
            await pilot.hover(app.timeline, offset=(cell + 2, 0))
            await pilot.pause()
            assert str(tick.step) in screen_text(app).splitlines()[-2]
            await pilot.click(app.timeline, offset=(cell + 2, 0))
            await pilot.pause()
            assert app.snapshot.step == tick.step


async def test_many_moves_of_the_mouse_cost_one_picture() -> None:
    async with opened(recorded(done=True)) as (app, pilot):
        await pilot.mouse_down(app.timeline, offset=(2, 0))
        await pilot.pause()
        shown = 0
        present = app.present

        def counting(snapshot: Snapshot) -> None:
            nonlocal shown
            shown += 1
            present(snapshot)

        app.present = counting  # type: ignore[method-assign]
        for x in range(3, 90):
            app.timeline.post_message(events.MouseMove(app.timeline, x, 0, 1, 0, 1, False, False, False))
        await until(pilot, lambda: app.timeline.wanted is None and not app.show_due)
        assert app.snapshot.step > 50
        assert shown < 10


@pytest.mark.parametrize(
    "size", [(200, 60), (110, 30), (80, 24), (60, 40), (40, 14), (24, 14), (20, 5), (1, 1)]
)
async def test_every_size_shows_the_past(size: tuple[int, int]) -> None:
    async with opened(recorded(TRACED, done=True), size=size, keys="S N m a I") as (app, pilot):
        await press(
            pilot, "left_square_bracket", "apostrophe", "a", "8", "enter", "escape", "4", "H", "escape"
        )
        assert app.is_running
        if size[1] >= 14 and size[0] >= 24:
            assert app.timeline.size.height == (3 if size[1] >= 50 else 2 if size[1] >= 20 else 1)
            assert "┤" in screen_text(app)
        else:
            assert "┤" not in screen_text(app)


async def test_reloading_forgets_the_past() -> None:
    async with opened(recorded(done=True), keys="m a I R") as (app, pilot):
        assert where(app) == (0, True)
        assert not app.session.history.marks
        await press(pilot, "I")
        assert app.explanation.message == "this is the first step"


# Long records.


async def test_a_long_search_shows_its_progress_and_escape_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    session = recorded(DEEP.replace("100000", "50000"), done=True)
    session.breakpoints.add("OpAttrs")
    async with opened(session) as (app, pilot):
        edge = app.snapshot.step
        assert edge > 500_000
        monkeypatch.setattr(
            "debugger.moving.PAST_SLICE", 1
        )  # so slow that it cannot end before the key comes
        app.simulate_key("C")
        await until(pilot, lambda: app.status.progress is not None or app.session.motion is None)
        assert app.session.motion is not None
        assert app.status.progress is not None
        assert app.status.progress.searching
        app.simulate_key("escape")
        await until(pilot, lambda: app.session.motion is None)
        await pilot.pause()
        assert "paused" in app.explanation.message
        assert where(app) == (edge, True)


async def test_key_repeat_in_the_past_is_answered_without_lag() -> None:
    session = recorded(DEEP)
    session.run_until(60_000)
    async with opened(session) as (app, pilot):
        begun = time.monotonic()
        for _ in range(200):
            app.simulate_key("I")
        await until(pilot, lambda: app.snapshot.step == 59_800)
        assert time.monotonic() - begun < 5
        for _ in range(50):
            app.simulate_key("S")
            app.simulate_key("N")
        app.simulate_key("less_than_sign")
        await until(pilot, lambda: app.snapshot.step == 0)
        assert time.monotonic() - begun < 10
