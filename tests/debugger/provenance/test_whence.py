"""Whence: the hands of a value, told from the record of its run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from debugger.errors import DebuggerError
from debugger.loading.program import Program
from debugger.motions import Continue
from debugger.provenance.whence.hands import Hand, hand_lines
from debugger.session import Session
from debugger.side.options import option_lines
from tests.debugger.commands import run
from tests.debugger.in_process import CommandLine
from tests.debugger.tui.driving import opened, press, screen_text, type_command, until

OVERLAYS = """let
  fix = f: let x = f x; in x;
  base = self: { name = "hello"; version = "1.0"; full = self.name + "-" + self.version; };
  first = prev: { version = "2.0"; };
  second = prev: { version = prev.version + "-patched"; extra = prev.name; };
  apply = set: o: set // o set;
  pkgs = fix (self: apply (apply (base self) first) second);
  wrap = { pkg, ver ? pkg.version }: { inherit (pkg) full; v = ver; };
in { inherit pkgs; w = wrap { pkg = pkgs; }; }"""

OPTIONS = """let
  mkOverride = priority: content: { _type = "override"; inherit priority content; };
  mkForce = mkOverride 50;
  definitions = [ { port = 80; } { port = mkForce 9090; host = "a"; } ];
  valueOf = def: if builtins.isAttrs def then def.content else def;
  priorityOf = def: if builtins.isAttrs def then def.priority else 100;
  merged = name: builtins.foldl'
    (best: def: if priorityOf def < priorityOf best then def else best) 1000
    (map (each: each.${name}) (builtins.filter (each: each ? ${name}) definitions));
in { config = builtins.mapAttrs (name: _: valueOf (merged name)) { port = null; }; }"""


MODULES = """let
  override = priority: content: { _type = "override"; inherit priority content; };
  mergeDefinitions = loc: type: defs:
    let
      plain = content: { priority = 100; inherit content; };
      weigh = d: if d.value._type or "" == "override" then d.value else plain d.value;
      best = builtins.foldl' (b: d: if (weigh d).priority < b.priority then weigh d else b)
        { priority = 9999; content = throw "nobody set ${builtins.concatStringsSep "." loc}"; } defs;
    in best.content;
in {
  web.port = mergeDefinitions [ "web" "port" ] null
    [ { file = "/etc/a.nix"; value = 80 + 0; } { file = "/etc/b.nix"; value = override 50 (8000 + 443); } ];
  web.host = mergeDefinitions [ "web" "host" ] null [ { file = ./c.nix; value = throw "no"; } ];
}"""


def ended(text: str, *path: str) -> Session:
    """A session at the end of a program, of whose value a part was needed."""
    made = Session(Program(expression=text), history=1_000_000)
    made.run_to_end()
    made.force_part(path)
    made.run(Continue())
    assert made.machine.failure is None
    return made


def hands(text: str, path: str) -> list[Hand]:
    names = path.split(".")
    subject = ended(text, *names)
    return list(subject.whence().of_attribute(subject.machine.result, names))


def told(text: str, path: str, depth: int = 0) -> list[tuple[str, str]]:
    """Kind and place, without the source's name, of the hands that are no pieces."""
    return [(each.kind, each.place.partition(":")[2]) for each in hands(text, path) if each.depth <= depth]


def test_an_overlay_that_wins_is_told_with_what_it_won_over() -> None:
    found = hands(OVERLAYS, "pkgs.version")
    assert [each.kind for each in found if not each.depth] == ["update", "defined", "made"]
    assert found[0].text.endswith("wins over the left one's, written at <expr>:4:19")
    pieces = [each.text for each in found if each.depth]
    assert pieces[0] == 'piece "2.0", `prev.version`'
    assert 'written as `version = "2.0"`' in pieces
    assert pieces[-1] == 'piece "-patched", `"-patched"`'


def test_a_side_that_has_nothing_to_say_is_told_too() -> None:
    lines = list(hand_lines(hands(OVERLAYS, "pkgs.full"), True))
    assert lines[0].startswith("  `//`: the right side has no `full`, so the left one's stays")
    assert lines[3].startswith("  for attribute full:")
    assert 'made by `self.name + "-" + self.version`' in lines[4]
    assert any('piece "hello", `self.name`' in line for line in lines)


@pytest.mark.parametrize("needed_first", [("w", "v"), ("pkgs", "version")])
def test_a_default_and_a_selection_are_hands_whoever_was_needed_first(needed_first: tuple[str, str]) -> None:
    subject = ended(OVERLAYS, *needed_first)
    subject.force_part(("w", "v"))
    subject.run(Continue())
    found = list(subject.whence().of_attribute(subject.machine.result, ["w", "v"]))
    kinds = [each.kind for each in found if not each.depth]
    assert kinds == ["handed", "argument", "defined", "selected", "update", "defined", "made"]
    assert found[0].text == "handed on as `v`: `ver`"
    assert found[2].text == "the default `ver ? pkg.version`"


def test_who_set_an_option_is_found_through_the_merge() -> None:
    found = hands(OPTIONS, "config.port")
    assert found[0].text.startswith("the set is made by builtins.mapAttrs")
    assert found[1].text == "what builtins.mapAttrs calls its function for"
    assert (found[-1].kind, found[-1].text, found[-1].place) == ("written", "written `9090`", "<expr>:4:51")


def test_an_option_is_told_with_all_its_definitions_the_losers_too() -> None:
    subject = ended(MODULES, "web", "port")
    (found,) = (each for each in subject.options("config.web.port") if each is not None)
    assert found.name == "web.port"
    assert [(each.file, each.priority, each.value, each.wins) for each in found.definitions] == [
        ("/etc/a.nix", 100, "80", False),
        ("/etc/b.nix", 50, "8443", True),
    ]
    lines = list(option_lines(found))
    assert lines[0] == f"option web.port: 2 definitions  step {found.step}"
    assert found.readers == ()
    assert lines[1:] == ["    8443  /etc/b.nix, priority 50", "    80  /etc/a.nix, lost"]
    assert [each for each in subject.options("port") if each is not None] == []


READING = """let
  mergeDefinitions = loc: defs: { value = builtins.foldl' (best: each: builtins.seq loc each) null defs; };
  evaluate = prefix: builtins.mapAttrs (name: option:
    let loc = prefix ++ [ name ]; in
    if option ? defs then (mergeDefinitions loc option.defs).value else evaluate loc option);
  config = evaluate [ ] {
    services.web.port.defs = [ (8000 + 80) ];
    services.web.url.defs = [ "http://x:${toString config.services.web.port}" ];
    services.log.level.defs = [ (if config.services.web.port == 80 then 1 else 2) ];
  };
in { inherit (config.services.web) url; inherit (config.services.log) level; }"""


def test_who_reads_an_option_is_told_and_for_which_other() -> None:
    subject = Session(Program(expression=READING, strict=True), history=100_000)
    subject.run_to_end()
    (found,) = (each for each in subject.options("services.web.port") if each is not None)
    assert [(each.place, each.purpose) for each in found.readers] == [
        ("<expr>:9:57", "option services.log.level"),
        ("<expr>:8:72", "option services.web.url"),
    ]
    last = list(option_lines(found))[-1]
    assert last.startswith(
        "    read by `config.services.web.port`  <expr>:8:72, for option services.web.url  step "
    )


def test_conditions_and_merges_in_definitions_are_opened() -> None:
    text = """let
      force = content: { _type = "override"; priority = 50; inherit content; };
      when = condition: content: { _type = "if"; inherit condition content; };
      mergeDefinitions = loc: type: defs: builtins.seq loc (builtins.length defs);
    in { x = mergeDefinitions [ "x" ] null [
      { file = "b"; value = when (1 == 2) 1; }
      { file = "c"; value = { _type = "merge"; contents = [ 2 (when true (force 3)) ]; }; }
    ]; }"""
    subject = ended(text, "x")
    (found,) = (each for each in subject.options("x") if each is not None)
    assert [(each.file, each.value, each.priority, each.wins, each.note) for each in found.definitions] == [
        ("b", "1", 100, False, "its condition is false"),
        ("c", "2", 100, False, ""),
        ("c", "3", 50, True, ""),
    ]


def test_a_definition_that_fails_is_told_all_the_same() -> None:
    subject = Session(Program(expression=MODULES, attribute="web.host"), history=100_000)
    subject.run(Continue())
    (found,) = (each for each in subject.options() if each is not None)
    assert (found.name, len(found.definitions)) == ("web.host", 1)


@pytest.mark.parametrize(
    ("text", "path", "last"),
    [
        ("{ a = 1; }", "a", ("written", "1:7")),
        ("let x = 1 + 1; in { a = x; }", "a", ("made", "1:9")),
        ("let f = x: { a = x; }; in f (1 + 1)", "a", ("made", "1:30")),
        ("let s = { a = 1 + 1; }; in { inherit (s) a; }", "a", ("made", "1:15")),
        ("{ a = with { b = 1 + 1; }; b; }", "a", ("made", "1:18")),
        ("{ a = with { b = 1; }; with { c = 2; }; b; }", "a", ("written", "1:18")),
        ("let f = x: let y = 2 * x; in y; in { a = f 1; }", "a", ("made", "1:20")),
        (
            "let g = x: x + 0; f = n: if n == 0 then g n else f (n - 1); in { a = f 3; }",
            "a",
            ("made", "1:12"),
        ),
        ("let f = x: { b = x; }; in { a = f (1 + 1); }", "a.b", ("made", "1:36")),
        ("let f = x: x // { c = 1; }; in { a = f { b = 3; } // { }; }", "a.b", ("written", "1:46")),
        ('{ a = builtins.concatStringsSep "," [ (toString (1 + 1)) ]; }', "a", ("builtin", "1:40")),
        ('let mk = v: o: { inherit v; }; ap = f: f 0; in { a = ap (mk "x"); }', "a.v", ("written", "1:61")),
        ("let g = x: y: { r = x; }; in { a = (g 1) 2; }", "a.r", ("written", "1:39")),
        ("let f = { a ? 1 }: { inherit a; }; in { a = f { a = 10; }; }", "a.a", ("written", "1:53")),
        ("let f = { a ? 1 }: { inherit a; }; in { a = f { }; }", "a.a", ("written", "1:15")),
        ('let a = "A"; in { b = "${a}"; }', "b", ("written", "1:9")),
        ("{ a = rec { x = y; y = 5; }; }", "a.x", ("written", "1:24")),
        ('{ a = builtins.head (builtins.filter (x: true) [ (1.5 + 1) "s" ]); }', "a", ("made", "1:51")),
        ('{ a = builtins.elemAt ([ 1 ] ++ [ ("q" + "r") ]) 1; }', "a", ("made", "1:36")),
        ('{ a = builtins.getAttr "b" { b = "x" + "y"; }; }', "a", ("made", "1:34")),
        ("{ a = builtins.length [ 1 ]; }", "a", ("builtin", "1:7")),
        ('{ a = removeAttrs { b = 1 + 1; c = 2; } [ "c" ]; }', "a.b", ("made", "1:25")),
        ("{ a = { b = [ 1 ]; }; }", "a.b", ("made", "1:13")),
        ("{ a = rec { b = c; c = 1 + 2; }; }", "a.b", ("made", "1:24")),
    ],
)
def test_where_a_value_begins(text: str, path: str, last: tuple[str, str]) -> None:
    assert told(text, path)[-1] == last


def test_what_a_builtin_gave_to_its_function_is_followed_into_its_argument() -> None:
    text = """let
      byName = f: modules: builtins.foldl' (all: module:
        all // (builtins.mapAttrs (n: v: (all.${n} or [ ]) ++ f module v) module.config)) { } modules;
      defs = byName (module: value: [ { inherit value; } ])
        [ { config.x = "1"; } { config = { y = "3"; }; } ];
    in { got = (builtins.head defs.y).value; }"""
    found = hands(text, "got")
    assert found[-3].text == "given to its function by builtins.mapAttrs"
    assert (found[-1].text, found[-1].place) == ('written `"3"`', "<expr>:5:48")
    assert not any("made by `n: v:" in each.text for each in found)


def test_what_a_builtin_was_given_is_told() -> None:
    pieces = [
        each
        for each in hands('{ a = builtins.concatStringsSep "," [ "x" (toString (1 + 1)) ]; }', "a")
        if each.depth
    ]
    assert [each.kind for each in pieces] == ["piece", "defined", "builtin", "piece", "defined", "made"]
    assert pieces[-1].text == "made by `1 + 1`"


PACKAGES = """let
  fix = f: let x = f x; in x;
  extends = overlay: f: self: let super = f self; in super // overlay self super;
  makeOverridable = f: args: f args // { override = more: makeOverridable f (args // more); };
  mkDerivation = attrs: derivation (removeAttrs attrs [ "meta" ] // { system = "x"; builder = "b"; });
  callPackageWith = auto: f: args:
    makeOverridable f (builtins.intersectAttrs (builtins.functionArgs f) auto // args);
  base = self: {
    callPackage = callPackageWith self;
    tool = self.callPackage
      ({ flavour ? "plain" }: mkDerivation { name = "tool-${flavour}"; version = "1"; meta = { }; }) { };
  };
  mine = self: super: { taste = "rich"; tool = super.tool.override { flavour = self.taste; }; };
in fix (extends mine base)"""


def test_overlays_overrides_and_callers_are_told_by_their_roles() -> None:
    found = hands(PACKAGES, "tool.name")
    roles = list(dict.fromkeys(each.role for each in found if each.role))
    assert roles == ["override", "mkDerivation", "base", "mine", "overlay"]
    assert found[0].text.startswith("`//`: the right side has no `name`")
    assert {each.landmark for each in found if each.landmark} == {"package tool"}
    assert any(each.text == 'piece "rich", `self.taste`' for each in found)
    whose = list(hand_lines([replace(each, is_own=False) for each in found], True))
    assert whose[0].endswith("in libraries: override, mkDerivation, base, mine and 1 more, for package tool")


def test_what_is_not_there_or_not_recorded_is_said() -> None:
    subject = ended("{ a = 1; }", "b")
    with pytest.raises(DebuggerError, match="there is no attribute 'b'"):
        list(subject.whence().of_attribute(subject.machine.result, ["b"]))
    plain = Session(Program(expression="1"))
    with pytest.raises(DebuggerError):
        plain.whence()


def test_the_command_tells_it_as_text_and_as_json(tmp_path: Path) -> None:
    file = tmp_path / "a.nix"
    file.write_text(OVERLAYS)
    lines = run("whence", str(file), "-A", "pkgs.version").stdout.decode().splitlines()
    assert lines[0] == 'pkgs.version = "2.0-patched"'
    assert "wins over the left one's" in lines[1]
    document = json.loads(run("whence", str(file), "-A", "pkgs.version", "--json").stdout)
    assert (document["format"], document["version"], document["value"]) == (
        "nixstep-whence",
        1,
        '"2.0-patched"',
    )
    assert document["hands"][0].keys() == {
        *("kind", "text", "place", "step", "is_own", "depth", "function", "landmark")
    }
    assert document["options"] == []
    file.write_text(MODULES)
    assert b"80  /etc/a.nix, lost" in run("whence", str(file), "-A", "web.port").stdout
    assert run("whence", str(file), "-A", "pkgs.nope").returncode == 1
    assert run("whence", "-E", 'throw "no"', "-A", "a").returncode == 1


async def test_a_value_on_the_screen_is_asked_about_and_a_hand_is_gone_to() -> None:
    async with opened(ended(OVERLAYS, "pkgs", "full")) as (app, pilot):
        await type_command(pilot, "whence pkgs.full")
        assert "Whence pkgs.full" in screen_text(app)
        await press(pilot, "j", "j", "enter")
        assert app.session.message.startswith("whence pkgs.full: step ")
        await type_command(pilot, "whence nope.x")
        assert "nope" in app.explanation.message


async def test_the_options_of_a_run_are_listed() -> None:
    async with opened(ended(MODULES, "web", "port")) as (app, pilot):
        await type_command(pilot, "options")
        await until(pilot, lambda: "option web.port" in screen_text(app))
        assert "80  /etc/a.nix, lost" in screen_text(app)
        await press(pilot, "enter")
        assert app.session.message.startswith("the merge of an option: step ")


async def test_a_part_of_a_value_is_asked_about_in_five_keys() -> None:
    async with opened(Session(Program(expression=OVERLAYS, strict=True), history=100_000)) as (app, pilot):
        await press(pilot, "c", "4", "enter")
        await press(pilot, "j", "right", "j", "j", "W")
        shown = screen_text(app)
        assert "Whence stack[0].pkgs.full" in shown
        assert "the right side has no `full`" in shown


@pytest.mark.parametrize(
    ("text", "path", "way"),
    [
        (
            'builtins.listToAttrs [ { name = "x"; value = 7; } ]',
            "x",
            "builtin 1:1, written 1:38, written 1:46",
        ),
        (
            "let s = { a = 0; b = 3; }; in { r = builtins.elemAt (builtins.attrValues s) 1; }",
            "r",
            "defined 1:37, builtin 1:37, builtin 1:54, written 1:18, written 1:22",
        ),
        (
            "{ r = (builtins.tryEval (1 + 1)).value; }",
            "r",
            "defined 1:7, selected 1:34, builtin 1:8, defined 1:26, made 1:26",
        ),
        (
            '{ r = (builtins.fromJSON "{\\"a\\": {\\"b\\": 5}}").a.b; }',
            "r",
            "defined 1:7, selected 1:51, selected 1:49, builtin 1:8",
        ),
        (
            "builtins.zipAttrsWith (n: vs: builtins.head vs) [ { x = 1 + 1; } { x = 3; } ]",
            "x",
            "builtin 1:1, builtin 1:1, defined 1:31, builtin 1:31, defined 1:57",
        ),
        (
            "let a.x = 1 + 1; in builtins.mapAttrs (n: v: { o = v; }) a",
            "x.o",
            "handed 1:48, argument 1:52, builtin 1:21, defined 1:11, made 1:11",
        ),
        (
            "let a = [ (40 + 2) 5 ]; in { r = builtins.elemAt a 1; }",
            "r",
            "defined 1:34, builtin 1:34, list 1:9, written 1:20",
        ),
        (
            'let a = { n = 5; }; in { r = builtins.getAttr "n" a; }',
            "r",
            "defined 1:30, builtin 1:30, written 1:11, written 1:15",
        ),
        (
            'let l = builtins.groupBy (x: "a") [ 1 2 ]; in { r = builtins.elemAt l.a 1; }',
            "r",
            "defined 1:53, builtin 1:53, selected 1:71, builtin 1:9, list 1:35",
        ),
        (
            "let f = xs: builtins.elemAt (xs ++ [ 4 ]) 0; in { r = f [ 3 ]; }",
            "r",
            "defined 1:55, defined 1:13, builtin 1:13, list 1:30, list 1:57",
        ),
        (
            "let f = x: { a = x; }; in { r = (f 5).a; }",
            "r",
            "defined 1:33, selected 1:39, written 1:14, argument 1:18",
        ),
        ('let b = "1" + "2"; in { inherit b; }', "b", "inherit 1:33, defined 1:9, made 1:9"),
        (
            "let f = x: g x; g = y: { z = y; }; b = 1 + 1; in f b",
            "z",
            "handed 1:26, argument 1:30, argument 1:14, defined 1:40",
        ),
        (
            '{ r = builtins.elemAt (builtins.match "(a)(b)" ("a" + "b")) 1; }',
            "r",
            "defined 1:7, builtin 1:7, builtin 1:24",
        ),
        ('{ r = builtins.catAttrs "a" [ { a = 1 + 1; } ]; }', "r.0", "builtin 1:7, defined 1:37, made 1:37"),
    ],
)
def test_what_builtins_hand_on_is_followed(text: str, path: str, way: str) -> None:
    assert ", ".join(f"{kind} {place}" for kind, place in told(text, path)).startswith(way)


def test_numbers_that_several_items_have_are_not_attributed_to_one_of_them() -> None:
    found = hands("{ r = builtins.elemAt (builtins.sort builtins.lessThan [ 2 1 1 ]) 0; }", "r")
    assert [each.kind for each in found] == ["defined", "builtin", "builtin"]


def test_what_a_builtin_wrote_down_is_told_with_the_texts_inside() -> None:
    found = hands('let s = "v" + "w"; in { r = builtins.toJSON { a = [ s ]; }; }', "r")
    assert 'piece "vw"' in [each.text for each in found]


def test_a_function_is_not_confused_with_what_a_builtin_needs_for_it() -> None:
    text = """builtins.zipAttrsWith (n: vs: builtins.concatStringsSep "," vs)
      [ { x = "1" + "2"; } { x = "3"; } ]"""
    found = hands(text, "x")
    assert [each.kind for each in found if not each.depth] == ["builtin", "builtin", "defined", "builtin"]
    assert next(each.text for each in found if each.kind == "piece") == 'piece "12"'


def test_what_has_not_been_evaluated_says_so() -> None:
    subject = ended("{ r = [ (1 + 1) ]; }", "r")
    found = list(subject.whence().of_attribute(subject.machine.result, ["r", "0"]))
    assert found[-1].text == "it has not been evaluated, so nothing has made its value yet"


def test_a_name_of_an_attribute_is_not_told_as_its_value() -> None:
    found = hands('{ ks = builtins.head (builtins.attrNames { zz = "VALUE"; }); }', "ks")
    assert not any("VALUE" in each.text and each.kind == "written" for each in found)


def test_what_a_function_was_given_beside_is_no_piece_of_what_it_gave() -> None:
    text = '{ r = builtins.foldl\' (a: b: if a == b then a else throw b) "x" [ ("" + "x") ]; }'
    assert not [each for each in hands(text, "r") if each.kind == "piece"]


def test_a_call_that_a_builtin_has_put_off_belongs_to_the_call_of_the_builtin() -> None:
    text = """let l = builtins.listToAttrs [ { name = "a"; value = 1 + 1; } { name = "b"; value = "x"; } ];
in builtins.mapAttrs (n: v: { inherit v; k = "${n}!"; }) l"""
    found = hands(text, "a.k")
    assert [each.text for each in found if each.kind == "builtin"] == [
        "given to its function by builtins.mapAttrs"
    ]
    assert not any(each.place.startswith("<expr>:1:") for each in found)


def test_a_way_that_comes_to_itself_ends() -> None:
    text = """let
  f = name: { n = name; };
  sets = [ { x = "x"; } { x = builtins.head (builtins.attrNames (builtins.head sets)); } ];
in builtins.zipAttrsWith (name: values: f name // { v = builtins.head values; }) sets"""
    assert hands(text, "x.n")
    assert hands(text, "x.v")


def test_plain_variables_that_are_added_lead_to_their_literals() -> None:
    found = hands('let f = a: b: { s = a + b; }; in f "x" "y"', "s")
    assert [each.place for each in found if each.text.startswith("written")] == ["<expr>:1:36", "<expr>:1:40"]


def test_where_the_way_begins_is_told_even_in_libraries() -> None:
    found = [Hand("selected", "s", "l.nix:1:1", 3, False), Hand("written", "w", "l.nix:2:2", 2, False)]
    lines = list(hand_lines(found, True))
    assert lines[0].startswith("    ... 1 hand in libraries")
    assert lines[1].startswith("  w")


def test_a_program_without_an_attribute_can_be_asked_about(nixstep: CommandLine) -> None:
    assert nixstep("whence", "-E", "1 + 1").value.startswith("the value = 2")
    assert (
        "has not been evaluated"
        in nixstep("debug", "-E", "{ a.b = { c = 1; }; }", "-x", "c", "-x", "whence __top.a.b.c").err
    )
