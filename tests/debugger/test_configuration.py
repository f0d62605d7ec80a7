"""The configuration: what may stand in it, what is wrong, and that the rest counts all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from debugger.kept.configuration import Configuration, check, read, usual_path
from debugger.loading.program import Program
from debugger.session import Session
from debugger.tui.app import NixStep
from debugger.tui.commands import keymap_problems, load_commands
from debugger.tui.placing.layouts import LAYOUTS
from tests.debugger.commands import run
from tests.debugger.tui.driving import press

WHOLE = """theme = "nixstep-light"
history = 5_000
skip = ["*/lib/*"]
layout = "source"
numbers = "comma"
tips = false
[keys]
"step.opcode" = "f7"
"""


def written(path: Path, text: str) -> Configuration:
    path.write_text(text)
    return read(path)


def test_what_it_says_is_taken(tmp_path: Path) -> None:
    found = written(tmp_path / "config.toml", WHOLE)
    assert found == Configuration(
        "nixstep-light", 5_000, ("*/lib/*",), "source", "comma", False, {"step.opcode": "f7"}
    )
    assert read(tmp_path / "no") == Configuration()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("them = 1", "there is no setting 'them'; did you mean theme?"),
        ("theme = 1", "theme: the name of a theme is text"),
        ("history = -1", "history: a number of steps is 0 or more"),
        ("history = true", "history: a number of steps is 0 or more"),
        ('skip = "a"', 'skip: it is a list of globs: skip = ["*/lib/*"]'),
        ("layout = 1", "layout: the name of a layout is text"),
        ('layout = "sourc"', "layout: there is no layout 'sourc'; did you mean source?"),
        ('numbers = "dots"', "numbers: it is one of space, comma, point, plain"),
        ("tips = 1", "tips: it is true or false"),
        ("keys = 1", 'keys: it is a table: "step.over" = "n,f10"'),
        ('theme = "no"', "theme: there is no theme 'no'"),
        ('[keys]\n"step.ovr" = "x"', "keys: there is no command 'step.ovr'; did you mean step.over?"),
        ("theme = ", "Invalid value (at end of document)"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_counts(tmp_path: Path, text: str, problem: str) -> None:
    found = written(tmp_path / "config.toml", text)
    assert check(found, {"nixstep-light": 1}, LAYOUTS, load_commands()) == [problem]
    if "\n" not in text and problem[0] != "I":
        both = written(tmp_path / "config.toml", f"{text}\n" + ("" if "history" in text else "history = 7\n"))
        assert both.history == (None if "history" in text else 7)


def test_what_is_no_text_is_no_configuration(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xff\xfe")
    assert read(tmp_path / "a").problems == ["it is not UTF-8: what stands at byte 0 is none"]
    assert read(tmp_path).problems == ["is a directory"]


@pytest.mark.parametrize(
    ("keymap", "problems"),
    [
        ({"step.opcode": "f7,ctrl+up"}, []),
        ({"step.opcode": "question_mark2"}, ["keys: step.opcode: no key is called 'question_mark2'"]),
        ({"step.opcode": "hyperctrl+a"}, ["keys: step.opcode: no key is called 'hyperctrl+a'"]),
        ({"step.opcode": "f7,"}, ["keys: step.opcode: no key is called ''"]),
        ({"step.opcode": "n"}, ["keys: 'n' would be both step.opcode and step.over"]),
        ({"step.opcode": "n", "step.over": "f7"}, []),
        ({"step.opcode": "f7", "step.over": "f7"}, ["keys: 'f7' would be both step.opcode and step.over"]),
        ({"step.opcode": "!"}, ["keys: '!' would be both step.opcode and look.explain"]),
        ({"step.nothing": "n"}, []),
    ],
)
def test_keys_that_there_are_not_and_keys_of_two_commands_are_told(
    keymap: dict[str, str], problems: list[str]
) -> None:
    assert list(keymap_problems(keymap, load_commands())) == problems


async def test_a_theme_and_keys_are_what_was_chosen() -> None:
    app = NixStep(Session(Program(expression="1 + 1"), history=100), "nixstep-light")
    app.set_keymap({"step.opcode": "f7"})
    async with app.run_test() as pilot:
        assert app.theme == "nixstep-light"
        await press(pilot, "f7")
        assert app.snapshot.step == 1


def test_the_command_tells_and_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = {"XDG_CONFIG_HOME": str(tmp_path)}
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert usual_path() == tmp_path / "nixstep" / "config.toml"
    assert b"there is no such file yet" in run("config", changes=home).stdout
    (tmp_path / "nixstep").mkdir()
    usual_path().write_text(WHOLE)
    assert run("config", changes=home).stdout.decode().endswith(WHOLE)
    assert run("config", "--check", changes=home).returncode == 0
    usual_path().write_text("theme = 1\nhistori = 2\n")
    finished = run("config", "--check", changes=home)
    assert finished.returncode == 1
    assert finished.stderr.count(b"\n") == 2
    assert b"step.over" in run("config", "--ids").stdout
