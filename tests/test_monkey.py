"""The monkey plays for half a minute; the same seed is the same game; what it finds is made small."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

import tests.monkey.play
from debugger.loading.program import Program
from debugger.tui.app import NixStep
from debugger.tui.commands import load_commands
from debugger.tui.panels.explanation import Explanation
from debugger.tui.screens import kinds
from debugger.tui.screens.calls import CallTreeScreen
from debugger.tui.screens.kinds import KindsScreen
from debugger.tui.screens.thunks import ThunksScreen
from debugger.tui.windows import working
from debugger.tui.windows.window import Window
from tests.debugger.failing import AFTER_FORCING
from tests.monkey import guard
from tests.monkey.actions import HARMFUL, Action, any_action, key_names, words
from tests.monkey.pictures import difference, is_still
from tests.monkey.play import Game, new_game, play, replay
from tests.monkey.programs import LARGE, Toy, toys
from tests.monkey.shrinking import shrunk

ROOT = Path(__file__).parents[1]
SECONDS = 30
PLAIN = Toy("plain", Program(expression="[ 1 2 ]"), 1_000, 3)


@pytest.mark.timeout(300)
def test_half_a_minute_of_the_monkey() -> None:
    played = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.monkey",
            "--seed",
            "1",
            "--count",
            "150",
            "--minutes",
            str(SECONDS / 60),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert played.returncode == 0, played.stdout + played.stderr
    assert ", 0 findings" in played.stdout


def test_the_same_seed_is_the_same_game() -> None:
    first, second = new_game(5), new_game(5)
    assert first[0] == second[0]
    keys = key_names()
    assert [any_action(first[1], keys) for _ in range(500)] == [
        any_action(second[1], keys) for _ in range(500)
    ]


def test_it_knows_every_key_and_word_but_the_harmful_ones() -> None:
    table = load_commands()
    keys = {key for each in table.values() if each.id not in HARMFUL for key in each.keys}
    assert keys <= set(key_names())
    assert not {"ctrl+z", "E"} & set(key_names())
    harmless = {word for each in table.values() if each.id not in HARMFUL for word in each.words}
    assert harmless == set(words())
    assert "edit" not in harmless


def test_every_kind_of_action_and_toy_comes_up() -> None:
    dice = random.Random(1)
    keys = key_names()
    assert {any_action(dice, keys).kind for _ in range(2_000)} == {
        "key", "type", "paste", "click", "wheel", "drag", "size",
    }  # fmt: skip
    assert set(LARGE) <= {new_game(seed)[0].toy.name for seed in range(100)} <= set(toys())


def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """An app in which marking a step and then zooming raises."""
    zoom = NixStep.zoom

    def raising(self: NixStep) -> None:
        if self.session.history.marks:
            raise ValueError("it is broken")
        zoom(self)

    monkeypatch.setattr(NixStep, "zoom", raising)


def test_what_raises_is_found_and_made_small(monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch)
    wanted = [Action("key", key) for key in "4jmajkhlz"]
    found = replay(Game(0, PLAIN, (80, 24)), wanted)
    assert "it is broken" in found.finding
    assert [action.text for action in shrunk(found).actions] == ["m", "a", "z"]
    assert "key 'z'" in found.log()


def test_a_screen_that_is_not_drawn_again_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Explanation, "redraw", lambda self: None)
    found = replay(Game(0, PLAIN, (80, 24)), [Action("key", "i")])
    assert "differs from one drawn again" in found.finding


def test_a_screen_that_shows_another_step_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NixStep, "show_soon", lambda self: None)
    found = replay(Game(0, PLAIN, (80, 24)), [Action("key", "i")])
    assert "differs from that of a fresh app" in found.finding


def test_what_takes_long_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(self: NixStep) -> None:
        begun = time.process_time()
        while time.process_time() < begun + 1.5:
            pass

    monkeypatch.setattr(NixStep, "zoom", slow)
    found = replay(Game(0, PLAIN, (80, 24)), [Action("key", "z")])
    assert found.is_slow
    assert "of CPU" in found.finding


@pytest.mark.parametrize(
    ("keys", "kind"), [(("left_curly_bracket",), KindsScreen), (("K",), CallTreeScreen), ("Ls", ThunksScreen)]
)
def test_a_window_that_works_is_compared_when_it_has_ended(
    monkeypatch: pytest.MonkeyPatch, keys: Sequence[str], kind: type[Window]
) -> None:
    for module, name in ((kinds, "SLICE"), (working, "SLICE"), (working, "QUICK")):
        monkeypatch.setattr(module, name, 0.0001)
    seen: list[tuple[bool, bool]] = []

    async def waiting(app: NixStep) -> bool:
        assert isinstance(app.screen, kind)
        worked = app.screen.is_working
        still = await is_still(app)
        seen.append((worked, still))
        return still

    monkeypatch.setattr(tests.monkey.play, "is_still", waiting)
    toy = Toy("list", toys()["list"], 2_000_000, 200_000)
    found = replay(Game(0, toy, (120, 40)), [Action("key", key) for key in keys])
    assert not found.finding
    assert seen == [(True, True)]


def test_harm_is_refused(tmp_path: Path) -> None:
    with guard.harmless():
        with pytest.raises(guard.HarmError):
            (tmp_path / "file").write_text("harm")
        with pytest.raises(guard.HarmError):
            subprocess.run(["true"])
        assert Path(__file__).read_text(encoding="utf-8")
    (tmp_path / "file").write_text("no harm")


def test_pictures_are_compared_in_text_and_style() -> None:
    assert difference([[("a", "red")]], [[("a", "red")]]) == ""
    assert "row 0" in difference([[("a", "red")]], [[("a", "blue")]])
    assert "1 rows against 2" in difference([[]], [[], []])


def test_quitting_opens_another_app_on_the_same_session() -> None:
    played = replay(Game(0, PLAIN, (80, 24)), [Action("key", "q"), Action("key", "i"), Action("key", "q")])
    assert not played.finding
    assert len(played.actions) == 3


@pytest.mark.parametrize("text", [AFTER_FORCING[0], AFTER_FORCING[2], AFTER_FORCING[21]])
def test_every_key_and_command_answers_at_an_error(text: str) -> None:
    toy = Toy("error", Program(expression=text, strict=True), 10_000, -1)
    again = [Action("key", "escape"), Action("key", "escape"), Action("type", ":R", (1,)), Action("key", "c")]
    actions: list[Action] = []
    for key in key_names():
        actions += [Action("key", key), *again]
    for word in words():
        actions += [Action("type", f":{word}", (1,)), *again]
    played = replay(Game(0, toy, (120, 40)), actions)
    assert not played.finding, played.log() + played.finding


def test_a_short_game_has_no_finding() -> None:
    game = play(3, 30)
    assert not game.finding
    assert len(game.actions) == 30
