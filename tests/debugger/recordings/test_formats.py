"""What commands print with `--json`, and recordings, are what docs/formats.md says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from debugger.cli.main import run_command
from debugger.loading.limits import Limits
from debugger.loading.program import Argument, Program
from debugger.recordings import answers, blocks
from debugger.recordings import file as recordings
from debugger.recordings.recorded import Recorded
from tests.debugger import shapes
from tests.debugger.hostile import NIX_STRING, unsafe_characters
from tests.debugger.shapes import Shape, array, exactly, flag, mapping, number, optional, record, text
from vm.opcodes import BY_NAME, OPCODES, Operand

DOCUMENT = Path(__file__).parents[3] / "docs" / "formats.md"
BAKERY = Path(__file__).parents[3] / "debugger" / "examples" / "bakery"

OPCODE = exactly(*BY_NAME)
INSTRUCTION = record(
    ip=number(), op=OPCODE, operand=optional(number()), text=text, span=array(number(1), length=4)
)
CHUNK = record(
    name=text,
    kind=exactly("toplevel", "thunk", "lambda"),
    label=optional(text),
    captures=number(),
    formals=optional(record(names=mapping(flag), ellipsis=flag)),
    constants=array(text),
    ops=array(INSTRUCTION),
)
DISASSEMBLY = record(format=exactly("nixstep-dis"), version=exactly(1), chunks=array(CHUNK))
HEADER = record(format=exactly("nixstep-trace"), version=exactly(1), program=text)
STEP = record(
    step=number(),
    depth=number(1),
    chunk=text,
    ip=number(),
    op=OPCODE,
    operand=optional(number()),
    stack=array(text, most=4),
    below=number(),
)

STEP_OR_NULL = optional(number())
LINK = record(
    kind=exactly("frame", "builtin", "thunk", "repeat", "gap"), text=text, path=text,
    line=number(), column=number(), source=text, frame=number(), thunk=text,
    made=STEP_OR_NULL, made_at=text, forced=STEP_OR_NULL,
    cycle=exactly("", "closes", "member", "opens", "self"), skipped=flag, period=number(1), times=number(1),
    landmarks=array(record(kind=exactly("option", "package", "attribute", "derivation"), name=text)),
)  # fmt: skip
ORIGIN = record(
    text=text, thunk=text, made=STEP_OR_NULL, made_at=text, forced=STEP_OR_NULL, evaluated=STEP_OR_NULL,
    pushed=STEP_OR_NULL, cost=STEP_OR_NULL,
)  # fmt: skip
WHY = record(
    format=exactly("nixstep-why"), version=exactly(1), program=text, step=number(), op=optional(OPCODE),
    error=optional(record(code=text, message=text)), thunk=optional(ORIGIN), links=array(LINK),
)  # fmt: skip
THUNKS_HEADER = record(
    format=exactly("nixstep-thunks"), version=exactly(1), kind=exactly("thunks", "sites"), program=text,
    steps=number(),
)  # fmt: skip
THUNK = record(
    number=number(), name=text, path=text, line=number(), column=number(), source=text, made=STEP_OR_NULL,
    forced=STEP_OR_NULL, forced_by=text, evaluated=STEP_OR_NULL, cost=STEP_OR_NULL,
    state=exactly("evaluated", "in evaluation", "never forced", "failed", "handed over"),
)  # fmt: skip
SITE = record(
    name=text, path=text, line=number(), column=number(), source=text, made=number(), forced=number(),
    evaluated=number(), never=number(), cost=number(),
)  # fmt: skip

PROGRAMS = {
    "everything": """let
      f = { a, b ? a, ... }@args: with args; if a == b then [ a missing ] else { inherit a; };
      missing = <nowhere>; "größe" = ~/x; size = "é"; g = x: g;
    in assert f != g; builtins.attrNames { ${size} = f { a = 1; }; } ++ [ (x: x + size) ./p null missing ]""",
    "hostile strings": f"let s = {NIX_STRING}; x.{NIX_STRING} = s; in [ s x ]",
    "an error": "1 + { a = 1; }.b",
}


@pytest.fixture
def output(capfdbinary: pytest.CaptureFixture[bytes]) -> Any:
    """What a command prints, and its exit code."""

    def run(*arguments: str) -> tuple[str, int]:
        code = run_command(list(arguments))
        return capfdbinary.readouterr().out.decode(), code

    return run


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_a_disassembly_has_the_documented_shape(program: str, output: Any) -> None:
    written, code = output("dis", "--json", "-E", program)
    assert code == 0
    check_disassembly(written)


def check_disassembly(written: str) -> None:
    document = json.loads(written)
    DISASSEMBLY("document", document)
    chunks = document["chunks"]
    names = [chunk["name"] for chunk in chunks]
    assert len(set(names)) == len(names)
    assert [chunk["kind"] for chunk in chunks].count("toplevel") == 1
    assert chunks[-1]["kind"] == "toplevel"
    for chunk in chunks:
        assert [op["ip"] for op in chunk["ops"]] == list(range(len(chunk["ops"])))
        for op in chunk["ops"]:
            line, column, end_line, end_column = op["span"]
            assert (line, column) <= (end_line, end_column)
            kind = BY_NAME[op["op"]].operand
            assert (op["operand"] is None) == (kind is Operand.NONE)
            if kind is Operand.CONSTANT:
                assert op["text"] == chunk["constants"][op["operand"]]
                named = op["text"].partition(" ")
                if named[0] in ("thunk", "closure", "blueprint"):
                    assert named[2] in names[: names.index(chunk["name"])], "inner chunks come first"
            if kind is Operand.OFFSET:
                assert op["text"] == f"-> {op['ip'] + 1 + op['operand']}"


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_a_trace_has_the_documented_shape(program: str, output: Any) -> None:
    written, code = output("trace", "--strict", "--json", "-E", program)
    assert code == (0 if program == PROGRAMS["hostile strings"] else 1)
    header, *steps = map(json.loads, written.splitlines())
    HEADER("header", header)
    assert header["program"] == "<expr>"
    assert [step["step"] for step in steps] == list(range(len(steps)))
    for step in steps:
        STEP(f"step {step['step']}", step)
        assert BY_NAME[step["op"]].is_data is False
        assert not step["below"] or len(step["stack"]) == 4
        assert all(len(value) <= 200 for value in step["stack"])


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
@pytest.mark.parametrize("choice", [[], ["--step", "3"], ["--thunk", "1"]], ids=" ".join)
def test_a_chain_of_demand_has_the_documented_shape(program: str, choice: list[str], output: Any) -> None:
    written, code = output("why", "--strict", "--json", *choice, "-E", program)
    assert code == 0
    document = json.loads(written)
    WHY("document", document)
    assert document["links"]
    assert (document["thunk"] is not None) == ("--thunk" in choice)


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
@pytest.mark.parametrize(("form", "shape"), [([], THUNK), (["--sites"], SITE)], ids=["thunks", "sites"])
def test_thunks_have_the_documented_shape(program: str, form: list[str], shape: Shape, output: Any) -> None:
    written, code = output("thunks", "--strict", "--json", "--limit", "0", *form, "-E", program)
    assert code == 0
    header, *rows = map(json.loads, written.splitlines())
    THUNKS_HEADER("header", header)
    assert header["kind"] == ("sites" if form else "thunks")
    assert rows
    for row in rows:
        shape("row", row)


@pytest.mark.parametrize("command", ["dis", "trace", "why", "thunks"])
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["text", "json"])
def test_no_output_holds_anything_that_could_steer_a_terminal(
    command: str, form: list[str], output: Any, tmp_path: Path
) -> None:
    file = tmp_path / "a\x1b[31m\u202e.nix"
    file.write_text(PROGRAMS["hostile strings"])
    written, code = output(command, *form, str(file), "--strict")
    assert code == 0
    assert "202e" in written or command == "why"
    assert unsafe_characters(written, allowed="\n") == set()


def test_the_example_conforms(output: Any) -> None:
    check_disassembly(output("dis", "--json", str(BAKERY))[0])
    written, code = output("trace", "--json", "--strict", "--to", "3000", str(BAKERY))
    assert code == 0
    lines = written.splitlines()
    assert len(lines) == 3002
    for line in lines[1:]:
        STEP("step", json.loads(line))


def test_text_and_json_of_a_trace_tell_the_same(output: Any) -> None:
    arguments = ("trace", "-E", PROGRAMS["everything"])
    texts = output(*arguments)[0].splitlines()
    steps = [json.loads(line) for line in output(*arguments, "--json")[0].splitlines()[1:]]
    for line, step in zip(texts, steps, strict=True):
        operand = f" {step['operand']}" if step["operand"] is not None else ""
        start = f"{step['step']} {step['depth']} {step['chunk']}@{step['ip']} {step['op']}{operand} |"
        assert line.startswith(start)
        assert f"| +{step['below']} " in line or not step["below"]


def documented_fields(heading: str) -> list[str]:
    """The fields named in the tables of one section of the document, in order."""
    section = DOCUMENT.read_text(encoding="utf-8").split(f"## `{heading}`", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)


def test_the_document_names_every_field_and_no_other() -> None:
    example = "format version chunks name kind label captures formals constants ops names ellipsis".split()
    example += "ip op operand text span".split()
    assert documented_fields("nixstep-dis") == example
    steps = "format version program step depth chunk ip op operand stack below".split()
    assert documented_fields("nixstep-trace") == steps


def first_cells(heading: str) -> list[str]:
    """What stands first in the rows of the tables of a section, without the subsections that follow."""
    section = re.split(rf"^##+ {heading}$", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)[1]
    return re.findall(r"^\| `([\w:-]+)`", re.split(r"^##", section, flags=re.MULTILINE)[0], re.MULTILINE)


def test_the_document_names_all_of_a_recording() -> None:
    assert first_cells("Recordings, version 1") == ["PROG", *recordings.READERS]
    assert sorted(first_cells("Questions and answers")) == sorted(answers.SHAPES)
    assert blocks.MAGIC.hex(" ") in DOCUMENT.read_text(encoding="utf-8")


def test_a_recording_has_the_documented_pairs(tmp_path: Path) -> None:
    program = Program(
        path="path",
        expression="expression",
        stdin=b"stdin",
        attribute="attribute",
        arguments=(Argument("NAME", "1", False), Argument("NAME", "", True)),
        search=("search",),
        pure=True,
        strict=True,
        form="raw",
        level=1,
        restrict=("restrict",),
        store_dir="/store-dir",
        flake="flake",
        overrides=(("INPUT", "x"),),
    )
    run = Recorded(tmp_path / "run", program, Limits(max_steps=5), ("skip",), ("trace",))
    run.finish(recordings.End("interrupted"))
    with (tmp_path / "run").open("rb") as file:
        found = list(blocks.read_blocks(file, blocks.Extent()))
    names = [[name for name, _ in recordings.pairs_of(block.payload)] for block in found]
    assert [block.kind for block in found] == ["PROG", "ENDS"]
    assert sorted(names[0]) == sorted(first_cells("The program"))
    assert names[1] == first_cells("Digests and the end")


def test_the_document_names_every_data_instruction() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    data = [op.name for op in OPCODES if op.is_data]
    assert data
    assert all(f"`{name}`" in written for name in data)


@pytest.mark.parametrize(
    ("shape", "found"),
    [
        (text, 1),
        (flag, 0),
        (number(), True),
        (number(1), 0),
        (exactly(1), True),
        (exactly("a"), "b"),
        (array(text), {}),
        (array(text, length=1), []),
        (array(text, most=1), ["a", "b"]),
        (array(text), [1]),
        (record(a=text), {"a": "b", "c": 1}),
        (record(a=text), {}),
        (mapping(flag), {"a": 1}),
        (optional(text), 1),
    ],
)
def test_the_checker_finds_what_is_wrong(shape: Shape, found: object) -> None:
    with pytest.raises(AssertionError, match="place"):
        shape("place", found)


def test_the_checker_accepts_what_is_right() -> None:
    shapes.record(a=optional(text), b=array(number(), length=2))("place", {"a": None, "b": [0, 1]})
