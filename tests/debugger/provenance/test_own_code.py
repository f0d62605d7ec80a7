"""Own code first: what a library is, where reports lead, and what they take a cycle for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from debugger.loading.program import Program
from debugger.motions import Continue
from debugger.provenance.demand import chain_text
from debugger.session import Session
from tests.debugger.in_process import CommandLine
from vm.errors import NixError

MODULES = Path(__file__).parents[2] / "modules"
SEARCH = f"modules={MODULES / 'lib'}"


def debugged(name: str, *search: str, strict: bool = True) -> Session:
    """A session that stands at the failure of one of the module programs."""
    program = Program(path=str(MODULES / f"{name}.nix"), search=search or (SEARCH,), strict=strict)
    subject = Session(program, history=100_000)
    assert subject.run(Continue()) == "error"
    return subject


def failure(name: str, *search: str) -> NixError:
    found = debugged(name, *search).machine.error
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "kind", "place"),
    [
        ("argument_in_imports", "imports", "6:24"),
        ("argument_in_option_names", "options", "5:21"),
        ("if_on_config", "structure", "6:19"),
        ("optional_attrs_on_config", "structure", "6:34"),
        ("update_on_config", "structure", "6:36"),
        ("whole_module_on_config", "structure", "5:33"),
        ("overlay_final", "overlay", "4:44"),
        ("names_by_themselves", "names", "2:36"),
        ("missing_argument", "argument", "1:3"),
    ],
)
def test_a_failure_in_a_library_is_told_from_own_code(name: str, kind: str, place: str) -> None:
    error = failure(name)
    found = error.findings.diagnosis
    assert found.kind == kind
    assert str(found.span.position) == place
    assert found.span.source.path.startswith(str(MODULES))
    assert "/lib/" not in found.span.source.path
    if "/lib/" in str(error.span):
        assert "/lib/" not in str(error.findings.own)


@pytest.mark.parametrize("name", ["option_by_itself"])
def test_a_recursion_of_no_known_shape_gets_no_diagnosis(name: str) -> None:
    assert failure(name).findings.diagnosis is None


def test_code_beside_the_program_is_own_code_also_where_the_search_path_has_it() -> None:
    subject = debugged("if_on_config", f"here={MODULES}", SEARCH)
    assert subject.own.has(subject.loaded.source)
    assert not subject.own.has_path(str(MODULES / "lib" / "default.nix"))


def test_links_of_the_search_path_are_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(MODULES / "lib")
    subject = debugged("if_on_config", f"modules={tmp_path / 'link'}")
    assert not subject.own.has_path(str(MODULES / "lib" / "default.nix"))
    assert not subject.own.has_path(str(tmp_path / "link" / "default.nix"))
    assert subject.own.has_path(str(MODULES / "if_on_config.nix"))


def test_a_report_shows_both_places_with_carets(nixstep: CommandLine) -> None:
    shown = nixstep("eval", "--strict", "-I", SEARCH, str(MODULES / "argument_in_imports.nix")).err
    lines = shown.splitlines()
    at = next(index for index, line in enumerate(lines) if "reached from your code at" in line)
    assert lines[at].endswith("argument_in_imports.nix:6:24")
    assert lines[at + 2].endswith("imports = [ pkgs.module ];")
    assert lines[at + 3].strip(" |") == "^" * len("module")
    labels = [match[1] for line in lines if (match := re.match(r"  (cause|try|note):", line))]
    assert labels[:3] == ["cause", "try", "note"]
    assert re.search(r"\.\.\. \d+ frames in", shown)
    assert "`nixstep why` with the same arguments shows the whole cycle" in shown


def test_everything_is_shown_with_show_trace(nixstep: CommandLine) -> None:
    path = str(MODULES / "argument_in_imports.nix")
    assert "frames in" not in nixstep("eval", "--strict", "--show-trace", "-I", SEARCH, path).err


def test_a_cycle_is_told_from_own_code_on() -> None:
    subject = debugged("argument_in_imports")
    links = subject.why()
    assert (links[0].cycle, links[0].skipped, links[0].line) == ("closes", False, 6)
    assert any("closed the cycle" in link.text for link in links if link.cycle == "member")
    assert sum(link.cycle == "opens" for link in links) == 1
    drawn = list(chain_text(links))
    assert [line[:2] for line in drawn if "..." in line] == ["╰▶"]


def test_own_frames_are_marked_and_found() -> None:
    subject = debugged("argument_in_imports")
    frames = subject.snapshot().frames
    own = [frame.number for frame in frames if frame.own]
    assert {frame.own for frame in frames} == {True, False}
    assert subject.own_frame(outwards=True) == own[0]
    subject.selected = own[0]
    assert subject.own_frame(outwards=True) == own[1]
    subject.selected = own[1]
    assert subject.own_frame(outwards=False) == own[0]
    subject.selected = own[-1]
    assert subject.own_frame(outwards=True) is None


def test_keep_going_prints_what_there_is_and_reports_every_failure(nixstep: CommandLine) -> None:
    text = 'rec { a = 1; b = throw "no"; c.d = [ 2 (abort "x") b ]; e = let x = x; in x; }'
    found = nixstep("eval", "--strict", "--keep-going", "-E", text)
    aborted = "evaluation aborted with the following error message: 'x'"
    values = f"a = 1; b = <error: no>; c = {{ d = [ 2 <error: {aborted}> <error: no> ]; }}"
    assert found.out == f"{{ {values}; e = <error: infinite recursion encountered>; }}\n"
    assert found.code == 1
    codes = re.findall(r"^error: .* \[(E\d+)\]$", found.err, re.MULTILINE)
    assert codes == ["E041", "E018", "E012"]
    assert "this is c.d.[1] of the result" in found.err
    assert found.err.endswith("3 parts of the result could not be evaluated\n")


def test_keep_going_changes_nothing_where_nothing_fails(nixstep: CommandLine) -> None:
    text = "let a = { b = a; c = [ 1 ]; }; in a"
    assert nixstep("eval", "--strict", "--keep-going", "-E", text) == nixstep("eval", "--strict", "-E", text)


def test_keep_going_stops_at_limits_and_wants_strict(nixstep: CommandLine) -> None:
    endless = "{ a = let f = n: 1 + f n; in f 1; b = 2; }"
    found = nixstep("eval", "--strict", "--keep-going", "--max-depth", "1000", "-E", endless)
    assert found.out == ""
    assert "[E031]" in found.err
    assert nixstep("eval", "--keep-going", "-E", "1").code == 2
    assert nixstep("eval", "--keep-going", "--strict", "--json", "-E", "1").code == 2
