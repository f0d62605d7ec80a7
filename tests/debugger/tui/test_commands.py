"""Commands that no story needs, each by itself: the message first."""

from __future__ import annotations

import pytest

from debugger.session import Session
from debugger.tui.actions.looking import editor_line
from debugger.tui.actions.times import MOST
from tests.debugger.tui.driving import opened, press, screen_text, type_command, until
from tests.debugger.tui.programs import FAC, session_of


def recorded() -> Session:
    return session_of(FAC, 20, history=10_000)


async def test_a_mark_is_deleted() -> None:
    async with opened(recorded()) as (app, pilot):
        await type_command(pilot, "mark here")
        await type_command(pilot, "unmark here")
        assert app.explanation.message == "mark here deleted"
        assert app.session.history.marks == {}
        await type_command(pilot, "unmark here")
        assert app.explanation.message == "there is no mark 'here': :marks lists them"


async def test_notes_are_pinned_listed_and_gone_to() -> None:
    async with opened(recorded()) as (app, pilot):
        await type_command(pilot, "notes")
        assert app.explanation.message == "no notes: :note TEXT pins one to this step"
        await type_command(pilot, "note look here")
        assert app.explanation.message == "noted at step 20"
        await press(pilot, "less_than_sign")
        await type_command(pilot, "notes")
        assert "look here" in screen_text(app)
        await press(pilot, "enter")
        assert app.session.step == 20


async def test_a_breakpoint_is_ignored_for_a_while_and_enabled_again() -> None:
    async with opened(recorded()) as (app, pilot):
        await type_command(pilot, "break OpForce")
        await type_command(pilot, "ignore 1 3")
        assert app.session.breakpoints.all[0].ignore == 3
        await type_command(pilot, "disable 1")
        assert [each.enabled for each in app.session.breakpoints.all] == [False]
        await type_command(pilot, "enable 1")
        assert [each.enabled for each in app.session.breakpoints.all] == [True]
        await type_command(pilot, "enable 7")
        assert "7" in app.explanation.message


async def test_frames_of_own_code_are_gone_to_in_both_directions() -> None:
    async with opened(session_of(FAC, 60)) as (app, pilot):
        top = app.snapshot.frame_count
        assert top > 2
        await press(pilot, "U")
        assert app.snapshot.selected == top - 1
        await press(pilot, "D")
        assert app.snapshot.selected == top
        await press(pilot, "D")
        assert app.explanation.message == "no frame further in runs your own code"
        await type_command(pilot, "own")
        assert app.snapshot.selected == top - 1
        await type_command(pilot, "own-callee")
        assert app.snapshot.selected == top


async def test_a_chunk_is_shown_by_its_name() -> None:
    async with opened(recorded()) as (app, pilot):
        name = app.session.chunk_list()[0][0]
        await type_command(pilot, f"chunk {name}")
        assert app.bytecode.chunk == name
        assert app.focused_panel.id == "bytecode"
        await type_command(pilot, "chunk nope")
        assert app.explanation.message == "there is no chunk nope: `:chunks` lists them"
        await type_command(pilot, "chunk")
        assert app.explanation.message == "which chunk? :chunks lists them"


async def test_where_there_is_no_terminal_to_go_back_to_nothing_is_lost() -> None:
    async with opened(recorded()) as (app, pilot):
        await press(pilot, "ctrl+z")
        assert app.is_running
        await press(pilot, "i")
        assert app.session.step == 21


async def test_of_very_many_times_the_first_are_listed() -> None:
    text = "builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) 3000)"
    async with opened(session_of(text, history=200_000), keys="c") as (app, pilot):
        await type_command(pilot, "find Op")
        await until(pilot, lambda: "Steps with Op" in screen_text(app))
        assert app.explanation.message == f"the first {MOST:,} times".replace(",", " ")
        assert len(app.times) == MOST


async def test_it_plays_forwards_and_back_until_somebody_does_something_else() -> None:
    async with opened(recorded()) as (app, pilot):
        await type_command(pilot, "play 30")
        assert app.explanation.message
        await until(pilot, lambda: app.session.step > 23)
        await press(pilot, "space")
        assert app.explanation.message == "paused"
        here = app.session.step
        await pilot.pause(0.2)
        assert app.session.step == here
        await type_command(pilot, "play back")
        await until(pilot, lambda: app.session.step < here)
        await press(pilot, "u")
        assert not app.player.is_playing
        await type_command(pilot, "play quickly")
        assert app.explanation.message.startswith("play how? ")
        await type_command(pilot, "play 1000")
        assert app.explanation.message == "between 0.1 and 30 steps a second"


@pytest.mark.parametrize(("text", "status"), [("1 + 1", "finished"), ("let a = { }; in a.b", "error")])
async def test_playing_ends_with_the_program_and_at_an_error(text: str, status: str) -> None:
    async with opened(session_of(text, history=1000)) as (app, pilot):
        await type_command(pilot, "play 30")
        await until(pilot, lambda: not app.player.is_playing)
        assert app.snapshot.status == status


async def test_a_source_that_is_no_file_is_not_edited() -> None:
    async with opened(recorded()) as (app, pilot):
        await press(pilot, "E")
        assert app.explanation.message == "this source is no file: it cannot be edited"


def test_editors_are_opened_at_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for editor, words in (
        ("nano -w", ["nano", "-w", "+7", "/a b.nix"]),
        ("code", ["code", "--wait", "--goto", "/a b.nix:7"]),
        ("/usr/bin/hx", ["/usr/bin/hx", "/a b.nix:7"]),
        ("", ["vi", "+7", "/a b.nix"]),
    ):
        monkeypatch.delenv("VISUAL", raising=False)
        monkeypatch.setenv("EDITOR", editor)
        assert editor_line("/a b.nix", 7) == words


@pytest.mark.parametrize(
    ("keys", "typed"),
    [
        ("c 4 enter", "/two"),
        ("c 4 enter", ":two"),
        ("c v", "/plum"),
        ("question_mark", "/frame"),
        ("L", "/xyz"),
    ],
)
async def test_letters_that_come_at_once_are_all_typed(keys: str, typed: str) -> None:
    text = """{ one = 1; two = 2; note = builtins.concatStringsSep " " (builtins.genList toString 40); }"""
    async with opened(session_of(text, history=1000), keys=keys) as (app, pilot):
        for letter in typed:
            app.simulate_key({"/": "slash", ":": "colon"}.get(letter, letter))
        await pilot.pause(0.3)
        assert f"{typed}▏" in screen_text(app)
