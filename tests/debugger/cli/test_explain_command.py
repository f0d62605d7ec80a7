"""`nixstep explain`: a page for every error that can happen, whose example gives just that error."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from debugger.explaining.errors import codes, heading, page
from debugger.loading.program import Program
from debugger.recordings.journal import NotRecorded
from debugger.session import Session
from tests.debugger.error_classes import every_class
from tests.debugger.in_process import CommandLine
from vm.errors import Cancelled, Catchable, CompileError, EvalError, InfiniteRecursion, NixError

NEVER_RAISED_ITSELF = {NixError, CompileError, EvalError, Catchable, Cancelled}
EXAMPLE = re.compile(r"## Example\n\n```nix\n(.*?)```", re.DOTALL)
SAVED = re.compile(r"Save it as `(.*?)`")
RUN_WITH = re.compile(r"Run it with `(.*?)`")
SECTIONS = ["## Example", "## Finding the cause", "## Related"]
SHAPES = re.compile(r"```nix (\w+)\n(.*?)```", re.DOTALL)
WIDTH = 120


def text_of(code: str) -> str:
    text = page(code)
    assert text is not None
    return text


def test_every_error_that_can_happen_has_a_page_and_no_other() -> None:
    wanted = {kind.code for kind in every_class() if kind not in NEVER_RAISED_ITSELF}
    assert set(codes()) == wanted | {NotRecorded.code}


@pytest.mark.parametrize("code", codes())
def test_pages_have_all_their_parts(code: str) -> None:
    text = text_of(code)
    assert text.startswith(f"# {code}: ")
    assert [line for line in text.splitlines() if line in SECTIONS] == SECTIONS
    assert max(map(len, text.splitlines())) <= WIDTH
    related = text.partition("## Related")[2]
    assert set(re.findall(r"E\d\d\d", related)) <= set(codes()) - {code}


@pytest.mark.parametrize("code", sorted({*codes()} - {NotRecorded.code}))  # no program gives that one
def test_the_example_gives_that_error(code: str, nixstep: CommandLine) -> None:
    text = text_of(code)
    (example,) = EXAMPLE.findall(text)
    saved, options = SAVED.search(text), RUN_WITH.search(text)
    arguments = shlex.split(options.group(1)) if options else []
    if saved:
        nixstep.file(saved.group(1), example)
    else:
        arguments.append(str(nixstep.file("example.nix", example)))
    found = nixstep("eval", "--strict", *arguments)
    assert found.code == 1
    assert f"[{code}]" in found.err.splitlines()[0]


@pytest.mark.parametrize("spelling", ["E012", "e012", "E12", "12"])
def test_a_page_is_printed_plainly_into_a_pipe(spelling: str, nixstep: CommandLine) -> None:
    assert nixstep("explain", spelling).value + "\n" == text_of("E012")


def test_without_a_code_all_are_listed(nixstep: CommandLine) -> None:
    listed = nixstep("explain").value
    for code in codes():
        assert f"{code}  {heading(code)}\n" in listed


@pytest.mark.parametrize("code", ["E999", "nonsense", "", "../E012", "E0120"])
def test_an_unknown_code_is_wrong_usage(code: str, nixstep: CommandLine) -> None:
    found = nixstep("explain", code)
    assert found.code == 2
    assert "nixstep explain" in found.err


def test_pages_name_only_panels_keys_and_options_that_exist(nixstep: CommandLine) -> None:
    help_text = "".join(nixstep(command, "--help").out for command in ("eval", "trace", "debug", "replay"))
    used = {
        each for code in codes() for each in re.findall(r"`(?:nixstep [^`]*?)?(--[a-z-]+)", text_of(code))
    }
    assert used
    assert {option for option in used if option not in help_text} == set()


def test_pages_are_installed_with_the_program() -> None:
    settings = Path(__file__).parents[3].joinpath("pyproject.toml").read_text(encoding="utf-8")
    assert '"explanations/**/*.md"' in settings


SHOWN_SHAPES = dict(SHAPES.findall(text_of("E012")))


def test_the_page_of_infinite_recursion_has_the_four_classics() -> None:
    assert list(SHOWN_SHAPES) == ["imports", "structure", "overlay", "names"]


@pytest.mark.parametrize("kind", SHOWN_SHAPES)
def test_a_classic_is_told_by_its_shape(kind: str) -> None:
    for program in (SHOWN_SHAPES[kind], renamed(SHOWN_SHAPES[kind])):
        session = Session(Program(expression=program, strict=True))
        session.run_to_end()
        failure = session.machine.failure
        assert isinstance(failure, InfiniteRecursion)
        assert failure.findings.diagnosis.kind == kind


def renamed(program: str) -> str:
    """The same program with other names for variables: no diagnosis may depend on these."""
    for old, new in (("config", "k"), ("pkgs", "p"), ("final", "one"), ("prev", "two"), ("settings", "s")):
        program = re.sub(rf"\b{old}\b", new, program)
    return program
