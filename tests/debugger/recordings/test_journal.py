"""The journal: a run can be had again from what the first one saw, whatever became of files since."""

from __future__ import annotations

import inspect
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from debugger.loading.program import Argument, Program, make_host
from debugger.recordings.journal import Journal, JournalingHost, NotRecorded, RememberingHost, ReplayingHost
from debugger.session import Session
from tests.debugger.rerun import ending, journaled, replayed
from tests.debugger.sessions import result
from tests.differential.generator import generate
from tests.differential.tree import TREE, plant
from vm.errors import FileError, NixError
from vm.spans import to_display
from vm.world.host import Host

BAKERY = Path(__file__).parents[3] / "debugger" / "examples" / "bakery"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory to work in, with some files and an environment."""
    here = tmp_path / "here"
    files = {
        "a.nix": "{ b = import ./b.nix; text = builtins.readFile ./text; }",
        "b.nix": "40 + 2",
        "text": "some text",
        "bytes": "",
        "lib/default.nix": "{ x = ./x; y = <lib/x>; }",
        "lib/x": "in lib",
        "lib/y/z": "deep",
        "lib/skipped": "not copied",
        "in/own.nix": "builtins.readFile ../out/secret",
        "out/secret": "hidden",
    }
    for name, text in files.items():
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text(text)
    (here / "bytes").write_bytes(bytes(range(1, 256)))
    (here / "größe").write_text("name")
    (here / "link").symlink_to("lib")
    monkeypatch.chdir(here)
    monkeypatch.setenv("NIX_PATH", f"lib={here}/lib:{here}")
    monkeypatch.setenv("SOME_VARIABLE", "größe")
    monkeypatch.setenv("HOME", str(here))
    return here


@pytest.fixture
def elsewhere(place: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Has the files gone, and the environment and the working directory changed."""

    def leave() -> None:
        shutil.rmtree(place)
        monkeypatch.chdir(place.parent)
        for name in ("NIX_PATH", "SOME_VARIABLE", "HOME"):
            monkeypatch.setenv(name, "/changed")
        monkeypatch.setenv("NIX_STORE_DIR", "/another/store")
        monkeypatch.setattr(os, "uname", lambda: pytest.fail("asked for the system"))
        monkeypatch.setattr("vm.world.host.time.time", lambda: pytest.fail("asked for the time"))

    return leave


def check(program: Program, leave: Callable[[], None]) -> None:
    """Three equal runs: as always, with a journal, and from the journal alone."""
    plain = ending(program)
    first, journal = journaled(program)
    assert first == plain
    leave()
    again = replayed(program, journal)
    assert again == first
    assert replayed(program, journal) == first


TEXTS = [
    "import ./a.nix",
    "import ./lib",
    "import ./link",
    "builtins.readFile ./bytes",
    "builtins.readDir ./.",
    "builtins.mapAttrs (n: t: builtins.readFileType (./. + \"/${n}\")) (builtins.readDir ./.)",
    "map builtins.pathExists [ ./a.nix ./nowhere ./lib/y /nowhere ]",
    "[ (builtins.getEnv \"SOME_VARIABLE\") (builtins.getEnv \"UNSET\") ~/x <lib/x> <lib> <text> ]",
    "<nowhere>",
    "import ./nowhere.nix",
    "builtins.readFile ./lib",
    "builtins.readDir ./text",
    "(builtins.tryEval <nowhere>).success",
    "builtins.toString builtins.currentTime + builtins.currentSystem",
    "builtins.nixPath",
    "scopedImport { builtins = 1; } ./b.nix",
    '"${./lib}"',
    '"${./nowhere}"',
    'import "${./lib}"',
    'builtins.readDir "${./lib}"',
    "map (n: builtins.hashFile n ./text) [ \"md5\" \"sha256\" ]",
    "builtins.storeDir",
    '''let kept = builtins.path { path = ./lib; name = "kept"; filter = p: t: baseNameOf p != "skipped"; };
    in [ kept (builtins.readDir kept) (builtins.pathExists "${kept}/skipped") (builtins.readFile "${kept}/x")
         (builtins.readDir "${kept}/y") (builtins.tryEval "${kept}/skipped") "${kept + "/y"}"
         (builtins.path { path = kept; filter = p: t: baseNameOf p != "y"; }) ]''',
    "builtins.path { path = ./lib; sha256 = \"0000000000000000000000000000000000000000000000000000\"; }",
    "builtins.filterSource (p: t: t == \"regular\") ./lib",
    "builtins.path { path = ./text; recursive = false; }",
    "builtins.path { path = ./lib; recursive = false; }",
    '''let file = builtins.toFile "x.nix" "{ a = 1 + 1; }"; early = builtins.pathExists file;
    in [ early (import file) (builtins.readFile file) (builtins.pathExists file) "${file}"
         (builtins.path { path = file; name = "y.nix"; }) (import (builtins.path { path = file; })).a ]''',
    '''let path = builtins.unsafeDiscardStringContext "${./lib}"; before = builtins.pathExists later;
      later = "/nix/store/${builtins.substring 11 100 path}/x";
    in [ before (builtins.pathExists "${./lib}/x") (builtins.pathExists later) ]''',
    '''let d = derivation { name = "d"; system = builtins.currentSystem; builder = ./text; src = ./lib; };
    in [ d.drvPath d.outPath (builtins.readFile d.drvPath) (import d.drvPath).name
         (builtins.pathExists d.outPath) (builtins.tryEval (builtins.pathExists "${d}/x")) ]''',
    '''derivation { name = "d"; system = "s"; builder = "b";
      x = builtins.appendContext "" {
        "/nix/store/${builtins.substring 0 32 (builtins.hashString "sha256" "x")}-x.drv".outputs = [ "out" ];
      }; }''',
    "builtins.findFile [ { path = ./lib; } ] \"x\"",
    "<nix/fetchurl.nix>",
    "builtins.typeOf (import <nix/fetchurl.nix>)",
    "builtins.getEnv \"a\\0b\"",
    "throw \"größe\"",
    "(import ./a.nix).c",
    "builtins.storePath ./lib",
    "builtins.readFile (./. + \"/größe\")",
    "import ./in/own.nix",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_an_expression_runs_again_without_its_files(text: str, elsewhere: Callable[[], None]) -> None:
    check(Program(expression=text, strict=True), elsewhere)


@pytest.mark.parametrize(
    "program",
    [
        Program(path="a.nix", strict=True),
        Program(path="lib", strict=True),
        Program(path="./link/../a.nix", form="json"),
        Program(path="nowhere.nix"),
        Program(stdin=b'{ a = import ./b.nix; x = "\xff"; }', strict=True),
        Program(path="a.nix", attribute="b"),
        Program(path="a.nix", attribute="c.d"),
        Program(
            expression="{ x, y }: x + y",
            arguments=(Argument("x", "import ./b.nix", False), Argument("y", "ä", True)),
        ),
        Program(expression="<it>", search=("it=lib", "other=/x")),
        Program(expression="[ <lib> ]", pure=True),
        Program(expression="builtins.currentTime", pure=True),
        Program(expression="builtins.storeDir", store_dir="/some/store"),
        Program(expression="./lib", form="raw"),
        Program(expression="{ a = ./lib; }", form="xml"),
        Program(expression="import ./in/own.nix", restrict=("in",)),
        Program(expression="import ./b.nix", restrict=("in",)),
        Program(expression="[ (builtins.pathExists ./out/secret) <lib> ]", restrict=("in",), strict=True),
        Program(expression="[ (builtins.pathExists ./out/secret) <lib/x> ]", restrict=("lib",), strict=True),
        Program(path="b.nix", restrict=("in",)),
        Program(expression='import "${./lib}/y"', restrict=("lib",)),
        Program(expression='builtins.readDir "${./link}"', restrict=("lib",)),
        Program(expression='builtins.readFile (builtins.toFile "x" "y")', restrict=("lib",)),
        Program(expression="let f = n: 1 + f n; in f 1", max_depth=500),
    ],
    ids=str,
)
def test_a_program_runs_again_without_its_files(program: Program, elsewhere: Callable[[], None]) -> None:
    check(program, elsewhere)


def test_the_example_runs_again() -> None:
    check(Program(path=str(BAKERY), strict=True), lambda: None)


def test_a_flake_runs_again_without_its_files(place: Path, elsewhere: Callable[[], None]) -> None:
    (place / "flake").mkdir()
    (place / "dep").mkdir()
    (place / "flake/flake.nix").write_text(
        f"""{{ inputs.dep.url = "path:{place}/dep"; inputs.none.url = "github:a/b";
          outputs = {{ self, dep, none }}: {{
            a = [ dep.x self.narHash self.lastModified "${{./.}}" (import ./own.nix) (builtins.readDir dep) ];
            b = none.x; }}; }}"""
    )
    (place / "flake/own.nix").write_text("./x")
    (place / "dep/flake.nix").write_text("{ outputs = { self }: { x = ./.; }; }")
    for attribute in ("a", "c"):
        program = Program(flake=f"flake#{attribute}", strict=True)
        assert journaled(program)[0].digests
    refused = Program(flake="flake#b", strict=True)
    journals = [(program, *journaled(program)) for program in (program, refused)]
    assert [first.code for _, first, _ in journals] == ["E013", "E026"]
    check(Program(flake="flake#a", strict=True), elsewhere)
    for each, first, journal in journals:
        assert replayed(each, journal) == first


def test_derivations_of_the_store_are_remembered(place: Path, elsewhere: Callable[[], None]) -> None:
    made = """derivation {
      name = "d"; system = "s"; builder = "b"; outputs = [ "out" "dev" ]; z = "1"; a = "2"; }"""
    store = f"{place}/store"
    path = ending(Program(expression=f"({made}).drvPath", store_dir=store, form="raw")).value
    text = ending(
        Program(expression=f"builtins.readFile ({made}).drvPath", store_dir=store, form="raw")
    ).value
    Path(store).mkdir()
    Path(path).write_text(text)
    program = Program(
        expression=f'''[ (import {path}) (derivation {{ name = "e"; system = "s"; builder = "b";
          x = builtins.appendContext "" {{ "{path}".outputs = [ "dev" ]; }};
          y = builtins.appendContext "" {{ "{path}".allOutputs = true; }}; }}).drvPath ]''',
        store_dir=store,
        strict=True,
    )
    assert ending(program).code == ""
    check(program, elsewhere)


@pytest.mark.parametrize("seed", range(6))
def test_generated_programs_run_again_without_their_files(seed: int, tmp_path: Path) -> None:
    plant()
    tree = tmp_path / TREE.name
    for text in generate(1000 + seed, 60):
        shutil.copytree(TREE, tree, symlinks=True)
        program = Program(expression=text.replace(str(TREE), str(tree)), strict=True)
        check(program, lambda: shutil.rmtree(tree))


def test_the_first_answer_stands_for_the_whole_run(place: Path) -> None:
    program = Program(expression="0")
    host = JournalingHost(make_host(program))
    path = f"{place}/text"
    assert host.read_file(path) == "some text"
    assert not host.exists(f"{place}/new")
    (place / "text").write_text("changed")
    (place / "new").write_text("")
    assert host.read_file(path) == "some text"
    assert not host.exists(f"{place}/new")
    assert host.copy_to_store(path) == host.copy_to_store(path)


def test_an_error_is_given_afresh_each_time(place: Path) -> None:
    host = JournalingHost(make_host(Program(restrict=("in",))))
    errors = []
    for _ in range(2):
        with pytest.raises(NixError) as found:
            host.read_file(f"{place}/text")
        errors.append(found.value)
    first, second = errors
    assert first is not second
    assert (first.code, first.message, first.notes) == (second.code, second.message, second.notes)
    assert first.code == "E025"
    assert first.notes


def test_what_was_not_asked_before_is_an_error_that_says_so(place: Path) -> None:
    _, journal = journaled(Program(expression="1"))
    host = ReplayingHost(journal)
    with pytest.raises(NotRecorded, match="read_file '/x', so it is not the run that was recorded"):
        host.read_file("/x")
    found = replayed(Program(expression="(builtins.tryEval (import ./a.nix)).success"), journal)
    assert (found.code, "resolve_import" in found.message) == ("E033", True)


def test_an_empty_journal_has_no_run() -> None:
    with pytest.raises(NotRecorded):
        ReplayingHost(Journal())


def test_every_question_that_a_host_can_be_asked_is_remembered() -> None:
    """A new method of Host must be thought about: most need an answer in the journal."""
    made_of_others = {"absolute", "the_store", "failures"}
    questions = {name for name, _ in inspect.getmembers(Host, inspect.isfunction) if name[0] != "_"}
    assert questions - set(vars(RememberingHost)) == made_of_others


def test_new_entries_are_told() -> None:
    told: list[str] = []
    journal = Journal(listener=lambda question, answer: told.append(question[0]))
    host = JournalingHost(Host(), journal)
    host.getenv("A")
    host.getenv("A")
    assert told == ["pure", "base_dir", "store_directory", "getenv"]
    assert [question[0] for question in journal.answers] == told


def test_a_session_can_be_given_its_outside(place: Path) -> None:
    program = Program(path="a.nix", attribute="text")
    _, journal = journaled(program)
    for file in place.glob("*.nix"):
        file.unlink()
    with pytest.raises(FileError):
        Session(program)
    session = Session(program, host=lambda: ReplayingHost(journal))
    for _ in range(2):
        session.run_to_end()
        assert to_display(result(session)) == '"some text"'
        session.reload()
