"""`pathExists` for every spelling of a path: strings are looked up as they are written, paths canonically."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.differential import oracle
from tests.evaluation import outcome, printed
from vm.spans import to_display

PLACES = (
    "file", "dir", "to-dir", "to-file", "to-nothing", "to-itself", "missing", "file/child", "dir/inner",
    "to-dir/f", "to-dir/inner", "to-nothing/x", "to-itself/x", "to-file/x", "missing/../file", "file/../dir",
    "to-file/../file", "to-dir/../file", "to-inner/../f", "to-inner/../file", "dir/inner/..",
    "file/child/../x", "dir/../dir/f",
)  # fmt: skip
ENDINGS = ("", "/", "/.", "//", "/./", "/..", "/../", "/./.", "//.", "/../.")


@pytest.fixture
def tree(tmp_path: Path) -> str:
    inner = tmp_path / "dir" / "inner"
    inner.mkdir(parents=True)
    for file in (tmp_path / "file", tmp_path / "dir" / "f"):
        file.write_text("")
    targets = {
        "dir": "dir",
        "file": "file",
        "nothing": "nowhere",
        "itself": "to-itself",
        "inner": "dir/inner",
    }
    for name, target in targets.items():
        os.symlink(target, tmp_path / f"to-{name}")  # noqa: PTH211  (the target is what is written)
    return str(tmp_path)


@pytest.mark.parametrize(
    ("spelling", "exists"),
    [
        ("file", True),
        ("file/", False),
        ("file/.", False),
        ("file/child", False),
        ("file/..", False),
        ("file/../dir", False),
        ("dir/", True),
        ("dir/.", True),
        ("dir//", True),
        ("dir/..", True),
        ("dir/../file", True),
        ("to-dir/", True),
        ("to-file", True),
        ("to-file/", False),
        ("to-nothing", True),
        ("to-nothing/", False),
        ("to-nothing/.", False),
        ("to-itself", True),
        ("to-itself/", False),
        ("missing/..", False),
        ("missing/../file", False),
        ("to-inner/../f", True),
        ("to-inner/../file", False),
    ],
)
def test_a_string_is_looked_up_as_it_is_written(spelling: str, exists: bool, tree: str) -> None:
    assert printed(f'builtins.pathExists "{tree}/{spelling}"') == str(exists).lower()


@pytest.mark.parametrize(
    "spelling", ["file/.", "missing/..", "missing/../file", "file/../dir", "to-inner/../file"]
)
def test_a_path_is_canonical_before_anything_is_looked_up(spelling: str, tree: str) -> None:
    assert printed(f"builtins.pathExists {tree}/{spelling}") == "true"
    assert printed(f'builtins.pathExists ({tree} + "/{spelling}")') == "true"


@pytest.mark.parametrize(
    ("text", "exists"),
    [
        ('builtins.toFile "a" ""', True),
        ('builtins.toFile "a" "" + "/"', False),
        ('builtins.toFile "a" "" + "/."', False),
        ('builtins.toFile "a" "" + "/x"', False),
        ('"${./dir}/"', True),
        ('"${./dir}/f"', True),
        ('"${./dir}/f/"', False),
        ('"${./dir}/f/."', False),
        ('"${./file}/"', False),
    ],
)
def test_what_the_run_puts_into_the_store_is_there(text: str, exists: bool, tree: str) -> None:
    assert printed(f"builtins.pathExists ({text.replace('./', f'{tree}/')})") == str(exists).lower()


@pytest.mark.needs_nix
def test_every_spelling_is_answered_as_by_nix(tree: str) -> None:
    spellings = [place + ending for place in PLACES for ending in ENDINGS]
    values = [f'"{tree}/{spelling}"' for spelling in spellings]
    values += [f"{tree}/{place}" for place in PLACES]
    values += [f'({tree} + "/{spelling}")' for spelling in spellings]
    values += [f'{{ outPath = "{tree}/{spelling}"; }}' for spelling in spellings]
    values += [f'{{ __toString = _: "//{tree}//{spelling}"; }}' for spelling in spellings]
    values += [
        '"/"',
        '"/."',
        '"/.."',
        '"//"',
        '""',
        '"."',
        '"a/"',
        '"~"',
        f'"/{"x" * 300}"',
        f'"{"/x" * 3000}"',
    ]
    values += ["1", "null", "[ ]", "{ }", "(x: x)", "true"]
    expressions = [f"builtins.pathExists {value}" for value in values]
    differing = []
    for expression, said in zip(expressions, oracle.evaluate_bulk(expressions), strict=True):
        done, shown = outcome(expression)
        if done != said.ok or (done and shown != to_display(said.text)):
            differing.append((expression, shown, said.text))
    assert differing == []
