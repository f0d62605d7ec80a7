"""Makes the pictures of the documentation from scripted runs of the real app.

    make screenshots, or: PYTHONPATH=. python screenshots/make.py [NAME...]

They are SVG, need nothing from the network, and come out the same on every machine.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from debugger.loading.program import Program
from debugger.motions import Continue, Motion, SourceStep
from debugger.session import Session
from debugger.tui.app import NixStep

HERE = Path(__file__).resolve().parent
BAKERY = HERE.parent / "debugger" / "examples" / "bakery"
RECURSION = """# Three attributes that wait for each other.
rec {
  total = price * 2;
  price = shelf.bread + 1;
  shelf = { bread = total; cake = 12; };
}
"""
AVERAGE = """# Cake costs twice the average of all prices, its own among them.
let
  prices = { bread = 3; cake = average * 2; roll = 1; };
  average = total / builtins.length (builtins.attrNames prices);
  total = builtins.foldl' (sum: price: sum + price) 0 (builtins.attrValues prices);
  bill = customer: "${customer} pays ${toString prices.cake}";
in map bill [ "Ada" "Ben" ]
"""


@dataclass(frozen=True)
class Picture:
    """One picture: the program, how far it has gone when it opens, and what is pressed then."""

    program: Program
    size: tuple[int, int]
    keys: str
    motion: Motion | None = None
    count: int = 1
    theme: str = "nixstep-dark"
    breakpoints: tuple[str, ...] = ()
    history: int = 1_000_000


def bakery() -> Program:
    return Program(path=str(BAKERY / "default.nix"), strict=True)


PICTURES: dict[str, Callable[[], Picture]] = {
    "step": lambda: Picture(
        bakery(), (120, 40), "i", SourceStep(), 746, breakpoints=("lib.nix:45", "OpJump")
    ),
    "light": lambda: Picture(bakery(), (120, 40), "2 escape i", SourceStep(), 1244, "nixstep-light"),
    "value": lambda: Picture(bakery(), (120, 40), "4 enter j l j j l", Continue()),
    "help": lambda: Picture(bakery(), (120, 40), "question_mark", SourceStep(), 746),
    "error": lambda: Picture(Program(expression=RECURSION, strict=True), (120, 32), "c"),
    "why": lambda: Picture(Program(expression=AVERAGE, strict=True), (120, 32), "c y"),
    "past": lambda: Picture(
        bakery(), (120, 40), "m z C C m a C S S S N", Continue(), breakpoints=("lib.nix:45",)
    ),
    "small": lambda: Picture(bakery(), (80, 24), "2 7 escape i", SourceStep(), 746),
}


async def take(picture: Picture) -> str:
    session = Session(picture.program, history=picture.history)
    if picture.motion is not None:
        session.snapshot()
        session.run(picture.motion, picture.count)
    for where in picture.breakpoints:
        session.breakpoints.add(where)
    app = NixStep(session, picture.theme)
    async with app.run_test(size=picture.size) as pilot:
        await pilot.press(*picture.keys.split())
        await pilot.pause(0.2)
        return settled(app.export_screenshot(title="nixstep", simplify=True))


def settled(svg: str) -> str:
    """Ids and paths that do not depend on the run or the machine."""
    svg = svg.replace(str(BAKERY.parent) + "/", "~/").replace(str(HERE.parent) + "/", "~/")
    found = re.search(r"terminal-(\d+)", svg)
    if found is not None:
        plain = svg.replace(found[0], "terminal-0")
        svg = svg.replace(found[0], f"terminal-{zlib.crc32(plain.encode())}")
    return svg


def main(names: list[str]) -> int:
    os.environ.pop("NO_COLOR", None)
    unknown = [name for name in names if name not in PICTURES]
    if unknown:
        print(f"there is no picture {unknown[0]}: {', '.join(PICTURES)}", file=sys.stderr)
        return 2
    for name in names or PICTURES:
        path = HERE / f"{name}.svg"
        path.write_text(asyncio.run(take(PICTURES[name]())), encoding="utf-8")
        print(path.relative_to(HERE.parent))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
