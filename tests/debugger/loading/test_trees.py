"""fetchTree, getFlake and outputOf with what is on this machine; compared with Nix where that is here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

from debugger.loading.program import Program
from debugger.motions import Continue
from debugger.session import Session
from tests.debugger.in_process import CommandLine
from tests.debugger.repositories import git
from tests.debugger.rerun import journaled, replayed
from tests.debugger.sessions import result
from vm.store.derivations import Derivation, Output

MADE = 1_700_000_000


def ours(nixstep: CommandLine, expression: str, *options: str) -> object:
    return json.loads(
        nixstep("eval", "--experimental", "--strict", "--json", *options, "-E", expression).value
    )


FACTS = '(tree: { place = tree.outPath; rest = builtins.removeAttrs tree [ "outPath" ]; })'
"""Has JSON show all of a tree, and not just where it is."""
SHOWN = f"(value: if builtins.isAttrs value && value ? outPath then {FACTS} value else value)"


def facts(nixstep: CommandLine, tree: str, *options: str) -> dict[str, Any]:
    found = ours(nixstep, f"{FACTS} ({tree})", *options)
    assert isinstance(found, dict)
    return {"outPath": found["place"], **found["rest"]}


def failure(nixstep: CommandLine, expression: str, *options: str) -> str:
    found = nixstep("eval", "--experimental", "--strict", *options, "-E", expression)
    assert found.code == 1, found.out
    return found.err


def theirs(expression: str, store: Path) -> object:
    """What Nix says, impurely and with a store of its own."""
    features = ("--extra-experimental-features", "nix-command flakes")
    finished = subprocess.run(
        ["nix", "--store", str(store), "eval", *features, "--impure", "--json", "--expr", expression],
        capture_output=True,
        check=True,
        timeout=60,
    )
    return json.loads(finished.stdout)


def write_file() -> None:
    """Have Nix put the file of `toFile "x" "y"` where its path says, which a store of one's own is not."""
    words = ("nix-instantiate", "--eval", "--read-write-mode", "-E", 'builtins.toFile "x" "y"')
    subprocess.run(words, capture_output=True, check=True, timeout=60)


def lock(reference: str) -> None:
    """Write a lock file: without it Nix takes no flake with inputs here."""
    features = ("--extra-experimental-features", "nix-command flakes")
    subprocess.run(
        ["nix", "flake", "lock", *features, reference], capture_output=True, check=True, timeout=60
    )


@pytest.fixture
def trees(nixstep: CommandLine) -> CommandLine:
    """A directory, an archive of it, a flake with two inputs, and one that is a repository."""
    base = nixstep.directory
    nixstep.file("tree/text", "some text")
    nixstep.file("tree/default.nix", "./text")
    nixstep.file("dep/flake.nix", "{ outputs = { self }: { answer = self.base + 1; base = 40; }; }")
    near = f"""
        {{
          inputs.dep.url = "path:{base}/dep";
          inputs.tree = {{ url = "path:{base}/tree"; flake = false; }};
          outputs = {{ self, dep, tree, ... }}@all: {{
            answer = 1 + dep.answer; text = builtins.readFile (tree + "/text"); out = self.outPath;
            names = map builtins.attrNames [ dep tree ];
            facts = [ self.narHash self.lastModified dep.narHash ]; none = all.none.x;
            drv = (derivation {{ name = "x"; builder = "b"; system = "s"; src = self; }}).drvPath;
          }};
        }}
        """
    nixstep.file("near/flake.nix", near)
    nixstep.file(
        "main/flake.nix", near.replace("inputs.tree", 'inputs.none.url = "github:a/b"; inputs.tree', 1)
    )
    for path in (base, *base.rglob("*")):
        os.utime(path, (MADE, MADE))
    with tarfile.open(base / "tree.tar.gz", "w:gz") as archive:
        archive.add(base / "tree", "tree")
    return nixstep


@pytest.fixture
def tracked(trees: CommandLine) -> CommandLine:
    repository = trees.directory / "repo"
    shutil.copytree(trees.directory / "dep", repository)
    trees.file("repo/sub/flake.nix", '{ outputs = { self }: { where = self.outPath; own = "${./.}"; }; }')
    git(repository, "init", "-q", "-b", "main")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "first")
    git(repository, "tag", "one")
    trees.file("repo/unknown", "")
    return trees


# fetchTree.

PATHS = [
    'fetchTree {{ type = "path"; path = "{base}/tree"; }}',
    'fetchTree {{ type = "path"; path = {base}/tree; }}',
    'fetchTree {{ type = "path"; path = "{base}/tree/text"; }}',
    'fetchTree {{ type = "path"; path = (fetchTree {{ type = "path"; path = {base}/tree; }}).outPath; }}',
    'fetchTree {{ type = "path"; path = builtins.toFile "x" "y"; }}',
]
REPOSITORIES = [
    'fetchTree "git+file://{base}/repo"',
    'fetchTree "git+file://{base}/repo?ref=one"',
    'fetchTree {{ type = "git"; url = "file://{base}/repo"; shallow = false; }}',
    'fetchTree {{ type = "git"; url = {base}/repo; ref = "main"; shallow = true; }}',
    'fetchTree {{ type = "git"; url = "{base}/repo"; submodules = true; shallow = false; }}',
]
FLAKES = [
    '{{ inherit (getFlake "path:{base}/near") answer text out facts drv narHash; }}',
    'attrNames (getFlake "{base}/near").inputs.tree',
    'removeAttrs (getFlake "path:{base}/dep") [ "_type" "outputs" ]',
]
TRACKED_FLAKES = [
    'removeAttrs (getFlake "git+file://{base}/repo") [ "_type" "outputs" ]',
    '(getFlake "git+file://{base}/repo?dir=sub&ref=one").sourceInfo',
    '(getFlake "git+file://{base}/repo?dir=sub").own',
    '(getFlake "{base}/repo").narHash',
]


@pytest.mark.needs_nix
@pytest.mark.parametrize("text", [*PATHS, *FLAKES])
def test_a_tree_is_what_it_is_for_nix(
    text: str, trees: CommandLine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    expression = f"with builtins; {SHOWN} ({text.format(base=trees.directory)})"
    if "near" in text:
        lock(f"path:{trees.directory}/near")
    if "toFile" in text:
        write_file()
    assert ours(trees, expression) == theirs(expression, tmp_path_factory.mktemp("store"))


@pytest.mark.needs_nix
@pytest.mark.needs_git
@pytest.mark.parametrize("text", [*REPOSITORIES, *TRACKED_FLAKES])
def test_a_repository_is_what_it_is_for_nix(
    text: str, tracked: CommandLine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    expression = f"with builtins; {SHOWN} ({text.format(base=tracked.directory)})"
    assert ours(tracked, expression) == theirs(expression, tmp_path_factory.mktemp("store"))


@pytest.mark.needs_nix
@pytest.mark.parametrize("url", ['"file://{base}/tree.tar.gz"', "{base}/tree.tar.gz"])
def test_an_archive_is_what_it_is_for_nix_and_knows_its_time(
    url: str, trees: CommandLine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    given = url.format(base=trees.directory)
    expression = f'builtins.fetchTree {{ type = "tarball"; url = {given}; }}'
    found = facts(trees, expression)
    assert (found.pop("lastModified"), found.pop("lastModifiedDate")) == (MADE, "20231114221320")
    said = theirs(f"{FACTS} ({expression})", tmp_path_factory.mktemp("store"))
    assert said == {"place": found.pop("outPath"), "rest": found}


def tree_of(trees: CommandLine, more: str = "") -> str:
    return f'builtins.fetchTree {{ type = "path"; path = "{trees.directory}/tree"; {more} }}'


def test_the_same_tree_has_the_same_hash_wherever_it_comes_from(trees: CommandLine) -> None:
    url = f"file://{trees.directory}/tree.tar.gz"
    whole = facts(trees, tree_of(trees))
    assert facts(trees, f'builtins.fetchTree {{ type = "tarball"; url = "{url}"; }}') == whole
    for text in (f'"{url}"', f'"tarball+{url}"', f'"path:{trees.directory}/tree"'):
        assert facts(trees, f"builtins.fetchTree {text}") == whole


def test_what_is_in_a_tree_can_be_read_and_it_has_its_path_as_context(trees: CommandLine) -> None:
    tree = tree_of(trees)
    assert ours(trees, f'builtins.readFile ({tree} + "/text")') == "some text"
    assert ours(trees, f"builtins.readFile (import ({tree}))") == "some text"
    assert ours(trees, f"builtins.attrNames (builtins.getContext ({tree}).outPath) == [ ({tree}).outPath ]")
    archive = f'builtins.fetchTree "file://{trees.directory}/tree.tar.gz"'
    assert ours(trees, f"builtins.readFile (import ({archive}))") == "some text"


def test_a_file_is_a_tree_too_and_is_never_executable(trees: CommandLine) -> None:
    text = f'builtins.fetchTree {{ type = "file"; url = "file://{trees.directory}/tree/text"; }}'
    plain = facts(trees, text)
    assert sorted(plain) == ["narHash", "outPath"]
    (trees.directory / "tree/text").chmod(0o755)
    assert facts(trees, text) == plain
    assert ours(trees, f"builtins.readFile ({text})") == "some text"


def test_another_hash_than_the_wanted_one_is_an_error(trees: CommandLine) -> None:
    content = ours(trees, f"({tree_of(trees)}).narHash")
    right = f'narHash = "{content}";'
    wrong = 'narHash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";'
    assert ours(trees, tree_of(trees, right)) == ours(trees, tree_of(trees))
    archive = f'builtins.fetchTree {{ type = "tarball"; url = "{trees.directory}/tree.tar.gz"; {wrong} }}'
    for text in (tree_of(trees, wrong), archive):
        said = failure(trees, text)
        assert "hash mismatch for" in said
        assert "[E022]" in said


def test_what_the_program_says_about_a_tree_is_believed(trees: CommandLine) -> None:
    rev = "0123456789012345678901234567890123456789"
    found = facts(trees, tree_of(trees, f'lastModified = 5; rev = "{rev}"; revCount = 3;'))
    told = (
        found["lastModified"],
        found["lastModifiedDate"],
        found["rev"],
        found["shortRev"],
        found["revCount"],
    )
    assert told == (5, "19700101000005", rev, "0123456", 3)


def test_a_time_after_all_times_is_an_error(trees: CommandLine) -> None:
    late = "lastModified = 9223372036854775807;"
    flake = f'(builtins.getFlake "path:{trees.directory}/dep?lastModified=9223372036854775807").answer'
    for text in (tree_of(trees, late), f"{flake}.lastModified"):
        assert "has no date [E022]" in failure(trees, text)


def test_a_tree_from_far_away_is_had_if_it_is_in_the_store(trees: CommandLine) -> None:
    store = str(trees.directory / "store")
    found = facts(trees, tree_of(trees), "--store-dir", store)
    rev = "0123456789012345678901234567890123456789"
    more = f'owner = "a"; repo = "b"; rev = "{rev}"; narHash = "{found["narHash"]}"; lastModified = 7;'
    text = f'builtins.fetchTree {{ type = "github"; {more} }}'
    assert "there is no network" in failure(trees, text, "--store-dir", store)
    shutil.copytree(trees.directory / "tree", found["outPath"])
    again = facts(trees, text, "--store-dir", store)
    assert (again["outPath"], again["lastModified"], again["rev"]) == (found["outPath"], 7, rev)


@pytest.mark.needs_git
def test_a_set_asks_for_no_history_and_changes_have_no_commit(tracked: CommandLine) -> None:
    text = f'builtins.attrNames (builtins.fetchTree {{ type = "git"; url = "{tracked.directory}/repo"; }})'
    clean = ["lastModified", "lastModifiedDate", "narHash", "outPath", "rev", "shortRev", "submodules"]
    assert ours(tracked, text) == clean
    tracked.file("repo/flake.nix", "{ outputs = { self }: { changed = true; }; }")
    assert ours(tracked, text) == [name for name in clean if name not in ("rev", "shortRev")]


def test_trees_are_restricted_like_everything(trees: CommandLine) -> None:
    base = trees.directory
    for text in (
        tree_of(trees),
        f'builtins.fetchTree "file://{base}/tree.tar.gz"',
        f'builtins.getFlake "{base}/dep"',
    ):
        assert "[E025]" in failure(trees, text, "--restrict", "main")
        assert trees("eval", "--experimental", "--restrict", ".", "-E", text).code == 0
    flake = f'(builtins.getFlake "{base}/main").answer'
    assert "[E025]" in failure(trees, flake, "--restrict", "main")
    assert ours(trees, flake, "--restrict", ".") == 42


# getFlake.


def test_a_flake_is_the_same_as_with_the_option(trees: CommandLine) -> None:
    base = trees.directory
    for attribute in ("answer", "text", "out", "names", "facts", "drv"):
        option = trees("eval", "--json", "--flake", f"path:{base}/main#{attribute}").value
        assert ours(trees, f'(builtins.getFlake "path:{base}/main").{attribute}') == json.loads(option)


def test_an_input_that_is_not_here_is_refused_by_name_when_it_is_needed(trees: CommandLine) -> None:
    flake = f'(builtins.getFlake "{trees.directory}/main")'
    assert ours(trees, f"{flake}.answer") == 42
    said = failure(trees, f"{flake}.none")
    assert "the input 'none' (github:a/b) is of type 'github'" in said
    assert "[E026]" in said
    assert "call-flake.nix:" not in said


@pytest.mark.parametrize(
    ("reference", "message", "code"),
    [
        ("nixpkgs", "is a name of the registry", "E026"),
        ("github:a/b", "is of type 'github'", "E026"),
        ("https://x.org/a.tar.gz", "is of type 'tarball'", "E026"),
        ("path:main", "is not an absolute path", "E026"),
        ("./main", "is not an absolute path", "E022"),
        ("/surely/not/there", "there is no flake.nix", "E026"),
    ],
)
def test_flakes_that_cannot_be_had_are_refused(
    reference: str, message: str, code: str, trees: CommandLine
) -> None:
    said = failure(trees, f'builtins.getFlake "{reference}"')
    assert message in said
    assert f"[{code}]" in said


def test_a_flake_can_be_locked_by_its_hash(trees: CommandLine) -> None:
    flake = f"path:{trees.directory}/dep"
    content = str(ours(trees, f'(builtins.getFlake "{flake}").narHash')).replace("+", "%2B")
    assert ours(trees, f'(builtins.getFlake "{flake}?narHash={content}&lastModified=5").lastModified') == 5
    trees.file("dep/more", "")
    assert "is not what was locked" in failure(trees, f'builtins.getFlake "{flake}?narHash={content}"')


def test_a_flake_may_get_another_one_and_so_on_without_recursion(trees: CommandLine) -> None:
    depth = 60
    for index in range(depth):
        following = f'(builtins.getFlake "{trees.directory}/chain/{index + 1}").n + 1'
        body = following if index + 1 < depth else "1"
        trees.file(f"chain/{index}/flake.nix", f"{{ outputs = {{ self }}: {{ n = {body}; }}; }}")
    assert ours(trees, f'(builtins.getFlake "{trees.directory}/chain/0").n') == depth


def test_an_error_in_a_flake_can_be_caught_and_the_flake_had_again(trees: CommandLine) -> None:
    trees.file("bad/flake.nix", '{ outputs = { self }: { a = throw "no"; b = 1; }; }')
    flake = f'builtins.getFlake "{trees.directory}/bad"'
    assert ours(trees, f"[ (builtins.tryEval ({flake}).a).success ({flake}).b ({flake}).b ]") == [False, 1, 1]


# Runs that are had again.


@pytest.mark.needs_git
def test_a_run_with_trees_and_flakes_is_had_again_without_them(tracked: CommandLine) -> None:
    base = tracked.directory
    text = f"""
      let flake = builtins.getFlake "path:{base}/main"; archive = builtins.fetchTree "file://{base}/tree.tar.gz";
      in [ {{ inherit (flake) answer text out facts drv; }} archive (builtins.readFile (import archive))
           ({tree_of(tracked)}) (builtins.fetchTree {{ type = "git"; url = "{base}/repo"; }})
           (builtins.fetchTree {{ type = "file"; url = "{base}/tree/text"; }})
           (builtins.fetchTree {{ type = "path"; path = builtins.toFile "a" "b"; }})
           (builtins.getFlake "git+file://{base}/repo?ref=one").rev ]
    """
    refused = f'(builtins.getFlake "{base}/main").none'
    programs = [Program(expression=each, strict=True, experimental=True) for each in (text, refused)]
    runs = [(program, *journaled(program)) for program in programs]
    assert [first.code for _, first, _ in runs] == ["", "E026"]
    for name in ("tree", "dep", "main", "repo"):
        shutil.rmtree(base / name)
    (base / "tree.tar.gz").unlink()
    for program, first, journal in runs:
        assert replayed(program, journal) == first


def test_a_session_goes_over_a_flake_again_and_again(trees: CommandLine) -> None:
    flake = f'(builtins.getFlake "{trees.directory}/main")'
    text = f"{flake}.answer + {flake}.answer"
    session = Session(Program(expression=text, experimental=True))
    steps = set()
    for _ in range(2):
        assert session.run(Continue()) == "finished"
        assert result(session) == "84"
        steps.add(session.machine.steps)
        session.reload()
    assert len(steps) == 1


# outputOf.


def test_an_output_of_a_derivation_is_its_path_with_its_context(nixstep: CommandLine) -> None:
    text = """
      let
        made = derivation { name = "a"; system = "b"; builder = "c"; outputs = [ "out" "dev" ]; };
        fixed = derivation {
          name = "f"; system = "b"; builder = "c";
          outputHash = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
          outputHashAlgo = "sha256"; outputHashMode = "flat";
        };
        of = d: builtins.outputOf (builtins.unsafeDiscardOutputDependency d.drvPath);
        same = a: b: a == b && builtins.getContext a == builtins.getContext b;
      in [ (same (of made "out") made.outPath) (same (of made "dev") made.dev.outPath)
           (same (of fixed "out") fixed.outPath) ]
    """
    assert ours(nixstep, text) == [True, True, True]


@pytest.mark.parametrize(
    ("output", "placeholder"),
    [
        ("out", "/0c6rn30q4frawknapgwq386zq358m8r6msvywcvc89n6m5p2dgbz"),
        ("dev", None),
    ],
)
def test_an_output_whose_path_is_not_known_is_a_placeholder(
    output: str, placeholder: str | None, nixstep: CommandLine
) -> None:
    """The first is what Nix's own tests say of this derivation."""
    path = nixstep.directory / "g1w7hy3qg1w7hy3qg1w7hy3qg1w7hy3q-foo.drv"
    unknown = Derivation("foo", {name: Output("", "r:sha256", "") for name in ("dev", "out")})
    path.write_bytes(unknown.aterm())
    context = f'builtins.appendContext "{path}" {{ "{path}".path = true; }}'
    text = f'builtins.outputOf ({context}) "{output}"'
    found = str(ours(nixstep, text, "--store-dir", str(nixstep.directory)))
    assert found == (placeholder or found)
    assert (len(found), found[0]) == (53, "/")
    said = ours(nixstep, f"builtins.getContext ({text})", "--store-dir", str(nixstep.directory))
    assert said == {str(path): {"outputs": [output]}}
