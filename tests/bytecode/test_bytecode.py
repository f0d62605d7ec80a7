"""Every program here compiles to exactly the chunks, operands, constants and spans that stand beside it.

01 to 22 are the programs whose bytecode the original machine's own build printed; the others cover the
rules that those leave out. After a change that is meant: NIXSTEP_UPDATE=1 pytest tests/bytecode, and read
the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluation import program
from tests.goldens import check_golden, program_text

PROGRAMS = sorted(Path(__file__).parent.glob("*.nix"))


def named(path: Path) -> str:
    return path.stem


def test_every_listing_has_its_program_and_the_original_ones_are_all_there() -> None:
    listings = {path.stem for path in Path(__file__).parent.glob("*.dis")}
    assert listings == {path.stem for path in PROGRAMS}
    assert [path.stem[:2] for path in PROGRAMS[:22]] == [f"{number:02}" for number in range(1, 23)]


@pytest.mark.parametrize("path", PROGRAMS, ids=named)
def test_program_compiles_to_its_listing(path: Path) -> None:
    check_golden(path.with_suffix(".dis"), program(program_text(path)).listings)
