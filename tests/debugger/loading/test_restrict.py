"""`--restrict`: nothing outside the given roots is read, by whatever way."""

from __future__ import annotations

import pytest

from tests.debugger.in_process import CommandLine


@pytest.fixture
def fenced(nixstep: CommandLine) -> CommandLine:
    nixstep.file("in/a.nix", '"a"')
    nixstep.file("in/text", "inside")
    nixstep.file("out/a.nix", '"out"')
    nixstep.file("out/text", "outside")
    nixstep.file("main.nix", "import ./in/a.nix")
    nixstep.file("beside.nix", "import ./main.nix")
    nixstep.link("in/file-link", "../out/text")
    nixstep.link("in/dir-link", "../out")
    nixstep.link("in/inner-link", "text")
    nixstep.link("way-in", "in")
    return nixstep


@pytest.mark.parametrize(
    "text",
    [
        "builtins.readFile ./in/text", "import ./in/a.nix", "builtins.readDir ./in",
        "builtins.readFile ./in/inner-link",
        "builtins.readFile ./way-in/text", "builtins.readFile ./out/../in/text", "builtins.readFileType ./in",
        '"${./in}"', "builtins.path { path = ./in/text; }", 'import "${./in}/a.nix"',
        'import (builtins.toFile "x" "1")',
        'builtins.readFile (builtins.toFile "x" "1")', "<nix/fetchurl.nix>",
    ],
)  # fmt: skip
def test_what_is_inside_can_be_read(text: str, fenced: CommandLine) -> None:
    assert fenced("eval", "--restrict", "in", "-E", text).code == 0


@pytest.mark.parametrize(
    "text",
    [
        "builtins.readFile ./out/text", "import ./out/a.nix", "builtins.readDir ./out",
        "builtins.readDir ./.",
        "builtins.readFile ./in/file-link", "import ./in/dir-link/a.nix", "builtins.readDir ./in/dir-link",
        "builtins.readFile ./in/../out/text", "builtins.readFileType ./out/text",
        '"${./out}"', '"${./out/text}"',
        "builtins.path { path = ./out; }", "builtins.filterSource (p: t: true) ./out", "import ./out",
        "scopedImport { } ./out/a.nix", "builtins.readFile ./out/does-not-exist",
        "builtins.hashFile \"md5\" ./out/text",
    ],
)  # fmt: skip
def test_what_is_outside_is_refused(text: str, fenced: CommandLine) -> None:
    found = fenced("eval", "--restrict", "in", "-E", text)
    assert found.code == 1
    assert "[E025]" in found.err.splitlines()[0]
    assert "outside" in found.err


def test_the_message_says_where_a_link_leads(fenced: CommandLine) -> None:
    found = fenced("eval", "--restrict", "in", "-E", "builtins.readFile ./in/file-link")
    assert f"it leads to '{fenced.directory}/out/text'" in found.err


@pytest.mark.parametrize(
    ("path", "expected"),
    [("./in/a.nix", "true"), ("./in/no", "false"), ("./out/a.nix", "false"),
     ("./in/file-link", "false"), ("./in/dir-link/a.nix", "false")],
)  # fmt: skip
def test_path_exists_says_false_outside_as_in_nix(path: str, expected: str, fenced: CommandLine) -> None:
    assert fenced("eval", "--restrict", "in", "-E", f"builtins.pathExists {path}").value == expected


def test_a_refusal_is_not_caught_by_try_eval(fenced: CommandLine) -> None:
    assert (
        fenced("eval", "--restrict", "in", "-E", "builtins.tryEval (builtins.readFile ./out/text)").code == 1
    )


def test_the_program_itself_can_be_read_and_nothing_beside_it(fenced: CommandLine) -> None:
    assert fenced("eval", "--restrict", "in", "main.nix").value == '"a"'
    found = fenced("eval", "--restrict", "in", "beside.nix")
    assert "main.nix' is refused" in found.err


def test_several_roots_and_single_files_are_possible(fenced: CommandLine) -> None:
    assert (
        fenced("eval", "--restrict", "in", "--restrict", "out", "-E", "builtins.readFile ./in/file-link").code
        == 0
    )
    assert fenced("eval", "--restrict", "out/text", "-E", "builtins.readFile ./out/text").code == 0
    assert fenced("eval", "--restrict", "out/text", "-E", "builtins.readDir ./out").code == 1
    assert fenced("eval", "--restrict", "/", "-E", "builtins.readFile ./out/text").code == 0


def test_an_entry_of_the_search_path_outside_has_nothing_in_it(fenced: CommandLine) -> None:
    found = fenced("eval", "--restrict", "in", "-I", "n=out", "-E", "<n>")
    assert "[E043]" in found.err
    assert "the entry 'n=out' is outside what --restrict allows" in found.err
    assert fenced("eval", "--restrict", "in", "-I", "n=in", "-E", "import <n/a.nix>").value == '"a"'


def test_derivations_of_a_store_outside_are_not_read(fenced: CommandLine) -> None:
    name = f"{'0' * 32}-x.drv"
    fenced.file(f"store/{name}", "")
    store = str(fenced.directory / "store")
    text = f"""
      derivation {{
        name = "y"; system = "s"; builder = "b";
        a = builtins.appendContext "" {{ "{store}/{name}".outputs = [ "out" ]; }};
      }}
    """
    found = fenced("eval", "--store-dir", store, "--restrict", "in", "-E", f"({text}).drvPath")
    assert "[E025]" in found.err.splitlines()[0]


def test_roots_must_exist(nixstep: CommandLine) -> None:
    found = nixstep("eval", "--restrict", "nowhere", "-E", "1")
    assert (found.code, "nowhere" in found.err) == (2, True)


@pytest.mark.parametrize("command", ["eval", "trace"])
def test_all_commands_that_run_something_are_restricted(command: str, fenced: CommandLine) -> None:
    assert "[E025]" in fenced(command, "--restrict", "in", "-E", "builtins.readFile ./out/text").err
