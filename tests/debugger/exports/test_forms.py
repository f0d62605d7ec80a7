"""The other forms: films, pictures, lines of JSON, and the command that writes them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from debugger.exports.cast import cast
from tests.debugger.hostile import TEXT, unsafe_characters
from tests.debugger.in_process import CommandLine
from tests.debugger.tui.driving import opened, screen_text, type_command, until
from tests.debugger.tui.programs import session_of

MOVE = re.compile(r"\x1b\[(\d+);1H")
STYLE = re.compile(r"\x1b\[[\d;]*[a-zA-Z]|\x1b\[\?25l|\x1b\]8;[^\x1b]*\x1b\\")
RECURSION = "let f = n: if n == 0 then 0 else n + f (n - 1); in f 2"


def screens(lines: list[str]) -> list[list[str]]:
    """What a player shows after each event, without colours."""
    header = json.loads(lines[0])
    rows = [""] * header["height"]
    found = []
    for _, kind, data in map(json.loads, lines[1:]):
        if kind == "o":
            parts = MOVE.split(data)
            for at in range(1, len(parts), 2):
                rows[int(parts[at]) - 1] = STYLE.sub("", parts[at + 1])
            found.append(list(rows))
    return found


def test_only_rows_that_changed_are_painted_and_notes_are_markers() -> None:
    frames = [("", ["a", "b"]), ("look", ["a", "c"]), ("", ["d", "c"])]
    lines = list(cast(frames, (10, 2), "t", 0.5))
    events = [json.loads(line) for line in lines[1:]]
    assert json.loads(lines[0]) == {"version": 2, "width": 10, "height": 2, "title": "t"}
    assert [each[2] for each in events if each[1] == "o"][1:4] == [
        "\x1b[1;1Ha\x1b[2;1Hb",
        "\x1b[2;1Hc",
        "\x1b[1;1Hd",
    ]
    assert [each for each in events if each[1] == "m"] == [[0.5, "m", "look"]]
    times = [each[0] for each in events]
    assert times == sorted(times)


def test_a_film_shows_the_real_screen_at_every_step(nixstep: CommandLine, tmp_path: Path) -> None:
    target = tmp_path / "film.cast"
    outcome = nixstep(
        "export", "-E", RECURSION, "-o", str(target), "--size", "80x24", "--from", "3", "--to", "6"
    )
    assert outcome.code == 0, outcome.err
    text = target.read_text()
    assert not unsafe_characters(text, "\n")
    shown = screens(text.splitlines())[1:-1]
    assert len(shown) == 4
    for step, rows in enumerate(shown, 3):
        assert f"step {step} of" in rows[0]
        assert any("Value stack" in row for row in rows)


def test_the_film_of_a_recording_has_its_notes_as_markers(nixstep: CommandLine, tmp_path: Path) -> None:
    run, target = tmp_path / "run.nixstep", tmp_path / "film.cast"
    assert nixstep("record", "-E", RECURSION, "-o", str(run)).code == 0
    assert nixstep("replay", str(run), "--note", f"4 see {TEXT}".replace("\x1b", "")).code in (0, 2)
    assert nixstep("replay", str(run), "--mark", "start=2").code == 0
    outcome = nixstep("export", str(run), "-o", str(target), "--size", "60x12", "--to", "5")
    assert outcome.code == 0, outcome.err
    events = [json.loads(line) for line in target.read_text().splitlines()[1:]]
    assert "start" in [each[2] for each in events if each[1] == "m"]
    story = tmp_path / "story.md"
    assert nixstep("export", str(run), "-o", str(story)).code == 0
    assert "## Step 2: start" in story.read_text()


def test_json_lines_have_an_object_for_each_step(nixstep: CommandLine) -> None:
    lines = nixstep("export", "-E", RECURSION, "--as", "json-lines", "-o", "-").value.splitlines()
    head, *steps = map(json.loads, lines)
    assert (head["format"], head["version"]) == ("nixstep-steps", 1)
    assert [each["step"] for each in steps] == list(range(head["steps"] + 1))
    assert steps[0]["opcode"] == "OpConstant"
    assert steps[-1]["stack"] == ["3"]
    assert {each["status"] for each in steps[:-1]} == {"stopped"}


def test_a_picture_is_of_the_step_that_is_named(nixstep: CommandLine, tmp_path: Path) -> None:
    target = tmp_path / "screen.svg"
    assert nixstep("export", "-E", RECURSION, "-o", str(target), "--step", "7", "--size", "80x24").code == 0
    text = target.read_text()
    assert text.startswith("<svg")
    assert "step&#160;7" in text.replace("</text>", "").replace("&#160;", "&#160;") or ">7" in text


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("-o", "x.txt"), 2, "which form? .svg, .md, .cast, .jsonl"),
        (("-o", "x.svg", "--size", "9x9"), 2, "is not between 20x5 and 500x200"),
        (("-o", "x.svg", "--size", "wide"), 2, "is not a size like 120x40"),
        (("-o", "x.svg", "--theme", "none"), 2, "there is no theme none"),
        (("-o", "x.md", "--step", "9999"), 1, "there is no step 9999"),
        (("-o", "/nowhere/x.md"), 1, "cannot write /nowhere/x.md: No such file or directory"),
        (("-o", "x.cast", "--from", "3", "--to", "1"), 1, "from step 3 to step 1 there is nothing"),
    ],
)
def test_what_cannot_be_is_said(
    nixstep: CommandLine, arguments: tuple[str, ...], code: int, words: str
) -> None:
    outcome = nixstep("export", "-E", RECURSION, *arguments)
    assert outcome.code == code
    assert words in outcome.err


async def test_the_screen_and_the_story_are_written_from_the_debugger(tmp_path: Path) -> None:
    async with opened(session_of(RECURSION, 20, history=10_000)) as (app, pilot):
        await type_command(pilot, f"export {tmp_path}/a.svg")
        await until(pilot, (tmp_path / "a.svg").exists)
        await type_command(pilot, f"export {tmp_path}/a.md")
        await until(pilot, (tmp_path / "a.md").exists)
        assert "## Step 20" in (tmp_path / "a.md").read_text()
        assert app.session.step == 20
        await type_command(pilot, f"export {tmp_path}/a.pdf")
        await until(pilot, lambda: "which form?" in screen_text(app))
        await type_command(pilot, "export /nowhere/a.svg")
        await until(pilot, lambda: "cannot write /nowhere/a.svg" in screen_text(app))
