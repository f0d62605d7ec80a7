"""What a person meets, in pictures of the real app: a dozen states at four sizes in both themes.

`--snapshot-update` makes them anew. Look at those that changed before you keep them: `python
tests/debugger/tui/test_states.py DIRECTORY` writes them all as SVG.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual.pilot import Pilot

from debugger.loading.program import Program
from debugger.session import Session
from debugger.tui.app import NixStep
from debugger.tui.panels.status import Progress
from debugger.tui.windows.window import Window

SIZES = ((60, 15), (80, 24), (120, 40), (200, 60))
THEMES = ("nixstep-dark", "nixstep-light")
HISTORY = 100_000

BAKERY = """# What a day at the bakery costs.
let
  flours = { wheat.cost = 212; rye.cost = 140; };
  layers = 3;
  layer = number: if number == 0 then flours.wheat.cost else layer (number - 1) * 3 / 2;
  layerCosts = builtins.genList layer layers;
  sum = builtins.foldl' (a: b: a + b) 0;

  cake = {
    name = "plum cake";
    minutes = 40 + 10 * layers;
    work = 200;
    material = sum layerCosts;
    price = cake.work + cake.material;
  };
  line = item: "${item.name}: ${toString (item.price / 100)}";
in
builtins.trace "baking" {
  board = line cake;
  time = cake.minutes;
  order = { inherit (cake) name; count = 2; };
}
"""
MISSING = """# One attribute is spelled wrongly.
let
  shelf = { bread = 300; cake = 1250; };
  bill = names: builtins.foldl' (sum: name: sum + shelf.${name}) 0 names;
in
{ total = bill [ "bread" "roll" ]; }
"""
CYCLE = """# Three attributes that wait for each other.
rec {
  total = price * 2;
  price = shelf.bread + 1;
  shelf = { bread = total; cake = 12; };
}
"""
RUNAWAY = """# The end of the recursion is forgotten.
let
  count = list: 1 + count list;
in
count [ 1 2 3 ]
"""
LAZY = """# Nothing of this is needed to know that it is a set.
{
  flour = 2 * 106;
  eggs = map (n: n + 1) [ 1 2 ];
  name = "bread";
  note = "as always";
}
"""
WITHS = """# Names that only a `with` binds, in two sets.
let
  goods = { bread = 3; roll = 1; };
  more = { roll = 2; cake = 12; };
  total = with goods; with more; bread + roll + cake;
in
[ total (with goods; roll) ]
"""
LONG = "builtins.genList (n: n * n) 250000"
OPTIONS = """# Two modules define one option; the stronger one wins.
let
  force = content: { _type = "override"; priority = 50; inherit content; };
  mergeDefinitions = loc: type: defs:
    let
      plain = content: { priority = 100; inherit content; };
      weigh = d: if d.value._type or "" == "override" then d.value else plain d.value;
      best = builtins.foldl' (b: d: if (weigh d).priority < b.priority then weigh d else b)
        { priority = 9999; content = throw "nobody set ${builtins.concatStringsSep "." loc}"; } defs;
    in best.content;
in {
  web.port = mergeDefinitions [ "web" "port" ] null
    [ { file = "web.nix"; value = 80 + 0; } { file = "hardening.nix"; value = force 8443; } ];
  web.host = mergeDefinitions [ "web" "host" ] null [ { file = "site.nix"; value = "shop" + ".example"; } ];
}
"""
OPTION_CYCLE = """# Two options that need each other.
let
  mergeDefinitions = loc: defs: { value = builtins.foldl' (check loc) null defs; };
  check = loc: best: each: if each == null then throw (builtins.concatStringsSep "." loc) else each;
  evaluate = prefix: builtins.mapAttrs (name: option:
    let loc = prefix ++ [ name ]; in
    if option ? defs then (mergeDefinitions loc option.defs).value else evaluate loc option);
  config = evaluate [ ] {
    services.web.port.defs = [ 80 (config.services.db.port + 1) ];
    services.db.port.defs = [ (config.services.web.port - 1) ];
  };
in
config.services.web.port
"""
TEXT = r"""
builtins.concatStringsSep "\n" (builtins.genList (n: "line ${toString n} of a letter to the miller") 500)
"""


@dataclass(frozen=True)
class State:
    """A program, and how a person came to where it is: first to its end, or not, and then by keys."""

    program: str
    keys: str = ""
    is_done: bool = False
    strict: bool = True
    max_depth: int = 300
    lines: tuple[str, ...] = ()
    """Commands that are typed then, without the colon."""
    small: bool = True
    """Whether it is looked at on the smallest screen too."""


STATES: dict[str, State] = {
    "first screen": State(BAKERY),
    "a step": State(BAKERY, "1 0 0 i i"),
    "deep": State(BAKERY, "at 2 5 0 enter u", is_done=True),
    "the past": State(BAKERY, "I I S S", is_done=True),
    "between two steps": State(BAKERY, "left_square_bracket left_square_bracket", is_done=True),
    "an error": State(MISSING, "c"),
    "a cycle": State(CYCLE, "c y"),
    "a runaway": State(RUNAWAY, "c y"),
    "running": State(RUNAWAY),
    "ended lazily": State(LAZY, "c", strict=False),
    "a long list": State(LONG, "4 enter j j", is_done=True, strict=False),
    "a string": State(TEXT, "v slash m i l l e r enter", is_done=True),
    "with-stack in use": State(WITHS, "5 at 3 9 enter"),
    "watches": State(
        BAKERY, "6", lines=("break fn layer", "c", "c", "watch number * 2", "pin thunk#0", "c"), small=False
    ),
    "evaluated here": State(BAKERY, lines=("break fn line", "c", "print item"), small=False),
    "whence": State(BAKERY, is_done=True, lines=("whence board",), small=False),
    "options": State(OPTIONS, is_done=True, lines=("options",), small=False),
    "a cycle of options": State(OPTION_CYCLE, "c y", small=False),
    "breakpoints": State(
        BAKERY,
        lines=(
            "break fn layer if number == 1",
            "break op OpAdd ignore 3",
            'break trace log "${x}"',
            "c",
            "breakpoints",
        ),
        small=False,
    ),
    "what a value holds": State(BAKERY, lines=("break fn line", "c", "holds item"), small=False),
    "all times of a line": State(BAKERY, is_done=True, lines=("goto :5",), small=False),
    "a layout": State(BAKERY, "at 2 5 0 enter", is_done=True, lines=("layout source",), small=False),
}
STATE_SIZES = [
    (name, size) for name, state in STATES.items() for size in SIZES if state.small or size != SIZES[0]
]


def opened(state: State, theme: str) -> NixStep:
    session = Session(
        Program(expression=state.program, strict=state.strict, max_depth=state.max_depth), history=HISTORY
    )
    if state.is_done:
        session.run_to_end()
    return NixStep(session, theme)


async def go(name: str, pilot: Pilot[int]) -> None:
    """What the keys of a state do; a run that is under way is only told of, so that it stands still."""
    await pilot.press(*STATES[name].keys.split())
    app = pilot.app
    for line in STATES[name].lines:
        await pilot.press("colon", *line, "enter")
        await pilot.pause(0.1)
        while isinstance(app, NixStep) and is_working(app):
            await pilot.pause(0.05)
    if name == "running" and isinstance(app, NixStep):
        app.session.run_until(2_000)
        app.show_sample()
        app.show_progress(Progress(1_284_000, 31, 2_100_000.0))
    await pilot.pause(0.2)
    while isinstance(app, NixStep) and name != "running" and is_working(app):
        await pilot.pause(0.05)
    await pilot.pause(0.2)


def is_working(app: NixStep) -> bool:
    """Whether something of what is to be seen is still being looked for."""
    window = any(isinstance(screen, Window) and screen.is_working for screen in app.screen_stack)
    return window or app.dock.is_working or app.show_due or app.ticks_due or app.runner.running()


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("name", "size"), STATE_SIZES, ids=[f"{name}-{size[0]}x{size[1]}" for name, size in STATE_SIZES]
)
def test_state(snap_compare: Callable[..., bool], name: str, size: tuple[int, int], theme: str) -> None:
    async def before(pilot: Pilot[int]) -> None:
        await go(name, pilot)

    assert snap_compare(opened(STATES[name], theme), terminal_size=size, run_before=before)


async def write(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for name, size in STATE_SIZES:
        for theme in THEMES:
            app = opened(STATES[name], theme)
            async with app.run_test(size=size) as pilot:
                await go(name, pilot)
                path = directory / f"{name.replace(' ', '-')}-{size[0]}x{size[1]}-{theme[8:]}.svg"
                path.write_text(app.export_screenshot(title="nixstep", simplify=True), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1])))
