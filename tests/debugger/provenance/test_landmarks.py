"""Landmarks: what needs what in the words of a library, told from the values at hand."""

from __future__ import annotations

import json

import pytest

from debugger.loading.program import Program
from debugger.motions import Continue
from debugger.provenance.demand import Link, chain_text, needs_text
from debugger.provenance.landmarks import Landmark, cycle_words, needed, needs_words
from debugger.session import Session
from tests.debugger.commands import run
from tests.debugger.tui.driving import opened, press, screen_text, until

MODULES = """let
  mergeDefinitions = loc: defs: { value = builtins.foldl' (check loc) null defs; };
  check = loc: best: each: if each == null then throw (builtins.concatStringsSep "." loc) else each;
  evaluate = prefix: options: builtins.mapAttrs
    (name: option:
      let loc = prefix ++ [ name ]; in
      if option ? defs then (mergeDefinitions loc option.defs).value else evaluate loc option)
    options;
  config = evaluate [ ] {
    services.web.port.defs = [ 80 (config.services.db.port + 1) ];
    services.db.port.defs = [ (config.services.web.port - 1) ];
    services.log.level.defs = [ ("level " + config.missing) ];
  };
in config.services"""

FIXED = "let fix = f: let x = f x; in x; in (fix (self: { a = self.b + 1; b = 1 + self.c; c = -self.a; })).a"

PACKAGES = """let
  fix = f: let x = f x; in x;
  make = attrs: derivation ({ system = "x"; builder = "b"; } // attrs);
in (fix (self: {
  callPackage = f: f { inherit (self) zlib; };
  curl = self.callPackage ({ zlib }: make { name = "curl-7"; inputs = [ zlib ]; });
  zlib = make { name = "zlib-1"; src = self.nothing; };
})).curl.drvPath"""


def failed(text: str, attribute: str = "") -> Session:
    subject = Session(Program(expression=text, attribute=attribute), history=100_000)
    assert subject.run(Continue()) == "error"
    return subject


@pytest.mark.parametrize(
    ("text", "attribute", "words"),
    [
        (MODULES, "web.port", "option services.web.port needs services.db.port needs services.web.port"),
        (MODULES, "db.port", "option services.db.port needs services.web.port needs services.db.port"),
        (FIXED, "", "attribute a needs b needs c needs a"),
        (PACKAGES, "", "derivation curl-7 needs zlib-1"),
        ("let a = b; b = a; in a", "", ""),
        (
            'let loc = [ "x" ]; f = n: if n == 0 then {}.y + builtins.length loc else f (n - 1); in f 3',
            "",
            "",
        ),
    ],
)
def test_what_needs_what(text: str, attribute: str, words: str) -> None:
    assert needs_text(failed(text, attribute).why()) == words


def test_the_chain_has_a_head_for_each_option() -> None:
    lines = list(chain_text(failed(MODULES, "web.port").why()))
    heads = [each.strip("│╭╰ ─▶") for each in lines if "option" in each]
    assert heads[1:] == ["option services.db.port:", "option services.web.port:"]


def test_a_failure_inside_of_one_option_tells_where_in_it(capfd: pytest.CaptureFixture[str]) -> None:
    subject = failed(MODULES, "log.level")
    landmarks = {each for link in subject.why() for each in link.landmarks}
    assert Landmark("option", "services.log.level") in landmarks
    shown = [frame.landmark for frame in subject.snapshot().frames if frame.landmark]
    assert shown[:1] == ["option services.log.level"]


def test_telling_it_leaves_the_run_alone() -> None:
    plain, asked = failed(MODULES, "web.port"), failed(MODULES, "web.port")
    asked.why()
    asked.snapshot()
    for subject in (plain, asked):
        while not subject.ended:
            subject.run(Continue())
    assert (plain.machine.steps, plain.machine.thunks) == (asked.machine.steps, asked.machine.thunks)
    assert str(plain.machine.failure) == str(asked.machine.failure)


def test_the_error_of_a_cycle_says_it_at_every_level_of_code() -> None:
    for level in ("-O0", "-O1"):
        found = run("eval", level, "-E", MODULES, "-A", "web.port").stderr.decode()
        assert "note: option services.web.port needs services.db.port needs services.web.port\n" in found
        assert (
            "note: attribute a needs b needs c needs a\n" in run("eval", level, "-E", FIXED).stderr.decode()
        )


def test_the_document_has_them() -> None:
    links = json.loads(run("why", "--json", "-E", FIXED).stdout)["links"]
    assert {"kind": "attribute", "name": "c"} in [each for link in links for each in link["landmarks"]]


def test_sets_of_options_on_the_way_to_one_are_not_told() -> None:
    outer, inner, other = (Landmark("option", name) for name in ("a", "a.b", "c"))
    assert needed([None, outer, inner, outer, None, other]) == [inner, other]
    assert cycle_words([inner, other]) == "option a.b needs c needs a.b"
    assert cycle_words([inner]) == "option a.b needs a.b"
    assert cycle_words([Landmark("attribute", "x")]) == ""
    many = [Landmark("option", str(number)) for number in range(40)]
    assert needs_words(many).count(" needs ") == 12
    assert " needs 28 more needs " in needs_words(many)
    assert needs_text([Link("frame", "x", landmarks=(inner,))]) == ""


async def test_frames_and_the_chain_show_them() -> None:
    async with opened(failed(MODULES, "web.port"), size=(140, 40)) as (app, pilot):
        assert "option services.db.port" in screen_text(app)
        await press(pilot, "y")
        await until(pilot, lambda: "needs services.db.port needs services.web.port" in screen_text(app))
