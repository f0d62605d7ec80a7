"""The attributes of a derivation that must be Booleans."""

from __future__ import annotations

import pytest

from tests.differential import oracle
from tests.evaluation import outcome, printed
from vm.spans import to_display

EXPERIMENTS = {"__contentAddressed": "ca-derivations", "__impure": "impure-derivations"}
FLAGS = (*EXPERIMENTS, "__structuredAttrs", "__ignoreNulls")
OTHER_VALUES = ("null", "1", "0", '""', '"1"', "[ ]", "[ true ]", "{ }", "1.5", "(x: x)", "/a")
PLAIN = 'name = "a"; system = "b"; builder = "c";'


def strict(attributes: str) -> str:
    return f"builtins.derivationStrict {{ {PLAIN} {attributes} }}"


@pytest.mark.parametrize("flag", FLAGS)
@pytest.mark.parametrize("value", OTHER_VALUES)
def test_a_flag_that_is_not_a_boolean_is_an_error(flag: str, value: str) -> None:
    for text in (strict(f"{flag} = {value};"), f"(derivation {{ {PLAIN} {flag} = {value}; }}).outPath"):
        done, shown = outcome(text)
        assert not done
        assert shown.startswith("TypeMismatch: expected a Boolean but found ")


@pytest.mark.parametrize("flag", EXPERIMENTS)
@pytest.mark.parametrize("rest", ["", "__structuredAttrs = true;", "__ignoreNulls = true;"])
def test_an_experiment_that_is_off_leaves_no_trace(flag: str, rest: str) -> None:
    assert printed(strict(f"{flag} = false; {rest}")) == printed(strict(rest))


@pytest.mark.parametrize(("flag", "feature"), EXPERIMENTS.items())
def test_an_experiment_that_is_on_is_refused_by_its_name(flag: str, feature: str) -> None:
    refused = f"NotYet: '{flag}' needs the experimental feature '{feature}' of Nix"
    assert outcome(strict(f"{flag} = true;")) == (False, refused)


@pytest.mark.parametrize("flag", EXPERIMENTS)
def test_a_null_is_left_out_only_where_nulls_are(flag: str) -> None:
    assert printed(strict(f"{flag} = null; __ignoreNulls = true;")) == printed(
        strict("__ignoreNulls = true;")
    )


@pytest.mark.needs_nix
def test_all_flags_are_read_as_by_nix() -> None:
    values = (*OTHER_VALUES, "true", "false", '(throw "a")')
    expressions = [
        strict(f"{flag} = {value}; {rest}")
        for flag in FLAGS
        for value in values
        for rest in (
            "",
            "__structuredAttrs = true;",
            "__ignoreNulls = true;",
            "__impure = false;",
            "x = null;",
        )
        if flag not in rest
    ]
    differing = []
    for expression, said in zip(expressions, oracle.evaluate_bulk(expressions), strict=True):
        done, shown = outcome(expression)
        if done != said.ok or (done and shown != to_display(said.text)):
            differing.append((expression, shown, said.text))
    assert differing == []
