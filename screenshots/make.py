"""Makes the pictures of the documentation: scripted runs of the real app, each exported as an SVG file.

`make screenshots` runs it. The same program and the same keys always give the same picture.
"""

from __future__ import annotations

import asyncio
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from debugger.program import Program
from debugger.session import Session
from debugger.tui.app import NixStep

HERE = Path(__file__).resolve().parent
BAKERY = HERE.parent / "debugger" / "examples" / "bakery" / "default.nix"

RECURSION = """let
  # The price of a cake depends on the price of its box, and the box on the cake.
  shop = {
    cake = { price = 250 + shop.box.price; };
    box = { price = shop.cake.price / 10; };
  };
in
shop.cake.price
"""

WEB_FONT = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


@dataclass(frozen=True)
class Picture:
    """One picture: what is run, at which size, and the keys that lead there."""

    name: str
    program: Program
    size: tuple[int, int]
    keys: tuple[str, ...]
    theme: str = "nixstep-dark"
    breakpoints: tuple[str, ...] = ()


def typed(text: str) -> tuple[str, ...]:
    """The keys for a command line."""
    names = {" ": "space", ":": "colon"}
    return (*(names.get(char, char) for char in text), "enter")


BAKERY_RUN = Program(path=str(BAKERY), strict=True)

PICTURES = (
    Picture("step", BAKERY_RUN, (120, 40), ("c",), breakpoints=("OpMul",)),
    Picture("light", BAKERY_RUN, (120, 40), ("c", "c", "u"), "nixstep-light", ("OpResolveWith",)),
    Picture("error", Program(expression=RECURSION), (120, 40), ("c",)),
    Picture("help", BAKERY_RUN, (120, 40), ("s", "s", "question_mark")),
    Picture("small", BAKERY_RUN, (80, 24), ("c", "4"), breakpoints=("OpMul",)),
)


async def take(picture: Picture) -> str:
    """The picture as SVG text."""
    session = Session(picture.program)
    for where in picture.breakpoints:
        session.breakpoints.add(where)
    app = NixStep(session, picture.theme)
    async with app.run_test(size=picture.size) as pilot:
        await pilot.pause()
        for key in picture.keys:
            await pilot.press(key)
            while session.motion is not None:
                await pilot.pause(0.05)
            await pilot.pause()
        await pilot.pause(0.1)
        return without_web_fonts(app.export_screenshot(title="nixstep"))


def without_web_fonts(svg: str) -> str:
    """The picture with the reader's own fixed-width font: nothing is fetched to look at it."""
    svg = WEB_FONT.sub("", svg)
    svg = svg.replace("Fira Code", "monospace")
    return svg.replace("<svg class=", '<svg xml:space="preserve" class=', 1)


def main() -> int:
    wanted = set(sys.argv[1:])
    for picture in PICTURES:
        if wanted and picture.name not in wanted:
            continue
        path = HERE / f"{picture.name}.svg"
        path.write_text(asyncio.run(take(picture)), encoding="utf-8")
        print(path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
