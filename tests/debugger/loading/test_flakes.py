"""Flakes on this machine: their inputs, locks and overrides; compared with `nix eval` where that is here."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from debugger.loading.flake_refs import as_reference, parse_ref
from tests.debugger.in_process import CommandLine
from tests.debugger.repositories import git
from vm.world.host import current_system

MADE = 1_700_000_000


@pytest.fixture
def flakes(nixstep: CommandLine) -> CommandLine:
    """A flake `main` with a flake `dep` and a plain tree as inputs."""
    base = nixstep.directory
    nixstep.file(
        "main/flake.nix",
        f"""
        {{
          description = "a test";
          inputs.dep.url = "path:{base}/dep";
          inputs.tree = {{ url = "path:{base}/tree"; flake = false; }};
          inputs.sub.url = "path:./sub";
          outputs = {{ self, dep, tree, sub }}: {{
            answer = 1 + dep.answer;
            text = builtins.readFile (tree + "/text");
            names = builtins.mapAttrs (name: builtins.attrNames) {{ inherit self dep tree; }};
            hash = self.narHash;
            dates = [ dep.lastModified dep.lastModifiedDate ];
            out = self.outPath; copied = "${{./.}}"; inner = "${{./sub}}"; sub = [ sub.name sub.outPath ];
            inputs = builtins.attrNames self.inputs;
            own = import ./lib.nix;
            drv = (derivation {{
              name = "x"; builder = "b"; system = "s"; src = ./.; inherit self tree;
            }}).drvPath;
            packages.{current_system()} = {{ default = "the default"; both = "the package"; }};
            legacyPackages.{current_system()} = {{ old.name = "legacy"; both = "the legacy one"; }};
            both = "the plain one";
          }};
        }}
        """,
    )
    nixstep.file("main/lib.nix", '"own file"')
    nixstep.file("main/sub/flake.nix", '{ outputs = { self }: { name = "sub"; }; }')
    nixstep.file("dep/flake.nix", "{ outputs = { self }: { answer = self.base + 1; base = 40; }; }")
    nixstep.file("tree/text", "some text")
    age(base)
    return nixstep


def age(directory: Path) -> None:
    for path in [directory, *directory.rglob("*")]:
        os.utime(path, (MADE, MADE), follow_symlinks=False)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("answer", "42"),
        ("text", '"some text"'),
        ("own", '"own file"'),
        ("dates", f'[ {MADE} "20231114221320" ]'),
        ("inputs", '[ "dep" "sub" "tree" ]'),
        ("", '"the default"'),
        ("both", '"the package"'),
        ("old.name", '"legacy"'),
        ('"old".name', '"legacy"'),
        ("names.tree", '[ "lastModified" "lastModifiedDate" "narHash" "outPath" ]'),
    ],
)
def test_an_attribute_is_looked_for_where_nix_looks(attribute: str, value: str, flakes: CommandLine) -> None:
    assert flakes("eval", "--strict", "--flake", f"main#{attribute}").value == value


def test_the_directory_can_be_written_in_many_ways(
    flakes: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = flakes.directory
    for directory in ("main", "./main", f"{base}/main", f"path:{base}/main", "path:main", "main/sub/../"):
        assert flakes("eval", "--flake", f"{directory}#answer").value == "42"
    assert flakes("eval", "--flake", f"path:{base}?dir=main#own").value == '"own file"'
    monkeypatch.chdir(base / "main" / "sub")
    assert flakes("eval", "--flake", "#name").value == '"sub"'
    (base / "main" / "empty").mkdir()
    monkeypatch.chdir(base / "main" / "empty")
    assert flakes("eval", "--flake", ".#answer").value == "42"


def test_a_flake_knows_its_tree(flakes: CommandLine) -> None:
    out = flakes("eval", "--raw", "--flake", "main#out").value
    assert out.startswith("/nix/store/")
    assert out.endswith("-source")
    assert flakes("eval", "--raw", "--flake", "main#hash").value.startswith("sha256-")
    assert flakes("eval", "--strict", "--flake", "main#names.dep").value == (
        '[ "_type" "answer" "base" "inputs" "lastModified" "lastModifiedDate" "narHash" "outPath" "outputs"'
        ' "sourceInfo" ]'
    )


@pytest.fixture
def tracked(nixstep: CommandLine) -> CommandLine:
    """A flake in a repository, one in a directory of it, and a file that Git does not know."""
    nixstep.file(
        "repo/flake.nix",
        """
        { outputs = { self }: {
            out = self.outPath; files = builtins.attrNames (builtins.readDir ./.); number = 1;
            facts = builtins.removeAttrs self.sourceInfo [ "outPath" ];
        }; }
        """,
    )
    nixstep.file("repo/inner/flake.nix", '{ outputs = { self }: { out = self.outPath; own = "${./.}"; }; }')
    base = nixstep.directory / "repo"
    git(base, "init", "-q", "-b", "main")
    git(base, "add", ".")
    git(base, "commit", "-q", "-m", "first")
    nixstep.file("repo/unknown", "")
    return nixstep


@pytest.mark.needs_git
def test_of_a_repository_only_what_git_knows_belongs_to_the_tree(tracked: CommandLine) -> None:
    clean = tracked("eval", "--strict", "--flake", "repo#files").value
    assert clean == '[ "flake.nix" "inner" ]'
    tracked.file("repo/inner/more", "")
    git(tracked.directory / "repo", "add", "inner/more")
    assert tracked("eval", "--strict", "--flake", "repo#files").value == clean
    assert '".git"' in tracked("eval", "--strict", "--flake", "path:repo#files").value


@pytest.mark.needs_git
def test_a_flake_knows_its_commit_unless_there_are_changes(tracked: CommandLine) -> None:
    rev = git(tracked.directory / "repo", "rev-parse", "HEAD")
    facts = json.loads(tracked("eval", "--json", "--flake", "repo#facts").value)
    assert (facts["rev"], facts["shortRev"], facts["revCount"]) == (rev, rev[:7], 1)
    tracked.file("repo/flake.nix", (tracked.directory / "repo/flake.nix").read_text() + "#")
    facts = json.loads(tracked("eval", "--json", "--flake", "repo#facts").value)
    assert list(facts) == ["lastModified", "lastModifiedDate", "narHash", "submodules"]
    assert facts["lastModified"] == 1577836800


@pytest.mark.needs_git
def test_a_commit_can_be_named(tracked: CommandLine) -> None:
    base = tracked.directory / "repo"
    git(base, "tag", "first")
    text = (base / "flake.nix").read_text()
    tracked.file("repo/flake.nix", text.replace("number = 1", "number = 2"))
    assert tracked("eval", "--flake", "repo#number").value == "2"
    assert tracked("eval", "--flake", f"git+file://{base}?ref=first#number").value == "1"
    rev = git(base, "rev-parse", "HEAD")
    lock(
        tracked,
        {
            "root": {"inputs": {"x": "x"}},
            "x": {"locked": {"type": "git", "url": f"file://{base}", "rev": rev, "ref": "main"}},
        },
    )
    tracked.file(
        "flake.nix",
        f'{{ inputs.x.url = "git+file://{base}"; outputs = {{ self, x }}: {{ n = x.number; }}; }}',
    )
    assert tracked("eval", "--flake", ".#n").value == "1"
    assert tracked("eval", "--flake", ".#n", "--override-input", "x", "repo").value == "2"


@pytest.mark.needs_git
def test_without_git_a_repository_is_a_directory(
    tracked: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nothing")
    files = tracked("eval", "--strict", "--flake", "repo#files").value
    assert '"unknown"' in files


@pytest.mark.needs_git
@pytest.mark.needs_nix
@pytest.mark.parametrize("changed", [False, True])
def test_a_repository_is_the_flake_that_it_is_for_nix(
    changed: bool, tracked: CommandLine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = tmp_path_factory.mktemp("store")
    base = tracked.directory / "repo"
    if changed:
        tracked.file("repo/new", "")
        git(base, "add", "new")
    for attribute in (
        f"{base}#out",
        f"{base}#facts",
        f"{base}/inner#out",
        f"git+file://{base}?dir=inner#own",
    ):
        theirs = subprocess.run(
            [*nix(store), "--json", attribute], check=True, capture_output=True, timeout=60
        )
        ours = tracked("eval", "--json", "--flake", attribute)
        assert json.loads(ours.value) == json.loads(theirs.stdout), attribute


@pytest.mark.needs_nix
def test_values_and_paths_are_those_of_nix(
    flakes: CommandLine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = tmp_path_factory.mktemp("store")
    reference = f"path:{flakes.directory}/main"
    subprocess.run([*nix(store), reference + "#answer"], check=True, capture_output=True, timeout=60)
    assert (flakes.directory / "main" / "flake.lock").exists()
    for attribute in (
        "answer",
        "hash",
        "dates",
        "out",
        "copied",
        "inner",
        "sub",
        "drv",
        "",
        "both",
        "old",
        "text",
    ):
        theirs = subprocess.run(
            [*nix(store), "--json", f"{reference}#{attribute}"], check=True, capture_output=True, timeout=60
        )
        ours = flakes("eval", "--json", "--flake", f"{reference}#{attribute}")
        assert json.loads(ours.value) == json.loads(theirs.stdout), attribute


def nix(store: Path) -> list[str]:
    return ["nix", "--store", str(store), "--experimental-features", "nix-command flakes", "eval"]


# Inputs.


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("github:NixOS/nixpkgs", "type 'github'"),
        ("git+https://example.org/x", "type 'git'"),
        ("https://example.org/x.tar.gz", "type 'tarball'"),
        ("nixpkgs", "a name of the registry"),
        ("flake:nixpkgs", "a name of the registry"),
        ("sourcehut:~a/b", "type 'sourcehut'"),
    ],
)
def test_other_inputs_are_refused_by_name_when_they_are_needed(
    url: str, kind: str, nixstep: CommandLine
) -> None:
    nixstep.file(
        "flake.nix", f'{{ inputs.x.url = "{url}"; outputs = {{ self, x }}: {{ a = 1; b = x.y; }}; }}'
    )
    assert nixstep("eval", "--flake", ".#a").value == "1"
    found = nixstep("eval", "--flake", ".#b")
    assert found.code == 1
    assert f"the input 'x' ({url}) is " in found.err
    assert kind in found.err
    assert "--override-input x DIR" in found.err
    assert "[E026]" in found.err
    assert "flake.nix:1:" in found.err.splitlines()[1]
    assert "call-flake.nix:" not in found.err


def test_an_argument_of_outputs_is_an_input_of_the_registry(nixstep: CommandLine) -> None:
    nixstep.file("flake.nix", "{ outputs = { self, nixpkgs }: { a = nixpkgs.x; }; }")
    assert "--override-input nixpkgs DIR" in nixstep("eval", "--flake", ".#a").err


def chain(nixstep: CommandLine) -> CommandLine:
    """`top` has `mid` and `low`; `mid` has its own `low`, which is another one."""
    base = nixstep.directory
    nixstep.file(
        "top/flake.nix",
        f'{{ inputs.mid.url = "path:{base}/mid"; inputs.low.url = "path:{base}/low-a";'
        ' outputs = { self, mid, low }: { v = "${mid.v} ${low.v}"; }; }',
    )
    nixstep.file(
        "mid/flake.nix",
        f'{{ inputs.low.url = "path:{base}/low-b";'
        ' outputs = { self, low }: { v = "mid(${low.v})"; }; }',
    )
    for name in "abc":
        nixstep.file(f"low-{name}/flake.nix", f'{{ outputs = {{ self }}: {{ v = "{name}"; }}; }}')
    return nixstep


@pytest.mark.parametrize(
    ("overrides", "value"),
    [
        ([], "mid(b) a"),
        (["low", "low-c"], "mid(b) c"),
        (["mid/low", "low-c"], "mid(c) a"),
        (["mid/low", "path:low-c"], "mid(c) a"),
        (["mid", "low-c"], "c a"),
    ],
)
def test_inputs_are_overridden_at_any_depth(overrides: list[str], value: str, nixstep: CommandLine) -> None:
    chain(nixstep)
    options = ["--override-input", *overrides] if overrides else []
    assert nixstep("eval", "--raw", "--flake", "top#v", *options).value == value


def test_an_input_follows_another(nixstep: CommandLine) -> None:
    flake = chain(nixstep).directory / "top" / "flake.nix"
    flake.write_text(
        flake.read_text().replace("{ inputs.mid", '{ inputs.mid.inputs.low.follows = "low"; inputs.mid', 1)
    )
    assert nixstep("eval", "--raw", "--flake", "top#v").value == "mid(a) a"
    assert (
        nixstep("eval", "--raw", "--flake", "top#v", "--override-input", "low", "low-c").value == "mid(c) c"
    )
    assert (
        nixstep("eval", "--raw", "--flake", "top#v", "--override-input", "mid/low", "low-c").value
        == "mid(c) a"
    )


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ('a.follows = "b"; b.follows = "a";', "follows itself"),
        ('a.follows = "nothing"; b.follows = "a";', "does not exist"),
        ('a.url = "path:."; b.follows = "a";', "is an input of itself"),
        ('a.url = "path:../.."; b.follows = "a";', "outside of the flake"),
        ('a.url = "path:/does/not/exist"; b.follows = "a";', "there is no flake.nix"),
        ('a = 1; b.follows = "a";', "should be a set"),
    ],
)
def test_inputs_that_make_no_sense_are_refused(inputs: str, message: str, nixstep: CommandLine) -> None:
    nixstep.file("flake.nix", f"{{ inputs = {{ {inputs} }}; outputs = {{ self, a, b }}: {{ v = a; }}; }}")
    found = nixstep("eval", "--flake", ".#v")
    assert found.code == 1
    assert message in found.err
    assert "[E026]" in found.err


def test_an_override_of_nothing_is_refused(nixstep: CommandLine) -> None:
    chain(nixstep)
    found = nixstep("eval", "--flake", "top#v", "--override-input", "lwo", "low-c")
    assert "there is no input 'lwo'" in found.err


# Lock files.


def lock(nixstep: CommandLine, nodes: dict[str, object], version: int = 7) -> None:
    document = {"nodes": nodes, "root": "root", "version": version}
    nixstep.file("flake.lock", json.dumps(document))


def test_locked_paths_are_read(nixstep: CommandLine) -> None:
    nixstep.file(
        "flake.nix",
        '{ inputs.x.url = "github:a/b"; outputs = { self, x }: { v = x.v; m = x.lastModified; }; }',
    )
    nixstep.file("x/flake.nix", '{ outputs = { self, y }: { v = "x" + y.v; }; }')
    nixstep.file("y/flake.nix", '{ outputs = { self }: { v = "y"; }; }')
    base = str(nixstep.directory)
    lock(
        nixstep,
        {
            "root": {"inputs": {"x": "x", "y": ["x", "y"]}},
            "x": {"inputs": {"y": "y"}, "locked": {"type": "path", "path": base + "/x", "lastModified": 5}},
            "y": {"locked": {"type": "path", "path": base + "/y"}},
        },
    )
    assert nixstep("eval", "--raw", "--flake", ".#v").value == "xy"
    assert nixstep("eval", "--flake", ".#m").value == "5"


def test_a_locked_path_that_has_changed_is_refused(nixstep: CommandLine) -> None:
    nixstep.file("flake.nix", '{ inputs.x.url = "path:./x"; outputs = { self, x }: { v = x.v; }; }')
    nixstep.file("x/flake.nix", "{ outputs = { self }: { v = 1; }; }")
    other = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    lock(
        nixstep,
        {"root": {"inputs": {"x": "x"}}, "x": {"locked": {"type": "path", "path": "./x", "narHash": other}}},
    )
    found = nixstep("eval", "--flake", ".#v")
    assert "the input 'x'" in found.err
    assert "is not what was locked" in found.err
    assert nixstep("eval", "--flake", ".#v", "--override-input", "x", "x").value == "1"


def test_a_locked_input_that_is_in_the_store_is_used_whatever_its_type(nixstep: CommandLine) -> None:
    nixstep.file("x/flake.nix", "{ outputs = { self }: { v = [ 1 self.rev self.outPath ]; }; }")
    nixstep.file(
        "flake.nix",
        '{ inputs.x.url = "github:a/b"; outputs = { self, x }: { v = x.v; h = x.narHash; o = x.outPath; }; }',
    )
    store = str(nixstep.directory / "store")
    made = ("--raw", "--store-dir", store, "--override-input", "x", "path:x", "--flake")
    content, path = nixstep("eval", *made, ".#h").value, nixstep("eval", *made, ".#o").value
    Path(store).mkdir()
    (nixstep.directory / "x").rename(path)
    locked = {
        "type": "github",
        "owner": "a",
        "repo": "b",
        "rev": "abc",
        "narHash": content,
        "lastModified": 1,
    }
    lock(nixstep, {"root": {"inputs": {"x": "x"}}, "x": {"locked": locked}})
    found = nixstep("eval", "--strict", "--store-dir", store, "--flake", ".#v")
    assert found.value == f'[ 1 "abc" "{path}" ]'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not a lock file"),
        ("[]", "is not a lock file"),
        ("[" * 100_000, "is not a lock file"),
        ('{"nodes": {}, "root": "root", "version": 4}', "has version 4"),
        ('{"nodes": {}, "root": "root", "version": 7}', "has no node 'root'"),
        ('{"nodes": {"root": {"inputs": {"x": "y"}}}, "root": "root", "version": 7}', "has no node 'y'"),
        (
            '{"nodes": {"root": {"inputs": {"x": "y"}}, "y": {}}, "root": "root", "version": 7}',
            "does not say where",
        ),
    ],
)
def test_a_lock_file_that_cannot_be_read_is_refused(text: str, message: str, nixstep: CommandLine) -> None:
    nixstep.file("flake.nix", '{ inputs.x.url = "github:a/b"; outputs = { self, x }: { v = x.v; }; }')
    nixstep.file("flake.lock", text)
    found = nixstep("eval", "--flake", ".#v")
    assert message in found.err
    assert "[E026]" in found.err


def test_a_long_chain_of_locked_inputs_needs_no_recursion(nixstep: CommandLine) -> None:
    nixstep.file("flake.nix", '{ inputs.n0.url = "github:a/b"; outputs = { self, n0 }: { v = 1; }; }')
    nodes: dict[str, object] = {"root": {"inputs": {"n0": "n0"}}}
    for index in range(5000):
        nodes[f"n{index}"] = {"inputs": {"next": f"n{index + 1}"}, "locked": {"type": "github"}}
    nodes["n5000"] = {"inputs": {"next": "n0"}, "locked": {"type": "github"}}
    lock(nixstep, nodes)
    assert nixstep("eval", "--flake", ".#v").value == "1"


# The form of a flake.


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1", "is not a flake"),
        ("{ }", "lacks the attribute 'outputs'"),
        ("{ outputs = 1; }", "should be a function"),
        ("{ outputs = { self }: { }; inptus = { }; }", "unsupported attribute 'inptus'"),
        ("{ outputs = { self }: { }; inputs = 1; }", "should be a set"),
        ("{ inputs = import ./x.nix; outputs = { self }: { }; }", "should be plain data"),
        ("{ inputs = (x: x x) (x: x x); outputs = { self }: { }; }", "takes too long"),
    ],
)
def test_what_is_no_flake_says_so(text: str, message: str, nixstep: CommandLine) -> None:
    nixstep.file("flake.nix", text)
    nixstep.file("x.nix", "{ }")
    found = nixstep("eval", "--flake", ".")
    assert found.code == 1
    assert message in found.err


def test_a_directory_without_a_flake_says_so(nixstep: CommandLine) -> None:
    nixstep.file(".git/HEAD", "")
    assert "there is no flake.nix" in nixstep("eval", "--flake", ".#x").err
    assert "is of type 'github'" in nixstep("eval", "--flake", "github:a/b#x").err


def test_a_missing_output_names_where_it_was_looked_for_and_what_is_near(flakes: CommandLine) -> None:
    found = flakes("eval", "--flake", "main#anwser")
    tried = [f"'{prefix}.{current_system()}.anwser'" for prefix in ("packages", "legacyPackages")]
    assert f"does not provide attribute {', '.join(tried)} or 'anwser'" in found.err
    assert "did you mean answer?" in found.err
    assert "[E013]" in found.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--flake", ".", "-E", "1"), ("--flake", ".", "x.nix"), ("--override-input", "a", "b", "-E", "1"), (),
    ],
)  # fmt: skip
def test_what_contradicts_a_flake_is_wrong_usage(arguments: tuple[str, ...], nixstep: CommandLine) -> None:
    assert nixstep("eval", *arguments).code == 2


def test_flakes_are_restricted_like_everything(flakes: CommandLine) -> None:
    assert "[E025]" in flakes("eval", "--restrict", "main", "--flake", "main#answer").err
    assert flakes("eval", "--restrict", ".", "--flake", "main#answer").value == "42"


def test_attributes_can_be_selected_and_arguments_given_as_elsewhere(nixstep: CommandLine) -> None:
    nixstep.file("flake.nix", "{ outputs = { self }: { f = { n }: { m = n + 1; }; }; }")
    assert nixstep("eval", "--flake", ".#f", "-A", "m", "--arg", "n", "1").value == "2"


@pytest.mark.parametrize(
    ("text", "kind", "path", "subdir", "with_git"),
    [
        ("path:/a/b?dir=c", "path", "/a/b", "c", True),
        ("path:./x", "path", "./x", "", True),
        ("/a%20b", "path", "/a%20b", "", False),
        ("path:/a%20b", "path", "/a b", "", True),
        ("../x", "path", "../x", "", False),
        ("git+file:///a/b?ref=main&dir=c", "git", "/a/b", "c", False),
        ("github:a/b/ref", "github", None, "", True),
        ("git+ssh://a/b", "git", None, "", True),
        ("nixpkgs/unstable", "indirect", None, "", True),
    ],
)
def test_references_are_read_as_nix_reads_them(
    text: str, kind: str, path: str | None, subdir: str, with_git: bool
) -> None:
    ref = parse_ref(text)
    assert (ref.kind, ref.path, ref.subdir if path else "", ref.with_git) == (kind, path, subdir, with_git)


def test_a_bare_name_typed_by_a_person_is_a_directory() -> None:
    assert [as_reference(text) for text in ("x", "./x", "/x", "path:x")] == ["./x", "./x", "/x", "path:x"]
