"""Pictures of the real app, compared with those made before. `--snapshot-update` makes them anew.

Look at a new picture before you keep it: `screenshots/make.py` makes similar ones to look at.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from debugger.tui.app import NixStep
from tests.debugger.tui.programs import DEEP, RECURSION, session_of

Compare = Callable[..., bool]

BAKING = """# A cake and its price.
let
  prices = { flour = 2; eggs = 4; };
  price = name: prices.${name} or 1;
  total = names: builtins.foldl' (sum: name: sum + price name) 0 names;
in
builtins.trace "opening" {
  cake = total [ "flour" "eggs" "sugar" ];
  motto = "bread [b]and[/b] butter";
}
"""
AVERAGE = """let
  prices = { bread = 3; cake = average * 2; roll = 1; };
  average = total / 3;
  total = builtins.foldl' (sum: price: sum + price) 0 (builtins.attrValues prices);
in [ prices.cake ]
"""


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.mark.parametrize(("width", "height"), [(120, 40), (80, 24), (20, 5)])
def test_main_screen(snap_compare: Compare, width: int, height: int) -> None:
    app = NixStep(session_of(BAKING, 150))
    assert snap_compare(app, terminal_size=(width, height), press=["s", "s", "i"])


def test_light_theme_with_breakpoints(snap_compare: Compare) -> None:
    session = session_of(BAKING, 150)
    session.breakpoints.add("OpForce")
    assert snap_compare(
        NixStep(session, "nixstep-light"), terminal_size=(120, 40), press=["c", "2", "escape"]
    )


@pytest.mark.parametrize(("width", "height"), [(120, 40), (80, 24), (160, 52)])
def test_the_past_with_events_on_the_timeline(snap_compare: Compare, width: int, height: int) -> None:
    session = session_of(BAKING, history=10_000)
    session.run_to_end()
    session.breakpoints.add("OpAdd")
    keys = ["m", "z", "C", "C", "N", "m", "a", "S", "S", "S"]
    assert snap_compare(NixStep(session), terminal_size=(width, height), press=keys)


def test_the_past_in_the_light_theme(snap_compare: Compare) -> None:
    session = session_of(BAKING, history=10_000)
    session.run_to_end()
    app = NixStep(session, "nixstep-light")
    assert snap_compare(app, terminal_size=(120, 40), press=["8", "enter"])


def test_an_error_of_the_past(snap_compare: Compare) -> None:
    session = session_of(RECURSION, history=10_000)
    assert snap_compare(NixStep(session), terminal_size=(80, 24), press=["c", "i", "I"])


def test_the_kinds_of_events(snap_compare: Compare) -> None:
    session = session_of(BAKING, history=10_000)
    session.run_to_end()
    assert snap_compare(NixStep(session), terminal_size=(100, 30), press=["left_curly_bracket"])


def test_the_history_of_a_value(snap_compare: Compare) -> None:
    session = session_of(BAKING, 72, history=10_000)
    assert snap_compare(NixStep(session), terminal_size=(100, 30), press=["6", "H"])


def test_infinite_recursion(snap_compare: Compare) -> None:
    assert snap_compare(NixStep(session_of(RECURSION)), terminal_size=(120, 32), press=["c"])


@pytest.mark.parametrize(("width", "height"), [(120, 32), (80, 24)])
def test_why_an_infinite_recursion(snap_compare: Compare, width: int, height: int) -> None:
    app = NixStep(session_of(AVERAGE, history=10_000))
    assert snap_compare(app, terminal_size=(width, height), press=["c", "y"])


def test_why_with_skipped_files_in_the_light_theme(snap_compare: Compare) -> None:
    session = session_of(BAKING, 75, history=10_000)
    session.skipped = ("<expr>",)
    assert snap_compare(NixStep(session, "nixstep-light"), terminal_size=(80, 24), press=["y"])


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40), (200, 60)])
def test_the_lives_of_thunks(snap_compare: Compare, width: int, height: int) -> None:
    app = NixStep(session_of(BAKING, 150, history=10_000))
    assert snap_compare(app, terminal_size=(width, height), press=["L", "7", "j", "l"])


def test_thunks_by_place_in_the_light_theme(snap_compare: Compare) -> None:
    app = NixStep(session_of(BAKING, 150, history=10_000), "nixstep-light")
    assert snap_compare(app, terminal_size=(120, 40), press=["L", "tab", "slash", "n"])


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40), (200, 60)])
def test_the_call_tree(snap_compare: Compare, width: int, height: int) -> None:
    app = NixStep(session_of(BAKING, 75, history=10_000))
    assert snap_compare(app, terminal_size=(width, height), press=["K"])


def test_deep_stack_in_tabs(snap_compare: Compare) -> None:
    assert snap_compare(NixStep(session_of(DEEP, 30000)), terminal_size=(80, 24), press=["2", "3", "j"])


def test_value_window(snap_compare: Compare) -> None:
    app = NixStep(session_of(BAKING))
    assert snap_compare(app, terminal_size=(100, 30), press=["c", "4", "enter"])


LARGE = """rec {
  blackboard = builtins.concatStringsSep "\\n" (builtins.genList (n: "bread ${toString n}  2.61") 40) + "\\n";
  prices = builtins.genList (n: n * n) 120000;
  stock = builtins.listToAttrs (builtins.genList (n: { name = "loaf${toString n}"; value = n; }) 20000);
}"""


@pytest.mark.parametrize(("width", "height"), [(120, 40), (80, 24)])
def test_a_long_list_in_groups(snap_compare: Compare, width: int, height: int) -> None:
    session = session_of(LARGE)
    session.run_to_end()
    keys = ["4", "enter", "j", "j", "enter", "colon", *"[52000]", "enter"]
    assert snap_compare(NixStep(session), terminal_size=(width, height), press=keys)


def test_names_of_a_large_set_in_the_light_theme(snap_compare: Compare) -> None:
    session = session_of(LARGE)
    session.run_to_end()
    keys = ["4", "enter", "G", "enter", "slash", *"loaf123"]
    assert snap_compare(NixStep(session, "nixstep-light"), terminal_size=(80, 24), press=keys)


@pytest.mark.parametrize(("width", "height", "theme"), [(120, 40, "nixstep-light"), (80, 24, "nixstep-dark")])
def test_a_string_that_is_searched(snap_compare: Compare, width: int, height: int, theme: str) -> None:
    session = session_of(LARGE)
    session.run_to_end()
    keys = ["4", "enter", "j", "enter", "slash", *"bread 3", "enter", "full_stop"]
    assert snap_compare(NixStep(session, theme), terminal_size=(width, height), press=keys)


def test_the_programs_value_in_full(snap_compare: Compare) -> None:
    app = NixStep(session_of(BAKING))
    assert snap_compare(app, terminal_size=(80, 24), press=["c", "v"])


def test_help_window(snap_compare: Compare) -> None:
    assert snap_compare(NixStep(session_of("1")), terminal_size=(100, 40), press=["question_mark"])


def test_pictures_contain_no_machine_specific_paths() -> None:
    for path in Path(__file__).parent.joinpath("__snapshots__").rglob("*"):
        if path.is_file():
            assert str(Path(__file__).parents[3]) not in path.read_text("utf-8")
