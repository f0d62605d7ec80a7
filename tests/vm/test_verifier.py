"""Whatever the compiler writes can run; what reaches for something that is not there is found out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.differential.comparison import written_expressions
from tests.evaluation import LEVELS, program, program_of_file
from tests.vm.chunks import hand_made
from vm.chunk import ChunkKind
from vm.errors import NixError
from vm.values import Blueprint
from vm.verifier import fault

LANGUAGE = sorted((Path(__file__).parents[1] / "language").glob("*/*.nix"))
LIBRARY = sorted((Path(__file__).parents[1] / "modules").rglob("*.nix"))


@pytest.mark.parametrize("level", LEVELS)
def test_every_chunk_of_the_test_programs_is_sound(level: int) -> None:
    checked = 0
    for path in (*LANGUAGE, *LIBRARY):
        try:
            chunks = program_of_file(path, level).chunks
        except NixError:
            continue
        found = {code.name: wrong for code in chunks if (wrong := fault(code))}
        assert found == {}, path
        checked += len(chunks)
    assert checked > 1_500


@pytest.mark.parametrize("level", LEVELS)
def test_every_chunk_of_the_written_expressions_is_sound(level: int) -> None:
    checked = 0
    for text in written_expressions():
        try:
            chunks = program(text, level=level).chunks
        except NixError:
            continue
        found = {code.name: wrong for code in chunks if (wrong := fault(code))}
        assert found == {}, text
        checked += len(chunks)
    assert checked > 3_000


BROKEN = {
    "it takes more than the 0 values that there are": [("OpPop", 0)],
    "there is no constant 1": [("OpConstant", 1)],
    "there is no slot 0": [("OpGetLocal", 0)],
    "there is no capture 0": [("OpGetUpvalue", 0)],
    "it belongs to another instruction": [("DataStackIdx", 0)],
    "a path leads to instruction 9": [("OpTrue", 0), ("OpJump", 7)],
    "a path ends with 2 values": [("OpTrue", 0), ("OpTrue", 0)],
    "instruction 3 is reached with 2 and with 1 values": [
        ("OpTrue", 0),
        ("OpJumpIfFalse", 1),
        ("OpTrue", 0),
        ("OpEqual", 0),
    ],
    "there is no slot 3": [("OpTrue", 0), ("OpFinalise", 3)],
}


@pytest.mark.parametrize(("words", "instructions"), BROKEN.items(), ids=BROKEN)
def test_what_is_wrong_is_said(words: str, instructions: list[tuple[str, int]]) -> None:
    assert words in (fault(hand_made(instructions, [1])) or "nothing")


def test_captures_are_looked_at() -> None:
    inner = Blueprint(hand_made([("OpTrue", 0)], [], ChunkKind.THUNK))
    making = [("OpThunkSuspended", 0), ("DataStackIdx", 5)]
    assert "no slot 5 to capture" in (fault(hand_made(making, [inner], captures={0: ((0, 5),)})) or "")
    assert "capture 0 is none" in (fault(hand_made(making, [inner], captures={0: ((0, 4),)})) or "")
    assert "captures are not there" in (
        fault(hand_made(making, [inner], captures={0: ((0, 5), (0, 1), (0, 2))})) or ""
    )
    missing = [("OpThunkSuspended", 0), ("DataUpvalueIdx", 0)]
    assert "no capture 0 to capture" in (fault(hand_made(missing, [inner], captures={0: ((2, 0),)})) or "")


def test_sound_code_has_no_fault() -> None:
    assert fault(hand_made([("OpConstant", 0), ("OpForce", 0)], [1])) is None
