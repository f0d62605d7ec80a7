"""tryEval, trace, seq: what they give is the very reference they got."""

from __future__ import annotations

import pytest

from tests.evaluation import outcome, printed


def test_try_eval_hands_back_its_argument_s_own_reference() -> None:
    # A list of one lives in its place: were the value copied out of the argument, it would be `repeated`.
    text = "let a = map (n: builtins.tryEval n) [ (with { }; a) ]; in a"
    assert printed(text) == "[ { success = true; value = [ «repeated» ]; } ]"


@pytest.mark.parametrize("failing", ['throw "x"', "assert false; 1", "<nowhere-at-all>"])
def test_try_eval_answers_false_twice_for_what_it_catches(
    failing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIX_PATH", "")
    assert printed(f"builtins.tryEval ({failing})") == "{ success = false; value = false; }"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("builtins.seq 1 2", (True, "2")),
        ("builtins.deepSeq [ 1 ] 2", (True, "2")),
        ('builtins.deepSeq [ (throw "x") ] 2', (False, "Thrown: x")),
        ('builtins.throw "a${"b"}"', (False, "Thrown: ab")),
        ('abort "x"', (False, "Aborted: evaluation aborted with the following error message: 'x'")),
        ('throw { outPath = "x"; }', (False, "Thrown: x")),
        ('builtins.placeholder "out"', (True, '"/1rz4g4znpzjwh1xymhjpm42vipw92pr73vdgl6xs1hycac8kf2n9"')),
    ],
)
def test_these_end_as_in_nix(text: str, shown: tuple[bool, str]) -> None:
    assert outcome(text) == shown
