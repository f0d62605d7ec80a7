"""The app, driven by its keys as a person would."""

from __future__ import annotations

import asyncio
import time
from itertools import takewhile
from pathlib import Path

import pytest
from textual import events

from debugger.loading.program import Program
from debugger.session import Session
from debugger.tui.app import NixStep
from debugger.tui.commands import COMMANDS, WORDS
from debugger.tui.palette import CommandProvider, label
from debugger.tui.panels.continuations import ContinuationsPanel
from debugger.tui.panels.folding import Gap
from debugger.tui.panels.frames import FramesPanel
from debugger.tui.panels.panel import Panel
from debugger.tui.screens import help as help_page
from debugger.tui.sheets.sheet import Sheet
from debugger.tui.sheets.tree import Tree
from debugger.tui.windows.window import Window
from tests.debugger.tui.driving import opened, press, screen_text, type_command, until
from tests.debugger.tui.programs import DEEP, FAC, HOSTILE, LOOP, RECURSION, WITH, session_of

LINES = """let
  twice = x: x * 2;
  sum = a: b:
    a + b;
in
  sum (twice 1) (twice 2)
"""


# Going forward.


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("i", "step"),
        ("s", "source step"),
        ("f11", "source step"),
        ("n", "over"),
        ("f10", "over"),
        ("o", "over"),
        ("f", "finish"),
        ("c", "the program is done"),
        ("f5", "the program is done"),
    ],
)
async def test_every_forward_key_moves_and_says_so(key: str, message: str) -> None:
    async with opened(FAC, keys=key) as (app, _):
        assert app.snapshot.step > 0
        assert app.explanation.message == message
        assert app.snapshot.step == app.session.machine.steps


async def test_i_goes_exactly_one_opcode() -> None:
    async with opened(FAC, keys="i i i") as (app, _):
        assert app.snapshot.step == 3


async def test_counts_on_the_command_line() -> None:
    async with opened(FAC) as (app, pilot):
        await type_command(pilot, "i 40")
        assert app.snapshot.step == 40
        await type_command(pilot, "i many")
        assert "not a count" in app.explanation.message
        assert app.explanation.wrong


async def test_tick_moves_by_one_tick() -> None:
    async with opened(FAC) as (app, pilot):
        before = app.session.machine.ticks
        await type_command(pilot, "tick")
        assert app.session.machine.ticks == before + 1


async def test_finish_ends_the_selected_frame() -> None:
    async with opened(session_of(FAC, 60)) as (app, pilot):
        depth = app.snapshot.depth
        assert depth >= 3
        await press(pilot, "u", "u", "f")
        assert app.snapshot.depth == depth - 3
        assert app.explanation.message == "finish"


async def test_run_to_the_cursor_of_source() -> None:
    async with opened(LINES, keys="g j j j t") as (app, _):
        assert app.snapshot.source is not None
        assert app.snapshot.source.line == 4
        assert app.explanation.message == "run to cursor"


async def test_run_to_the_cursor_of_bytecode() -> None:
    async with opened(session_of(FAC, 3), keys="2 j j") as (app, pilot):
        chunk, ip = app.bytecode.chunk, app.bytecode.ip
        await press(pilot, "t")
        assert app.snapshot.bytecode is not None
        assert (app.snapshot.bytecode.chunk, app.snapshot.bytecode.current) == (chunk, ip)


async def test_the_cursor_keys_ask_for_a_code_panel() -> None:
    async with opened(FAC, keys="4 t") as (app, pilot):
        assert app.snapshot.step == 0
        assert "focus Source" in app.explanation.message
        await press(pilot, "b")
        assert not app.session.breakpoints
        assert "focus Source" in app.explanation.message


async def test_many_key_presses_are_answered_without_lag() -> None:
    async with opened(session_of(DEEP)) as (app, pilot):
        begun = time.monotonic()
        for _ in range(200):
            app.simulate_key("i")
        await until(pilot, lambda: app.snapshot.step == 200)
        assert time.monotonic() - begun < 5


# Long runs.


async def test_escape_pauses_an_endless_loop_and_nothing_is_lost() -> None:
    async with opened(LOOP) as (app, pilot):
        app.simulate_key("c")
        await until(pilot, lambda: app.status.progress is not None)
        assert app.explanation.running
        assert "running" in screen_text(app)
        begun = time.monotonic()
        app.simulate_key("escape")
        while app.session.motion is not None:
            await asyncio.sleep(0.005)
        assert time.monotonic() - begun < 0.5
        await pilot.pause()
        assert app.explanation.message == "paused"
        assert app.status.progress is None
        paused = app.snapshot.step
        assert paused > 1000
        await press(pilot, "i")
        assert app.snapshot.step == paused + 1


async def test_other_keys_are_answered_during_a_run() -> None:
    async with opened(LOOP) as (app, pilot):
        app.simulate_key("c")
        await until(pilot, lambda: app.status.progress is not None)
        app.simulate_key("n")
        app.simulate_key("2")
        await until(pilot, lambda: app.focused_panel is app.bytecode)
        assert app.session.motion is not None
        app.simulate_key("ctrl+c")
        await until(pilot, lambda: app.session.motion is None)


async def test_one_long_builtin_can_be_paused() -> None:
    """Between two calls of a builtin that runs no instruction of its own."""
    text = """let
      xs = builtins.genList (n: n) 20000;
      long = builtins.concatLists (builtins.genList (_: xs) 500);
    in builtins.deepSeq xs (builtins.foldl' builtins.add 0 long)"""
    async with opened(text) as (app, pilot):
        app.simulate_key("c")
        await until(pilot, lambda: app.session.machine.ticks > app.session.machine.steps * 3)
        begun = time.monotonic()
        app.simulate_key("escape")
        await until(pilot, lambda: app.session.motion is None)
        assert time.monotonic() - begun < 1
        assert app.snapshot.status == "stopped"
        assert "foldl'" in screen_text(app)


async def test_ctrl_c_never_quits() -> None:
    async with opened(FAC, keys="ctrl+c") as (app, _):
        assert app.explanation.message == "press q to quit"
        assert app.is_running


async def test_q_quits_with_success() -> None:
    async with opened(FAC) as (app, pilot):
        await press(pilot, "q")
    assert app.return_value == 0


async def test_escape_never_quits() -> None:
    async with opened(FAC, keys="escape escape") as (app, _):
        assert app.is_running


# Errors and the end.


async def test_an_error_stops_before_unwinding() -> None:
    async with opened(session_of(RECURSION), keys="c") as (app, pilot):
        assert app.snapshot.status == "error"
        assert app.snapshot.depth > 0
        assert app.explanation.wrong
        text = screen_text(app)
        assert "infinite recursion encountered" in text
        assert "BECAUSE" in text
        await type_command(pilot, "error")
        assert isinstance(app.screen, Window)
        assert "What was going on" in screen_text(app)
        await press(pilot, "escape", "i")
        assert app.snapshot.status == "failed"
        assert app.is_running


async def test_deep_recursion_can_be_looked_at() -> None:
    async with opened(session_of(DEEP.replace("then 0", 'then throw "bottom"'))) as (app, pilot):
        app.simulate_key("c")
        await until(pilot, lambda: app.snapshot.status == "error", 30)
        assert app.snapshot.depth > 100_000 - 5
        await press(pilot, "3", "G", "u")
        await type_command(pilot, "frame 5")
        assert app.snapshot.selected == 5
        assert "more above" in screen_text(app) or "▶" in screen_text(app)


async def test_the_end_shows_the_value() -> None:
    async with opened(FAC, keys="c") as (app, pilot):
        assert app.snapshot.status == "finished"
        assert "Its value is 120" in screen_text(app)
        await press(pilot, "i", "s", "n", "u")
        assert "no frames" in app.explanation.message


# Breakpoints.


async def test_breakpoints_stop_and_are_named() -> None:
    async with opened(FAC) as (app, pilot):
        await type_command(pilot, "break OpForce")
        assert app.explanation.message == "breakpoint 1 set: OpForce"
        await press(pilot, "c")
        assert app.explanation.message == "breakpoint 1: OpForce"
        assert app.snapshot.opcode == "OpForce"
        assert "■" in screen_text(app)
        assert not app.source.breakpoints
        await type_command(pilot, "delete 1")
        await press(pilot, "c")
        assert app.snapshot.status == "finished"


async def test_b_toggles_at_the_cursor_of_bytecode() -> None:
    async with opened(FAC, keys="2 j b") as (app, pilot):
        (made,) = app.session.breakpoints.all
        assert made.where == f"{app.bytecode.chunk}@{app.bytecode.ip}"
        assert app.bytecode.breakpoints
        await press(pilot, "b")
        assert not app.session.breakpoints.all


async def test_b_toggles_at_the_cursor_of_source(tmp_path: Path) -> None:
    path = tmp_path / "sum.nix"
    path.write_text(LINES)
    async with opened(Session(Program(path=str(path))), keys="g j j j b") as (app, pilot):
        (made,) = app.session.breakpoints.all
        assert made.where == f"{path}:4"
        assert app.source.breakpoints == {4}
        await press(pilot, "c")
        assert app.snapshot.source is not None
        assert app.snapshot.source.line == 4
        await press(pilot, "f9")
        assert not app.session.breakpoints.all
        await press(pilot, "g", "b")
        assert "begins" in app.explanation.message or app.session.breakpoints.all


async def test_a_line_without_expressions_gets_no_breakpoint() -> None:
    async with opened("# nothing here\n1 + 1", keys="g b") as (app, _):
        assert not app.session.breakpoints.all
        assert "no expression begins on line 1" in app.explanation.message


async def test_breakpoints_are_listed() -> None:
    async with opened(FAC) as (app, pilot):
        await type_command(pilot, "breakpoints")
        assert "no breakpoints" in app.explanation.message
        await type_command(pilot, "break OpForce")
        await type_command(pilot, "breakpoints")
        assert "■ OpForce" in screen_text(app)
        await press(pilot, "q")
        assert not isinstance(app.screen, Window)
        assert app.is_running


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("frobnicate", "there is no command 'frobnicate'"),
        ("brek OpForce", "did you mean :break?"),
        ("break", "needs a place"),
        ("break nonsense", "is not a place"),
        ("delete 9", "there is no breakpoint 9"),
        ("delete", ":breakpoints lists them"),
        ("frame 99", "numbered from 1"),
        ("chunk nowhere", "there is no chunk"),
        ("theme puce", "there is no theme"),
        ("error", "there is no error"),
        ("break [/red]", "is not a place"),
    ],
)
async def test_what_cannot_be_done_is_said_clearly(text: str, answer: str) -> None:
    async with opened(FAC) as (app, pilot):
        app.obey(text)
        await pilot.pause()
        assert answer in app.explanation.message
        assert app.explanation.wrong


# Reloading.


async def test_reload_keeps_breakpoints_and_reads_the_file_again(tmp_path: Path) -> None:
    path = tmp_path / "it.nix"
    path.write_text("1 + 1")
    async with opened(Session(Program(path=str(path)))) as (app, pilot):
        await type_command(pilot, "break OpAdd")
        await press(pilot, "c")
        path.write_text("2 + 3")
        await press(pilot, "R")
        assert app.snapshot.step == 0
        assert app.explanation.message == "reloaded"
        await press(pilot, "c")
        assert app.explanation.message == "breakpoint 1: OpAdd"
        await press(pilot, "c")
        assert app.snapshot.result is not None
        assert app.snapshot.result.text == "5"


async def test_a_file_that_no_longer_compiles_is_shown_and_the_session_lives_on(tmp_path: Path) -> None:
    path = tmp_path / "it.nix"
    path.write_text("let a = 1; in\n  a + 1")
    async with opened(Session(Program(path=str(path))), keys="i") as (app, pilot):
        path.write_text("let a = 1; in\n  a + [/b] nowhere")
        await press(pilot, "R")
        assert isinstance(app.screen, Window)
        text = screen_text(app)
        assert "it.nix:2:" in text
        assert "a + [/b] nowhere" in text
        assert "^" in text
        await press(pilot, "escape", "c")
        assert app.snapshot.status == "finished"
        assert app.snapshot.result is not None
        assert app.snapshot.result.text == "2"


# Panels.


async def test_numbers_and_tab_focus_every_panel() -> None:
    async with opened(FAC) as (app, pilot):
        for number, panel in enumerate(app.panels, 1):
            await press(pilot, str(number))
            assert app.focused is panel
        await press(pilot, "tab")
        assert app.focused_panel.id == "source"
        await press(pilot, "shift+tab")
        assert app.focused_panel.id == "output"


async def test_small_screens_switch_tabs() -> None:
    async with opened(session_of(FAC, 50), size=(70, 24)) as (app, pilot):
        assert "2 Bytecode" in screen_text(app)
        await press(pilot, "2")
        assert "▶" in screen_text(app)
        assert app.desk.shown() == {"bytecode", "stack"}
        await press(pilot, "7")
        assert app.desk.shown() == {"bytecode", "continuations"}
        assert "write the result into" in screen_text(app)
        stack = screen_text(app).splitlines()[app.panels[6].region.y].index("4 ")
        await pilot.click(app.panels[6], offset=(stack, 0))
        await pilot.pause()
        assert "stack" in app.desk.shown()


async def test_an_ordinary_terminal_keeps_source_code_and_stack() -> None:
    async with opened(session_of(FAC, 50), size=(80, 24)) as (app, pilot):
        assert app.desk.shown() == {"source", "bytecode", "frames", "stack"}
        await press(pilot, "7")
        assert app.desk.shown() == {"source", "bytecode", "continuations", "stack"}
        assert "write the result into" in screen_text(app)


async def test_zoom_toggles() -> None:
    async with opened(FAC, keys="4 z") as (app, pilot):
        assert app.desk.shown() == {"stack"}
        await press(pilot, "2")
        assert app.desk.shown() == {"bytecode"}
        await press(pilot, "z")
        assert len(app.desk.shown()) == 7


@pytest.mark.parametrize(
    "size", [(200, 60), (110, 30), (100, 20), (60, 40), (40, 14), (20, 5), (7, 3), (1, 1)]
)
async def test_every_size_works(size: tuple[int, int]) -> None:
    async with opened(session_of(FAC, 50), size=size) as (app, pilot):
        await press(pilot, "s", "2", "question_mark")
        await press(pilot, "escape", "4", "enter", "escape", "colon", "escape", "c")
        assert app.snapshot.status == "finished"


async def test_resizing_while_running() -> None:
    async with opened(session_of(FAC, 20)) as (app, pilot):
        for width, height in [(80, 24), (20, 5), (200, 60), (3, 2), (120, 40)]:
            await pilot.resize_terminal(width, height)
            await press(pilot, "i")
            assert app.desk.size == (width, height)
        assert len(app.desk.shown()) == 7


async def test_u_and_d_walk_the_frames() -> None:
    async with opened(session_of(FAC, 60)) as (app, pilot):
        depth = app.snapshot.depth
        top = app.snapshot.bytecode
        await press(pilot, "u")
        assert app.snapshot.selected == depth - 1
        assert app.snapshot.bytecode is not None
        assert app.snapshot.bytecode != top
        assert app.explanation.message == f"frame {depth - 1} of {depth}"
        await press(pilot, "d")
        assert app.snapshot.selected == depth
        await press(pilot, "d")
        assert "innermost" in app.explanation.message
        await press(pilot, "3", "j", "j")
        assert app.snapshot.selected == depth - 2
        await press(pilot, "i")
        assert app.snapshot.selected == app.snapshot.depth


async def test_a_click_selects_a_frame_and_the_wheel_scrolls() -> None:
    async with opened(session_of(FAC, 60)) as (app, pilot):
        frames = app.panels[2]
        depth = app.snapshot.depth
        for row, selected in [
            (3, depth - 1),
            (2, depth),
            (4, depth - 1),
        ]:  # under a frame stands what waits for it
            await pilot.click(frames, offset=(5, row))
            await pilot.pause()
            assert app.focused is frames
            assert app.snapshot.selected == selected
            assert frames.cursor == row - 1


async def test_a_continuation_under_the_cursor_selects_the_frame_that_it_waits_for() -> None:
    async with opened(session_of(FAC, 60), keys="7") as (app, pilot):
        waiting = app.focused_panel
        assert isinstance(waiting, ContinuationsPanel)
        for _ in range(waiting.count() - 1):
            await press(pilot, "j")
            assert waiting.waiting is not None
            assert app.snapshot.selected == waiting.waiting.frame
        assert app.snapshot.selected == 1
        await press(pilot, "k", "3", "enter")
        assert "What happens with its result" in screen_text(app)


async def test_moving_in_a_panel() -> None:
    async with opened("\n".join(["["] + ["1"] * 200 + ["]"])) as (app, pilot):
        for key, line in [("j", 2), ("down", 3), ("k", 2), ("G", 202), ("g", 1), ("end", 202), ("home", 1)]:
            await press(pilot, key)
            assert app.source.line == line
        await press(pilot, "pagedown")
        assert app.source.line > 5
        assert app.source.top > 0
        await press(pilot, "l")
        assert app.source.left > 0
        await press(pilot, "h")
        assert app.source.left == 0


async def test_clicking_the_margin_sets_a_breakpoint() -> None:
    async with opened(LINES) as (app, pilot):
        await pilot.click(app.source, offset=(1, 4))
        await pilot.pause()
        assert [each.where for each in app.session.breakpoints.all] == ["<expr>:4"]


# Values.


@pytest.mark.parametrize("key", ["enter", "l", "right"])
async def test_values_open_into_a_tree_without_forcing(key: str) -> None:
    async with opened(session_of(WITH, strict=False), keys="c 4") as (app, pilot):
        steps = app.session.machine.steps
        await press(pilot, key)
        sheet = app.screen.query_one(Tree)
        assert [node.name for node in sheet.nodes[1:]] == ["x", "y"]
        await press(pilot, "j", "l")
        assert app.session.machine.steps == steps
        assert "suspended" in [node.value.state for node in sheet.nodes]
        await press(pilot, "left", "left", "left", "left")
        assert not isinstance(app.screen, Window)


async def test_escape_closes_a_value() -> None:
    async with opened("{ a = { b = 1; }; }", keys="c 4 enter escape") as (app, _):
        assert not isinstance(app.screen, Window)
        assert app.focused is app.panels[3]


async def test_hostile_strings_are_shown_and_never_obeyed() -> None:
    async with opened(session_of(HOSTILE), keys="c 4 enter") as (app, pilot):
        text = screen_text(app)
        assert "[/red]" in text
        assert "\x1b" not in text
        assert "\u202e" not in text
        await press(pilot, "escape")
        await type_command(pilot, "break [/red]")
        assert "[/red]" in screen_text(app)


async def test_trace_messages_come_with_their_step() -> None:
    async with opened('builtins.trace "[b]first\nsecond[/red]" 1', keys="c") as (app, _):
        text = screen_text(app)
        assert "[b]first" in text
        assert "second[/red]" in text
        assert app.output.messages[0].kind == "trace"


# Command line, help, palette, themes.


async def test_the_command_line_remembers() -> None:
    async with opened(FAC) as (app, pilot):
        await type_command(pilot, "i 3")
        await type_command(pilot, "break OpForce")
        await press(pilot, "colon", "x", "up", "up")
        assert app.command_line.input.value == "i 3"
        await press(pilot, "down")
        assert app.command_line.input.value == "break OpForce"
        await press(pilot, "down")
        assert app.command_line.input.value == "x"
        await press(pilot, "escape")
        assert not app.command_line.display
        assert app.focused is app.source


async def test_letters_and_colons_on_the_command_line_are_only_text() -> None:
    async with opened(FAC, keys="colon q i colon 2") as (app, _):
        assert app.command_line.input.value == "qi:2"
        assert app.snapshot.step == 0
        assert app.is_running


async def test_keys_typed_ahead_of_the_command_line_come_in_order() -> None:
    async with opened(FAC) as (app, pilot):
        for character in ":break OpForce\rc":
            key = {":": "colon", " ": "space", "\r": "enter"}.get(character, character)
            app.post_message(events.Key(key, character))
        await until(pilot, lambda: app.snapshot.step > 0)
        assert app.explanation.message == "breakpoint 1: OpForce"


async def test_backspace_on_an_empty_line_closes_it() -> None:
    async with opened(FAC, keys="colon backspace") as (app, _):
        assert not app.command_line.display


async def test_help_lists_every_key_and_command() -> None:
    for width in (30, 60, 140):
        text = "\n".join(line.text for line in help_page.lines(width))
        for each in COMMANDS.values():
            assert each.title in text
            assert each.shown_keys in text or width < 60
    async with opened(FAC, keys="f1") as (app, pilot):
        sheet = app.screen.query_one(Sheet)
        assert sheet.heading == "Help"
        await press(pilot, "G")
        assert sheet.top > 0
        await press(pilot, "question_mark")
        assert not isinstance(app.screen, Window)


async def test_the_palette_lists_every_command_with_its_key() -> None:
    async with opened(FAC, keys="ctrl+p") as (app, pilot):
        provider = CommandProvider(app.screen)
        listed = [str(hit.prompt) async for hit in provider.discover()]
        assert listed == [label(each) for each in COMMANDS.values()]
        found = [hit.text async for hit in provider.search("over by opcode")]
        assert any("Over, by opcode" in str(text) for text in found)
        assert any(text.endswith("   i") for text in listed)
        await press(pilot, "escape")
        assert app.is_running


async def test_ids_keys_and_words_are_unique() -> None:
    keys = [key for each in COMMANDS.values() for key in each.keys]
    assert len(keys) == len(set(keys))
    assert all(each.keys or each.words for each in COMMANDS.values())
    assert sum(len(each.words) for each in COMMANDS.values()) == len(WORDS)


async def test_unknown_keys_do_nothing_and_say_so() -> None:
    async with opened(FAC) as (app, pilot):
        before = app.snapshot
        await press(pilot, "ctrl+y", "Q", "f12", "9", "ü", "semicolon")
        assert app.snapshot is before
        assert "; does nothing here: ? shows every key" in screen_text(app)


async def test_themes_change_and_everything_stays_visible() -> None:
    async with opened(session_of(FAC, 50)) as (app, pilot):
        dark = app.export_screenshot()
        await type_command(pilot, "theme light")
        assert app.theme == "nixstep-light"
        assert app.export_screenshot() != dark
        await type_command(pilot, "theme dracula")
        assert app.theme == "dracula"


async def test_chunks_are_listed_and_shown() -> None:
    async with opened(FAC) as (app, pilot):
        await type_command(pilot, "chunks")
        await press(pilot, "g", "enter")
        assert app.bytecode.chunk == app.session.chunk_list()[0][0]
        assert app.focused is app.bytecode
        await press(pilot, "i")
        assert app.snapshot.bytecode is not None
        assert app.bytecode.chunk == app.snapshot.bytecode.chunk


async def test_a_keymap_can_move_a_key() -> None:
    app = NixStep(session_of(FAC, strict=False))
    app.set_keymap({"step.opcode": "f7"})
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f7")
        assert app.snapshot.step == 1
        await press(pilot, "i")
        assert app.snapshot.step == 1


async def test_colours_are_left_out_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = NixStep(session_of(FAC, 50))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "s")
        assert app.no_color
        assert "reverse" in str(app.screen._compositor.render_strips()) or app.snapshot.step > 50


async def test_panels_are_sampled_while_a_program_runs() -> None:
    async with opened(LOOP) as (app, pilot):
        stack = app.query_one("#stack", Panel)
        app.simulate_key("c")
        await until(pilot, lambda: app.session.motion is not None)
        seen = set[int]()

        def look() -> bool:
            seen.add(stack.snapshot.step if stack.snapshot is not None else 0)
            return len(seen) > 2

        await until(pilot, look)
        assert app.session.motion is not None
        app.simulate_key("escape")
        await until(pilot, lambda: app.session.motion is None)


async def test_frames_that_repeat_are_one_row_that_opens() -> None:
    async with opened(session_of(DEEP, 60000), size=(120, 40), keys="3") as (app, pilot):
        panel = app.focused_panel
        assert isinstance(panel, FramesPanel)
        above = takewhile(lambda row: not isinstance(row, Gap), panel.shown)
        at = sum(isinstance(row, int) for row in above)
        count, selected = panel.count(), app.snapshot.selected
        assert count < 60
        for _ in range(at):
            await press(pilot, "j")
        assert isinstance(panel.row, Gap)
        assert app.snapshot.selected == selected - at + 1
        await press(pilot, "enter")
        assert panel.count() > 100
        await press(pilot, "G")
        assert app.snapshot.selected == 1
        assert panel.frame is not None
        assert panel.frame.number == 1
        await press(pilot, "g", "u", "u", "u", "u")
        assert panel.frame.number == app.snapshot.selected == app.snapshot.depth - 4


async def test_the_list_of_breakpoints_acts(tmp_path: Path) -> None:
    file = tmp_path / "a.nix"
    file.write_text("let\n  f = x:\n    x + 1;\n  g = 2;\nin\n  f 1 + f g\n")
    session = Session(Program(path=str(file)), history=1000)
    for place in ("OpForce", "a.nix:3"):
        session.breakpoints.add(place)
    async with opened(session) as (app, pilot):
        assert app.source.breakpoints == {3}
        await type_command(pilot, "breakpoints")
        await press(pilot, "d")
        assert "disabled" in screen_text(app)
        assert [each.enabled for each in session.breakpoints.all] == [False, True]
        await press(pilot, "d", "j", "enter")
        assert (app.focused_panel, app.source.line) == (app.source, 3)
        await type_command(pilot, "breakpoints")
        await press(pilot, "enter")
        assert "in no one place" in screen_text(app)
        await type_command(pilot, "breakpoints")
        await press(pilot, "x", "x")
        assert not isinstance(app.screen, Window)
        assert not session.breakpoints
        assert app.source.breakpoints == frozenset()


async def test_messages_stand_below_the_sentence_and_leave_the_title_alone() -> None:
    async with opened(FAC) as (app, pilot):
        before = screen_text(app).splitlines()
        await press(pilot, "ctrl+g")
        after = screen_text(app).splitlines()
        changed = [row for row, (one, two) in enumerate(zip(before, after, strict=True)) if one != two]
        assert after[changed[-1]].strip() == "Ctrl+G does nothing here: ? shows every key"
        assert changed[0] >= changed[-1] - 1
        assert after[0] == before[0]
        await press(pilot, "i", "y", "escape", "j", "escape", "colon", "Q", "escape")
        assert "does nothing" not in screen_text(app)


async def test_messages_go_after_some_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("debugger.tui.showing.SAID", 0.05)
    async with opened(FAC) as (app, pilot):
        await press(pilot, "ctrl+g")
        await until(pilot, lambda: not app.explanation.message)
        assert "does nothing" not in screen_text(app)


async def test_the_cursor_in_the_value_stack_selects_whose_values_it_is_on() -> None:
    async with opened(session_of(FAC, 60)) as (app, pilot):
        top = app.snapshot.frame_count
        assert top > 2
        await press(pilot, "4", "escape", *["j"] * 4)
        stack = app.focused_panel
        assert stack.id == "stack"
        assert stack.cursor == 4
        assert app.snapshot.selected == stack.frame_number < top
        await press(pilot, "g")
        assert app.snapshot.selected == top
