"""fetchurl, fetchTarball and fetchGit of what is on this machine; compared with Nix where that is here."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest

from tests.debugger.in_process import CommandLine
from tests.debugger.repositories import SETTLED, git
from vm.store.scratch import remove_all


def in_nix(expression: str, directory: Path) -> object:
    """What nix-instantiate says, with a store of its own."""
    places = dict.fromkeys(("NIX_STATE_DIR", "NIX_LOG_DIR", "NIX_CONF_DIR", "HOME", "XDG_CACHE_HOME"), "var")
    finished = subprocess.run(
        [
            "nix-instantiate",
            "--eval",
            "--strict",
            "--json",
            "--store",
            str(directory / "var"),
            "-E",
            expression,
        ],
        capture_output=True,
        check=True,
        env={**os.environ, **SETTLED, **{name: str(directory / each) for name, each in places.items()}},
        timeout=60,
    )
    return json.loads(finished.stdout)


def in_nixstep(expression: str, nixstep: CommandLine, *options: str) -> object:
    found = nixstep("eval", "--json", *options, "-E", expression)
    assert found.code == 0, found.err
    return json.loads(found.value)


def failure(expression: str, nixstep: CommandLine, *options: str) -> str:
    found = nixstep("eval", "--strict", *options, "-E", expression)
    assert found.code == 1
    return found.err.splitlines()[0]


# Archives.


def pack(path: Path, mode: Literal["w", "w:gz", "w:bz2", "w:xz"], tree: Path) -> None:
    with tarfile.open(path, mode) as archive:
        archive.add(tree, "tree")


def pack_zip(path: Path, tree: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in sorted(tree.rglob("*")):
            if each.is_symlink():
                info = zipfile.ZipInfo(f"tree/{each.relative_to(tree)}")
                info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
                archive.writestr(info, str(each.readlink()))
            else:
                archive.write(each, f"tree/{each.relative_to(tree)}")


PACKED: dict[str, Callable[[Path, Path], None]] = {
    "x.tar": lambda path, tree: pack(path, "w", tree),
    "x.tar.gz": lambda path, tree: pack(path, "w:gz", tree),
    "x.tar.bz2": lambda path, tree: pack(path, "w:bz2", tree),
    "x.tar.xz": lambda path, tree: pack(path, "w:xz", tree),
    "x.zip": pack_zip,
    "named-otherwise": lambda path, tree: pack(path, "w:xz", tree),
}
TREE_PATH = "/nix/store/2ncmfssvp29qkcrsih5pkdrll8qlqc0s-source"


@pytest.fixture
def archives(nixstep: CommandLine) -> CommandLine:
    nixstep.file("tree/default.nix", "import ./sub + builtins.readFile ./sub/text")
    nixstep.file("tree/sub/default.nix", '"sub "')
    nixstep.file("tree/sub/text", "text")
    nixstep.file("tree/run", "#!").chmod(0o755)
    nixstep.link("tree/link", "sub/text")
    for name, make in PACKED.items():
        make(nixstep.directory / name, nixstep.directory / "tree")
    return nixstep


@pytest.mark.parametrize("name", PACKED)
def test_an_archive_is_unpacked_and_can_be_read(name: str, archives: CommandLine) -> None:
    url = f"file://{archives.directory}/{name}"
    program = f'let t = builtins.fetchTarball "{url}"; in [ "${{t}}" (import t) (builtins.readDir t) '
    types = {"default.nix": "regular", "link": "symlink", "run": "regular", "sub": "directory"}
    found = in_nixstep(program + '(builtins.readFile (t + "/link")) ]', archives)
    assert found == [TREE_PATH, "sub text", types, "text"]


@pytest.mark.needs_nix
@pytest.mark.parametrize("name", PACKED)
def test_the_path_of_an_archive_is_that_of_nix(name: str, archives: CommandLine) -> None:
    url = f"file://{archives.directory}/{name}"
    path = in_nix(f'baseNameOf (builtins.fetchTarball "{url}")', archives.directory)
    assert f"/nix/store/{path}" == TREE_PATH


def test_the_name_and_the_hash_of_an_archive_count(archives: CommandLine) -> None:
    url = f'url = "file://{archives.directory}/x.zip";'
    named = in_nixstep(f'builtins.fetchTarball {{ {url} name = "abc"; }}', archives)
    assert str(named).endswith("-abc")
    wrong = f'builtins.fetchTarball {{ {url} sha256 = "{"0" * 52}"; }}'
    assert "hash mismatch" in failure(wrong, archives)


def test_what_has_the_wanted_hash_and_is_in_the_store_need_not_be_fetched(archives: CommandLine) -> None:
    local = f'builtins.fetchTarball "file://{archives.directory}/x.tar"'
    store = archives.directory / "store"
    path = in_nixstep(local, archives, "--store-dir", str(store))
    assert isinstance(path, str)
    nar = hash_of_the_tree(archives)
    remote = f'builtins.fetchTarball {{ url = "https://example.org/x.tar.gz"; sha256 = "{nar}"; }}'
    assert "there is no network" in failure(remote, archives, "--store-dir", str(store))
    store.mkdir()
    shutil.copytree(archives.directory / "tree", path, symlinks=True)
    assert in_nixstep(f"import ({remote})", archives, "--store-dir", str(store)) == "sub text"


def hash_of_the_tree(nixstep: CommandLine) -> str:
    """The hash of the tree, from what we say when it is another one."""
    url = f"file://{nixstep.directory}/x.tar"
    message = failure(f'builtins.fetchTarball {{ url = "{url}"; sha256 = "{"0" * 52}"; }}', nixstep)
    return message.partition("got ")[2].split()[0]


def test_an_archive_in_the_search_path_is_unpacked_when_it_is_used(archives: CommandLine) -> None:
    options = ("-I", f"x=file://{archives.directory}/x.tar.gz", "-I", "y=file:///surely/not.tar")
    assert in_nixstep("[ (toString <x>) (import <x>) ]", archives, *options) == [TREE_PATH, "sub text"]
    assert in_nixstep("import <x/sub>", archives, *options) == "sub "
    assert "is a URL" in failure("<y>", archives, *options)


def test_errors_in_an_archive_name_its_store_path(archives: CommandLine) -> None:
    tarball = f'builtins.fetchTarball "file://{archives.directory}/x.tar"'
    assert f"{TREE_PATH}/no: no such file" in failure(f'builtins.readFile ({tarball} + "/no")', archives)
    found = archives("eval", "-E", f'import ({tarball} + "/run")')
    assert f"at {TREE_PATH}/run:" in found.err


def test_what_was_unpacked_is_removed_at_the_end(
    archives: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    in_nixstep(f'builtins.fetchTarball "file://{archives.directory}/x.tar"', archives)
    remove_all()
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({}, "has 0 top-level files"),
        ({"a": b"", "b": b""}, "has 2 top-level files"),
        ({"../evil": b""}, "has a file '../evil': refused"),
        ({"t/../../evil": b""}, "refused"),
        ({"t/link": "..", "t/link/evil": b""}, "puts files behind a link of its own: refused"),
        ({"t/pipe": None}, "has an unsupported type"),
    ],
)
def test_an_archive_never_writes_outside_of_its_directory(
    members: dict[str, bytes | str | None], message: str, nixstep: CommandLine
) -> None:
    with tarfile.open(nixstep.directory / "x.tar", "w") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            if isinstance(content, bytes):
                archive.addfile(member, io.BytesIO(content))
                continue
            member.type = tarfile.FIFOTYPE if content is None else tarfile.SYMTYPE
            member.linkname = content or ""
            archive.addfile(member)
    assert message in failure(f'builtins.fetchTarball "file://{nixstep.directory}/x.tar"', nixstep)


@pytest.mark.parametrize(
    "contents", [b"", b"text", b"\x1f\x8b\x08garbage", b"PK\x05\x06" + bytes(18), b"BZh9"]
)
def test_what_is_no_archive_is_refused(contents: bytes, nixstep: CommandLine) -> None:
    (nixstep.directory / "x").write_bytes(contents)
    assert "[E022]" in failure(f'builtins.fetchTarball "file://{nixstep.directory}/x"', nixstep)


def test_a_damaged_archive_is_refused(archives: CommandLine) -> None:
    for name in ("x.tar.gz", "x.tar.xz", "x.tar.bz2", "x.tar", "x.zip"):
        path = archives.directory / name
        path.write_bytes(path.read_bytes()[:-200])
        found = archives("eval", "-E", f'builtins.fetchTarball "file://{path}"')
        assert found.code == 0 or "[E022]" in found.err, name


def test_archives_are_restricted_like_everything(archives: CommandLine) -> None:
    base = archives.directory
    archives.link("evil/out", str(base / "tree"))
    pack(base / "evil.tar", "w", base / "evil")
    inside = f'builtins.fetchTarball "file://{base}/evil.tar"'
    assert "[E025]" in failure(inside, archives, "--restrict", "tree")
    options = ("--restrict", str(base / "evil.tar"))
    assert in_nixstep(f"builtins.readDir ({inside})", archives, *options) == {"out": "symlink"}
    assert "[E025]" in failure(f'builtins.readFile ({inside} + "/out/run")', archives, *options)


def test_a_url_is_decoded(nixstep: CommandLine) -> None:
    nixstep.file("a b", "text")
    for url in (f"file://{nixstep.directory}/a%20b", f"file://localhost{nixstep.directory}/a%20b"):
        name = 'name = "x";'
        found = in_nixstep(f'builtins.readFile (builtins.fetchurl {{ url = "{url}"; {name} }})', nixstep)
        assert found == "text"


# Repositories.


@pytest.fixture
def repository(nixstep: CommandLine) -> CommandLine:
    """Two commits on `main`, a tag at the first, and a file that Git does not know."""
    base = nixstep.directory / "repo"
    nixstep.file("repo/default.nix", "1")
    nixstep.file("repo/old/text", "old")
    git(base, "init", "-q", "-b", "main")
    git(base, "add", ".")
    git(base, "commit", "-q", "-m", "first")
    git(base, "tag", "first")
    nixstep.file("repo/default.nix", "2")
    nixstep.file("repo/run", "#!").chmod(0o755)
    nixstep.link("repo/link", "run")
    git(base, "rm", "-q", "-r", "old")
    git(base, "add", ".")
    git(base, "commit", "-q", "-m", "second")
    nixstep.file("repo/unknown", "")
    return nixstep


def attribute_branch(base: Path) -> None:
    git(base, "checkout", "-q", "-b", "attributes")
    (base / ".gitattributes").write_text("run export-ignore\n")
    git(base, "add", ".gitattributes")
    git(base, "commit", "-q", "-m", "third")


FETCHED = {
    "as it is": "REPO",
    "by a path": '"REPO"',
    "by a URL": '"file://REPO"',
    "by a tag": '{ url = REPO; ref = "first"; }',
    "by a branch": '{ url = REPO; ref = "main"; }',
    "by a commit": '{ url = REPO; rev = "COMMIT"; }',
    "under a name": '{ url = REPO; name = "x"; }',
    "shallow": '{ url = REPO; shallow = true; }',
    "with submodules": '{ url = REPO; submodules = true; }',
}  # fmt: skip


def fetch(how: str, repository: CommandLine) -> str:
    base = repository.directory / "repo"
    commit = git(base, "rev-parse", "first")
    return f"builtins.fetchGit {how.replace('REPO', str(base)).replace('COMMIT', commit)}"


@pytest.mark.needs_git
def test_a_repository_tells_its_commit(repository: CommandLine) -> None:
    found = in_nixstep(f'removeAttrs ({fetch("REPO", repository)}) [ "outPath" ]', repository)
    rev = git(repository.directory / "repo", "rev-parse", "HEAD")
    assert found == {
        "lastModified": 1577836800,
        "lastModifiedDate": "20200101000000",
        "narHash": "sha256-uePfahJUE5JTiz3CqDBPvMjNKtk9Spv5hm3cx/M90so=",
        "rev": rev,
        "revCount": 2,
        "shortRev": rev[:7],
        "submodules": False,
    }


@pytest.mark.needs_nix
@pytest.mark.needs_git
@pytest.mark.parametrize("how", FETCHED.values(), ids=FETCHED)
@pytest.mark.parametrize("state", ["clean", "changed", "attributes", "empty"])
def test_a_repository_is_fetched_as_nix_fetches_it(state: str, how: str, repository: CommandLine) -> None:
    base = repository.directory / "repo"
    program = fetch(how, repository)
    if state == "changed":
        repository.file("repo/default.nix", "3")
        repository.file("repo/new/text", "new")
        git(base, "add", "new")
    elif state == "attributes":
        attribute_branch(base)
    elif state == "empty":
        if how not in (FETCHED["as it is"], FETCHED["under a name"]):
            return
        shutil.rmtree(base / ".git")
        git(base, "init", "-q", "-b", "main")
        git(base, "add", "run")
    program = f'let t = {program}; in {{ path = baseNameOf t; facts = removeAttrs t [ "outPath" ]; }}'
    assert in_nixstep(program, repository) == in_nix(program, repository.directory)


@pytest.mark.needs_git
def test_only_what_git_knows_is_in_a_work_tree_with_changes(repository: CommandLine) -> None:
    repository.file("repo/default.nix", "3")
    tree = fetch("REPO", repository)
    names = ["default.nix", "link", "run"]
    assert in_nixstep(f"builtins.attrNames (builtins.readDir ({tree}))", repository) == names
    assert in_nixstep(f"[ (import ({tree})) ({tree}).rev ({tree}).revCount ]", repository) == [3, "0" * 40, 0]


@pytest.mark.needs_git
def test_an_older_commit_can_be_read(repository: CommandLine) -> None:
    old = fetch('{ url = REPO; ref = "first"; }', repository)
    found = in_nixstep(f'[ (import ({old})) (builtins.readFile ({old} + "/old/text")) ]', repository)
    assert found == [1, "old"]


@pytest.mark.needs_git
def test_bare_repositories_and_work_trees_are_repositories_too(repository: CommandLine) -> None:
    base = repository.directory
    git(base, "clone", "-q", "--bare", "repo", "bare.git")
    git(base / "repo", "worktree", "add", "-q", "--detach", "../beside", "first")
    found = [
        in_nixstep(f"import (builtins.fetchGit {base}/{each})", repository) for each in ("bare.git", "beside")
    ]
    assert found == [2, 1]


@pytest.mark.needs_git
@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("REPO/old", "not a git repository"),
        ('{ url = REPO; ref = "nothing"; }', "has no commit, branch or tag 'nothing'"),
        ('{ url = REPO; ref = "--help"; }', "cannot be the name of a branch or tag"),
        ('{ url = REPO; rev = "abc"; }', "is not the full hash of a commit"),
        (f'{{ url = REPO; rev = "{"1" * 40}"; }}', "has no commit, branch or tag '111"),
        ("{ url = REPO; branch = 1; }", "unsupported argument 'branch'"),
        ("{ url = REPO; ref = 1; }", "expected a string"),
        ("{ url = REPO; shallow = 1; }", "expected a Boolean"),
        ('{ ref = "x"; }', "attribute 'url' missing"),
        ('"https://example.org/x.git"', "there is no network"),
        ('"ssh://git@example.org/x.git"', "there is no network"),
        ("1", "expected a string or a set"),
    ],
)
def test_what_cannot_be_fetched_says_why(how: str, message: str, repository: CommandLine) -> None:
    assert message in failure(f"({fetch(how, repository)}).rev", repository)


@pytest.mark.needs_git
def test_a_shallow_repository_must_be_asked_for(repository: CommandLine) -> None:
    base = repository.directory
    git(base, "clone", "-q", "--depth", "1", f"file://{base}/repo", "shallow")
    assert "is a shallow Git repository" in failure(f"builtins.fetchGit {base}/shallow", repository)
    assert in_nixstep(
        f"(builtins.fetchGit {{ url = {base}/shallow; shallow = true; }}).revCount", repository
    ) == (0)


@pytest.mark.needs_git
def test_submodules_are_not_fetched(repository: CommandLine) -> None:
    repository.file("repo/.gitmodules", "")
    git(repository.directory / "repo", "add", ".gitmodules")
    git(repository.directory / "repo", "commit", "-q", "-m", "third")
    how = fetch("{ url = REPO; submodules = true; }", repository)
    assert "the submodules of" in failure(f"({how}).rev", repository)


def test_without_git_a_repository_says_what_is_missing(
    nixstep: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nothing")
    assert "the program 'git', which is not here" in failure("builtins.fetchGit /tmp", nixstep)


@pytest.mark.needs_git
def test_a_repository_has_nothing_from_outside_of_the_roots(repository: CommandLine) -> None:
    base = repository.directory
    git(base, "clone", "-q", "--shared", "repo", "shared")
    git(base / "repo", "worktree", "add", "-q", "--detach", "../beside", "first")
    shutil.copytree(base / "repo", base / "linked", symlinks=True)
    shutil.rmtree(base / "linked/.git/objects")
    (base / "linked/.git/objects").symlink_to(base / "repo/.git/objects")
    for name in ("shared", "beside", "linked"):
        program = f"(builtins.fetchGit {base}/{name}).rev"
        assert "[E025]" in failure(program, repository, "--restrict", name)
        assert in_nixstep(program, repository, "--restrict", name, "--restrict", "repo")
    old = fetch('{ url = REPO; ref = "first"; }', repository)
    assert in_nixstep(f"import ({old})", repository, "--restrict", "repo") == 1
