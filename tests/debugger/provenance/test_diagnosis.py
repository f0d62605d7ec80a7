"""The four classics in other spellings, and recursions that only look like one of them."""

from __future__ import annotations

import pytest

from debugger.loading.program import Program
from debugger.motions import Continue
from debugger.session import Session
from tests.debugger.provenance.test_own_code import SEARCH

MODULE = """
  with import <modules>;
  (evalModules {{
    modules = [
      {{ options = {{ on.default = false; web.default = {{ enable = true; }}; list.default = [ ]; }}; }}
      ({})
    ];
  }}).config.{}
"""
OVERLAY = "with import <modules>; (fix (extends ({}) (final: {{ x = {{ a = 1; }}; y = 1; }}))).{}"


def module(text: str, wanted: str = "on") -> str:
    return MODULE.format(text, wanted)


def overlay(text: str, wanted: str = "x.a") -> str:
    return OVERLAY.format(text, wanted)


def diagnosis(text: str) -> tuple[str, str] | None:
    """Its kind and what it says."""
    session = Session(Program(expression=text, search=(SEARCH,), strict=True), history=0)
    assert session.run(Continue()) == "error"
    error = session.machine.error
    assert error is not None
    assert error.code == "E012"
    found = error.findings.diagnosis
    return (found.kind, found.text) if found is not None else None


@pytest.mark.parametrize(
    ("text", "kind", "use"),
    [
        (module("{ config, ... }: let inherit (config) web; in { imports = optionals web.enable [ ]; }"),
         "imports", "config.web.enable"),
        (module("{ config, ... }: let cfg = config; inherit (cfg) on; in { imports = optionals on [ ]; }"),
         "imports", "config.on"),
        (module("{ config, ... }: let cfg = config.on; in { imports = optionals cfg [ ]; }"),
         "imports", "config.on"),
        (module("{ config, ... }: let web = config.web; on = web.enable; in optionalAttrs on { list = 1; }"),
         "structure", "config.web.enable"),
        (module("{ config, ... }: with config; if web.enable then { list = [ 1 ]; } else { }"),
         "structure", "config.web.enable"),
        (module("{ config, ... }: { ${if config.on then \"list\" else \"web\"} = { }; }"),
         "structure", "config.on"),
        (overlay("final: prev: with final; { x = x // { b = 1; }; }"), "overlay", "final.x"),
        (overlay("final: prev: let inherit (final) x; in { x = x // { b = 1; }; }"), "overlay", "final.x"),
        (overlay("final: prev: let v = final.x; in { x = removeAttrs v [ ]; }"), "overlay", "final.x"),
        (overlay("final: prev: { inherit (final) x; }"), "overlay", "final.x"),
        (overlay("final: prev: { x = prev.x // { inherit (final.x) a; }; }"), "overlay", "final.x.a"),
        (overlay("final: prev: if final ? y then { z = 1; } else { }"), "names", "final.y"),
        (overlay("final: prev: optionalAttrs (final.y == 1) { z = 1; }"), "names", "final.y"),
        ("let f = self: { a = 1; ${if self ? a then \"b\" else \"c\"} = 2; }; s = f s; in s",
         "names", "self.a"),
        ("let s = { a = 1; key = \"k\"; } // { ${k} = 1; }; k = s.key; in s.a", "names", "s.key"),
        ("with builtins; let s = listToAttrs (map (name: { inherit name; value = 1; }) (attrNames s)); in s",
         "names", "s"),
    ],
)  # fmt: skip
def test_a_classic_is_known_in_other_spellings(text: str, kind: str, use: str) -> None:
    found = diagnosis(text)
    assert found is not None
    assert found[0] == kind
    assert f"`{use}`" in found[1]


@pytest.mark.parametrize(
    "text",
    [
        module("{ config, ... }: { config = mkIf (!config.on) { on = true; }; }"),
        module("{ config, ... }: { config = mkIf config.on { on = true; }; }"),
        module("{ config, ... }: let cfg = config.on; in { config = mkIf cfg { on = true; }; }"),
        module("{ config, ... }: { config.list = optionals (config.list == [ ]) [ 1 ]; }", "list"),
        module("{ config, ... }: { config.web = builtins.mapAttrs (n: v: v) config.web; }", "web"),
        module("{ config, ... }: { config.list = builtins.tail config.list; }", "list"),
        "let p = ({ p }: p.override { }) { inherit p; }; in p",
        "let p = ({ p, on ? true }: if p.on then { a = 1; } else { }) { inherit p; }; in p.a",
        overlay("final: prev: { x = { a = final.x.b; b = final.x.a; }; }"),
        overlay("final: prev: { x = final.y; y = final.x; }", "x"),
        "let xs = map (x: x + 1) (if xs == [ ] then [ 1 ] else [ 2 ]); in xs",
        "let n = builtins.foldl' (a: b: a + b) n [ 1 2 ]; in n",
        "let s = { a = 1; sum = builtins.foldl' (a: b: a + b) 0 (builtins.attrValues s); }; in s.sum",
        "with import <modules>; (fix (self: { a = self.a + 1; })).a",
    ],
)
def test_a_recursion_of_another_kind_gets_no_diagnosis(text: str) -> None:
    assert diagnosis(text) is None
