"""The fuzzer makes what it finds small, and says what it did."""

from __future__ import annotations

import pytest

from tests import fuzz
from tests.differential import oracle


def test_shrinking_keeps_what_fails_and_drops_the_rest() -> None:
    found = fuzz.shrunk("([ 1 (2 + (3 * 4)) ] ++ [ (bad (x: x)) 5 ])", lambda text: "bad" in text)
    assert found == "(bad 0)"


def test_shrinking_leaves_alone_what_does_not_fail() -> None:
    assert fuzz.shrunk("(1 + 2)", lambda text: False) == "(1 + 2)"


def test_candidates_are_shorter_and_come_shortest_first() -> None:
    found = list(fuzz.candidates("(1 + (2 * 3))"))
    assert found == sorted(found, key=len)
    assert all(len(text) < len("(1 + (2 * 3))") for text in found)
    assert "(2 * 3)" in found
    assert "(1 + 0)" in found


def test_batches_add_up_to_the_count_and_depend_only_on_the_seed() -> None:
    sizes = [len(batch) for batch in fuzz.batches(1, 4_500)]
    assert sizes == [2_000, 2_000, 500]
    assert next(fuzz.batches(1, 10)) == next(fuzz.batches(1, 10))


@pytest.mark.needs_nix
def test_a_short_run_reports_its_seed_and_what_it_tried(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIX_PATH", "")
    assert fuzz.main(["--seed", "7", "--count", "20"]) == 0
    assert capsys.readouterr().out == "seed 7\n20 tried, 0 mismatches\n"


def test_a_missing_oracle_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oracle, "available", lambda: False)
    assert fuzz.main(["--seed", "7"]) == 2
    assert "nix-bin" in capsys.readouterr().out
