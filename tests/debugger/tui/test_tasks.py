"""What people come for, counted in keys."""

from __future__ import annotations

from debugger.loading.program import Program
from debugger.session import Session
from debugger.tui.screens.reading import ReadingScreen
from debugger.tui.screens.why import WhyScreen
from tests.debugger.tui.driving import opened, press, screen_text, until
from tests.debugger.tui.programs import RECURSION, session_of

LONG = 'rec { board = "one\\ntwo\\n"; shelf = map (n: n * n) [ 1 2 3 ]; last = "the very end"; }'
PRICES = """rec {
  total = price * 2;
  price = 3 + 4;
}
"""


def recorded(text: str) -> Session:
    return Session(Program(expression=text, strict=True), history=100_000)


async def test_the_programs_result_is_read_in_full_with_two_keys() -> None:
    async with opened(recorded(LONG)) as (app, pilot):
        await press(pilot, "c", "v")
        assert isinstance(app.screen, ReadingScreen)
        text = screen_text(app)
        assert "1 4 9" in text
        assert "the very end" in text


async def test_ones_own_infinite_recursion_is_seen_as_a_cycle_with_two_keys() -> None:
    async with opened(session_of(RECURSION, history=10_000)) as (app, pilot):
        await press(pilot, "c", "y")
        assert isinstance(app.screen, WhyScreen)
        await until(pilot, lambda: "╰▶" in screen_text(app))


async def test_why_an_attribute_is_forced_takes_three_keys() -> None:
    async with opened(recorded(PRICES), keys="c") as (app, pilot):
        app.source.move_to(2)
        await press(pilot, "1", "H", "y")
        assert isinstance(app.screen, WhyScreen)
        text = screen_text(app)
        assert "OpMul" in text or "total" in text
        assert app.explanation.message.startswith("price #")
