"""Tips: told a few times, and never again once one has done what they say."""

from __future__ import annotations

from pathlib import Path

from debugger.kept.tips import TIMES, TIPS, Tips
from debugger.tui.app import NixStep
from debugger.tui.commands import load_commands
from tests.debugger.tui.driving import press, screen_text
from tests.debugger.tui.programs import session_of


def test_each_tip_is_told_a_few_times_and_then_no_more(tmp_path: Path) -> None:
    told = [Tips(tmp_path / "tips.json").next() for _ in range(len(TIPS) * TIMES + 1)]
    assert told[:TIMES] == [next(iter(TIPS.values()))] * TIMES
    assert {each: told.count(each) for each in TIPS.values()} == dict.fromkeys(TIPS.values(), TIMES)
    assert told[-1] == ""


def test_what_one_has_done_is_not_told_again(tmp_path: Path) -> None:
    subject = Tips(tmp_path / "tips.json")
    first, second = list(TIPS)[:2]
    subject.done(first)
    subject.done("no such command")
    assert Tips(tmp_path / "tips.json").next() == TIPS[second]


def test_a_file_that_says_something_else_counts_as_nothing(tmp_path: Path) -> None:
    (tmp_path / "tips.json").write_text('{"format": "nixstep-tips", "version": 1, "told": {"look.why": "x"}}')
    (tmp_path / "tips.json").chmod(0o600)
    assert Tips(tmp_path / "tips.json").told == {}


def test_tips_are_about_commands_and_name_their_keys() -> None:
    commands = load_commands()
    for name, text in TIPS.items():
        names = (*commands[name].shown_keys.split(), *(f":{word}" for word in commands[name].words))
        assert any(each in text for each in names), name


async def test_a_session_begins_with_a_tip_that_goes_away(tmp_path: Path) -> None:
    for shown in (True, False):
        app = NixStep(session_of("1 + 1", 0), tips=Tips(tmp_path / "tips.json"))
        async with app.run_test(size=(120, 40)) as pilot:
            assert (TIPS["step.source"] in screen_text(app)) is shown
            await press(pilot, "s")
