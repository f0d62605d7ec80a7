"""The start screen: recent programs and examples, chosen by keys; and what is remembered of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from debugger.cli.start import example_entries, recent_entries
from debugger.kept.recent import MOST, note, recent
from debugger.tui.start import Entry, Start
from tests.debugger.commands import nixstep, run
from tests.debugger.terminal import terminal

RECENT = [Entry("/a/b.nix", "b.nix"), Entry("/c.nix", "[red]c.nix")]
EXAMPLES = [Entry("/e/default.nix", "e", "An example.")]


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        (["enter"], "/a/b.nix"),
        (["j", "enter"], "/c.nix"),
        (["down", "j", "enter"], "/e/default.nix"),
        (["j", "k", "enter"], "/a/b.nix"),
        (["q"], None),
        (["escape"], None),
    ],
)
async def test_one_is_chosen_by_keys(keys: list[str], chosen: str | None) -> None:
    app = Start(RECENT, EXAMPLES)
    async with app.run_test() as pilot:
        await pilot.press(*keys)
    assert app.return_value == chosen


@pytest.mark.parametrize("size", [(80, 24), (20, 5), (200, 60)])
async def test_it_needs_no_recent_program_and_no_room(size: tuple[int, int]) -> None:
    app = Start([], EXAMPLES, "nixstep-light")
    async with app.run_test(size=size) as pilot:
        await pilot.press("enter")
    assert app.return_value == "/e/default.nix"


def test_the_latest_come_first_and_what_is_gone_is_left_out(tmp_path: Path) -> None:
    kept = tmp_path / "recent.json"
    files = [tmp_path / f"{each}.nix" for each in range(MOST + 2)]
    for each in files:
        each.write_text("1")
        assert note(kept, str(each))
    assert recent(kept) == [str(each) for each in reversed(files)][:MOST]
    note(kept, str(files[5]))
    assert recent(kept)[0] == str(files[5])
    files[5].unlink()
    assert str(files[5]) not in recent(kept)
    for text in ("", "[]", '{"format": "nixstep-recent", "version": 1, "files": [1, "\\u0000"]}'):
        kept.write_text(text)
        assert recent(kept) == []


def test_the_examples_are_those_that_are_shipped() -> None:
    assert "bakery" in {each.title for each in example_entries()}
    assert all(each.help for each in example_entries())
    assert isinstance(recent_entries(), list)


def test_alone_it_opens_in_a_terminal_and_is_help_elsewhere() -> None:
    with terminal(nixstep(), 80, 24) as subject:
        subject.wait_for("Examples")
        subject.press("\r")
        subject.wait_for("OpConstant makes thunk#0")
    assert b"Usage: nixstep" in run().stderr
