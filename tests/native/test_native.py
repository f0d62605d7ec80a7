"""Compiled modules are used exactly while they fit their sources."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from compiler.syntax.enclosing import enclosing
from compiler.syntax.parser import parse
from native.build import obstacle
from native.compiling import compile_groups, write_manifest
from native.modules import GROUPS
from vm.native import ABI, MANIFEST, digest, fitting, install
from vm.spans import Source

ROOT = Path(__file__).parents[2]
TINY = "def answer() -> int:\n    return 42\n"
NOTHING = "NIXSTEP_NATIVE is 1, but nothing compiled fits these sources and this Python"


def needs_compiler() -> None:
    why_not = obstacle_here()
    if why_not is not None and os.environ.get("CI") == "true":
        pytest.fail(why_not)
    if why_not is not None:
        pytest.skip(why_not)


def obstacle_here() -> str | None:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("NIXSTEP_NATIVE", raising=False)
        return obstacle()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree with one source and what might be its compiled module."""
    tmp_path.joinpath("tiny.py").write_text(TINY)
    made = tmp_path / "made"
    made.mkdir()
    made.joinpath("tiny.so").write_bytes(b"")
    write_manifest(made, {"tiny.py": digest(str(tmp_path / "tiny.py"))})
    return tmp_path


def test_what_fits_is_found(root: Path) -> None:
    assert fitting(str(root / "made"), str(root)) == {"tiny": str(root / "made/tiny.so")}


def test_an_edited_source_is_never_run_from_a_stale_binary(root: Path) -> None:
    root.joinpath("tiny.py").write_text(TINY.replace("42", "43"))
    assert fitting(str(root / "made"), str(root)) is None


@pytest.mark.parametrize("missing", ["tiny.py", "made/tiny.so", f"made/{MANIFEST}"])
def test_with_a_file_missing_nothing_fits(root: Path, missing: str) -> None:
    root.joinpath(missing).unlink()
    assert fitting(str(root / "made"), str(root)) is None


@pytest.mark.parametrize("text", ["", "\n", f"{ABI}\nhalf a line", "another Python\n", "\xff\n"])
def test_a_manifest_that_is_broken_or_foreign_fits_nothing(root: Path, text: str) -> None:
    root.joinpath("made", MANIFEST).write_text(text, encoding="latin-1")
    assert not fitting(str(root / "made"), str(root))


def test_to_insist_where_nothing_fits_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NIXSTEP_NATIVE", "1")
    with pytest.raises(SystemExit) as leaving:
        install(str(tmp_path))
    assert leaving.value.code == 2
    assert NOTHING in capsys.readouterr().err


def test_without_a_wish_the_sources_are_run_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NIXSTEP_NATIVE", raising=False)
    finders = list(sys.meta_path)
    assert not install(str(tmp_path))
    assert sys.meta_path == finders


def test_every_module_to_be_compiled_is_there() -> None:
    sources = [source for group in GROUPS.values() for source in group]
    assert len(sources) == len(set(sources)) > 30
    assert all(ROOT.joinpath(source).is_file() for source in sources)


def test_what_is_compiled_is_what_runs(tmp_path: Path) -> None:
    needs_compiler()
    tmp_path.joinpath("tiny.py").write_text(TINY)
    made = tmp_path / "made"
    made.mkdir()
    code = f"import sys; from pathlib import Path; sys.path.insert(0, {str(ROOT)!r}); "
    subprocess.run(
        [
            sys.executable,
            "-c",
            code + "from native.compiling import compile_groups; "
            f"compile_groups(Path({str(tmp_path)!r}), Path({str(made)!r}), {{'small': ['tiny.py']}})",
        ],
        check=True,
        capture_output=True,
        env={**os.environ, "NIXSTEP_NATIVE": "0"},
    )
    found = fitting(str(made), str(tmp_path))
    assert found is not None
    assert "tiny" in found
    asked = subprocess.run(
        [
            sys.executable,
            "-c",
            code + "from vm.native import Finder, fitting; "
            f"sys.meta_path.insert(0, Finder(fitting({str(made)!r}, {str(tmp_path)!r}))); "
            "import tiny; print(tiny.answer(), tiny.__file__)",
        ],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "NIXSTEP_NATIVE": "0"},
    )
    assert asked.stdout.split() == ["42", found["tiny"]]
    assert compile_groups.__doc__


@pytest.mark.timeout(400)
def test_a_wheel_runs_without_its_source_tree(tmp_path: Path) -> None:
    """Made from a copy of the tree, with what is compiled there already, and installed where nothing else is
    but what nixstep depends on."""
    needs_compiler()
    tree = tmp_path / "tree"
    files = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    for name in files.stdout.splitlines():
        if not name.startswith(("tests/", "docs/")) and ROOT.joinpath(name).is_file():
            tree.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tree / name)
    if ROOT.joinpath("build/native").is_dir():
        shutil.copytree(ROOT / "build/native", tree / "build/native")
    environment = {name: value for name, value in os.environ.items() if name != "NIXSTEP_NATIVE"}
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-build-isolation", "--no-deps"]
    subprocess.run(
        [*command, "--wheel-dir", str(tmp_path), str(tree)], check=True, capture_output=True, env=environment
    )
    shutil.rmtree(tree)
    (wheel,) = tmp_path.glob("nixstep-*.whl")
    empty = tmp_path / "empty"
    venv.create(empty, with_pip=False)
    (packages,) = empty.glob("lib/python*/site-packages")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--target",
            str(packages),
            str(wheel),
        ],
        check=True,
        capture_output=True,
    )
    (dependencies,) = [path for path in sys.path if path.endswith("site-packages")]
    packages.joinpath("others.pth").write_text(dependencies + "\n")
    run = [str(empty / "bin/python"), "-P", "-m", "debugger.cli.main"]
    for arguments, said in ((["--version"], "native"), (["eval", "-E", "1 + 1"], "2")):
        done = subprocess.run(
            [*run, *arguments], check=True, capture_output=True, text=True, env=environment, cwd=tmp_path
        )
        assert done.stdout.split()[-1] == said


def test_what_is_inside_a_node_is_found_compiled_or_not() -> None:
    tree = parse(Source.of_expression("let a = { b = 1; } // a; in a", "/base"))
    assert [type(node).__name__ for node in enclosing(tree, 22, 23)] == [
        "Let",
        "Binding",
        "Binary",
        "Variable",
    ]
